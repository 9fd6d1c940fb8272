"""Pages of an adopted protocol: read and understood, and who at the table has said so."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mdt.kit.errors import Refused
from protocols.actions import adopting as actions
from protocols.forms.deciding import UnderstoodForm
from protocols.forms.shared import put
from protocols.models import Understanding
from protocols.policy import agreements as agreement_policy
from protocols.policy import deciding as policy
from protocols.queries import deciding, matrix, pages
from protocols.queries.agreements import board
from protocols.views.shared import found, refused


@require_http_methods(["GET", "HEAD", "POST"])
def protocol_read(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """The whole text, and at its end the one tick."""
    here = board(found(request, agreement))
    version = here.executed and pages.versions_of(here.agreement).get(pk=here.executed.pk)
    refusal = policy.may_understand(request.user, version)
    if version is None or refusal:
        return refused(request, here.agreement, refusal or "")
    said = Understanding.objects.filter(version=version, person=request.user).first()
    form = UnderstoodForm(request.POST or None, initial={"shown": version.sha256})
    if request.method == "POST" and form.is_valid():
        try:
            actions.understood(version=version, shown=form.cleaned_data["shown"], by=request.user)
        except Refused as no:
            put(form, no)
            form.data = {"shown": version.sha256}
        else:
            messages.success(request, _("It is kept that you have read and understood it."))
            return redirect("agreement", agreement)
    return render(request, "protocols/protocol_read.html", {
        "agreement": here.agreement, "version": version, "clauses": pages.text_of(version), "said": said, "form": form,
        "told": matrix.who_does_what(version), "left_out": pages.left_out(version),
    })  # fmt: skip


@require_safe
def protocol_readers(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """Everybody at the table for who coordinates the team; the own people for who leads an agency."""
    here = board(found(request, agreement))
    version = here.executed
    if refusal := policy.may_work_on(here.agreement):
        return refused(request, here.agreement, refusal)
    if version is None:
        return refused(
            request, here.agreement, _("It is read as adopted once every agency that has to sign has signed.")
        )
    own = request.user.agency
    coordinates = agreement_policy.may(request.user, "write", here.agreement) is None
    if own is None or not (coordinates or policy.leads(request.user, own, here.agreement)):
        return refused(
            request, here.agreement, _("Who coordinates the team, or leads an agency, sees who has read it.")
        )
    people = deciding.readers(version, None if coordinates else [own])
    return render(request, "protocols/protocol_readers.html", {
        "agreement": here.agreement, "version": version, "people": people,
        "done": sum(one.understanding is not None for one in people), "whole": coordinates,
    })  # fmt: skip
