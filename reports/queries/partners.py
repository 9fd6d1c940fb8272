"""Totals of partner agencies for a period: who gave them, and what was given so far (GR-07)."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from agencies.models import Agency, Person
from agencies.queries.teams import live_seats
from confidentiality import gate
from reports.models import PartnerTotals, TypedFigure
from reports.queries.awards import Period


@dataclass(frozen=True)
class Given:
    """A partner's totals: who gave them, and how many lines are filled in."""

    totals: PartnerTotals
    lines: int


def partners_of(actor: Person, period: Period) -> list[Given]:
    """By the name of the agency. Two queries, however many there are."""
    with gate.own_rows(actor):
        totals = list(_of(period).select_related("partner", "by"))
        figures = TypedFigure.objects.filter(award=period.award, starts_on=period.first).exclude(partner=None)
        filled = dict(figures.order_by().values_list("partner").annotate(Count("pk")))
    return [Given(one, filled.get(one.partner_id, 0)) for one in totals]


def partner_of(actor: Person, period: Period, partner: UUID) -> PartnerTotals:
    with gate.own_rows(actor):
        found = _of(period).select_related("partner", "by", "award").filter(partner__public_id=partner).first()
    if found is None:
        raise Http404
    return found


def given_for(actor: Person, period: Period, totals: PartnerTotals) -> dict[str, Decimal | None]:
    """The partner's totals by line, as the form takes them."""
    with gate.own_rows(actor):
        mine = TypedFigure.objects.filter(award=period.award, starts_on=period.first, partner=totals.partner_id)
        return dict(mine.values_list("line", "value"))


def partners_to_choose(actor: Person, period: Period, *, again: bool = False) -> QuerySet[Agency]:
    """Agencies at the same tables that have given nothing yet for this period; or all of them, where what was sent already
    may be sent again."""
    there: list[int] = []
    if not again:
        with gate.own_rows(actor):
            there = list(_of(period).order_by().values_list("partner", flat=True))
    tables = live_seats().filter(agency=actor.agency_id).values("team")
    beside = live_seats().filter(team__in=tables).values("agency")
    return (
        Agency.objects.filter(pk__in=beside, is_active=True).exclude(pk__in=[*there, actor.agency_id]).order_by("name")
    )


def _of(period: Period) -> QuerySet[PartnerTotals]:
    return PartnerTotals.objects.filter(award=period.award, starts_on=period.first).order_by("partner__name", "pk")
