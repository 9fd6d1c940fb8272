"""Totals of partner agencies for a period: who gave them, section by section, replaced and removed (GR-07)."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mdt.kit.errors import Refused
from reports.actions import partners as actions
from reports.forms.partners import GivenForm, TotalsForm
from reports.queries import partners as queries
from reports.summing import summed_sections
from reports.views.here import above, period_here, refused

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def report_partners(request: HttpRequest, award: UUID, first: date) -> HttpResponse:
    here = period_here(request, award, first)
    return render(request, "reports/partners.html", {
        "period": here, "award": here.award, "partners": queries.partners_of(request.user, here),
    })  # fmt: skip


@page
def report_partner_new(request: HttpRequest, award: UUID, first: date) -> HttpResponse:
    here = period_here(request, award, first)
    choose = queries.partners_to_choose(request.user, here, again=request.method == "POST")
    form = GivenForm(request.POST or None, partners=choose)
    if request.method == "POST" and form.is_valid():
        try:
            totals = actions.take(by=request.user, award=here.award, first=here.first, **form.given())
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("Kept. Now the totals, section by section."))
            return redirect("report_partner", award, first, totals.partner.public_id)
    return render(request, "reports/partner_new.html", {
        "period": here, "award": here.award, "form": form, "any": bool(form.partners),
    })  # fmt: skip


@page
def report_partner(request: HttpRequest, award: UUID, first: date, partner: UUID) -> HttpResponse:
    """Who gave them, and the way to each section."""
    here = period_here(request, award, first)
    totals = queries.partner_of(request.user, here, partner)
    said = {name: getattr(totals, name) for name in actions.SAID}
    form = GivenForm(request.POST or None, partners=None, initial=said)
    if request.method == "POST" and form.is_valid():
        try:
            actions.take(by=request.user, award=here.award, first=here.first, partner=totals.partner, **form.given())
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("Kept."))
            return redirect("report_partner", award, first, partner)
    return render(request, "reports/partner.html", {
        "period": here, "award": here.award, "form": form, "totals": totals, "sections": summed_sections(here.definition),
    })  # fmt: skip


@page
def report_partner_totals(request: HttpRequest, award: UUID, first: date, partner: UUID, section: str) -> HttpResponse:
    here = period_here(request, award, first)
    totals = queries.partner_of(request.user, here, partner)
    sections = summed_sections(here.definition)
    part = next((one for one in sections if one.key == section), None)
    if part is None:
        raise Http404
    form = TotalsForm(part, request.POST or None, initial=queries.given_for(request.user, here, totals))
    if request.method == "POST" and form.is_valid():
        try:
            actions.write_totals(by=request.user, totals=totals, definition=here.definition, figures=form.figures())
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("Kept."))
            after = [one.key for one in sections[sections.index(part) + 1 :]]
            if after:
                return redirect("report_partner_totals", award, first, partner, after[0])
            return redirect("report_partners", award, first)
    return render(request, "reports/partner_totals.html", {
        "period": here, "award": here.award, "form": form, "totals": totals, "part": part, "sections": sections,
    })  # fmt: skip


@require_POST
def report_partner_remove(request: HttpRequest, award: UUID, first: date, partner: UUID) -> HttpResponse:
    here = period_here(request, award, first)
    try:
        actions.remove(by=request.user, totals=queries.partner_of(request.user, here, partner))
    except Refused as no:
        return refused(request, no, "report_partners", award, first)
    messages.success(request, _("Removed. What was filed keeps its sum."))
    return redirect("report_partners", award, first)
