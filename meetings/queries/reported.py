"""What subcommittees report to the teams above them: approved minutes, and of those the items without a case (law 5.4)."""

from uuid import UUID

from django.db.models import QuerySet

from agencies.models import Person
from confidentiality import gate
from meetings.models import Item, Meeting, Minutes
from meetings.queries.deciding import Written, written
from meetings.queries.meetings import sitting


def reported_to(actor: Person) -> QuerySet[Minutes]:
    """The latest first; for who sits, acknowledged, at the table above."""
    if not actor.is_active or actor.agency_id is None:
        return Minutes.objects.none()
    found = Minutes.objects.filter(meeting__team__parent__in=sitting(actor).values("team"))
    return found.select_related("meeting__team__parent", "approved_by").order_by("-meeting__starts_at", "-pk")


def reported(actor: Person, meeting: UUID) -> Minutes | None:
    return reported_to(actor).filter(meeting__public_id=meeting).first()


def lines(actor: Person, meeting: Meeting) -> list[tuple[Item, Written]]:
    """By the database's own rule: items about cases are not among them."""
    with gate.own_rows(actor):
        items = list(Item.objects.filter(meeting=meeting).select_related("agency").order_by("position", "pk"))
        told = written(items)
    return [(one, told[one.pk]) for one in items]
