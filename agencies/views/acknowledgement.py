"""The page where the yearly acknowledgement is read and signed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agencies import acknowledging
from agencies.actions.acknowledgements import sign, zone_of
from agencies.forms.acknowledgement import AcknowledgementForm
from agencies.queries.acknowledgements import acknowledgement_of, signatures_of
from mdt.kit.errors import Refused


def acknowledgement(request: HttpRequest) -> HttpResponse:
    """The text in the reader's language, where one stands, and the form if it may be signed now."""
    text = acknowledging.wording(get_language() or "en")
    form = AcknowledgementForm(request.POST or None, initial={"sha256": text.sha256}, name=request.user.name)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            sign(by=request.user, sha256=given["sha256"], signed_name=given["signed_name"])
        except Refused as refused:
            form.add_error("signed_name", refused.sentence)
        else:
            messages.success(request, _("Signed. Thank you."))
            return redirect("acknowledgement")
    return render(request, "agencies/acknowledgement.html", {
        "text": text,
        "form": form,
        "standing": acknowledgement_of(request.user),
        "signatures": signatures_of(request.user),
        "zone": zone_of(request.user),
    })  # fmt: skip
