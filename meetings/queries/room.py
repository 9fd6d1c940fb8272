"""What is in the room now: who is there, which disciplines are missing, whether what is open may be heard by all of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from agencies.models import Person, Seat
from agencies.queries.teams import AT_THE_TABLE, live_seats
from agencies.vocabulary import Discipline
from confidentiality import gate
from meetings import redacting
from meetings.models import Attendee, Item, Meeting, Task
from meetings.vocabulary import ItemKind, ItemStatus, Presence, TaskStatus

CAME = (Presence.PRESENT, Presence.OUT)


@dataclass(frozen=True)
class Room:
    """Whether everybody who is in the room may hear the item at this second, and when the first basis for that ends."""

    may: bool
    present: int
    closes_at: datetime | None


def room_of(item: Item) -> Room:
    with connection.cursor() as cursor:
        cursor.execute("SELECT may, present, closes_at FROM mdt_room(%s)", [item.pk])
        return Room(*(cursor.fetchone() or (False, 0, None)))


def attendance(meeting: Meeting) -> list[Attendee]:
    """Everybody who is invited, by discipline."""
    found = meeting.attendees.select_related("person", "agency")
    return sorted(found, key=lambda one: (str(one.get_discipline_display()), one.person.name, one.pk))


def missing_disciplines(meeting: Meeting, there: Iterable[Attendee]) -> list[Discipline]:
    """Disciplines that have a seat at this table and nobody in the room (law T-10)."""
    came = {one.discipline for one in there if one.presence in CAME}
    seated = live_seats().filter(team=meeting.team, role__in=AT_THE_TABLE).values_list("discipline", flat=True)
    expected = {one.discipline for one in there} if meeting.chosen_only else set(seated)
    return sorted((Discipline(one) for one in expected - came), key=lambda one: str(one.label))


def could_come(meeting: Meeting) -> list[Seat]:
    """Who sits at the table and is not on the list: for somebody who comes without having been invited."""
    if meeting.chosen_only:
        return []
    invited = meeting.attendees.values("person")
    found = live_seats().filter(team=meeting.team).exclude(person__in=invited)
    return list(found.select_related("person", "agency").order_by("person__name"))


def steps_out(actor: Person, meeting: Meeting) -> dict[int, list[str]]:
    """By item about a case: who is in the room and may not hear it, as far as this reader sees the item (law R-17)."""
    with gate.own_rows(actor), connection.cursor() as cursor:
        cursor.execute("SELECT item_id, person_id FROM mdt_eligible(%s) WHERE NOT eligible", [meeting.pk])
        barred = cursor.fetchall()
    here = {one.person_id: one.person.name for one in attendance(meeting) if one.presence == Presence.PRESENT}
    found: dict[int, list[str]] = {}
    for item, person in barred:
        if person in here:
            found.setdefault(item, []).append(here[person])
    return {item: sorted(names) for item, names in found.items()}


def open_item(actor: Person, meeting: Meeting) -> Item | None:
    with gate.own_rows(actor):
        return Item.objects.filter(meeting=meeting, status=ItemStatus.OPEN).select_related("agency").first()


def names_a_case(item: Item) -> bool:
    """Whether what is said under it is about one survivor; a closed file is redacted, and names nobody."""
    return item.kind == ItemKind.CASE


def redacted(item: Item) -> list[tuple[str, str]]:
    """What is told of a closed file, in words. Asked inside an open gate."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coarse FROM mdt_redacted(%s) WHERE item_id = %s", [item.meeting_id, item.pk])
        row = cursor.fetchone()
    return redacting.lines(json.loads(row[0])) if row else []


def still_open(actor: Person, meeting: Meeting) -> list[Task]:
    """Tasks of earlier meetings of the team that nobody has settled: they come back until they are (law T-10)."""
    with gate.own_rows(actor):
        found = Task.objects.filter(meeting__team=meeting.team, status=TaskStatus.OPEN).exclude(meeting=meeting)
        return list(found.select_related("owner", "item").order_by("due_on", "pk"))
