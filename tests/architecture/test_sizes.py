"""Small files, short functions, nothing that runs behind one's back, no error swallowed without a reason."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("mdt", "agencies", "confidentiality", "protocols", "cases", "meetings", "reports")
FILE, TEST_FILE, FUNCTION, TEST_FUNCTION, MOST_FUNCTIONS = 250, 500, 60, 100, 35  # lines
BROAD = {"Exception", "BaseException"}


@cache
def sources() -> dict[Path, str]:
    """Our Python files, without what was made by a machine."""
    files = [ROOT / "manage.py"]
    for folder in (*APPS, "tests", "bench"):
        files += [p for p in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in p.parts]
    return {path.relative_to(ROOT): path.read_text() for path in files}


def trees(*folders: str) -> Iterator[tuple[Path, str, ast.Module]]:
    for path, text in sources().items():
        if path.parts[0] in folders:
            yield path, text, ast.parse(text)


def functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Names and lengths in lines, without decorators."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_long() -> None:
    limit = {path: TEST_FILE if path.parts[0] == "tests" else FILE for path in sources()}
    long = {
        str(path): len(text.splitlines()) for path, text in sources().items() if len(text.splitlines()) > limit[path]
    }
    assert long == {}


def test_no_function_is_long_and_nearly_all_are_short() -> None:
    lengths = {(str(path), name): n for path, _, tree in trees(*APPS) for name, n in functions(tree)}
    assert {where: n for where, n in lengths.items() if n > FUNCTION} == {}
    in_order = sorted(lengths.values())
    assert in_order[int(len(in_order) * 0.95)] <= MOST_FUNCTIONS
    assert in_order[len(in_order) // 2] < 10


def test_no_test_is_long() -> None:
    lengths = {(str(path), name): n for path, _, tree in trees("tests") for name, n in functions(tree)}
    assert {where: n for where, n in lengths.items() if n > TEST_FUNCTION} == {}


def test_every_file_says_what_it_owns() -> None:
    silent = [
        str(path) for path, text, tree in trees(*APPS, "tests", "bench") if text.strip() and not ast.get_docstring(tree)
    ]
    assert silent == []


def test_no_signal_handler_runs_behind_a_function() -> None:
    """Business flow is called by name; a receiver would run unseen."""
    found = [f"{path}:{n}" for path, text, _ in trees(*APPS) for n, line in enumerate(text.splitlines(), 1)
             if re.search(r"^\s*@receiver\b|\b\w+\.connect\((?!\))", line) and "psycopg.connect" not in line]  # fmt: skip
    assert found == []


def test_no_error_is_swallowed_without_a_reason() -> None:
    """A broad ``except`` has a comment on its line or the next that says why."""
    bare = []
    for path, text, tree in trees(*APPS):
        lines = text.splitlines()
        for node in ast.walk(tree):
            if isinstance(node, ast.ExceptHandler) and _is_broad(node):
                beside = "\n".join(lines[node.lineno - 1 : node.lineno + 1])
                reason = re.sub(r"#\s*noqa[^#]*", "", beside)
                if "#" not in reason:
                    bare.append(f"{path}:{node.lineno}")
    assert bare == []


def _is_broad(handler: ast.ExceptHandler) -> bool:
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(kind is None or (isinstance(kind, ast.Name) and kind.id in BROAD) for kind in kinds)


def test_nothing_is_left_to_do_or_pretended() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    own = Path(__file__).resolve().relative_to(ROOT)
    assert [f"{path}" for path, text in sources().items() if path != own and marks.search(text)] == []
    pretended = re.compile(r"unittest\.mock|MagicMock|pytest\.mark\.(skip|xfail)|pytest\.skip\(|@skip")
    assert [f"{path}" for path, text in sources().items() if path != own and pretended.search(text)] == []
