"""The page of one item while it is talked about: what is decided, where each agency stands, who does what by when."""

from datetime import timedelta
from typing import Any
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
from meetings.forms.deciding import ProposalForm, StanceForm, TaskForm
from meetings.models import Item, ItemCase, Meeting
from meetings.policy import deciding as policy
from meetings.queries import deciding as queries
from meetings.queries import room as rooms
from meetings.queries.agenda import known_names
from meetings.views.here import above, found, item_here, refused
from meetings.vocabulary import ItemKind, ItemStatus

page = require_http_methods(["GET", "HEAD", "POST"])
USUAL = timedelta(days=14)


@require_safe
def room_item(request: HttpRequest, meeting: UUID, item: UUID) -> HttpResponse:
    here = found(request, meeting)
    one = item_here(request, here, item)
    with gate.own_rows(request.user):
        now = rooms.room_of(one)
        behind = ItemCase.objects.filter(item=one).first() if rooms.names_a_case(one) else None
        of_file = rooms.redacted(one) if one.kind == ItemKind.FILE and now.may else []
        told = queries.written([one])[one.pk]
    writes = policy.may_write(request.user, one) is None and (behind is not None or not rooms.names_a_case(one))
    return render(request, "meetings/room_item.html", {
        "meeting": here, "item": one, "now": now, "behind": behind, "told": told, "writes": writes,
        "wishes": behind.wished() if behind else [], "told_of_file": of_file,
        "closed": one.status == ItemStatus.OPEN and not now.may, "about_a_case": rooms.names_a_case(one),
    })  # fmt: skip


def _at_work(request: HttpRequest, meeting: UUID, item: UUID) -> tuple[Meeting, Item, str | None]:
    here = found(request, meeting)
    one = item_here(request, here, item)
    return here, one, policy.may_write(request.user, one)


@page
def room_propose(request: HttpRequest, meeting: UUID, item: UUID) -> HttpResponse:
    here, one, refusal = _at_work(request, meeting, item)
    if refusal:
        return refused(request, refusal, "room_item", meeting, item)
    form = ProposalForm(request.POST or None, about_a_case=rooms.names_a_case(one), known=known_names(here.team))
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose(item=one, by=request.user, **form.said())
        except Refused as no:
            above(request, form, no)
        else:
            return redirect("room_item", meeting, item)
    return render(request, "meetings/room_propose.html", {"meeting": here, "item": one, "form": form})


@page
def room_stand(request: HttpRequest, meeting: UUID, decision: UUID, agency: UUID) -> HttpResponse:
    """Where one agency stands, as somebody of it says it in the room."""
    here = found(request, meeting)
    one = queries.decision_of(request.user, here, decision)
    if (refusal := policy.may_write(request.user, one.item)) or one.outcome:
        return refused(request, refusal or _("This is decided already."), "room_item", meeting, one.item.public_id)
    with gate.own_rows(request.user):
        there = next((a for a in queries.agencies_present(one.item) if a.public_id == agency), None)
        last = one.stances.filter(agency=there).first() if there else None
    if there is None:
        raise Http404
    initial: dict[str, Any] = (
        {"seen": last.number, "number": last.number, "holding": last.holding, "words": last.words} if last else {}
    )
    form = StanceForm(
        request.POST or None, initial=initial, about_a_case=one.case_id is not None, known=known_names(here.team)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.stand(decision=one, agency=there, by=request.user, **form.said())
        except Refused as no:
            above(request, form, no)
            form.data = {**form.data.dict(), "seen": last.number if last else ""}
        else:
            return redirect("room_item", meeting, one.item.public_id)
    return render(request, "meetings/room_stand.html", {"meeting": here, "one": one, "agency": there, "form": form})


@require_POST
def room_decide(request: HttpRequest, meeting: UUID, decision: UUID) -> HttpResponse:
    here = found(request, meeting)
    one = queries.decision_of(request.user, here, decision)
    try:
        came = actions.close(decision=one, by=request.user)
    except Refused as no:
        return refused(request, no.sentence, "room_item", meeting, one.item.public_id)
    messages.success(
        request, _("It is carried.") if came == "carried" else _("It is not carried. What was said stays on record.")
    )
    return redirect("room_item", meeting, one.item.public_id)


@page
def room_task(request: HttpRequest, meeting: UUID, item: UUID) -> HttpResponse:
    here, one, refusal = _at_work(request, meeting, item)
    if refusal:
        return refused(request, refusal, "room_item", meeting, item)
    form = TaskForm(
        request.POST or None, initial={"due_on": today_of(here.team) + USUAL}, people=rooms.attendance(here),
        about_a_case=rooms.names_a_case(one), known=known_names(here.team),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_task(item=one, by=request.user, **{**form.said(), "owner": UUID(form.cleaned_data["owner"])})
        except Refused as no:
            above(request, form, no)
        else:
            return redirect("room_item", meeting, item)
    return render(request, "meetings/room_task.html", {"meeting": here, "item": one, "form": form})
