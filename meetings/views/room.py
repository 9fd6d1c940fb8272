"""Running a meeting: who is in the room, the agenda as it goes, and the large page for everybody to read."""

from dataclasses import replace
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases.queries.sections import Shown, all_open
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.gate import Opened
from mdt.kit.errors import Refused
from meetings.actions import room as actions
from meetings.models import Attendee, ItemCase, Meeting
from meetings.policy import room as policy
from meetings.queries import room as queries
from meetings.queries.items import agenda_for
from meetings.views.here import found, refused
from meetings.vocabulary import ItemKind, Presence

# One key for each person, in the order of the page; letters that no browser and no screen reader takes alone.
KEYS = "123456789abcdfghjklmnopqrstuvwxyz"


@require_safe
def room(request: HttpRequest, meeting: UUID) -> HttpResponse:
    """The page of who runs it: no name of a survivor is ever here, so that it can be open all the time."""
    here = found(request, meeting)
    if refusal := policy.may_begin(request.user, here) and policy.may_run(request.user, here):
        return refused(request, refusal, "meetings")
    there = queries.attendance(here)
    barred = queries.steps_out(request.user, here)
    places = agenda_for(request.user, here, purpose="meeting.room")
    return render(request, "meetings/room.html", {
        "meeting": here, "running": policy.may_run(request.user, here) is None,
        "groups": _groups(there), "present": sum(one.presence == Presence.PRESENT for one in there),
        "choices": [choice for choice in Presence.choices if choice[0]],
        "missing": queries.missing_disciplines(here, there), "could_come": queries.could_come(here),
        "places": [(one, barred.get(one.item.pk, [])) for one in places],
        "open_now": next((one for one in places if one.item.status == "open"), None),
        "still_open": queries.still_open(request.user, here),
    })  # fmt: skip


def _groups(there: list[Attendee]) -> list[tuple[str, list[tuple[Attendee, str]]]]:
    keyed = [(one, KEYS[n] if n < len(KEYS) else "") for n, one in enumerate(there)]
    return [(name, list(rows)) for name, rows in groupby(keyed, key=lambda row: row[0].get_discipline_display())]


@require_POST
def room_begin(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    return _done(request, here, lambda: actions.begin(meeting=here, by=request.user))


@require_POST
def room_note(request: HttpRequest, meeting: UUID, attendee: UUID) -> HttpResponse:
    here = found(request, meeting)
    presence = request.POST.get("presence", "")
    if presence not in Presence.values or not presence:
        return refused(request, _("Say whether the person is in the room."), "room", meeting)
    return _done(
        request, here, lambda: actions.note(meeting=here, attendee=attendee, presence=presence, by=request.user)
    )


@require_POST
def room_walk_in(request: HttpRequest, meeting: UUID, seat: UUID) -> HttpResponse:
    here = found(request, meeting)
    return _done(request, here, lambda: actions.walk_in(meeting=here, seat=seat, by=request.user))


@require_POST
def room_open(request: HttpRequest, meeting: UUID, item: UUID) -> HttpResponse:
    here = found(request, meeting)
    try:
        actions.open_item(meeting=here, item=item, by=request.user)
    except Refused as no:
        return refused(request, no.sentence, "room", meeting)
    return redirect("room_item", meeting, item)


@require_POST
def room_settle(request: HttpRequest, meeting: UUID, item: UUID) -> HttpResponse:
    here, done = found(request, meeting), request.POST.get("how") == "done"
    return _done(request, here, lambda: actions.settle(meeting=here, item=item, done=done, by=request.user))


@require_POST
def room_end(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    try:
        actions.end(meeting=here, by=request.user)
    except Refused as no:
        return refused(request, no.sentence, "room", meeting)
    messages.success(request, _("The meeting is over. Somebody of another agency who was there approves its minutes."))
    return redirect("minutes", meeting)


def _done(request: HttpRequest, here: Meeting, change: Any) -> HttpResponse:
    try:
        change()
    except Refused as no:
        return refused(request, no.sentence, "room", here.public_id)
    return redirect("room", here.public_id)


@require_safe
def screen(request: HttpRequest, meeting: UUID) -> HttpResponse:
    """For the wall of the room. What names somebody is there while its item is open and everybody present may hear it."""
    here = found(request, meeting)
    item = queries.open_item(request.user, here)
    if item is None:
        places = agenda_for(request.user, here, purpose="meeting.screen")
        return render(request, "meetings/screen.html", {"meeting": here, "places": places})
    with gate.own_rows(request.user):
        now = queries.room_of(item)
        behind = ItemCase.objects.filter(item=item).select_related("case").first() if now.may else None
        told = queries.redacted(item) if now.may and item.kind == ItemKind.FILE else []
    shown = {"meeting": here, "item": item, "now": now, "told": told}
    if not queries.names_a_case(item) or behind is None:
        return render(request, "meetings/screen.html", shown)
    return _case_on_screen(request, behind, shown)


def _case_on_screen(request: HttpRequest, behind: ItemCase, shown: dict[str, Any]) -> HttpResponse:
    parts = Element(behind.elements)
    with gate.open(request.user, behind.case.public_id, parts, purpose="meeting.screen") as opened:
        only = Opened(opened.case, opened.elements & parts, opened.basis, opened.own)
        return render(request, "meetings/screen.html", {
            **shown, "behind": behind, "wishes": behind.wished(), "case": opened.case, "parts": _answered(only),
        })  # fmt: skip


def _answered(opened: Opened) -> list[Shown]:
    """What is known, in large type; what nobody has asked yet is on the record's own page."""
    told = [replace(one, items=[item for item in one.items if item.get("value")]) for one in all_open(opened)]
    return [one for one in told if one.items or one.rows]
