"""Leaving an agreement, and ending it as a whole. Nobody loses a record of her own by it (law A-09)."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Person, Seat
from agencies.queries.teams import today_of
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse
from protocols import reminders
from protocols.models import Agreement, Party, WithdrawalNotice
from protocols.policy import agreements as policy
from protocols.queries.agreements import board
from protocols.queries.authority import authority_of
from protocols.vocabulary import VersionStatus


def give_notice(*, party: Party, effective_on: date, reason: str = "", by: Person) -> None:
    """From that day on the agency's people sit at the team's table no more; until then everything stays as it is."""
    with acting.recorded():
        version = party.version
        today = today_of(version.agreement.team)
        if authority_of(by, party.agency, today) is None:
            raise Refused(_("Only who may sign for %(agency)s gives its notice.") % {"agency": party.agency.name})
        if version.status != VersionStatus.EXECUTED:
            raise Refused(_("This version is not in force."))
        if WithdrawalNotice.objects.filter(party=party).exists():
            raise Refused(_("Notice has been given."))
        if effective_on < today + timedelta(days=version.notice_days):
            raise Refused(_too_soon(version.notice_days), about="effective_on")
        WithdrawalNotice(party=party, given_on=today, effective_on=effective_on, reason=reason, recorded_by=by).save()
        for seat in _seats(party, effective_on):
            seat.ends_on = max(effective_on - timedelta(days=1), seat.starts_on)
            seat.save()


def end(*, agreement: Agreement, on: date, reason: str, by: Person) -> None:
    """All of it, by who coordinates the team: not in the past, for a reason that is kept."""
    with acting.recorded():
        refuse(policy.may(by, "write", agreement))
        mine = Agreement.objects.select_for_update().get(pk=agreement.pk)
        if board(mine).executed is None:
            raise Refused(_("This agreement is not in force. A draft is changed or left alone."))
        if mine.ended_on is not None:
            raise Refused(_("It has been ended."))
        if on < today_of(mine.team):
            raise Refused(_("That day is past. It ends today at the earliest."), about="on")
        mine.ended_on, mine.why_ended = on, reason
        mine.save()
        reminders.stop(mine)


def _too_soon(days: int) -> str:
    return ngettext(
        "The agreement asks for %(n)s day of notice.", "The agreement asks for %(n)s days of notice.", days
    ) % {"n": days}


def _seats(party: Party, effective_on: date) -> list[Seat]:
    """Those of the agency that would still be held on that day. Other agreements of the team keep nobody at its table."""
    held = Seat.objects.select_for_update().filter(team=party.version.agreement.team, agency=party.agency)
    return list(held.filter(Q(ends_on=None) | Q(ends_on__gte=effective_on)))
