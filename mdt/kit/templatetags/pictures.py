"""Pictures made on the server: clock ring, round table, ring of steps, states, terms, bars, a share with its uncertainty.

Plain SVG with its words as a text alternative; shape says what colour says; no inline style.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.formats import localize
from django.utils.translation import gettext, ngettext

from mdt.kit import clock, drawing, due, flow, grid, spans
from mdt.kit.components import component
from mdt.kit.drawing import Items

register = template.Library()


@component(register, "clock_ring")
def clock_ring(
    due_at: datetime,
    started: datetime | None = None,
    met: datetime | None = None,
    now: datetime | None = None,
    label: str = "",
) -> dict[str, Any]:
    """How much of the time given is gone. `met` is when it was answered, None while it is open."""
    at = met or now or clock.now()
    return {
        "state": due.state(due_at, started, met, now),
        "used": max(4, round(due.used(due_at, started, at) * 100)),  # the beginning is drawn too
        "short": due.short(due_at - at),
        "words": ": ".join(filter(None, [label, due.words(due_at, met, now)])),
    }


@register.simple_tag
def clock_words(due_at: datetime, met: datetime | None = None, now: datetime | None = None) -> str:
    """The clock in words."""
    return due.words(due_at, met, now)


@component(register, "round_table")
def round_table(seats: Items, title: str = "", middle: str = "") -> dict[str, Any]:
    """Each discipline's seat: a disc (filled), a dashed ring (empty) or a half disc (lapsed).

    A seat may bring the words for its state as ``said``; ``middle`` stands on the table, where nobody is seated.
    """
    filled = sum(seat["state"] == "filled" for seat in seats)
    return {
        "seats": drawing.around(seats),
        "title": title or gettext("The round table"),
        "middle_words": middle or gettext("seated"),
        "count": gettext("%(filled)s of %(all)s") % {"filled": filled, "all": len(seats)},
        "words": "; ".join(f"{seat['label']}: {seat_words(seat)}" for seat in seats),
        **_ring_size(),
    }


@register.simple_tag
def seat_words(seat: Mapping[str, Any]) -> str:
    """What a seat's state means, in words, with its note."""
    states = {
        "filled": gettext("seated"),
        "empty": gettext("seat empty"),
        "lapsed": gettext("acknowledgement lapsed"),
    }
    return ", ".join(filter(None, [seat.get("said") or states[seat["state"]], seat.get("note", "")]))


@component(register, "seats_table")
def seats_table(seats: Items, caption: str = "") -> dict[str, Any]:
    """The same in words: first the seats that need somebody, then all of them behind one click."""
    open_seats = [seat for seat in seats if seat["state"] != "filled"]
    return {"seats": seats, "open": open_seats, "caption": caption or gettext("Who sits at the table")}


@component(register, "step_ring")
def step_ring(steps: Items, title: str) -> dict[str, Any]:
    """Steps that begin again after the last. `state` is done (a full disc), current (a disc within a ring), overdue (with a
    sign beside it) or todo (dashed)."""
    late = sum(step["state"] == "overdue" for step in steps)
    return {
        "steps": drawing.around(steps, size=12),
        "arcs": drawing.arcs(steps),
        "title": title,
        "count": _done(steps),
        "late": ngettext("%(n)s overdue", "%(n)s overdue", late) % {"n": late} if late else "",
        "words": _steps_in_words(steps),
        **_ring_size(),
    }


@component(register, "small_ring")
def small_ring(steps: Items, title: str) -> dict[str, Any]:
    """The same for a list: a piece for each step."""
    done = sum(step["state"] == "done" for step in steps)
    return {
        "pieces": drawing.pieces(steps), "title": title, "count": _done(steps), "words": _steps_in_words(steps),
        "short": f"{done}/{len(steps)}",
    }  # fmt: skip


def _done(steps: Items) -> str:
    done = sum(step["state"] == "done" for step in steps)
    return gettext("%(done)s of %(all)s") % {"done": done, "all": len(steps)}


def _steps_in_words(steps: Items) -> str:
    names = {
        "done": gettext("done"), "current": gettext("now"), "overdue": gettext("overdue"), "todo": gettext("to come"),
    }  # fmt: skip
    return "; ".join(f"{step['label']}: {names[step['state']]}" for step in steps)


@component(register, "flow")
def flow_picture(lanes: Items, title: str, start: str) -> dict[str, Any]:
    """From one thing through its doors to who is behind each; how a door is drawn says its kind."""
    words = "; ".join(f"{', '.join([lane['title'], *lane['notes']])}: {', '.join(lane['people'])}" for lane in lanes)
    return {**flow.flow(lanes), "title": title, "start": start, "words": words}


def _ring_size() -> dict[str, Any]:
    middle = (drawing.WIDTH // 2, drawing.HEIGHT // 2)
    return {"width": drawing.WIDTH, "height": drawing.HEIGHT, "middle": middle}


@component(register, "state_sign")
def state_sign(sign: str) -> dict[str, Any]:
    """One sign of the picture below, beside the words that it stands for."""
    return {"sign": sign}


@component(register, "state_grid")
def state_grid(columns: int, rows: Items, title: str, words: str, numbers: Sequence[int] = ()) -> dict[str, Any]:
    """Who against what, numbered; a sign in each square with its day. ``words`` sum it up: the table beneath says all."""
    drawn = grid.grid(columns, rows, numbers)
    signs = [one for row in drawn["rows"] for cell in row["cells"] for one in cell["signs"]]
    pictures = {
        kind: render_to_string("components/sign.html", {"sign": kind}) for kind in {one["sign"] for one in signs}
    }
    for one in signs:  # each kind of sign is rendered once: there may be thousands of them
        one["drawn"] = pictures[one["sign"]]
    return {**drawn, "title": title, "words": words}


@component(register, "term_line")
def term_line(items: Items, title: str, today: date) -> dict[str, Any]:
    """A bar for each term, what follows it dashed, marks before its end, and where today stands."""
    drawn = spans.spans(items, today)
    words = "; ".join(f"{item['title']}: {item['words']}" for item in items)
    return {**drawn, "title": title, "words": words, "now_x": min(max(drawn["today"], 20), spans.WIDTH - 20)}


@component(register, "bars")
def bars(items: Items, label: str, unit: str = "") -> dict[str, Any]:
    """A handful of numbers beside each other, each with its value written on it."""
    base = 16 + drawing.TALL
    return {
        "bars": drawing.beside(items),
        "label": label,
        "words": "; ".join(f"{item['label']}: {localize(item['value'])} {unit}".strip() for item in items),
        "width": max(1, len(items)) * (drawing.BAR + drawing.GAP),
        "wide": drawing.BAR,
        "base": base,
        "height": base + 18,
    }


@component(register, "share")
def share(value: float, low: float, high: float, label: str) -> dict[str, Any]:
    """A share between 0 and 1 with the range in which the true one may lie."""
    percent = {"value": round(value * 100), "low": round(low * 100), "high": round(high * 100)}
    said = gettext("%(value)s %%, likely between %(low)s %% and %(high)s %%") % percent
    return {"label": label, "words": said, **percent}
