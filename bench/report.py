"""Tables of the bench in docs/speed.md: each between two marks, so that one command replaces its own and no other."""

import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent / "docs"


def say(table: str, mark: str, write: bool, document: str = "speed.md") -> None:
    """Print it; with ``write`` also between ``<!-- mark -->`` and ``<!-- end of mark -->`` of the document."""
    sys.stdout.write(f"{table}\n")
    if write:
        path = DOCS / document
        path.write_text(replaced(path.read_text(), mark, table))


def replaced(text: str, mark: str, table: str) -> str:
    """Raises ValueError where the document has no place for it."""
    begin, end = f"<!-- {mark} -->", f"<!-- end of {mark} -->"
    before, found, rest = text.partition(begin)
    _old, ended, after = rest.partition(end)
    if not found or not ended:
        raise ValueError(f"The document has no place for {mark}.")
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"


def grid(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
