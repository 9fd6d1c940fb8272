"""Whoever begins at README.md comes to every document: each is named by one that is itself reached."""

import re
from pathlib import Path

from tests.database import ROOT

PATH = re.compile(r"[\w./-]+\.md|[\w./-]+/(?=`)")


def named_by(path: Path) -> set[Path]:
    """Documents that it names, from the checkout or from its own folder; a folder stands for all that lies in it."""
    found: set[Path] = set()
    for name in PATH.findall(path.read_text()):
        for place in (ROOT / name, path.parent / name):
            if place.is_file():
                found.add(place.resolve())
            elif place.is_dir() and place.resolve().is_relative_to(ROOT / "docs"):
                found.update(one.resolve() for one in place.glob("*.md"))
    return found


def test_every_document_is_reached_from_the_first() -> None:
    reached, ahead = set(), {(ROOT / "README.md").resolve()}
    while ahead:
        reached |= ahead
        ahead = {one for path in ahead for one in named_by(path)} - reached
    documents = {
        path.resolve() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md"))
    }
    assert len(documents) > 40
    assert sorted(str(path.relative_to(ROOT)) for path in documents - reached) == []
