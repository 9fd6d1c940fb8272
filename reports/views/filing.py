"""Filing a count, and the files of a report."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from confidentiality.limits import limited
from mdt.kit.errors import Refused
from reports import kept
from reports.actions import runs as actions
from reports.exporting import csv_long, document, json_file, workbook
from reports.queries.runs import looked, told
from reports.shape import Report
from reports.views.here import refused

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES: dict[str, tuple[Callable[[Report], bytes], str]] = {
    "xlsx": (workbook.render, _XLSX), "csv": (csv_long.render, "text/csv; charset=utf-8"),
    "json": (json_file.render, "application/json"), "pdf": (document.render, "application/pdf"),
}  # fmt: skip
KINDS = [
    ("xlsx", gettext_lazy("Workbook")), ("pdf", gettext_lazy("Worksheet as PDF")), ("csv", "CSV"), ("json", "JSON"),
]  # fmt: skip


@require_POST
def report_file(request: HttpRequest, run: UUID) -> HttpResponse:
    """Errors stop it; warnings and a draft are confirmed. What is filed stays as it is (GR-04)."""
    try:
        with looked(request.user, run, purpose="report.file") as here:
            said = told(here)
            if any(one.level == "error" for one in said.findings):
                raise Refused(_("What does not add up is set right first."))
            if request.POST.get("confirmed") != "yes":
                raise Refused(_("Confirm that you have read what the page says about these numbers."))
        actions.file(by=request.user, run=here, report=kept.to_plain(said.report))
    except Refused as no:
        return refused(request, no, "report", run, purpose="report.file")
    messages.success(request, _("Filed. From now on nothing of it changes."))
    return redirect("report", run)


@require_safe
@limited("documents", reading=True)
def report_download(request: HttpRequest, run: UUID, kind: str) -> HttpResponse:
    """The exact product, for the funder's portal alone. Each copy is on record (GR-06)."""
    if kind not in FILES:
        raise Http404
    with looked(request.user, run, purpose=f"report.download.{kind}") as here:
        report = told(here).report
    return file_of(report, kind, f"report-{here.starts_on.isoformat()}-exact")


def file_of(report: Report, kind: str, name: str) -> HttpResponse:
    made, content_type = FILES[kind]
    return HttpResponse(
        made(report),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'},
    )
