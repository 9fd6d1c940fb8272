"""Random ways through the eight steps, against a naive oracle that knows nothing of the database (law P-01, P-02)."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from mdt.kit.errors import Refused
from protocols.actions import cycles
from protocols.models import CycleStep, ProtocolCycle
from tests.examples import tried
from tests.protocols.agreeing import as_
from tests.protocols.cycling import WHY, Ring

NUMBER = st.integers(1, 8)


class Turns(RuleBasedStateMachine):
    """``told``: of the open cycle, for each step whether it has who, when, how much evidence, and whether it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.ring, self.turn = Ring(), 1
        self.told: dict[int, dict[str, Any]] = {
            n: {"owner": False, "due": False, "shown": 0, "closed": False} for n in range(1, 9)
        }

    @property
    def cycle(self) -> ProtocolCycle:
        return ProtocolCycle.objects.get(team=self.ring.team, closed_at=None)

    def step(self, number: int) -> CycleStep:
        return self.ring.step(number, self.cycle)

    def done(self, act: Any, **given: Any) -> bool:
        """Whether it was done, and not refused."""
        with as_(self.ring.cora), suppress(Refused):
            act(by=self.ring.cora, **given)
            return True
        return False

    @rule(number=NUMBER, owner=st.booleans(), due=st.booleans())
    def plan(self, number: int, owner: bool, due: bool) -> None:
        one = self.told[number]
        changes = {"owner": self.ring.ada if owner else None, "due_on": self.ring.today if due else None}
        may = not one["closed"] and (one["owner"], one["due"]) != (owner, due)
        assert self.done(cycles.plan, step=self.step(number), **changes) is may
        if may:
            one.update(owner=owner, due=due)

    @rule(number=NUMBER)
    def show(self, number: int) -> None:
        one = self.told[number]
        assert (
            self.done(cycles.add_evidence, step=self.step(number), title="A paper", place="Binder") is not one["closed"]
        )
        one["shown"] += not one["closed"]

    @rule(number=NUMBER)
    def take_away(self, number: int) -> None:
        one = self.told[number]
        if one["shown"]:
            kept = self.step(number).evidence.all()[0]
            assert self.done(cycles.remove_evidence, evidence=kept) is not one["closed"]
            one["shown"] -= not one["closed"]

    @rule(number=NUMBER)
    def make_ready(self, number: int) -> None:
        """So that a way to the end is found now and then."""
        if not self.told[number]["closed"]:
            self.plan(number, True, True)
            self.show(number)
            self.close(number, True)

    @rule(number=NUMBER, why=st.booleans())
    def close(self, number: int, why: bool) -> None:
        one = self.told[number]
        first = {4: range(1, 4), 8: range(1, 8)}.get(number, ())
        waits = any(not self.told[n]["closed"] for n in first)
        may = not one["closed"] and one["owner"] and one["due"] and one["shown"] > 0 and (why or not waits)
        assert self.done(cycles.close, step=self.step(number), why_early=WHY if why else "") is may
        if may and number == 8:
            owners = [self.told[n]["owner"] for n in range(1, 9)]
            self.turn += 1
            self.told = {n: {"owner": owners[n - 1], "due": False, "shown": 0, "closed": False} for n in range(1, 9)}
        elif may:
            one["closed"] = True

    @rule(number=NUMBER)
    def reopen(self, number: int) -> None:
        one = self.told[number]
        assert self.done(cycles.reopen, step=self.step(number), reason="Counted twice") is one["closed"]
        one["closed"] = False

    @invariant()
    def it_is_as_the_oracle_says(self) -> None:
        here = self.cycle
        assert here.number == self.turn == ProtocolCycle.objects.filter(team=self.ring.team).count()
        rows = here.steps.all()
        assert [r.number for r in rows] == [*range(1, 9)]
        for r in rows:
            one = self.told[r.number]
            assert (bool(r.owner_id), r.due_on is not None, bool(r.closed_at)) == (
                one["owner"],
                one["due"],
                one["closed"],
            )


@pytest.mark.slow
def test_P01_P02_random_ways_end_where_the_oracle_says() -> None:
    run_state_machine_as_test(Turns, settings=tried(4, stateful_step_count=25))
