"""Backups come back whole or not at all (law C-20, K-04), and nobody reads them without the key."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pyrage
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client

from agencies.models import Person
from confidentiality import backing_up, purge_list, restoring, sealing
from confidentiality.backing_up import Refused
from confidentiality.models import BackupRecord
from tests import rooms
from tests.backups import catalogue, empty_database, is_empty, may_connect, rows, sequences
from tests.copies import LEDGER_KEY, Copy, database_copy, ledger_key
from tests.database import ROOT, URLS
from tests.world import World

BAIT = ("Testa Backupowa-914", "she hid at the mill on Larch Lane")


@dataclass
class Made:
    """A backup in a folder of its own, and the database that it is of."""

    source: Copy
    file: Path
    identity: Path
    witness: Path
    public: str
    purges: Path  # the list of what was destroyed

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
    rooms.case(ada, name=BAIT[0], told_us=BAIT[1])
    with database_copy("backup") as source:
        with source.superuser() as db:
            db.execute("DELETE FROM confidentiality_backuprecord")
        witness = folder / "witness"
        seal(source, witness)
        made = Made(source, folder / "county.age", kept, witness, str(identity.to_public()), folder / "purges")
        with source.served("OWNER_DATABASE_URL"):
            purge_list.write(made.purges)
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


def test_C20_K04_a_backup_comes_back_row_for_row_and_nobody_is_let_in_before_it_is_opened(
    made: Made, empty: Copy
) -> None:
    with made.source.superuser() as db:
        before = rows(db), sequences(db), catalogue(db)
    assert sum(count for count, _digest in before[0].values()) > 5_000
    witness = made.file.with_name("later")
    last = json.loads(made.witness.read_text().splitlines()[-1])
    later = {"number": last["number"] + 1, "hash": "00", "sealed_at": "2026-11-30T10:00:00+00:00"}
    witness.write_text(made.witness.read_text() + json.dumps(later) + "\n")
    with empty.served("OWNER_DATABASE_URL"):
        found = made.restore(witness=witness)
        assert (found.findings, found.lost) == ([], ["2026-11-30T10:00:00+00:00"])
        assert found.checkpoint == last["number"]
        assert not may_connect(empty) and not may_connect(empty, "WORKER_DATABASE_URL")
        call_command("open_restored", purges=made.purges, verbosity=0)
    assert may_connect(empty) and may_connect(empty, "WORKER_DATABASE_URL")
    with empty.superuser() as db:
        for was, now in zip(before, (rows(db), sequences(db), catalogue(db)), strict=True):
            for name, said in was.items():
                assert now.pop(name) == said, name
            assert now == {}
        assert db.execute("SELECT count(*) FROM django_session").fetchone() == (0,)


def _cut(text: bytes) -> bytes:
    return text[:-1]


def _changed(text: bytes) -> bytes:
    middle = len(text) // 2
    return text[:middle] + bytes([text[middle] ^ 1]) + text[middle + 1 :]


def _longer(text: bytes) -> bytes:
    return text + b"more"


@pytest.mark.parametrize("harm", [_cut, _changed, _longer])
@pytest.mark.parametrize("listed", [True, False])
def test_C20_a_file_that_is_not_what_was_written_touches_nothing(
    made: Made, empty: Copy, harm: Callable[[bytes], bytes], listed: bool
) -> None:
    harmed = made.file.with_name(f"{harm.__name__}{listed}.age")
    harmed.write_bytes(harm(made.file.read_bytes()))
    if listed:
        shutil.copy(backing_up.manifest_of(made.file), backing_up.manifest_of(harmed))
    with empty.served("OWNER_DATABASE_URL"), pytest.raises(Refused, match="cut short or changed"):
        made.restore(harmed)
    with empty.superuser() as db:
        assert is_empty(db)


def test_C20_a_wrong_key_a_list_of_another_and_a_newer_version_are_refused(made: Made, empty: Copy) -> None:
    wrong, none = made.file.with_name("wrong"), made.file.with_name("none")
    wrong.write_text(str(pyrage.x25519.Identity.generate()))
    none.write_text("a shopping list")
    other = made.file.with_name("other.age")
    shutil.copy(made.file, other)
    said = json.loads(backing_up.manifest_of(made.file).read_text())
    with empty.served("OWNER_DATABASE_URL"):
        with pytest.raises(Refused, match="does not open this backup"):
            made.restore(identity=wrong)
        with pytest.raises(Refused, match="is not a key file"):
            made.restore(identity=none)
        for change, sentence in (
            ({"sha256": "0" * 64}, "is not the file that other.age.json speaks of"),
            ({"migrations": {"cases": ["9999_from_the_future"]}}, "A newer version made this backup"),
        ):
            backing_up.manifest_of(other).write_text(json.dumps(said | change))
            with pytest.raises(Refused, match=sentence):
                made.restore(other)
    with empty.superuser() as db:
        assert is_empty(db)


def test_C20_nothing_is_written_over(made: Made) -> None:
    with made.source.served("OWNER_DATABASE_URL"):
        with pytest.raises(Refused, match="not empty"):
            made.restore()
        with pytest.raises(Refused, match="is there already"):
            backing_up.back_up(made.file, made.public)
        with pytest.raises(CommandError, match="stays closed"):
            call_command("open_restored")
    assert may_connect(made.source)


def test_C20_who_is_connected_is_sent_away_first(made: Made, empty: Copy) -> None:
    with empty.web(), empty.served("OWNER_DATABASE_URL"), pytest.raises(Refused, match="Somebody else is connected"):
        made.restore()
    with empty.superuser() as db:
        assert is_empty(db)


def test_C20_nobody_reads_a_backup_without_the_key(made: Made, capfd: pytest.CaptureFixture[str]) -> None:
    """Not with the public key, nor in the list beside it. The same words stand in what the key opens."""

    class Kept:
        text = b""

        def write(self, part: bytes) -> int:
            self.text += part
            return len(part)

        def flush(self) -> None: ...

    opened = Kept()
    with made.file.open("rb") as raw:
        pyrage.decrypt_io(raw, opened, [pyrage.x25519.Identity.from_str(made.identity.read_text().splitlines()[1])])
    assert opened.text.startswith(b"PGDMP")
    words = [backing_up.program("pg_restore"), "--file", "-"]
    whole = subprocess.run(words, input=opened.text, capture_output=True, check=True).stdout
    assert [word.encode() in whole for word in BAIT] == [True, True], "they could have been there"
    spoken = capfd.readouterr()
    for place in (made.file.read_bytes(), backing_up.manifest_of(made.file).read_bytes()):
        assert b"PGDMP" not in place
        for word in BAIT:
            assert word.encode() not in place
            assert word not in spoken.out + spoken.err
    assert made.file.stat().st_mode & 0o077 == 0
    said = json.loads(backing_up.manifest_of(made.file).read_text())
    assert set(said) == {"made", "migrations", "checkpoint", "root", "hash", "signature", "size", "sha256"}


STREAMED = """
import resource, subprocess, sys
import pyrage
from confidentiality.backing_up import Hashed
many = subprocess.Popen(["head", "-c", sys.argv[1], "/dev/zero"], stdout=subprocess.PIPE)
out = Hashed()
pyrage.encrypt_io(many.stdout, out, [pyrage.x25519.Identity.generate().to_public()])
print(out.size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_C20_memory_stays_flat_however_much_is_encrypted() -> None:
    """Django is set up for the import; what more bytes add to the process is what counts (in KiB)."""
    setup = "import django; django.setup()\n"
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "mdt.settings"}
    few, many = (
        [int(word) for word in subprocess.check_output([sys.executable, "-c", setup + STREAMED, str(size)], cwd=ROOT, env=env).split()]
        for size in (1_000_000, 100_000_000)
    )  # fmt: skip
    assert many[0] > 100_000_000 > few[0]
    assert abs(many[1] - few[1]) < 8_000


