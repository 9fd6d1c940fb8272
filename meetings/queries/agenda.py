"""An agenda as one person sees it. What she may not see is not there: the numbers that are shown count what is shown."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from agencies.models import Agency, Jurisdiction, Person, Team
from agencies.queries.teams import live_seats
from cases.models import Case
from confidentiality.asking import asked
from meetings import redacting
from meetings.models import Attendee, Item, ItemCase, Meeting
from meetings.queries.meetings import meeting_for, meetings_for
from meetings.vocabulary import WITH_CASES, ItemKind, ItemStatus, MeetingStatus, Presence, Reply

GONE = (ItemStatus.WITHDRAWN, ItemStatus.CARRIED)
NOT_COMING = (Presence.ABSENT, Presence.EXCUSED)


@dataclass(frozen=True)
class Hearing:
    """Whether one person may hear one item. The bits that are missing and the wall are told in its own room alone."""

    person: Person
    eligible: bool
    at_table: bool
    missing: int | None = None
    walled: bool | None = None


@dataclass
class Line:
    """One item under the number that is shown. ``behind`` is there for whom a basis opens the case."""

    number: int
    item: Item
    own: bool
    behind: ItemCase | None = None
    told: list[tuple[str, str]] = field(default_factory=list)  # of a closed file, redacted
    hearing: list[Hearing] = field(default_factory=list)

    @property
    def case(self) -> Case | None:
        return self.behind.case if self.behind else None

    @property
    def leaves(self) -> list[Hearing]:
        return [one for one in self.hearing if not one.eligible]


@dataclass(frozen=True)
class Agenda:
    meeting: Meeting
    lines: list[Line]
    expected: list[Attendee]

    @property
    def minutes(self) -> int:
        return sum(line.item.minutes for line in self.lines)

    @property
    def with_cases(self) -> list[Line]:
        return [line for line in self.lines if line.hearing]


@contextmanager
def agenda_of(actor: Person, meeting: Meeting, *, purpose: str) -> Iterator[Agenda]:
    """The look is on record before anything is read; the page is made inside. A fixed number of statements."""
    with asked(actor, "mdt_browse_items", meeting.pk, purpose=purpose) as found:
        named = dict(found)
        items = Item.objects.filter(pk__in=named).exclude(status__in=GONE).select_related("agency")
        by_id = {item.pk: _of(item, meeting) for item in items}
        behind = _behind(named)
        told = {pk: redacting.lines(json.loads(coarse)) for pk, coarse in _rows("mdt_redacted", meeting.pk)}
        expected = expected_at(meeting)
        heard = _hearing(meeting, expected)
        shown = [by_id[pk] for pk in named if pk in by_id]
        yield Agenda(meeting, [
            Line(n, one, *_own(behind.get(one.pk), actor), told.get(one.pk, []), heard.get(one.pk, []))
            for n, one in enumerate(shown, 1)
        ], expected)  # fmt: skip


def _of(item: Item, meeting: Meeting) -> Item:
    """With the meeting that is known already."""
    item.meeting = meeting
    return item


def _own(behind: ItemCase | None, actor: Person) -> tuple[bool, ItemCase | None]:
    return behind is not None and behind.case.agency_id == actor.agency_id, behind


def _behind(named: dict[int, int | None]) -> dict[int, ItemCase]:
    with_case = [pk for pk, case in named.items() if case is not None]
    found = ItemCase.objects.filter(item__in=with_case).select_related("case")
    return {one.item_id: one for one in found}


def _rows(function: str, meeting: int) -> list[tuple[Any, ...]]:
    """A function that answers for the actor of this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {function}(%s)", [meeting])  # noqa: S608  (a name in our code)
        return cursor.fetchall()


def expected_at(meeting: Meeting) -> list[Attendee]:
    """Who is invited and has not said that she stays away."""
    invited = (
        Attendee.objects.filter(meeting=meeting).exclude(presence__in=NOT_COMING).select_related("person", "agency")
    )
    return list(invited.exclude(reply=Reply.DECLINED, presence=""))


def _hearing(meeting: Meeting, expected: list[Attendee]) -> dict[int, list[Hearing]]:
    people = {one.person_id: one.person for one in expected}
    order = {pk: place for place, pk in enumerate(people)}
    found: dict[int, list[Hearing]] = {}
    rows = [row for row in _rows("mdt_eligible", meeting.pk) if row[1] in people]
    for item, person, eligible, _own_room, missing, walled, at_table in sorted(rows, key=lambda row: order[row[1]]):
        found.setdefault(item, []).append(Hearing(people[person], eligible, at_table, missing, walled))
    return found


def item_on(agenda: Agenda, public_id: UUID) -> Line | None:
    return next((line for line in agenda.lines if line.item.public_id == public_id), None)


# --- What can be put where -------------------------------------------------------------------------------------


def open_meetings(actor: Person, kinds: tuple[str, ...] = WITH_CASES) -> QuerySet[Meeting]:
    """Meetings of these kinds that are to come or under way, at whose table the actor is."""
    found = meetings_for(actor).filter(kind__in=kinds, status__in=(MeetingStatus.PLANNED, MeetingStatus.UNDER_WAY))
    return found.order_by("starts_at", "pk")


def carried_to(actor: Person, item: Item) -> QuerySet[Meeting]:
    """The later meetings of the same team that take such an item."""
    kinds = (item.meeting.kind,) if item.kind in (ItemKind.CASE, ItemKind.FILE) else (
        "systems", "consultation", "file_review", "business",
    )  # fmt: skip
    found = open_meetings(actor, kinds).filter(team=item.meeting.team_id, starts_at__gte=item.meeting.starts_at)
    return found.exclude(pk=item.meeting_id)


def open_meeting(actor: Person, public_id: UUID) -> Meeting | None:
    found = meeting_for(actor, public_id)
    return found if found and found.status in (MeetingStatus.PLANNED, MeetingStatus.UNDER_WAY) else None


def lacks_release(case: Case, team: Team) -> bool:
    """Law R-18, asked of the database in the actor's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mdt_own_case_lacks_release(%s, %s)", [case.pk, team.pk])
        return bool(cursor.fetchone()[0])


@contextmanager
def suggested(actor: Person, meeting: Meeting, *, purpose: str, limit: int = 50) -> Iterator[list[tuple[Case, str]]]:
    """Cases of one's own room that meet a criterion (law T-10), what is due first; on record as shown."""
    with asked(actor, "mdt_browse_suggested", meeting.pk, limit, purpose=purpose) as found:
        cases = Case.objects.in_bulk([case for case, _why in found])
        yield [(cases[case], why) for case, why in found if case in cases]


def known_names(team: Team) -> frozenset[str]:
    """Names that may stand in words about the system: agencies, teams and places, and who sits at this table."""
    seated = live_seats().filter(team=team)
    people = seated.values_list("person__name", flat=True)
    places = [name for pair in Jurisdiction.objects.values_list("name", "state") for name in pair]
    names = [*Agency.objects.values_list("name", flat=True), *Team.objects.values_list("name", flat=True)]
    return frozenset(name for name in [*people, *places, *names] if name)
