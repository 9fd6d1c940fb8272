"""What a referral carries of its sender's case: which parts could travel to whom, and what its reader may open of them now."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from agencies.models import Agency
from cases.models import Case, ReferralCarried
from cases.parts import SECTIONS, Section
from cases.queries.sections import Shown, asked
from confidentiality.elements import Element
from confidentiality.gate import OpenedReferral
from confidentiality.models import Grant, Release
from confidentiality.vocabulary import ReleaseStatus
from mdt.kit import clock

PARTS = [(str(int(section.element)), section) for section in SECTIONS]  # as a form names them


@dataclass(frozen=True)
class Ways:
    """Parts of one case that a live basis opens now, as bits by agency: to whoever answers there, or to one person alone."""

    open_to: dict[int, int] = field(default_factory=dict)
    alone: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Carried:
    """What the page of a referral says of it: the parts that are open to this very reader, or were when it left her room."""

    case: UUID
    sections: list[Section]
    own: bool  # in the sender's room
    live: bool = True


def ways_of(case: Case) -> Ways:
    """Asked in the sender's room, inside the open gate. The database answers by the rule that it decides with."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT agency_id, elements FROM mdt_open_to(%s)", [case.pk])
        found = Ways(open_to=dict(cursor.fetchall()))
    for release in _live(case).exclude(recipient_person=None):
        found.alone[release.recipient_id] = found.alone.get(release.recipient_id, 0) | release.elements
    return found


def where_open(ways: Ways) -> dict[str, str]:
    """Under each part, the agencies to which it is open now."""
    names = dict(Agency.objects.filter(pk__in=ways.open_to).order_by("name").values_list("pk", "name"))
    there = {key: [names[a] for a in names if ways.open_to[a] & section.element] for key, section in PARTS}
    return {
        key: _("Released to %(agencies)s") % {"agencies": ", ".join(named)} if named else _("Released to nobody now")
        for key, named in there.items()
    }


def shown_there(case: Case, agency: int, bits: int) -> list[tuple[Shown, Release | None]]:
    """Each part as the recipient's page shows it at first, with the release on which that can be tried beforehand."""
    releases = list(_live(case).filter(recipient=agency, recipient_person=None).order_by("-expires_at"))
    return [
        (Shown(s, asked(s)), next((r for r in releases if r.elements & s.element), None))
        for s in SECTIONS
        if s.element & bits
    ]


def carried_for(opened: OpenedReferral) -> Carried | None:
    """For this reader, at this moment. Whom no live basis lets see the case gets no row to begin with."""
    row = ReferralCarried.objects.filter(referral=opened.referral).select_related("case").first()
    if row is None:
        return None
    grants: list[Any] = list(Grant.objects.filter(case=row.case_id).values_list("elements", "own"))
    if any(own for _bits, own in grants):
        there = ways_of(row.case).open_to.get(opened.referral.to_agency_id, 0)
        return Carried(row.case.public_id, _named(row.elements), own=True, live=not row.elements & ~there)
    hers = 0
    for bits, _own in grants:
        hers |= bits
    sections = _named(row.elements & hers & ~Element.COVER)
    return Carried(row.case.public_id, sections, own=False) if sections else None


def _named(bits: int) -> list[Section]:
    return [section for section in SECTIONS if section.element & bits]


def _live(case: Case) -> Any:
    return Release.objects.filter(case=case, status=ReleaseStatus.ACTIVE, expires_at__gt=clock.now())
