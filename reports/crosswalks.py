"""Crosswalks: how the codes of a dim become the rows of a form, as total functions (GR-03, GR-16, GR-18).

A crosswalk that leaves one code out is refused when it is read, with a sentence that names the code; so is a row that
nothing can reach. ``""`` as a row says plainly: not on this form.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Any, Literal, cast

from reports.dims import HERE, OLDEST, dims, own_lists

Kind = Literal["one", "many", "bands"]
KEYS = {"by", "kind", "version", "rows", "rows_of", "without", "numbers", "marks", "same", "map", "off", "starts", "none",
        "several", "first", "when", "rest"}  # fmt: skip
RULES = ("map", "starts", "none", "several", "first")


class BadDefinition(ValueError):
    """A definition that cannot be read, with the sentence that says what is wrong and where."""


@dataclass(frozen=True)
class Rules:
    """What holds for one award. The order is: ``first`` that fits, then ``several``, then ``map``, then ``none``.

    ``several`` is the row of who has two or more different codes, ``none`` of who has no fact of the dim at all.
    An empty tuple of rows means: not on this form.
    """

    map: Mapping[str, tuple[str, ...]]
    none: str = ""
    several: str = ""
    first: tuple[tuple[str, str], ...] = ()

    def rows(self, codes: Iterable[str]) -> set[str]:
        """The rows of something that has these codes."""
        had = set(codes)
        for code, row in self.first:
            if code in had:
                return {row}
        if self.several and len(had) > 1:
            return {self.several}
        if had:
            return {row for code in had for row in self.map[code]}
        return {self.none} - {""}

    def plain(self) -> dict[str, Any]:
        """As JSON can carry it; what the database counts by."""
        return {
            "map": {code: list(rows) for code, rows in self.map.items()},
            "none": self.none,
            "several": self.several,
            "first": [list(one) for one in self.first],
        }

    def reached(self) -> set[str]:
        into = {row for rows in self.map.values() for row in rows} | {row for _code, row in self.first}
        return (into | {self.none, self.several}) - {""}


@dataclass(frozen=True)
class Crosswalk:
    """``when`` holds, for each choice of an award and each of its options, the rules that it changes."""

    name: str
    by: str
    kind: Kind
    version: int
    rows: Mapping[str, str]
    numbers: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def when(self) -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
        return cast("Mapping[str, Mapping[str, Mapping[str, Any]]]", self.raw.get("when", {}))

    def labels(self, choices: Mapping[str, str]) -> dict[str, str]:
        """The rows as they are printed, which may say what an award has chosen."""
        changed = [dict(options.get(choices[choice], {}).get("rows", [])) for choice, options in self.when.items()]
        return {row: next((one[row] for one in changed if row in one), label) for row, label in self.rows.items()}

    def rules(self, choices: Mapping[str, str]) -> Rules:
        """With the options that an award has chosen. Total over the codes of the dim, or refused."""
        raw = {key: self.raw[key] for key in RULES if key in self.raw}
        for choice, options in self.when.items():
            changed = options.get(choices[choice], {})
            raw.update({key: value for key, value in changed.items() if key not in ("map", "rows")})
            raw["map"] = {**raw.get("map", {}), **changed.get("map", {})}
        rules = Rules(
            map=self._mapped(raw),
            none=raw.get("none", ""),
            several=raw.get("several", ""),
            first=tuple((code, row) for code, row in raw.get("first", [])),
        )
        self._check(rules)
        return rules

    def _mapped(self, raw: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
        said: dict[str, tuple[str, ...]] = dict.fromkeys(self.raw.get("off", []), ())
        if "rest" in self.raw:
            said |= dict.fromkeys(dims()[self.by].codes, ())
        if self.kind == "bands":
            said |= self._bands(raw.get("starts", []))
        if self.raw.get("same"):
            said |= {code: (code,) for code in dims()[self.by].codes if code in self.rows}
        for code, rows in raw.get("map", {}).items():
            said[code] = tuple(row for row in ([rows] if isinstance(rows, str) else rows) if row)
        return said

    def _bands(self, starts: list[tuple[int, str]]) -> dict[str, tuple[str, ...]]:
        """Half-open: a band goes from its start to the next start, which belongs to the next band (GR-16)."""
        if not starts or starts[0][0] != 0:
            self._refuse("The bands have to begin at 0.")
        ends = [start for start, _row in starts[1:]] + [OLDEST + 1]
        if any(later <= earlier for earlier, later in pairwise([start for start, _row in starts] + [OLDEST + 1])):
            self._refuse(f"The bands have to rise, and to end at {OLDEST}.")
        return {
            str(age): ((row,) if row else ())
            for (start, row), end in zip(starts, ends, strict=True)
            for age in range(start, end)
        }

    def _check(self, rules: Rules) -> None:
        codes = dims()[self.by].codes
        for code in codes:
            if code not in rules.map:
                self._refuse(f"The code “{code}” is not mapped: give it a row, or say that it is not on this form.")
        for code in [*rules.map, *(code for code, _row in rules.first)]:
            if code not in codes:
                self._refuse(f"There is no code “{code}” in “{self.by}”.")
        for row in sorted(rules.reached() - set(self.rows)):
            self._refuse(f"There is no row “{row}”.")
        if self.kind != "many":
            self._check_single(rules)

    def _check_single(self, rules: Rules) -> None:
        for code, rows in rules.map.items():
            if len(rows) > 1:
                self._refuse(f"The code “{code}” has more than one row, and each has exactly one here.")
        if not dims()[self.by].single and not rules.several:
            self._refuse("Somebody can have several of these codes: say in which row she is then.")

    def _refuse(self, sentence: str) -> None:
        raise BadDefinition(f"Crosswalk {self.name}: {sentence}")


def read(name: str, raw: Mapping[str, Any]) -> Crosswalk:
    """One crosswalk of a definition. Whether it is total is asked for each option of an award (``Crosswalk.rules``)."""
    unknown = sorted(set(raw) - KEYS)
    if unknown:
        raise BadDefinition(f"Crosswalk {name}: “{unknown[0]}” is not known here.")
    if raw.get("by") not in dims():
        raise BadDefinition(f"Crosswalk {name}: there is no dim “{raw.get('by')}”.")
    if raw.get("kind") not in ("one", "many", "bands"):
        raise BadDefinition(f"Crosswalk {name}: its kind has to be one, many or bands.")
    if (raw["kind"] == "bands") != (raw["by"] == "age"):
        raise BadDefinition(f"Crosswalk {name}: ages are mapped by bands, and nothing else is.")
    if not isinstance(raw.get("version"), int):
        raise BadDefinition(f"Crosswalk {name}: it has no version.")
    rows = dict(raw.get("rows", []))
    if "rows_of" in raw:
        without = raw.get("without", [])
        rows = {code: label for code, label in own_lists()[raw["rows_of"]].items() if code not in without} | rows
    for part in ("numbers", "marks"):
        for row in raw.get(part, {}):
            if row not in rows:
                raise BadDefinition(f"Crosswalk {name}: there is no row “{row}”.")
    if "rest" in raw and (raw["rest"] or len(rows) != 1):
        raise BadDefinition(f"Crosswalk {name}: only one that picks out a single row leaves out the rest.")
    return Crosswalk(
        name=name, by=raw["by"], kind=raw["kind"], version=raw["version"], rows=rows, numbers=raw.get("numbers", {}),
        marks=raw.get("marks", {}), raw=raw,
    )  # fmt: skip


@cache
def sectors() -> dict[str, Crosswalk]:
    """Where an agency of each sector stands, by form family: "trafficking" and "cac" (GR-32)."""
    with (HERE / "sectors.toml").open("rb") as file:
        return {name: read(name, raw) for name, raw in tomllib.load(file).items()}
