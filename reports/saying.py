"""Reports in words: what a number is, how it came about, what is behind it, what is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.codes import in_words
from reports.definition import Definition
from reports.exporting import charts
from reports.exporting.lines import meant
from reports.finding import Finding
from reports.lines import Line, numbered
from reports.models import Run
from reports.queries.behind import Difference, Moved, Rule
from reports.queries.missing import Lack
from reports.shape import Cell, Report, Table

DIMS = {
    "role": gettext_lazy("Part in the report"),
    "status": gettext_lazy("How she was served"),
    "new": gettext_lazy("New or continuing"),
    "primary": gettext_lazy("Counted under"),
    "victimization": gettext_lazy("What happened"),
    "race": gettext_lazy("Race and ethnicity"),
    "sex": gettext_lazy("Sex"),
    "age": gettext_lazy("Age"),
    "classification": gettext_lazy("Barriers learned in the work"),
    "relationship": gettext_lazy("Who harmed her"),
    "reason": gettext_lazy("Why the program could not"),
    "service": gettext_lazy("Service"),
    "order_requested": gettext_lazy("Protection order asked for"),
    "order_granted": gettext_lazy("Protection order granted"),
    "nights": gettext_lazy("Nights of shelter"),
    "sheltered_family": gettext_lazy("Family members who stayed with her"),
    "unmet": gettext_lazy("Needs without capacity"),
    "doubled": gettext_lazy("Police interview on both lines"),
    "contact": gettext_lazy("Contact without a record"),
    "agency_type": gettext_lazy("Kind of agency"),
    "contacts": gettext_lazy("Usual contact"),
    "meetings": gettext_lazy("Usual meetings"),
    "mou": gettext_lazy("Agreement"),
    "policy": gettext_lazy("Policy"),
    "people": gettext_lazy("Discipline"),
    "topic": gettext_lazy("Topic"),
    "event": gettext_lazy("Training"),
    "product": gettext_lazy("Product"),
    "job": gettext_lazy("Kind of work"),
    "direction": gettext_lazy("Made or received"),
    "answer": gettext_lazy("How soon it was answered"),
    "ending": gettext_lazy("What came of it"),
    "gathering": gettext_lazy("Meeting"),
    "paper": gettext_lazy("Agreement or protocol"),
    "unpaid": gettext_lazy("Services outside every award"),
}
_ASKED_OF = {
    "primary": gettext_lazy("Under which crime she is counted. Without it the report cannot be filed."),
    "age": gettext_lazy("A date of birth, or an age with the day on which she said it, or why there is none."),
    "sex": gettext_lazy("Her answer, or why there is none."),
    "race": gettext_lazy("Her answer, or why there is none."),
    "victimization": gettext_lazy("What happened, as categories."),
    "relationship": gettext_lazy("Who the person is who harmed her."),
    "unpaid": gettext_lazy("They are counted nowhere until somebody says what paid for them."),
}
_COUNTED = {
    "keys": gettext_lazy("Each is counted once."),
    "amount": gettext_lazy("Their amounts are added up."),
    "several": gettext_lazy("Those with two or more different rows are counted once."),
}
_OF = {
    "person": gettext_lazy("Persons"),
    "contact": gettext_lazy("Contacts without a record"),
    "training": gettext_lazy("Trainings"),
    "product": gettext_lazy("Products"),
    "staff": gettext_lazy("Staff paid from the award"),
    "coordination": gettext_lazy("Agencies by kind"),
    "policy": gettext_lazy("Policies"),
    "referral": gettext_lazy("Referrals"),
    "gathering": gettext_lazy("Meetings of your teams"),
    "paper": gettext_lazy("Agreements and protocols"),
}


@dataclass(frozen=True)
class Number:
    """A number as it stands on the report, with its place in words."""

    table: Table
    row: str
    column: str
    cell: Cell

    @property
    def place(self) -> str:
        """Table, row and column, nothing said twice."""
        words = (numbered(self.table.number, self.table.label), self.row, self.column)
        return " · ".join(one for n, one in enumerate(words) if one and (not n or one != self.table.label))

    @property
    def said(self) -> str:
        return charts.said(meant(self.cell, self.table.unit))


def number_words(report: Report, asides: Iterable[Table], table: str, row: str, column: str) -> Number | None:
    """None for a place that the report has not."""
    tables = [one for _section, one in report.tables()] + list(asides)
    found = next((one for one in tables if one.key == table), None)
    if found is None or (row, column) not in found.cells:
        return None
    return Number(found, dict(found.rows)[row], dict(found.columns)[column], found.cells[row, column])


def rule_words(rules: list[Rule]) -> list[dict[str, Any]]:
    return [
        {
            "of": _OF.get(rule.of, rule.of), "count": _COUNTED[rule.count],
            "where": [(DIMS.get(dim, dim), in_words(dim, codes)) for dim, codes in rule.where.items()],
            "by": [(DIMS.get(dim, dim), in_words(dim, codes)) for dim, codes in rule.by],
        }
        for rule in rules
    ]  # fmt: skip


def moved_words(moved: Moved) -> dict[str, Any]:
    more = ngettext(
        "%(count)s person besides, on whose record you do not work.",
        "%(count)s persons besides, on whose records you do not work.",
        moved.more,
    ) % {"count": moved.more}
    return {
        "files": [(file.code, reverse("case", args=[file.public_id])) for file in moved.files],
        "more": more if moved.more else "",
        "records": [record for record in moved.records if record is not None],
        "empty": not (moved.files or moved.more or moved.records),
    }  # fmt: skip


def lacks(found: list[Lack]) -> list[dict[str, Any]]:
    return [
        {
            "title": DIMS.get(one.what, one.what), "why": _ASKED_OF.get(one.what, ""), "persons": one.persons, "more": one.more,
            "files": [
                (file.code, reverse("case", args=[file.public_id]), _noted_at(one.what, file.public_id)) for file in one.files
            ],
        }
        for one in found
    ]  # fmt: skip


# The page of her record on which an answer is noted.
_NOTED = {"race": "background", "sex": "background", "age": "background", "victimization": "events"}


def _noted_at(what: str, case: UUID) -> str:
    if what == "primary":
        return reverse("case_counting", args=[case])
    return reverse("element_edit", args=[case, _NOTED[what]]) if what in _NOTED else ""


def findings_words(run: Run, definition: Definition, findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Each with where its answer is given, if it is one that somebody types."""
    sections = {table.key: section.key for section, table in definition.tables()}
    told = []
    for one in findings:
        typed = one.check in ("gate", "unfilled") and one.tables
        section = sections.get(one.tables[0], "") if typed else ""
        href = reverse("report_typed", args=[run.award.public_id, run.starts_on, section]) if section else ""
        told.append({"sentence": one.sentence, "href": href})
    return told


