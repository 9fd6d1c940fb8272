"""Who is told that an agreement ends, and when: the signatories, who coordinates, then upwards (law A-04). Rows, once each.

Who coordinates and the other signatories are told as well that an agency leaves or that all of it is ended (law A-09).
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agencies import reminders
from agencies.models import Person
from agencies.queries.teams import coordinating_seats
from mdt.kit import clock
from protocols.lifecycle import IN_FORCE, RENEWED_DAYS_BEFORE
from protocols.models import Agreement, Party
from protocols.queries.agreements import Board, PartyRow, boards
from protocols.queries.authority import live
from protocols.vocabulary import AuthoritySource, Capacity, PartyStanding, Standing, VersionStatus

HOUR = time(9)  # where the team works
PATH = "/agreements/"


def reached(starts_on: date, ends_on: date, today: date) -> int | None:
    """The last of the marks that is reached: 180, 90 or 30 days before the end; none that lies before the beginning.

    Where nobody looked for a while, only the latest is told: three mails at once tell no more than one.
    """
    passed = [days for days in RENEWED_DAYS_BEFORE if starts_on <= ends_on - timedelta(days=days) <= today <= ends_on]
    return min(passed, default=None)


def plan() -> None:
    """For each agreement in force whose mark is reached. Planned twice it is told once: by mark and person."""
    lasting = Agreement.objects.filter(versions__status=VersionStatus.EXECUTED, ended_on=None).distinct()
    for one in boards(lasting):
        version = one.executed
        if version is None or one.stands not in IN_FORCE or version.starts_on is None or version.ends_on is None:
            continue
        mark = reached(version.starts_on, version.ends_on, one.today)
        if mark is None or (one.stands == Standing.AMENDING and mark > min(RENEWED_DAYS_BEFORE)):
            continue  # who rewrites it has been told
        for person in _told(one, mark):
            key = f"mou:{version.pk}:{mark}:{person.pk}"
            reminders.schedule(key, person, PATH, _at(version.ends_on - timedelta(days=mark), one))


def stop(agreement: Agreement) -> None:
    """Nothing more is told of its texts: it has been ended, or another text has taken their place."""
    for key in agreement.versions.values_list("pk", flat=True):
        reminders.cancel(f"mou:{key}:")


def _told(one: Board, mark: int) -> Iterable[Person]:
    """At 180 days the signatories, at 90 who coordinates too, at 30 the agencies' heads and those above them. No name is read."""
    rows = [row for row in one.executed_rows if row.stands != PartyStanding.WITHDRAWN]
    found = _signatories(rows)
    if mark <= RENEWED_DAYS_BEFORE[1]:
        found |= _coordinators(one)
    if mark <= RENEWED_DAYS_BEFORE[2]:
        agencies = [row.party.agency for row in rows]
        above = {agency.pk for agency in agencies} | {agency.parent_id for agency in agencies if agency.parent_id}
        found |= set(
            live(one.today).filter(agency__in=above, source=AuthoritySource.HEAD).values_list("person_id", flat=True)
        )
    return Person.objects.filter(pk__in=found, is_active=True).only("pk").order_by("pk")


def tell_of_leaving(one: Board, party: Party, by: Person) -> None:
    """An agency has given notice. The mail says that there is something to look at, and no more."""
    others = [row for row in one.executed_rows if row.party.pk != party.pk]
    _tell(f"leaving:{party.pk}", _signatories(others) | _coordinators(one), by)


def tell_of_ending(one: Board, by: Person) -> None:
    _tell(f"ended:{one.agreement.pk}", _signatories(one.executed_rows) | _coordinators(one), by)


def _tell(key: str, found: set[int], by: Person) -> None:
    for person in Person.objects.filter(pk__in=found - {by.pk}, is_active=True).only("pk").order_by("pk"):
        reminders.schedule(f"{key}:{person.pk}", person, PATH, clock.now())


def _signatories(rows: Iterable[PartyRow]) -> set[int]:
    """Who signed for agencies that have not left."""
    signed = (s for row in rows if row.stands != PartyStanding.WITHDRAWN for s in row.party.signatures.all())
    return {s.person_id for s in signed if s.voided_at is None and s.capacity == Capacity.AGENCY}


def _coordinators(one: Board) -> set[int]:
    return set(coordinating_seats().filter(team=one.agreement.team).order_by().values_list("person_id", flat=True))


def _at(day: date, one: Board) -> datetime:
    """Nine in the morning of that day where the team works; what is planned late is due at once."""
    due = datetime.combine(day, HOUR, ZoneInfo(one.agreement.team.time_zone))
    return max(due, clock.now()) if due.date() < one.today else due
