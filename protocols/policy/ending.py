"""Who may leave an agreement, who may end it as a whole, and on which days. Neither takes a record from anybody (law A-09)."""

from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Person
from protocols.lifecycle import IN_FORCE
from protocols.policy import agreements as policy
from protocols.queries.agreements import Board, PartyRow
from protocols.queries.authority import authority_of
from protocols.vocabulary import Standing


def may_leave(actor: Person, board: Board, row: PartyRow | None) -> str | None:
    """``row``: the agency's own, of the text in force."""
    if row is None or board.stands not in IN_FORCE:
        return _("This version is not in force.")
    if authority_of(actor, row.party.agency, board.today) is None:
        return _("Only who may sign for %(agency)s gives its notice.") % {"agency": row.party.agency.name}
    if row.facts.notice is not None:
        return _("Notice has been given.")
    if not row.facts.signed:
        return _("%(agency)s has not signed it, and has nothing to leave.") % {"agency": row.party.agency.name}
    return None


def first_day(board: Board) -> date:
    """The first day on which an agency that gives notice today can be out."""
    return board.today + timedelta(days=board.executed.notice_days if board.executed else 0)


def last_day(board: Board) -> date:
    """The day after the agreement's last, from which on there is nothing left to leave; never before the first possible one."""
    ends = board.executed.ends_on if board.executed else None
    return max(first_day(board), ends + timedelta(days=1)) if ends else first_day(board)


def refuses_leaving_on(day: date, board: Board) -> str | None:
    if board.executed and day < first_day(board):
        asked = ngettext(
            "The agreement asks for %(n)s day of notice.",
            "The agreement asks for %(n)s days of notice.",
            board.executed.notice_days,
        )
        said = {"n": board.executed.notice_days, "day": date_format(first_day(board))}
        return " ".join([asked, _("Choose %(day)s or a later day.")]) % said
    return _lapses_before(day, last_day(board))


def may_end(actor: Person, board: Board) -> str | None:
    """As long as anything of it is left, its grace included."""
    if refusal := policy.may(actor, "write", board.agreement):
        return refusal
    if board.agreement.ended_on is not None:
        return _("It has been ended.")
    if board.executed is None:
        return _("This agreement is not in force. A draft is changed or left alone.")
    if board.stands not in (*IN_FORCE, Standing.EXPIRED) or last_end(board) < board.today:
        return _("Nothing of this agreement is left to end.")
    return None


def last_end(board: Board) -> date:
    """The last day of its grace."""
    version = board.executed
    if version is None or version.ends_on is None:
        return board.today
    return version.ends_on + timedelta(days=version.grace_days)


def refuses_ending_on(day: date, board: Board) -> str | None:
    if day < board.today:
        return _("That day is past. It ends today at the earliest.")
    return _lapses_before(day, last_end(board))


def _lapses_before(day: date, last: date) -> str | None:
    if day <= last:
        return None
    return _("By then it has lapsed. Choose %(day)s or an earlier day.") % {"day": date_format(last)}
