"""Clauses as data: the checklists, what a draft still lacks, and the words each template begins with. No database."""

from collections.abc import Iterable, Mapping

from protocols.clauses.kinds import CLAUSES, NO_WAIVER, ClauseKind, Words
from protocols.clauses.sections import RESPONSE, SECTIONS
from protocols.clauses.templates import TEXTS
from protocols.vocabulary import Capability, Kind, Template

__all__ = [
    "CLAUSES", "NO_WAIVER", "SECTIONS", "TEXTS", "ClauseKind", "begin_with", "checklist", "granted_by", "missing",
]  # fmt: skip


def checklist(kind: str) -> Mapping[str, ClauseKind]:
    """The clauses of an MOU, or the sections of a protocol."""
    return SECTIONS if kind == Kind.PROTOCOL else CLAUSES


def missing(keys: Iterable[str], kind: str = Kind.MOU) -> list[ClauseKind]:
    """The required clauses that are not among these, in the order of the checklist (law A-02, A-03)."""
    there = set(keys)
    return [one for one in checklist(kind).values() if one.required and one.key not in there]


def granted_by(keys: Iterable[str]) -> set[Capability]:
    """What these clauses of an MOU let a team do. A clause of the team's own grants nothing, and a protocol neither."""
    return {one for key in keys if key in CLAUSES for one in CLAUSES[key].grants}


def begin_with(template: str) -> list[tuple[str, Words, Words]]:
    """Key, heading and starting words of each clause of a new draft."""
    if template == Template.RESPONSE:
        return [(key, SECTIONS[key].heading, body) for key, body in RESPONSE]
    return [(key, CLAUSES[key].heading, body) for key, body in TEXTS[Template(template)]]
