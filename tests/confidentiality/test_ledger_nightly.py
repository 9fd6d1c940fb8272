"""The ledger is verified each night by the worker, while others work; what is wrong reaches whoever runs the installation."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest

from agencies.models import Person
from confidentiality import checking, sealing, tasks, verifying
from confidentiality.models import LedgerCheck
from confidentiality.witness import lines
from mdt.celery import app
from tests import rooms
from tests.confidentiality.test_ledger import LEDGER, begin_unsealed, one, seal_all, some_looks
from tests.copies import Copy, database_copy, ledger_key

NIGHT = datetime(2026, 3, 1, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def ada(_database: None) -> Person:
    return rooms.person(rooms.agency())


@pytest.fixture(scope="module")
def copy(ada: Person) -> Iterator[Copy]:
    with database_copy("nightly") as here:
        with here.web() as web, here.superuser() as db:
            begin_unsealed(db)
            some_looks(web, ada)
            seal_all(here, db)
        yield here


@pytest.fixture(autouse=True)
def _worker(copy: Copy) -> Iterator[None]:
    with copy.owner() as owner:
        owner.execute("DELETE FROM confidentiality_ledgercheck")
        owner.execute("DELETE FROM agencies_reminder WHERE key LIKE 'ledger:%'")
    with copy.served("WORKER_DATABASE_URL"), ledger_key():
        yield


def told(copy: Copy) -> list[Any]:
    with copy.owner() as owner:
        return owner.execute(
            "SELECT p.runs_installation, p.is_active, r.path FROM agencies_reminder r JOIN agencies_person p"
            " ON p.id = r.person_id WHERE r.key LIKE 'ledger:%'"
        ).fetchall()


def test_C20_a_whole_ledger_is_verified_once_a_night_and_nobody_is_troubled(copy: Copy) -> None:
    tasks.verify_ledger()
    tasks.verify_ledger()
    (done,) = LedgerCheck.objects.all()
    assert (done.findings, done.checkpoint >= 1, done.rows > 0) == (0, True, True)
    assert told(copy) == []
    with copy.owner() as owner:
        owner.execute("UPDATE confidentiality_ledgercheck SET at = at - interval '1 day'")
    tasks.verify_ledger()
    assert LedgerCheck.objects.count() == 2, "and in the next night again"


def test_C20_what_is_wrong_reaches_who_runs_the_installation_and_nobody_else(copy: Copy) -> None:
    with copy.superuser() as db:
        db.execute("SET session_replication_role = replica")
        row = one(db, LEDGER)
        (before,) = db.execute(f"SELECT purpose FROM {LEDGER} WHERE id = {row}").fetchone() or ("",)
        db.execute(f"UPDATE {LEDGER} SET purpose = 'other' WHERE id = {row}")
        try:
            tasks.verify_ledger()
        finally:
            db.execute(f"UPDATE {LEDGER} SET purpose = %s WHERE id = {row}", [before])
    assert LedgerCheck.objects.get().findings == 1
    assert set(told(copy)) == {(True, True, checking.WHERE)}


@pytest.mark.parametrize(
    ("now", "began"),
    [(NIGHT, NIGHT), (NIGHT - timedelta(seconds=1), NIGHT - timedelta(days=1)), (NIGHT + timedelta(hours=16), NIGHT)],
)
def test_a_night_begins_at_seven_utc(now: datetime, began: datetime) -> None:
    assert checking.night_began(now) == began


def test_C20_one_at_a_time_and_never_given_out_twice(copy: Copy) -> None:
    with copy.worker() as other:
        other.execute("SELECT pg_advisory_lock(%s)", [checking._LOCK])
        tasks.verify_ledger()
        assert not LedgerCheck.objects.exists()
        other.execute("SELECT pg_advisory_unlock_all()")
    tasks.verify_ledger()
    assert LedgerCheck.objects.count() == 1
    assert tasks.verify_ledger.acks_late is False
    entry = app.conf.beat_schedule["ledger verified"]
    assert entry["task"] == tasks.verify_ledger.name
    assert entry["schedule"].hour == set(range(24)), "asked each hour"


class Busy:
    """A cursor during whose work somebody looks at something, changes something, and all of it is sealed and witnessed."""

    def __init__(self, cursor: Any, meanwhile: Any) -> None:
        self.cursor, self.meanwhile, self.done = cursor, meanwhile, 0

    def execute(self, statement: str, *more: Any) -> None:
        self.cursor.execute(statement, *more)
        self.done += 1
        self.meanwhile()

    def fetchall(self) -> list[Any]:
        return self.cursor.fetchall()  # type: ignore[no-any-return]


@pytest.mark.parametrize("level", [psycopg.IsolationLevel.REPEATABLE_READ, psycopg.IsolationLevel.READ_COMMITTED])
def test_C20_what_is_done_while_it_is_verified_is_no_finding(
    copy: Copy, ada: Person, tmp_path: Path, level: psycopg.IsolationLevel
) -> None:
    """In one snapshot. Without one it would be: so what is done meanwhile could have been found."""
    witness = tmp_path / "witness"
    with copy.web() as web, copy.superuser() as db, copy.owner() as reading:
        some_looks(web, ada)
        seal_all(copy, db, witness)

        def meanwhile() -> None:
            some_looks(web, ada, 1)
            with copy.served():
                rooms.case(ada, name="Testa Person-911")
            seal_all(copy, db, witness)

        reading.isolation_level = level
        with reading.transaction(), reading.cursor() as cursor:
            busy = Busy(cursor, meanwhile)
            found = list(verifying.verify(busy, sealing.public_key(), witness))
    assert busy.done >= 4
    assert bool(found) == (level == psycopg.IsolationLevel.READ_COMMITTED), found


def test_C20_a_line_of_the_witness_that_was_cut_short_stands_there_whole_with_the_next(
    copy: Copy, ada: Person, tmp_path: Path
) -> None:
    """The disk was full, or the worker died between the seal and the line: nothing is said to be wrong, and nothing is missing."""
    witness = tmp_path / "witness"
    with copy.web() as web, copy.superuser() as db, copy.owner() as reading:
        for _sealed in range(2):
            some_looks(web, ada)
            seal_all(copy, db, witness)
        whole = witness.read_bytes()
        witness.write_bytes(whole[:-30])
        torn = [line["number"] for line in lines(witness)]
        some_looks(web, ada)
        seal_all(copy, db)  # it died before it wrote
        some_looks(web, ada)
        seal_all(copy, db, witness)
        assert [line["number"] for line in lines(witness)] == [torn[0] + n for n in range(4)]
        assert witness.read_bytes().startswith(whole[:-30]), "it is only added to"
        with reading.cursor() as cursor:
            assert list(verifying.verify(cursor, sealing.public_key(), witness)) == []
        kept = db.execute("SELECT hash FROM confidentiality_checkpoint WHERE number = %s", [torn[0] + 2]).fetchone()
        assert [bytes.fromhex(line["hash"]) for line in lines(witness)][2] == bytes(kept[0])  # type: ignore[index]
