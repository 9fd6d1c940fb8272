"""A team that meets about cases: who is at its table, what is released to whom, and meetings of each kind."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from agencies.models import Person
from cases.models import Case
from confidentiality.elements import Element
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from meetings.actions import agenda as actions
from meetings.models import Attendee, Item, Meeting
from tests import rooms, rows
from tests.copies import Connection

PARTS = int(Element.IDENTITY | Element.SERVICES)
ANSWERS: dict[str, Any] = {
    "wishes": ["safety"], "wishes_absent": "", "criterion": "new", "adult": True, "elements": PARTS,
}  # fmt: skip
TOLD = {"age_band": "25-59", "kinds": ["stalking"], "outcome": "helped"}
FILE: dict[str, Any] = {"litigation": "none", "counsel": "", "counsel_on": None, "criterion": "closing", "coarse": TOLD}


@contextmanager
def as_(person: Person) -> Iterator[None]:
    with acting(Acting(person.pk, person.agency_id, "test")):
        yield


class Table:
    """Ada and her supervisor Sue of Harbor bring cases; Dan and Rita of other agencies and Cora, who coordinates, sit there
    too; Olga sits nowhere near. One of the cases is Ada's."""

    def __init__(self, **agreement: Any) -> None:
        county = rooms.county()
        self.harbor, self.sheriff, self.clinic, self.cac = (rooms.agency(jurisdiction=county) for _ in range(4))
        self.team = rooms.team(jurisdiction=county)
        self.cora = rooms.coordinator(self.team, rooms.person(self.cac))
        self.ada, self.sue = rooms.person(self.harbor), rooms.person(self.harbor, is_supervisor=True)
        self.dan, self.rita = rooms.person(self.sheriff), rooms.person(self.clinic)
        self.olga = rooms.person(rooms.agency())
        for who in (self.ada, self.sue, self.dan, self.rita):
            rooms.seat(self.team, who)
            rooms.acknowledged(who)
        rooms.agreed(self.team, self.cora, **agreement)
        self.case = rooms.case(self.ada)

    @property
    def everybody(self) -> tuple[Person, ...]:
        return self.cora, self.ada, self.sue, self.dan, self.rita

    def meeting(self, kind: str = "consultation", *invited: Person, days: int = 7, **fields: Any) -> Meeting:
        start = clock.now() + timedelta(days=days)
        made = rooms._kept(
            Meeting(**{"team_id": self.team.pk, "kind": kind, "starts_at": start, "made_by_id": self.cora.pk, **fields})
        )
        self.invite(made, *(invited or self.everybody))
        return made

    def invite(self, meeting: Meeting, *people: Person) -> None:
        for one in people:
            rooms._kept(
                Attendee(meeting_id=meeting.pk, person_id=one.pk, agency_id=one.agency_id, discipline="advocacy")
            )

    def bring(self, meeting: Meeting, case: Case | None = None, by: Person | None = None, **answers: Any) -> Item:
        by = by or self.ada
        with as_(by):
            given = {**(FILE if meeting.kind == "file_review" else ANSWERS), **answers}
            return actions.bring(meeting=meeting, case=(case or self.case).public_id, answers=given, minutes=15, by=by)

    def add(self, meeting: Meeting, title: str = "Kit turnaround", by: Person | None = None, **more: Any) -> Item:
        by = by or self.dan
        given = {"kind": "systems", "text": "", "minutes": 10, "reviewed": False, **more}
        with as_(by):
            return actions.add_item(meeting=meeting, title=title, by=by, **given)

    def release(self, db: Connection, to: Any, case: Case | None = None, **columns: Any) -> int:
        """In force since yesterday, for another fortnight; as the columns say."""
        case, now = case or self.case, clock.now()
        return rows.put(db, "confidentiality_release", **{
            "case_id": case.pk, "agency_id": case.agency_id, "recipient_id": to.pk, "prepared_by_id": self.ada.pk,
            "prepared_at": now - timedelta(days=2), "countersigned_at": now - timedelta(days=1), "expires_at": now + timedelta(days=14),
            "countersigned_by_id": self.ada.pk, "status": "active", "elements": PARTS | 1, "methods": ["here"], **columns,
        })  # fmt: skip

    def recuse(self, db: Connection, who: Person, case: Case | None = None) -> int:
        return rows.put(
            db, "confidentiality_recusal", case_id=(case or self.case).pk, person_id=who.pk, recorded_by_id=self.sue.pk
        )

    def close(self, db: Connection, case: Case | None = None) -> Case:
        case = case or self.case
        db.execute("UPDATE cases_case SET status = 'closed' WHERE id = %s", [case.pk])
        return case


def a_case(table: Table, name: str = "Testa Person-901") -> Case:
    return rooms.case(table.ada, name=name)


def under_way(db: Connection, meeting: Meeting, *present: Person, at: datetime | None = None) -> None:
    """Begun, with these people in the room."""
    db.execute(
        "UPDATE meetings_meeting SET status = 'under_way', began_at = now(), began_by_id = made_by_id WHERE id = %s",
        [meeting.pk],
    )
    for one in present:
        db.execute("UPDATE meetings_attendee SET presence = 'present', noted_at = now(), noted_by_id = person_id"
                   " WHERE meeting_id = %s AND person_id = %s", [meeting.pk, one.pk])  # fmt: skip


def held(db: Connection, meeting: Meeting) -> None:
    under_way(db, meeting)
    db.execute("UPDATE meetings_meeting SET status = 'held', ended_at = now() WHERE id = %s", [meeting.pk])
