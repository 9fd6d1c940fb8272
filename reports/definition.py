"""Report definitions are data: what a form asks, and from which facts each of its tables is counted (GR-01, GR-02, GR-32, G-06).

A form is keyed by ``funder.form`` and version; sections, tables and rows by what they mean, and their numbers are labels
that may change from one version to the next. A form that somebody makes for herself is the same data (``from_dict``), built
from the same blocks and refused for the same mistakes.
"""

import datetime
import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import product
from typing import TYPE_CHECKING, Any, Literal

from reports.crosswalks import BadDefinition, Crosswalk
from reports.dims import HERE
from reports.shape import Unit

__all__ = ["BadDefinition", "Choice", "Definition", "Part", "Section", "Table", "every", "from_dict", "get", "in_force"]

if TYPE_CHECKING:
    from reports.lines import Line

Count = Literal["keys", "amount", "several"]


@dataclass(frozen=True)
class Part:
    """One way by which facts come into a table; the parts of a table are added up.

    ``rows`` and ``columns`` name crosswalks. Without ``rows``, what is counted stands in the one row ``row``: with the count
    "several" it is those who have two or more different rows of the crosswalk ``distinct``.
    """

    of: str
    count: Count
    where: Mapping[str, tuple[str, ...]]
    rows: str = ""
    row: str = ""
    columns: str = ""
    distinct: str = ""


@dataclass(frozen=True)
class Table:
    """``rows`` and ``columns`` are keys and labels as they are printed; no ``parts`` means that somebody types it.

    ``private``: it tells personal attributes of survivors. ``aside``: for the reporter's own eyes, no part of the form.
    ``zero_needs``: the source that has to be on for the whole period, else what is not counted is no zero (GR-26).
    """

    key: str
    number: str
    label: str
    unit: Unit
    basis: str
    mark: str
    rows: Mapping[str, str]
    columns: Mapping[str, str]
    parts: tuple[Part, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    total_row: str = ""
    total_column: str = ""
    overlapping: bool = False
    private: bool = False
    aside: bool = False
    zero_needs: str = ""
    note: str = ""

    @property
    def typed(self) -> bool:
        return not self.parts

    def mark_of(self, row: str) -> str:
        return self.marks.get(row, self.mark)


@dataclass(frozen=True)
class Section:
    """``gate`` is the question that opens it; empty where the section stands on every report."""

    key: str
    number: str
    label: str
    gate: str
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Choice:
    """A decision that the holder of an award makes once, and that is printed on each report (GR-18)."""

    key: str
    label: str
    default: str
    options: Mapping[str, str]


@dataclass(frozen=True)
class Definition:
    """``raw`` is the canonical form, with all that a version takes over written out: plain JSON, kept with each count, and
    ``from_dict`` makes the same definition of it. ``not_alone`` are services that make nobody somebody who was served.
    ``whose`` work it counts besides persons: that of the "award", or all of the "agency", whatever paid for it.
    """

    key: str
    version: str
    title: str
    period: str
    effective: tuple[datetime.date | None, datetime.date | None]
    age_floor: int
    due: Mapping[str, int]
    choices: Mapping[str, Choice]
    sections: tuple[Section, ...]
    crosswalks: Mapping[str, Crosswalk]
    checks: tuple[Mapping[str, Any], ...]
    not_alone: tuple[str, ...]
    whose: str
    raw: Mapping[str, Any]

    @cached_property
    def lines(self) -> "tuple[Line, ...]":
        """Its lines with their digests, worked out once."""
        from reports.lines import told

        return tuple(told(self))

    @cached_property
    def sha256(self) -> str:
        return digest(self.raw)

    def tables(self) -> Iterator[tuple[Section, Table]]:
        for section in self.sections:
            for table in section.tables:
                yield section, table

    def table(self, key: str) -> Table:
        return next(table for _section, table in self.tables() if table.key == key)

    def chosen(self, choices: Mapping[str, str] | None = None) -> dict[str, str]:
        """All choices of the form with what was chosen, or the default. An option that is not offered is refused."""
        given = choices or {}
        for key, option in given.items():
            if key not in self.choices or option not in self.choices[key].options:
                raise BadDefinition(f"{self.key} {self.version}: “{key}: {option}” cannot be chosen.")
        return {key: given.get(key, choice.default) for key, choice in self.choices.items()}

    def combinations(self) -> Iterator[dict[str, str]]:
        """Each way in which an award can choose."""
        keys = list(self.choices)
        for options in product(*(self.choices[key].options for key in keys)):
            yield dict(zip(keys, options, strict=True))

    def floor(self, choices: Mapping[str, str] | None = None) -> int:
        """From which age on somebody is counted as a primary victim; 0 where a form has no floor (GR-15)."""
        return int(self.chosen(choices).get("age_floor", self.age_floor))


def digest(plain: object) -> str:
    """Over one canonical way of writing it, so that it changes with what is said and not with how it is laid out."""
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def from_dict(raw: Mapping[str, Any]) -> Definition:
    """A definition from plain data. Every mistake is refused here, with a sentence that names form, place and code."""
    from reports.reading import read

    return read(raw)


@cache
def every() -> Mapping[tuple[str, str], Definition]:
    """All forms that come with the system, by key and version. Read once; one that is wrong stops the start."""
    from reports.extending import written_out

    raws: dict[str, Mapping[str, Any]] = {}
    for path in sorted(HERE.glob("*.*.*.toml")):
        with path.open("rb") as file:
            raws[path.stem] = tomllib.load(file)
    read = [from_dict(written_out(name, raws)) for name in raws]
    return {(one.key, one.version): one for one in read}


def get(key: str, version: str) -> Definition:
    """Raises KeyError for a form or version that there is not."""
    return every()[key, version]


def in_force(key: str, day: datetime.date) -> list[Definition]:
    """The versions of a form that can be used for a period that begins on that day, the newest first."""
    found = [
        one
        for one in every().values()
        if one.key == key
        and (one.effective[0] is None or one.effective[0] <= day)
        and (one.effective[1] is None or day <= one.effective[1])
    ]
    return sorted(found, key=lambda one: one.version, reverse=True)
