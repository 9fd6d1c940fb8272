"""Fills a county or a state with invented cases in bulk SQL: as many rows as asked, skewed as real work is.

Triggers, constraints between rows and indexes are away while rows come in, and are back, checked, when it ends; one
transaction holds it all. The grants come from the same view that the triggers ask.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from mdt.demo.county import demo_password

SQL = Path(__file__).parent / "sql"
TABLES = (
    "agencies_agency", "agencies_team", "agencies_person", "agencies_seat", "agencies_acknowledgement",
    "agencies_teamcoordinator", "cases_case", "cases_caseassignment", "cases_identity", "cases_contactmethod",
    "cases_demographics", "cases_narrative", "cases_referral", "cases_referralorigin", "cases_referralevent",
    "cases_clock", "confidentiality_grant", "agencies_award", "agencies_awardreporter", "cases_victimization",
    "cases_primaryvictimization", "cases_involvedperson", "cases_knownbarrier", "cases_relatedfile", "cases_servicerequest",
    "cases_serviceevent", "cases_servicefunding", "cases_servicecontact", "cases_contactlink", "cases_protectionorder",
    "cases_justice", "reports_tracked", "reports_training", "reports_trainingpeople", "reports_staffassignment",
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How much there is in the end, the cast included. ``one_room``: all bulk cases lie in the first agency."""

    cases: int
    agencies: int
    people: int
    teams: int
    years: int = 3
    one_room: bool = False


# None: Alder alone.
SCALES: dict[str, Size | None] = {
    "small": None,
    "county": Size(cases=5_000, agencies=15, people=70, teams=3),
    "state": Size(cases=1_000_000, agencies=300, people=5_000, teams=60),
}


def load(size: Size, seed: int, base: datetime, say: Callable[[str], None]) -> None:
    """Add what is missing to the cast's county, then let the planner know what is there."""
    with connection.cursor() as cursor:
        # The vacuum at the end passes over rows next to whose commit there is one that has not reached the log.
        cursor.execute("SET synchronous_commit = on")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '128MB'; SET LOCAL maintenance_work_mem = '512MB'; SET LOCAL jit = off")
        _remember(size, seed, base)
        with _bare_tables(say):
            for path in sorted(SQL.glob("*.sql")):
                with _timed(path.stem[3:], say):
                    cursor.execute(path.read_text())
    with _timed("statistics", say), connection.cursor() as cursor:
        cursor.execute("DISCARD TEMP")
        cursor.execute(f"VACUUM (ANALYZE) {', '.join(TABLES)}")
        cursor.execute("RESET synchronous_commit")


@contextmanager
def _timed(what: str, say: Callable[[str], None]) -> Iterator[None]:
    begun = time.monotonic()
    yield
    say(f"Bulk {what}: {time.monotonic() - begun:.1f} s.")


def _remember(size: Size, seed: int, base: datetime) -> None:
    """One row that says what to make and what was there before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('demo.seed', %s, true)", [str(seed)])
        cursor.execute(
            "CREATE TEMP TABLE bulk ON COMMIT DROP AS SELECT %s::timestamptz AS base, %s::text AS password,"
            " %s::int AS years, %s::boolean AS one_room, %s - (SELECT count(*) FROM cases_case) AS cases,"
            " %s - (SELECT count(*) FROM agencies_agency) AS more_agencies,"
            " %s - (SELECT count(*) FROM agencies_person) AS more_people,"
            " %s - (SELECT count(*) FROM agencies_team) AS more_teams,"
            " (SELECT max(id) FROM agencies_agency) AS last_agency, (SELECT max(id) FROM agencies_team) AS last_team,"
            " (SELECT max(id) FROM agencies_person) AS last_person, (SELECT max(id) FROM cases_case) AS last_case,"
            " (SELECT max(id) FROM cases_referral) AS last_referral,"
            " (SELECT max(id) FROM cases_caseassignment) AS last_assignment,"
            " (SELECT max(id) FROM agencies_award) AS last_award, (SELECT max(id) FROM reports_training) AS last_training,"
            " (SELECT max(id) FROM cases_serviceevent) AS last_event,"
            " (SELECT max(id) FROM cases_servicecontact) AS last_contact",
            [base, demo_password(), size.years, size.one_room, size.cases, size.agencies, size.people, size.teams],
        )


@contextmanager
def _bare_tables(say: Callable[[str], None]) -> Iterator[None]:
    """Without triggers, foreign keys, unique constraints and indexes; with all of them again when the rows are in."""
    foreign, unique, indexes = _constraints("f"), _constraints("u"), _indexes()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table, name, _definition in [*foreign, *unique]:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with _timed("indexes", say), connection.cursor() as cursor:
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in unique:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    with _timed("foreign keys", say), connection.cursor() as cursor:
        for table, name, definition in foreign:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _constraints(kind: str) -> list[tuple[str, str, str]]:
    """Table, name and words of each: "u" of the tables themselves, "f" also those that point to them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = %s AND conparentid = 0 AND (conrelid = ANY (%s::regclass[]) OR confrelid = ANY (%s::regclass[]))"
            " ORDER BY conname",
            [kind, list(TABLES), list(TABLES)],
        )
        return cursor.fetchall()


def _indexes() -> list[tuple[str, str]]:
    """Those that are no constraint's own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " WHERE i.indrelid = ANY (%s::regclass[]) AND NOT EXISTS ("
            "   SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))"
            " ORDER BY 1",
            [list(TABLES)],
        )
        return cursor.fetchall()
