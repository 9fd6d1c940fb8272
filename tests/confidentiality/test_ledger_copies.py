"""Copies of the ledger that others keep (G4, law C-20): the stand-alone script finds what ``verify_ledger`` finds, and two
copies that tell different stories."""

import ast
import base64
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from itertools import chain
from pathlib import Path
from types import ModuleType
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Agency, Person
from confidentiality import copying, merkle
from confidentiality.elements import Element
from tests import rooms
from tests.confidentiality.test_ledger import (
    ALLOWED,
    ANOTHER,
    CHANGE,
    CHECKPOINT,
    LEDGER,
    TAMPERING,
    begin_unsealed,
    columns,
    findings,
    insert_copy,
    one,
    seal_all,
    some_looks,
)  # fmt: skip
from tests.copies import LEDGER_KEY, Connection, Copy, database_copy
from tests.examples import tried

SCRIPT = Path(__file__).resolve().parents[2] / "bin" / "verify-ledger-copy"
REFERRAL, OTHERS_REFERRAL = 9_000_001, 9_000_002
KEY = Ed25519PrivateKey.from_private_bytes(base64.b64decode(LEDGER_KEY))
PUBLIC = copying.key_bytes(KEY.public_key())
TRUSTED = ("--key", base64.b64encode(PUBLIC).decode())


def loaded() -> ModuleType:
    """The script as a module: many copies are verified here, and each process would cost a while."""
    spec = spec_from_loader("verify_ledger_copy", SourceFileLoader("verify_ledger_copy", str(SCRIPT)))
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = loaded()


def run(*args: object, trusted: tuple[str, ...] = TRUSTED) -> tuple[int, str]:
    """As somebody would who has this one file and a Python, and nothing of ours."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", SCRIPT, *map(str, args), *trusted], cwd="/", env={}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return done.returncode, done.stdout


@dataclass(frozen=True)
class Scene:
    copy: Copy
    ada: Person
    ben: Person
    cleo: Person
    own: int  # Ada's case, released to Ben
    theirs: int  # Ben's


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Three agencies' doings under four checkpoints: looks within, across, denied and at nothing, lists, changes."""
    ada, ben, cleo, olga = (rooms.person(at) for at in (rooms.agency(), rooms.agency(), rooms.agency(), None))
    with database_copy("copies") as copy, copy.web() as web, copy.superuser() as db:
        begin_unsealed(db)
        with copy.served():
            own, theirs = rooms.case(ada, name="Testa Person-920"), rooms.case(ben, name="Testa Person-921")
        db.execute(
            "INSERT INTO confidentiality_grant (source, source_id, principal, case_id, subject_at, elements, own, basis, starts_at,"
            " expires_at) SELECT 'release', 7, mdt_principal(1, %s, %s), id, opened_at, 3, false, 'RELEASE', opened_at, 'infinity'"
            " FROM cases_case WHERE id = %s", [ben.pk, ben.agency_id, own.pk],
        )  # fmt: skip
        with db.transaction():
            db.execute("SET LOCAL session_replication_role = replica")
            for referral, sender, recipient in ((REFERRAL, ada, ben), (OTHERS_REFERRAL, cleo, ben)):
                changed = {"id": referral, "public_id": str(uuid.uuid4()), "from_agency_id": sender.agency_id, "to_team_id": None,
                           "to_agency_id": recipient.agency_id, "accepted_agency_id": None, "coordinator_id": None,
                           "status": "received", "once": str(uuid.uuid4())}  # fmt: skip
                db.execute("INSERT INTO cases_referral SELECT (jsonb_populate_record(r, %s::jsonb)).* FROM cases_referral r LIMIT 1",
                           [json.dumps(changed)])  # fmt: skip
        for _ in range(4):
            some_looks(web, ada, 1)
            for person, case, request in (
                (ada, own, None), (ben, own, None), (ben, theirs, None), (ada, theirs, None), (cleo, own, None), (olga, own, None),
                (ben, own, one_request := uuid.uuid4()), (ben, theirs, one_request),
            ):  # fmt: skip
                web.execute("SELECT * FROM mdt_look(%s, %s, 't', 't', %s, %s)",
                            [person.pk, request or uuid.uuid4(), case.public_id, int(Element.IDENTITY)])  # fmt: skip
            for person, referrals in ((ada, [REFERRAL]), (ben, [REFERRAL]), (ben, [REFERRAL, OTHERS_REFERRAL])):
                db.execute(
                    "SELECT mdt_note(%s, gen_random_uuid(), 'browse', 't', 't', '{}', %s)", [person.pk, referrals]
                )
            some_looks(web, ben, 1)  # both cases in one list
            seal_all(copy, db)
        yield Scene(copy, ada, ben, cleo, own.pk, theirs.pk)


