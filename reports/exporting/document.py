"""The worksheet on paper: a tagged PDF that says on each page what it is and may be used for."""

from django.template.loader import render_to_string

from reports.exporting.worksheet import worksheet
from reports.shape import Report


def page(report: Report, *, pictures: bool = True) -> str:
    """The whole HTML page of which the document is made."""
    return render_to_string("reports/export/worksheet_pdf.html", {"sheet": worksheet(report, pictures=pictures)})


def render(report: Report, *, pictures: bool = True) -> bytes:
    """The same report in the same language gives the same bytes."""
    from mdt.kit import pdf  # its libraries are large, and most processes never make a document

    return pdf.render(page(report, pictures=pictures))
