"""Pages of teams: the list, the round table, seats and coordination."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.actions import teams as actions
from agencies.forms.teams import CoordinatorForm, NewSeatsForm, SeatForm
from agencies.models import Seat, Team
from agencies.policy.teams import may
from agencies.queries import teams as queries
from agencies.queries.acknowledgements import acknowledgement_of
from agencies.vocabulary import SeatRole
from mdt.kit.errors import Refused


@require_safe
def team_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.teams_for(request.user), 50).get_page(request.GET.get("page"))
    return render(request, "agencies/teams.html", {"page": page, "standing": acknowledgement_of(request.user)})


@require_safe
def team_page(request: HttpRequest, team: UUID) -> HttpResponse:
    here = _team(request, team)
    table = queries.table_for(request.user, here)
    return render(request, "agencies/team.html", {
        "team": here,
        "table": table,
        "places": queries.places(here, table),
        "former": queries.former_seats_for(request.user, here),
        "subteams": queries.subteams_for(request.user, here),
        "parent_seen": here.parent and queries.visible_teams(request.user).filter(pk=here.parent_id).exists(),
        "keeps_table": may(request.user, "keep_table", here) is None,
        "appoints_first": may(request.user, "appoint_first", here) is None,
        "led": any(row.coordinates for row in table),
        "standing": acknowledgement_of(request.user),
        "sits_here": any(row.seat.person_id == request.user.pk for row in table),
    })  # fmt: skip


def seats_add(request: HttpRequest, team: UUID) -> HttpResponse:
    here = _team(request, team)
    if refusal := may(request.user, "keep_table", here):
        return _refused(request, here, refusal)
    initial = {"starts_on": queries.today_of(here), "role": SeatRole.MEMBER}
    form = NewSeatsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data.copy()
        try:
            actions.add_seats(team=here, people=given.pop("addresses"), by=request.user, **given)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("They have their seats."))
            return redirect("team", here.public_id)
    return render(request, "agencies/team_seats_add.html", {"team": here, "form": form})


def seat_page(request: HttpRequest, team: UUID, seat: UUID) -> HttpResponse:
    here, mine = _seat(request, team, seat)
    if refusal := may(request.user, "keep_table", here):
        return _refused(request, here, refusal)
    initial = {name: getattr(mine, name) for name in ("discipline", "role", "starts_on", "ends_on")}
    form = SeatForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_seat(seat=mine, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("The seat is changed."))
            return redirect("team", here.public_id)
    row = next((row for row in queries.table_for(request.user, here) if row.seat.pk == mine.pk), None)
    return render(request, "agencies/team_seat.html", {"team": here, "seat": mine, "row": row, "form": form})


@require_POST
def seat_end(request: HttpRequest, team: UUID, seat: UUID) -> HttpResponse:
    here, mine = _seat(request, team, seat)
    done = _("The seat has ended.")
    return _settled(request, here, done, lambda: actions.end_seat(seat=mine, by=request.user))


@require_POST
def coordinator_appoint(request: HttpRequest, team: UUID, seat: UUID) -> HttpResponse:
    here, mine = _seat(request, team, seat)
    done = _("%(person)s coordinates this team now.") % {"person": mine.person.name}
    return _settled(
        request, here, done,
        lambda: actions.appoint_coordinator(team=here, person=mine.person, by=request.user),
    )  # fmt: skip


@require_POST
def coordinator_withdraw(request: HttpRequest, team: UUID, seat: UUID) -> HttpResponse:
    here, mine = _seat(request, team, seat)
    done = _("%(person)s no longer coordinates this team. The seat stays.") % {"person": mine.person.name}
    return _settled(
        request, here, done,
        lambda: actions.withdraw_coordinator(team=here, person=mine.person, by=request.user),
    )  # fmt: skip


def first_coordinator(request: HttpRequest, team: UUID) -> HttpResponse:
    here = _team(request, team)
    if refusal := may(request.user, "appoint_first", here):
        return _refused(request, here, refusal)
    form = CoordinatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["address"]
        try:
            actions.appoint_first_coordinator(team=here, person=person, by=request.user)
        except Refused as refused:
            form.add_error("address", refused.sentence)
        else:
            messages.success(request, _("%(person)s can act for this team once the acknowledgement is signed.")
                             % {"person": person.name})  # fmt: skip
            return redirect("team", here.public_id)
    return render(request, "agencies/team_first_coordinator.html", {"team": here, "form": form})


# --- What the pages share -------------------------------------------------------------------------------------


def _team(request: HttpRequest, public_id: UUID) -> Team:
    """The team, or the 404 that a missing one gives."""
    teams = queries.visible_teams(request.user).select_related("parent", "jurisdiction")
    return get_object_or_404(teams, public_id=public_id)


def _seat(request: HttpRequest, team: UUID, seat: UUID) -> tuple[Team, Seat]:
    here = _team(request, team)
    return here, get_object_or_404(here.seats.select_related("person", "agency", "team"), public_id=seat)


def _refused(request: HttpRequest, team: Team, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("team", team.public_id)


def _settled(request: HttpRequest, team: Team, done: str, act: Callable[[], None]) -> HttpResponse:
    """Do it, and say on the team's page what came of it. Who left the table by it goes to the list."""
    try:
        act()
    except Refused as refused:
        return _refused(request, team, refused.sentence)
    messages.success(request, done)
    seen = queries.visible_teams(request.user).filter(pk=team.pk).exists()
    return redirect("team", team.public_id) if seen else redirect("teams")
