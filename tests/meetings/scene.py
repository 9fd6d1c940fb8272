"""A table for tests of meetings: an advocate's agency whose case is talked about, a sheriff, a CAC that coordinates, a stranger."""

from datetime import timedelta
from typing import Any

import psycopg

from cases.models import Case
from confidentiality import gate
from confidentiality.elements import Element
from mdt.kit import clock
from meetings.actions import room
from meetings.models import Attendee, Item, ItemCase, Meeting
from meetings.queries import items
from meetings.vocabulary import Presence
from tests import rooms, rows
from tests.cases.referring import Scene as Cast
from tests.cases.referring import as_, released

HEARD = int(Element.IDENTITY | Element.NARRATIVE)
BAIT = "Testa Person-741"


class Scene(Cast):
    """``ada``'s case can be heard by ``dan`` and ``cora`` while their releases last; ``rex`` is walled off from it."""

    def __init__(self, db: Any, **place: Any) -> None:
        super().__init__(**place)
        self.db = db
        for person in (self.ada, self.bea, self.dan, self.rex, self.lou):
            rooms.seat(self.team, person)
            rooms.acknowledged(person)
        self.case: Case = rooms.case(self.ada, name=BAIT)
        self.to_dan = released(db, self.case, self.sheriff, HEARD)
        self.to_cora = released(db, self.case, self.cac, HEARD, person=self.cora)

    def meeting(self, *people: Any, kind: str = "consultation", by: Any = None, **fields: Any) -> Meeting:
        """Planned for an hour from now, with those people invited (everybody by default)."""
        by = by or self.cora
        team = fields.pop("team", self.team)
        key = rows.put(
            self.db, "meetings_meeting", team_id=team.pk, kind=kind, made_by_id=by.pk,
            starts_at=fields.pop("starts_at", clock.now() + timedelta(hours=1)), **fields,
        )  # fmt: skip
        for one in people or (self.ada, self.bea, self.dan, self.cora):
            rows.put(
                self.db, "meetings_attendee", meeting_id=key, person_id=one.pk, agency_id=one.agency_id,
                discipline=one.agency.discipline,
            )  # fmt: skip
        return Meeting.objects.select_related("team").get(pk=key)

    def item(self, meeting: Meeting, *, by: Any = None, case: Any = None, elements: int = HEARD, **behind: Any) -> Item:
        """The case on the agenda, brought by its own room."""
        by = by or self.ada
        with as_(by), gate.begin(by):
            one = Item(meeting=meeting, kind=behind.pop("kind", "case"), agency=by.agency, added_by=by)
            one.save()
            ItemCase(item=one, case=case or self.case, elements=elements, criterion="new", **behind).save()
        return one

    def words(
        self, meeting: Meeting, title: str = "How long exams take", kind: str = "systems", by: Any = None
    ) -> Item:
        by = by or self.cora
        with as_(by), gate.begin(by):
            one = Item(meeting=meeting, kind=kind, title=title, agency=by.agency, added_by=by)
            one.save()
        return one

    def begun(self, *people: Any, present: Any = None, **fields: Any) -> Meeting:
        """Under way, with those people in the room (all who are invited by default)."""
        meeting = self.meeting(*people, **fields)
        with as_(self.cora):
            room.begin(meeting=meeting, by=self.cora)
        for one in meeting.attendees.exclude(presence=Presence.PRESENT):
            if present is None or one.person_id in {p.pk for p in present}:
                self.note(meeting, one.person, Presence.PRESENT)
        return Meeting.objects.select_related("team").get(pk=meeting.pk)

    def note(self, meeting: Meeting, person: Any, presence: str = Presence.PRESENT) -> None:
        with as_(self.cora):
            room.note(
                meeting=meeting, attendee=self.attendee(meeting, person).public_id, presence=presence, by=self.cora
            )

    def attendee(self, meeting: Meeting, person: Any) -> Attendee:
        return meeting.attendees.get(person=person)

    def open(self, meeting: Meeting, item: Item, by: Any = None) -> None:
        by = by or self.cora
        with as_(by):
            room.open_item(meeting=meeting, item=item.public_id, by=by)

    def agenda(self, person: Any, meeting: Meeting) -> list[items.Place]:
        with as_(person):
            return items.agenda_for(person, meeting, purpose="meeting.agenda")

    def status(self, item: Item) -> str:
        return str(self.db.execute("SELECT status FROM meetings_item WHERE id = %s", [item.pk]).fetchone()[0])

    def wall(self, person: Any) -> None:
        rows.put(
            self.db, "confidentiality_recusal", case_id=self.case.pk, person_id=person.pk, recorded_by_id=self.hana.pk
        )

    def withdraw(self, release: int) -> None:
        self.db.execute(
            "UPDATE confidentiality_release SET status = 'withdrawn', ended_at = now(), ended_by_id = prepared_by_id,"
            " channel = 'oral' WHERE id = %s",
            [release],
        )


def heard(db: psycopg.Connection[Any], case: Any) -> list[tuple[Any, ...]]:
    """Who heard the case by the ledger: person and parts, in order."""
    found = db.execute(
        "SELECT actor_id, elements FROM confidentiality_ledger WHERE kind = 'heard' AND case_ids @> ARRAY[%s::bigint] ORDER BY id",
        [case.pk],
    )
    return found.fetchall()
