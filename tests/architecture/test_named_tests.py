"""A document that says which test shows something names a test that is there."""

import re
from collections import defaultdict

import pytest

from tests.database import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMED = re.compile(r"((?:tests/)?[\w/]*test_\w+\.py)::(test_\w+)")


def by_file() -> dict[str, set[str]]:
    """The tests of each file, under its path and under its bare name."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in (ROOT / "tests").rglob("test_*.py"):
        names = re.findall(r"^\s*def (test_\w+)", path.read_text(), re.MULTILINE)
        for name in (str(path.relative_to(ROOT)), path.name):
            found[name].update(names)
    return found


THERE = by_file()


def missing(text: str) -> list[str]:
    return [f"{file}::{test}" for file, test in NAMED.findall(text) if test not in THERE.get(file, ())]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_each_test_that_a_document_names_is_there(path) -> None:
    assert missing(path.read_text()) == []


def test_a_test_that_is_gone_or_stands_elsewhere_is_found() -> None:
    here = "tests/architecture/test_named_tests.py"
    gone = [f"{here}::test_nobody_wrote_this", "tests/architecture/test_gone.py::test_x", "test_meta.py::test_x"]
    good = f"{here}::test_a_test_that_is_gone_or_stands_elsewhere_is_found"
    assert missing(f"`{good}`, `{gone[0]}` and `{gone[1]}` and `{gone[2]}`") == gone


def test_the_threat_model_names_a_test_for_each_promise() -> None:
    rows = [
        row for row in (ROOT / "SECURITY.md").read_text().splitlines() if row.startswith("| ") and "Promised" not in row
    ]
    assert len(rows) > 30
    assert [row for row in rows if not NAMED.search(row)] == []
