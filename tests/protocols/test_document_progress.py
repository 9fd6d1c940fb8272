"""The making of the sealed document: each step is there for others to see while it runs, and one worker makes it."""

from typing import Any

import psycopg
import pytest

from protocols import tasks
from protocols.models import Executed, Version
from tests.protocols.agreeing import Table
from tests.protocols.reading import at, text
from tests.protocols.sealing import sealed, worker_with_key

STEPS = ("protocols.document.page", "mdt.kit.pdf.render", "protocols.seal.seal")


@pytest.fixture
def version() -> Version:
    return Table().executed()


def seen(db: Any, version: Version) -> tuple[object, ...] | None:
    """What another connection sees of it, now."""
    return db.execute(  # type: ignore[no-any-return]
        "SELECT step, steps, content IS NOT NULL FROM protocols_executed WHERE version_id = %s", [version.pk]
    ).fetchone()


def test_each_step_is_seen_by_another_connection_while_it_runs(
    version: Version, web_db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [seen(web_db, version)]
    for name in STEPS:
        watch(monkeypatch, name, lambda: told.append(seen(web_db, version)))
    sealed(version)
    told.append(seen(web_db, version))
    assert told == [(0, 4, False), (1, 4, False), (2, 4, False), (3, 4, False), (4, 4, True)]


@pytest.mark.slow
def test_the_page_tells_how_far_it_is_and_then_hands_it_over(
    version: Version, as_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    signer = as_person(version.parties.all()[0].signatures.get().person)
    assert "will be made in a minute" in text(signer.get(at("agreement", version)))
    for step in (1, 2, 3):
        Executed.objects.using("owner").filter(version=version).update(step=step)
        page = text(signer.get(at("agreement", version)))
        assert f"being made, step {step} of 4" in page
        assert f'<progress value="{step}" max="4"' in page
        assert "document.pdf" not in page
    sealed(version)
    page = text(signer.get(at("agreement", version)))
    assert "document.pdf" in page
    assert "being made" not in page


def test_two_workers_make_one_document_and_one_that_dies_blocks_nobody(
    version: Version, worker_db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = Executed.objects.get(version=version).pk
    made: list[str] = []
    watch(monkeypatch, "mdt.kit.pdf.render", lambda: made.append("once"))
    assert worker_db.execute("SELECT pg_try_advisory_lock(%s, %s)", [tasks.LOCK, key]).fetchone() == (True,)
    with worker_with_key():
        tasks.make(key)
        assert made == []  # the other is at it
        with psycopg.connect(worker_db.info.dsn, password=worker_db.info.password, autocommit=True) as other:
            ended = other.execute("SELECT pg_terminate_backend(%s, 10000)", [worker_db.info.backend_pid])
            assert ended.fetchone() == (True,)  # waited for: its lock is given back
        tasks.make(key)
        tasks.make(key)
    assert made == ["once"]
    assert seen_whole(version)


def seen_whole(version: Version) -> bool:
    row = Executed.objects.get(version=version)
    return row.content is not None and row.step == row.steps == 4


def watch(monkeypatch: pytest.MonkeyPatch, name: str, look: Any) -> None:
    """Look when the step begins; it does its work all the same."""
    import importlib

    module, _, function = name.rpartition(".")
    real = getattr(importlib.import_module(module), function)

    def instead(*given: Any) -> Any:
        look()
        return real(*given)

    monkeypatch.setattr(name, instead)
