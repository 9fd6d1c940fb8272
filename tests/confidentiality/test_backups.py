"""Backups come back whole or not at all (law C-20, K-04), and nobody reads them without the key."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest
from django.core.management import call_command

from confidentiality import restoring, sealing
from tests import rooms
from tests.backups import catalogue, empty_database, may_connect, rows, sequences
from tests.copies import Copy, database_copy, ledger_key

BAIT = ("Testa Backupowa-914", "she hid at the mill on Larch Lane")


@dataclass
class Made:
    """A backup in a folder of its own, and the database that it is of."""

    source: Copy
    file: Path
    identity: Path
    witness: Path
    public: str

    def restore(self, file: Path | None = None, **given: Path) -> restoring.Restored:
        with ledger_key():
            return restoring.restore(
                file or self.file, given.get("identity", self.identity), sealing.public_key(), given.get("witness")
            )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """Taken of the demo county with a planted survivor, under one checkpoint."""
    folder = tmp_path_factory.mktemp("backups")
    identity = pyrage.x25519.Identity.generate()
    kept = folder / "key.txt"
    kept.write_text(f"# a comment, as age-keygen writes one\n{identity}\n")
    ada = rooms.person(rooms.agency())
    rooms.case(ada, name=BAIT[0])
    with database_copy("backup") as source:
        with source.superuser() as db:
            db.execute("DELETE FROM confidentiality_backuprecord")
        witness = folder / "witness"
        seal(source, witness)
        made = Made(source, folder / "county.age", kept, witness, str(identity.to_public()))
        with source.served("OWNER_DATABASE_URL"):
            call_command("backup", made.file, to=made.public, verbosity=0)
        yield made


def seal(source: Copy, witness: Path) -> None:
    with source.served("WORKER_DATABASE_URL"), ledger_key(), pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.LEDGER_WITNESS", str(witness))
        sealing.seal()


@pytest.fixture
def empty() -> Iterator[Copy]:
    with empty_database("restored") as copy:
        yield copy


def test_C20_a_backup_comes_back_row_for_row_with_every_right(made: Made, empty: Copy) -> None:
    with made.source.superuser() as db:
        before = rows(db), sequences(db), catalogue(db)
    assert sum(count for count, _digest in before[0].values()) > 5_000
    with empty.served("OWNER_DATABASE_URL"):
        found = made.restore(witness=made.witness)
        assert (found.findings, found.lost) == ([], [])
        assert found.checkpoint > 0
        assert not may_connect(empty) and not may_connect(empty, "WORKER_DATABASE_URL")
        call_command("open_restored", verbosity=0)
    assert may_connect(empty) and may_connect(empty, "WORKER_DATABASE_URL")
    with empty.superuser() as db:
        for was, now in zip(before, (rows(db), sequences(db), catalogue(db)), strict=True):
            for name, said in was.items():
                assert now.pop(name) == said, name
            assert now == {}
