"""Released files as a reader gets them: JSON, which says at its head what it is, or CSV with what its name says of it."""

import csv
import datetime
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Place = tuple[str, str, str]  # table, row, column
NUMBERS = ("persons", "occurrences", "events")


@dataclass(frozen=True)
class File:
    """``cells`` holds numbers, None where one is withheld. ``snapshot`` is the count that it is a product of."""

    form: str
    version: str
    agency: str
    award: str
    first: datetime.date
    last: datetime.date
    snapshot: str
    audience: str
    cells: Mapping[Place, int | None]
    units: Mapping[str, str]

    @property
    def about(self) -> tuple[str, str, str]:
        return self.form, self.agency, self.award

    @property
    def period(self) -> tuple[datetime.date, datetime.date]:
        return self.first, self.last


def from_json(data: bytes, audience: str = "") -> File:
    head = json.loads(data)
    return _file(head, head["lines"], audience)


def from_csv(data: bytes, name: Mapping[str, str], audience: str = "") -> File:
    """``name``: the period, the agency and the award, which the long form has no column for."""
    lines = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    return _file({**lines[0], **name}, lines, audience)


def _file(head: Mapping[str, Any], lines: Iterable[Mapping[str, Any]], audience: str) -> File:
    first, last = (datetime.date.fromisoformat(day) for day in head["period"].split("/"))
    cells: dict[Place, int | None] = {}
    units: dict[str, str] = {}
    count = ""
    for line in lines:
        count = line["snapshot"].rpartition("/")[0]  # behind the stroke stands which product it is
        if line["unit"] not in NUMBERS:
            continue
        place, status = (line["line"], line["dim1"], line["dim2"]), line["status"].removeprefix("draft").strip()
        units[line["line"]] = line["unit"]
        if status == "suppressed":
            cells[place] = None
        elif status in ("", "exact"):
            cells[place] = int(line["value"])
    return File(
        head["report"], head["version"], head["agency"], head["award"], first, last, count,
        audience, cells, units,
    )  # fmt: skip