@pytest.fixture
def tamper(scene: Scene) -> Iterator[Connection]:
    with scene.copy.superuser() as superuser, superuser.transaction(force_rollback=True):
        superuser.execute("SET LOCAL session_replication_role = replica")
        superuser.execute(f"ALTER TABLE {LEDGER} ALTER id DROP IDENTITY")
        yield superuser


@pytest.fixture
def keep(tmp_path: Path) -> Callable[..., Path]:
    """Writes a copy of what the connection sees."""

    def kept(db: Connection, agency: Agency | None = None, name: str = "copy") -> Path:
        with db.cursor() as cursor, (tmp_path / name).open("wb") as file:
            file.writelines(copying.lines(cursor, KEY.public_key(), agency))
        return tmp_path / name

    return kept


def said(path: Path, key: bytes = PUBLIC) -> list[str]:
    return script.Copy(str(path), key, "").findings


def sealed_rows(path: Path) -> list[list[Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines() if line.startswith(b"[")]


def in_ledger(sentences: list[str]) -> list[str]:
    """What a copy can know too: change entries stand in another table, and the ledger keeps their digests alone."""
    return [s for s in sentences if not s.lower().startswith(("change entry", "the change entry"))]


def agree(db: Connection, path: Path) -> tuple[list[str], list[str]]:
    ours, theirs = findings(db), said(path)
    assert bool(in_ledger(ours)) is bool(theirs), (ours, theirs)
    return ours, theirs


# --- Nothing was done to it ----------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["whole", "whole.gz"])
def test_C20_the_worker_exports_and_a_script_that_knows_nothing_of_us_verifies(
    scene: Scene, tmp_path: Path, name: str
) -> None:
    keys = {"MDT_ROLE": "worker", "MDT_LEDGER_KEY": LEDGER_KEY}
    told = scene.copy.manage("export_ledger", str(tmp_path / name), **keys)
    fingerprint = told.split()[-1]
    code, out = run(tmp_path / name, trusted=("--fingerprint", fingerprint))
    assert (code, out.splitlines()[-1]) == (0, "All as it was sealed.")
    with scene.copy.superuser() as db:
        rows = db.execute(f"SELECT sum(rows) FROM {CHECKPOINT}").fetchone()[0]  # type: ignore[index]
    assert f"the whole ledger, {rows} rows in " in out
    assert (tmp_path / name).stat().st_mode & 0o077 == 0
    assert os.listdir(tmp_path) == [name]


def test_C20_the_script_stands_alone() -> None:
    nodes = list(ast.walk(ast.parse(SCRIPT.read_text())))
    froms = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    assert len(names | froms) > 4
    assert (names | froms) <= sys.stdlib_module_names
    assert len(SCRIPT.read_text().splitlines()) <= 200  # short enough to be read by whoever is to trust it


# --- Whatever is done, both find it --------------------------------------------------------------------------
@pytest.mark.slow
@pytest.mark.parametrize("table", [LEDGER, CHECKPOINT])
def test_G4_an_edit_of_any_column_is_found_in_a_copy_too(
    tamper: Connection, keep: Callable[..., Path], table: str
) -> None:
    row = one(tamper, table, {CHECKPOINT: 2}.get(table, 20))
    named = {LEDGER: f"Row {row} ", CHECKPOINT: "heckpoint 3 "}[table]
    for name in columns(tamper, table):
        if (table, name) == (CHECKPOINT, "id"):
            continue
        another = ALLOWED.get(name, ANOTHER[columns(tamper, table)[name]].format(name))
        with tamper.transaction(force_rollback=True):
            assert tamper.execute(f"UPDATE {table} SET {name} = {another} WHERE id = {row}").rowcount == 1
            ours, theirs = agree(tamper, keep(tamper))
        assert any(named in s for s in theirs), (name, theirs)
        assert any(named in s for s in ours), (name, ours)
    assert agree(tamper, keep(tamper)) == ([], [])


def traded(db: Connection, table: str, column: str, a: object, b: object) -> None:
    """Two rows trade a value; a unique one goes by way of a third."""
    for old, new in ((a, -1), (b, a), (-1, b)):
        db.execute(f"UPDATE {table} SET {column} = %s WHERE {column} = %s", [new, old])


def month_of(db: Connection, row: int) -> str:
    return db.execute(f"SELECT tableoid::regclass::text FROM {LEDGER} WHERE id = {row}").fetchone()[0]  # type: ignore[index,return-value]


def chained_anew(db: Connection, key: Ed25519PrivateKey | None) -> None:
    """Row 20 says something else, and the whole chain is computed again over it: signed with this key, or as it was."""
    db.execute(f"UPDATE {LEDGER} SET purpose = 'other' WHERE id = {one(db, LEDGER, 20)}")
    previous = merkle.GENESIS
    sealed = db.execute(f"SELECT id, number, xid_from, xid_to, sealed_at FROM {CHECKPOINT} ORDER BY number").fetchall()
    for pk, number, xid_from, xid_to, at in sealed:
        rows = db.execute(merkle.LEAF_SQL, [str(xid_from), str(xid_to)]).fetchall()
        leaves = [merkle.leaf(row) for row in rows]
        tree = merkle.root(leaves)
        digest = merkle.checkpoint_hash(number=number, xid_from=xid_from, xid_to=xid_to, rows=len(rows),
                                        sealed=merkle.microseconds(at), tree_root=tree, previous=previous)  # type: ignore[arg-type] # fmt: skip
        db.execute(f"UPDATE {CHECKPOINT} SET root = %s, previous = %s, hash = %s, leaves = %s, ids = %s WHERE id = %s",
                   [tree, previous, digest, b"".join(leaves), [row[0] for row in rows], pk])  # fmt: skip
        if key:
            db.execute(f"UPDATE {CHECKPOINT} SET signature = %s WHERE id = %s", [key.sign(digest), pk])
        previous = digest


KINDS: dict[str, Callable[[Connection], object]] = {
    "delete": lambda db: db.execute(f"DELETE FROM {LEDGER} WHERE id = {one(db, LEDGER)}"),
    "insert": lambda db: insert_copy(db, one(db, LEDGER), id=777_777),
    "duplicate": lambda db: insert_copy(db, one(db, LEDGER), at="2026-01-01T00:00:00Z"),
    "trade places": lambda db: traded(db, LEDGER, "id", one(db, LEDGER, 7), one(db, LEDGER, 23)),
    "renumber": lambda db: db.execute(f"UPDATE {LEDGER} SET id = id + 5000000"),
    "other grounds": lambda db: db.execute(f"UPDATE {LEDGER} SET grounds = '{{release:8}}' WHERE grounds = '{{release:7}}'"),
    "no grounds": lambda db: db.execute(f"UPDATE {LEDGER} SET grounds = '{{}}' WHERE grounds = '{{release:7}}'"),
    "lose a month": lambda db: db.execute(f"TRUNCATE {month_of(db, one(db, LEDGER))}"),
    "lose a checkpoint": lambda db: db.execute(f"DELETE FROM {CHECKPOINT} WHERE number = 3"),
    "lose the first": lambda db: db.execute(f"DELETE FROM {CHECKPOINT} WHERE number = 1"),
    "swap checkpoints": lambda db: traded(db, CHECKPOINT, "number", 2, 3),
    "short leaves": lambda db: db.execute(f"UPDATE {CHECKPOINT} SET leaves = substr(leaves, 1, 33) WHERE number = 2"),
    "no leaves": lambda db: db.execute(f"UPDATE {CHECKPOINT} SET leaves = '', ids = '{{}}', rows = 0 WHERE number = 2"),
    "chain anew unsigned": lambda db: chained_anew(db, None),
    "chain anew with another key": lambda db: chained_anew(db, Ed25519PrivateKey.generate()),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_G4_what_verify_ledger_finds_is_found_in_a_copy_too(
    tamper: Connection, keep: Callable[..., Path], kind: str
) -> None:
    KINDS[kind](tamper)
    ours, theirs = agree(tamper, keep(tamper))
    assert ours
    assert theirs


@tried(8)
@given(steps=st.lists(st.tuples(st.sampled_from(range(len(TAMPERING))), st.integers(0, 400)), min_size=1, max_size=4))
def test_G4_after_any_sequence_of_tampering_both_say_the_same(
    scene: Scene, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int]]
) -> None:
    with scene.copy.superuser() as db, db.transaction(force_rollback=True), db.cursor() as cursor:
        db.execute("SET LOCAL session_replication_role = replica")
        db.execute(f"ALTER TABLE {LEDGER} ALTER id DROP IDENTITY")
        for which, n in steps:
            try:
                with db.transaction():
                    db.execute(TAMPERING[which](db, n))
            except (psycopg.errors.IntegrityError, psycopg.errors.DataError):
                continue
        path = tmp_path_factory.getbasetemp() / "any"
        path.write_bytes(b"".join(copying.lines(cursor, KEY.public_key())))
        agree(db, path)


