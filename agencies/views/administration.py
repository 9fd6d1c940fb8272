"""Setting up places, agencies and teams: pages of who runs the installation, and an agency's own details."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.actions import agencies as actions
from agencies.forms.agencies import (
    AgencyChangeForm,
    AgencyForm,
    JurisdictionForm,
    OwnAgencyForm,
    TeamChangeForm,
    TeamForm,
)  # fmt: skip
from agencies.policy.agencies import may
from agencies.queries import directory
from agencies.vocabulary import Regime
from mdt.kit.errors import Refused

Finder = Callable[..., "QuerySet[Any]"]


@require_safe
def administration(request: HttpRequest) -> HttpResponse:
    return _list(request, "agencies", directory.agencies_for)


@require_safe
def teams(request: HttpRequest) -> HttpResponse:
    return _list(request, "teams", directory.all_teams_for)


@require_safe
def jurisdictions(request: HttpRequest) -> HttpResponse:
    return _list(request, "jurisdictions", directory.jurisdictions_for)


def jurisdiction_add(request: HttpRequest) -> HttpResponse:
    _set_up_only(request)
    form = JurisdictionForm(request.POST or None)
    if saved := _saved(request, form, actions.add_jurisdiction):
        return _back(request, saved, "administration_jurisdictions")
    return _form(request, form, _("New jurisdiction"), "jurisdictions")


def jurisdiction_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    _set_up_only(request)
    place = get_object_or_404(directory.jurisdictions_for(request.user), public_id=public_id)
    form = JurisdictionForm(request.POST or None, instance=place)
    if saved := _saved(request, form, actions.change_jurisdiction, jurisdiction=place):
        return _back(request, saved, "administration_jurisdictions")
    return _form(request, form, _("Jurisdiction"), "jurisdictions")


def agency_add(request: HttpRequest) -> HttpResponse:
    _set_up_only(request)
    form = AgencyForm(request.POST or None)
    if saved := _saved(request, form, actions.add_agency):
        return _back(request, saved, "administration")
    return _form(request, form, _("New agency or component"), "agencies")


def agency_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    _set_up_only(request)
    agency = get_object_or_404(directory.agencies_for(request.user), public_id=public_id)
    form = AgencyChangeForm(request.POST or None, instance=agency)
    if saved := _saved(request, form, actions.change_agency, agency=agency):
        return _back(request, saved, "administration")
    return _form(request, form, _("Agency"), "agencies")


def team_add(request: HttpRequest) -> HttpResponse:
    _set_up_only(request)
    form = TeamForm(request.POST or None)
    if saved := _saved(request, form, actions.add_team):
        return redirect("team_first_coordinator", saved.public_id)
    return _form(request, form, _("New team"), "teams")


def team_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    _set_up_only(request)
    team = get_object_or_404(directory.all_teams_for(request.user), public_id=public_id)
    form = TeamChangeForm(request.POST or None, instance=team)
    if saved := _saved(request, form, actions.change_team, team=team):
        return _back(request, saved, "administration_teams")
    return _form(request, form, _("Team"), "teams")


def own_agency(request: HttpRequest) -> HttpResponse:
    agency = request.user.agency
    if may(request.user, "correct", agency) is not None or agency is None:
        raise Http404
    form = OwnAgencyForm(request.POST or None, instance=agency)
    if saved := _saved(request, form, actions.correct_agency, agency=agency):
        return _back(request, saved, "own_agency")
    binds = [Regime(code).label for code in agency.regimes]
    return render(request, "agencies/administration_own_agency.html", {"form": form, "agency": agency, "binds": binds})


# --- What the pages share -------------------------------------------------------------------------------------


def _set_up_only(request: HttpRequest) -> None:
    """For everybody else these pages do not exist."""
    if may(request.user, "set_up") is not None:
        raise Http404


def _list(request: HttpRequest, part: str, find: Finder) -> HttpResponse:
    _set_up_only(request)
    words = request.GET.get("q", "").strip()[:80]
    page = Paginator(find(request.user, words), 50).get_page(request.GET.get("page"))
    return render(request, f"agencies/administration_{part}.html", {"page": page, "words": words, "tabs": tabs(part)})


def tabs(part: str) -> list[dict[str, Any]]:
    parts = {
        "agencies": (_("Agencies"), "administration"),
        "teams": (_("Teams"), "administration_teams"),
        "jurisdictions": (_("Jurisdictions"), "administration_jurisdictions"),
        "operation": (_("Operation"), "operation"),
    }
    return [{"label": label, "href": reverse(name), "current": key == part} for key, (label, name) in parts.items()]


def _saved(request: HttpRequest, form: "ModelForm[Any]", act: Callable[..., Any], **about: Any) -> Any:
    """What the action made, or the thing that was changed; None when there is something to correct first."""
    if request.method != "POST" or not form.is_valid():
        return None
    if about and not form.has_changed():
        return form.instance
    try:
        return act(by=request.user, **about, **form.cleaned_data) or form.instance
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return None


def _back(request: HttpRequest, saved: Model, name: str) -> HttpResponse:
    messages.success(request, _("Saved: %(name)s.") % {"name": saved})
    return redirect(name)


def _form(request: HttpRequest, form: "ModelForm[Any]", heading: str, part: str) -> HttpResponse:
    back = next(tab for tab in tabs(part) if tab["current"])
    return render(request, "agencies/administration_form.html", {"form": form, "heading": heading, "back": back})
