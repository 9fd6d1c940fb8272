"""A small county for tests of referrals: an advocate's agency, a sheriff's, a CAC that coordinates a team, a stranger."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from cases.actions import referrals as actions
from cases.facts import COARSE
from cases.models import Case, Clock, Consultation, Referral, ReferralEvent, ReferralIntake
from confidentiality import gate
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from tests import rooms
from tests import rows as rows_

COARSE_ANSWERS: dict[str, Any] = {
    "tier": 1, "urgency": "now", "risk_band": "high", "area_kind": "county", "age_band": "25-59", "language": "es",
    "access_needs": ["interpreter"], "asked_for": ["advocacy", "medical"], "absences": {},
}  # fmt: skip
assert {*COARSE_ANSWERS, "area"} == set(COARSE)


@contextmanager
def as_(person: Any) -> Iterator[None]:
    """One request of the person."""
    with acting(Acting(person.pk, person.agency_id, "test")):
        yield


class Scene:
    """Everyone works in one county; only the stranger's agency lies elsewhere."""

    def __init__(self, **place: Any) -> None:
        self.county = rooms.county(**place)
        self.harbor, self.sheriff, self.cac = (rooms.agency(jurisdiction=self.county) for _ in range(3))
        self.ada = rooms.person(self.harbor)
        self.bea = rooms.person(self.harbor)
        self.hana = rooms.person(self.harbor, is_supervisor=True)
        self.dan = rooms.person(self.sheriff, takes_referrals=True)
        self.lou = rooms.person(self.sheriff, is_supervisor=True)
        self.rex = rooms.person(self.sheriff)
        self.team = rooms.team(jurisdiction=self.county)
        self.cora = rooms.coordinator(self.team, rooms.person(self.cac))
        rooms.agreed(self.team, self.cora)
        self.fay = rooms.person(self.cac)
        self.gus = rooms.person(self.cac, is_supervisor=True)
        self.olga = rooms.person(rooms.agency(), takes_referrals=True, is_supervisor=True)
        self.adam = rooms.person(None)

    def answers(self, **changed: Any) -> dict[str, Any]:
        return {**COARSE_ANSWERS, "area": self.county, **changed}

    def to_sheriff(self) -> str:
        return f"agency:{self.sheriff.public_id}"

    def to_team(self) -> str:
        return f"team:{self.team.public_id}"

    def send(self, by: Any = None, to: str = "", **changed: Any) -> uuid.UUID:
        by = by or self.ada
        more = {name: changed.pop(name) for name in ("case", "once") if name in changed}
        with as_(by):
            return actions.send(
                by=by,
                recipient=to or self.to_sheriff(),
                answers=self.answers(**changed),
                **{"once": uuid.uuid4(), **more},
            )

    def sees(self, person: Any, referral: uuid.UUID) -> bool:
        with as_(person):
            try:
                with gate.open_referral(person, referral, purpose="test"):
                    return True
            except gate.RecordNotFound:
                return False


def released(db: Any, case: Any, to: Any, elements: int, *methods: str, person: Any = None, **given: Any) -> int:
    """A release in force, written past the wall; its key."""
    now = clock.now()
    return rows_.put(
        db, "confidentiality_release", case_id=case.pk, agency_id=case.agency_id, recipient_id=to.pk,
        recipient_person_id=person and person.pk, elements=elements | 1, methods=[*(methods or ("here",))],
        prepared_by_id=case.opened_by_id, prepared_at=now - timedelta(days=1), expires_at=given.get("expires_at", now + timedelta(days=10)),
        status="active", countersigned_by_id=case.opened_by_id, countersigned_at=now - timedelta(hours=1),
    )  # fmt: skip


def look(by: Any, referral: uuid.UUID) -> Referral:
    """The referral as the person reads it now."""
    with as_(by), gate.open_referral(by, referral, purpose="test") as opened:
        return opened.referral


def rows(by: Any, referral: uuid.UUID, model: type[Any]) -> list[Any]:
    """The clocks, events or questions of a referral that the person may see."""
    with as_(by), gate.open_referral(by, referral, purpose="test") as opened:
        return list(model.objects.filter(referral=opened.referral).order_by("pk"))


def clocks(by: Any, referral: uuid.UUID) -> dict[str, Clock]:
    """The latest clock of each kind."""
    return {clock.kind: clock for clock in rows(by, referral, Clock)}


__all__ = [
    "Case", "Clock", "Consultation", "Referral", "ReferralEvent", "ReferralIntake", "Scene", "as_", "clocks", "look",
    "released", "rows",
]  # fmt: skip
