"""Who can see a case, and who looked: asked inside an open gate, answered to people of the agency of record alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from confidentiality.explaining import Standing
from confidentiality.grounds import Ground

PAGE = 100  # ledger rows on one page of «who looked»


@dataclass(frozen=True)
class Entry:
    """One row of the ledger as the agency of record may read it. ``person`` is empty where only the agency is told."""

    at: datetime
    request: UUID
    kind: str
    outcome: str
    basis: str
    purpose: str
    changed: str  # «cases.identity» for a change, else empty
    elements: int
    own: bool
    person: str
    agency: str
    grounds: list[str]  # the facts of this case by which it was allowed then, such as «release:7»


@dataclass(frozen=True)
class Seer:
    """One way in which one person can see parts of a case: by which fact, which parts, from when, until when."""

    person_id: int
    person: str
    title: str
    agency: str
    own: bool
    source: str
    source_id: int
    basis: str
    elements: int
    starts_at: datetime
    expires_at: datetime

    @property
    def ends(self) -> bool:
        """Whether it ends by the clock, and not only when somebody ends it."""
        return self.expires_at.year < 9999


@dataclass(frozen=True)
class Looks:
    by_own: int = 0
    by_others: int = 0
    refused: int = 0


def who_looked(case_id: int, *, before: datetime, limit: int = PAGE) -> tuple[list[Entry], bool]:
    """What is on record before an instant, newest first, and whether there is more. A page may be a little longer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mdt_who_looked(%s, %s, %s)", [case_id, before, limit])
        rows = [Entry(*row) for row in cursor.fetchall()]
    return rows, len(rows) >= limit


def who_can_see(case_id: int) -> list[Seer]:
    """Every person for whom a grant counts now or will count, own agency first, each with the fact behind it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mdt_who_can_see(%s)", [case_id])
        return [Seer(*row) for row in cursor.fetchall()]


def looks_since(case_id: int, since: datetime) -> Looks:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mdt_looks_since(%s, %s)", [case_id, since])
        return Looks(*cursor.fetchone())


def explain(case_id: int, person_id: int) -> tuple[Standing, tuple[Ground, ...]] | None:
    """What is true of the person and each fact that leads to her or her agency; None outside the own room of the case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM mdt_explain(%s, %s)", [case_id, person_id])
        rows = cursor.fetchall()
    return read_facts(rows) if rows else None


def read_facts(rows: list[Any]) -> tuple[Standing, tuple[Ground, ...]]:
    """Rows of ``mdt_explain``: ten columns of the person, then those of a fact, empty where there is none."""
    return Standing(*rows[0][:10]), tuple(Ground(*row[10:]) for row in rows if row[10] is not None)