def test_G4_rows_are_read_in_the_order_of_their_transactions(tamper: Connection) -> None:
    """As numbers: as text 10 would stand before 9, and checkpoints that were read together would mix."""
    for number, xid in ((777_777, 10), (777_778, 9), (777_779, 11)):
        insert_copy(tamper, one(tamper, LEDGER), id=number, xid=str(xid))
    rows = tamper.execute(merkle.LEAF_SQL, ["9", "12"]).fetchall()
    assert [row[1] for row in rows] == ["9", "10", "11"]


# --- What only one of them can know --------------------------------------------------------------------------
def test_G4_a_changed_entry_shows_in_the_database_alone(tamper: Connection, keep: Callable[..., Path]) -> None:
    tamper.execute(f"DELETE FROM {CHANGE} WHERE id = {one(tamper, CHANGE, 3)}")
    ours, theirs = agree(tamper, keep(tamper))
    assert len(ours) == 1
    assert theirs == []


def test_G4_a_deleted_row_does_not_show_in_an_agencys_copy_and_does_in_the_whole(
    scene: Scene, tamper: Connection, keep: Callable[..., Path]
) -> None:
    tamper.execute(f"DELETE FROM {LEDGER} WHERE case_ids = ARRAY[{scene.own}::bigint]")
    assert said(keep(tamper, scene.ada.agency)) == []
    assert any("was deleted or moved." in s for s in said(keep(tamper)))


