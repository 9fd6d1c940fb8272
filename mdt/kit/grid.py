"""Where things stand in a picture of states: who against what, a sign in each square with its day beneath. No markup."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

from django.utils.translation import get_language_bidi

NAME, COLUMN, HEAD, ROW = 126, 88, 26, 42  # widths and heights
LINE = 15  # between two lines of a name
SIGNS = 18  # letters of a name that fit into a line
APART = 11  # half of the distance between two signs in one square


def grid(columns: int, rows: Sequence[Mapping[str, Any]], numbers: Sequence[int] = ()) -> dict[str, Any]:
    """``numbers`` stand over the columns, which are counted from one otherwise.

    Each row has a ``label`` and as many ``cells``, each a list of signs with ``sign`` and ``day``. The first of two
    stands for now, the other for what comes next."""
    width, top = NAME + COLUMN * columns, float(HEAD)
    placed = []
    for row in rows:
        placed.append(_row(row, top, width))
        top += placed[-1]["tall"]
    told = numbers or range(1, columns + 1)
    heads = [{"number": told[i], "x": _at(_middle(i), width)} for i in range(columns)]
    return {
        "rows": placed, "heads": heads, "width": width, "height": top, "anchor": "end" if get_language_bidi() else "start",
    }  # fmt: skip


def _row(row: Mapping[str, Any], top: float, width: int) -> dict[str, Any]:
    names = wrap(row["label"], SIGNS)
    tall = max(ROW, round(len(names) * LINE) + 12)
    first = top + (tall - len(names) * LINE) / 2 + 11.5
    return {
        "y": top, "tall": tall,
        "names": [(text, _at(0, width), round(first + i * LINE, 1)) for i, text in enumerate(names)],
        "cells": [_cell(signs, _middle(i), top + tall / 2, width) for i, signs in enumerate(row["cells"])],
    }  # fmt: skip


def _cell(signs: Sequence[Mapping[str, Any]], x: float, y: float, width: int) -> dict[str, Any]:
    apart = APART if len(signs) > 1 else 0
    return {
        "signs": [{**one, "x": _at(x - apart + 2 * apart * i, width), "y": y - 7} for i, one in enumerate(signs[:2])],
        "day": signs[0]["day"] if signs else "", "x": _at(x, width), "y": y, "day_y": y + 13,
    }  # fmt: skip


def _middle(column: int) -> float:
    return NAME + COLUMN * (column + 0.5)


def _at(x: float, width: int) -> float:
    return width - x if get_language_bidi() else x
