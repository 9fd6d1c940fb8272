"""A team with its eight steps, for tests of the cycle."""

from datetime import timedelta
from typing import Any

from protocols.actions import cycles
from protocols.models import CycleStep, ProtocolCycle
from tests.protocols.agreeing import Table, as_

WHY = "The school year begins before the survey is done"


class Ring(Table):
    """The table of agreements, whose coordinator has begun the steps."""

    def __init__(self, **team: Any) -> None:
        super().__init__(**team)
        with as_(self.cora):
            self.cycle = cycles.begin(team=self.team, by=self.cora)

    def step(self, number: int, cycle: ProtocolCycle | None = None) -> CycleStep:
        return CycleStep.objects.select_related("cycle__team", "owner").get(cycle=cycle or self.cycle, number=number)

    def plan(self, number: int, *, by: Any = None, **changes: Any) -> None:
        by = by or self.cora
        with as_(by):
            cycles.plan(step=self.step(number), by=by, **changes)

    def show(self, number: int, *, by: Any = None, **what: Any) -> Any:
        by = by or self.cora
        with as_(by):
            what = what or {"place": "Binder 1"}
            return cycles.add_evidence(step=self.step(number), title="A paper", by=by, **what)

    def ready(self, number: int, owner: Any = None) -> None:
        """Somebody answers for it, there is a day, and something shows it."""
        self.plan(number, owner=owner or self.ada, due_on=self.today + timedelta(days=30))
        self.show(number)

    def close(self, number: int, *, by: Any = None, **why: Any) -> ProtocolCycle | None:
        by = by or self.cora
        with as_(by):
            return cycles.close(step=self.step(number), by=by, **why)

    def reopen(self, number: int, reason: str = "It was counted twice", *, by: Any = None) -> None:
        by = by or self.cora
        with as_(by):
            cycles.reopen(step=self.step(number), reason=reason, by=by)

    def through(self, last: int, first: int = 1) -> ProtocolCycle | None:
        """Close these steps one after the other."""
        following = None
        for number in range(first, last + 1):
            self.ready(number)
            following = self.close(number)
        return following
