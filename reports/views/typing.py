"""What is typed for a period, section by section, and the lines of the form that somebody holds against the funder's own."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from mdt.kit.errors import Refused
from reports.actions import typing as actions
from reports.forms.typing import SectionForm
from reports.lines import lines, numbered
from reports.queries.runs import verified
from reports.queries.typed import typed_for
from reports.saying import lines_words
from reports.views.here import above, period_here, refused


@require_http_methods(["GET", "HEAD", "POST"])
def report_typed(request: HttpRequest, award: UUID, first: date, section: str) -> HttpResponse:
    here = period_here(request, award, first)
    sections = [one for one in here.definition.sections if SectionForm(here.definition, one).lines]
    part = next((one for one in sections if one.key == section), None)
    if part is None:
        raise Http404
    form = SectionForm(here.definition, part, request.POST or None, initial=typed_for(request.user, here, part))
    if request.method == "POST" and form.is_valid():
        try:
            actions.type_figures(by=request.user, award=here.award, first=here.first, figures=form.figures())
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("Kept."))
            after = sections.index(part) + 1
            if after < len(sections):
                return redirect("report_typed", award, first, sections[after].key)
            return redirect("report_period", award, first)
    return render(request, "reports/typed.html", {
        "period": here, "award": here.award, "form": form, "part": part, "sections": sections,
        "title": numbered(part.number, part.label),
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def report_lines(request: HttpRequest, award: UUID, first: date) -> HttpResponse:
    """What comes from a copy or from memory is held against the funder's form by a person, line by line (GR-01)."""
    here = period_here(request, award, first)
    if request.method == "POST":
        try:
            done = actions.verify(
                by=request.user, award=here.award, definition=here.definition, digests=request.POST.getlist("line")
            )
        except Refused as no:
            return refused(request, no, "report_lines", award, first)
        messages.success(
            request,
            ngettext("%(n)s line is held against the form.", "%(n)s lines are held against the form.", done)
            % {"n": done},
        )
        return redirect("report_lines", award, first)
    done_before = verified(here.award.agency_id, here.definition)
    open_lines = [one for one in lines(here.definition) if not one.proved and one.digest not in done_before]
    return render(request, "reports/lines.html", {
        "period": here, "award": here.award, "sections": lines_words(here.definition, open_lines), "done": len(done_before),
        "left": len(open_lines),
    })  # fmt: skip
