"""Reports count and cannot open a case (G7, law G-01); nothing in them could join the persons of two agencies (law G-07)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parents[2] / "reports"
FILES = sorted(HERE.rglob("*.py"))
# Lists of codes, what is kept how long, and the gate's way to put a look on record and to change one's own rows.
ALLOWED = {
    "cases.master_lists",
    "confidentiality.asking",
    "confidentiality.limits",
    "confidentiality.ownroom.OwnRoomModel",
    "confidentiality.protected",
    "confidentiality.retention",
    "confidentiality.wall",
}
OF_THE_GATE = {"begin", "own_rows", "refused"}
DIGESTS = {"definition.py", "publishing.py"}  # of a form's text, and of a finished file


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{one.name}" for one in node.names)


def faults(source: str, name: str) -> list[str]:
    tree, found = ast.parse(source), []
    for one in imported(tree):
        inside = one.startswith(("cases", "confidentiality"))
        if (
            inside
            and one != "confidentiality.gate"
            and not any(f"{one}.".startswith(f"{allowed}.") for allowed in ALLOWED)
        ):
            found.append(one)
        if one.split(".")[0] in {"hashlib", "hmac", "zlib"} and name not in DIGESTS:
            found.append(one)
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id == "gate"
            and node.attr not in OF_THE_GATE
        ):
            found.append(f"gate.{node.attr}")
        if isinstance(node, ast.Attribute) and node.attr in {"get_model", "get_models"}:
            found.append(node.attr)
    return found


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) > 60


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(HERE)))
def test_G01_G07_GR07_no_module_of_reports_can_open_a_case_or_make_a_person_recognisable(path: Path) -> None:
    assert faults(path.read_text(), path.name) == []


@pytest.mark.parametrize("bait", [
    "from cases.models import Identity", "import cases.models.services", "from confidentiality import gate\ngate.open(1, 2)",
    "from django.apps import apps\napps.get_model('cases', 'Case')", "import hashlib", "from cases.queries import places",
    "from confidentiality.gate import open as look", "from confidentiality.context import open_gates",
])  # fmt: skip
def test_G01_what_would_open_one_is_found(bait: str) -> None:
    assert faults(bait, "counting.py")
