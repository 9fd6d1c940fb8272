"""What changed between two texts, word by word and clause by clause. No database, no page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "out", "in"]
Fate = Literal["same", "changed", "added", "removed"]
_WORDS = re.compile(r"\S+\s*|\s+")  # every character belongs to exactly one word,
_SENTENCES = re.compile(r"[^.\n]*[.\n]+\s*|[^.\n]+")  # and to one sentence


@dataclass(frozen=True)
class Piece:
    """Words that both texts have, that only the earlier one has (out), or only the later one (in)."""

    kind: Kind
    words: str


@dataclass(frozen=True)
class Text:
    """One clause as it is compared."""

    key: str
    heading: str
    body: str


@dataclass(frozen=True)
class Changed:
    """One clause of the two versions; ``moved``: it stands in another order than before."""

    key: str
    fate: Fate
    heading: tuple[Piece, ...]
    body: tuple[Piece, ...]
    moved: bool = False


@dataclass(frozen=True)
class Redline:
    """Clauses in the order of the later version; one that was removed stands where it stood before."""

    clauses: tuple[Changed, ...]

    def count(self, fate: Fate) -> int:
        return sum(one.fate == fate for one in self.clauses)

    @property
    def moved(self) -> int:
        return sum(one.moved for one in self.clauses)


def pieces(old: str, new: str) -> tuple[Piece, ...]:
    """Without what is in, it is the old text; without what is out, the new one. By sentences, and in a changed one by words."""
    found: list[Piece] = []
    for kind, before, after in _steps(_SENTENCES.findall(old), _SENTENCES.findall(new)):
        if kind == "replace":
            for inner, gone, come in _steps(_WORDS.findall(before), _WORDS.findall(after)):
                _put(found, inner, gone, come)
        else:
            _put(found, kind, before, after)
    return tuple(found)


def _steps(before: list[str], after: list[str]) -> Iterator[tuple[str, str, str]]:
    """What is equal, what goes and what comes. In a long text what stands everywhere begins no match: that would take minutes."""
    first, last = _shared(before, after)
    if first:
        yield "equal", "".join(before[:first]), ""
    mid_before, mid_after = before[first : len(before) - last], after[first : len(after) - last]
    for kind, a, b, c, d in SequenceMatcher(None, mid_before, mid_after).get_opcodes():
        yield kind, "".join(mid_before[a:b]), "".join(mid_after[c:d])
    if last:
        yield "equal", "".join(before[-last:]), ""


def _shared(before: list[str], after: list[str]) -> tuple[int, int]:
    """How many both begin with, and how many both end with after that."""
    most = min(len(before), len(after))
    first = next((at for at in range(most) if before[at] != after[at]), most)
    last = next((at for at in range(most - first) if before[-1 - at] != after[-1 - at]), most - first)
    return first, last


def _put(found: list[Piece], kind: str, before: str, after: str) -> None:
    if kind == "equal":
        if found and found[-1].kind == "same":
            before = found.pop().words + before
        found.append(Piece("same", before))
        return
    if before:
        found.append(Piece("out", before))
    if after:
        found.append(Piece("in", after))


def compare(old: Sequence[Text], new: Sequence[Text]) -> Redline:
    """By the clauses' keys, each of which a version has once."""
    before = {one.key: one for one in old}
    after = {one.key: one for one in new}
    moved = _moved([key for key in before if key in after], [key for key in after if key in before])
    return Redline(tuple(_changed(before.get(key), after.get(key), key in moved) for key in _order(before, after)))


def _changed(old: Text | None, new: Text | None, moved: bool) -> Changed:
    one = new or old
    if one is None:
        raise ValueError("a clause of neither version")
    heading = pieces(old.heading if old else "", new.heading if new else "")
    body = pieces(old.body if old else "", new.body if new else "")
    if old is None:
        fate: Fate = "added"
    elif new is None:
        fate = "removed"
    else:
        fate = "same" if (old.heading, old.body) == (new.heading, new.body) else "changed"
    return Changed(one.key, fate, heading, body, moved)


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest that have to be taken elsewhere for the one order to become the other."""
    stay = {
        before[at]
        for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        for at in range(block.a, block.a + block.size)
    }
    return set(before) - stay


def _order(before: dict[str, Text], after: dict[str, Text]) -> list[str]:
    keys = list(after)
    at = 0
    for key in before:
        if key in after:
            at = keys.index(key) + 1
        else:
            keys.insert(at, key)
            at += 1
    return keys
