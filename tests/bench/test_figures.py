"""How the bench counts and writes; nothing here is timed."""

import random
from statistics import median

import pytest
from django.core.management import CommandError, call_command

from bench import goals, mixed, report
from bench.mixed import MIX, Slice
from bench.mixed_report import table
from bench.rounds import Result, percentile
from bench.whole import Page


def test_a_percentile_is_a_value_that_so_many_do_not_exceed() -> None:
    hundred = [float(one) for one in range(1, 101)]
    random.Random(1).shuffle(hundred)  # noqa: S311 - an order, no secret
    assert [percentile(hundred, part) for part in (0.5, 0.95, 0.99, 1.0)] == [50, 95, 99, 100]
    assert percentile([7.0], 0.5) == percentile([7.0], 0.99) == 7.0
    assert percentile([1.0, 2.0, 3.0], 0.5) == 2.0
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 0.5)


def test_ratios_are_taken_inside_the_rounds() -> None:
    page = Page("cases", who={"small": "ada", "state": "ada"})
    page.ms = {
        ("small", "ours"): [2.0, 20.0, 2.0], ("small", "plain"): [1.0, 10.0, 1.0], ("small", "bare"): [1.0, 1.0, 1.0],
        ("state", "ours"): [3.0, 20.0, 2.0],
    }  # fmt: skip
    assert page.ratio("small", "plain") == 2.0
    assert page.ratio("small", "bare") == 2.0
    assert page.growth("state", "small") == 1.0
    assert page.ours("small") == median([2.0, 20.0, 2.0])


def test_a_table_takes_its_own_place_and_no_other() -> None:
    text = "Before\n<!-- load -->\nold\n<!-- end of load -->\nbetween\n<!-- pages -->\nkept\n<!-- end of pages -->\n"
    done = report.replaced(text, "load", "new")
    assert done == text.replace("\nold\n", "\n\nnew\n\n")
    assert report.replaced(done, "load", "new") == done
    with pytest.raises(ValueError, match="no place for other"):
        report.replaced(text, "other", "new")


def test_a_load_is_told_by_side_by_kind_and_between_neighbouring_slices() -> None:
    def one(factor: float) -> Slice:
        return Slice(2.0 * factor, {kind: [10.0 * factor] * many for kind, many in MIX.items()})

    found = {"ours": [one(2.0), one(4.0)], "plain": [one(1.0), one(2.0)]}
    said = table(found, "plain", 5_000)
    assert "| requests a second | 17 | 33 | 0.50 |" in said
    assert "| p95, ms | 40 | 20 | 2.00 |" in said
    assert "today (15 of 100), p50" in said and "5,000 cases" in said
    assert sum(MIX.values()) == 100
    assert mixed.pairs(found, "plain", lambda some: some.took) == 2.0


def test_a_goal_that_anybody_misses_is_open_and_a_run_that_left_something_out_writes_none() -> None:
    def one(ratio: float, ours: float = 10.0) -> Result:
        return Result(0, ours / ratio, ours, ratio, ours)

    found = {
        f"{goal.read}/{who}@{cases}": one(goal.most or 2.0) if goal is not goals.RECORD else one(1.0)
        for goal in (*goals.GOALS, goals.RECORD) for who in goals.FOUR for cases in (5_000, 1_000_000)
    }  # fmt: skip
    said = goals.table(found)
    assert "open" not in said
    assert "| list page, whole, one thread | 1.15 | 1.15, 1.15, 1.15, 1.15 |" in said
    said = goals.table(found | {"list page/X@1000000": one(1.16, ours=12.5)})
    assert "| list page, whole, one thread | 1.15 | **open:** 1.15, 1.15, 1.16, 1.15 |" in said
    assert "| 1.20 | **open:** 1.00, 1.00, 1.25, 1.00 |" in said
    slow = {"ledger/X@1000000": Result(0, 0.2, 0.6, 3.0, 0.6)}
    assert "| 0.30 | **open:** 0.00, 0.00, 0.40, 0.00 |" in goals.table(found | slow)
    del found["search/S@1000000"]
    with pytest.raises(KeyError):
        goals.table(found)
    for left_out in (["--scale", "county"], ["--no-pages"]):
        with pytest.raises(CommandError, match="both scales and their pages"):  # said before anything is measured
            call_command("bench", "--write", *left_out)
