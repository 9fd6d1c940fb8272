"""Bringing cases of the own room to a meeting: one from its record, or several that meet a criterion."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cases.models import Case
from cases.singling_out import FEWEST, Warned
from cases.vocabulary import CaseStatus
from confidentiality import gate
from mdt.kit.errors import Refused
from meetings.actions import agenda as actions
from meetings.forms.agenda import BringForm, FileForm, SuggestForm
from meetings.models import Meeting
from meetings.policy.agenda import kind_for, may_add
from meetings.queries import agenda as queries
from meetings.redacting import may_point_at_one
from meetings.saying_agenda import meeting_in_words
from meetings.views.agenda import refused
from meetings.views.here import above, found
from meetings.vocabulary import ItemKind, MeetingKind

page = require_http_methods(["GET", "HEAD", "POST"])
PURPOSE = "meeting.bring"


@require_safe
def case_bring(request: HttpRequest, case: UUID) -> HttpResponse:
    """Which meeting takes it: open records go to consultations, closed ones to reviews of closed files."""
    with gate.open_own(request.user, case, purpose=PURPOSE) as opened:
        kinds = (MeetingKind.CONSULTATION, MeetingKind.EMERGENCY)
        if opened.case.status == CaseStatus.CLOSED:
            kinds = (MeetingKind.FILE_REVIEW,)  # type: ignore[assignment]
        found = queries.open_meetings(request.user, kinds)[:30]
        meetings = [(one, meeting_in_words(one)) for one in found]
        return render(request, "meetings/agenda_meetings.html", {"case": opened.case, "meetings": meetings})


@page
def agenda_bring(request: HttpRequest, meeting: UUID, case: UUID) -> HttpResponse:
    here = found(request, meeting)
    with gate.open_own(request.user, case, purpose=PURPOSE) as opened:
        row = opened.case
    if refusal := may_add(request.user, here, kind_for(here)):
        return refused(request, refusal, meeting, PURPOSE)
    form, warned = _form(request, here)
    if request.method == "POST" and form.is_valid() and not asks_again(form, warned):
        try:
            minutes = form.cleaned_data["minutes"]
            actions.bring(meeting=here, case=case, answers=form.answers(), minutes=minutes, by=request.user)
        except Refused as no:
            above(request, form, no, PURPOSE)
        else:
            messages.success(request, _("It is on the agenda."))
            return redirect("agenda", meeting)
    return _page(request, here, row, form, warned)


def _page(request: HttpRequest, here: Meeting, case: Case, form: Any, warned: Any) -> HttpResponse:
    return render(request, "meetings/agenda_bring.html", {
        "meeting": here, "case": case, "form": form, "warned": warned, "fewest": FEWEST, "said": meeting_in_words(here),
    })  # fmt: skip


def _form(request: HttpRequest, here: Meeting) -> tuple[Any, Any]:
    data = request.POST if request.method == "POST" else None
    return file_form(here, FileForm, data) if kind_for(here) == ItemKind.FILE else (BringForm(data), None)


def file_form(here: Meeting, make: Callable[..., FileForm], data: Any) -> tuple[FileForm, Warned | None]:
    """Of a closed file, also whether its answers may point at one person: then with a tick that is asked for."""
    form = make(data)
    if not form.is_valid():
        return form, None
    warned = may_point_at_one(here.team.jurisdiction.population, form.told())
    return (make(data, warned=True), warned) if warned else (form, None)


def asks_again(form: Any, warned: Warned | None) -> bool:
    """Answers that may point at one person are not put on without the tick."""
    if warned is None or form.cleaned_data.get("sure"):
        return False
    form.add_error("sure", _("Look at your answers once more, or tick the box."))
    return True


@page
def agenda_suggest(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    if refusal := may_add(request.user, here, ItemKind.CASE):
        return refused(request, refusal, meeting, PURPOSE)
    with queries.suggested(request.user, here, purpose=PURPOSE) as cases:
        form = SuggestForm(cases, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, refusals = actions.bring_several(meeting=here, by=request.user, **form.bringing())
        if done:
            said = ngettext("%(n)s record is on the agenda.", "%(n)s records are on the agenda.", done) % {"n": done}
            messages.success(request, said)
        for sentence in refusals:
            messages.error(request, sentence)
        return redirect("agenda", meeting)
    return render(
        request,
        "meetings/agenda_suggest.html",
        {"meeting": here, "form": form, "found": cases, "said": meeting_in_words(here)},
    )
