"""One count: its numbers, how far it is, what it lacks, what is behind a number, and what has changed since it was filed."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reports.definition import Definition
from reports.exporting.saying import sum_of
from reports.exporting.worksheet import worksheet
from reports.models import Run
from reports.panel import panels
from reports.queries import behind as queries
from reports.queries.missing import missing
from reports.queries.publications import copies
from reports.queries.runs import looked, told
from reports.saying import (
    aside_words,
    findings_words,
    lacks,
    moved_words,
    number_href,
    number_words,
    rule_words,
    since_rows,
)  # fmt: skip
from reports.shape import Unit
from reports.ticks import sayable
from reports.views.filing import KINDS
from reports.vocabulary import RunStatus


@require_safe
def report(request: HttpRequest, run: UUID) -> HttpResponse:
    """While it is being counted the page says how far it is, and asks again; it can be left and come back to."""
    with looked(request.user, run, purpose="report.view") as here:
        if here.status not in (RunStatus.COUNTED, RunStatus.FILED):
            parts = "reports/progress.html" if request.htmx else "reports/counting.html"
            return render(request, parts, {"run": here, "award": here.award})
        if request.htmx:  # it is ready: the whole page is asked for
            return HttpResponse(headers={"HX-Refresh": "true"})
        said = told(here)
        return render(request, "reports/report.html", {
            "run": here, "award": here.award,
            "sheet": worksheet(said.report, pictures=False, href=_leads_to(here, said.definition)),
            "asides": aside_words(said.asides), "kinds": KINDS, "has_words": said.has_words,
            "errors": findings_words(here, said.definition, (one for one in said.findings if one.level == "error")),
            "warnings": findings_words(here, said.definition, (one for one in said.findings if one.level == "warning")),
            "panel": panels(said.report, said.definition) if here.status == RunStatus.COUNTED else [],
            "population": here.award.agency.jurisdiction.population, "copies": copies(here),
        })  # fmt: skip


def _leads_to(run: Run, definition: Definition) -> Callable[[str, str, str], str]:
    """A number leads to what is behind it; a line of ticks that can be said otherwise to where that is done."""
    open_still = run.status == RunStatus.COUNTED
    ticks = {table.key for _section, table in definition.tables() if open_still and sayable(table)}
    all_ticks = {table.key for _section, table in definition.tables() if table.unit == Unit.TICKS}

    def href(table: str, line: str, column: str) -> str:
        if table in all_ticks:
            return reverse("report_otherwise", args=[run.public_id, table, line]) if table in ticks else ""
        return number_href(run, table, line, column)

    return href


@require_safe
def report_missing(request: HttpRequest, run: UUID) -> HttpResponse:
    with looked(request.user, run, purpose="report.missing") as here:
        pass
    found = missing(request.user, here)
    return render(request, "reports/missing.html", {"run": here, "award": here.award, "lacks": lacks(found)})


@require_safe
def report_behind(request: HttpRequest, run: UUID, table: str, line: str, column: str = "") -> HttpResponse:
    """A number's pedigree: rule, filter and version for who reports; the records only those that she could open anyway."""
    with looked(request.user, run, purpose="report.behind") as here:
        said = told(here)
        shown = number_words(said.report, said.asides, table, line, column)
        if shown is None:
            raise Http404
    joined, _left = queries.behind(request.user, here, table, line, column)
    return render(request, "reports/behind.html", {
        "run": here, "award": here.award, "number": shown, "rules": rule_words(queries.rules(here, table, line, column)),
        "behind": moved_words(joined), "sum_of": sum_of(said.report) if said.report.sum_of else "",
    })  # fmt: skip


@require_safe
def report_since(request: HttpRequest, run: UUID) -> HttpResponse:
    """Why it is not what was filed: each number that differs, with its sign (GR-27)."""
    with looked(request.user, run, purpose="report.since") as here:
        now = queries.newest_after(here)
        differences = queries.differences(here, now) if now else []
        said = told(here)
        return render(request, "reports/since.html", {
            "run": here, "award": here.award, "now": now, "rows": since_rows(said.report, differences),
            "partners": said.report.sum_of,
        })  # fmt: skip


@require_safe
def report_moved(request: HttpRequest, run: UUID, table: str, line: str, column: str = "") -> HttpResponse:
    """One number that differs: the records that joined it and that left it."""
    with looked(request.user, run, purpose="report.since") as here:
        now = queries.newest_after(here)
        said = told(here)
        shown = number_words(said.report, said.asides, table, line, column)
    if now is None or shown is None:
        raise Http404
    joined, left = queries.behind(request.user, now, table, line, column, before=here)
    return render(request, "reports/moved.html", {
        "run": here, "award": here.award, "number": shown, "joined": moved_words(joined), "left": moved_words(left),
    })  # fmt: skip
