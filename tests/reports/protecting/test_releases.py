"""The history of releases (GR-46): what one release alone would not tell, and two of them would."""

from dataclasses import replace

import pytest

from reports.protecting.auditing import shown_in
from reports.protecting.building import Task
from reports.protecting.refusing import Impossible, Refused, Unsafe
from reports.protecting.register import Released
from reports.protecting.release import audit, marked, protect
from reports.protecting.rules import PUBLIC, TEAM, Plan
from reports.shape import Report, Unit
from tests.reports.protecting.making import FIVE, report, table, vector

QUARTERS = ("2026-01-01/2026-03-31", "2026-04-01/2026-06-30", "2026-07-01/2026-09-30", "2026-10-01/2026-12-31")
HALF, YEAR = "2026-01-01/2026-06-30", "2026-01-01/2026-12-31"


def times(*numbers: int, period: str) -> Report:
    return report(table("v", [[n] for n in numbers], unit=Unit.OCCURRENCES), period=period)


def released(counted: Report, name: str, audience: str = "team", earlier: tuple[Released, ...] = ()) -> Released:
    found = protect(Task(counted, FIVE if audience == "team" else PUBLIC, earlier=earlier))
    return Released(name, audience, counted, found.withheld)


def test_GR46_the_sum_of_two_quarters_would_give_the_second_back() -> None:
    """A: seven in the first quarter, shown; two in the second, withheld: so nine in both cannot be shown."""
    first = released(times(7, 20, 30, period=QUARTERS[0]), "q1")
    assert ("v", "r0", "") not in first.withheld
    second = released(times(2, 21, 33, period=QUARTERS[1]), "q2", earlier=(first,))
    assert ("v", "r0", "") in second.withheld
    both = times(9, 41, 63, period=HALF)
    alone = protect(Task(both, FIVE)).withheld
    assert alone == frozenset(), "by itself nothing of it is small"
    together = protect(Task(both, FIVE, earlier=(first, second))).withheld
    assert ("v", "r0", "") in together
    with pytest.raises(Unsafe):
        audit(Task(both, FIVE, earlier=(first, second)), shown_in(marked(both, frozenset())))


def test_GR46_nor_when_the_second_quarter_was_never_released() -> None:
    first = released(times(7, 20, 30, period=QUARTERS[0]), "q1")
    both = times(9, 41, 63, period=HALF)
    assert ("v", "r0", "") in protect(Task(both, FIVE, earlier=(first,))).withheld


def test_GR46_a_quarter_after_its_year_is_guarded_the_same_way() -> None:
    year = released(times(31, 80, 90, period=YEAR), "year")
    quarter = times(29, 20, 30, period=QUARTERS[0])
    assert ("v", "r0", "") in protect(Task(quarter, FIVE, earlier=(year,))).withheld


def test_GR46_persons_are_in_a_year_once_and_what_it_adds_to_a_quarter_is_guarded() -> None:
    first = Released("q1", "team", report(vector(20, 30), period=QUARTERS[0]), frozenset())
    second = Released("q2", "team", report(vector(15, 25), period=QUARTERS[1]), frozenset())
    half = report(vector(23, 41), period=HALF)  # three people more than in the first quarter
    assert ("v", "r0", "") in protect(Task(half, FIVE, earlier=(first, second))).withheld
    half = report(vector(28, 41), period=HALF)
    assert protect(Task(half, FIVE, earlier=(first, second))).withheld == frozenset()


def test_GR46_a_new_version_with_one_person_more_hides_where_she_is() -> None:
    before = released(report(table("t", [[20, 30], [40, 50]])), "one")
    now = report(table("t", [[21, 30], [40, 50]]))
    task = Task(now, FIVE, earlier=(before,))
    places = {("t", row, column) for row in ("r0", "total") for column in ("c0", "total")}
    assert protect(task).withheld >= places
    for shown in places:  # each of them by itself would tell
        with pytest.raises(Unsafe):
            audit(task, shown_in(marked(now, frozenset(places - {shown}))))
    with pytest.raises(Unsafe):
        audit(task, shown_in(marked(now, frozenset())))


def test_GR46_a_new_version_may_differ_by_five() -> None:
    before = released(report(table("t", [[20, 30], [40, 50]])), "one")
    now = report(table("t", [[25, 30], [40, 50]]))
    assert protect(Task(now, FIVE, earlier=(before,))).withheld == frozenset()


def test_GR46_the_same_numbers_go_out_with_the_same_cells_withheld() -> None:
    """Another choice of company would let both patterns be laid over each other."""
    numbers = [[3, 20, 20], [20, 20, 20], [20, 20, 20]]
    counted = report(table("t", numbers))
    before = released(counted, "one")
    for seed in ("a", "b", "c", "d"):
        assert protect(Task(counted, FIVE, earlier=(before,), seed=seed)).withheld == before.withheld


def test_GR46_what_the_team_has_seen_is_not_completed_by_what_the_public_gets() -> None:
    """The team reads both. Each pattern alone is safe; the public one must not show what the team's one hides."""
    counted = report(table("t", [[3, 20, 20], [20, 20, 20], [20, 20, 9]]))
    first = protect(Task(counted, TEAM))
    before = Released("team", "team", counted, first.withheld)
    then = protect(Task(counted, PUBLIC, earlier=(before,), audiences=(TEAM, PUBLIC)))
    inner = {place for place in first.withheld if "total" not in place}
    shown_once = {
        (r, c)
        for r in ("r0", "r1", "r2")
        for c in ("c0", "c1", "c2")
        if ("t", r, c) not in first.withheld & then.withheld
    }
    assert ("r0", "c0") not in shown_once
    assert len(inner & then.withheld) >= 4
    alone = frozenset({("t", "r0", "c0"), ("t", "r2", "c2"), ("t", "r0", "c2"), ("t", "r2", "c0")})
    if first.withheld & alone != alone:
        with pytest.raises(Unsafe):
            audit(Task(counted, PUBLIC, earlier=(before,), audiences=(TEAM, PUBLIC)), shown_in(marked(counted, alone)))


def test_GR46_one_award_and_all_awards() -> None:
    """Each person is in one award: all without the first is the second."""
    first = Released("a", "team", report(vector(18, 40)), frozenset(), frozenset({"A"}))
    everything = report(vector(20, 90))
    task = Task(everything, FIVE, earlier=(first,), scope=frozenset({"A", "B"}))
    assert ("v", "r0", "") in protect(task).withheld


def test_GR46_what_was_shown_stays_shown_and_where_that_tells_the_release_is_refused() -> None:
    """Both rows and the total were shown for the half year, both rows of the first quarter too."""
    plan = Plan(flows=frozenset({"v"}))
    half = Released("half", "team", report(vector(22, 41), period=HALF), frozenset(), plan=plan)
    first = Released("q1", "team", report(vector(20, 30), period=QUARTERS[0]), frozenset(), plan=plan)
    second = report(vector(2, 11), period=QUARTERS[1])
    with pytest.raises(Refused) as refused:
        protect(Task(second, FIVE, earlier=(half, first), plan=plan))
    assert isinstance(refused.value, Impossible | Unsafe)


def test_GR46_another_agency_and_another_form_are_another_history() -> None:
    first = released(times(7, 20, 30, period=QUARTERS[0]), "q1")
    other = replace(first, exact=replace(first.exact, agency="Another"))
    both = times(9, 41, 63, period=HALF)
    assert protect(Task(both, FIVE, earlier=(other,))).withheld == frozenset()
