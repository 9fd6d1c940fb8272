"""Minutes: what was decided and who does what, for each reader what is open to her; on paper what names nobody."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from confidentiality.limits import limited
from mdt.kit import clock
from mdt.kit.errors import Refused
from meetings.actions import minutes as actions
from meetings.models import Minutes
from meetings.policy import deciding as policy
from meetings.queries import reported
from meetings.queries.minutes import minutes_for
from meetings.views.here import found, refused

PURPOSE = "meeting.minutes"


@require_safe
def minutes(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    return render(request, "meetings/minutes.html", {
        "meeting": here, "told": minutes_for(request.user, here, purpose=PURPOSE),
        "may_approve": policy.may_approve(request.user, here) is None,
    })  # fmt: skip


@require_safe
@limited("documents", reading=True)
def minutes_pdf(request: HttpRequest, meeting: UUID) -> HttpResponse:
    """On paper from coded facts alone: nothing of what was decided about a case, whoever prints."""
    here = found(request, meeting)
    page = render_to_string("meetings/minutes_pdf.html", {
        "meeting": here, "told": minutes_for(request.user, here, purpose=PURPOSE), "made_by": request.user,
        "made_at": clock.now(), "title": pgettext("of a meeting", "Minutes"),
    }, request)  # fmt: skip
    from mdt.kit import pdf  # its libraries are large, and most processes never make a document

    return pdf.response(page, "minutes.pdf")


@require_POST
def minutes_approve(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    try:
        actions.approve(meeting=here, by=request.user)
    except Refused as no:
        return refused(request, no.sentence, "minutes", meeting)
    messages.success(request, _("The minutes are approved. From now on they stay as they are."))
    return redirect("minutes", meeting)


@require_POST
def minutes_read(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    kept = get_object_or_404(Minutes, meeting=here)
    try:
        actions.read(minutes=kept, by=request.user)
    except Refused as no:
        return refused(request, no.sentence, "minutes", meeting)
    return redirect("minutes", meeting)


@require_safe
def reported_list(request: HttpRequest) -> HttpResponse:
    """What the subcommittees of one's teams have decided, without any case."""
    if request.user.agency_id is None:
        raise Http404
    return render(request, "meetings/reported_list.html", {"reports": reported.reported_to(request.user)[:50]})


@require_safe
def reported_page(request: HttpRequest, meeting: UUID) -> HttpResponse:
    kept = reported.reported(request.user, meeting)
    if kept is None:
        raise Http404
    lines = reported.lines(request.user, kept.meeting)
    return render(request, "meetings/reported.html", {"kept": kept, "meeting": kept.meeting, "lines": lines})
