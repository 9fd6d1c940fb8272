"""A tick of coordination that is not what was counted, with its reason; before the report is filed (GR-30)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mdt.kit.errors import Refused
from reports.actions import typing as actions
from reports.assemble import TICKED
from reports.forms.otherwise import NONE, OtherwiseForm
from reports.models import Run
from reports.policy.reports import may_say_otherwise
from reports.queries.runs import looked, told
from reports.saying_ticks import Tick, tick_of
from reports.views.here import above, refused

PURPOSE = "report.otherwise"


@require_http_methods(["GET", "HEAD", "POST"])
def report_otherwise(request: HttpRequest, run: UUID, table: str, line: str) -> HttpResponse:
    here, tick = _found(request, run, table, line)
    form = OtherwiseForm(
        tick.table, request.POST or None, initial={"said": tick.now(TICKED) or NONE, "reason": tick.why}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.say_otherwise(
                by=request.user, run=here, table=table, row=line, columns=form.columns(tick.table),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        except Refused as no:
            above(request, form, no, PURPOSE)
        else:
            messages.success(request, _("Kept. What was counted stays beside it."))
            return redirect("report", run)
    return render(request, "reports/otherwise.html", {
        "run": here, "award": here.award, "form": form, "tick": tick, "refusal": may_say_otherwise(request.user, here),
    })  # fmt: skip


@require_POST
def report_otherwise_back(request: HttpRequest, run: UUID, table: str, line: str) -> HttpResponse:
    """Only what was counted stands again."""
    here, _tick = _found(request, run, table, line)
    try:
        actions.say_otherwise(by=request.user, run=here, table=table, row=line, columns=None)
    except Refused as no:
        return refused(request, no, "report_otherwise", run, table, line, purpose=PURPOSE)
    messages.success(request, _("Taken back. What was counted stands."))
    return redirect("report", run)


def _found(request: HttpRequest, run: UUID, table: str, line: str) -> tuple[Run, Tick]:
    """Any other line than a tick of coordination is no such page: persons are counted and never typed over."""
    with looked(request.user, run, purpose=PURPOSE) as here:  # type: ignore[arg-type]
        tick = tick_of(told(here), table, line)
    if tick is None:
        raise Http404
    return here, tick
