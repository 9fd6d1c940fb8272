"""Clocks and rings: what they say at an instant, and that words say all that the picture shows."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import engines
from django.utils.translation import override

from mdt.kit import drawing, due, grid, spans

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


SIGNS = ("signed", "asked", "waits", "paper", "declined", "lapsed", "notice", "gone")


def test_each_state_has_a_sign_of_its_own_shape():
    drawn = {sign: render("{% state_sign s %}", s=sign) for sign in SIGNS}
    shapes = {html.split(f"sign--{sign}")[1] for sign, html in drawn.items()}
    assert len(shapes) == len(SIGNS)
    assert all("<path" in shape for shape in shapes)


@pytest.mark.parametrize(("language", "edge"), [("en", "start"), ("ar", "end")])
def test_states_stand_inside_their_picture_where_reading_begins(language: str, edge: str):
    rows = [
        {"label": f"An agency with a long name number {n}", "cells": [[{"sign": "signed", "day": "3/4/2026"}], []]}
        for n in range(5)
    ]
    with override(language):
        placed = grid.grid(2, rows)
        html = render("{% state_grid 2 rows 'Who' 'Signed: 5' %}", rows=rows)
    assert placed["anchor"] == edge
    assert [row["y"] for row in placed["rows"]] == sorted(row["y"] for row in placed["rows"])
    for row in placed["rows"]:
        assert all(0 < one["x"] < placed["width"] for cell in row["cells"] for one in cell["signs"])
        assert all(row["y"] < y < row["y"] + row["tall"] for _text, _x, y in row["names"])
    assert (html.count("sign--signed"), html.count("–")) == (5, 5)
    assert 'aria-label="Who: Signed: 5"' in html


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_term_is_drawn_from_its_first_day_to_its_last_with_today_between(language: str):
    day = NOW.date()
    first, last, grace = (day + timedelta(days=n) for n in (-100, 200, 230))
    one = {"title": "A <b>pact</b> with a title that is far too long for one line", "first": first, "last": last, "grace": grace,
           "marks": [last - timedelta(days=n) for n in (180, 90, 30)], "state": "on", "day": "until then", "words": "so long"}  # fmt: skip
    with override(language):
        drawn = spans.spans([one, {**one, "grace": None, "marks": []}], day)
        html = render("{% term_line items 'Terms' day %}", items=[one], day=day)
    bar, plain = drawn["bars"]
    assert bar["x"] < drawn["today"] < bar["x"] + bar["wide"]
    assert all(bar["x"] < tick["x"] < bar["x"] + bar["wide"] for tick in bar["ticks"])
    nearest = bar["x"] + bar["wide"] if language == "en" else bar["x"]
    assert abs(bar["ticks"][-1]["x"] - nearest) < abs(bar["ticks"][0]["x"] - nearest)
    assert bar["after"] and plain["after"] is None
    assert "<b>" not in html
    assert "far too long for one line: so long" in html


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
