"""The audit (GR-45): an attacker of its own, who has the file and the earlier releases and tries to find small numbers.

It shares no model with the solver. Unknowns are the places as they stand in the file, in absolute numbers; what is guarded is
any linear thing that a reader can form: a cell, or the difference of two releases. It fails closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.protecting import building, cells, over_time, parsing
from reports.protecting.building import Task
from reports.protecting.in_hand import Knowledge
from reports.protecting.knowledge import gather, known_of
from reports.protecting.parsing import Shown
from reports.protecting.reasoning import Reasoning
from reports.protecting.register import Released, related
from reports.protecting.rules import Audience, Place
from reports.shape import Report, Status

__all__ = ["Fault", "Shown", "faults", "shown_in"]

NOT_AS_COUNTED, NOT_WITHHELD, FOUND, SINGLE = "not as counted", "not withheld", "found", "found by a single person"
CROSSING = "overlaps an earlier release"


@dataclass(frozen=True)
class Fault:
    """Where, why, and for which audience. No number: it may be written down."""

    place: Place
    why: str
    audience: str = ""


def shown_in(report: Report) -> dict[Place, Shown]:
    return parsing.from_report(report)


def faults(task: Task, published: Mapping[Place, Shown]) -> list[Fault]:
    """All of them; empty when the file may go."""
    found = [*_as_counted(task, published), *_crossing(task, published)]
    if found:
        return found
    for audience in building.reading(task):
        found += attacked(gather(task, published, audience), audience, all_of_it=False)
    return found and [fault for fault in found if fault not in _before(task)]


def _before(task: Task) -> list[Fault]:
    """What could be found without the file in question is not its doing."""
    found: list[Fault] = []
    for audience in building.reading(task):
        old = related(task.report, [one for one in task.earlier if audience.sees(one.audience)])
        found += attacked(known_of(old, audience, int(task.show_zeros)), audience)
    return found


def attacked(knowledge: Knowledge, audience: Audience, all_of_it: bool = True) -> list[Fault]:
    """What the reader finds in all that she has: LP first, then whole numbers, then as the single person of a cell.

    Without ``all_of_it``: only what the file in question says something of.
    """
    reasoning = Reasoning(knowledge)
    found = []
    guards = [guard for guard in knowledge.guards if all_of_it or reasoning.concerned(guard)]
    for guard in guards:
        if not reasoning.leaves_open(guard, audience.threshold):
            found.append(Fault(guard.place, FOUND, audience.key))
    if not found:
        singles = [guard for guard in guards if guard.true == 1 and len(guard.terms) == 1]
        found = [Fault(guard.place, SINGLE, audience.key) for guard in reasoning.pinned(singles)]
    return found


def _crossing(task: Task, published: Mapping[Place, Shown]) -> list[Fault]:
    """What two periods that overlap tell of the days at their ends is not reasoned about: such a file does not go."""
    this = Released("", task.audience.key, task.report, frozenset(), task.scope, task.plan)
    read = {one.id: one for audience in building.reading(task) for one in task.earlier if audience.sees(one.audience)}
    if any(over_time.crossing(this, one) for one in related(task.report, list(read.values()))):
        return [Fault((key, "", ""), CROSSING) for key in sorted({place[0] for place in published})]
    return []


def _as_counted(task: Task, published: Mapping[Place, Shown]) -> list[Fault]:
    """Each number of the file is the counted one, small ones and tables about few are withheld, and nothing is missing."""
    found: list[Fault] = []
    threshold, fixed = task.audience.threshold, _shown_before(task)
    expected: dict[Place, int] = {}
    for _section, table in task.report.tables():
        if not cells.private(table, task.plan):
            continue
        few = cells.population(table) < 2 * threshold
        for (row, column), cell in table.cells.items():
            place = (table.key, row, column)
            if cell.status is not Status.EXACT:
                if place in published:
                    found.append(Fault(place, NOT_AS_COUNTED))
                continue
            expected[place] = value = cells.number(cell.value, table.key)
            if place not in published or published[place] not in (None, value):
                found.append(Fault(place, NOT_AS_COUNTED))
            elif (few or 0 < value < threshold) and published[place] is not None and place not in fixed:
                found.append(Fault(place, NOT_WITHHELD))
    open_tables = {t.key for _s, t in task.report.tables() if not cells.private(t, task.plan)}
    found += [
        Fault(place, NOT_AS_COUNTED) for place in published if place not in expected and place[0] not in open_tables
    ]
    for times, persons in task.plan.pairs:
        if published.get(persons, 0) is None and published.get(times) is not None and times not in fixed:
            found.append(Fault(times, NOT_WITHHELD))
    return found


def _shown_before(task: Task) -> set[Place]:
    """Places whose number this audience has already been told for the same days and awards."""
    told: set[Place] = set()
    now = {(t.key, *at): c.value for _s, t in task.report.tables() for at, c in t.cells.items()}
    for old in task.earlier:
        same = (old.exact.form, old.exact.agency, old.exact.period) == (
            task.report.form,
            task.report.agency,
            task.report.period,
        )
        if same and old.scope == task.scope and task.audience.sees(old.audience):
            told |= {
                (t.key, *at)
                for _s, t in old.exact.tables()
                for at, c in t.cells.items()
                if old.shows((t.key, *at)) and now.get((t.key, *at)) == c.value
            }
    return told
