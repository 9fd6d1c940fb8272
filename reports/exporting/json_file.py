"""The long form as JSON, with what the report is at its head. The schema has a version; a change of meaning raises it."""

import json
from decimal import Decimal
from typing import Any

from reports.exporting import saying
from reports.exporting.lines import COLUMNS, Line, clean, lines
from reports.shape import Report

SCHEMA, SCHEMA_VERSION = "mdt.grant-report", 1


def render(report: Report) -> bytes:
    made = {
        "schema": SCHEMA, "schema_version": SCHEMA_VERSION,
        "report": clean(report.form), "version": clean(report.version), "title": clean(report.title),
        "period": clean(report.period), "agency": clean(report.agency), "award": clean(report.award),
        "snapshot": clean(report.snapshot), "product": report.product.value, "use": saying.product(report),
        "draft": clean(report.draft) or None, "sum_of": report.sum_of,
        "notes": [clean(note) for note in report.notes],
        "columns": list(COLUMNS),
        "lines": [_line(line) for line in lines(report)],
    }  # fmt: skip
    return (json.dumps(made, ensure_ascii=False, indent=1, default=_number) + "\n").encode()


def _line(line: Line) -> dict[str, Any]:
    return dict(zip(COLUMNS, line.as_tuple(), strict=True))


def _number(value: Any) -> int | float:
    """JSON has no decimals; a count is an int, a full-time equivalent the shortest float that reads back as itself."""
    if not isinstance(value, Decimal):
        raise TypeError(type(value).__name__)
    return int(value) if value == value.to_integral_value() else float(value)
