"""Beat starts whatever was left of its file by a kill or a full disk: without it no job is asked for."""

import dbm
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from celery.beat import PersistentScheduler
from kombu.utils.imports import symbol_by_name

from mdt.beat import Scheduler
from mdt.celery import app

LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)


def begun(kind: type[PersistentScheduler], folder: Path) -> PersistentScheduler:
    return kind(app, schedule_filename=str(folder / "beat"))


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A folder with the file of a beat that asked for sealing long ago."""
    folder = tmp_path / "whole"
    folder.mkdir()
    one = begun(Scheduler, folder)
    one.schedule["seal"].last_run_at = LONG_AGO
    one.sync()
    one.close()
    return folder


def halves(whole: Path, into: Path) -> Iterator[Path]:
    """Copies of the folder, in each of which one file ends too early."""
    for file in sorted(whole.iterdir()):
        content = file.read_bytes()
        for end in range(0, len(content), max(1, len(content) // 25)):
            shutil.rmtree(into, ignore_errors=True)
            shutil.copytree(whole, into)
            (into / file.name).write_bytes(content[:end])
            yield into


def test_it_is_the_one_that_runs() -> None:
    assert symbol_by_name(app.conf.beat_scheduler) is Scheduler


def test_a_whole_file_is_read(whole: Path) -> None:
    one = begun(Scheduler, whole)
    assert one.schedule["seal"].last_run_at == LONG_AGO
    one.close()


def test_half_a_file_is_begun_anew(whole: Path, tmp_path: Path) -> None:
    tried = 0
    for folder in halves(whole, tmp_path / "half"):
        for _again in range(2):  # and the next start finds a whole one
            one = begun(Scheduler, folder)
            assert set(app.conf.beat_schedule) <= set(one.schedule)
            one.close()
        tried += 1
    assert tried >= 25


def test_celery_alone_ends_at_some_halves(whole: Path, tmp_path: Path) -> None:
    """The bait, for the kind of file that ends it: with Berkeley's, which some Pythons have, it begins anew by itself. Where it
    does not end with GNU's any more, mdt/beat.py can go."""
    ended = 0
    for folder in halves(whole, tmp_path / "half"):
        try:
            begun(PersistentScheduler, folder).close()
        except Exception:  # noqa: BLE001 - any
            ended += 1
    assert ended > 0 or dbm.whichdb(str(whole / "beat")) != "dbm.gnu"
