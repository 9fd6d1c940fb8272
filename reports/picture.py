"""The work of a county over time, drawn from protected products alone: which lines, and what several agencies make together.

Nothing here reads an exact number. A sum is shown only where every part of it is (GR-43), and of persons it says that it may
hold somebody twice (GR-07).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.shape import Cell, Product, Report, Section, Status, Table, Unit

Lines = tuple[tuple[str | Promise, tuple[str, ...]], ...]  # a title, and table/row: "*" are all rows but the total
LINES: Mapping[str, Lines] = {
    "house.work": (
        (_("Referrals to the agency, and how soon it answered"), ("received/total", "received/*")),
        (_("Referrals from the agency, and how soon they were answered"), ("made/total", "made/*")),
        (_("What came of the referrals to the agency"), ("received_ending/*",)),
        (_("What came of the referrals from the agency"), ("made_ending/*",)),
        (_("Meetings, agreements and protocols"), ("meetings/*", "papers/*")),
        (_("Training"), ("trainings/events", "people_trained/total")),
    ),
    "ovc.pmt": (
        (_("People served"), ("individuals/individuals", "new/new", "several/several", "anonymous/contacts")),
        (_("Services, by the persons who received them"),
         ("persons_a/a", "persons_b/b", "persons_c/c", "persons_d/d", "persons_e/e", "compensation/persons")),
        (_("Age of people who were new"), ("age/*",)),
        (_("Sex of people who were new"), ("sex/*",)),
        (_("Race and ethnicity of people who were new"), ("race/*",)),
    ),
    "ovw.stop": (
        (_("People served"), ("status/total", "status/*", "not_served/not_served", "secondary/secondary")),
        (_("Services, by the persons who received them"), ("services/*", "hotline/calls")),
        (_("Age"), ("age/*",)),
        (_("Sex"), ("sex/*",)),
        (_("Race and ethnicity"), ("race/*",)),
        (_("Training"), ("training_events/events",)),
    ),
}  # fmt: skip
DRAWN = {Unit.PERSONS, Unit.OCCURRENCES, Unit.EVENTS}
Panel = tuple[str, tuple[str, str, str]]


@dataclass(frozen=True)
class Group:
    """``withheld`` are lines of which no period shows a number: they are named, and not drawn."""

    title: str | Promise
    panels: list[Panel]
    withheld: list[str]


def tables() -> set[str]:
    return {line.partition("/")[0] for form in LINES.values() for _title, lines in form for line in lines}


def groups(form: str, reports: Sequence[Report]) -> Iterator[Group]:
    """What is drawn of these reports of one form, oldest first. A line that is 0 all the time, or nowhere, is left out; of a
    form that somebody made for herself it is each total."""
    newest: dict[str, Table] = {table.key: table for report in reports for _section, table in report.tables()}
    lines = LINES.get(form) or tuple(
        (table.label, (f"{key}/total",)) for key, table in newest.items() if "total" in dict(table.rows)
    )
    for title, wanted in lines:
        found = [one for name in wanted for one in _panels(newest.get(name.partition("/")[0]), name)]
        cells = {key: [cell for report in reports if (cell := _at(report, key))] for _label, key in found}
        panels = [(label, key) for label, key in found if any(cell.value for cell in cells[key])]
        hidden = [
            label for label, key in found
            if (label, key) not in panels and any(cell.status is Status.SUPPRESSED for cell in cells[key])
        ]  # fmt: skip
        if panels or hidden:
            yield Group(title, panels, hidden)


def _panels(table: Table | None, name: str) -> Iterator[Panel]:
    if table is None or table.unit not in DRAWN:
        return
    column = "total" if "total" in dict(table.columns) else table.columns[0][0]
    wanted = name.partition("/")[2]
    for row, label in table.rows:
        if row == wanted or (wanted == "*" and row != "total"):
            yield str(label), (table.key, row, column)


def _at(report: Report, key: tuple[str, str, str]) -> Cell | None:
    return next((t.cells.get(key[1:]) for _s, t in report.tables() if t.key == key[0]), None)


def together(reports: Sequence[Report], agencies: int) -> Report:
    """The same period of several agencies as one report: a sum where all of them say a number, withheld where one is, and no
    number where one has not released the period."""
    first = max(reports, key=lambda report: report.version)
    sections = tuple(_added(section, reports, agencies) for section in first.sections)
    return Report(
        form=first.form, version=first.version, title=first.title, period=first.period, agency="", award="", snapshot="",
        product=Product.RELEASE, sections=sections, sum_of=agencies,
    )  # fmt: skip


def _added(section: Section, reports: Sequence[Report], agencies: int) -> Section:
    return Section(
        section.key, section.number, section.label, tuple(_sum(table, reports, agencies) for table in section.tables)
    )


def _sum(table: Table, reports: Sequence[Report], agencies: int) -> Table:
    cells = {
        place: _total(place, [_at(one, (table.key, *place)) for one in reports], agencies) for place in table.cells
    }
    return replace(table, cells=cells)


def _total(place: tuple[str, str], parts: Sequence[Cell | None], agencies: int) -> Cell:
    if any(part is not None and part.status is Status.SUPPRESSED for part in parts):
        return Cell(*place, None, Status.SUPPRESSED)
    values = [part.value for part in parts if part is not None and part.status is Status.EXACT]
    if len(values) < agencies or not all(isinstance(value, Decimal) for value in values):
        return Cell(*place, None, Status.NOT_REPORTED)
    return Cell(*place, sum((Decimal(str(value)) for value in values), Decimal(0)))
