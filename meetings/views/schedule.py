"""Pages of the schedule: the list, one meeting, one's own answer, calling one date off."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Team
from agencies.queries.teams import visible_teams
from cases.models import Holiday
from mdt.kit.errors import Refused
from meetings import pages
from meetings import saying_schedule as saying
from meetings.actions import schedule as actions
from meetings.models import Meeting
from meetings.policy import meetings as policy
from meetings.policy import schedule as times
from meetings.queries import cadence
from meetings.queries import schedule as queries
from meetings.views import here as here_
from meetings.vocabulary import MeetingKind, MeetingStatus, Reply

page = require_http_methods(["GET", "HEAD", "POST"])
PURPOSE = "meeting.schedule"


@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    if request.user.agency_id is None:
        raise Http404
    number = _number(request.GET.get("page", ""))
    past, older = queries.past(request.user, number)
    everything = "all" in request.GET
    return render(request, "meetings/meetings.html", {
        "coming": [pages.line(one) for one in queries.coming(request.user, everything=everything)] if number == 0 else [],
        "series": [(one, saying.again(one)) for one in queries.running_series(request.user)] if number == 0 else [],
        "health": [saying.cadence(one) for one in cadence.for_list(request.user)] if number == 0 else [],
        "teams": queries.teams_to_call_for(request.user), "tables": queries.tables(request.user),
        "past": [pages.line(one) for one in past], "number": number,
        "newer": f"?page={number - 1}" if number else "", "older": f"?page={number + 1}" if older else "",
        "is_more": not everything and number == 0 and queries.is_more(request.user),
    })  # fmt: skip


@require_safe
def meeting_page(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    rows = queries.invited(here)
    local = here.starts_at.astimezone(saying.zone(here.team)).date()
    mine = next((one for one in rows if one.person_id == request.user.pk), None)
    over = here.status == MeetingStatus.HELD
    return render(request, "meetings/meeting.html", {
        "meeting": here, "team": here.team, "invited": rows, "mine": mine,
        "said": saying.MINE[Reply(mine.reply)] if mine and mine.reply else "", "over": over,
        "counted": saying.attended(rows) if over else saying.counted(queries.answers(rows)),
        "rule": saying.DATA_RULES[MeetingKind(here.kind)], "again": saying.again(here.series) if here.series else "",
        "answers": [one for one in Reply if one] if not times.may_reply(request.user, here) else [],
        "changes": policy.may(request.user, "change", here) is None,
        "onwards": bool(here.series and times.may_change_series(request.user, here.series, here) is None),
        "holidays": Holiday.objects.filter(jurisdiction=here.team.jurisdiction_id, day=local),
        "missed": queries.is_missed(here), "leads": policy.leads(request.user, here),
    })  # fmt: skip


@require_POST
def meeting_reply(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    try:
        mine = actions.reply(meeting=here, answer=request.POST.get("answer", ""), by=request.user)
    except Refused as no:
        return refused(request, no.sentence, "meeting", meeting)
    messages.success(request, _("Your answer: %(answer)s.") % {"answer": saying.MINE[Reply(mine.reply)]})
    return redirect("meeting", meeting)


@page
def meeting_cancel(request: HttpRequest, meeting: UUID) -> HttpResponse:
    """Asked once before it is done."""
    here = found(request, meeting)
    if refusal := policy.may(request.user, "change", here):
        return refused(request, refusal, "meeting", meeting)
    if request.method != "POST":
        return render(request, "meetings/meeting_cancel.html", {"meeting": here, "team": here.team})
    try:
        actions.cancel(meeting=here, by=request.user)
    except Refused as no:
        return refused(request, no.sentence, "meeting", meeting)
    messages.success(request, _("The meeting is cancelled. Everybody who was invited is told."))
    return redirect("meeting", meeting)


# --- What the pages of planning share --------------------------------------------------------------------------------


def found(request: HttpRequest, public_id: UUID) -> Meeting:
    """The meeting, or the 404 that a missing one gives."""
    return get_object_or_404(queries.told(request.user), public_id=public_id)


def team_here(request: HttpRequest, public_id: UUID) -> Team:
    if request.user.agency_id is None:
        raise Http404
    return get_object_or_404(visible_teams(request.user), public_id=public_id)


refused, above = partial(here_.refused, purpose=PURPOSE), partial(here_.above, purpose=PURPOSE)


def _number(text: str) -> int:
    return min(int(text), 1000) if text.isdecimal() else 0
