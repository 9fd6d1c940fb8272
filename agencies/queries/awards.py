"""Awards of an agency: all of them, those that can pay for a service on a day, and those that count the same persons."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from agencies.models import Agency, Award, Person
from agencies.vocabulary import Sector


def awards_of(agency: Agency | None) -> QuerySet[Award]:
    """The latest first, each with who funds it."""
    return Award.objects.filter(agency=agency).exclude(agency=None).select_related("funder")


def paying(awards: Iterable[Award], service: str, day: date) -> list[Award]:
    """Those that run on the day and pay for the service; an award that names none pays for all."""
    return [a for a in awards if a.starts_on <= day <= a.ends_on and (not a.services or service in a.services)]


def beside(award: Award) -> list[Award]:
    """Awards of the same form whose term overlaps: a person is counted under one of them, never under both (GR-11)."""
    same = Award.objects.filter(agency=award.agency_id, form=award.form).exclude(pk=award.pk)
    return list(same.filter(starts_on__lte=award.ends_on, ends_on__gte=award.starts_on))


def overlapping(awards: Iterable[Award]) -> set[int]:
    """Of a list, those that count persons with another one of it."""
    every = list(awards)
    return {
        a.pk for a in every for b in every
        if a.pk != b.pk and a.form == b.form and a.starts_on <= b.ends_on and b.starts_on <= a.ends_on
    }  # fmt: skip


def funders() -> QuerySet[Agency]:
    return Agency.objects.filter(sector=Sector.FUNDER, is_active=True).order_by("name")


def own_people(agency: Agency) -> QuerySet[Person]:
    """Who can be named."""
    return Person.objects.filter(agency=agency, is_active=True).order_by("name")
