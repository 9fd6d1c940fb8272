"""Reads a definition from plain data and refuses what is wrong with it, each mistake with a sentence that says where.

What is refused besides missing and unknown words: a code without a row (GR-03), a table that crosses two attributes of
survivors, and one that is narrowed by an attribute (GR-42).
"""

import datetime
from collections.abc import Mapping
from math import prod
from typing import Any

from reports import crosswalks, reading_tables
from reports.crosswalks import BadDefinition, Crosswalk
from reports.definition import Choice, Definition, Section, Table
from reports.dims import dims
from reports.extending import canonical, likened
from reports.naming import COMBINATIONS, named, said
from reports.periods import DUE, PERIODS, due_on
from reports.reading_tables import known

FORM = {"funder", "form", "version", "title", "period", "effective", "age_floor", "due", "choices",
        "order", "sections", "crosswalks", "checks", "not_alone", "whose"}  # fmt: skip
WRONG_SHAPE = (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError)
SECTION = {"number", "label", "gate", "tables"}


def read(raw: Mapping[str, Any]) -> Definition:
    """Raises BadDefinition whatever is wrong with it, and nothing else."""
    name = f"{raw.get('funder')}.{raw.get('form')} {raw.get('version')}"
    try:
        return _form(canonical(likened(raw)))
    except BadDefinition as wrong:
        raise BadDefinition(f"{name}: {wrong}") from None
    except WRONG_SHAPE as wrong:
        raise BadDefinition(f"{name}: something is missing or has the wrong shape: {wrong}.") from wrong


def _form(raw: Mapping[str, Any]) -> Definition:
    known(raw, FORM)
    named([raw["funder"], raw["form"], *raw["order"], *(key for key, _one in raw.get("choices", []))])
    said(raw["title"], raw["version"])
    if raw["period"] not in PERIODS:
        raise BadDefinition(f"There is no period “{raw['period']}”.")
    due_on(raw.get("due", {}), datetime.date(2024, 1, 31))
    known(raw.get("due", {}), DUE)
    walks = {name: crosswalks.read(name, one) for name, one in raw.get("crosswalks", {}).items()}
    definition = Definition(
        key=f"{raw['funder']}.{raw['form']}",
        version=str(raw["version"]),
        title=raw["title"],
        period=raw["period"],
        effective=_effective(raw.get("effective", {})),
        age_floor=int(raw.get("age_floor", 0)),
        due=raw.get("due", {}),
        choices={key: _choice(key, one) for key, one in dict(raw.get("choices", [])).items()},
        sections=tuple(_section(key, raw["sections"], walks) for key in raw["order"]),
        crosswalks=walks,
        checks=tuple({"key": key, **one} for key, one in dict(raw.get("checks", [])).items()),
        not_alone=_services(raw.get("not_alone", [])),
        whose=_whose(raw.get("whose", "award")),
        raw=raw,
    )
    _whole(definition)
    return definition


def _whole(definition: Definition) -> None:
    """What can be seen only from above: keys are used once, and every crosswalk is total whatever an award chooses."""
    keys = [table.key for _section, table in definition.tables()]
    for key in keys:
        if keys.count(key) > 1:
            raise BadDefinition(f"There are two tables “{key}”.")
    if prod(len(choice.options) for choice in definition.choices.values()) > COMBINATIONS:
        raise BadDefinition("There are too many choices in it.")
    for walk in definition.crosswalks.values():
        for choice, options in walk.when.items():
            if choice not in definition.choices or set(options) - set(definition.choices[choice].options):
                raise BadDefinition(
                    f"Crosswalk {walk.name}: “{choice}” is no choice of this form, or has no such option."
                )
        reached = {row for one in definition.combinations() for row in walk.rules(one).reached()}
        for row in sorted(set(walk.rows) - reached):
            raise BadDefinition(f"Crosswalk {walk.name}: nothing can come into the row “{row}”.")
        shown = {
            row
            for _section, table in definition.tables()
            for row in (*table.rows, *table.columns)
            if walk.name in _used(table)
        }
        for row in sorted(set(walk.rows) - shown if shown else ()):
            raise BadDefinition(f"Crosswalk {walk.name}: no table shows the row “{row}”.")
    from reports.checking import refers_well

    refers_well(definition)


def _used(table: Table) -> set[str]:
    return {walk for part in table.parts for walk in (part.rows, part.columns)}


def _choice(key: str, raw: Mapping[str, Any]) -> Choice:
    known(raw, {"label", "default", "options"})
    options = dict(raw["options"])
    named(options)
    said(raw["label"], *options.values())
    if raw["default"] not in options:
        raise BadDefinition(f"Choice {key}: its default is none of its options.")
    return Choice(key=key, label=raw["label"], default=raw["default"], options=options)


def _section(key: str, sections: Mapping[str, Any], walks: Mapping[str, Crosswalk]) -> Section:
    if key not in sections:
        raise BadDefinition(f"There is no section “{key}”.")
    raw = sections[key]
    known(raw, SECTION)
    said(raw["label"], raw.get("number", ""), raw.get("gate", ""))
    tables = []
    for name, one in dict(raw.get("tables", [])).items():
        try:
            tables.append(reading_tables.table(name, one, walks))
        except BadDefinition as wrong:
            raise BadDefinition(f"Section {key}, table {name}: {wrong}") from None
        except WRONG_SHAPE as wrong:
            raise BadDefinition(f"Section {key}, table {name}: missing or of the wrong shape: {wrong}.") from wrong
    return Section(
        key=key, number=raw.get("number", ""), label=raw["label"], gate=raw.get("gate", ""), tables=tuple(tables)
    )


def _effective(raw: Mapping[str, Any]) -> tuple[datetime.date | None, datetime.date | None]:
    """From and to which first day of a period a version can be used; both days are inside."""
    known(raw, {"from", "to"})
    days = {}
    for key, day in raw.items():
        try:
            days[key] = datetime.date.fromisoformat(day)
        except ValueError:
            raise BadDefinition(f"“{key}” is no day.") from None
    return days.get("from"), days.get("to")


def _whose(whose: str) -> str:
    if whose not in ("award", "agency"):
        raise BadDefinition("What is counted is that of the award or that of the agency.")
    return whose


def _services(codes: list[str]) -> tuple[str, ...]:
    for code in codes:
        if code not in dims()["service"].codes:
            raise BadDefinition(f"There is no service “{code}”.")
    return tuple(codes)
