"""What was destroyed is in no file of the database either, and whoever still reads what was there before is waited for (K-04, K-12)."""

import os
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, call_command

from agencies.models import Agency, Person
from confidentiality import purging, retention
from confidentiality.models import Purge
from confidentiality.queries.retention import lines_of
from confidentiality.wall import difference
from mdt.kit import clock
from tests import purging as bait
from tests import rows
from tests.copies import Connection, Copy, database_copy
from tests.database import READY, renamed


@pytest.fixture(scope="module")
def db() -> Iterator[Connection]:
    """Of a database as it was made, in which nobody else is at work, served as to the owner."""
    process = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    with (
        database_copy(f"files_{process}", of=Copy(READY)) as copy,
        copy.served("OWNER_DATABASE_URL"),
        copy.owner() as db,
    ):
        yield db


@pytest.fixture
def room(db: Connection) -> bait.Room:
    agency = rows.put(db, "agencies_agency", jurisdiction_id=rows.put(db, "agencies_jurisdiction"))
    people = [rows.put(db, "agencies_person", agency_id=agency, is_supervisor=place < 2) for place in range(3)]
    return bait.Room(db, Agency.objects.get(pk=agency), *(Person.objects.get(pk=one) for one in people))


@pytest.fixture
def word() -> Iterator[str]:
    with bait.alone() as one:
        yield one


def test_K02_K04_K12_what_is_destroyed_is_in_no_table_no_draft_and_no_file(room: bait.Room, word: str) -> None:
    bait.ruled(room.db, room.agency, room.lead, "identity")
    case, public_id = bait.full(room.db, agency=room.agency, by=room.worker)
    planted = len(
        [name for table in retention.tables_of("identity") if table != "cases_agethen" for name in bait.planted(table)]
    )
    assert planted > 25 and bait.said(bait.here()) == planted
    assert bait.in_files(bait.here()) >= {
        "cases_identity",
        "cases_narrative",
        "cases_draft",
        "confidentiality_releasescan",
    }
    made = bait.purged(room.approved())
    assert bait.said(bait.here()) == 0
    assert bait.in_files(bait.here()) == set()
    assert (made.count, made.records, made.from_year) == (1, [public_id], (clock.now() - timedelta(days=4_000)).year)
    assert room.one("SELECT identity_destroyed_at = words_destroyed_at FROM cases_case WHERE id = %s", case)
    assert difference("owner") == []


def reads_here() -> Connection:
    """Somebody who began to read here before; a backup does so for minutes."""
    reader = psycopg.connect(renamed(os.environ["OWNER_DATABASE_URL"], bait.here()))
    reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    reader.execute("SELECT count(*) FROM agencies_agency")
    return reader


def writes_elsewhere() -> Connection:
    """Somebody in another database of the server: whoever begins to read here meanwhile sees what was before that."""
    writer = psycopg.connect(renamed(os.environ["MDT_TEST_ADMIN_URL"], "postgres"))
    writer.execute("SELECT pg_current_xact_id()")
    return writer


BEFORE = [reads_here, writes_elsewhere]


@pytest.mark.parametrize("begins", BEFORE)
def test_K04_who_began_before_is_waited_for(room: bait.Room, word: str, begins: Callable[[], Connection]) -> None:
    bait.ruled(room.db, room.agency, room.lead, "identity")
    bait.full(room.db, agency=room.agency, by=room.worker)
    other = begins()
    leaves = threading.Timer(1.5, other.close)
    leaves.start()
    bait.purged(room.approved())
    leaves.join()
    assert bait.in_files(bait.here()) == set()


@pytest.mark.parametrize("begins", BEFORE)
def test_K04_who_does_not_end_is_said_and_the_next_run_goes_on(
    room: bait.Room, word: str, begins: Callable[[], Connection], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The certificate says what is true by then: destroyed, and the files yet to come."""
    bait.ruled(room.db, room.agency, room.lead, "identity")
    bait.full(room.db, agency=room.agency, by=room.worker)
    asked, carry_out = room.approved(), purging.carry_out
    others: list[Connection] = []
    monkeypatch.setattr(purging, "PATIENCE", 0.3)
    monkeypatch.setattr(purging, "carry_out", lambda purge: (others.append(begins()), carry_out(purge))[1])
    with pytest.raises(CommandError, match="Run this again"):
        call_command("purge", list=tmp_path / "list", verbosity=0)
    assert bait.said(bait.here()) == 0
    assert "to be written anew" in how(asked)
    listed = (tmp_path / "list").read_text()
    others[0].close()
    monkeypatch.setattr(purging, "PATIENCE", 60)
    call_command("purge", list=tmp_path / "list", verbosity=0)
    assert "written anew" in how(asked) and "to be written anew" not in how(asked)
    assert (tmp_path / "list").read_text() == listed and len(others) == 1  # nothing was destroyed a second time
    assert bait.in_files(bait.here()) == set()


def how(purge: int) -> str:
    one = Purge.objects.get(pk=purge)
    made = purging.Certificate.objects.get(record_class=one.record_class, at=one.done_at)
    return next(line["value"] for line in lines_of(made) if line["term"] == "How")


def test_K04_a_table_that_kept_what_somebody_reads_is_not_said_to_be_clean(room: bait.Room, word: str) -> None:
    """What nobody waited for, such as a reader on a replica, is seen by the table itself."""
    bait.ruled(room.db, room.agency, room.lead, "words")
    bait.full(room.db, agency=room.agency, by=room.worker)
    asked = Purge.objects.select_related("agency", "asked_by", "approved_by").get(pk=room.approved("words"))
    with reads_here(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(purging, "_older_have_ended", lambda *_args: None)
        patch.setattr(purging, "PATIENCE", 2)
        purging.carry_out(asked)
        with pytest.raises(purging.Refused, match="may still lie in files"):
            purging.finish(asked)
    assert bait.in_files(bait.here()) & {"cases_narrative", "cases_victimization"}
    assert Purge.objects.get(pk=asked.pk).rewritten_at is None
    purging.finish(asked)
    assert not bait.in_files(bait.here()) & {"cases_narrative", "cases_victimization"}
    assert room.one("SELECT mdt_purge_waits_since() IS NULL")
