"""Pages on which something is planned: choose what for, then one meeting or a series; move one date; change what follows."""

from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mdt.kit.errors import Refused
from meetings import saying_schedule as saying
from meetings.actions import schedule as actions
from meetings.actions import series as actions_on_series
from meetings.forms import schedule as forms
from meetings.models import Meeting, Series
from meetings.policy import meetings as policy
from meetings.policy import schedule as times
from meetings.queries import before
from meetings.queries.before import Before
from meetings.views.schedule import above, found, page, refused, team_here
from meetings.vocabulary import MeetingKind

Made = TypeVar("Made", Meeting, Series)


@require_safe
def meeting_new(request: HttpRequest, team: UUID) -> HttpResponse:
    """What it is for comes first: it decides which data can be in it."""
    here = team_here(request, team)
    kinds = [
        {
            "kind": kind, "rule": saying.DATA_RULES[kind], "refused": policy.may_call(request.user, here, kind),
            "comes_again": times.may_begin_series(request.user, here, kind) is None,
        }
        for kind in MeetingKind
    ]  # fmt: skip
    return render(request, "meetings/meeting_new.html", {"team": here, "kinds": kinds})


@page
def meeting_plan(request: HttpRequest, team: UUID, kind: str) -> HttpResponse:
    here = team_here(request, team)
    if kind not in MeetingKind.values:
        raise Http404
    if refusal := policy.may_call(request.user, here, kind):
        return refused(request, refusal, "meeting_new", team)
    form_of = forms.EmergencyForm if kind == MeetingKind.EMERGENCY else forms.MeetingForm
    form, said = form_of(request.POST or None, team=here, seats=before.seats_of(here, kind)), Before()
    if request.method == "POST" and form.is_valid():
        if made := _made_before(request, Meeting, form):
            return redirect("meeting", made.public_id)
        said = _said_of_meeting(request, form)
        if said.key == request.POST.get("anyway", ""):
            try:
                made = _call(request, form, kind)
            except Refused as no:
                above(request, form, no)
            else:
                messages.success(request, _("The meeting is planned. Everybody who is invited is told."))
                return redirect("meeting", made.public_id)
    return _asked(request, form, said, kind)


@page
def series_new(request: HttpRequest, team: UUID, kind: str) -> HttpResponse:
    here = team_here(request, team)
    if kind not in MeetingKind.values:
        raise Http404
    if refusal := times.may_begin_series(request.user, here, kind):
        return refused(request, refusal, "meeting_new", team)
    form, said = forms.SeriesForm(request.POST or None, team=here, seats=before.seats_of(here, kind)), Before()
    if request.method == "POST" and form.is_valid():
        if _made_before(request, Series, form):
            return redirect("meetings")
        said = before.of_series(request.user, form.rule().of(here, kind))
        if said.key == request.POST.get("anyway", ""):
            given = form.cleaned_data
            try:
                actions_on_series.begin(
                    team=here, kind=kind, rule=form.rule(), by=request.user, late_because=given["late_because"],
                    once=given["once"],
                )  # fmt: skip
            except Refused as no:
                above(request, form, no)
            else:
                messages.success(request, _("The series is planned, thirteen months ahead."))
                return redirect("meetings")
    return _asked(request, form, said, kind, series=True)


@page
def meeting_change(request: HttpRequest, meeting: UUID) -> HttpResponse:
    """One date alone; the series stays."""
    here = found(request, meeting)
    if refusal := policy.may(request.user, "change", here):
        return refused(request, refusal, "meeting", meeting)
    seats = before.seats_of(here.team, here.kind).filter(person__in=here.attendees.values("person"))
    needed = seats.filter(person__in=here.attendees.filter(is_needed=True).values("person"))
    initial = {**forms.ChangeForm.said(here), "starts_at": here.starts_at, "needed": [s.public_id for s in needed]}
    form, said = forms.ChangeForm(request.POST or None, team=here.team, seats=seats, initial=initial), Before()
    if request.method == "POST" and form.is_valid():
        said = _said_of_meeting(request, form, here)
        if said.key == request.POST.get("anyway", ""):
            try:
                actions.change(meeting=here, where=form.where(), needed=form.ticked("needed"), by=request.user)
            except Refused as no:
                above(request, form, no)
            else:
                messages.success(request, _("This date is changed. Everybody who is invited is told."))
                return redirect("meeting", meeting)
    return _asked(request, form, said, here.kind, meeting=here)


