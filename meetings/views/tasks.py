"""Tasks that came out of meetings: mine, and those of the teams that I coordinate, until they are done."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.queries.teams import today_of
from confidentiality import gate
from mdt.kit.errors import Refused
from meetings.actions import deciding as actions
from meetings.forms.deciding import LaterForm
from meetings.models import Task
from meetings.policy import deciding as policy
from meetings.queries import deciding as queries
from meetings.queries import showing
from meetings.queries.meetings import coordinated, sitting
from meetings.views.here import above, refused


@require_safe
def task_list(request: HttpRequest) -> HttpResponse:
    if request.user.agency_id is None:
        raise Http404
    mine = queries.tasks_for(request.user)
    teams = list(coordinated(request.user).values_list("team", flat=True))
    others = queries.tasks_of(request.user, teams) if teams else []
    return render(request, "meetings/tasks.html", {
        "mine": [(one, _late(one)) for one in mine], "others": [(one, _late(one)) for one in others], "leads": bool(teams),
    })  # fmt: skip


@require_POST
def task_settle(request: HttpRequest, task: UUID) -> HttpResponse:
    done = request.POST.get("how") == "done"
    try:
        actions.settle_task(task=task, done=done, by=request.user)
    except Refused as no:
        return refused(request, no.sentence, "tasks")
    messages.success(request, _("It is done.") if done else _("It is not needed any more."))
    return redirect("tasks")


@require_http_methods(["GET", "HEAD", "POST"])
def task_later(request: HttpRequest, task: UUID) -> HttpResponse:
    one = _task(request, task)
    if refusal := policy.may_settle(request.user, one):
        return refused(request, refusal, "tasks")
    form = LaterForm(request.POST or None, initial={"due_on": one.due_on}, meeting=one.meeting)
    if request.method == "POST" and form.is_valid():
        try:
            actions.postpone(task=task, due_on=form.cleaned_data["due_on"], by=request.user)
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("The new day is noted."))
            return redirect("tasks")
    return render(request, "meetings/task_later.html", {"task": one, "form": form})


def _task(request: HttpRequest, public_id: UUID) -> Task:
    with gate.own_rows(request.user):
        one = Task.objects.filter(public_id=public_id).select_related("meeting__team").first()
    if one is None:
        raise Http404
    return one


def _late(task: Task) -> bool:
    return task.due_on < today_of(task.meeting.team)


@require_safe
def how_we_meet(request: HttpRequest, team: UUID) -> HttpResponse:
    """Attendance and follow-through by discipline, for who sits at the table."""
    seat = sitting(request.user).filter(team__public_id=team).select_related("team").first()
    if seat is None:
        raise Http404
    return render(request, "meetings/how_we_meet.html", {
        "team": seat.team, "shown": showing.by_discipline(request.user, seat.team),
    })  # fmt: skip
