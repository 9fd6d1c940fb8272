"""Pictures of protected numbers: bars for a table, small multiples over time. Where things stand; markup is in templates.

Only the protected product is drawn (GR-43). What is withheld is a hatched stub of one size, whatever it hides, and the
scale comes from what is shown.
"""

from collections.abc import Sequence
from decimal import Decimal
from textwrap import wrap
from typing import Any

from django.utils.translation import get_language_bidi, gettext

from reports.exporting import saying
from reports.exporting.lines import WORDS, meant
from reports.shape import Cell, Product, Report, Status, Table

Key = tuple[str, str, str]  # table, row, column
WIDTH, NAMES, LETTERS = 640, 210, 32  # of a picture, of its row names, letters of a name in a line
APART, ROOM = 18, 62  # between two panels; kept free behind the longest bar for its number
ROW, LINE, BAR = 24, 14, 12  # heights
STUB = 18  # width of what is withheld
PANELS, ROWS = 3, range(2, 28)  # how many fit
ACROSS, TALL, EACH = 3, 64, 200  # small multiples in a row; height of the columns of one, and its width
ABOVE, BELOW = 52, 24  # room for two lines of its name and a number; for the years beneath


class NotProtected(ValueError):
    """Somebody wanted a picture of exact numbers."""


def bars(report: Report, table: Table) -> dict[str, Any] | None:
    """A bar for each row, a panel for each column, all on one scale; None where a picture would say nothing."""
    if report.product is not Product.RELEASE:
        raise NotProtected("Only the protected product is drawn.")
    columns = _drawn_columns(table)
    rows = [(key, str(label)) for key, label in table.rows if key != "total"]
    if table.unit in WORDS or not columns or len(rows) not in ROWS:
        return None
    shown = {(r, c): meant(table.cells[r, c], table.unit) for r, _label in rows for c, _name in columns}
    scale = _scale(shown.values())
    if not scale:
        return None
    wide = (WIDTH - NAMES - APART * (len(columns) - 1)) / len(columns)
    heads = [wrap(str(label), max(8, int(wide / 7))) for _key, label in columns]
    above = LINE * max(map(len, heads)) + 8
    names, tops, height = _names(rows, above)
    panels = [
        {
            "head": [{"text": part, "y": LINE * line - 2} for line, part in enumerate(heads[i], start=1)],
            "x": _at(NAMES + i * (wide + APART)), "top": above - 4, "bottom": height,
            "bars": [_bar(shown[r, c], tops[r], NAMES + i * (wide + APART), (wide - ROOM) / scale) for r, _l in rows],
        }
        for i, (c, _label) in enumerate(columns)
    ]  # fmt: skip
    title = saying.heading(table.number, str(table.label))
    return {
        "title": title, "words": _in_words(rows, columns, shown), "width": WIDTH, "height": height, "names": names,
        "panels": panels, "start": _anchor("start"), "end": _anchor("end"),
    }  # fmt: skip


def _drawn_columns(table: Table) -> list[tuple[str, str]]:
    """The columns beside each other without their sum; if they are many, the sum alone."""
    inner = [column for column in table.columns if column[0] != "total"]
    return inner if len(inner) <= PANELS else [column for column in table.columns if column[0] == "total"]


def _names(rows: Sequence[tuple[str, str]], above: float) -> tuple[list[dict[str, Any]], dict[str, float], float]:
    """The lines of each row's name, the middle of each row, and how high all is."""
    names, middle, y = [], {}, above
    for key, label in rows:
        parts = wrap(label, LETTERS) or [label]
        tall = max(ROW, len(parts) * LINE + 10)
        middle[key] = y + tall / 2
        first = middle[key] - (len(parts) - 1) * LINE / 2 + 4
        names.append([{"text": part, "x": _at(NAMES - 10), "y": first + i * LINE} for i, part in enumerate(parts)])
        y += tall
    return [{"lines": one} for one in names], middle, y + 2


def _bar(cell: Cell, middle: float, left: float, unit: float) -> dict[str, Any]:
    """One bar and what stands behind it. Nothing of it depends on a value that is not shown."""
    stub = cell.status is Status.SUPPRESSED
    value = cell.value if isinstance(cell.value, Decimal) else None
    long = STUB if stub else round(float(value or 0) * unit, 1)
    said = saying.number(value) if value is not None else str(saying.MARKS.get(cell.status, ""))
    x = _at(left + long) if get_language_bidi() else left
    top = middle - BAR / 2
    return {
        "x": round(x, 1), "y": top, "wide": long, "tall": BAR, "stub": stub, "shown": value is not None,
        "said": said, "said_x": round(_at(left + long + 6), 1), "said_y": middle + 4,
        "hatch": hatch(round(x, 1), top, STUB, BAR) if stub else "",
    }  # fmt: skip


def hatch(x: float, y: float, wide: float, tall: float) -> str:
    """Slanting lines within a box, as a path: one that every program draws alike, in colour or in grey."""
    lines = []
    for begin in range(4, int(wide + tall), 4):
        x1, y1 = (x + begin, y) if begin <= wide else (x + wide, y + begin - wide)
        x2, y2 = (x, y + begin) if begin <= tall else (x + begin - tall, y + tall)
        lines.append(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}")
    return "".join(lines)


