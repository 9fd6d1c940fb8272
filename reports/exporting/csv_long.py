"""CSV in long form (GR-05). A cell that a spreadsheet could take for a formula is made text by an apostrophe."""

import csv
import re
from decimal import Decimal
from io import StringIO

from reports.exporting.lines import COLUMNS, lines, plain
from reports.shape import Report

GUARD = "'"
# Spreadsheets run what begins so, some after spaces, some also in full width. The apostrophe itself is here so that
# taking one away always gives back what was there.
RISKY = re.compile(r"[\s\ufeff\u200b-\u200f]*[=+\-@＝＋－＠|%']|[\t\r\n]")


def render(report: Report) -> bytes:
    """UTF-8 with the mark by which spreadsheets know it, line ends as RFC 4180 wants them."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for line in lines(report):
        writer.writerow([written(value) for value in line.as_tuple()])
    return out.getvalue().encode("utf-8-sig")


def written(value: Decimal | str | None) -> str:
    """Numbers as digits, without a guard: no number is ever a formula."""
    if value is None:
        return ""
    return plain(value) if isinstance(value, Decimal) else safe_cell(value)


def safe_cell(text: str) -> str:
    return f"{GUARD}{text}" if RISKY.match(text) else text


def unguarded(text: str) -> str:
    """What ``safe_cell`` was given."""
    return text.removeprefix(GUARD)