def lines_words(definition: Definition, waiting: Iterable[Line]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Lines that wait, by section and table, as they stand on the form."""
    by_section: dict[str, dict[str, dict[str, Any]]] = {}
    titles = {one.key: numbered(one.number, one.label) for one in definition.sections}
    for line in waiting:
        table = definition.table(line.table)
        tables = by_section.setdefault(titles[line.section], {})
        group = tables.setdefault(table.key, {"label": numbered(table.number, table.label), "lines": []})
        group["lines"].append((line.digest, numbered(table.numbers.get(line.row, ""), table.rows[line.row])))
    return [(title, list(tables.values())) for title, tables in by_section.items()]


def since_rows(report: Report, differences: list[Difference]) -> list[dict[str, Any]]:
    tables = {table.key: table for _section, table in report.tables()}
    found = []
    for one in differences:
        table = tables.get(one.table)
        if table is not None and (one.row, one.column) in table.cells:
            words = (dict(table.rows)[one.row], dict(table.columns)[one.column])
            place = " · ".join(word for word in words if word and word != table.label)
            found.append(
                {"heading": numbered(table.number, table.label), "place": place, "one": one, "by": signed(one.by)}
            )
    return found


def signed(value: Decimal) -> str:
    """With a true minus, so that a difference reads as one."""
    plain = f"{abs(value.normalize()):f}"
    return f"+{plain}" if value > 0 else f"−{plain}"


def state_words(state: str) -> str:
    return {"filed": _("Filed"), "counted": _("Counted"), "begun": _("Being counted"), "open": _("Not counted yet")}[
        state
    ]


def number_href(run: Run, table: str, row: str, column: str) -> str:
    if column:
        return reverse("report_behind", args=[run.public_id, table, row, column])
    return reverse("report_behind_one", args=[run.public_id, table, row])


def aside_words(tables: Iterable[Table]) -> list[dict[str, Any]]:
    """What stands beside the form, without what is zero, in the reader's language: these words are ours (words.py)."""
    found = []
    for table in tables:
        columns = dict(table.columns)
        lines = [
            {
                "label": " · ".join(_(one) for one in (label, columns[cell.column]) if one),
                "value": charts.said(meant(cell, table.unit)),
            }
            for _key, label, cells in table.grid() for cell in cells if cell.value
        ]  # fmt: skip
        if lines:
            found.append({"label": _(table.label), "basis": table.basis and _(table.basis), "lines": lines})
    return found
