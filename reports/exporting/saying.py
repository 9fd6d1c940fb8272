"""The words that stand on every rendering: what a file is, what a cell says that is no number, what is counted."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, localize
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reports.lines import numbered
from reports.shape import Cell, Product, Report, Status, Table, Unit

# One marker for all that is withheld (GR-44): nothing tells a small number from one that only protects it.
MARKS: dict[Status, str | Promise] = {
    Status.SUPPRESSED: _("withheld"),
    Status.NOT_TRACKED: _("not tracked"),
    Status.NOT_REPORTED: _("not reported"),
    Status.NOT_APPLICABLE: _("does not apply"),
}
MEANINGS: dict[Status, str | Promise] = {
    Status.SUPPRESSED: _("The number is not shown, so that nobody can be known by it. It may be 0."),
    Status.NOT_TRACKED: _("The agency did not collect this for the whole period. It is not a 0."),
    Status.NOT_REPORTED: _("It was asked, and no answer was given. It is not a 0."),
    Status.NOT_APPLICABLE: _("The form asks for no number here."),
}
UNITS: dict[Unit, str | Promise] = {
    Unit.PERSONS: pgettext_lazy("what is counted", "Persons"),
    Unit.OCCURRENCES: pgettext_lazy("what is counted", "Times"),
    Unit.EVENTS: pgettext_lazy("what is counted", "Events"),
    Unit.TICKS: pgettext_lazy("what is counted", "Ticks"),
    Unit.FTE: pgettext_lazy("what is counted", "Full-time equivalents"),
    Unit.TEXT: pgettext_lazy("what is counted", "In words"),
}
DRAFT = _("DRAFT")


def product(report: Report) -> str:
    if report.product is Product.FUNDER_EXACT:
        return gettext("Exact counts for the funder's portal. Do not pass on.")
    return gettext("Protected counts. Small numbers are withheld.")


def on_each_page(report: Report) -> str:
    """What no page, sheet or row may be without: that it is a draft, and who it is for."""
    return " · ".join([str(DRAFT), product(report)] if report.draft else [product(report)])


def on_each_row(report: Report) -> str:
    """The same in a narrow column of a sheet, where a row may be copied away from its head."""
    exact = report.product is Product.FUNDER_EXACT
    if report.draft:
        return gettext("DRAFT, exact: do not pass on") if exact else gettext("DRAFT, protected")
    return gettext("Exact: do not pass on") if exact else gettext("Protected")


def sum_of(report: Report) -> str:
    """GR-07: partner totals are added up and never joined."""
    said = ngettext(
        "Sum of %(n)s partner total, not unduplicated across agencies: it may hold a person twice.",
        "Sum of %(n)s partner totals, not unduplicated across agencies: it may hold a person twice.",
        report.sum_of,
    )
    return said % {"n": report.sum_of}


def basis(report: Report, table: Table) -> str:
    """On which basis a number of this table was counted; beside persons also that partner totals were added up."""
    return " ".join(filter(None, [str(table.basis), *sums(report, table)]))


def ended(text: str) -> str:
    """With a point at its end, where something follows."""
    text = text.strip()
    return text if not text or text[-1] in ".!?:" else f"{text}."


def sums(report: Report, table: Table) -> list[str]:
    """That a number of persons holds totals of partners (GR-07)."""
    return [sum_of(report)] if report.sum_of and table.unit is Unit.PERSONS else []


def said_words(cell: Cell, *, where: str = "") -> str:
    """That a value was said, what was counted, why and by whom (GR-30). The protected product says no more than the first."""
    if cell.said is None:
        return ""
    answers = {"yes": gettext("yes"), "no": gettext("no")}
    words = {
        "counted": answers.get(cell.said.counted, cell.said.counted),
        "said": answers.get(str(cell.value), cell.value),
    }
    parts = [gettext("Said, not counted: %(said)s. Counted: %(counted)s.") % words]
    if cell.said.why:
        parts.append(gettext("Why: %(why)s") % {"why": cell.said.why})
    if cell.said.by:
        parts.append(f"({cell.said.by}, {day(cell.said.on)})")
    return f"{where}: {' '.join(parts)}" if where else " ".join(parts)


def day(iso: str) -> str:
    """In words; anything else as it is."""
    try:
        return str(date_format(date.fromisoformat(iso)))
    except ValueError:
        return iso


def basis_of(report: Report, table: Table, cell: Cell) -> str:
    """The basis of one line: that of its table, and that its value was said and not counted."""
    return " ".join(filter(None, (basis(report, table), said_words(cell))))


def remarks(table: Table, *, note: bool = True) -> list[str]:
    """What a reader has to know before she reads the numbers; ``note`` with what the form itself says."""
    said = [str(table.note)] if note and table.note else []
    if table.overlapping:
        said.append(
            gettext("A person may stand in more than one row, so the rows may add up to more than the persons.")
        )
    if not table.verified:
        said.append(gettext("Not yet compared with the funder's current form."))
    rows, columns = dict(table.rows), dict(table.columns)
    for cell in table.cells.values():
        if cell.said is not None:
            place = " · ".join(filter(None, (str(rows[cell.row]), str(columns[cell.column]))))
            said.append(said_words(cell, where=place))
    return said


def gate(answer: bool | None) -> str:
    """The answer to the question that opens a section."""
    return {True: gettext("Yes"), False: gettext("No"), None: gettext("not answered")}[answer]


def heading(number: str, label: str) -> str:
    """The form's number is part of what people read and never a key (GR-02)."""
    return numbered(number, label)


def number(value: Decimal) -> str:
    """As people read it, in their language, without zeros at the end."""
    whole = value == value.to_integral_value()
    return str(localize(int(value) if whole else value.normalize(), use_l10n=True))


def period(given: str) -> str:
    """Both days of ``2026-01-01/2026-12-31`` in words; anything else as it is."""
    try:
        first, last = (date.fromisoformat(day) for day in given.split("/"))
    except ValueError:
        return given
    return gettext("%(first)s to %(last)s") % {"first": date_format(first), "last": date_format(last)}


def facts(report: Report) -> list[tuple[str, str]]:
    """What the report is, for the head of each rendering."""
    return [
        (gettext("Agency"), str(report.agency)),
        (gettext("Award"), str(report.award)),
        (gettext("Period"), period(report.period)),
        (gettext("Form"), f"{report.form} {report.version}"),
        (gettext("Snapshot"), report.snapshot),
    ]
