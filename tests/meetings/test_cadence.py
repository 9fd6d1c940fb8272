"""Whether a team meets often enough: by the days alone, and by what is held and planned (law T-11, P-07, 5.3)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Team
from agencies.queries.tables import tables_of
from meetings import saying_schedule as saying
from meetings.queries import cadence
from meetings.queries.cadence import Cadence
from tests import rooms
from tests.counting import Asked
from tests.examples import tried
from tests.meetings.planning import Hall, set_status

DAY = date(2026, 6, 1)


def after(last: int | None, following: int | None, days: int = 35) -> Cadence:
    """So many days ago, and in so many days."""
    ago = None if last is None else DAY - timedelta(days=last)
    ahead = None if following is None else DAY + timedelta(days=following)
    return Cadence(Team(name="Team"), "review", days, ago, ahead, DAY)


@tried(100)
@given(st.none() | st.integers(0, 200), st.none() | st.integers(0, 200), st.sampled_from([35, 100]))
def test_T11_it_is_late_on_the_first_day_after_the_term_and_open_while_nothing_is_planned_in_it(
    last: int | None, following: int | None, days: int
) -> None:
    one = after(last, following, days)
    expected = (
        ("first" if following is not None and following <= days else "never") if last is None else "late" if last > days
        else "good" if following is not None and last + following <= days else "open"
    )  # fmt: skip
    assert one.state == expected
    assert saying.cadence(one)["label"]


def of(hall: Hall, what: str) -> Cadence | None:
    return next((one for one in cadence.of_teams([hall.team]) if one.what == what), None)


@pytest.mark.parametrize(
    ("kind", "counts"), [("consultation", True), ("file_review", True), ("systems", False), ("business", False)]
)
def test_T11_a_review_counts_and_another_meeting_does_not(kind: str, counts: bool, owner_db: Any) -> None:
    hall = Hall()
    assert of(hall, "review").state == "never"  # type: ignore[union-attr]
    set_status(owner_db, hall.call(kind=kind), "held", hall.at(-36))
    assert of(hall, "review").state == ("late" if counts else "never")  # type: ignore[union-attr]
    set_status(owner_db, hall.call(kind=kind), "held", hall.at(-35))
    assert of(hall, "review").state == ("open" if counts else "never")  # type: ignore[union-attr]
    set_status(owner_db, hall.call(kind=kind), "held", hall.at(-34))
    hall.call(1, kind=kind, late="It is due tomorrow")
    assert of(hall, "review").state == ("good" if counts else "never")  # type: ignore[union-attr]


def test_T11_a_team_that_may_review_no_case_is_not_reminded_to(owner_db: Any) -> None:
    unsigned, systems = Hall(agreed=False), Hall(purpose="systems")
    assert of(unsigned, "review") is None and of(systems, "review") is None
    assert of(Hall(), "review") is not None  # the bait


def test_P07_a_team_under_the_law_of_texas_meets_each_quarter(owner_db: Any) -> None:
    hall = Hall(agreed=False)
    assert of(hall, "quarter") is None
    rooms.agreed(hall.team, hall.cora, profile="texas")
    assert of(hall, "quarter").state == "never"  # type: ignore[union-attr]
    set_status(owner_db, hall.call(kind="business"), "held", hall.at(-101))
    assert of(hall, "quarter").state == "late"  # type: ignore[union-attr]
    set_status(owner_db, hall.call(kind="systems"), "held", hall.at(-100))
    assert of(hall, "quarter").state == "open"  # type: ignore[union-attr]
    assert of(Hall(), "quarter") is None  # another profile


def test_the_focus_on_trafficking_has_its_turn(owner_db: Any) -> None:
    hall = Hall()
    made = hall.begin(focus_every=4)
    one = of(hall, "focus")
    assert one and (one.days, one.state) == (4 * 7 + 10, "first")
    with_focus = made.meetings.filter(trafficking_focus=True).order_by("starts_at")
    set_status(owner_db, with_focus[0], "held", hall.at(-30))
    one = of(hall, "focus")
    assert one and one.state == "open" and one.following == with_focus[1].starts_at.astimezone(hall.zone).date()
    set_status(owner_db, with_focus[1], "held", hall.at(-20))
    assert of(hall, "focus").following == with_focus[2].starts_at.astimezone(hall.zone).date()  # type: ignore[union-attr]


def test_a_team_that_has_planned_its_first_review_is_left_in_peace() -> None:
    hall = Hall()
    hall.call(20, kind="consultation")
    assert of(hall, "review").state == "first"  # type: ignore[union-attr]
    assert cadence.for_today(hall.cora, tables_of(hall.cora)) == []


def test_it_is_told_to_the_table_and_on_today_to_who_coordinates() -> None:
    hall = Hall()
    assert {one.team for one in cadence.for_list(hall.ada)} == {hall.team}
    assert cadence.for_today(hall.ada, tables_of(hall.ada)) == []
    assert [one.what for one in cadence.for_today(hall.cora, tables_of(hall.cora))] == ["review"]
    for who in (hall.zoe, rooms.person(None)):
        assert cadence.for_list(who) == [] == cadence.for_today(who, tables_of(who))


def test_as_many_statements_for_one_team_as_for_three() -> None:
    halls = [Hall() for _ in range(3)]
    counts = []
    for teams in ([halls[0].team], [one.team for one in halls]):
        with Asked() as asked:
            cadence.of_teams(teams)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 6
