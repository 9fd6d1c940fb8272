"""The tables of one person at this moment, asked once for a page that shows much of them.

The conditions are those of ``teams.py``; who has them at hand asks with keys and not with the same subquery in each question.
"""

from dataclasses import dataclass

from agencies.models import Person, Seat, Team
from agencies.queries.acknowledgements import acknowledged
from agencies.queries.teams import appointed, live_seats
from agencies.vocabulary import SeatRole


@dataclass(frozen=True)
class Tables:
    """Live seats, each with ``signed`` (acknowledged) and ``leads`` (appointed to coordinate this very team)."""

    seats: tuple[Seat, ...]

    @property
    def sits(self) -> list[int]:
        """Teams at whose table she sits (``live_seats``)."""
        return [one.team_id for one in self.seats]

    @property
    def speaks(self) -> list[int]:
        """The same, where she is more than a guest."""
        return [one.team_id for one in self.seats if one.role != SeatRole.GUEST]

    @property
    def signed(self) -> list[int]:
        """Teams where she sits acknowledged."""
        return [one.team_id for one in self.seats if one.signed]  # type: ignore[attr-defined]  # annotated

    @property
    def led(self) -> list[Team]:
        """Teams for which she may act (``coordinating_seats``)."""
        return [one.team for one in self.seats if one.signed and one.leads]  # type: ignore[attr-defined]  # annotated

    @property
    def leads(self) -> list[int]:
        return [team.pk for team in self.led]


def tables_of(person: Person) -> Tables:
    """One statement."""
    seats = live_seats().filter(person=person).annotate(signed=acknowledged(), leads=appointed())
    return Tables(tuple(seats.select_related("team").order_by("team__name", "pk")))
