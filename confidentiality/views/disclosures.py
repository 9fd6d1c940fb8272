"""Writing down what was told on the telephone, on paper or in person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from confidentiality import gate
from confidentiality.actions.disclosures import RECORD, record
from confidentiality.forms.disclosures import DisclosureForm
from confidentiality.queries.disclosures import bases_of
from mdt.kit.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def disclosure_new(request: HttpRequest, case: UUID) -> HttpResponse:
    with gate.open_own(request.user, case, purpose=RECORD) as opened:
        found, shown = bases_of(opened), opened.case
    form = DisclosureForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            record(case=case, said=form.said(), by=request.user)
            messages.success(request, _("It is written down. She sees it in her account."))
            return redirect("case_accounting", case)
        except Refused as refused:
            gate.refused(request.user, purpose=RECORD)
            form.add_error(None, refused.sentence)
    return render(request, "confidentiality/disclosure_new.html", {"case": shown, "form": form, "any": bool(found)})