@page
def series_change(request: HttpRequest, meeting: UUID) -> HttpResponse:
    """From this one of its meetings on."""
    here = found(request, meeting)
    if here.series is None:
        raise Http404
    if refusal := times.may_change_series(request.user, here.series, here):
        return refused(request, refusal, "meeting", meeting)
    initial = forms.SeriesForm.said(here.series, here.slot or here.starts_at)
    form = forms.SeriesForm(
        request.POST or None, team=here.team, seats=before.seats_of(here.team, here.kind), initial=initial
    )
    said = Before()
    if request.method == "POST" and form.is_valid():
        said = before.of_series(request.user, form.rule().of(here.team, here.kind), instead_of=here.series)
        if said.key == request.POST.get("anyway", ""):
            because = form.cleaned_data["late_because"]
            try:
                actions_on_series.change(first=here, rule=form.rule(), by=request.user, late_because=because)
            except Refused as no:
                above(request, form, no)
            else:
                messages.success(request, _("The series is changed from that day on. What was before stays as it was."))
                return redirect("meetings")
    return _asked(request, form, said, here.kind, meeting=here, series=True)


@page
def series_end(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    if here.series is None:
        raise Http404
    if refusal := times.may_change_series(request.user, here.series, here):
        return refused(request, refusal, "meeting", meeting)
    if request.method != "POST":
        return render(request, "meetings/series_end.html", {
            "meeting": here, "team": here.team, "again": saying.again(here.series),
        })  # fmt: skip
    try:
        actions_on_series.end(first=here, by=request.user)
    except Refused as no:
        return refused(request, no.sentence, "meeting", meeting)
    messages.success(request, _("The series has ended. Meetings that were held stay as they were."))
    return redirect("meetings")


def _call(request: HttpRequest, form: "forms.MeetingForm | forms.EmergencyForm", kind: str) -> Meeting:
    return actions.call(
        team=form.team, kind=kind, where=form.where(), by=request.user, chosen=form.chosen(), needed=form.ticked("needed"),
        once=form.cleaned_data["once"],
    )  # fmt: skip


def _said_of_meeting(request: HttpRequest, form: "forms.PlaceForm", instead_of: Meeting | None = None) -> Before:
    given, chosen = form.cleaned_data, getattr(form, "chosen", lambda: None)()
    if instead_of:
        people = set(instead_of.attendees.order_by().values_list("person_id", flat=True))
    elif chosen is not None:
        people = {one.pk for one in chosen} | {request.user.pk}
    else:
        people = set(form.seats.values_list("person_id", flat=True))
    typed = (given["day"], given["at"]) if "at" in given else None
    return before.of_meeting(
        request.user,
        form.team,
        form.starts_at(),
        given["minutes"],
        given["place"],
        people,
        typed=typed,
        instead_of=instead_of,
    )


def _made_before(request: HttpRequest, model: type[Made], form: "forms.PlaceForm") -> Made | None:
    """What this very form has made already: it was sent twice."""
    once = form.cleaned_data["once"]
    return model._default_manager.filter(public_id=once, made_by=request.user).first() if once else None


def _asked(
    request: HttpRequest, form: "forms.PlaceForm", said: Before, kind: str, *, meeting: Meeting | None = None,
    series: bool = False,
) -> HttpResponse:  # fmt: skip
    return render(request, "meetings/planning.html", {
        "team": form.team, "form": form, "said": said, "kind": MeetingKind(kind), "rule": saying.DATA_RULES[MeetingKind(kind)],
        "meeting": meeting, "is_series": series,
    })  # fmt: skip
