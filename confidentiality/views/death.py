"""The page on which who supervises writes down that a survivor has died."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from confidentiality import gate
from confidentiality.actions import death as actions
from confidentiality.forms.releases import DeathForm
from confidentiality.policy.releases import may_record_death
from mdt.kit.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def record_death(request: HttpRequest, case: UUID) -> HttpResponse:
    form = DeathForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_death(case=case, by=request.user, **form.cleaned_data)
            messages.success(request, _("It is written down. What she signed for this is open from now on."))
            return redirect("releases", case)
        except Refused as refused:
            gate.refused(request.user, purpose="case.death")
            form.add_error(None, refused.sentence)
    with gate.open_own(request.user, case, purpose="case.death") as opened:
        if refusal := may_record_death(request.user, opened.case):
            messages.error(request, refusal)
            return redirect("releases", case)
        return render(request, "confidentiality/death.html", {"case": opened.case, "form": form})
