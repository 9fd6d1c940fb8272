"""Where things stand in a picture: seats and steps around a ring, bars beside each other. No markup."""

from collections.abc import Mapping, Sequence
from math import atan2, cos, degrees, pi, sin
from textwrap import wrap
from typing import Any

from django.utils.translation import get_language_bidi

Items = Sequence[Mapping[str, Any]]

WIDTH, HEIGHT = 304, 276  # of the round table and of the ring of steps
SEATS = (76.0, 90.0)  # half-axes of the ring of seats
LINE = 13.5  # between two lines of a name
BESIDE = 14  # letters of a name that fit beside the ring
BAR, GAP, TALL = 26, 14, 64


RING = (22, 17.0)  # middle and radius of the small ring
PAUSE = 0.09  # of a step's share, left open on each side


def arcs(items: Items) -> list[dict[str, Any]]:
    """Each item with the piece of the ring that leads to the next one, and the middle of it; the last leads to the first."""
    found = []
    for index, item in enumerate(items):
        (x1, y1), (x2, y2), (x, y) = (_on_ring((index + part) / len(items)) for part in (0, 1, 0.5))
        path = f"M{x1:.1f} {y1:.1f}A{SEATS[0]:g} {SEATS[1]:g} 0 0 1 {x2:.1f} {y2:.1f}"
        turn = round(degrees(atan2(y2 - y1, x2 - x1)))
        found.append({"state": item["state"], "path": path, "x": round(x, 1), "y": round(y, 1), "turn": turn})
    return found


def _on_ring(share: float) -> tuple[float, float]:
    angle = 2 * pi * share - pi / 2
    return WIDTH / 2 + SEATS[0] * cos(angle), HEIGHT / 2 + SEATS[1] * sin(angle)


def pieces(items: Items) -> list[dict[str, Any]]:
    """The same as pieces of a small ring, each for itself."""
    middle, radius = RING
    found = []
    for index, item in enumerate(items):
        ends = []
        for part in (PAUSE, 1 - PAUSE):
            angle = 2 * pi * (index + part) / len(items) - pi / 2
            ends.append(f"{middle + radius * cos(angle):.2f} {middle + radius * sin(angle):.2f}")
        found.append({"state": item["state"], "path": f"M{ends[0]}A{radius:g} {radius:g} 0 0 1 {ends[1]}"})
    return found


def around(items: Items, size: float = 7) -> list[dict[str, Any]]:
    """Each item with its place on the ring, clockwise from the top; `size` is the radius of its mark."""
    return [_placed(item, index, len(items), size) for index, item in enumerate(items)]


def _placed(item: Mapping[str, Any], index: int, count: int, size: float) -> dict[str, Any]:
    angle = 2 * pi * index / count - pi / 2
    across, down = cos(angle), sin(angle)
    x, y = WIDTH / 2 + SEATS[0] * across, HEIGHT / 2 + SEATS[1] * down
    at_end = abs(across) < 0.08  # of the long axis: the name goes above or below, not beside
    lines = [item["label"]] if at_end else _lines(item["label"])
    first = _first_line(y, down, len(lines), size if at_end else 0)
    text_x = x if at_end else x + (size + 6 if across > 0 else -size - 6)
    return {
        **item,
        "number": index + 1,
        "x": round(x, 1),
        "y": round(y, 1),
        "lines": [(text, round(text_x, 1), round(first + i * LINE, 1)) for i, text in enumerate(lines)],
        "anchor": "middle" if at_end else "start" if across > 0 else "end",
    }


def _lines(label: str) -> list[str]:
    """Long names break in two, very long ones more often: beside the ring there is little room."""
    words = label.split()
    if len(label) > 2 * BESIDE:
        return wrap(label, BESIDE)
    if len(label) < 10 or len(words) < 2:
        return [label]
    half = len(words) // 2
    return [" ".join(words[:half]), " ".join(words[half:])]


def _first_line(y: float, down: float, lines: int, end_size: float) -> float:
    """The base line of a name's first line."""
    if end_size:
        return y - end_size - 8 if down < 0 else y + end_size + 16
    return y + 4 - (lines - 1) * LINE / 2 + 6 * down


def beside(items: Items) -> list[dict[str, Any]]:
    """Each item's bar; the first stands where reading starts."""
    top = max((item["value"] for item in items), default=0) or 1
    ordered = list(reversed(items)) if get_language_bidi() else items
    return [_bar(item, index, TALL * item["value"] / top) for index, item in enumerate(ordered)]


def _bar(item: Mapping[str, Any], index: int, tall: float) -> dict[str, Any]:
    x = GAP / 2 + index * (BAR + GAP)
    top = round(16 + TALL - tall, 1)
    return {**item, "x": x, "middle": x + BAR / 2, "y": top, "tall": round(tall, 1), "value_y": top - 5}
