"""The problem falls apart at what every reader knows. Each part is solved by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reports.protecting.model import Cell, Fate, Key, Problem, Reader, Relation


@dataclass(frozen=True)
class Part:
    """Cells that hang together and are not known to everybody, in a fixed order, and the relations among them.

    Terms of known cells are gone: what changes in an attack is the unknown, so their share stays in ``slack`` alone,
    which is how much a limit leaves free.
    """

    cells: tuple[Cell, ...]
    relations: tuple[Relation, ...]
    slack: tuple[int, ...]
    readers: tuple[Reader, ...]
    floor: int
    together: tuple[tuple[Key, Key], ...]
    ranks: dict[Key, int]
    touched: bool  # whether the release that is being made says anything here

    @property
    def tables(self) -> set[str]:
        return {cell.key[1] for cell in self.cells if cell.small or cell.key[0] == ""}


def parts(problem: Problem, fixed: frozenset[Key], common: frozenset[Key] = frozenset()) -> Iterator[Part]:
    """``fixed`` are dear cells that stay shown for now. ``common`` ones tie nothing together: each part has its own."""
    known = _known(problem, fixed)
    root = {key: key for key in problem.cells if key not in known and key not in common}

    def find(key: Key) -> Key:
        while root[key] != key:
            root[key] = root[root[key]]
            key = root[key]
        return key

    groups = [[key for key, _factor in one.terms if key in root] for one in problem.relations]
    for keys in (*groups, *([a, b] for a, b in problem.together if a in root and b in root)):
        for key in keys[1:]:
            root[find(key)] = find(keys[0])
    members: dict[Key, list[Key]] = {}
    for key in sorted(root):
        members.setdefault(find(key), []).append(key)
    inside: dict[Key, list[Relation]] = {}
    for relation, keys in zip(problem.relations, groups, strict=True):
        if keys:
            inside.setdefault(find(keys[0]), []).append(relation)
    ways = [
        one for one in problem.relations if not one.company and all(k in common or k in known for k, _f in one.terms)
    ]
    for leader, keys in sorted(members.items(), key=lambda item: item[1][0]):
        own = inside.get(leader, [])
        if near := {key for one in own for key, _factor in one.terms} & common:
            own = [*own, *(one for one in ways if one.at_most or one.terms[0][0] in near)]
            near |= {key for one in own for key, _factor in one.terms} & common
        yield _part(problem, sorted({*keys, *near}), own)


def _known(problem: Problem, fixed: frozenset[Key]) -> set[Key]:
    everybody = frozenset.intersection(*(reader.knows for reader in problem.readers))
    shown = {key for key, cell in problem.cells.items() if cell.fate is Fate.SHOWN}
    return shown | everybody | fixed


def _part(problem: Problem, keys: list[Key], relations: list[Relation]) -> Part:
    here = set(keys)
    value = {key: problem.cells[key].value for one in relations for key, _factor in one.terms}
    slack = tuple(-sum(f * value[key] for key, f in one.terms) if one.at_most else 0 for one in relations)
    left = tuple(replace(one, terms=tuple((k, f) for k, f in one.terms if k in here)) for one in relations)
    said = any(key[0] == "" for one in relations for key, _factor in one.terms) or any(key[0] == "" for key in keys)
    readers = tuple(Reader(r.threshold, r.knows & here, r.guards & here) for r in problem.readers)
    together = tuple(pair for pair in problem.together if here.issuperset(pair) or pair[0] in here)
    return Part(
        tuple(problem.cells[key] for key in keys), left, slack, readers, problem.floor, together,
        {key: problem.ranks[key] for key in keys if key in problem.ranks}, said,
    )  # fmt: skip
