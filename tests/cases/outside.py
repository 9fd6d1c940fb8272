"""People outside a room and what leads to them: facts of any date, written by the owner, for tests of accounts and answers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from agencies.models import Person
from mdt.kit import clock
from tests import rooms, rows
from tests.cases.working import Room, room
from tests.copies import Connection


@dataclass
class Neighbors:
    """A room, and somebody who answers, somebody who does not and a supervisor at another agency, and a stranger."""

    room: Room
    dan: Person
    tom: Person
    sue: Person
    stranger: Person

    def released(self, db: Connection, case: Any = None, **columns: Any) -> int:
        """A release to Dan's agency that somebody signed yesterday, in force for another fortnight; as the columns say."""
        case, now = case or self.room.case, clock.now()
        return rows.put(db, "confidentiality_release", **{
            "case_id": case.pk, "agency_id": case.agency_id, "recipient_id": self.dan.agency_id, "prepared_by_id": self.room.ada.pk,
            "prepared_at": now - timedelta(days=2), "countersigned_at": now - timedelta(days=1), "expires_at": now + timedelta(days=14),
            "countersigned_by_id": self.room.ada.pk, "status": "active", "elements": 3, "methods": ["here", "phone"],
        } | columns)  # fmt: skip

    def ordered(self, db: Connection, case: Any = None, **columns: Any) -> int:
        """A court order to Dan's agency, with what she was told of it."""
        case, now = case or self.room.case, clock.now()
        made = rows.put(db, "confidentiality_mandate", **{
            "case_id": case.pk, "agency_id": case.agency_id, "recipient_id": self.dan.agency_id, "recorded_by_id": self.room.ada.pk,
            "citation": "Order 24-118", "recorded_at": now - timedelta(days=1), "expires_at": now + timedelta(days=14),
            "elements": 5, "methods": ["here", "paper"],
        } | columns)  # fmt: skip
        rows.put(db, "confidentiality_mandatecare", mandate_id=made, case_id=case.pk, notice_at=now - timedelta(days=1),
                 notice_way="in_person", notice_result="She asked for a copy", why_no_notice="")  # fmt: skip
        return made


def neighbors() -> Neighbors:
    police = rooms.agency(sector="local_police", discipline="law_enforcement")
    return Neighbors(
        room(), rooms.person(police, takes_referrals=True), rooms.person(police), rooms.person(police, is_supervisor=True),
        rooms.person(rooms.agency(), takes_referrals=True),
    )  # fmt: skip


def looked(db: Connection, who: Person, *cases: Any, at: datetime | None = None, **columns: Any) -> None:
    """A row of the ledger as it would have been written at that time."""
    if at:
        columns["at"] = at
    rows.put(db, "confidentiality_ledger", **{
        "actor_id": who.pk, "agency_id": who.agency_id, "outcome": "shown", "elements": 3, "purpose": "case.reveal",
        "case_ids": [case.pk for case in cases],
    } | columns)  # fmt: skip
