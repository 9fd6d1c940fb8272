"""Places that a referral can name, and how many people live there."""

from django.db.models import QuerySet, Sum

from agencies.models import Jurisdiction
from cases.vocabulary import AreaKind


def areas() -> QuerySet[Jurisdiction]:
    return Jurisdiction.objects.order_by("name")


def population_of(kind: str, area: Jurisdiction) -> int | None:
    """Of the county; of its whole state as far as it is recorded when the wider region was named; None: not recorded."""
    if kind != AreaKind.WIDER or not area.state:
        return area.population
    total: int | None = Jurisdiction.objects.filter(state=area.state).aggregate(n=Sum("population"))["n"]
    return total
