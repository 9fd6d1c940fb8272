"""Response times of a team or of one's own agency, step by step, and the holidays of a team's county."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Agency, Team
from cases import saying
from cases.actions import response as actions
from cases.forms.response import HolidayForm, TermForm
from cases.policy.response import may_set
from cases.queries.clocks import RuleRow, holiday_rows, rules_of
from cases.views.roster import team_here
from mdt.kit.errors import Refused


@require_safe
def terms(request: HttpRequest, team: UUID | None = None) -> HttpResponse:
    place = _place(request, team)
    rows = [
        {"row": row, "words": saying.term_words(row.term), "later": saying.later_words(row.term),
         "href": _address("term", place, row)}
        for row in rules_of(place)
    ]  # fmt: skip
    return render(request, "cases/terms.html", {
        "place": place, "team": team and place, "rows": rows, "edits": may_set(request.user, place) is None,
    })  # fmt: skip


def term(request: HttpRequest, tier: int, kind: str, team: UUID | None = None) -> HttpResponse:
    place = _place(request, team)
    row = _row(place, tier, kind)
    form = TermForm(request.POST) if request.method == "POST" else TermForm.of(row.term)
    if refusal := may_set(request.user, place):
        messages.warning(request, refusal)
        return redirect(_address("terms", place))
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_term(place=place, tier=tier, kind=kind, term=form.term(), by=request.user)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved. Clocks that run already keep their times."))
            return redirect(_address("terms", place))
    return render(request, "cases/term.html", {
        "place": place, "row": row, "form": form, "back": _address("terms", place),
        "built_in": _address("term_built_in", place, row),
    })  # fmt: skip


@require_POST
def built_in(request: HttpRequest, tier: int, kind: str, team: UUID | None = None) -> HttpResponse:
    place = _place(request, team)
    _row(place, tier, kind)
    try:
        actions.use_built_in(place=place, tier=tier, kind=kind, by=request.user)
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("The built-in time counts again."))
    return redirect(_address("terms", place))


def holidays(request: HttpRequest, team: UUID) -> HttpResponse:
    here = team_here(request, team)
    edits = may_set(request.user, here) is None
    form = HolidayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_holiday(team=here, by=request.user, **form.cleaned_data)
        except Refused as refused:
            form.add_error("day", refused.sentence)
        else:
            messages.success(request, _("Added. It counts for clocks that start from now on."))
            return redirect("holidays", here.public_id)
    return render(request, "cases/holidays.html", {
        "team": here, "rows": holiday_rows(here), "form": form if edits else None,
    })  # fmt: skip


@require_POST
def holiday_remove(request: HttpRequest, team: UUID, day: str) -> HttpResponse:
    here = team_here(request, team)
    try:
        actions.remove_holiday(team=here, day=date.fromisoformat(day), by=request.user)
    except ValueError:
        raise Http404 from None
    except Refused as refused:
        messages.warning(request, refused.sentence)
    else:
        messages.success(request, _("Removed."))
    return redirect("holidays", here.public_id)


def _place(request: HttpRequest, team: UUID | None) -> Agency | Team:
    """A team at whose table the reader sits, or the reader's own agency for those who supervise it."""
    if team is not None:
        return team_here(request, team)
    agency: Agency | None = request.user.agency
    if agency is None or may_set(request.user, agency):
        raise Http404
    return agency


def _row(place: Agency | Team, tier: int, kind: str) -> RuleRow:
    row = next((row for row in rules_of(place) if (row.tier, row.kind) == (tier, kind)), None)
    if row is None:
        raise Http404
    return row


def _address(name: str, place: Agency | Team, row: RuleRow | None = None) -> str:
    step = [row.tier.value, row.kind.value] if row else []
    if isinstance(place, Team):
        return reverse(f"team_{name}", args=[place.public_id, *step])
    return reverse(f"agency_{name}", args=step)
