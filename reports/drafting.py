"""What is done by itself about reports: the draft of a period that is over, and who is reminded that a report is due.

Both are rows with unique keys, made to say what is wanted at this second: at any time, by any number of workers, once. A day is
the day of the agency's own county. Nothing here sees a number: the worker asks for a count and reads how far it is.
"""

import json
import logging
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection, transaction
from django.db.models import F

from agencies.models import Award, AwardReporter, Reminder
from mdt.kit import clock
from reports.compiling import compiled
from reports.definition import BadDefinition, Definition
from reports.periods import RECENT_DAYS, REMINDED_DAYS_BEFORE, TOLD_LATE_DAYS, spans
from reports.policy.reports import today_at
from reports.queries.forms import definition_of, due_of
from reports.vocabulary import RunStatus

HOUR = time(9)  # where the agency works
PATH = "/reports/"
LOOKED_BACK = timedelta(days=RECENT_DAYS)
OF_THE_AWARD = (
    "agency__jurisdiction__time_zone", "agency__is_active", "form", "version", "starts_on", "ends_on", "choices", "due_months",
    "due_day",
)  # fmt: skip

Key = tuple[int, str, date]  # award, form, first day
Wanted = dict[str, tuple[int, datetime]]  # key → person, when

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ended:
    """A period of an award that is over."""

    award: Award
    definition: Definition
    first: date
    last: date

    @property
    def key(self) -> Key:
        return self.award.pk, self.definition.key, self.first

    @property
    def due(self) -> date | None:
        return due_of(self.award, self.definition, self.last)


@dataclass(frozen=True)
class Counted:
    """What there is of a period: ``since`` it ended somebody, or nobody, has asked for a count; or one is ``filed``."""

    since: bool = False
    filed: bool = False


def plan() -> None:
    """Each period by itself: one whose count cannot be asked for keeps no other from its draft."""
    ended = list(periods())
    there = _counted(ended)
    for one in ended:
        if one.last >= today_at(one.award.agency) - LOOKED_BACK and not there.get(one.key, Counted()).since:
            _prepare(one)
    make_so(wanted([one for one in ended if not there.get(one.key, Counted()).filed]))


def periods(awards: Collection[int] | None = None) -> Iterator[Ended]:
    """Of all awards, or of these, what has ended within two years. No name is read."""
    found = Award.objects.filter(agency__is_active=True).select_related("agency__jurisdiction").only(*OF_THE_AWARD)
    if awards is not None:
        found = found.filter(pk__in=awards)
    for award in found.order_by("pk"):
        definition, today = definition_of(award), today_at(award.agency)
        if definition is None:
            continue
        for year in range(today.year - 2, today.year + 1):
            for first, last in spans(definition.period, year):
                if last < today and first <= award.ends_on and last >= award.starts_on:
                    yield Ended(award, definition, first, last)


def _counted(ended: Iterable[Ended]) -> dict[Key, Counted]:
    """From the columns that the worker may read; a count that somebody asked for before the period was over is no draft of it."""
    zones = {one.award.pk: ZoneInfo(one.award.agency.jurisdiction.time_zone) for one in ended}
    found: dict[Key, Counted] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT award_id, form, starts_on, ends_on, status, asked_at FROM reports_run WHERE award_id = ANY (%s)",
            [list(zones)],
        )
        for award, form, first, last, status, asked_at in cursor.fetchall():
            before = found.get((award, form, first), Counted())
            since = asked_at.astimezone(zones[award]).date() > last
            found[award, form, first] = Counted(before.since or since, before.filed or status == RunStatus.FILED)
    return found


def _prepare(one: Ended) -> None:
    """The database says whether it is over, whether anybody reports on it, and that it is there once."""
    definition, choices = one.definition, one.award.choices
    try:
        asked = [compiled(definition, choices), definition.chosen(choices)]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT mdt_count_prepare(%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [one.award.pk, definition.key, definition.version, one.first, one.last, json.dumps(definition.raw),
                 *map(json.dumps, asked), definition.sha256],
            )  # fmt: skip
    except (BadDefinition, DatabaseError) as problem:  # what the database says may name a value
        log.warning("A draft could not be prepared: %s", type(problem).__name__)


# --- Reminders -------------------------------------------------------------------------------------------------
def reached(due: date, today: date) -> int | None:
    """The last mark that is reached. Who was away for a while is told once, of where things stand."""
    if today > due + timedelta(days=TOLD_LATE_DAYS):
        return None
    return min((days for days in REMINDED_DAYS_BEFORE if due - timedelta(days=days) <= today), default=None)


def wanted(unfiled: Iterable[Ended]) -> Wanted:
    """For each who may report on the award. A due date that is set anew is told anew."""
    marked = [
        (one, due, mark) for one in unfiled
        if (due := one.due) and (mark := reached(due, today_at(one.award.agency))) is not None
    ]  # fmt: skip
    named = _named({one.award.pk for one, _due, _mark in marked})
    found: Wanted = {}
    for one, due, mark in marked:
        at = _at(due - timedelta(days=mark), one.award)
        for person in named.get(one.award.pk, ()):
            found[f"{about(one.award.pk, one.first)}{due}:{mark}:{person}"] = (person, at)
    return found


def about(award: int, first: date) -> str:
    """How the keys of all reminders about one period begin."""
    return f"report:{award}:{first}:"


def make_so(rows: Mapping[str, tuple[int, datetime]]) -> None:
    """What was sent stays. What waits and is not wanted any more is stopped: it is filed, a later mark is reached, she is off."""
    waiting = Reminder.objects.filter(key__startswith="report:", sent_at=None, cancelled_at=None)
    waiting.exclude(key__in=list(rows)).update(cancelled_at=clock.now())
    Reminder.objects.bulk_create(
        [Reminder(key=key, person_id=person, path=PATH, due_at=at) for key, (person, at) in rows.items()],
        ignore_conflicts=True,
    )


def _named(awards: Collection[int]) -> dict[int, list[int]]:
    rows = AwardReporter.objects.filter(award__in=awards, person__is_active=True, person__agency=F("award__agency"))
    found: dict[int, list[int]] = {}
    for award, person in rows.values_list("award", "person"):
        found.setdefault(award, []).append(person)
    return found


def _at(day: date, award: Award) -> datetime:
    """Nine in the morning of that day where the agency works; what is planned late is due at once."""
    due = datetime.combine(day, HOUR, ZoneInfo(award.agency.jurisdiction.time_zone))
    return due if day >= today_at(award.agency) else clock.now()
