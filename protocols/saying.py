"""Where an agreement and its parties stand, in words and marks for pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protocols.models import Party, Signature, Version, WithdrawalNotice
from protocols.queries.agreements import Board, PartyRow
from protocols.redline import Redline
from protocols.vocabulary import Capacity, Kind, PartyStanding, Standing, VersionStatus, Way

_S, _P = Standing, PartyStanding
_KINDS = {
    _S.IN_FORCE: "good", _S.AMENDING: "good", _S.RENEWAL_DUE: "wait", _S.SIGNATORY_CHANGED: "wait",
    _S.OUT_FOR_SIGNATURE: "wait", _S.PARTIALLY_SIGNED: "wait", _S.EXPIRED: "stop", _S.TERMINATED: "stop",
}  # fmt: skip
_PARTY_KINDS = {_P.SIGNED: "good", _P.DECLINED: "stop", _P.WITHDRAWN: "stop"}


@dataclass(frozen=True)
class Mark:
    """A chip: its shape says what its colour says."""

    text: str
    kind: str = "plain"


@dataclass(frozen=True)
class PartyLine:
    """One party of a version as the page tells it."""

    party: Party
    mark: Mark
    since: date | None
    signatory: str
    by: str  # the office and by what it signs
    note: str
    check: Signature | None  # a paper that a second person has to verify
    paper: Signature | None  # whose scan can be opened
    approval: bool  # what its governing body decided can be opened


def mark_of(board: Board) -> Mark:
    return Mark(str(board.stands.label), _KINDS.get(board.stands, "plain"))


def meaning(board: Board) -> str:
    """What the standing means, in a sentence or two."""
    until = date_format(board.executed.ends_on) if board.executed and board.executed.ends_on else ""
    said = {
        _S.DRAFT: _("It is being written and holds for nobody yet."),
        _S.LEGAL_REVIEW: _("The agencies' lawyers read it. It holds for nobody yet."),
        _S.OUT_FOR_SIGNATURE: _("It is out for signature and unlocks nothing yet. Waiting for: %(names)s."),
        _S.PARTIALLY_SIGNED: _("Partly signed: it unlocks nothing yet. Waiting for: %(names)s."),
        _S.IN_FORCE: _("It is in force until %(until)s."),
        _S.AMENDING: _("It is in force until %(until)s. The next version changes nothing before it is signed."),
        _S.RENEWAL_DUE: _("It is in force until %(until)s. Begin its renewal now."),
        _S.SIGNATORY_CHANGED: _("It is in force until %(until)s. Somebody else heads an agency now."),
        _S.EXPIRED: _("It lapsed on %(until)s."),
        _S.TERMINATED: _("It has ended. %(why)s"),
        _S.SUPERSEDED: _("Another agreement has taken its place."),
    }[board.stands]  # fmt: skip
    names = ", ".join(waiting(board.rows)) or _("nobody")
    said = said % {"names": names, "until": until, "why": board.agreement.why_ended}
    return f"{said} {_after(board)}" if board.stands == _S.EXPIRED else said.strip()


def waiting(rows: Iterable[PartyRow]) -> list[str]:
    """The required parties that have not signed."""
    return [row.party.agency.name for row in rows if row.facts.is_required and not row.facts.signed]


def _after(board: Board) -> str:
    """What becomes of calls for help once it has lapsed (law 3.3)."""
    if board.executed is None or board.executed.ends_on is None or board.agreement.kind == Kind.PROTOCOL:
        return ""
    grace = board.executed.ends_on + timedelta(days=board.executed.grace_days)
    if grace >= board.today:
        said = _("What it lets the team do goes on until %(day)s and then stops.") % {"day": date_format(grace)}
    else:
        said = _("What it let the team do has stopped.")
    if board.executed.fallback:
        said += " " + _("Then %(agency)s answers.") % {"agency": board.executed.fallback.name}
    return said


def lines(rows: Iterable[PartyRow], zone: str) -> list[PartyLine]:
    return [_line(row, ZoneInfo(zone)) for row in rows]


def _unsigned_text(row: PartyRow) -> Mark | None:
    """Of a text that is not out, or was replaced before it was executed."""
    status = row.party.version.status
    if status == VersionStatus.WITHDRAWN:
        return Mark(_("Signed; void") if row.party.signatures.all() else _("Not signed"))
    return Mark(_("Not out yet")) if status in (VersionStatus.DRAFT, VersionStatus.REVIEW) else None


def _line(row: PartyRow, zone: ZoneInfo) -> PartyLine:
    signature = signature_of(row)
    approval = getattr(row.party, "approval", None)
    note = ""
    if row.stands == _P.DECLINED:
        note = list(row.party.declines.all())[-1].reason
    elif row.party.body and approval:
        note = _("%(body)s: resolution %(number)s of %(day)s") % {
            "body": row.party.get_body_display(), "number": approval.number, "day": date_format(approval.decided_on),
        }  # fmt: skip
    elif row.party.body:
        note = _("Needs the approval of: %(body)s") % {"body": row.party.get_body_display()}
    if row.stands in (_P.NOTICE_OF_WITHDRAWAL, _P.WITHDRAWN):
        note = " ".join(filter(None, [_notice(row.party.notice), row.party.notice.reason]))
    paper = signature if signature and signature.way == Way.PAPER else None
    return PartyLine(
        party=row.party, mark=_unsigned_text(row) or party_mark(row),
        since=since(row, zone), signatory=signature.name if signature else "",
        by=_by(signature) if signature else "", note=note, check=paper if row.stands == _P.PAPER_UNVERIFIED else None,
        paper=paper, approval=bool(approval and approval.sha256),
    )  # fmt: skip


def _notice(notice: WithdrawalNotice) -> str:
    days = {"given": date_format(notice.given_on), "day": date_format(notice.effective_on)}
    return _("Notice given %(given)s, out from %(day)s.") % days


def goings(board: Board) -> list[str]:
    """What is about to happen to the text in force: who leaves it, and when it is ended."""
    said = [
        _("%(agency)s has given notice and is out from %(day)s.")
        % {"agency": row.party.agency.name, "day": date_format(row.facts.notice)}
        for row in board.executed_rows
        if row.facts.notice and row.stands == _P.NOTICE_OF_WITHDRAWAL
    ]
    ended = board.agreement.ended_on
    if ended and board.today < ended:
        why = board.agreement.why_ended
        said.append(_("It is ended from %(day)s: %(why)s") % {"day": date_format(ended), "why": why})
    return said


def party_mark(row: PartyRow) -> Mark:
    return Mark(str(row.stands.label), _PARTY_KINDS.get(row.stands, "wait"))


def _by(signature: Signature) -> str:
    said = f"{signature.office} · {signature.by_authority_of}"
    return f"{said} · " + _("on paper") if signature.way == Way.PAPER else said


def signature_of(row: PartyRow) -> Signature | None:
    """The one for the agency that stands."""
    for one in row.party.signatures.all():
        if one.capacity == Capacity.AGENCY and one.voided_at is None:
            return one
    return None


def since(row: PartyRow, zone: ZoneInfo) -> date | None:
    """Since which day the party stands where it stands."""
    signature = signature_of(row)
    if row.stands == _P.NOTICE_OF_WITHDRAWAL:
        given: date = row.party.notice.given_on
        return given
    if row.stands == _P.WITHDRAWN:
        return row.facts.notice
    if signature:
        return _day(signature.signed_at, zone)
    if row.stands == _P.DECLINED:
        return _day(list(row.party.declines.all())[-1].at, zone)
    return _day(row.party.version.sent_at, zone) if row.party.version.sent_at else None


def _day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()


# --- What changed ----------------------------------------------------------------------------------------------
def changes(line: Redline) -> str:
    """All of it in one sentence."""
    counted = {
        "changed": lambda n: ngettext("%(n)s clause changed", "%(n)s clauses changed", n),
        "added": lambda n: ngettext("%(n)s added", "%(n)s added", n),
        "removed": lambda n: ngettext("%(n)s removed", "%(n)s removed", n),
    }
    said = [words(n) % {"n": n} for fate, words in counted.items() if (n := line.count(fate))]  # type: ignore[arg-type]
    if n := line.moved:
        said.append(ngettext("%(n)s moved", "%(n)s moved", n) % {"n": n})
    return f"{', '.join(said)}." if said else _("No clause changed.")


def changed_terms(old: Version, new: Version) -> list[tuple[str, str, str]]:
    """Terms and parties that differ: which, before, after."""
    before, after = _terms(old), _terms(new)
    return [(label, before[label], after[label]) for label in before if before[label] != after[label]]


def _terms(version: Version) -> dict[str, str]:
    parties = [party.agency.name for party in version.parties.all() if party.is_required]
    others = [party.agency.name for party in version.parties.all() if not party.is_required]
    return {
        _("Term, in months"): str(version.term_months),
        _("Reread together after, in months"): str(version.review_months),
        _("Notice to leave, in days"): str(version.notice_days),
        _("Days of grace after it lapses"): str(version.grace_days),
        _("Who answers when it has lapsed"): version.fallback.name if version.fallback else "",
        _("Order of signing"): _("one after the other") if version.in_order else _("in any order"),
        _("Have to sign"): ", ".join(sorted(parties)),
        _("May sign"): ", ".join(sorted(others)),
    }  # fmt: skip
