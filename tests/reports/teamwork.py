"""What an agency does with others, of any date: referrals, meetings, agreements, adopted protocols. Written past every guard."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import psycopg
from django.db import connection

from agencies.models import Agency as Place
from agencies.models import Team
from tests import rooms, rows
from tests.copies import Connection
from tests.database import renamed
from tests.reports.scene import Agency

NOON = time(17, tzinfo=UTC)  # in Chicago


@contextmanager
def past_guards() -> Iterator[Connection]:
    admin, name = os.environ["MDT_TEST_ADMIN_URL"], connection.settings_dict["NAME"]
    with psycopg.connect(renamed(admin, name)) as db:
        db.execute("SET LOCAL session_replication_role = replica")
        yield db


class Working(Agency):
    """An agency with a sheriff's office beside it."""

    def __init__(self, db: Any) -> None:
        super().__init__(db)
        self.place = rooms.county()
        self.sheriff = rooms.agency(jurisdiction=self.place, sector="local_police", discipline="law_enforcement")
        self.deputy = rooms.person(self.sheriff)
        self.team = rooms.team(jurisdiction=self.place)

    def refers(self, day: date, to: Place | None = None) -> None:
        rows.put(
            self.db, "cases_referral", from_agency_id=self.agency.pk, sent_by_id=self.advocate.pk, area_id=self.place.pk,
            to_agency_id=(to or self.sheriff).pk, sent_at=datetime.combine(day, NOON),
        )  # fmt: skip

    def meets(self, day: date, team: Team | None = None, *others: Any, at: time = NOON) -> None:
        """Held, with the advocate and the deputy in the room, or with the others."""
        of = team or self.team
        with past_guards() as db:
            meeting = rows.put(
                db, "meetings_meeting", team_id=of.pk, made_by_id=self.advocate.pk, starts_at=datetime.combine(day, at),
                status="held", began_at=datetime.combine(day, at), began_by_id=self.advocate.pk,
                ended_at=datetime.combine(day, at) + timedelta(hours=1),
            )  # fmt: skip
            for person in (self.advocate, *(others or (self.deputy,))):
                rows.put(
                    db, "meetings_attendee", meeting_id=meeting, person_id=person.pk, agency_id=person.agency_id,
                    presence="present", noted_at=datetime.combine(day, at), noted_by_id=self.advocate.pk,
                )  # fmt: skip

    def agrees(self, first: date, last: date, *parties: Place, kind: str = "mou", ended_on: date | None = None) -> int:
        """Executed by the agency and the sheriff, or by these; its id."""
        with past_guards() as db:
            ended = {"ended_on": ended_on, "why_ended": "It is over"} if ended_on else {}
            agreement = rows.put(
                db, "protocols_agreement", team_id=self.team.pk, created_by_id=self.advocate.pk, kind=kind, **ended
            )
            version = rows.put(
                db, "protocols_version", agreement_id=agreement, created_by_id=self.advocate.pk, status="executed",
                sent_at=datetime.combine(first, NOON), sent_by_id=self.advocate.pk, sha256="0" * 64,
                executed_at=datetime.combine(first, NOON), starts_on=first, ends_on=last,
            )  # fmt: skip
            for position, place in enumerate(parties or (self.agency, self.sheriff), 1):
                party = rows.put(db, "protocols_party", version_id=version, agency_id=place.pk, position=position)
                office = rows.put(
                    db,
                    "protocols_authority",
                    agency_id=place.pk,
                    person_id=self.advocate.pk,
                    recorded_by_id=self.director.pk,
                )
                rows.put(db, "protocols_signature", party_id=party, person_id=self.advocate.pk, authority_id=office)
        return agreement

    def links(self, agreement: int, award: int | None = None) -> None:
        rows.put(
            self.db,
            "reports_awardagreement",
            award_id=award or self.stop,
            agreement_id=agreement,
            linked_by_id=self.director.pk,
        )

    def wrote(self, table: str, **columns: Any) -> int:
        return rows.put(self.db, f"reports_{table}", agency_id=self.agency.pk, by_id=self.director.pk, **columns)

    def trained(self, training: int, people: int, discipline: str, award: int | None = None) -> None:
        rows.put(
            self.db,
            "reports_trainingpeople",
            training_id=training,
            award_id=award,
            discipline=discipline,
            people=people,
        )

    def wrote_down(self, first: date, last: date | None, source: str = "trainings") -> None:
        rows.put(
            self.db,
            "reports_tracked",
            agency_id=self.agency.pk,
            by_id=self.director.pk,
            source=source,
            from_on=first,
            to_on=last,
        )

    def never_wrote_down(self) -> None:
        """As an agency is that has switched nothing on."""
        self.db.execute("DELETE FROM reports_tracked WHERE agency_id = %s", [self.agency.pk])
