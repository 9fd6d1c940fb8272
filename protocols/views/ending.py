"""Leaving an agreement, and ending it as a whole: first what comes of it, then one button (law A-09)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mdt.kit.errors import Refused
from protocols.actions import ending as actions
from protocols.forms.ending import EndAgreementForm, LeaveForm
from protocols.forms.shared import put
from protocols.policy import ending as policy
from protocols.queries import leaving
from protocols.queries.agreements import board
from protocols.views.shared import found, refused

page = require_http_methods(["GET", "HEAD", "POST"])


@page
def agreement_leave(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """For who may sign for an agency that has signed."""
    here = board(found(request, agreement))
    row = leaving.executed_row(here, request.user.agency)
    refusal = policy.may_leave(request.user, here, row)
    if refusal or row is None:
        return refused(request, here.agreement, refusal or "")
    first = policy.first_day(here)
    form = LeaveForm(request.POST or None, initial={"effective_on": first})
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_notice(party=row.party, by=request.user, **form.cleaned_data)
        except Refused as no:
            put(form, no)
        else:
            said = {"agency": row.party.agency.name, "day": date_format(form.cleaned_data["effective_on"])}
            messages.success(request, _("Notice is given. %(agency)s is out from %(day)s.") % said)
            return redirect("agreement", agreement)
    return render(request, "protocols/agreement_leave.html", {
        "agreement": here.agreement, "version": here.executed, "agency": row.party.agency, "first": first, "form": form,
        "seats": leaving.seats_that_end(row.party, first), "leaves_nobody": leaving.leaves_nobody(row.party),
    })  # fmt: skip


@page
def agreement_end(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """For who coordinates the team."""
    here = board(found(request, agreement))
    if refusal := policy.may_end(request.user, here):
        return refused(request, here.agreement, refusal)
    form = EndAgreementForm(request.POST or None, initial={"on": here.today})
    if request.method == "POST" and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        try:
            actions.end(agreement=here.agreement, by=request.user, **given)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("It is ended from %(day)s.") % {"day": date_format(given["on"])})
            return redirect("agreement", agreement)
    return render(request, "protocols/agreement_end.html", {
        "agreement": here.agreement, "version": here.executed, "form": form, "losses": leaving.losses(here.agreement),
    })  # fmt: skip
