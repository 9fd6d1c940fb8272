"""Who still has to answer a text that is being written or is out, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from protocols.models import Comment, Version
from protocols.queries.agreements import PartyRow
from protocols.saying import Mark, party_mark, signature_of
from protocols.vocabulary import PartyStanding, VersionStatus

_P = PartyStanding


@dataclass(frozen=True)
class Answer:
    """One agency: what it has said, whether it has signed, and for whom it waits since when. ``on`` is empty when for nobody."""

    agency: str
    comments: int
    open: int
    mark: Mark | None  # where it stands towards a text that is out
    on: str
    since: date | None


def answers(version: Version, rows: Sequence[PartyRow], comments: Sequence[Comment], zone: ZoneInfo) -> list[Answer]:
    """``rows``: the parties of this version; ``comments``: what was said about it. The ones that wait stand first."""
    out = version.status == VersionStatus.OUT
    found = []
    for row in rows:
        own = [one for one in comments if one.agency_id == row.party.agency_id]
        on, at = _signing(row, rows, version) if out else _writing(row, own, version)
        found.append(Answer(
            row.party.agency.name, len(own), sum(one.answered_at is None for one in own), party_mark(row) if out else None,
            on, at.astimezone(zone).date() if at else None,
        ))  # fmt: skip
    return sorted(found, key=lambda one: (not one.on, one.since or date.min))


def _writing(row: PartyRow, own: Sequence[Comment], version: Version) -> tuple[str, datetime | None]:
    """A draft: who has said nothing yet is asked, and what was said waits for its answer."""
    waits = [one.at for one in own if one.answered_at is None]
    if waits:
        return _("Who coordinates: a comment is not answered"), min(waits)
    if not own:
        return _("%(agency)s: has said nothing yet") % {"agency": row.party.agency.name}, version.created_at
    return "", None


def _signing(row: PartyRow, rows: Sequence[PartyRow], version: Version) -> tuple[str, datetime | None]:
    agency = row.party.agency.name
    if row.stands == _P.INVITED:
        on = _("%(agency)s: signs or declines") if row.facts.is_required else _("%(agency)s: may sign")
        return on % {"agency": agency}, _asked_at(row, rows, version)
    if row.stands == _P.AWAITING_GOVERNING_BODY:
        return row.party.get_body_display(), version.sent_at
    if row.stands == _P.AWAITING_TURN:
        return ", ".join(one.party.agency.name for one in _before(row, rows) if not one.facts.signed), version.sent_at
    if row.stands == _P.PAPER_UNVERIFIED:
        paper = signature_of(row)
        return _("A second person: compares the paper with the text"), paper.signed_at if paper else version.sent_at
    if row.stands == _P.DECLINED:
        return _("Who coordinates, or %(agency)s if it comes back") % {"agency": agency}, max(
            one.at for one in row.party.declines.all()
        )
    return "", None


def _before(row: PartyRow, rows: Sequence[PartyRow]) -> list[PartyRow]:
    return [one for one in rows if one.facts.is_required and one.facts.position < row.facts.position]


def _asked_at(row: PartyRow, rows: Sequence[PartyRow], version: Version) -> datetime | None:
    """When it could sign: the text was out, its governing body had approved, and those before it in order had signed."""
    approval = getattr(row.party, "approval", None)
    before = _before(row, rows) if version.in_order else []
    signed = [made.signed_at for one in before if (made := signature_of(one))]
    return max(filter(None, [version.sent_at, approval and approval.recorded_at, *signed]), default=None)
