"""Each condition of each door, broken one at a time, in plain SQL past the application: all others hold, and it stays shut.

The clock is the test's, so that bounds are tried at their very second. Every try is rolled back.
"""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Scene
from typing import Any

import psycopg
import pytest

from tests import rows
from tests.confidentiality.test_oracle import hall  # noqa: F401 - a fixture
from tests.copies import Connection, Copy

T = datetime(2026, 3, 10, 15, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
C = "confidentiality_"
SHA, OTHER_SHA = "0" * 64, "1" * 64
CLAIM = "SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', %s, true), set_config('mdt.test_now', %s, true)"


class Doors:
    """The facts, and tries as somebody at some instant, always undone."""

    def __init__(self, owner: Connection, web: Connection, root: Connection) -> None:
        self.owner, self.web, self.root, self.request = owner, web, root, uuid.uuid4()

    def put(self, table: str, **columns: Any) -> int:
        return rows.put(self.owner, table, **columns)

    def claims(self, db: Connection, who: int, at: datetime = T) -> None:
        db.execute(CLAIM, [str(who), str(self.request), at.isoformat()])

    def tries(self, who: int, statement: str, *values: Any, at: datetime = T) -> str:
        """done, none (no row), policy, or the name of the rule that refuses."""
        try:
            with self.web.transaction(force_rollback=True):
                self.claims(self.web, who, at)
                return "done" if self.web.execute(statement, values).rowcount else "none"  # type: ignore[arg-type]
        except psycopg.errors.InsufficientPrivilege:
            return "policy"
        except psycopg.IntegrityError as refused:
            return refused.diag.constraint_name or "?"

    def puts(self, who: int, table: str, now: datetime = T, **columns: Any) -> str:
        row = {name: value() if callable(value) else value for name, value in rows.SAMPLES[table].items()} | columns
        marks = ", ".join(["%s"] * len(row))
        return self.tries(who, f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", *row.values(), at=now)

    def looks(self, who: int, case: uuid.UUID, elements: int) -> None:
        with self.web.transaction():
            self.claims(self.web, who)
            look = self.web.execute(
                "SELECT * FROM mdt_look(%s, %s, 't', 't', %s, %s)", [who, self.request, case, elements]
            )
            assert look.fetchall()

    def sees(self, who: int, table: str, at: datetime = T) -> set[int]:
        with self.web.transaction(force_rollback=True):
            self.claims(self.web, who, at)
            return {row[0] for row in self.web.execute(f"SELECT id FROM {table}")}  # type: ignore[misc]

    def asks(self, question: str, *changes: str, at: datetime = T, who: int = 0) -> Any:
        """What the owner is answered after these changes; the first column of the first row."""
        with self.owner.transaction(force_rollback=True):
            self.claims(self.owner, who, at)
            for change in changes:
                self.owner.execute(change)  # type: ignore[arg-type]
            found = self.owner.execute(question).fetchone()  # type: ignore[arg-type]
            return found and found[0]

    def sees_after(self, who: int, question: str, *changes: str, at: datetime = T) -> bool:
        """Whether the web role is shown a row after these changes, which the superuser makes."""
        with self.root.transaction(force_rollback=True):
            for change in changes:
                self.root.execute(change)  # type: ignore[arg-type]
            self.root.execute("SET LOCAL ROLE mdt_web")
            self.claims(self.root, who, at)
            return self.root.execute(question).fetchone() is not None  # type: ignore[arg-type]

    def touches(self, who: int, statement: str, *changes: str, request: uuid.UUID | None = None) -> int:
        """How many rows the web role's statement reaches after these changes. Without a WHERE no policy for reading helps."""
        with self.root.transaction(force_rollback=True):
            for change in changes:
                self.root.execute(change)  # type: ignore[arg-type]
            self.root.execute("SET LOCAL ROLE mdt_web")
            self.root.execute(CLAIM, [str(who), str(request or self.request), T.isoformat()])
            return self.root.execute(statement).rowcount  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def db(hall: Copy) -> Iterator[Doors]:  # noqa: F811
    with hall.owner() as owner, hall.web() as web, hall.superuser() as root:
        yield Doors(owner, web, root)


@pytest.fixture(scope="module")
def s(db: Doors) -> Scene:
    """Home's case and others around it; police and a third agency; what was released and ordered, in each state."""
    put, s = db.put, Scene()
    place = put("agencies_jurisdiction")
    for name, sector, regimes in (("home", "advocacy", ["VAWA"]), ("police", "local_police", ["CJIS"]), ("third", "advocacy", ["VAWA"]),
                                  ("child", "child_welfare", ["CAPTA"]), ("loose", "local_police", ["CJIS"])):  # fmt: skip
        setattr(s, name, put("agencies_agency", jurisdiction_id=place, sector=sector, regimes=regimes))
    for name, at, extra in (
        ("ada", "home", {}), ("bea", "home", {}), ("hana", "home", {"is_supervisor": True}), ("hal", "home", {"is_supervisor": True}),
        ("dan", "police", {"takes_referrals": True}), ("tom", "police", {}), ("pam", "police", {"is_supervisor": True}),
        ("tess", "third", {"is_supervisor": True}), ("lou", "loose", {"is_supervisor": True}),
    ):  # fmt: skip
        setattr(s, name, put("agencies_person", agency_id=getattr(s, at), **extra))
    work = rows.permission(db.owner, "work_case")
    for name, at, by in (
        ("case", "home", "ada"),
        ("unlooked", "home", "ada"),
        ("foreign", "third", "tess"),
        ("lous", "loose", "lou"),
    ):
        public, by = uuid.uuid4(), getattr(s, by)
        made = put("cases_case", agency_id=getattr(s, at), opened_by_id=by, public_id=public)
        put("cases_caseassignment", content_object_id=made, user_id=by, permission_id=work)
        setattr(s, name, made)
        setattr(s, f"{name}_public", public)
    s.release = lambda **columns: put(f"{C}release", **{
        "case_id": s.case, "agency_id": s.home, "recipient_id": s.police, "prepared_by_id": s.ada, "prepared_at": T - 2 * DAY,
        "countersigned_at": T - DAY, "countersigned_by_id": s.ada, "expires_at": T + 14 * DAY, "status": "active",
        "methods": ["here", "phone", "copy", "paper"], **columns,
    })  # fmt: skip
    waits = {"status": "prepared", "countersigned_at": None, "countersigned_by_id": None}
    s.live, s.waits, s.ends = s.release(), s.release(**waits), s.release(**waits, expires_at=T)
    s.elsewhere, s.toms = s.release(recipient_id=s.third), s.release(recipient_person_id=s.tom)
    s.lets_in = s.release(case_id=s.foreign, agency_id=s.third, recipient_id=s.home)
    s.lets_ada = s.release(case_id=s.foreign, agency_id=s.third, recipient_id=s.home, recipient_person_id=s.ada)
    s.waits_foreign = s.release(**waits, case_id=s.foreign, agency_id=s.third, recipient_id=s.police)
    s.waits_unlooked, s.waits_third = s.release(**waits, case_id=s.unlooked), s.release(**waits, agency_id=s.third)
    s.live_unlooked = s.release(case_id=s.unlooked)
    s.mandate = lambda **columns: put(f"{C}mandate", **{
        "case_id": s.case, "agency_id": s.home, "recipient_id": s.police, "recorded_by_id": s.ada, "recorded_at": T - DAY,
        "expires_at": T + 14 * DAY, "methods": ["here", "paper"], **columns,
    })  # fmt: skip
    s.order, s.order_over = s.mandate(), s.mandate(ended_at=T - HOUR)
    s.order_third, s.order_by_third = s.mandate(recipient_id=s.third), s.mandate(agency_id=s.third)
    s.order_foreign = s.mandate(case_id=s.foreign, agency_id=s.third, recipient_id=s.home)
    s.order_unlooked = s.mandate(case_id=s.unlooked)
    for who, case in ((s.ada, s.case_public), (s.ada, s.foreign_public), (s.hana, s.case_public), (s.hana, s.foreign_public),
                      (s.dan, s.case_public)):  # fmt: skip
        db.looks(who, case, 1)

    def another_looked_case() -> int:
        public = uuid.uuid4()
        made = put("cases_case", agency_id=s.home, opened_by_id=s.ada, public_id=public)
        put("cases_caseassignment", content_object_id=made, user_id=s.ada, permission_id=work)
        db.looks(s.ada, public, 1)
        return made

    s.another_looked_case = another_looked_case
    return s


def sign_row(db: Doors, release: int, case: int, **columns: Any) -> int:
    return db.put(
        f"{C}releasesignature",
        **{"release_id": release, "case_id": case, "signed_at": T - DAY, "sha256": SHA, **columns},
    )
