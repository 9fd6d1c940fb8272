"""Who can see a case, who works on it, who is walled off; emergency access and the alerts that it gives."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Person
from cases.actions import access as actions
from cases.forms.access import AskForm, EmergencyForm, PersonForm, WhoseForm
from cases.policy.cases import may
from cases.queries import cases as queries
from cases.queries import explained as explaining
from cases.vocabulary import EmergencyReason
from confidentiality import emergency as glass
from confidentiality import gate
from confidentiality import queries as explained
from confidentiality.elements import LABELS
from mdt.kit.errors import Refused


@require_safe
def access_page(request: HttpRequest, case: UUID) -> HttpResponse:
    with gate.open_own(request.user, case, purpose="case.access") as opened:
        workers = queries.workers_of(opened)
        found = explained.who_can_see(opened.case.pk)
        context: dict[str, Any] = {"case": opened.case, "workers": workers, **_asked(request, opened)}
        context |= {"seers": explaining.ways(opened, found), "lanes": explaining.lanes(opened, found)}
        if may(request.user, "assign", opened.case) is None:
            walled = queries.walled_off(opened)
            free = queries.candidates_for(request.user, opened, workers, walled)
            others = queries.can_be_walled(request.user, walled)
            assigning = PersonForm(people=free, label=_("Let somebody work on it"), auto_id="assign_%s")
            walling = PersonForm(people=others, label=_("Wall somebody off"), auto_id="recuse_%s").of(context["whose"])
            context |= {"may_assign": True, "walled": walled, "assign_form": assigning, "recuse_form": walling}
        return render(request, "cases/access.html", context)


def _asked(request: HttpRequest, opened: gate.Opened) -> dict[str, Any]:
    """«Ask about somebody»: whose people are offered, the question of the address, and its answer."""
    people = explaining.can_be_asked_about(opened)
    form = AskForm(request.GET if "person" in request.GET else None, people=people, label=_("Who"), auto_id="ask_%s")
    whose = WhoseForm(
        request.GET if "agency" in request.GET else None, places=explaining.places(opened), auto_id="whose_%s"
    )
    asked = form.cleaned_data["person"] if form.is_valid() else None
    agency = asked.agency if asked else whose.cleaned_data["agency"] if whose.is_valid() else opened.case.agency
    whose.initial["agency"] = agency.public_id
    context = {"ask_form": form.of(agency), "whose_form": whose, "whose": agency}
    if not asked:
        return context
    part = form.cleaned_data["part"]
    return {**context, "answer": explaining.ask(opened, asked, part), "asked": asked, "part": LABELS[part]}


@require_POST
def assign(request: HttpRequest, case: UUID) -> HttpResponse:
    return _done(request, case, actions.assign, _("%(person)s works on this record now."))


@require_POST
def unassign(request: HttpRequest, case: UUID) -> HttpResponse:
    return _done(request, case, actions.unassign, _("%(person)s no longer works on this record."))


@require_POST
def recuse(request: HttpRequest, case: UUID) -> HttpResponse:
    return _done(request, case, actions.recuse, _("For %(person)s this record is not there any more."))


@require_POST
def recusal_end(request: HttpRequest, case: UUID) -> HttpResponse:
    return _done(request, case, actions.end_recusal, _("%(person)s is not walled off any more."))


def _done(request: HttpRequest, case: UUID, act: Callable[..., None], done: str) -> HttpResponse:
    """Do it with the chosen person of one's own agency, and say on the page what came of it."""
    people = Person.objects.exclude(agency=None)  # whom it may be is policy
    form = PersonForm(request.POST, people=people)
    if not form.is_valid():
        messages.error(request, _("Choose a person first."))
        return redirect("case_access", case)
    person = form.cleaned_data["person"]
    try:
        act(case=case, person=person, by=request.user)
        messages.success(request, done % {"person": person.name})
    except Refused as refused:
        gate.refused(request.user, purpose=f"case.{act.__name__}")
        messages.error(request, refused.sentence)
    return redirect("case_access", case)


@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request: HttpRequest) -> HttpResponse:
    people = queries.can_be_alerted(request.user)
    form = EmergencyForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            return redirect("case", actions.break_glass(**form.cleaned_data, by=request.user))
        except Refused as refused:
            form.add_error(None, refused.sentence)
    return render(request, "cases/emergency.html", {"form": form, "alone": not people, "lasting": glass.MINUTES})


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """What the actor was told of as the second person."""
    uses = glass.alerts(request.user, purpose="case.alerts")
    reasons = dict(EmergencyReason.choices)
    rows = [{"use": use, "reason": reasons.get(use.reason, "")} for use in uses]
    return render(request, "cases/alerts.html", {"rows": rows})
