"""Writing who does what by a protocol, and how soon (law P-03). Each list is saved as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agencies.models import Person
from mdt.kit.errors import Refused, refuse
from protocols.actions.held import rewriting
from protocols.models import Duty, Measure, Task, Version
from protocols.policy import deciding as policy
from protocols.queries.matrix import digest_of_measures, digest_of_tasks


@dataclass(frozen=True)
class TaskLine:
    """``parts``: discipline → what it does for the task."""

    key: str
    what: str
    parts: Mapping[str, str]


@dataclass(frozen=True)
class MeasureLine:
    key: str
    what: str
    number: int
    unit: str
    counted_from: str


def set_tasks(*, version: Version, lines: Sequence[TaskLine], seen: str, by: Person) -> None:
    """``seen``: the digest of the matrix that the writer began from, so that of two who write at once nobody's work is lost."""
    with rewriting(version, by) as held:
        refuse(policy.may_work_on(held.agreement))
        _unchanged(seen, digest_of_tasks(held))
        _clear(held.tasks.all())
        for position, line in enumerate(_in_order(held, lines), start=1):
            task = Task(version=held, position=position, key=line.key, what=line.what)
            task.save()
            for discipline, part in line.parts.items():
                Duty(task=task, discipline=discipline, part=part).save()


def set_measures(*, version: Version, lines: Sequence[MeasureLine], seen: str, by: Person) -> None:
    with rewriting(version, by) as held:
        refuse(policy.may_work_on(held.agreement))
        _unchanged(seen, digest_of_measures(held))
        _clear(held.measures.all())
        for position, line in enumerate(_in_order(held, lines), start=1):
            Measure(
                version=held, position=position, key=line.key, what=line.what, number=line.number, unit=line.unit,
                counted_from=line.counted_from,
            ).save()  # fmt: skip


def copy(last: Version, made: Version) -> None:
    """What the next version begins with."""
    for task in last.tasks.prefetch_related("duties"):
        copied = Task(version=made, position=task.position, key=task.key, what=task.what)
        copied.save()
        for duty in task.duties.all():
            Duty(task=copied, discipline=duty.discipline, part=duty.part).save()
    for one in last.measures.all():
        Measure(
            version=made, position=one.position, key=one.key, what=one.what, number=one.number, unit=one.unit,
            counted_from=one.counted_from,
        ).save()  # fmt: skip


def _unchanged(seen: str, now: str) -> None:
    if seen != now:
        raise Refused(
            _("Somebody changed this while you wrote. Your lines are below; compare them with the text, then save.")
        )


def _clear(rows) -> None:  # type: ignore[no-untyped-def]  # a query of tasks or measures
    for row in rows:
        row.delete()


def _in_order(version, lines):  # type: ignore[no-untyped-def]  # lines of either kind
    """In the order of the sections that they belong to."""
    places = {key: place for place, key in enumerate(version.clauses.values_list("key", flat=True))}
    return sorted(lines, key=lambda line: places.get(line.key, len(places)))