def test_G4_an_altered_row_shows_in_an_agencys_copy(
    scene: Scene, tamper: Connection, keep: Callable[..., Path]
) -> None:
    found = tamper.execute(
        f"UPDATE {LEDGER} SET purpose = 'other' WHERE id = (SELECT max(id) FROM {LEDGER} WHERE kind = 'look' AND outcome = 'shown'"
        " AND actor_id = %s) RETURNING id", [scene.ada.pk],
    ).fetchone()  # fmt: skip
    row = found[0]  # type: ignore[index]
    assert said(keep(tamper, scene.ada.agency)) == [f"Row {row} was altered or inserted into checkpoint 4 afterwards."]


@pytest.mark.parametrize("with_rows", [False, True])
def test_G4_an_end_that_was_cut_off_shows_against_an_older_copy(
    scene: Scene, tamper: Connection, keep: Callable[..., Path], with_rows: bool
) -> None:
    before = keep(tamper, name="before")
    from_xid = tamper.execute(f"DELETE FROM {CHECKPOINT} WHERE number > 3 RETURNING xid_from").fetchone()[0]  # type: ignore[index]
    if with_rows:
        tamper.execute(f"DELETE FROM {LEDGER} WHERE xid >= %s::text::xid8", [str(from_xid)])
    after = keep(tamper, name="after")
    assert agree(tamper, after) == ([], [])
    code, out = run(after, before)
    assert code == 0  # an older copy ends earlier too
    assert f"{after} ends at checkpoint 3, {before} at 4." in out
    assert ("rows were not sealed yet" in out) is not with_rows


# --- Two agencies' copies ------------------------------------------------------------------------------------
@pytest.mark.slow
def test_C20_two_agencies_copies_of_one_ledger_agree(scene: Scene, tmp_path: Path) -> None:
    files = []
    for person in (scene.ada, scene.ben):
        files.append(tmp_path / f"{person.pk}.gz")
        scene.copy.manage(
            "export_ledger", str(files[-1]), "--agency", str(person.agency.public_id), "--public-key", TRUSTED[1]
        )
    code, out = run(*files)
    assert (code, out.count("an agency's own rows"), out.splitlines()[-1]) == (0, 2, "All as it was sealed.")


