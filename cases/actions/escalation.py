"""What the worker does about clocks: it says once that one is running out, and once that one was missed.

Runs in the worker's role, which sees whose turn it is and nothing of what a referral says. No clock is moved by it and
no referral answered (law T-15); what it leaves are reminders, and on a missed clock the mark that it has told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from agencies.models import Person, Reminder
from agencies.queries.teams import coordinating_seats
from cases.clocks import SOON
from mdt.kit import clock as time

BATCH = 200  # missed clocks of one run; the next comes within the minute
LIST_PAGE = "/referrals/"

_TURN = "c.id, r.id, r.to_agency_id, r.to_team_id, r.coordinator_id, r.accepted_agency_id"
_RUNNING = (
    "FROM cases_clock c JOIN cases_referral r ON r.id = c.referral_id WHERE c.met_at IS NULL AND c.stopped_at IS NULL"
)
_MISSED = (
    f"SELECT {_TURN} {_RUNNING} AND c.escalated_at IS NULL AND c.escalate_at <= now()"
    " ORDER BY c.escalate_at, c.id LIMIT %s FOR UPDATE OF c SKIP LOCKED"
)
# A worker that was away for less than a week catches up. The page itself shows the task from its first second.
_IN_PERSON = f"SELECT {_TURN} {_RUNNING} AND c.in_person_by <= now() AND c.in_person_by > now() - interval '7 days'"
_SOON = f"SELECT {_TURN} {_RUNNING} AND c.due_at > now() AND c.started_at + (c.due_at - c.started_at) * %s <= now()"


@dataclass(frozen=True)
class _Turn:
    """Whose turn it is while a clock runs."""

    clock: int
    referral: int
    to_agency: int | None
    to_team: int | None
    coordinator: int | None
    accepted_agency: int | None


def tell_missed() -> int:
    """Tell those who answer and those who supervise them; how many clocks. Two workers never take the same one."""
    with transaction.atomic():
        turns = _turns(_MISSED, [BATCH])
        _remind("missed", turns, _who_must_know)
        if turns:
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE cases_clock SET escalated_at = now() WHERE id = ANY (%s)", [[t.clock for t in turns]]
                )
    return len(turns)


def tell_soon() -> int:
    """Tell those who answer that the last quarter of the time has begun; how many clocks are in theirs."""
    turns = _turns(_SOON, [SOON])
    _remind("clock", turns, _whose_turn)
    return len(turns)


def tell_not_reached() -> int:
    """Tell those who work on it that others must hear: no contact in person within the time of the law (law T-05)."""
    turns = _turns(_IN_PERSON, [])
    _remind("notice", turns, _who_must_know)
    return len(turns)


def _turns(sql: str, params: list[Any]) -> list[_Turn]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [_Turn(*row) for row in cursor.fetchall()]


def _remind(word: str, turns: Iterable[_Turn], people_of: Any) -> None:
    """One row for each clock and person; a key that is there already is left alone."""
    find, now = cache(people_of), time.now()
    told = [
        (turn, person)
        for turn in turns
        for person in find(turn.to_agency, turn.to_team, turn.coordinator, turn.accepted_agency)
    ]
    hear = _may_hear({(turn.referral, person) for turn, person in told})
    rows = [
        Reminder(key=f"{word}:{turn.clock}:{person}", person_id=person, path=LIST_PAGE, due_at=now)
        for turn, person in told
        if (turn.referral, person) in hear
    ]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _may_hear(pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Of referrals and people those whom no wall parts (law S-17)."""
    if not pairs:
        return set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mdt_may_hear(%s, %s)", [[r for r, _ in pairs], [p for _, p in pairs]])
        return set(cursor.fetchall())


def _whose_turn(agency: int | None, team: int | None, coordinator: int | None, accepted: int | None) -> set[int]:
    """The coordinator; before there is one, those who answer for the recipient."""
    if coordinator:
        return {coordinator}
    if team:
        return _ids(coordinating_seats().filter(team=team).order_by().values_list("person_id", flat=True))
    takers = _ids(_people(agency).filter(takes_referrals=True).values_list("pk", flat=True))
    return takers or _supervisors(agency)


def _who_must_know(agency: int | None, team: int | None, coordinator: int | None, accepted: int | None) -> set[int]:
    """The same people, and the supervisors of the agency whose turn it is."""
    place = accepted or agency
    return _whose_turn(agency, team, coordinator, accepted) | (_supervisors(place) if place else set())


def _supervisors(agency: int | None) -> set[int]:
    return _ids(_people(agency).filter(is_supervisor=True).values_list("pk", flat=True))


def _people(agency: int | None) -> Any:
    return Person.objects.filter(Q(agency=agency), is_active=True).order_by()  # names are not the worker's to read


def _ids(found: Iterable[Any]) -> set[int]:
    return set(found)
