"""What an agency wrote down of its work, narrowed to the actor's own agency; the newest first."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet, Sum

from agencies.models import Award, Person
from reports.models import PolicyWork, Product, StaffAssignment, Training
from reports.periods import spans
from reports.policy.reports import today_at
from reports.queries.forms import definition_of

Span = tuple[date, date]


def awards_of(actor: Person) -> QuerySet[Award]:
    return Award.objects.filter(agency=actor.agency_id).select_related("agency__jurisdiction")


def award_of(actor: Person, public_id: UUID) -> Award | None:
    return awards_of(actor).filter(public_id=public_id).first()


def trainings_of(actor: Person) -> QuerySet[Training]:
    mine = Training.objects.filter(agency=actor.agency_id)
    return mine.annotate(came=Sum("people__people")).prefetch_related("people__award").order_by("-on", "-pk")


def products_of(actor: Person) -> QuerySet[Product]:
    return Product.objects.filter(agency=actor.agency_id).select_related("award")


def staff_of(actor: Person) -> QuerySet[StaffAssignment]:
    mine = StaffAssignment.objects.filter(agency=actor.agency_id)
    return mine.select_related("award__agency__jurisdiction", "person").order_by("-starts_on", "pk")


def policies_of(actor: Person) -> QuerySet[PolicyWork]:
    """Without those for which a protocol stands: these belong to the page of the award."""
    mine = PolicyWork.objects.filter(agency=actor.agency_id, protocol=None)
    return mine.select_related("award").order_by("-on", "pk")


def people_of(actor: Person) -> QuerySet[Person]:
    return Person.objects.filter(agency=actor.agency_id, is_active=True).order_by("name", "pk")


def periods_of(award: Award, back: int = 1) -> list[Span]:
    """The periods of the award's form that have begun while it ran, the newest first; none for a form that there is no more."""
    definition, today = definition_of(award), today_at(award.agency)
    if definition is None:
        return []
    years = range(today.year - back - 1, today.year + 1)
    begun = [
        (first, last) for year in years for first, last in spans(definition.period, year)
        if first <= today and first <= award.ends_on and last >= award.starts_on
    ]  # fmt: skip
    return sorted(begun, reverse=True)


def found(of: "QuerySet[Any]", public_id: UUID) -> Model | None:
    """Hidden and missing are one answer."""
    thing: Model | None = of.filter(public_id=public_id).first()
    return thing