@pytest.mark.slow
def test_C20_an_agencys_copy_needs_the_owner_and_an_agency(scene: Scene, tmp_path: Path) -> None:
    for agency, role, sentence in ((scene.ada.agency.public_id, "worker", "as the owner"), (uuid.uuid4(), "owner", "No agency"),
                                   ("x", "owner", "No agency")):  # fmt: skip
        with pytest.raises(AssertionError, match=sentence):
            scene.copy.manage(
                "export_ledger",
                str(tmp_path / "copy"),
                "--agency",
                str(agency),
                "--public-key",
                TRUSTED[1],
                MDT_ROLE=role,
            )
    assert list(tmp_path.iterdir()) == []


def test_C20_a_ledger_that_was_forked_with_the_true_key_is_a_split_view(
    scene: Scene, keep: Callable[..., Path]
) -> None:
    """Each story is whole in itself. Only side by side do the two agencies see that they were told two."""
    with scene.copy.superuser() as db:
        told_ada = keep(db, scene.ada.agency, "ada")
    with database_copy("forked", of=scene.copy) as forked:
        with forked.superuser() as db:
            db.execute("SET session_replication_role = replica")
            from_xid = db.execute(f"DELETE FROM {CHECKPOINT} WHERE number > 2 RETURNING xid_from").fetchone()[0]  # type: ignore[index]
            db.execute(
                f"DELETE FROM {LEDGER} WHERE id = (SELECT min(id) FROM {LEDGER} WHERE xid >= %s::text::xid8)",
                [str(from_xid)],
            )
            seal_all(forked, db)
            told_ben = keep(db, scene.ben.agency, "ben")
            assert in_ledger(findings(db)) == []
    assert said(told_ada) == said(told_ben) == []
    code, out = run(told_ada, told_ben)
    assert code == 1
    assert f"Split view: checkpoint 3 is one in {told_ada} and another in {told_ben}" in out


# --- What an agency's copy holds -----------------------------------------------------------------------------
def ids(rows: list[list[Any]], *places: int) -> set[int]:
    """Numbers in these places of rows: 4 who, 5 her agency, 12 cases, 13 referrals."""
    return set(
        chain.from_iterable(
            row[place] if isinstance(row[place], list) else [row[place]] for row in rows for place in places
        )
    )


def test_C20_an_agencys_copy_holds_its_own_and_nothing_of_others(scene: Scene, keep: Callable[..., Path]) -> None:
    with scene.copy.superuser() as db:
        whole, ada, ben = (sealed_rows(keep(db, who and who.agency)) for who in (None, scene.ada, scene.ben))
    assert ids(whole, 12) >= {scene.own, scene.theirs}  # the bait is there to be seen
    assert ids(whole, 13) >= {REFERRAL, OTHERS_REFERRAL}
    assert ids(whole, 4) >= {scene.ada.pk, scene.ben.pk, scene.cleo.pk}
    assert ids(ada, 12) == {scene.own}
    assert ids(ada, 13) == {REFERRAL}
    assert ids(ada, 4) == {scene.ada.pk, scene.ben.pk}  # Ben was shown her case: its page names him too
    assert ids(ben, 12) == {scene.theirs}
    assert ids(ben, 13) == {REFERRAL, OTHERS_REFERRAL}
    assert ids(ben, 4) == {scene.ben.pk}
    mine = [row for row in ada if row[4] == scene.ada.pk]
    assert {(row[6], row[7]) for row in mine} >= {("look", "shown"), ("browse", "shown"), ("change", "done")}
    assert all(row[12] == [scene.own] and row[16] == ["release:7"] for row in ada if row[4] == scene.ben.pk)


def test_G3_a_copy_does_not_tell_hidden_from_missing(scene: Scene, keep: Callable[..., Path]) -> None:
    """Ada tried Ben's case and one that there is not. Neither is there, nor is who was refused elsewhere named."""
    with scene.copy.superuser() as db:
        whole, ada = sealed_rows(keep(db)), sealed_rows(keep(db, scene.ada.agency))
    assert {row[7] for row in whole if row[4] == scene.ada.pk} >= {"denied", "missing"}
    assert {row[7] for row in ada} == {"shown", "done"}


