"""Pages of tension points: the list, one of them with how each discipline sees it, and what the team made of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.queries.teams import today_of, visible_teams
from mdt.kit.errors import Refused
from protocols.actions import tensions as actions
from protocols.forms.reviews import OutcomeForm, PositionForm, TensionForm
from protocols.models import TensionPoint
from protocols.policy import tensions as policy
from protocols.queries import tensions as queries
from protocols.views.cycles import above, refused, team_here

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def tension_list(request: HttpRequest) -> HttpResponse:
    if request.user.agency_id is None:
        raise Http404
    points = list(queries.visible_points(request.user))
    return render(request, "protocols/tensions.html", {
        "points": [(one, _again(one)) for one in points],
        "teams": visible_teams(request.user).order_by("name"),
    })  # fmt: skip


@page
def tension_new(request: HttpRequest, team: UUID) -> HttpResponse:
    here = team_here(request, team)
    form = TensionForm(request.POST or None, unnamed=queries.unnamed(here))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.open_point(team=here, by=request.user, **form.cleaned_data)
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("It is named. Each discipline can say now how it sees it."))
            return redirect("tension", made.public_id)
    return render(request, "protocols/tension_new.html", {"team": here, "form": form})


@require_safe
def tension_page(request: HttpRequest, tension: UUID) -> HttpResponse:
    point = _point(request, tension)
    return render(request, "protocols/tension.html", {
        "point": point, "positions": point.positions.all(), "again": _again(point),
        "speaks": queries.speaks_for(request.user, point.team),
        "settles": policy.may_settle(request.user, point) is None,
    })  # fmt: skip


@page
def tension_say(request: HttpRequest, tension: UUID) -> HttpResponse:
    """For the discipline of the own seat; with two seats' disciplines, the one that is chosen."""
    point = _point(request, tension)
    mine = queries.speaks_for(request.user, point.team)
    if not mine:
        return refused(
            request, _("A discipline speaks through somebody who sits for it at this table."), "tension", tension
        )
    there = point.positions.filter(discipline=mine[0]).first()
    words = there.text if there else ""
    initial = {"discipline": mine[0].value, "text": words, "seen": words}
    form = PositionForm(request.POST or None, initial=initial, disciplines=mine)
    if request.method == "POST" and form.is_valid():
        try:
            actions.say(point=point, by=request.user, **form.cleaned_data)
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("Your discipline's words stand on the page."))
            return redirect("tension", tension)
    return render(request, "protocols/tension_say.html", {"point": point, "form": form})


@page
def tension_settle(request: HttpRequest, tension: UUID) -> HttpResponse:
    point = _point(request, tension)
    if refusal := policy.may_settle(request.user, point):
        return refused(request, refusal, "tension", tension)
    form = OutcomeForm(request.POST or None, initial={"outcome": point.outcome, "review_on": point.review_on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle(point=point, by=request.user, **form.cleaned_data)
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("It is written down."))
            return redirect("tension", tension)
    return render(request, "protocols/tension_settle.html", {"point": point, "form": form})


def _point(request: HttpRequest, public_id: UUID) -> TensionPoint:
    return get_object_or_404(queries.told(request.user), public_id=public_id)


def _again(point: TensionPoint) -> bool:
    """Its day to be talked about again is here or past."""
    return point.review_on is not None and point.review_on <= today_of(point.team)
