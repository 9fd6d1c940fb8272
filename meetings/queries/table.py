"""Who belongs to the table of a meeting on its day, in one query for however many meetings."""

from collections.abc import Iterable

from django.db.models import DateField, DateTimeField, F, Func, Q, QuerySet
from django.db.models.functions import Cast

from agencies.models import Seat
from agencies.queries.teams import live_seats
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS, Discipline
from meetings.models import Attendee, Meeting
from meetings.vocabulary import WITH_CASES, Reply

_LOCAL = Func(
    F("team__time_zone"), F("team__meetings__starts_at"), function="timezone", output_field=DateTimeField()
)  # fmt: skip


def for_cases(seats: QuerySet[Seat]) -> QuerySet[Seat]:
    """Without whom takes part in systems work only (law A-13, P-10)."""
    return seats.exclude(Q(agency__sector__in=SYSTEMS_ONLY_SECTORS) | Q(discipline=Discipline.SURVIVOR_ADVISER))


def seats_on(meetings: Iterable[int]) -> QuerySet[Seat]:
    """The seats that count on the day of each of these meetings, with its id as ``meeting``."""
    found = live_seats(Cast(_LOCAL, DateField())).annotate(
        meeting=F("team__meetings"), about=F("team__meetings__kind")
    )  # fmt: skip
    found = found.filter(meeting__in=list(meetings))
    fits = ~Q(about__in=WITH_CASES) | ~(
        Q(agency__sector__in=SYSTEMS_ONLY_SECTORS) | Q(discipline=Discipline.SURVIVOR_ADVISER)
    )
    return found.filter(fits).order_by("meeting", "person_id", "starts_on", "pk")


def missing_and_over(meetings: Iterable[Meeting]) -> tuple[list[Attendee], list[int]]:
    """What keeps the lists of those invited in step with the table: who is to be added, and which rows go before.

    Who sits for another agency or discipline now gets a new row with her answer. What is noted about somebody stays. Nothing
    is read of a person but her number: the worker knows no names."""
    wanted: dict[tuple[int, int], Seat] = {}
    keys = [meeting.pk for meeting in meetings]
    for seat in seats_on(keys):
        wanted.setdefault((seat.meeting, seat.person_id), seat)  # type: ignore[attr-defined]  # annotated
    over: list[int] = []
    for row in Attendee.objects.filter(meeting__in=keys).order_by():
        held = wanted.get((row.meeting_id, row.person_id))
        if row.presence or (held and (held.agency_id, held.discipline) == (row.agency_id, row.discipline)):
            wanted.pop((row.meeting_id, row.person_id), None)
            continue
        over.append(row.pk)
        if held:
            held.said = (row.is_needed, row.reply, row.replied_at)  # type: ignore[attr-defined]  # carried over
    return [_invited(meeting, seat) for (meeting, _person), seat in wanted.items()], over


def _invited(meeting: int, seat: Seat) -> Attendee:
    needed, reply, at = getattr(seat, "said", (False, Reply.NONE, None))
    return Attendee(
        meeting_id=meeting, person_id=seat.person_id, agency_id=seat.agency_id, discipline=seat.discipline,
        is_needed=needed, reply=reply, replied_at=at,
    )  # fmt: skip