def test_G3_a_request_is_in_a_copy_with_all_its_rows_or_not_at_all(scene: Scene, keep: Callable[..., Path]) -> None:
    """Its id is random, and all that keeps somebody from guessing a row by its hash."""
    with scene.copy.superuser() as db:
        whole, ada = sealed_rows(keep(db)), sealed_rows(keep(db, scene.ada.agency))
    known = {row[3] for row in ada}
    assert len(known) > 8
    assert [row for row in whole if row[3] in known and row not in ada] == []
    both = {row[3] for row in whole if row[12] == [scene.own]} & {row[3] for row in whole if row[12] == [scene.theirs]}
    assert len(both) == 4
    assert both & known == set()


# --- Files that somebody meddled with ------------------------------------------------------------------------
def meddled(path: Path, change: Callable[[list[bytes]], list[bytes]]) -> list[str]:
    lines = change(path.read_bytes().splitlines(keepends=True))
    path.with_name("meddled").write_bytes(b"".join(lines))
    return said(path.with_name("meddled"))


def meddling(row: int, head: bytes) -> dict[str, Callable[[list[bytes]], list[bytes]]]:
    """Ways to change a file whose first row stands at this line."""
    return {
        "no end": lambda lines: lines[:-1],
        "empty": lambda lines: [],
        "no head": lambda lines: lines[1:],
        "a second head that makes it an agency's": lambda lines: [*lines[:row], head, *lines[row:]],
        "more behind the end": lambda lines: [*lines, lines[row]],
        "a row twice": lambda lines: [*lines[: row + 1], *lines[row:]],
        "a row elsewhere": lambda lines: [*lines[:row], *lines[row + 1 : -1], lines[row], lines[-1]],
        "a row with a space": lambda lines: [*lines[:row], lines[row].replace(b",", b", ", 1), *lines[row + 1 :]],
        "half a line": lambda lines: [*lines[:row], lines[row - 1][:40]],
        "no JSON": lambda lines: [lines[0], b"{}\n", b"\xff\n"],
    }


def test_C20_a_file_that_was_meddled_with_says_so(scene: Scene, keep: Callable[..., Path]) -> None:
    with scene.copy.superuser() as db:
        whole, ada = keep(db, name="whole"), keep(db, scene.ada.agency, "ada")
    an_end = json.loads(ada.read_bytes().splitlines()[-1])
    assert an_end["end"] == 4
    for path in (whole, ada):
        assert meddled(path, list) == []
        row = next(n for n, line in enumerate(path.read_bytes().splitlines()) if line.startswith(b"["))
        for name, change in meddling(row, ada.read_bytes().splitlines(keepends=True)[0]).items():
            assert meddled(path, change), name


def test_C20_a_wrong_key_is_said(scene: Scene, keep: Callable[..., Path], tmp_path: Path) -> None:
    other = base64.b64encode(copying.key_bytes(Ed25519PrivateKey.generate().public_key())).decode()
    with scene.copy.superuser() as db:
        path = keep(db, scene.ada.agency)
    code, out = run(path, trusted=("--key", other))
    assert code == 1
    assert "names another key than you do" in out
    assert out.count("bears a wrong signature") == 4
    code, out = run(path, trusted=("--fingerprint", "00" * 32))
    assert (code, "names another key than you do" in out) == (1, True)


# --- Its arithmetic ------------------------------------------------------------------------------------------
@tried(10)
@given(message=st.binary(max_size=80), seed=st.binary(min_size=32, max_size=32), at=st.integers(0, 511))
def test_C20_signatures_are_judged_as_by_the_library(message: bytes, seed: bytes, at: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = copying.key_bytes(key.public_key()), key.sign(message)
    assert script.is_signed(public, message, signature)
    broken = (int.from_bytes(signature, "little") ^ 1 << at).to_bytes(64, "little")
    assert not script.is_signed(public, message, broken)
    assert not script.is_signed(public, message + b"x", signature)
    assert not script.is_signed(public, message, signature[:63])
    assert not script.is_signed(public, message, b"")
    more = int.from_bytes(signature[32:], "little") + script.ORDER  # the same number once around
    assert not script.is_signed(public, message, signature[:32] + more.to_bytes(32, "little"))
