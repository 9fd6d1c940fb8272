"""Puts a report and the releases before it together as one problem: what is decided, what is known, and to whom."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reports.protecting import cells, register, rules
from reports.protecting.cells import Counted
from reports.protecting.model import Cell, Fate, Key, Problem, Reader, Relation
from reports.protecting.refusing import Crossing
from reports.protecting.register import Released
from reports.protecting.rules import Audience, Plan
from reports.shape import Report


@dataclass(frozen=True)
class Task:
    """What is asked of the protection. ``audiences`` are all that the tenant has.

    ``show_zeros`` never withholds a zero: a reader then knows that a withheld cell is one or more. ``seed`` mixes what
    decides among equally good choices; it is kept with the release and told to nobody.
    """

    report: Report
    audience: Audience
    earlier: Sequence[Released] = ()
    plan: Plan = field(default_factory=Plan)
    scope: frozenset[str] = frozenset()
    audiences: Sequence[Audience] = ()
    show_zeros: bool = False
    seed: str = ""


@dataclass(frozen=True)
class Built:
    problem: Problem
    new: Counted


def build(task: Task) -> Built:
    """Raises Inconsistent, and Crossing where an earlier release overlaps this one."""
    new = cells.read(task.report, task.plan)
    readers = reading(task)
    old = [
        (one, cells.read(one.exact, one.plan, one.id))
        for one in register.related(task.report, task.earlier)
        if any(reader.sees(one.audience) for reader in readers)
    ]
    now = register.extent(task.report, task.scope)
    if any(now.crosses(register.extent(one.exact, one.scope)) for one, _counted in old):
        raise Crossing
    joined = register.join(
        [register.one(one.exact, counted, one.scope, one.plan) for one, counted in old]
        + [register.one(task.report, new, task.scope, task.plan)]
    )
    every = _cells(task, new, [counted for _one, counted in old], joined.made)
    others = {one.id for one, _counted in old if one.audience != task.audience.key}
    relations = (
        *new.relations, *(r for _one, c in old for r in c.relations), *(_apart(r, others) for r in joined.relations)
    )  # fmt: skip
    known = {one.key: _knows(one, old, relations) for one in readers}
    whole = {key: _settled(cell, known[task.audience.key]) for key, cell in every.items()}
    alone = new.alone | {key for _one, counted in old for key in counted.alone}
    problem = Problem(
        whole, tuple(dict.fromkeys(relations)), tuple(_reader(one, known[one.key], every, alone) for one in readers),
        int(task.show_zeros), tuple(new.together), frozenset(new.shared), _ranks(every, task.seed),
    )  # fmt: skip
    return Built(problem, new)


def _apart(relation: Relation, others: set[str]) -> Relation:
    """What another audience was not shown is no reason to withhold it here too; whether it may be shown, the attack says."""
    return replace(relation, company=False) if any(key[0] in others for key, _f in relation.terms) else relation


def reading(task: Task) -> list[Audience]:
    """First who is meant; then those who read this too and have seen releases that the first have not."""
    others = [one for one in task.audiences if one.key != task.audience.key and one.sees(task.audience.key)]
    seen = {one.audience for one in task.earlier}
    return [
        task.audience,
        *(one for one in others if any(one.sees(key) and not task.audience.sees(key) for key in seen)),
    ]


def _cells(task: Task, new: Counted, old: Iterable[Counted], made: Mapping[Key, int]) -> dict[Key, Cell]:
    found: dict[Key, Cell] = {}
    threshold = task.audience.threshold
    few = {key for key, people in new.few.items() if people < 2 * threshold}
    hidden = {key for place, key in new.at.items() if place[0] in few} | new.rests | _zeros(task, new)
    for key, value in new.values.items():
        small = 0 < value < threshold or key in new.alone
        zero_stays = task.show_zeros and not value
        fate = Fate.HIDDEN if key in hidden else Fate.SHOWN if zero_stays else Fate.OPEN
        found[key] = Cell(key, value, new.weights[key], fate, small, key in new.rests, key in new.alone)
    for counted in old:
        for key, value in counted.values.items():
            found[key] = Cell(
                key, value, 0, Fate.HIDDEN, 0 < value < threshold, key in counted.rests, key in counted.alone
            )
    for key, value in made.items():
        found[key] = Cell(key, value, 0, Fate.HIDDEN, 0 < value < threshold, True)
    return found


def _zeros(task: Task, new: Counted) -> set[Key]:
    """In a list of many answers no total asks for company, and who knows the method would read each mark as one or more. So
    a zero goes with the small numbers of each such list, if there is one."""
    found: set[Key] = set()
    for _section, table in task.report.tables():
        here = {place: key for place, key in sorted(new.at.items()) if place[0] == table.key}
        small = any(0 < new.values[key] < task.audience.threshold for key in here.values())
        zeros = [key for place, key in here.items() if not new.values[key] and rules.TOTAL not in place]
        if table.overlapping and small and zeros and not task.show_zeros:
            found.add(random.Random(f"{task.seed}|{table.key}").choice(zeros))  # noqa: S311 - the seed is told to nobody
    return found


def _knows(
    audience: Audience, old: Sequence[tuple[Released, Counted]], relations: Iterable[Relation]
) -> frozenset[Key]:  # fmt: skip
    """What she was shown, and what must be the same as something that she was shown."""
    hidden = {
        counted.at[p] for one, counted in old for p in counted.at if not one.shows(p) and audience.sees(one.audience)
    }
    shown = {counted.at[p] for one, counted in old for p in counted.at if one.shows(p) and audience.sees(one.audience)}
    shown -= hidden
    equal = [tuple(key for key, _f in one.terms) for one in relations if len(one.terms) == 2 and not one.at_most]
    grown = True
    while grown:
        more = {b if a in shown else a for a, b in equal if (a in shown) != (b in shown)}
        grown = bool(more)
        shown |= more
    return frozenset(shown)


def _settled(cell: Cell, known: frozenset[Key]) -> Cell:
    """What an earlier release has shown cannot be withheld any more."""
    if cell.key in known and cell.key[0] == "":
        return Cell(cell.key, cell.value, cell.weight, Fate.SHOWN, False, cell.made)
    return cell


def _reader(
    audience: Audience, known: frozenset[Key], every: Mapping[Key, Cell], alone: set[Key]
) -> Reader:  # fmt: skip
    small = {key for key, cell in every.items() if 0 < cell.value < audience.threshold or key in alone}
    return Reader(audience.threshold, known, frozenset(small - known))


def _ranks(every: Iterable[Key], seed: str) -> dict[Key, int]:
    """In the order of cells; with a seed in one that nobody can guess without it."""
    keys = sorted(every)
    if seed:
        random.Random(seed).shuffle(keys)  # noqa: S311 - the same seed must give the same order
    return {key: number for number, key in enumerate(keys)}