def test_C20_what_was_made_and_tried_is_noted_for_operators(made: Made) -> None:
    said = json.loads(backing_up.manifest_of(made.file).read_text())
    receipt = restoring.receipt_of(made.file)
    receipt.write_text(json.dumps({"at": "2026-11-27T08:00:00+00:00", "checkpoint": 1, "verified": True, "size": said["size"], "sha256": said["sha256"]}))  # fmt: skip
    with made.source.served("OWNER_DATABASE_URL"):
        call_command("note_restore", receipt, verbosity=0)
        noted = list(BackupRecord.objects.filter(sha256=said["sha256"]).values_list("kind", "verified").order_by("pk"))
        assert noted == [("backup", True), ("restore", True)]
        receipt.write_text(receipt.read_text().replace(said["sha256"], "0" * 64))
        with pytest.raises(CommandError, match="not made here"):
            call_command("note_restore", receipt)
    with made.source.web() as web:
        assert web.execute("SELECT count(*) FROM confidentiality_backuprecord").fetchone() == (2,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            web.execute("UPDATE confidentiality_backuprecord SET verified = true")


@pytest.mark.slow
def test_C20_two_people_see_the_same_pages_as_before(made: Made, empty: Copy, world: World) -> None:
    with empty.served("OWNER_DATABASE_URL"):
        made.restore()
        restoring.purge_again(made.purges)
        restoring.open_restored()
    seen = [pages(at, [world.ada, world.dan]) for at in (made.source, empty)]
    assert len(seen[0]) > 8 and max(len(page) for page in seen[0].values()) > 5_000
    assert seen[0] == seen[1]


def pages(at: Copy, people: list[Person]) -> dict[tuple[str, str], str]:
    """Today, lists, and the first records of each person, without what is new with each request or minute."""
    found = {}
    with at.served():
        for person in people:
            client = Client()
            client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
            paths = ["/", "/cases/", "/referrals/"]
            listed = client.get("/cases/").content.decode()
            paths += sorted(set(re.findall(r'href="(/cases/[0-9a-f-]{36}/)"', listed)))[:3]
            for path in paths:
                answer = client.get(path)
                assert answer.status_code == 200, path
                found[person.email, path] = re.sub(
                    r'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"|X-CSRFToken[^}]*|\d+[\s\xa0]*(?:min|hour|sec)\w*|value="[0-9a-f-]{36}"', "",
                    answer.content.decode(),
                )  # fmt: skip
    return found


@pytest.mark.slow
def test_C20_whoever_is_killed_in_the_middle_leaves_nothing(made: Made, empty: Copy) -> None:
    with killed(empty, "pg_restore", "restore", str(made.file), "--identity", str(made.identity)):
        pass
    with empty.superuser() as db:
        assert is_empty(db)
    assert not may_connect(empty)
    with pytest.raises(AssertionError, match="No restore"):
        empty.manage("open_restored")
    second = made.file.with_name("second.age")
    with killed(made.source, "pg_dump", "backup", str(second), "--to", made.public):
        pass
    assert not second.exists() and not backing_up.manifest_of(second).exists()
    left = second.with_name("second.age.part")
    if left.exists():
        assert b"PGDMP" not in left.read_bytes()
    made.source.manage("backup", str(second), "--to", made.public)
    with empty.served("OWNER_DATABASE_URL"):  # the same database again, and the second backup
        assert made.restore(second).findings == []


@contextmanager
def killed(at: Copy, program: str, *words: str) -> Iterator[None]:
    """A command that is killed while its program works on the database; afterwards nothing of it is at work."""
    env = os.environ | {url: at.url(url) for url in URLS} | {"MDT_ROLE": "owner", "MDT_LEDGER_KEY": LEDGER_KEY}
    with (
        subprocess.Popen([sys.executable, "manage.py", *words], cwd=ROOT, env=env) as command,
        Copy("postgres").superuser() as db,
    ):
        working = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{at.name}' AND application_name = %s"
        until(lambda: db.execute(working, [program]).fetchone() == (1,))
        command.kill()
        command.wait()
        until(lambda: db.execute(working, [program]).fetchone() == (0,))
        yield


def until(true: Callable[[], bool]) -> None:
    for _ in range(6_000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("waited for a minute")


@pytest.mark.slow
def test_C20_on_another_server_the_ledger_goes_on_where_it_ended(made: Made, tmp_path: Path) -> None:
    """Its transaction numbers begin anew: without care, what is said there would stand among what is sealed."""
    env = os.environ | {"MDT_LOCAL": str(tmp_path / "elsewhere"), "MDT_TEST_KEY": LEDGER_KEY}
    words = [
        sys.executable,
        "-m",
        "mdt.supervise",
        "exec",
        "--forgetful",
        "--",
        sys.executable,
        "-m",
        "tests.elsewhere",
    ]
    done = subprocess.run(
        [*words, str(made.file), str(made.identity), str(made.purges)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["shift"] > 0
    assert said["sealed"] > 0 and said["unsealed"] == 0 and said["findings"] == []
    # The bait: the same look without the shift is found as inserted among what was sealed.
    assert any("inserted into checkpoint" in one for one in said["without"])
