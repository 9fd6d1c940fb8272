"""A cycle in words and marks: what the ring shows, and the table beneath it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protocols.queries.cycles import Ring, StepRow
from protocols.steps import SHORT, Step, StepState

_MARKS = {StepState.DONE: "good", StepState.CURRENT: "wait", StepState.OVERDUE: "stop"}


@dataclass(frozen=True)
class Line:
    """One step in the table: its state in words, beside a mark whose shape says the same."""

    row: StepRow
    name: str
    state: str
    mark: str


def picture(ring: Ring) -> list[dict[str, Any]]:
    return [{"label": str(SHORT[row.step.number]), "state": row.state.value} for row in ring.steps]


def lines(ring: Ring) -> list[Line]:
    return [
        Line(row, str(Step(row.step.number).label), str(row.state.label), _MARKS.get(row.state, "plain"))
        for row in ring.steps
    ]


def in_short(ring: Ring) -> str:
    """«3 of 8 closed · 1 overdue»."""
    said = _("%(done)s of %(all)s closed") % {"done": ring.done, "all": len(ring.steps)}
    if ring.overdue:
        late = ngettext("%(n)s overdue", "%(n)s overdue", ring.overdue) % {"n": ring.overdue}
        return f"{said} · {late}"
    return said
