"""The ledger cannot be rewritten (G4, law C-20): whatever the database's superuser does is found and named."""

import base64
import json
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connections
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Person
from confidentiality import sealing, verifying
from confidentiality.elements import Element
from tests import rooms
from tests.copies import LEDGER_KEY, Connection, Copy, database_copy, ledger_key
from tests.examples import tried

LEDGER, CHECKPOINT, CHANGE = "confidentiality_ledger", "confidentiality_checkpoint", "confidentiality_changeentry"


def some_looks(web: Connection, person: Person, times: int = 3) -> None:
    for _ in range(times):
        web.execute(
            "SELECT (SELECT count(*) FROM mdt_browse_cases(%s, %s, 'test', 'test', NULL, 5, 5)), (SELECT count(*) FROM"
            " mdt_look(%s, gen_random_uuid(), 'test', 'test', gen_random_uuid(), 2))", [person.pk, uuid.uuid4(), person.pk],
        )  # fmt: skip


def seal(copy: Copy, witness: Path | None = None) -> int:
    """As the worker does."""
    with copy.served("WORKER_DATABASE_URL"), ledger_key(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.LEDGER_WITNESS", str(witness or ""))
        return sealing.seal()


@pytest.fixture(scope="module")
def witness(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ledger") / "witness"


@pytest.fixture(scope="module")
def sealed(witness: Path) -> Iterator[Copy]:
    """A database with looks shown, denied and missing, lists, searches and changes under six checkpoints."""
    ada = rooms.person(rooms.agency())
    stranger = rooms.person(rooms.agency())
    with database_copy("ledger") as copy:
        with copy.web() as web, copy.superuser() as db:
            begin_unsealed(db)
            some_looks(web, ada)
            seal_all(copy, db, witness)
            for _ in range(5):
                with copy.served():
                    case = rooms.case(ada, name="Testa Person-910")
                for person in (ada, stranger):
                    web.execute("SELECT * FROM mdt_look(%s, gen_random_uuid(), 't', 't', %s, %s)",
                                [person.pk, case.public_id, int(Element.IDENTITY)])  # fmt: skip
                some_looks(web, ada)
                seal_all(copy, db, witness)
        yield copy


@pytest.fixture
def tamper(sealed: Copy) -> Iterator[Connection]:
    """The superuser at work with every trigger off, in a transaction that is undone afterwards."""
    with sealed.superuser() as superuser, superuser.transaction(force_rollback=True):
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute(f"ALTER TABLE {LEDGER} ALTER id DROP IDENTITY")
        yield superuser


def findings(db: Connection, witness: Path | None = None) -> list[str]:
    with db.cursor() as cursor, ledger_key():
        return list(verifying.verify(cursor, sealing.public_key(), witness))


def seal_all(copy: Copy, db: Connection, witness: Path | None = None) -> None:
    """Seals what is there in one go: a transaction in any database of the server would hold part of it back."""
    now = db.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text").fetchone()
    for _ in range(600):
        if db.execute("SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8", now).fetchone() == (True,):
            break
        time.sleep(0.05)
    for _ in range(3):  # more than once where it is more than a batch
        seal(copy, witness)
        rows, under = counts(db)
        if rows == under:
            return
    raise AssertionError("rows are left unsealed")


def begin_unsealed(db: Connection) -> None:
    """Without the checkpoints that a copy brings along: a test before may have sealed the database that it is of."""
    with db.transaction():
        db.execute("SET LOCAL session_replication_role = replica")
        db.execute(f"DELETE FROM {CHECKPOINT}")


def counts(db: Connection) -> tuple[int, int]:
    """Rows of the ledger, and rows under checkpoints."""
    return db.execute(
        f"SELECT (SELECT count(*) FROM {LEDGER}), (SELECT coalesce(sum(rows), 0) FROM {CHECKPOINT})"
    ).fetchone()  # type: ignore[return-value]


def one(db: Connection, table: str, place: int = 7) -> int:
    """The id of a row in the middle."""
    return db.execute(f"SELECT id FROM {table} ORDER BY id OFFSET {place} LIMIT 1").fetchone()[0]  # type: ignore[index,return-value]


def columns(db: Connection, table: str) -> dict[str, str]:
    rows = db.execute(
        "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped", [table],
    )  # fmt: skip
    return dict(rows.fetchall())  # type: ignore[arg-type]


# How a value of each type is made another one.
ANOTHER = {
    "bigint": "coalesce({0}, 0) + 1000003", "integer": "coalesce({0}, 0) + 1", "smallint": "coalesce({0}, 0) + 1",
    "text": "left('x' || coalesce({0}, ''), 20)", "character varying": "left('x' || coalesce({0}, ''), 8)",
    "boolean": "NOT {0}", "uuid": "gen_random_uuid()", "xid8": "({0}::text::bigint + 1)::text::xid8",
    "timestamp with time zone": "{0} + interval '1 microsecond'", "bigint[]": "{0} || 1000003::bigint",
    "bytea": "sha256(coalesce({0}, ''))", "jsonb": "coalesce({0}, '{{}}') || '{{\"told\": true}}'",
    "text[]": "{0} || 'release:7'::text", "inet": "coalesce({0}, '192.0.2.1') + 1",
}  # fmt: skip
# A value that a check constraint would refuse is replaced by another that it lets pass.
ALLOWED = {"kind": "CASE kind WHEN 'look' THEN 'tally' ELSE 'look' END",
           "outcome": "CASE outcome WHEN 'shown' THEN 'denied' ELSE 'shown' END"}  # fmt: skip


def test_G4_untouched_ledger_verifies(sealed: Copy, witness: Path) -> None:
    with sealed.superuser() as db:
        assert findings(db, witness) == []
        kinds = db.execute(f"SELECT array_agg(DISTINCT kind || ' ' || outcome) FROM {LEDGER}").fetchone()[0]  # type: ignore[index]
    assert {"look shown", "look denied", "look missing", "browse shown", "change done"} <= set(kinds)  # type: ignore[call-overload]
    assert len(witness.read_text().splitlines()) >= 6


@pytest.mark.parametrize("table", [LEDGER, CHANGE, CHECKPOINT])
def test_G4_an_edit_of_any_column_is_found_and_named(sealed: Copy, tamper: Connection, table: str) -> None:
    row = one(tamper, table, {CHECKPOINT: 2, CHANGE: 5}.get(table, 20))
    named = {LEDGER: f"Row {row} ", CHANGE: f"Change entry {row} ", CHECKPOINT: "Checkpoint 3 "}[table]
    tried_columns = [name for name in columns(tamper, table) if (table, name) != (CHECKPOINT, "id")]
    for name in tried_columns:
        another = ALLOWED.get(name, ANOTHER[columns(tamper, table)[name]].format(name))
        with tamper.transaction(force_rollback=True):
            assert tamper.execute(f"UPDATE {table} SET {name} = {another} WHERE id = {row}").rowcount == 1
            found = findings(tamper)
        if name == "id" and table == CHANGE:
            named = f"Change entry {row + 1000003} "
        if name == "number":  # a checkpoint that calls itself another leaves a gap where it stood
            assert "Checkpoint 3 is missing." in found
            continue
        assert any(sentence.startswith(named) for sentence in found), (table, name, found)
        named = named.replace(str(row + 1000003), str(row))
    assert findings(tamper) == []


def test_G4_a_deleted_row_is_named(tamper: Connection) -> None:
    row = one(tamper, LEDGER)
    tamper.execute(f"DELETE FROM {LEDGER} WHERE id = {row}")
    assert any(f"Row {row} of checkpoint" in sentence and "deleted" in sentence for sentence in findings(tamper))


def insert_copy(db: Connection, row: int, **changed: object) -> None:
    db.execute(
        f"INSERT INTO {LEDGER} SELECT (jsonb_populate_record(NULL::{LEDGER}, to_jsonb(l) || %s::jsonb)).*"
        f" FROM {LEDGER} l WHERE id = {row} LIMIT 1", [json.dumps(changed)],
    )  # fmt: skip


def test_G4_an_inserted_row_is_named(tamper: Connection) -> None:
    insert_copy(tamper, one(tamper, LEDGER), id=777_777)
    assert any(s.startswith("Row 777777 was inserted into checkpoint") for s in findings(tamper))


@pytest.mark.parametrize("place", [7, 8, 9, 12, 20])
@pytest.mark.parametrize("step", ["- 1", "+ 0", "+ 1"])
def test_G4_a_row_that_hides_behind_the_id_of_another_is_named(tamper: Connection, place: int, step: str) -> None:
    """The key of the partitioned table is (id, at), so that an id can be there twice."""
    row = one(tamper, LEDGER, place)
    xid = tamper.execute(f"SELECT (xid::text::bigint {step})::text FROM {LEDGER} WHERE id = {row}").fetchone()[0]  # type: ignore[index]
    insert_copy(tamper, row, at="2026-01-01T00:00:00Z", xid=xid, actor_id=1)
    assert any(s.startswith(f"Row {row} ") for s in findings(tamper))


def test_G4_two_rows_that_trade_places_are_both_named(tamper: Connection) -> None:
    a, b = one(tamper, LEDGER, 7), one(tamper, LEDGER, 23)
    tamper.execute(f"UPDATE {LEDGER} SET id = {a} + {b} - id WHERE id IN ({a}, {b})")
    found = findings(tamper)
    assert all(any(s.startswith(f"Row {row} ") for s in found) for row in (a, b))


def test_G4_renumbered_rows_are_named(tamper: Connection) -> None:
    tamper.execute(f"UPDATE {LEDGER} SET id = id + 5000000")
    found = findings(tamper)
    assert sum("deleted or moved" in s for s in found) == sum("inserted into" in s for s in found) > 40


@pytest.mark.parametrize("how", ["TRUNCATE {}", "DROP TABLE {}"])
def test_G4_a_lost_partition_is_named(tamper: Connection, how: str) -> None:
    row = one(tamper, LEDGER)
    month = tamper.execute(f"SELECT tableoid::regclass::text FROM {LEDGER} WHERE id = %s", [row]).fetchone()[0]  # type: ignore[index]
    tamper.execute(how.format(month))
    assert any(f"Row {row} " in s for s in findings(tamper))


@pytest.mark.parametrize("with_rows", [False, True])
def test_G4_a_cut_off_end_is_named_by_the_witness(tamper: Connection, witness: Path, with_rows: bool) -> None:
    reached = tamper.execute(f"DELETE FROM {CHECKPOINT} WHERE number > 4 RETURNING xid_from").fetchall()
    if with_rows:
        tamper.execute(f"DELETE FROM {LEDGER} WHERE xid >= %s::text::xid8", [str(min(reached)[0])])
    found = findings(tamper, witness)
    for number in (5, 6):
        assert f"Checkpoint {number} was witnessed and is gone: the end of the ledger was cut off." in found


def test_G4_a_chain_made_anew_with_another_key_is_named(sealed: Copy, tamper: Connection, witness: Path) -> None:
    tamper.execute(f"UPDATE {CHECKPOINT} SET signature = decode(repeat('00', 64), 'hex')")
    assert sum("wrong signature" in s for s in findings(tamper)) >= 6


def test_G4_another_chain_with_the_right_key_is_named_by_the_witness(sealed: Copy, witness: Path) -> None:
    """Somebody who holds the key too: only what was written outside the database tells."""
    with database_copy("forged", of=sealed) as copy:
        with copy.superuser() as db:
            db.execute(f"SET session_replication_role = replica; TRUNCATE {CHECKPOINT}")
        seal(copy)
        with copy.superuser() as db:
            assert findings(db) == []
            assert "Checkpoint 1 is not the one that was witnessed." in findings(db, witness)


def test_G4_a_witness_that_is_gone_is_named(sealed: Copy, tmp_path: Path) -> None:
    with sealed.superuser() as db:
        assert any("witness" in s for s in findings(db, tmp_path / "gone"))


def test_G4_a_checkpoint_in_the_middle_is_missed(tamper: Connection) -> None:
    tamper.execute(f"DELETE FROM {CHECKPOINT} WHERE number = 3")
    found = findings(tamper)
    assert "Checkpoint 3 is missing." in found
    assert "Checkpoint 4 is not chained to the one before." in found


def test_G4_leaves_cut_short_and_emptied_are_named(tamper: Connection) -> None:
    for value in ("''", "substr(leaves, 1, 33)", "leaves || leaves"):
        with tamper.transaction(force_rollback=True):
            tamper.execute(f"UPDATE {CHECKPOINT} SET leaves = {value} WHERE number = 2")
            assert "Checkpoint 2 was altered." in findings(tamper)
    tamper.execute(f"UPDATE {CHECKPOINT} SET leaves = '', ids = '{{}}', rows = 0 WHERE number = 2")
    assert "Checkpoint 2 was altered." in findings(tamper)


def test_G4_a_deleted_change_entry_is_named(tamper: Connection) -> None:
    tamper.execute(f"DELETE FROM {CHANGE} WHERE id = {one(tamper, CHANGE, 3)}")
    assert any("The change entry that row" in s for s in findings(tamper))


def test_G4_an_inserted_change_entry_is_named(tamper: Connection) -> None:
    tamper.execute(
        f"INSERT INTO {CHANGE} SELECT (jsonb_populate_record(NULL::{CHANGE}, to_jsonb(c) || '{{\"id\": 777777}}')).*"
        f" FROM {CHANGE} c WHERE id = {one(tamper, CHANGE, 3)}"
    )
    assert "Change entry 777777 was altered or inserted afterwards." in findings(tamper)


# --- Whatever is done, in whatever order ----------------------------------------------------------------------
def _edit(table: str) -> Callable[[Connection, int], str]:
    def sql(db: Connection, n: int) -> str:
        names = [c for c in columns(db, table) if (table, c) != (CHECKPOINT, "id")]
        name = names[n % len(names)]
        another = ALLOWED.get(name, ANOTHER[columns(db, table)[name]].format(name))
        return f"UPDATE {table} SET {name} = {another} WHERE id = {_nth(db, table, n)}"

    return sql


def _nth(db: Connection, table: str, n: int) -> int:
    count = db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # type: ignore[index]
    return one(db, table, n % count) if count else 0  # type: ignore[operator]


TAMPERING: list[Callable[[Connection, int], str]] = [
    _edit(LEDGER), _edit(CHANGE), _edit(CHECKPOINT),
    lambda db, n: f"DELETE FROM {LEDGER} WHERE id = {_nth(db, LEDGER, n)}",
    lambda db, n: f"DELETE FROM {CHANGE} WHERE id = {_nth(db, CHANGE, n)}",
    lambda db, n: f"DELETE FROM {CHECKPOINT} WHERE id = {_nth(db, CHECKPOINT, n)}",
    lambda db, n: f"DELETE FROM {CHECKPOINT} WHERE id > {_nth(db, CHECKPOINT, n)}",
    lambda db, n: f"UPDATE {LEDGER} SET id = id + {n}",
    lambda db, n: f"UPDATE {LEDGER} SET id = -id",
    lambda db, n: f"INSERT INTO {LEDGER} SELECT (jsonb_populate_record(NULL::{LEDGER}, to_jsonb(l) || '{{\"id\": {n}}}')).*"
                  f" FROM {LEDGER} l WHERE id = {_nth(db, LEDGER, n)} LIMIT 1 ON CONFLICT DO NOTHING",
]  # fmt: skip


def everything(db: Connection) -> list[object]:
    """All that the ledger says; what a superuser restores to the letter is not tampering."""
    return [
        db.execute(f"SELECT (to_jsonb(t) - %s)::text FROM {table} t ORDER BY 1", ["id" if table == CHECKPOINT else ""]).fetchall()
        for table in (LEDGER, CHECKPOINT, CHANGE)
    ]  # fmt: skip


@tried(10)
@given(steps=st.lists(st.tuples(st.sampled_from(range(len(TAMPERING))), st.integers(0, 400)), min_size=1, max_size=6))
def test_G4_any_sequence_of_tampering_is_found(sealed: Copy, witness: Path, steps: list[tuple[int, int]]) -> None:
    with sealed.superuser() as db, db.transaction(force_rollback=True):
        db.execute("SET LOCAL session_replication_role = replica")
        db.execute(f"ALTER TABLE {LEDGER} ALTER id DROP IDENTITY")
        before = everything(db)
        for which, n in steps:
            try:
                with db.transaction():
                    db.execute(TAMPERING[which](db, n))
            except (psycopg.errors.IntegrityError, psycopg.errors.DataError):
                continue  # the table itself would not have it
        assert (findings(db, witness) == []) is (everything(db) == before)


# --- Sealing -------------------------------------------------------------------------------------------------
@pytest.fixture
def fresh() -> Iterator[tuple[Copy, Person]]:
    """A database in which everything is sealed."""
    person = rooms.person(rooms.agency())
    with database_copy("sealing") as copy:
        with copy.superuser() as db:
            seal_all(copy, db)
        yield copy, person


def test_an_open_transaction_holds_the_seal_back_and_is_not_skipped(fresh: tuple[Copy, Person]) -> None:
    copy, person = fresh
    with copy.web() as slow, copy.web() as quick, copy.superuser() as db:
        start = counts(db)[1]
        with slow.transaction():
            some_looks(slow, person, 1)  # written, not committed
            some_looks(quick, person, 2)  # committed later ids while the other runs
            assert seal(copy) == 0
        assert counts(db) == (start + 6, start)
        seal_all(copy, db)
        assert counts(db) == (start + 6, start + 6)
        assert findings(db) == []


def test_two_sealers_at_once_make_no_double(fresh: tuple[Copy, Person]) -> None:
    copy, person = fresh

    def run(_: int) -> int:
        try:
            return sealing.seal()
        finally:
            connections.close_all()

    with copy.web() as web, copy.superuser() as db:
        for _ in range(5):
            some_looks(web, person, 10)
            with copy.served("WORKER_DATABASE_URL"), ledger_key(), ThreadPoolExecutor(4) as pool:
                assert (
                    sum(pool.map(run, range(4))) % 2 == 0
                )  # whoever works in the cluster may hold some back for a turn
        seal_all(copy, db)
        assert findings(db) == []


def test_a_transaction_larger_than_a_batch_is_sealed_too(
    fresh: tuple[Copy, Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, person = fresh
    monkeypatch.setattr(sealing, "BATCH", 4)
    with copy.web() as web, copy.superuser() as db:
        some_looks(web, person, 1)
        with web.transaction():
            some_looks(web, person, 5)
        some_looks(web, person, 1)
        seal_all(copy, db)
        assert findings(db) == []


def test_nothing_to_seal_makes_no_checkpoint(fresh: tuple[Copy, Person]) -> None:
    copy, _person = fresh
    with copy.superuser() as db:
        before = db.execute(f"SELECT count(*) FROM {CHECKPOINT}").fetchone()
        assert seal(copy) == 0
        assert db.execute(f"SELECT count(*) FROM {CHECKPOINT}").fetchone() == before


# --- The command ---------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_verify_ledger_needs_the_public_key_only(sealed: Copy, witness: Path) -> None:
    with ledger_key():
        public = sealing.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    args = ("verify_ledger", "--public-key", base64.b64encode(public).decode(), "--witness", str(witness))
    assert "The ledger is whole" in sealed.manage(*args, MDT_LEDGER_KEY="", MDT_ROLE="worker")
    with sealed.superuser() as db:
        db.execute("SET session_replication_role = replica")
        row = one(db, LEDGER)
        with db.transaction():
            db.execute(f"UPDATE {LEDGER} SET purpose = 'other' WHERE id = {row}")
        try:
            with pytest.raises(
                AssertionError, match=rf"Row {row} of checkpoint \d was altered\.(.|\n)*not whole: 1 finding"
            ):
                sealed.manage(*args, MDT_LEDGER_KEY="", MDT_ROLE="worker")
            with pytest.raises(AssertionError, match="wrong signature"):
                sealed.manage(
                    "verify_ledger", MDT_LEDGER_KEY=LEDGER_KEY[::-1].replace("=", "") + "=", MDT_ROLE="worker"
                )
        finally:
            db.execute(f"UPDATE {LEDGER} SET purpose = 'test' WHERE id = {row}")
