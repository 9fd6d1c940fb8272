"""A backup that was made before a purge does not bring back what was destroyed (law K-04)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.management import CommandError, call_command

from confidentiality import purge_list, restoring, sealing, verifying
from confidentiality.backing_up import Refused
from confidentiality.models import BackupRecord, Certificate
from confidentiality.wall import difference
from tests import purging as bait
from tests import rooms
from tests.backups import empty_database, may_connect
from tests.copies import Connection, Copy, database_copy, ledger_key


@dataclass
class Made:
    """A backup with three records full of words, and the list of what was destroyed afterwards: two of them, one each."""

    file: Path
    identity: Path
    purges: Path
    gone: list[str]
    stays: str

    def restore(self, **said: Any) -> None:
        with ledger_key():
            call_command("restore", self.file, identity=self.identity, verbosity=0, **said)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("purged")
    identity = pyrage.x25519.Identity.generate()
    kept = folder / "key"
    kept.write_text(f"{identity}\n")
    agency = rooms.agency()
    lead, second = (rooms.person(agency, is_supervisor=True) for _n in range(2))
    made = Made(folder / "county.age", kept, folder / "purges.jsonl", [], "")
    with bait.alone(), database_copy("purged") as source, source.owner() as db:
        ids = [str(bait.full(db, agency=agency, by=lead, days_ago=days)[1]) for days in (4_000, 4_000, 10)]
        bait.ruled(db, agency, lead, "identity")
        with source.served("OWNER_DATABASE_URL"), ledger_key():
            sealing.seal()
            call_command("backup", made.file, to=str(identity.to_public()), verbosity=0)
            purge(db, source, made, bait.approved(db, lead, second, "identity"))
            left = bait.said(source.name)
            assert left == planted()  # of the one that is not due
        yield Made(made.file, kept, made.purges, ids[:2], ids[2])


def purge(db: Connection, source: Copy, made: Made, asked: int) -> None:
    """By the very command, and once more: what is settled is not done twice."""
    for _time in range(2):
        call_command("purge", list=made.purges, verbosity=0)
    assert db.execute("SELECT done_at IS NOT NULL FROM confidentiality_purge WHERE id = %s", [asked]).fetchone() == (
        True,
    )


def planted() -> int:
    from confidentiality import retention

    return sum(len(bait.planted(table)) for table in retention.tables_of("identity") if table != "cases_agethen")


@pytest.fixture
def empty() -> Iterator[Copy]:
    with empty_database("purged_again") as copy:
        yield copy


def test_K04_K12_a_restored_backup_is_purged_again_before_it_opens(made: Made, empty: Copy) -> None:
    with empty.served("OWNER_DATABASE_URL"):
        made.restore()
        assert bait.said(empty.name) == 3 * planted()  # the bait: without the list all of them are here again
        with pytest.raises(CommandError, match="give the list"):
            call_command("open_restored", verbosity=0)
        assert not may_connect(empty)
        call_command("open_restored", purges=made.purges, verbosity=0)
        assert bait.said(empty.name) == planted()
        assert difference() == []
        last = Certificate.objects.order_by("-number").first()
        assert last is not None
        assert sorted(map(str, last.records)) == sorted(made.gone)
        assert purge_list.write(made.purges) == 0  # the restored database tells the same story
        with ledger_key():
            sealing.seal()
            assert verifying.whole(sealing.public_key(), "").findings == []
        assert BackupRecord.objects.filter(kind="restore", purged_through=last.number).exists()
    assert may_connect(empty)
    with empty.superuser() as db:
        dead = db.execute(
            "SELECT public_id::text FROM cases_case WHERE identity_destroyed_at IS NOT NULL AND public_id = ANY (%s::uuid[])",
            [[*made.gone, made.stays]],
        ).fetchall()
    assert sorted(one for (one,) in dead) == sorted(made.gone)  # type: ignore[misc]


def test_K04_in_one_go_for_a_drill(made: Made, empty: Copy) -> None:
    with empty.served("OWNER_DATABASE_URL"):
        made.restore(purges=made.purges, open=True)
    assert may_connect(empty)
    assert bait.said(empty.name) == planted()


def test_K04_a_record_that_was_open_when_the_backup_was_made_is_closed_with_what_was_released(
    made: Made, empty: Copy
) -> None:
    with empty.served("OWNER_DATABASE_URL"):
        made.restore()
        with empty.owner() as db:
            db.execute("UPDATE cases_case SET status = 'open' WHERE public_id = %s", [made.gone[0]])
            db.execute("INSERT INTO confidentiality_release (public_id, case_id, agency_id, recipient_id, kind, elements, purpose, methods,"
                       " prepared_at, prepared_by_id, expires_at, sha256, status, channel) SELECT gen_random_uuid(), c.id, c.agency_id,"
                       " (SELECT min(id) FROM agencies_agency a WHERE a.sector = 'advocacy' AND a.id <> c.agency_id), 'normal', 3, 'safety',"
                       " ARRAY['here'], now(), c.opened_by_id, now() + interval '9 days', repeat('0', 64), 'prepared', '' FROM cases_case c"
                       " WHERE c.public_id = %s", [made.gone[0]])  # fmt: skip
        restoring.purge_again(made.purges)
        with empty.owner() as db:
            found = db.execute(
                "SELECT c.status, array_agg(DISTINCT r.status) FROM cases_case c JOIN confidentiality_release r ON r.case_id = c.id"
                " WHERE c.public_id = %s GROUP BY c.status", [made.gone[0]],
            ).fetchone()  # fmt: skip
        assert found == ("closed", ["closed", "withdrawn"])


def test_K04_a_list_that_is_not_what_was_written_opens_nothing(made: Made, empty: Copy, tmp_path: Path) -> None:
    lines = made.purges.read_text().splitlines()
    line = json.loads(lines[-1])
    bad = tmp_path / "bad"
    with empty.served("OWNER_DATABASE_URL"):
        made.restore()
        for text in (
            json.dumps(line | {"records": line["records"][1:], "count": 1}), json.dumps(line | {"number": 9}),
            json.dumps(line | {"sha256": "0" * 64}), json.dumps(line)[:-3], '{"number": 1}', "a shopping list", "[]",
        ):  # fmt: skip
            bad.write_text("\n".join([*lines[:-1], text]) + "\n")
            with pytest.raises(CommandError, match=r"not what was written|not a list"):
                call_command("open_restored", purges=bad)
        with pytest.raises(CommandError, match="cannot be read"):
            call_command("open_restored", purges=tmp_path / "none")
        assert bait.said(empty.name) == 3 * planted()
        assert not may_connect(empty)


def test_K04_nobody_says_that_there_is_no_list_where_the_backup_knows_of_one(made: Made, empty: Copy) -> None:
    with empty.served("OWNER_DATABASE_URL"):
        made.restore()
        Certificate.objects.create(
            number=900, count=0, records=[], record_class="words", at="2026-01-01T00:00Z", said="{}", sha256="1"
        )
        with pytest.raises(CommandError, match="There is a list"):
            call_command("open_restored", no_purges=True)
        with pytest.raises(Refused, match="does not go on from certificate 900"):
            restoring.purge_again(made.purges)
        with empty.superuser() as db:
            db.execute("SET session_replication_role = replica")
            db.execute("DELETE FROM confidentiality_certificate")
        call_command("open_restored", no_purges=True, verbosity=0)
    assert may_connect(empty)


def test_K04_nothing_is_destroyed_that_could_not_be_written_down(made: Made, tmp_path: Path) -> None:
    """A list of another database, and a place that is none: refused before anything is touched."""
    other = tmp_path / "other"
    agency = rooms.agency()
    lead, second = (rooms.person(agency, is_supervisor=True) for _n in range(2))
    with database_copy("unwritten") as source, source.owner() as db, source.served("OWNER_DATABASE_URL"):
        bait.full(db, agency=agency, by=lead)
        bait.ruled(db, agency, lead, "words")
        bait.approved(db, lead, second, "words")
        other.write_text(made.purges.read_text())
        with pytest.raises(CommandError, match="list of another database"):
            call_command("purge", list=other)
        with pytest.raises(CommandError, match="cannot be written"):
            call_command("purge", list=tmp_path / "nowhere" / "list")
        assert bait.said(source.name) == planted()
