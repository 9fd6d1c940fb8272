"""Pages of a case's laws and orders: the list, writing one down, ending it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality import gate
from confidentiality.actions import mandates as actions
from confidentiality.elements import labels
from confidentiality.forms.mandates import MandateForm
from confidentiality.queries import mandates as queries
from confidentiality.queries.releases import recipients_for
from mdt.kit.errors import Refused


@require_safe
def mandate_list(request: HttpRequest, case: UUID) -> HttpResponse:
    with gate.open_own(request.user, case, purpose="mandate.list") as opened:
        rows = [
            {"mandate": one, "state": queries.state_of(one), "parts": ", ".join(labels(one.elements))}
            for one in queries.mandates_of(opened)
        ]
        return render(request, "confidentiality/mandates.html", {"case": opened.case, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def mandate_new(request: HttpRequest, case: UUID) -> HttpResponse:
    with gate.open_own(request.user, case, purpose="mandate.record") as opened:
        laws = queries.laws_for(opened.case.agency)
    form = MandateForm(recipients_for(request.user), laws, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record(case=case, given=form.given(), care=form.care(), by=request.user)
            messages.success(
                request, _("It is open to them until its end. Write down each time that something is told.")
            )
            return redirect("mandates", case)
        except Refused as refused:
            form.add_error(refused.about, refused.sentence)
    if request.method == "POST":
        gate.refused(request.user, purpose="mandate.record")
    with gate.open_own(request.user, case, purpose="mandate.record") as opened:
        return render(request, "confidentiality/mandate_new.html", {"case": opened.case, "form": form})


@require_POST
def mandate_end(request: HttpRequest, case: UUID, mandate: UUID) -> HttpResponse:
    try:
        actions.end(case=case, mandate=mandate, by=request.user)
        messages.success(request, _("It has ended. For them the record is not there any more."))
    except Refused as refused:
        gate.refused(request.user, purpose="mandate.end")
        messages.error(request, refused.sentence)
    return redirect("mandates", case)
