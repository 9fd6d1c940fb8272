"""Pages of one item: put on, changed, ordered, taken off, carried over."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.singling_out import FEWEST
from mdt.kit.errors import Refused
from meetings.actions import agenda as actions
from meetings.forms.agenda import BringForm, CarryForm, FileForm, ItemForm
from meetings.models import Meeting
from meetings.policy import agenda as policy
from meetings.queries import agenda as queries
from meetings.queries.agenda import Line
from meetings.saying_agenda import meeting_in_words
from meetings.views.agenda import line_here, may_add, refused
from meetings.views.bringing import asks_again, file_form
from meetings.views.here import above, found
from meetings.vocabulary import ABOUT_A_CASE, ITEMS_OF, ItemKind, MeetingKind

page = require_http_methods(["GET", "HEAD", "POST"])
PURPOSE = "meeting.item"


@page
def agenda_add(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    kinds = tuple(one for one in ITEMS_OF[MeetingKind(here.kind)] if one not in ABOUT_A_CASE)
    refusal = may_add(request, here, kinds[0] if kinds else ItemKind.SYSTEMS)
    if refusal:
        return refused(request, refusal, meeting, PURPOSE)
    form = ItemForm(request.POST or None, kinds=kinds, known=queries.known_names(here.team))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_item(meeting=here, reviewed=form.reviewed, by=request.user, **form.typed())
        except Refused as no:
            above(request, form, no, PURPOSE)
        else:
            messages.success(request, _("It is on the agenda."))
            return redirect("agenda", meeting)
    return render(request, "meetings/agenda_item.html", {"meeting": here, "form": form})


@page
def agenda_change(request: HttpRequest, meeting: UUID, item: UUID) -> HttpResponse:
    """Words of an item without a case; parts, reason and wishes of one of the own room."""
    here = found(request, meeting)
    line = _line(request, here, item)
    if refusal := policy.may_change(request.user, line.item) or _not_open(line):
        return refused(request, refusal, meeting, PURPOSE)
    form, warned = _form(request, here, line)
    if request.method == "POST" and form.is_valid() and not asks_again(form, warned):
        try:
            _change(request, line, form)
        except Refused as no:
            above(request, form, no, PURPOSE)
        else:
            messages.success(request, _("It is changed."))
            return redirect("agenda", meeting)
    return render(request, "meetings/agenda_item.html", {
        "meeting": here, "form": form, "line": line, "warned": warned, "fewest": FEWEST,
    })  # fmt: skip


def _line(request: HttpRequest, here: Meeting, item: UUID) -> Line:
    with queries.agenda_of(request.user, here, purpose=PURPOSE) as agenda:
        return line_here(agenda, item)


def _not_open(line: Line) -> str | None:
    """Of the bringing agency, but not one of those who work on the record."""
    return _("Ask who works on this record.") if line.item.kind in ABOUT_A_CASE and not line.own else None


def _form(request: HttpRequest, here: Meeting, line: Line) -> tuple[Any, Any]:
    data = request.POST if request.method == "POST" else None
    if line.behind and line.item.kind == ItemKind.FILE:
        return file_form(here, partial(FileForm.of, line.item, line.behind), data)
    if line.behind:
        return BringForm.of(line.item, line.behind, data), None
    initial = {name: getattr(line.item, name) for name in ("title", "text", "minutes")}
    return ItemForm(data, initial=initial, known=queries.known_names(here.team)), None


def _change(request: HttpRequest, line: Line, form: Any) -> None:
    if line.case is None:
        actions.change_item(item=line.item, reviewed=form.reviewed, by=request.user, **form.typed())
    else:
        minutes = form.cleaned_data["minutes"]
        actions.change_case_item(
            item=line.item, case=line.case.public_id, answers=form.answers(), minutes=minutes, by=request.user
        )


@require_POST
def agenda_move(request: HttpRequest, meeting: UUID, item: UUID) -> HttpResponse:
    here = found(request, meeting)
    with queries.agenda_of(request.user, here, purpose=PURPOSE) as agenda:
        line, shown = line_here(agenda, item), [one.item.pk for one in agenda.lines]
    up = request.POST.get("way") != "down"
    return _done(request, meeting, lambda: actions.move(item=line.item, up=up, shown=shown, by=request.user), "")


@require_POST
def agenda_off(request: HttpRequest, meeting: UUID, item: UUID) -> HttpResponse:
    line = _line(request, found(request, meeting), item)
    case = line.case.public_id if line.own and line.case else None
    done = _("It is off the agenda.")
    return _done(request, meeting, lambda: actions.take_off(item=line.item, case=case, by=request.user), done)


def _done(request: HttpRequest, meeting: UUID, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
    except Refused as no:
        return refused(request, no.sentence, meeting, PURPOSE)
    if done:
        messages.success(request, done)
    return redirect("agenda", meeting)


@page
def agenda_carry(request: HttpRequest, meeting: UUID, item: UUID) -> HttpResponse:
    line = _line(request, found(request, meeting), item)
    if refusal := policy.may_carry(request.user, line.item) or _not_open(line):
        return refused(request, refusal, meeting, PURPOSE)
    later = [(one, meeting_in_words(one)) for one in queries.carried_to(request.user, line.item)[:20]]
    form = CarryForm(later, request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = line.case.public_id if line.case else None
        try:
            actions.carry_over(item=line.item, case=case, to=form.chosen(), by=request.user)
        except Refused as no:
            above(request, form, no, PURPOSE)
        else:
            messages.success(request, _("It is carried over."))
            return redirect("agenda", meeting)
    return render(
        request,
        "meetings/agenda_carry.html",
        {"meeting": line.item.meeting, "line": line, "form": form, "later": later},
    )
