"""The access page: the picture of who reaches a record by what, and the answer to «can she see this part?» (law C-23)."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from agencies.models import Agency, Person
from cases.queries.cases import Seen, seen
from cases.queries.reasons import sentences
from cases.vocabulary import EmergencyReason
from confidentiality import queries as explained
from confidentiality.elements import ALL, Element, labels
from confidentiality.explaining import Answer, Question, why
from confidentiality.gate import Opened
from confidentiality.grounds import Ground, day
from confidentiality.models import Basis
from mdt.kit import clock

Choices = list[tuple[str, list[tuple[str, str]]]]


def lanes(opened: Opened, found: Sequence[explained.Seer]) -> list[dict[str, Any]]:
    """One lane for the own agency, one for each release, law and order; behind each the people who see by it."""
    own = [one for one in found if one.own]
    first = {
        "kind": "own",
        "title": opened.case.agency.name,
        "notes": [_("all parts")],
        "people": _names(own) or [_("Nobody")],
    }
    others = sorted((one for one in found if not one.own), key=lambda one: (one.expires_at, one.source, one.source_id))
    return [first, *(_lane(list(ways)) for _key, ways in groupby(others, lambda one: (one.source, one.source_id)))]


def ways(opened: Opened, found: Sequence[explained.Seer]) -> list[Seen]:
    """The same as a list: each person with each fact, what it opens and when it ends."""
    said = sentences(opened, {f"{one.source}:{one.source_id}" for one in found if not one.own})
    each = {(one.person_id, one.source, one.source_id): one for one in found}  # who answers and supervises is told once
    return [seen([one], said.get(f"{one.source}:{one.source_id}", "")) for one in each.values()]


def _lane(ways: list[explained.Seer]) -> dict[str, Any]:
    door = ways[0]
    notes = [_("until %(day)s") % {"day": day(door.expires_at)}, _parts(door.elements)]
    if door.starts_at > clock.now():
        notes.insert(0, _("from %(day)s") % {"day": day(door.starts_at)})
    title = _("Release") if door.source == "release" else str(Basis(door.basis).label)
    return {"kind": door.source, "title": title, "notes": notes, "people": [door.agency, *_names(ways)]}


def _parts(bits: int) -> str:
    return _("all parts") if bits == ALL else ", ".join(labels(bits))


def _names(ways: list[explained.Seer]) -> list[str]:
    return list(dict.fromkeys(one.person for one in ways))


def can_be_asked_about(opened: Opened) -> QuerySet[Person]:
    """Everybody of the agency of record, accounts that were closed too, and who works at others."""
    found = Person.objects.filter(Q(agency_id=opened.case.agency_id) | Q(is_active=True, agency__isnull=False))
    return found.select_related("agency").order_by("name")


def places(opened: Opened) -> Choices:
    """The agencies whose people can be asked about, by county: the agency of record, then its county, then the others."""
    home = opened.case.agency
    found = Agency.objects.filter(Exists(Person.objects.filter(agency=OuterRef("pk"), is_active=True)) | Q(pk=home.pk))
    ordered = sorted(
        found.select_related("jurisdiction"),
        key=lambda one: (one != home, one.jurisdiction_id != home.jurisdiction_id, one.jurisdiction.name, one.name),
    )
    named = groupby(ordered, lambda one: one.jurisdiction.name)
    return [(place, [(str(one.public_id), one.name) for one in agencies]) for place, agencies in named]


def ask(opened: Opened, person: Person, element: Element) -> Answer | None:
    told = explained.explain(opened.case.pk, person.pk)
    if told is None:
        return None
    standing, grounds = told
    home = opened.case.agency
    return why(Question(standing, tuple(map(_worded, grounds)), element, home.pk, home.name, clock.now()))


def _worded(ground: Ground) -> Ground:
    reasons = dict(EmergencyReason.choices)
    return (
        replace(ground, label=str(reasons.get(ground.label, ground.label))) if ground.source == "emergency" else ground
    )
