"""Awards and their periods: what is due, what is counted, what is filed."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from mdt.kit.errors import Refused
from reports.actions import runs as actions
from reports.exporting.saying import period
from reports.forms.typing import SectionForm
from reports.policy.publishing import may_see_publications
from reports.queries.awards import awards_for, periods_for
from reports.queries.publications import newest
from reports.queries.years import year_of
from reports.views.here import award_here, period_here, refused


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """For who reports: the periods of her awards, the newest first. For everybody at a table: what was released."""
    if request.user.agency_id is None:
        raise Http404
    awards = list(awards_for(request.user))
    released = [(one, period(one.period or "")) for one in newest(request.user)]
    return render(request, "reports/reports.html", {
        "awards": awards, "periods": periods_for(request.user, awards), "publications": released,
        "decides": may_see_publications(request.user),
    })  # fmt: skip


@require_safe
def report_period(request: HttpRequest, award: UUID, first: date) -> HttpResponse:
    here = period_here(request, award, first)
    typed = next((one.key for one in here.definition.sections if SectionForm(here.definition, one).lines), "")
    return render(request, "reports/period.html", {
        "period": here, "award": here.award, "definition": here.definition, "typed": typed, "year": year_of(request.user, here),
    })  # fmt: skip


@require_POST
def report_count(request: HttpRequest, award: UUID, first: date) -> HttpResponse:
    """Counts anew. What was filed before stays; a count after it says why and amends it."""
    here = period_here(request, award, first)
    try:
        run = actions.ask(
            by=request.user, award=award_here(request, award), definition=here.definition, first=here.first, last=here.last,
            amends=here.filed, reason=request.POST.get("reason", "") if here.filed else "",
        )  # fmt: skip
    except Refused as no:
        return refused(request, no, "report_period", award, first)
    return redirect("report", run.public_id)
