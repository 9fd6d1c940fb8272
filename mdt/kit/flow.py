"""Where things stand in the picture of who reaches a record: the record, what opens it, who is behind it. No markup."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from mdt.kit.drawing import LINE

WIDTH = 320
RECORD, DOOR, PEOPLE = (0, 62), (90, 112), (228, 92)  # where each column begins, and how wide it is
PAD, GAP = 9, 10
DOOR_SIGNS, PEOPLE_SIGNS = 17, 16  # that fit into a line
MOST = 6  # people named behind one door; the table has them all


def flow(lanes: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Each lane has ``kind``, ``title``, ``notes`` and ``people``. Where reading goes from right to left, so does the picture."""
    placed, top = [], 2.0
    for lane in lanes:
        placed.append(_lane(lane, top))
        top += placed[-1]["tall"] + GAP
    height = max(top - GAP + 2, 40)
    middle = round(height / 2, 1)
    record = {
        "x": _box(RECORD), "wide": RECORD[1], "y": round(middle - 18, 1), "text_x": _at(RECORD[0] + RECORD[1] / 2),
        "text_y": middle + 4,
    }  # fmt: skip
    for lane in placed:
        lane["path"] = _curve(RECORD[0] + RECORD[1], middle, DOOR[0], lane["middle"])
        lane["on"] = _curve(DOOR[0] + DOOR[1], lane["middle"], PEOPLE[0] - 7, lane["middle"])
    return {"lanes": placed, "record": record, "width": WIDTH, "height": round(height, 1),
            "anchor": "end" if get_language_bidi() else "start"}  # fmt: skip


def _lane(lane: Mapping[str, Any], top: float) -> dict[str, Any]:
    title = wrap(lane["title"], DOOR_SIGNS)
    notes = [line for note in lane["notes"] for line in wrap(note, DOOR_SIGNS)]
    people = [line for name in _named(lane["people"]) for line in wrap(name, PEOPLE_SIGNS)]
    tall = max(len(title) + len(notes), len(people)) * LINE + 2 * PAD
    middle = top + tall / 2
    return {
        "kind": lane["kind"], "x": _box(DOOR), "y": round(top, 1), "wide": DOOR[1], "tall": round(tall, 1),
        "middle": round(middle, 1), "dot": _at(PEOPLE[0] - 7),
        "lines": _column([*title, *notes], DOOR[0] + PAD, middle, strong=len(title)),
        "people": _column(people, PEOPLE[0], middle),
    }  # fmt: skip


def _named(people: Sequence[str]) -> list[str]:
    if len(people) <= MOST:
        return list(people)
    return [*people[: MOST - 1], _("and %(n)s more") % {"n": len(people) - MOST + 1}]


def _column(lines: Sequence[str], x: float, middle: float, strong: int = 0) -> list[dict[str, Any]]:
    first = middle - (len(lines) - 1) * LINE / 2 + 4
    return [
        {"text": text, "x": _at(x), "y": round(first + i * LINE, 1), "strong": i < strong}
        for i, text in enumerate(lines)
    ]


def _at(x: float) -> float:
    return WIDTH - x if get_language_bidi() else x


def _box(column: tuple[int, int]) -> float:
    return WIDTH - column[0] - column[1] if get_language_bidi() else column[0]


def _curve(x1: float, y1: float, x2: float, y2: float) -> str:
    a, b, half = _at(x1), _at(x2), _at((x1 + x2) / 2)
    return f"M{a} {y1:.1f}C{half} {y1:.1f} {half} {y2:.1f} {b} {y2:.1f}"
