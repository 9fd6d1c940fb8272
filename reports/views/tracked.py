"""What an agency writes down at all: since when, until when, and switching it on and off (GR-26)."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mdt.kit.errors import Refused
from reports.actions import tracked as actions
from reports.forms.activity import DayForm
from reports.queries import tracked as queries
from reports.queries.tracked import Followed
from reports.views.work_here import above, only_writers, refused


@require_safe
@only_writers
def tracked(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/activity_tracked.html", {"sources": queries.followed(request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@only_writers
def tracked_source(request: HttpRequest, source: str) -> HttpResponse:
    """On, where it is off; off, where it is on."""
    here = _source(request, source)
    ends = here.now is not None
    form = DayForm(request.POST or None, ends=ends)
    if request.method == "POST" and form.is_valid():
        switch = actions.switch_off if ends else actions.switch_on
        try:
            switch(by=request.user, source=source, day=form.cleaned_data["day"])
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("It is switched off.") if ends else _("It is switched on."))
            return redirect("tracked")
    return render(request, "reports/activity_source.html", {"here": here, "form": form})


@require_POST
@only_writers
def tracked_forget(request: HttpRequest, source: str, day: str) -> HttpResponse:
    _source(request, source)
    try:
        actions.forget(by=request.user, source=source, day=_day(day))
    except Refused as no:
        return refused(request, no.sentence, "tracked_source", source)
    messages.success(request, _("It is removed."))
    return redirect("tracked_source", source)


def _source(request: HttpRequest, source: str) -> Followed:
    found = next((one for one in queries.followed(request.user) if one.source == source), None)
    if found is None:
        raise Http404
    return found


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Http404 from None
