"""The strictest of several regimes, against a naive oracle that compares one axis after the other (law C-26)."""

from dataclasses import astuple, fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.vocabulary import Regime
from confidentiality.policy.releases import refuses_end, refuses_reason
from confidentiality.regimes import HOUSE, RULES, Demands, PassingOn, merge, notices, strictest

DAYS = st.none() | st.integers(1, 400)
DEMANDS = st.builds(
    Demands, st.booleans(), st.booleans(), DAYS, DAYS, st.booleans(), st.booleans(), st.sampled_from(PassingOn)
)


def no_looser(now: Demands, before: Demands) -> bool:
    """Axis by axis, written out: what was asked before is still asked."""
    for axis in ("parent_signs", "needs_end", "needs_purpose", "one_recipient"):
        if getattr(before, axis) and not getattr(now, axis):
            return False
    for axis in ("longest", "reason_after"):
        was, is_now = getattr(before, axis), getattr(now, axis)
        if was is not None and (is_now is None or is_now > was):
            return False
    return now.passing_on >= before.passing_on


@given(st.lists(DEMANDS, max_size=5), DEMANDS)
def test_C26_one_more_regime_never_loosens_an_axis(asked: list[Demands], more: Demands) -> None:
    assert no_looser(merge([*asked, more]), merge(asked))
    assert no_looser(merge([*asked, more]), more)


@given(st.lists(DEMANDS, min_size=1, max_size=5))
def test_C26_nothing_is_asked_that_nobody_asked(asked: list[Demands]) -> None:
    merged = merge(asked)
    for axis in fields(Demands):
        assert getattr(merged, axis.name) in [getattr(one, axis.name) for one in asked]


@given(st.sets(st.sampled_from(Regime)), st.sampled_from(Regime))
def test_C26_no_regime_loosens_what_holds_in_this_house(attached: set[Regime], more: Regime) -> None:
    assert no_looser(strictest(attached | {more}), strictest(attached))
    assert no_looser(strictest(attached), HOUSE)


def test_C26_every_regime_has_its_rule_and_none_asks_for_more_than_the_house_holds() -> None:
    """Who adds a stricter one has to build what it asks: then this fails."""
    assert set(RULES) == set(Regime)
    assert all(rule.source for rule in RULES.values())
    assert strictest(Regime) == HOUSE


def test_C26_nothing_asked_is_nothing_demanded() -> None:
    assert merge([]) == Demands(False, False, None, None, False, False, PassingOn.FREE)


# Each regime and what it asks, written out by hand: parent, end, longest, reason after, purpose, one recipient, passing on.
ASKS = {
    "VAWA": (True, True, None, None, True, True, 2), "FVPSA": (True, True, None, None, True, True, 2),
    "VOCA": (False, True, None, None, True, True, 2), "HIPAA": (False, True, None, None, True, False, 1),
    "PART2": (False, True, None, None, True, False, 2), "FERPA": (False, False, None, None, True, True, 2),
    "CJIS": (False, False, None, None, False, False, 2), "CAPTA": (False, False, None, None, False, False, 2),
    "MDT": (False, False, None, None, False, False, 2), "STATE": (False, True, None, None, False, False, 0),
    "TRIBAL": (False, False, None, None, False, False, 2),
}  # fmt: skip


def test_C26_what_each_regime_asks_and_what_the_house_asks_of_itself() -> None:
    assert {regime.value: astuple(rule.demands) for regime, rule in RULES.items()} == ASKS
    assert astuple(HOUSE) == (True, True, 90, 30, True, True, 2)
    assert not any(rule.verified for rule in RULES.values())  # counsel has confirmed none so far


class Actor:
    """Somebody of an agency under these regimes."""

    def __init__(self, *regimes: str) -> None:
        self.agency = type("Agency", (), {"regimes": list(regimes)})()


def test_C26_a_shorter_regime_shortens_what_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import timedelta

    from confidentiality.regimes import Rule
    from mdt.kit import clock

    def said(actor: Any, days: int) -> tuple[bool, bool]:
        end = clock.now() + timedelta(days=days)
        return refuses_end(actor, end, "normal") is None, refuses_reason(actor, end, "", "normal") is None

    actor = Actor("STATE")
    assert said(actor, 29) == (True, True)
    monkeypatch.setitem(RULES, Regime.STATE, Rule(Demands(longest=20, reason_after=7), "invented", verified=False))
    assert said(actor, 29) == (False, False)
    assert said(actor, 8) == (True, False)
    assert said(actor, 6) == (True, True)
    assert said(Actor("VAWA"), 29) == (True, True)


def test_C26_the_words_that_travel_are_those_of_the_regimes_attached() -> None:
    assert notices(["VAWA"]) == []
    assert notices(["FERPA", "VAWA", "PART2"]) == [RULES[Regime.PART2], RULES[Regime.FERPA]]
    assert "42 CFR Part 2" in str(RULES[Regime.PART2].notice)
