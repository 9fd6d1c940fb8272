"""Each rule that ``docs/rules.md`` says is built is named in a test that proves it."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| ([A-Z])-(\d{2})\b", re.M)


@cache
def named_in_tests() -> dict[str, list[str]]:
    """Rule id → the tests whose name carries it, such as ``test_C01_…`` for C-01."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for name in re.findall(r"^\s*def (test_\w+)\(", path.read_text(), re.M):
            for letter, number in re.findall(r"(?<=_)([A-Z])(\d{2})(?=_|$)", name):
                found[f"{letter}-{number}"].append(f"{path.relative_to(ROOT)}::{name}")
    return found


def stated() -> set[str]:
    text = (ROOT / "docs" / "rules.md").read_text()
    return {f"{letter}-{number}" for letter, number in ROW.findall(text)}


def test_every_stated_rule_is_named_in_a_test() -> None:
    assert stated(), "docs/rules.md states no rule"
    assert sorted(stated() - set(named_in_tests())) == []


def test_every_rule_that_a_test_names_is_stated() -> None:
    assert sorted(set(named_in_tests()) - stated()) == []


def test_the_guarantees_are_named_too() -> None:
    names = " ".join(
        re.findall(r"def (test_\w+)", "\n".join(p.read_text() for p in (ROOT / "tests").rglob("test_*.py")))
    )
    for guarantee in ("G1", "G2", "G3", "G4", "G5"):
        assert f"_{guarantee}_" in names, guarantee
