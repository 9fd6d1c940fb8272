"""One's own calendar: the private address for a calendar program, and how one is reminded."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from meetings import ics
from meetings.actions import calendars as actions
from meetings.forms.calendar import BEFORE, LeadTimesForm, as_chosen
from meetings.policy.calendar import may_keep
from meetings.queries import calendar as queries

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    _here(request)
    chosen = as_chosen(queries.lead_times_of(request.user))
    return render(request, "meetings/calendar.html", {
        "feed": queries.feed_of(request.user), "chosen": chosen,
        "before": [label for hours, label in BEFORE if hours in chosen["hours"]],
    })  # fmt: skip


@require_POST
def calendar_feed(request: HttpRequest) -> HttpResponse:
    """Makes the address, or another in its place. It stands on this one page, and never in an address of a page."""
    _here(request)
    token = actions.make_feed(by=request.user)
    address = settings.PUBLIC_URL.rstrip("/") + reverse("calendar_file", args=[token])
    return render(request, "meetings/calendar_made.html", {"address": address})


@require_POST
def calendar_feed_end(request: HttpRequest) -> HttpResponse:
    _here(request)
    if actions.end_feed(by=request.user):
        messages.success(request, _("The address is dead. Programs that read it get nothing any more."))
    return redirect("calendar")


@page
def lead_times(request: HttpRequest) -> HttpResponse:
    _here(request)
    initial = as_chosen(queries.lead_times_of(request.user))
    form = LeadTimesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.choose_lead_times(**form.chosen(), by=request.user)
        messages.success(request, _("You are reminded like this from now on."))
        return redirect("calendar")
    return render(request, "meetings/calendar_reminders.html", {"form": form})


@login_not_required
@require_safe
def calendar_file(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program: no session, no cookie. A closed account is the same 404 as a wrong address; who has an
    acknowledgement to renew finds an empty calendar, since she is no stranger, and her program comes back to it."""
    feed = queries.feed_at(token)
    if feed is None:
        raise Http404
    series, alone = queries.calendar_of(feed.person)
    reader = ics.Reader(feed.person.language)
    events = [
        *(event for dates in series for event in ics.whole(dates, reader)),
        *(ics.single(one, reader) for one in alone),
    ]
    queries.note_read(feed)
    headers = {"Content-Disposition": 'attachment; filename="calendar.ics"', "Referrer-Policy": "no-referrer"}
    return HttpResponse(ics.written(events), content_type="text/calendar; charset=utf-8", headers=headers)


def _here(request: HttpRequest) -> None:
    if may_keep(request.user) is not None:
        raise Http404
