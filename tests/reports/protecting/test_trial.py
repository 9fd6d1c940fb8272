"""Each row of the trial that the method was chosen by: what can be protected, with how few cells, and what cannot."""

import time

import pytest

from reports.protecting.building import Task
from reports.protecting.refusing import Impossible
from reports.protecting.release import protect
from tests.reports.protecting.making import FIVE, Numbers, report, table, vector, withheld

FOUR_BY_EIGHT = (
    (8, 11, 16, 2, 1, 1, 4, 1),
    (8, 0, 0, 0, 7, 0, 3, 1),
    (0, 0, 2, 0, 5, 1, 1, 1),
    (5, 2, 2, 2, 6, 3, 7, 0),
)
SEVEN_BY_FOUR = ((0, 1, 8, 2), (5, 5, 2, 5), (3, 4, 0, 0), (4, 0, 0, 6), (0, 2, 0, 1), (2, 1, 8, 0), (3, 0, 0, 2))
SPARSE = (
    (1, 0, 0, 1, 0, 1, 0, 0), (1, 0, 0, 1, 0, 0, 0, 0), (1, 0, 5, 2, 0, 0, 1, 0), (2, 0, 0, 5, 4, 1, 2, 1), (0, 0, 6, 0, 3, 0, 2, 0),
    (0, 0, 3, 2, 0, 2, 0, 0), (0, 0, 1, 0, 0, 0, 0, 0), (1, 1, 2, 1, 0, 0, 1, 0), (0, 0, 0, 0, 0, 1, 2, 0), (1, 1, 2, 0, 1, 0, 3, 1),
)  # fmt: skip
LARGER = (
    (0, 3, 6, 0, 11, 2, 3, 12), (3, 0, 5, 0, 0, 0, 2, 0), (1, 6, 1, 0, 6, 0, 1, 1), (6, 2, 0, 2, 2, 5, 4, 5), (0, 2, 0, 10, 2, 0, 3, 0),
    (0, 5, 3, 5, 1, 5, 3, 9), (1, 0, 0, 17, 2, 0, 11, 7), (0, 5, 3, 3, 6, 5, 0, 3), (6, 0, 0, 0, 2, 6, 5, 5), (11, 0, 5, 6, 0, 1, 3, 9),
)  # fmt: skip


def test_GR43_of_a_vector_the_four_small_cells_suffice() -> None:
    hidden = withheld(report(vector(0, 1, 2, 8, 0, 15, 0, 3, 1, 0)))
    assert hidden == {("v", row, "") for row in ("r1", "r2", "r7", "r8")}


def test_GR50_where_zeros_are_always_shown_a_larger_cell_goes_too() -> None:
    counted = report(vector(0, 1, 2, 8, 0, 15, 0, 3, 1, 0))
    assert len(withheld(counted, show_zeros=True)) == 5


@pytest.mark.parametrize("show_zeros", [False, True])
def test_GR43_two_single_persons_get_company(show_zeros: bool) -> None:
    """Alone with each other, each would find the other (9.3 (5)); the third is the smallest that makes five."""
    hidden = withheld(report(vector(1, 0, 9, 1, 0, 15, 0, 30, 12, 0)), show_zeros=show_zeros)
    assert {("v", "r0", ""), ("v", "r3", "")} < hidden
    assert len(hidden) == 3


def test_GR42_a_table_of_three_people_is_withheld_whole() -> None:
    counted = report(vector(1, 0, 0, 1, 0, 0, 0, 1, 0, 0))
    assert len(withheld(counted)) == 11
    with pytest.raises(Impossible):  # who knows which rows are zero knows that there are three people or more
        withheld(counted, show_zeros=True)


def _size(numbers: Numbers, show_zeros: bool = False) -> int:
    return len(withheld(report(table("t", numbers)), show_zeros=show_zeros))


def test_GR45_four_by_eight_with_seventeen_small_cells() -> None:
    assert _size(FOUR_BY_EIGHT) == 20


def test_GR50_seven_by_four_is_refused_where_zeros_stay_visible_and_goes_where_they_need_not() -> None:
    assert _size(SEVEN_BY_FOUR) == 17
    with pytest.raises(Impossible) as refused:
        _size(SEVEN_BY_FOUR, show_zeros=True)
    assert refused.value.tables == ("t",)
    assert len(refused.value.ways) == 4
    assert "Withhold the table." in [str(way) for way in refused.value.ways]
    assert not any(digit in f"{refused.value} {refused.value.ways}" for digit in "0123456789")


def test_GR45_a_sparse_table_of_ninety_nine_cells_goes_with_zeros_and_not_without() -> None:
    assert _size(SPARSE) == 40
    with pytest.raises(Impossible):
        _size(SPARSE, show_zeros=True)


def test_GR47_larger_counts_are_solved_both_ways_within_the_time() -> None:
    for show_zeros, most in ((False, 31), (True, 33)):
        begun = time.monotonic()
        found = protect(Task(report(table("t", LARGER)), FIVE, show_zeros=show_zeros))
        assert found.optimal
        assert len(found.withheld) == most
        assert time.monotonic() - begun < 20
