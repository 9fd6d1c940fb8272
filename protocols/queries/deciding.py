"""What was decided on a protocol, by whom, and what is still open; who has read what was adopted. Constant in queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery

from agencies.models import Agency, Person, Seat
from agencies.queries.tables import Tables
from agencies.queries.teams import live_seats
from protocols.lifecycle import IN_FORCE, RESERVED
from protocols.models import Agreement, Asked, Gradient, Proposal, Understanding, Version
from protocols.queries.agreements import Board, boards
from protocols.vocabulary import Kind, VersionStatus


# --- Decisions -------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Position:
    """Where an agency that was asked stands: its last gradient, or none; and those it gave before."""

    agency: Agency
    last: Gradient | None
    earlier: list[Gradient]

    @property
    def number(self) -> int | None:
        return self.last.number if self.last else None

    @property
    def waits(self) -> bool:
        """Whether it holds something against the proposal that nobody has answered."""
        return bool(self.last and self.last.words and self.last.answered_at is None and self.last.number in RESERVED)


@dataclass(frozen=True)
class Decision:
    """A question with all that was said to it."""

    proposal: Proposal
    positions: list[Position]

    @property
    def missing(self) -> list[Agency]:
        return [one.agency for one in self.positions if one.last is None]

    @property
    def waiting(self) -> list[Position]:
        return [one for one in self.positions if one.waits]

    @property
    def dissent(self) -> list[Position]:
        return [one for one in self.positions if one.number is not None and one.number >= 7]

    def of(self, agency: Agency | None) -> Position | None:
        return next((one for one in self.positions if agency is not None and one.agency.pk == agency.pk), None)


def decisions(version: Version, *, people: bool = True) -> list[Decision]:
    """All that were put on this version, the last first; without ``people``, whose names the worker may not read."""
    said = Gradient.objects.order_by("pk")
    asked = Asked.objects.select_related("agency").order_by("agency__name")
    found = version.proposals.select_related("version__agreement__team")
    if people:
        said, found = said.select_related("by", "answered_by"), found.select_related("opened_by", "closed_by")
    return [_decision(one) for one in found.prefetch_related(Prefetch("gradients", said), Prefetch("asked", asked))]


def decision(proposal: Proposal) -> Decision:
    return _decision(proposal)


def _decision(proposal: Proposal) -> Decision:
    by_agency: dict[int, list[Gradient]] = {}
    for one in proposal.gradients.all():
        by_agency.setdefault(one.agency_id, []).append(one)
    positions = [_position(one.agency, by_agency.get(one.agency_id, [])) for one in proposal.asked.all()]
    return Decision(proposal, positions)


def _position(agency: Agency, said: list[Gradient]) -> Position:
    return Position(agency, said[-1] if said else None, said[:-1])


def proposals_of(agreement: Agreement) -> QuerySet[Proposal]:
    return Proposal.objects.filter(version__agreement=agreement).select_related("version__agreement__team")


# --- Read and understood ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Reader:
    """Somebody at the table, and when she said that she has read and understood it."""

    seat: Seat
    understanding: Understanding | None


def readers(version: Version, agencies: Iterable[Agency] | None = None) -> list[Reader]:
    """Everybody at the team's table, or of these agencies alone."""
    seats = live_seats().filter(team=version.agreement.team).select_related("person", "agency")
    if agencies is not None:
        seats = seats.filter(agency__in=[one.pk for one in agencies])
    said = {one.person_id: one for one in version.understandings.all()}
    ordered = seats.order_by("agency__name", "person__name")
    return [Reader(seat, said.get(seat.person_id)) for seat in ordered]


# --- What waits ------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Waiting:
    """What Today says about protocols: to be read, questions to the own agency, and reservations to be answered."""

    read: list[Board]
    asked: list[Proposal]
    answer: list[Proposal]

    @property
    def anything(self) -> bool:
        return bool(self.read or self.asked or self.answer)


def waiting_for(actor: Person, tables: Tables, limit: int = 20) -> Waiting:
    if actor.agency_id is None or not actor.is_active:
        return Waiting([], [], [])
    return Waiting(
        _unread(actor, tables, limit), list(_unsaid(actor, tables)[:limit]), list(_unanswered(tables)[:limit])
    )


def _unread(actor: Person, tables: Tables, limit: int) -> list[Board]:
    """Adopted protocols in force of the actor's teams whose last adopted text she has not read."""
    adopted = Version.objects.filter(agreement=OuterRef("pk"), status=VersionStatus.EXECUTED).order_by("-number")
    read = Understanding.objects.filter(person=actor, version=OuterRef("adopted"))
    found = (
        Agreement.objects.filter(kind=Kind.PROTOCOL, team__in=tables.sits)
        .annotate(adopted=Subquery(adopted.values("pk")[:1]))
        .filter(~Exists(read), adopted__isnull=False)
        .order_by("title")[:limit]
    )
    keys = [one.pk for one in found]
    return (
        [one for one in boards(Agreement.objects.filter(pk__in=keys).order_by("title")) if one.stands in IN_FORCE]
        if keys
        else []
    )


def _unsaid(actor: Person, tables: Tables) -> QuerySet[Proposal]:
    """Open questions to which the actor's agency has not answered, where she may answer for it."""
    return _open().filter(
        Exists(Asked.objects.filter(proposal=OuterRef("pk"), agency=actor.agency_id)),
        ~Exists(Gradient.objects.filter(proposal=OuterRef("pk"), agency=actor.agency_id)),
        version__agreement__team__in=tables.speaks,
    )  # fmt: skip


def _unanswered(tables: Tables) -> QuerySet[Proposal]:
    """Open questions of the teams that the actor coordinates, with a reservation that nobody has answered."""
    later = Gradient.objects.filter(proposal=OuterRef("proposal"), agency=OuterRef("agency"), pk__gt=OuterRef("pk"))
    waits = Gradient.objects.filter(
        ~Exists(later), proposal=OuterRef("pk"), answered_at=None, number__in=RESERVED
    ).exclude(words="")
    return _open().filter(Exists(waits), version__agreement__team__in=tables.leads)


def _open() -> QuerySet[Proposal]:
    return Proposal.objects.filter(outcome="").select_related("version__agreement__team").order_by("closes_on", "pk")
