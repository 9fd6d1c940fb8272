"""Pages of reviews: what has to be read again and by when, what came of it, and laws that have changed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mdt.kit.errors import Refused
from protocols.actions import reviews as actions
from protocols.forms.reviews import SettleReviewForm, StatuteForm
from protocols.policy import reviews as policy
from protocols.queries import reviews as queries
from protocols.queries.cycles import coordinated
from protocols.views.cycles import above, refused, team_here

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def review_list(request: HttpRequest) -> HttpResponse:
    if request.user.agency_id is None:
        raise Http404
    mine = list(coordinated(request.user))
    return render(request, "protocols/reviews.html", {
        "due": queries.open_reviews(request.user), "done": queries.done_reviews(request.user),
        "statutes": [(one, one.team_id in {team.pk for team in mine}) for one in queries.statutes(request.user)],
        "teams": mine,
    })  # fmt: skip


@page
def review_settle(request: HttpRequest, review: UUID) -> HttpResponse:
    mine = get_object_or_404(queries.visible_reviews(request.user), public_id=review)
    if refusal := policy.may_settle(request.user, mine):
        return refused(request, refusal, "reviews")
    form = SettleReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle(review=mine, by=request.user, **form.cleaned_data)
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("It is on record. Nobody is reminded of it any more."))
            return redirect("reviews")
    return render(request, "protocols/review_settle.html", {
        "review": mine, "agreement": mine.version.agreement, "form": form,
    })  # fmt: skip


@page
def statute_note(request: HttpRequest, team: UUID) -> HttpResponse:
    here = team_here(request, team)
    if refusal := policy.may_note(request.user, here):
        return refused(request, refusal, "reviews")
    form = StatuteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_statute(team=here, by=request.user, **form.cleaned_data)
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("It is noted. What it may touch is due to be read again."))
            return redirect("reviews")
    return render(request, "protocols/statute_note.html", {"team": here, "form": form})


@require_POST
def statute_verify(request: HttpRequest, statute: UUID) -> HttpResponse:
    note = get_object_or_404(queries.statutes(request.user), public_id=statute)
    try:
        actions.verify_statute(note=note, by=request.user)
    except Refused as no:
        return refused(request, no.sentence, "reviews")
    messages.success(request, _("It is confirmed."))
    return redirect("reviews")
