"""What becomes of a team when an agency leaves its agreement, or when the agreement ends: asked before anybody does it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import Agency, Seat
from agencies.queries.teams import coordinating_seats
from protocols.models import Agreement, Party
from protocols.queries.agreements import Board, PartyRow
from protocols.queries.capabilities import able
from protocols.vocabulary import Capability, Kind


def executed_row(board: Board, agency: Agency | None) -> PartyRow | None:
    """The agency's row of the text in force."""
    return next((row for row in board.executed_rows if agency and row.party.agency_id == agency.pk), None)


def seats_that_end(party: Party, on: date) -> QuerySet[Seat]:
    """Those of the agency that would still be held on that day. Other agreements of the team keep nobody at its table.

    A protocol seats nobody, so leaving one unseats nobody.
    """
    agreement = party.version.agreement
    if agreement.kind != Kind.MOU:
        return Seat.objects.none()
    held = Seat.objects.filter(team=agreement.team, agency=party.agency)
    return held.filter(Q(ends_on=None) | Q(ends_on__gte=on)).select_related("person").order_by("person__name", "pk")


def leaves_nobody(party: Party) -> bool:
    """Whether the team's only coordinators are the agency's people."""
    team = party.version.agreement.team
    return not coordinating_seats().filter(team=team).exclude(agency=party.agency).exists()


@dataclass(frozen=True)
class Loss:
    """What the team may do today, and what becomes of it. ``stays``: another agreement lets the team do it too."""

    capability: Capability
    stays: bool
    instead: Agency | None


def losses(agreement: Agreement) -> list[Loss]:
    """Of each thing that the team may do today (G6). Two queries for each."""
    found = []
    for one in Capability:
        if able(agreement.team, one).may:
            after = able(agreement.team, one, without=agreement)
            found.append(Loss(one, after.may, after.instead))
    return found
