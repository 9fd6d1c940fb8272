"""The after-hours roster of a team: everyone at the table sees it, its coordinators fill it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Team
from agencies.queries.teams import visible_teams
from agencies.vocabulary import TeamPurpose
from cases.actions import response as actions
from cases.forms.response import LineForm, NightsForm
from cases.policy.response import may_set
from cases.queries.roster import able_to_answer, line_of, roster_of
from mdt.kit.errors import Refused


@require_safe
def roster(request: HttpRequest, team: UUID) -> HttpResponse:
    here = team_here(request, team)
    lines = roster_of(here)
    return render(request, "cases/roster.html", {
        "team": here, "lines": lines, "empty": sum(line.empty for line in lines),
        "edits": may_set(request.user, here) is None,
    })  # fmt: skip


def line_add(request: HttpRequest, team: UUID) -> HttpResponse:
    here = team_here(request, team)
    form = LineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_line(team=here, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Seven empty slots. Fill them here."))
            return redirect("roster_line", here.public_id, form.cleaned_data["tier"], form.cleaned_data["discipline"])
    return _form(request, here, form, _("Put a discipline on the roster"))


def line(request: HttpRequest, team: UUID, tier: int, discipline: str) -> HttpResponse:
    here = team_here(request, team)
    mine = line_of(here, tier, discipline)
    if mine is None:
        raise Http404
    people = [seat.person for seat in able_to_answer(here, discipline).select_related("person__agency")]
    form = NightsForm(mine, people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.fill_line(
                team=here, tier=tier, discipline=discipline, people=form.people(), by=request.user
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The roster is changed."))
            return redirect("roster", here.public_id)
    return _form(request, here, form, f"{mine.discipline.label} · {mine.tier.label}", line=mine, people=people)


@require_POST
def line_remove(request: HttpRequest, team: UUID, tier: int, discipline: str) -> HttpResponse:
    here = team_here(request, team)
    try:
        actions.remove_line(team=here, tier=tier, discipline=discipline, by=request.user)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("Taken off the roster."))
    return redirect("roster", here.public_id)


def team_here(request: HttpRequest, public_id: UUID) -> Team:
    """A team that works on cases and that the reader may see, or the 404 that a missing one gives."""
    teams = visible_teams(request.user).filter(purpose=TeamPurpose.CASE).select_related("jurisdiction")
    return get_object_or_404(teams, public_id=public_id)


def _form(request: HttpRequest, team: Team, form: object, heading: str, **more: object) -> HttpResponse:
    if refusal := may_set(request.user, team):
        messages.warning(request, refusal)
        return redirect("roster", team.public_id)
    return render(request, "cases/roster_form.html", {"team": team, "form": form, "heading": heading, **more})
