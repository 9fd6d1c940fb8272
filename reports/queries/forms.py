"""Forms: those that come with the system, and those of an agency's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import Http404

from agencies.models import Award, Person
from reports.definition import Definition, every, from_dict
from reports.models import CustomForm
from reports.periods import due_on, own_due


def custom(agency: int, key: str, version: str) -> Definition | None:
    found = CustomForm.objects.filter(agency=agency, key=key, version=version).first()
    return from_dict(found.source) if found else None


def definitions_of(awards: Iterable[Award]) -> dict[int, Definition]:
    """Of each award its form, by the award; one query for all forms of an agency's own. A form that is no more has none."""
    mine, built_in = list(awards), every()
    found = {one.pk: built_in[one.form, one.version] for one in mine if (one.form, one.version) in built_in}
    rest = [one for one in mine if one.pk not in found]
    if rest:
        own = CustomForm.objects.filter(agency__in={one.agency_id for one in rest}, key__in={one.form for one in rest})
        read = {(one.agency_id, one.key, one.version): from_dict(one.source) for one in own}
        wanted = {one.pk: read.get((one.agency_id, one.form, one.version)) for one in rest}
        found |= {key: definition for key, definition in wanted.items() if definition is not None}
    return found


def definition_of(award: Award) -> Definition | None:
    """None for a form that there is no more."""
    return definitions_of([award]).get(award.pk)


def due_of(award: Award, definition: Definition, last: date) -> date | None:
    """The award's own day, as its state has set it; where it has none, the form's."""
    return due_on(own_due(award.due_months, award.due_day) or definition.due, last)


def offered_of(agency: int) -> list[tuple[str, object]]:
    """Every version that awards of the agency can choose, the newest first."""
    own = CustomForm.objects.filter(agency=agency).order_by("key", "-made_at", "-pk")
    return [(f"{one.key}@{one.version}", f"{one.source['title']} ({one.version})") for one in own]


@dataclass(frozen=True)
class Own:
    """The newest version of a form, how many there are, and how many awards use any of them."""

    form: CustomForm
    versions: int
    awards: int

    @property
    def title(self) -> str:
        return str(self.form.source["title"])


def forms_of(actor: Person) -> list[Own]:
    """By their titles. Two queries, however many there are."""
    by_key: dict[str, list[CustomForm]] = {}
    for one in CustomForm.objects.filter(agency=actor.agency_id).select_related("made_by").order_by("-made_at", "-pk"):
        by_key.setdefault(one.key, []).append(one)
    used = list(Award.objects.filter(agency=actor.agency_id).values_list("form", flat=True))
    found = [Own(versions[0], len(versions), used.count(key)) for key, versions in by_key.items()]
    return sorted(found, key=lambda one: one.title.casefold())


def form_of(actor: Person, public_id: UUID) -> CustomForm:
    """Of the own agency; another's is no such page."""
    found = CustomForm.objects.select_related("made_by").filter(agency=actor.agency_id, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def versions_of(form: CustomForm) -> list[CustomForm]:
    """All of them, the newest first."""
    mine = CustomForm.objects.filter(agency=form.agency_id, key=form.key).select_related("made_by")
    return list(mine.order_by("-made_at", "-pk"))
