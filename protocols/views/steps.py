"""Pages of one step: what it asks, who and by when, its evidence, closing it and opening it again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.queries.teams import coordinates, today_of
from mdt.kit.errors import Refused
from protocols.actions import cycles as actions
from protocols.forms.cycles import CloseForm, EvidenceForm, PlanForm, ReopenForm, WorkForm
from protocols.models import CycleStep, Evidence
from protocols.policy import cycles as policy
from protocols.queries import cycles as queries
from protocols.steps import ASKS, StepState, waits_for
from protocols.views.cycles import above, found, refused
from protocols.views.shared import attached

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def step_page(request: HttpRequest, cycle: UUID, number: int) -> HttpResponse:
    step = _step(request, cycle, number)
    works = policy.may_work(request.user, step) is None and step.cycle.closed_at is None
    return render(request, "protocols/step.html", {
        "step": step,
        "cycle": step.cycle,
        "asks": ASKS[step.number],
        "state": (stands := queries.state(step, today_of(step.cycle.team))),
        "mark": {StepState.DONE: "good", StepState.OVERDUE: "stop", StepState.CURRENT: "wait"}.get(stands, "plain"),
        "evidence": queries.evidence_of(step),
        "reopenings": step.reopenings.select_related("by", "was_closed_by"),
        "waits": waits_for(step.number, _closed(step)) if step.closed_at is None else [],
        "works": works,
    })  # fmt: skip


@page
def step_plan(request: HttpRequest, cycle: UUID, number: int) -> HttpResponse:
    step = _step(request, cycle, number)
    if refusal := _not_open(request, step):
        return refused(request, refusal, *_back(step))
    if coordinates(request.user, step.cycle.team):
        form: WorkForm = PlanForm(
            request.POST or None, initial=PlanForm.told(step), people=queries.people(step.cycle.team)
        )
    else:
        form = WorkForm(request.POST or None, initial=WorkForm.told(step))
    if request.method == "POST" and form.is_valid():
        try:
            actions.plan(step=step, by=request.user, **form.cleaned_data)
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("It is written down."))
            return _to(step)
    return _form(request, step, form, "plan")


@page
def step_evidence(request: HttpRequest, cycle: UUID, number: int) -> HttpResponse:
    step = _step(request, cycle, number)
    if refusal := _not_open(request, step):
        return refused(request, refusal, *_back(step))
    form = EvidenceForm(request.POST or None, request.FILES or None, texts=queries.texts(step.cycle.team))
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_evidence(step=step, by=request.user, **form.cleaned_data)
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("It is kept with the step."))
            return _to(step)
    return _form(request, step, form, "evidence")


@require_POST
def step_evidence_remove(request: HttpRequest, cycle: UUID, number: int, evidence: UUID) -> HttpResponse:
    step = _step(request, cycle, number)
    try:
        actions.remove_evidence(evidence=_evidence(step, evidence), by=request.user)
    except Refused as no:
        return refused(request, no.sentence, *_back(step))
    messages.success(request, _("It is taken away."))
    return _to(step)


@require_safe
def step_evidence_file(request: HttpRequest, cycle: UUID, number: int, evidence: UUID) -> HttpResponse:
    kept = _evidence(_step(request, cycle, number), evidence)
    if kept.content is None:
        raise Http404
    return attached(kept.content, kept.content_type)


@page
def step_close(request: HttpRequest, cycle: UUID, number: int) -> HttpResponse:
    """One click; a step that waits for others asks why first."""
    step = _step(request, cycle, number)
    if refusal := _not_open(request, step):
        return refused(request, refusal, *_back(step))
    closed = _closed(step)
    waits = waits_for(step.number, closed)
    form = CloseForm(request.POST if "why_early" in request.POST else None)
    if request.method == "POST":
        held = policy.refuses_closing(step, closed, step.evidence.count(), "")
        if missing := [sentence for about, sentence in held if about != "why_early"]:
            return refused(request, missing[0], *_back(step))
        if not waits or form.is_valid():
            return _closes(request, step, form.cleaned_data["why_early"] if waits else "")
    return _ask(request, step, form, waits)


def _ask(request: HttpRequest, step: CycleStep, form: CloseForm, waits: list[int]) -> HttpResponse:
    return render(request, "protocols/step_close.html", {
        "step": step, "cycle": step.cycle, "form": form if waits else None,
        "waits": [one for one in step.cycle.steps.all() if one.number in waits],
    })  # fmt: skip


def _closes(request: HttpRequest, step: CycleStep, why: str) -> HttpResponse:
    try:
        following = actions.close(step=step, why_early=why, by=request.user)
    except Refused as no:
        return refused(request, no.sentence, *_back(step))
    if following is None:
        messages.success(request, _("The step is closed."))
        return redirect("cycle", step.cycle.public_id)
    messages.success(
        request, _("The cycle is closed, and the next one is open. The same people are proposed for its steps.")
    )
    return redirect("cycle", following.public_id)


@page
def step_reopen(request: HttpRequest, cycle: UUID, number: int) -> HttpResponse:
    step = _step(request, cycle, number)
    if refusal := policy.may_work(request.user, step):
        return refused(request, refusal, *_back(step))
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reopen(step=step, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("The step is open again."))
            return _to(step)
    return _form(request, step, form, "reopen")


def _step(request: HttpRequest, cycle: UUID, number: int) -> CycleStep:
    here = found(request, cycle)
    steps = CycleStep.objects.filter(cycle=here).select_related("owner", "closed_by")
    step = get_object_or_404(steps, number=number)
    step.cycle = here
    return step


def _evidence(step: CycleStep, public_id: UUID) -> Evidence:
    return get_object_or_404(Evidence.objects.filter(step=step), public_id=public_id)


def _closed(step: CycleStep) -> set[int]:
    return set(step.cycle.steps.filter(closed_at__isnull=False).values_list("number", flat=True))


def _to(step: CycleStep) -> HttpResponse:
    return redirect("step", step.cycle.public_id, step.number)


def _back(step: CycleStep) -> tuple[object, ...]:
    return "step", step.cycle.public_id, step.number


def _not_open(request: HttpRequest, step: CycleStep) -> str | None:
    if refusal := policy.may_work(request.user, step):
        return refusal
    if step.closed_at is not None:
        return _("This step is closed. Open it again first, with a reason.")
    return None


_PAGES = {
    "plan": "protocols/step_plan.html",
    "evidence": "protocols/step_evidence.html",
    "reopen": "protocols/step_reopen.html",
}


def _form(request: HttpRequest, step: CycleStep, form: object, kind: str) -> HttpResponse:
    return render(request, _PAGES[kind], {"step": step, "cycle": step.cycle, "form": form})
