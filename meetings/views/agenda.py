"""The page of an agenda: what is on it, who may hear it, and what would make it so."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings import saying_agenda as saying
from meetings.lifecycle import OVER
from meetings.models import Meeting
from meetings.policy import agenda as policy
from meetings.policy.meetings import leads, may_meet
from meetings.queries import agenda as queries
from meetings.queries.agenda import Agenda, Line
from meetings.views.here import found
from meetings.views.here import refused as sent_back
from meetings.vocabulary import ITEMS_OF, WITH_CASES, ItemKind, MeetingKind

PURPOSE = "meeting.agenda"


@require_safe
def agenda_page(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    leading, over = leads(request.user, here), here.status in OVER
    with queries.agenda_of(request.user, here, purpose=PURPOSE) as agenda:
        return render(request, "meetings/agenda.html", {
            "meeting": here, "agenda": agenda, "said": saying.meeting_in_words(here), "over": over,
            "rows": [_row(request, agenda, line, leading, over) for line in agenda.lines],
            "picture": saying.picture(agenda) if agenda.with_cases and agenda.expected else None,
            "leads": leading, **_adding(here, over),
        })  # fmt: skip


def _adding(here: Meeting, over: bool) -> dict[str, Any]:
    """What can be put on it, and why cases cannot, where that is so."""
    refusal = may_meet(here.team, here.kind) if here.kind in WITH_CASES else None
    kinds = () if over else ITEMS_OF[MeetingKind(here.kind)]
    return {
        "adds": ItemKind.SYSTEMS in kinds,
        "suggests": bool(kinds) and not refusal and here.kind == MeetingKind.CONSULTATION,
        "takes_cases": bool(set(kinds) & {ItemKind.CASE, ItemKind.FILE}), "refusal": "" if over else refusal,
    }  # fmt: skip


def _row(request: HttpRequest, agenda: Agenda, line: Line, leading: bool, over: bool) -> dict[str, Any]:
    mine = line.item.agency_id == request.user.agency_id
    waits = line.item.status in ("waiting", "stopped")
    opened = line.behind is not None or not line.hearing
    return {
        "line": line, "lacks": saying.lacks(line), "leave": saying.would_leave(line) if leading and line.hearing else "",
        "in_short": saying.in_short(line) if line.hearing else "",
        "asks_others": bool(line.leaves) and not line.own,
        "changes": not over and waits and (line.own or (not line.hearing and (mine or leading))),
        "off": not over and line.item.status == "waiting" and (leading or (mine and opened)),
        "carries": waits and (line.own or (not line.hearing and leading)),
        "up": leading and not over and line.number > 1, "down": leading and not over and line.number < len(agenda.lines),
        "wishes": _wishes(line),
    }  # fmt: skip


def _wishes(line: Line) -> str:
    """For whom a basis opens the case: what she wants, or why that is not known. It stands first."""
    if line.behind is None or line.item.kind != ItemKind.CASE:
        return ""
    return ", ".join(line.behind.wished())


# --- What the pages of an agenda share -------------------------------------------------------------------------


def line_here(agenda: Agenda, item: UUID) -> Line:
    line = queries.item_on(agenda, item)
    if line is None:
        raise Http404
    return line


def refused(request: HttpRequest, sentence: str, meeting: UUID, purpose: str = PURPOSE) -> HttpResponse:
    return sent_back(request, sentence, "agenda", meeting, purpose=purpose)


def may_add(request: HttpRequest, meeting: Meeting, kind: ItemKind) -> str | None:
    return policy.may_add(request.user, meeting, kind)
