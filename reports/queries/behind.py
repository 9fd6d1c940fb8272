"""From a number to its rule and to what is behind it, inside the own agency alone (GR-06); and from what was filed to now."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from agencies.models import Person
from confidentiality.asking import asked
from reports.models import CountedCell, Product, Run, StaffAssignment, Training

_RECORDS: dict[str, type[Any]] = {"training": Training, "product": Product, "staff": StaffAssignment}


@dataclass(frozen=True)
class File:
    """A record that the reporter may open anyway: its code, and where it is."""

    code: str
    public_id: UUID


@dataclass
class Moved:
    """Records that joined a number, or left it: those that the actor may open, how many besides, and other records by kind."""

    files: list[File] = field(default_factory=list)
    more: int = 0
    records: list[Any] = field(default_factory=list)


def behind(
    actor: Person, run: Run, table: str, row: str, column: str, *, before: Run | None = None
) -> tuple[Moved, Moved]:
    """What is in the number (or joined it since ``before``), and what left it. Cells of a total are those of all its parts."""
    places = [run.pk, before.pk if before else None, table, _whole(row), _whole(column)]
    with asked(actor, "mdt_report_behind", *places, purpose="report.behind") as found:
        joined, left = Moved(), Moved()
        for sign, what, key, code, public_id in found:
            side = joined if sign > 0 else left
            if what == "more":
                side.more = key
            elif what == "file":
                side.files.append(File(code, public_id))
            elif what in _RECORDS:
                side.records.append(_RECORDS[what].objects.filter(pk=key).first())
    return joined, left


def _whole(place: str) -> list[str] | None:
    return None if place == "total" else [place]


@dataclass(frozen=True)
class Difference:
    """A number that is not what was filed, with its sign (GR-27)."""

    table: str
    row: str
    column: str
    was: Decimal
    now: Decimal

    @property
    def by(self) -> Decimal:
        return self.now - self.was


def differences(filed: Run, now: Run) -> list[Difference]:
    """Cell by cell, in the order of the form. Inside ``looked`` of both."""
    was, new = _values(filed), _values(now)
    changed = [Difference(*place, was.get(place, Decimal(0)), new.get(place, Decimal(0))) for place in {*was, *new}]
    order = {entry["key"]: n for n, entry in enumerate(now.plan["tables"])}
    return sorted((one for one in changed if one.by), key=lambda one: (order.get(one.table, 0), one.row, one.column))


def _values(run: Run) -> dict[tuple[str, str, str], Decimal]:
    return {(c.table, c.row, c.column): c.value for c in CountedCell.objects.filter(run=run)}


@dataclass(frozen=True)
class Rule:
    """How a number comes about, in words: of what, how, and which codes lead to it."""

    of: str
    count: str
    where: dict[str, list[str]]
    by: list[tuple[str, list[str]]]


def rules(run: Run, table: str, row: str, column: str) -> list[Rule]:
    """From the plan that was frozen with the count: the very thing the database counted by."""
    return [
        Rule(entry["of"], entry["count"], entry["where"], [*_codes(entry["row"], row), *_codes(entry["column"], column)])
        for entry in run.plan["tables"] if entry["key"] == table
    ]  # fmt: skip


def _codes(sorting: dict[str, Any] | None, place: str) -> list[tuple[str, list[str]]]:
    if not sorting or not sorting["by"] or place == "total":
        return []
    codes = [code for code, places in sorting["map"].items() if place in places]
    if sorting["several"] == place:
        codes.append(_("two or more"))
    if sorting["none"] == place:
        codes.append(_("nothing noted"))
    return [(sorting["by"], codes)]


def newest_after(filed: Run) -> Run | None:
    """The newest finished count of the same award and period that was made after. Inside ``looked``."""
    later = Run.objects.filter(
        award_id=filed.award_id, starts_on=filed.starts_on, ends_on=filed.ends_on, form=filed.form, version=filed.version,
        asked_at__gt=filed.asked_at, counted_at__isnull=False,
    )  # fmt: skip
    return later.order_by("-asked_at", "-pk").first()
