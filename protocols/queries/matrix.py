"""Who does what by a protocol, and how soon, as its pages and documents show it (law P-03)."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from agencies.queries.teams import live_seats
from agencies.vocabulary import Discipline
from protocols.models import Measure, Task, Version
from protocols.vocabulary import Part


@dataclass(frozen=True)
class TaskRow:
    """A task with the heading of its section, and what each discipline does for it."""

    task: Task
    heading: str
    parts: dict[str, Part]  # by discipline

    def of(self, part: Part) -> list[Discipline]:
        return [one for one in Discipline if self.parts.get(one) == part]


@dataclass(frozen=True)
class WhoDoesWhat:
    """The matrix and the measurable steps of one version. Columns are the disciplines that have a part in something."""

    columns: list[Discipline]
    tasks: list[TaskRow]
    measures: list[tuple[Measure, str]]  # with the heading of its section

    @property
    def cells(self) -> list[tuple[TaskRow, list[tuple[Discipline, Part | None]]]]:
        return [(row, [(one, row.parts.get(one)) for one in self.columns]) for row in self.tasks]


def who_does_what(version: Version) -> WhoDoesWhat:
    """In a constant number of queries."""
    headings = dict(version.clauses.values_list("key", "heading"))
    rows = [
        TaskRow(task, headings.get(task.key, ""), {d.discipline: Part(d.part) for d in task.duties.all()})
        for task in version.tasks.prefetch_related("duties")
    ]
    used = {discipline for row in rows for discipline in row.parts}
    measures = [(one, headings.get(one.key, "")) for one in version.measures.all()]
    return WhoDoesWhat([one for one in Discipline if one in used], rows, measures)


def offered(version: Version) -> list[Discipline]:
    """The disciplines that the form asks about: those at the table, and those that have a part already."""
    seated = live_seats().filter(team=version.agreement.team).values_list("discipline", flat=True)
    used = version.tasks.values_list("duties__discipline", flat=True)
    there = {*seated, *used}
    return [one for one in Discipline if one in there]


def digest_of_tasks(version: Version) -> str:
    return _digest(
        [task.key, task.what, sorted((d.discipline, d.part) for d in task.duties.all())]
        for task in version.tasks.prefetch_related("duties")
    )


def digest_of_measures(version: Version) -> str:
    return _digest([one.key, one.what, one.number, one.unit, one.counted_from] for one in version.measures.all())


def _digest(lines: Iterable[list[object]]) -> str:
    return hashlib.sha256(json.dumps(list(lines)).encode()).hexdigest()