def over_time(reports: Sequence[Report], panels: Sequence[tuple[str, Key]], title: str = "") -> dict[str, Any]:
    """A small picture for each of ``panels``: a column for each report, in the order given, each on its own scale.

    ``rows`` and ``periods`` are for the table that stands beneath."""
    if any(report.product is not Product.RELEASE for report in reports):
        raise NotProtected("Only the protected product is drawn.")
    found = [_cells(report) for report in reports]
    periods = [saying.period(report.period) for report in reports]
    missing = Cell("", "", None, Status.NOT_APPLICABLE)
    rows = [(label, [cells.get(key, missing) for cells in found]) for label, key in panels]
    drawn = [_small(label, line, i, periods) for i, (label, line) in enumerate(rows)]
    return {
        "title": title, "panels": drawn, "width": ACROSS * EACH + (ACROSS - 1) * APART,
        "height": ((len(drawn) + ACROSS - 1) // ACROSS) * (ABOVE + TALL + BELOW),
        "words": "; ".join(f"{label}: {', '.join(said(cell) for cell in line)}" for label, line in rows),
        "periods": periods, "rows": [
            (label, [(said(c), c.value is not None, p) for c, p in zip(line, periods, strict=True)]) for label, line in rows
        ],
        "start": _anchor("start"), "end": _anchor("end"),
    }  # fmt: skip


def _cells(report: Report) -> dict[Key, Cell]:
    return {(t.key, *place): meant(cell, t.unit) for _s, t in report.tables() for place, cell in t.cells.items()}


def _small(label: str, cells: Sequence[Cell], index: int, periods: Sequence[str]) -> dict[str, Any]:
    left, top = (index % ACROSS) * (EACH + APART), (index // ACROSS) * (ABOVE + TALL + BELOW)
    base, step = top + ABOVE + TALL, EACH / max(len(cells), 1)
    wide, scale = min(30.0, step * 0.62), _scale(cells)
    columns = []
    for i, cell in enumerate(cells):
        middle = left + (i + 0.5) * step
        value = cell.value if isinstance(cell.value, Decimal) else None
        stub = cell.status is Status.SUPPRESSED
        tall = STUB if stub else round(float(value or 0) / scale * TALL, 1) if scale else 0
        x = round(_at(middle, ACROSS * EACH + (ACROSS - 1) * APART) - wide / 2, 1)
        columns.append({
            "x": x, "y": base - tall, "wide": round(wide, 1), "tall": tall, "stub": stub, "middle": round(x + wide / 2, 1),
            "said": saying.number(value) if value is not None else "" if stub else "–", "said_y": round(base - tall - 5, 1),
            "hatch": hatch(x, base - tall, round(wide, 1), tall) if stub else "",
        })  # fmt: skip
    full = ACROSS * EACH + (ACROSS - 1) * APART
    return {
        "x": _at(left, full),
        "head": [{"text": part, "y": top + 14 + LINE * i} for i, part in enumerate(_two(label))], "columns": columns,
        "base": base, "from": _at(left, full),
        "to": _at(left + EACH, full), "foot_y": base + 15, "first": _year(periods[0]) if periods else "",
        "last": _year(periods[-1]) if len(periods) > 1 else "",
    }  # fmt: skip


def _two(label: str) -> list[str]:
    """As much of a name as two lines hold; the table beneath has all of it."""
    parts = wrap(label, EACH // 7)
    return parts if len(parts) <= 2 else [parts[0], f"{parts[1][: EACH // 7 - 1]}…"]


def _year(period: str) -> str:
    """The last part of a period's words, which is what fits under a small picture."""
    return period.rsplit(" ", 1)[-1] if len(period) > 12 else period


def _scale(cells: Any) -> float:
    """The largest number that is shown; 0 if none is above 0."""
    return max((float(cell.value) for cell in cells if isinstance(cell.value, Decimal)), default=0.0)


def said(cell: Cell) -> str:
    return (
        saying.number(cell.value)
        if isinstance(cell.value, Decimal)
        else cell.value or str(saying.MARKS.get(cell.status, "–"))
    )


def percent(part: Cell, whole: Cell) -> Decimal | None:
    """The share in whole percent; None unless both numbers are shown, so that it tells nothing that they do not (GR-43)."""
    shown = [cell.value for cell in (part, whole) if cell.status is Status.EXACT and isinstance(cell.value, Decimal)]
    if len(shown) < 2 or not shown[1]:
        return None
    return (100 * shown[0] / shown[1]).quantize(Decimal(1))


def _in_words(
    rows: Sequence[tuple[str, str]], columns: Sequence[tuple[str, str]], shown: dict[tuple[str, str], Cell]
) -> str:
    """The same for somebody who hears it."""
    lines = []
    for r, label in rows:
        cells = [f"{name} {said(shown[r, c])}".strip() for c, name in columns]
        lines.append(gettext("%(line)s: %(numbers)s") % {"line": label, "numbers": ", ".join(cells)})
    return "; ".join(lines)


def _at(x: float, width: float = WIDTH) -> float:
    return round(width - x if get_language_bidi() else x, 1)


def _anchor(side: str) -> str:
    return {"start": "end", "end": "start"}[side] if get_language_bidi() else side
