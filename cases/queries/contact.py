"""What the law of a place asks of a first contact, and what was done: derived from the rows, never stored (law T-05).

Whether others are to be told follows from the clock and the log at the second of asking. It needs no worker.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from agencies.models import Jurisdiction, Seat
from agencies.queries.teams import coordinating_seats, live_seats
from agencies.vocabulary import Discipline, TeamPurpose
from cases.facts import recipient
from cases.models import Clock, ContactAttempt, ContactNotice, Referral
from cases.vocabulary import ClockKind, ContactOutcome, ContactWay, NoticeTo
from mdt.kit import clock as time


@dataclass(frozen=True)
class Contact:
    """One clock under such a law, with its log. What counts as in time is what was on record in time."""

    clock: Clock
    by: datetime
    at: datetime
    attempts: list[ContactAttempt] = field(default_factory=list)
    notices: list[ContactNotice] = field(default_factory=list)

    @property
    def running(self) -> bool:
        return self.clock.met_at is None and self.clock.stopped_at is None

    @property
    def made(self) -> bool:
        return any(_made(attempt) for attempt in self.attempts)

    @property
    def missed(self) -> bool:
        """A minute that is stated afterwards improves nothing; closing it before its time leaves nothing to miss."""
        in_time = any(_made(attempt) and attempt.recorded_at <= self.by for attempt in self.attempts)
        return not in_time and (self.clock.stopped_at or self.at) > self.by

    @property
    def to_tell(self) -> list[NoticeTo]:
        told = {notice.whom for notice in self.notices}
        return [to for to in NoticeTo if self.missed and to not in told]


def _made(attempt: ContactAttempt) -> bool:
    return (attempt.way, attempt.outcome) == (ContactWay.IN_PERSON, ContactOutcome.REACHED)


def contact_of(referral: Referral) -> Contact | None:
    """What the law asks of this referral now; None where none did when its clock began. Inside an open gate."""
    return next(iter(contacts_of(latest(Clock.objects.filter(referral=referral))).values()), None)


def latest(clocks: Iterable[Clock]) -> list[Clock]:
    """Of each referral the first contact that is or was owed last, where a law set its time."""
    last: dict[int, Clock] = {}
    for clock in sorted(clocks, key=lambda clock: clock.pk):
        if clock.kind == ClockKind.FIRST_CONTACT:
            last[clock.referral_id] = clock
    return [clock for clock in last.values() if clock.in_person_by]


def contacts_of(clocks: Iterable[Clock]) -> dict[int, Contact]:
    """Of these clocks, by referral. Two statements for all of them, and none for none."""
    shown = {clock.pk: clock for clock in clocks}
    if not shown:
        return {}
    attempts: dict[int, list[ContactAttempt]] = defaultdict(list)
    for attempt in ContactAttempt.objects.filter(clock__in=shown).select_related("by"):
        attempts[attempt.clock_id].append(attempt)
    notices: dict[int, list[ContactNotice]] = defaultdict(list)
    for notice in ContactNotice.objects.filter(clock__in=shown).select_related("by"):
        notices[notice.clock_id].append(notice)
    now = time.now()
    return {
        clock.referral_id: Contact(clock, clock.in_person_by, now, attempts[pk], notices[pk])
        for pk, clock in shown.items()
        if clock.in_person_by
    }


def rule_of(referral: Referral) -> Jurisdiction:
    """The place whose rule it is."""
    place: Jurisdiction = recipient(referral).jurisdiction
    return place


def whom_to_tell(referral: Referral) -> dict[str, list[str]]:
    """By name: who coordinates the table, and which agencies sit there as police. Where it was sent to one agency,
    the tables of that place at which the agency that accepted it sits."""
    police = _at_table(live_seats(), referral).filter(discipline=Discipline.LAW_ENFORCEMENT)
    coordinators = _at_table(coordinating_seats(), referral)
    return {
        NoticeTo.COORDINATOR: sorted({f"{seat.person.name}, {seat.agency.name}" for seat in coordinators}),
        NoticeTo.POLICE: sorted({seat.agency.name for seat in police}),
    }


def _at_table(seats: QuerySet[Seat], referral: Referral) -> QuerySet[Seat]:
    seats = seats.select_related("person", "agency")
    if referral.to_team_id:
        return seats.filter(team=referral.to_team_id)
    own = live_seats().filter(agency=referral.accepted_agency_id)
    return seats.filter(
        team__in=own.values("team"), team__purpose=TeamPurpose.CASE, team__jurisdiction=rule_of(referral)
    )
