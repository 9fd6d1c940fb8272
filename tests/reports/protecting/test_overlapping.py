"""Releases of periods that meet: inside each other, beside each other, or across (GR-46)."""

import datetime
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.attacker.files import from_json
from bench.attacker.judging import attack
from reports.exporting import json_file
from reports.protecting.auditing import CROSSING, faults, shown_in
from reports.protecting.building import Task
from reports.protecting.refusing import Crossing, Impossible
from reports.protecting.register import Released
from reports.protecting.release import marked, protect
from reports.protecting.rules import PUBLIC, TEAM
from reports.shape import Report, Unit
from tests.examples import tried
from tests.reports.protecting.making import FIVE, of, report, table, vector
from tests.reports.protecting.test_attacker import exact

YEAR, FEDERAL = "2025-01-01/2025-12-31", "2024-10-01/2025-09-30"
SUMMER, HALF = "2025-04-01/2025-09-30", "2025-01-01/2025-06-30"
LATER = "2025-10-01/2026-09-30"
Span = tuple[int, int]  # first month and how many


def over(period: str, *numbers: int) -> Report:
    return replace(report(vector(*numbers), period=period), snapshot=period)


def out(counted: Report, scope: str = "A") -> Released:
    return Released(counted.snapshot, "team", counted, frozenset(), frozenset({scope}))


@pytest.mark.parametrize(
    ("first", "second"), [(YEAR, FEDERAL), (FEDERAL, YEAR), (HALF, SUMMER), (YEAR, LATER), (LATER, YEAR)]
)
def test_GR46_a_period_across_an_earlier_one_is_refused_with_the_ways_out(first: str, second: str) -> None:
    """The federal year after the calendar year: both less their common months tell one quarter against another."""
    task = Task(over(second, 50, 60), FIVE, (out(over(first, 70, 80)),), scope=frozenset({"A"}))
    with pytest.raises(Crossing) as refused:
        protect(task)
    assert len(refused.value.ways) == 2
    assert not any(digit in f"{refused.value} {refused.value.ways}" for digit in "0123456789")
    assert {fault.why for fault in faults(task, shown_in(marked(task.report, frozenset())))} == {CROSSING}


@pytest.mark.parametrize(
    ("first", "second", "scope", "form"),
    [
        (YEAR, HALF, "A", "made.up"), (HALF, YEAR, "A", "made.up"), (FEDERAL, LATER, "A", "made.up"),
        (YEAR, FEDERAL, "B", "made.up"),  # another award: other people
        (YEAR, FEDERAL, "A", "another"),  # of another form is what another award paid for
    ],
)  # fmt: skip
def test_GR46_inside_beside_and_about_others_is_not_refused(first: str, second: str, scope: str, form: str) -> None:
    counted = replace(over(second, 50, 60), form=form)
    before = out(over(first, *((150, 170) if second == HALF else (45, 52))))
    assert protect(Task(counted, FIVE, (before,), scope=frozenset({scope}))).report


def test_GR46_what_another_reader_has_is_no_reason() -> None:
    """The public never saw the team's year."""
    before = out(over(YEAR, 70, 80))
    other = replace(FIVE, key="public")
    assert protect(Task(over(FEDERAL, 50, 60), other, (before,), scope=frozenset({"A"}))).withheld == frozenset()


def period(span: Span) -> str:
    first, last = (divmod(span[0] + more, 12) for more in (0, span[1]))
    end = datetime.date(2025 + last[0], last[1] + 1, 1) - datetime.timedelta(days=1)
    return f"{datetime.date(2025 + first[0], first[1] + 1, 1)}/{end}"


def months(span: Span) -> set[int]:
    return set(range(span[0], sum(span)))


def across(one: Span, other: Span) -> bool:
    """Each has a month that the other has not, and one is in both."""
    return all((months(one) & months(other), months(one) - months(other), months(other) - months(one)))


def counted(span: Span, seed: int, number: int) -> Report:
    """People who come in some months: each once in a period, and as often as they came."""
    chance = random.Random(seed)  # noqa: S311 - the same people each time
    persons = [(chance.choice("abc"), {chance.randrange(18) for _ in range(chance.randint(1, 4))}) for _ in range(90)]
    who = [(row, came & months(span)) for row, came in persons if came & months(span)]
    rows = [[sum(row == one for row, _came in who)] for one in "abc"]
    times = [[sum(len(came) for row, came in who if row == one)] for one in "abc"]
    tables = table("p", rows), table("o", times, unit=Unit.OCCURRENCES)
    return replace(report(*tables, period=period(span)), snapshot=f"s{number}")


@tried(10)
@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(1, 6)), min_size=2, max_size=5, unique=True), st.integers(0, 99)
)
def test_GR46_whatever_is_released_of_whatever_periods_nothing_is_found(spans: list[Span], seed: int) -> None:
    earlier: list[Released] = []
    done: list[Span] = []
    files, true = [], {}
    for number, span in enumerate(spans):
        one = counted(span, seed, number)
        task = Task(one, FIVE, tuple(earlier))
        if any(across(span, other) for other in done):
            with pytest.raises(Crossing):
                protect(task)
            continue
        try:
            made = protect(task)
        except Impossible:
            continue
        done.append(span)
        earlier.append(Released(one.snapshot, "team", one, made.withheld))
        files.append(from_json(json_file.render(made.report)))
        true[one.snapshot] = exact(one)
    assert attack(files, 5, true).wrongly == []


def test_GR46_what_one_audience_was_not_shown_hides_nothing_from_another() -> None:
    """Numbers that are large enough are shown to everybody though the team's report went out first, and the other way round."""
    one = report(of("v", {("a", ""): 7, ("b", ""): 8, ("c", ""): 40, ("total", ""): 55}))
    both = (TEAM, PUBLIC)
    team = protect(Task(one, TEAM, audiences=both)).withheld
    public = protect(Task(one, PUBLIC, audiences=both)).withheld
    assert (team, public) == (frozenset(), {("v", "a", ""), ("v", "b", "")})
    before = Released("t", "team", one, team)
    assert protect(Task(one, PUBLIC, (before,), audiences=both)).withheld == public
    before = Released("p", "public", one, public)
    assert protect(Task(one, TEAM, (before,), audiences=both)).withheld == team
