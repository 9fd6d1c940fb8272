"""Where things stand in a picture of terms: a bar from first to last day, what follows it, marks, and today. No markup."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import get_language_bidi

WIDTH, TOP, ROW, BAR, FOOT = 340, 22, 42, 11, 20
TITLE = 38  # letters that fit beside the day
ROOM = timedelta(days=30)  # before the first day and after the last
TICKS = (7, 10, 13)  # the nearer to the end, the longer


def spans(items: Sequence[Mapping[str, Any]], today: date) -> dict[str, Any]:
    """Each has ``title``, ``first``, ``last``, ``grace`` (its last day, or None), ``marks`` (days) and ``state``."""
    begins = min([today, *(one["first"] for one in items)]) - ROOM
    ends = max([today, *(one["grace"] or one["last"] for one in items)]) + ROOM
    line = _Line(begins, ends)
    bottom = TOP + ROW * len(items)
    return {
        "bars": [_bar(one, line, TOP + ROW * i) for i, one in enumerate(items)],
        "today": line.at(today), "years": _years(line), "bottom": bottom, "width": WIDTH, "height": bottom + FOOT,
        "anchor": "end" if get_language_bidi() else "start", "far": "start" if get_language_bidi() else "end",
        "from": _side(0), "to": _side(WIDTH),
    }  # fmt: skip


class _Line:
    """From a day to its place."""

    def __init__(self, begins: date, ends: date) -> None:
        self.begins, self.ends = begins, ends

    def at(self, day: date) -> float:
        return round(_side(WIDTH * (day - self.begins).days / (self.ends - self.begins).days), 1)


def _bar(one: Mapping[str, Any], line: _Line, top: int) -> dict[str, Any]:
    y = top + 19
    x, wide = _box(line, one["first"], one["last"])
    after = _box(line, one["last"], one["grace"]) if one["grace"] else None
    ticks = [{"x": line.at(day), "tall": tall} for day, tall in zip(one["marks"], TICKS, strict=False)]
    return {
        "title": Truncator(one["title"]).chars(TITLE), "day": one["day"], "state": one["state"], "text_y": top + 13,
        "x": x, "wide": wide, "y": y, "tall": BAR, "after": after, "ticks": ticks,
    }  # fmt: skip


def _box(line: _Line, first: date, last: date) -> tuple[float, float]:
    """Where it begins and how wide it is, never less than can be seen."""
    a, b = sorted((line.at(first), line.at(last)))
    return a, max(round(b - a, 1), 2.0)


def _years(line: _Line) -> list[dict[str, Any]]:
    """The first days of years; of many every second, third …"""
    years = range(line.begins.year + 1, line.ends.year + 1)
    step = len(years) // 8 + 1
    return [{"year": year, "x": line.at(date(year, 1, 1))} for year in years[::step]]


def _side(x: float) -> float:
    return WIDTH - x if get_language_bidi() else x
