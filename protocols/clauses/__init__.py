"""Clauses as data: the checklist, what a draft still lacks, and the words each template begins with. No database."""

from collections.abc import Iterable

from protocols.clauses.kinds import CLAUSES, NO_WAIVER, ClauseKind, Words
from protocols.clauses.templates import TEXTS
from protocols.vocabulary import Capability, Template

__all__ = ["CLAUSES", "NO_WAIVER", "TEXTS", "ClauseKind", "begin_with", "granted_by", "missing"]


def missing(keys: Iterable[str]) -> list[ClauseKind]:
    """The required clauses that are not among these, in the order of the checklist (law A-02, A-03)."""
    there = set(keys)
    return [kind for kind in CLAUSES.values() if kind.required and kind.key not in there]


def granted_by(keys: Iterable[str]) -> set[Capability]:
    """What these clauses let a team do. A clause of the team's own grants nothing."""
    return {one for key in keys if key in CLAUSES for one in CLAUSES[key].grants}


def begin_with(template: str) -> list[tuple[str, Words, Words]]:
    """Key, heading and starting words of each clause of a new draft."""
    return [(key, CLAUSES[key].heading, body) for key, body in TEXTS[Template(template)]]
