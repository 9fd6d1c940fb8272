"""Pages of an agency's awards, for who supervises there. For everybody else they do not exist."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.actions import awards as actions
from agencies.forms.awards import AwardForm
from agencies.models import Agency, Award
from agencies.offered import offered, offered_of
from agencies.policy.awards import may_keep
from agencies.queries.awards import awards_of, beside, overlapping
from mdt.kit.errors import Refused

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def awards(request: HttpRequest) -> HttpResponse:
    agency = _own(request)
    found = list(awards_of(agency).prefetch_related("reporters__person"))
    together, titles = overlapping(found), dict([*offered("forms"), *offered_of("forms", agency.pk)])
    rows = [(one, titles.get(f"{one.form}@{one.version}", one.form), one.pk in together) for one in found]
    return render(request, "agencies/awards.html", {"rows": rows})


@require_http_methods(METHODS)
def award_new(request: HttpRequest) -> HttpResponse:
    agency = _own(request)
    form = AwardForm(agency, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _saved(request, actions.add_award(agency=agency, by=request.user, **form.given()))
        except Refused as refused:
            form.add_error(None, refused.sentence)
    return render(request, "agencies/award_form.html", {"form": form, "heading": _("New award")})


@require_http_methods(METHODS)
def award_change(request: HttpRequest, award: UUID) -> HttpResponse:
    agency = _own(request)
    mine = awards_of(agency).select_related("agency").filter(public_id=award).first()
    if mine is None:
        raise Http404
    form = AwardForm(agency, request.POST or None, instance=mine)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_award(award=Award.objects.get(pk=mine.pk), by=request.user, **form.given())
            return _saved(request, mine)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    context: dict[str, Any] = {"form": form, "heading": _("Award"), "beside": beside(mine)}
    return render(request, "agencies/award_form.html", context)


def _saved(request: HttpRequest, award: Award) -> HttpResponse:
    messages.success(request, _("Saved."))
    if beside(award):
        said = _(
            "Another award of this form runs at the same time. Each person is counted under one of them, never both."
        )
        messages.warning(request, said)
    return redirect("awards")


def _own(request: HttpRequest) -> Agency:
    agency: Agency | None = request.user.agency
    if agency is None or may_keep(request.user, agency) is not None:
        raise Http404
    return agency
