"""Every earlier state of main reaches this one with its data: ``docs/upgrading.md``."""

import subprocess
import warnings
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from bench import upgrades
from confidentiality import mending, wall
from mdt import earlier
from tests.copies import database_copy


@pytest.fixture
def states() -> list[upgrades.State]:
    try:
        return upgrades.states()
    except upgrades.NoHistory as why:
        warnings.warn(
            f"The history of main is needed and is not here, so no state of it was tried: {why}.", stacklevel=1
        )
        return []


def test_the_table_tells_of_states_of_main_and_of_no_fault(states: list[upgrades.State]) -> None:
    if not states:
        return
    lines = [line for line in upgrades.TABLE.read_text().splitlines() if line.startswith("| `")]
    told = {line.split("`")[1] for line in lines}
    assert len(lines) == len(told) > 0
    assert told <= {state.commit[:8] for state in states}
    assert [
        line
        for line in lines
        if not line.endswith(("| whole |", f"| 0 | {line.split('|')[5].strip()} | {upgrades.NOTHING} |"))
    ] == []


def test_what_is_tried_alone_leaves_the_other_lines(states: list[upgrades.State]) -> None:
    if len(states) < 3:
        return
    one, two, three = (state.commit[:8] for state in states[:3])

    def document(*lines: str) -> str:
        columns = (
            "| state | made | what came with it | rows | seconds | found after migrating |\n|---|---|---|--:|--:|---|"
        )
        return "\n".join(["Before", upgrades.BEGIN, columns, *lines, upgrades.END, "After"])

    before = document(f"| `{one}` | old |", f"| `{three}` | old |")
    tried = [f"| `{three}` | new |", f"| `{two}` | new |"]
    assert upgrades._with(before, tried, keep=True) == document(f"| `{one}` | old |", *reversed(tried))
    assert upgrades._with(before, tried, keep=False) == document(*reversed(tried))


def test_a_clone_without_history_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two = tmp_path / "two"
    subprocess.run(["git", "init", "-q", two], check=True)
    for subject in ("one", "two"):
        who = ["-c", "user.name=Test", "-c", "user.email=test@rooms.example"]
        subprocess.run(["git", *who, "commit", "-q", "--allow-empty", "-m", subject], cwd=two, check=True)
    subprocess.run(["git", "clone", "-q", "--depth", "1", two.as_uri(), tmp_path / "shallow"], check=True)
    monkeypatch.setattr(upgrades, "ROOT", two)
    assert upgrades.states() == []  # a whole history, in which no migration was ever changed
    monkeypatch.setattr(upgrades, "ROOT", tmp_path / "shallow")
    with pytest.raises(upgrades.NoHistory, match="shallow"):
        upgrades.states()
    monkeypatch.setattr(upgrades, "ROOT", tmp_path)
    with pytest.raises(upgrades.NoHistory):
        upgrades.states()


def test_what_was_recorded_before_its_dependency_is_found() -> None:
    known = set(MigrationLoader(None).graph.nodes)
    lacking = ("reports", "0002_partners_and_words")
    assert earlier._too_early(known) == (set(), set())
    assert earlier._too_early(known - {lacking}) == ({("reports", "0003_drafts")}, {lacking})


def test_migrate_makes_grants_follow_from_the_facts_again() -> None:
    with database_copy("mended") as copy:
        with copy.owner() as db:
            db.execute("DELETE FROM confidentiality_grant WHERE id = (SELECT min(id) FROM confidentiality_grant)")
            db.execute("UPDATE confidentiality_grant SET elements = elements | 2, expires_at = '2090-01-01' WHERE id ="
                       " (SELECT max(id) FROM confidentiality_grant)")  # fmt: skip
        with copy.served("OWNER_DATABASE_URL"):
            assert len(wall.difference()) == 3
            assert mending.mend() == 3
            assert wall.difference() == []
            assert mending.mend() == 0
            call_command("check_grants", verbosity=0)


@pytest.mark.slow
def test_every_earlier_state_reaches_this_one(states: list[upgrades.State]) -> None:
    faults = [f"{one.state.commit[:8]}: {one.fault}" for one in map(upgrades.attempt, states) if one.fault]
    assert not states or len(states) > 20
    assert faults == []
