"""Clocks and rings: what they say at an instant, and that words say all that the picture shows."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import engines
from django.utils.translation import override

from mdt.kit import drawing, due

NOW = datetime(2026, 3, 18, 14, 40, tzinfo=UTC)


def at(hours: float) -> datetime:
    return NOW + timedelta(hours=hours)


def render(source: str, **context: object) -> str:
    return engines["django"].from_string("{% load ui pictures %}" + source).render(context)


@pytest.mark.parametrize(
    ("due_at", "started", "met", "state", "words"),
    [
        (at(50), at(-50), None, "time", "2 days left"),
        (at(2), at(-14), None, "soon", "2 hours left"),
        (at(0), at(-14), None, "soon", "0 minutes left"),
        (at(-0.5), at(-14), None, "missed", "30 minutes late"),
        (at(-3), at(-9), at(-4), "met", "answered in time"),
        (at(-3), at(-9), at(-2), "missed", "answered late"),
        (at(-3), at(-9), at(-3), "met", "answered in time"),
        (at(1), at(1), None, "soon", "1 hour left"),
        (at(2), None, None, "soon", "2 hours left"),
    ],
)
def test_clock(due_at: datetime, started: datetime | None, met: datetime | None, state: str, words: str):
    assert due.state(due_at, started, met, NOW) == state
    assert due.words(due_at, met, NOW) == words
    html = render("{% clock_ring d s met=m now=n label='Answer' %}", d=due_at, s=started, m=met, n=NOW)
    assert f"ring--{state}" in html
    assert f'aria-label="Answer: {words}"' in html


def test_ring_is_short():
    assert [due.short(timedelta(minutes=m)) for m in (40, 120, 3 * 24 * 60, -180)] == [
        "40 m",
        "2 h",
        "3 d",
        "+3 h",
    ]


def seats(count: int) -> list[dict[str, str]]:
    return [{"label": f"Seat {n}", "state": ("filled", "empty", "lapsed")[n % 3]} for n in range(count)]


@pytest.mark.parametrize("count", [1, 2, 8, 11, 16])
def test_round_table_says_every_seat(count: int):
    html = render("{% round_table seats %}", seats=seats(count))
    for seat in seats(count):
        assert f"{seat['label']}: " in html
    assert html.count("seat--") == count
    for placed in drawing.around(seats(count)):
        assert 0 < placed["x"] < drawing.WIDTH
        assert 0 < placed["y"] < drawing.HEIGHT


def test_round_table_without_seats():
    assert "0 of 0" in render("{% round_table seats %}", seats=[])


def test_table_beneath_names_the_open_seats_first():
    html = render("{% seats_table seats %}", seats=seats(3))
    assert html.index("Seat 1: seat empty") < html.index("<table")
    assert html.count('scope="row"') == 3


def test_numbers_in_pictures_are_not_localized():
    with override("es"):
        html = render("{% bars items 'Totals' %}", items=[{"label": "a", "value": 1}, {"label": "b", "value": 3}])
    assert 'height="21.3"' in html
    assert 'aria-label="Totals. a: 1; b: 3"' in html


def test_bars_of_nothing():
    assert "<rect" not in render("{% bars items 'Totals' %}", items=[])


def test_share_says_its_uncertainty():
    assert "74 %, likely between 66 % and 81 %" in render("{% share 0.74 0.66 0.81 'Followed' %}")


def test_a_masked_value_cannot_be_in_the_page():
    html = render(
        "<dl>{% masked 'Name' '/show/' 'name' %}</dl>{% deflist items %}",
        items=[{"term": "Name", "masked": True, "value": "Testa Person-014"}],
    )
    assert "Testa" not in html
    assert html.count("••••••••") == 2


def test_user_words_are_escaped_everywhere():
    bad = "<b>x</b>"
    html = render(
        "{% row bad bad %}{% chip bad 'basis' %}{% card bad %}{{ bad }}{% endcard %}{% note bad title=bad %}"
        "{% empty bad bad %}{% timeline items %}{% stays_leaves bad stays leaves bad bad %}"
        "{% crumbs bad '#' bad %}"
        "{% data_table bad columns rows %}{% round_table seats %}{% button bad %}{% tabs items bad %}",
        bad=bad, items=[{"title": bad, "detail": bad, "label": bad}], stays=[bad], leaves=[bad],
        columns=[{"label": bad}], rows=[[bad]], seats=[{"label": bad, "state": "filled", "note": bad}],
    )  # fmt: skip
    assert "<b>" not in html
