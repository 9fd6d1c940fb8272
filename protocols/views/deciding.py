"""Pages of deciding: put the question, answer it for one's agency, answer what is held against it, close it."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.queries.teams import today_of
from confidentiality import gate
from mdt.kit.errors import Refused
from protocols import saying_protocols as saying
from protocols.actions import deciding as actions
from protocols.forms.deciding import GradientForm, ProposalForm, ReservationForm
from protocols.forms.shared import put
from protocols.models import Agreement, Gradient, Proposal
from protocols.policy import agreements as agreement_policy
from protocols.policy import deciding as policy
from protocols.queries import deciding, pages
from protocols.views.shared import found, refused
from protocols.vocabulary import Outcome

page = require_http_methods(["GET", "HEAD", "POST"])
USUAL = timedelta(days=14)  # for answers


@page
def protocol_propose(request: HttpRequest, agreement: UUID) -> HttpResponse:
    here = found(request, agreement)
    version = pages.writable(here)
    refusal = policy.may_work_on(here) or agreement_policy.may(request.user, "write", here)
    if version is None:
        return refused(request, here, refusal or _("The question is put on a text that is being written."))
    if refusal := refusal or policy.may_propose(request.user, version):
        return refused(request, here, refusal)
    today, asked = today_of(here.team), _asked(here)
    form = ProposalForm(request.POST or None, initial={"closes_on": today + USUAL}, today=today, asked=len(asked))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.propose(version=version, by=request.user, **form.cleaned_data)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("The question is put. The agencies see it on their first page."))
            return redirect("protocol_proposal", here.public_id, made.public_id)
    return render(request, "protocols/protocol_propose.html", {
        "agreement": here, "version": version, "form": form, "asked": asked,
    })  # fmt: skip


def _asked(here: Agreement) -> list[str]:
    names = policy.deciding_seats(here.team).values_list("agency__name", flat=True)
    return sorted(set(names))


def _found(request: HttpRequest, agreement: UUID, proposal: UUID) -> tuple[Agreement, Proposal]:
    here = found(request, agreement)
    return here, get_object_or_404(deciding.proposals_of(here), public_id=proposal)


@require_safe
def protocol_proposal(request: HttpRequest, agreement: UUID, proposal: UUID) -> HttpResponse:
    here, one = _found(request, agreement, proposal)
    came = next(d for d in deciding.decisions(one.version) if d.proposal.pk == one.pk)
    settles = policy.may_settle(request.user, one) is None
    return render(request, "protocols/protocol_proposal.html", {
        "agreement": here, "came": came, "told": saying.told(came, saying.words_now(one.version)),
        "may_say": policy.may_say(request.user, one) is None, "own": came.of(request.user.agency),
        "settles": settles, "not_yet": actions.refuses_closing(came) if settles else None,
    })  # fmt: skip


@page
def protocol_say(request: HttpRequest, agreement: UUID, proposal: UUID) -> HttpResponse:
    """Where the own agency stands."""
    here, one = _found(request, agreement, proposal)
    if refusal := policy.may_say(request.user, one):
        return _to(request, here, one, refusal)
    own = deciding.decision(one).of(request.user.agency)
    last = own.last if own else None
    seen = str(last.public_id) if last else ""
    initial = {"seen": seen, "number": last.number if last else "", "words": last.words if last else ""}
    form = GradientForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.say(
                proposal=one, number=int(said["number"]), words=said["words"], seen=said["seen"], by=request.user
            )
        except Refused as no:
            put(form, no)
            form.data = {**form.data.dict(), "seen": seen}  # now she sees what her agency said
        else:
            messages.success(
                request, _("It stands beside your agency's name. You can change it until the question is closed.")
            )
            return redirect("protocol_proposal", here.public_id, one.public_id)
    return render(request, "protocols/protocol_say.html", {
        "agreement": here, "proposal": one, "form": form, "last": last,
    })  # fmt: skip


@page
def protocol_answer(request: HttpRequest, agreement: UUID, gradient: UUID) -> HttpResponse:
    """What the team answers to a reservation."""
    here = found(request, agreement)
    said = get_object_or_404(Gradient.objects.select_related("proposal__version__agreement__team", "agency", "by"),
                             proposal__version__agreement=here, public_id=gradient)  # fmt: skip
    if refusal := policy.may_settle(request.user, said.proposal):
        return _to(request, here, said.proposal, refusal)
    if said.answered_at is not None or not said.words:
        return _to(request, here, said.proposal, _("Somebody answered this already."))
    form = ReservationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(gradient=said, answer=form.cleaned_data["answer"], by=request.user)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("The answer stands beside the reservation."))
            return redirect("protocol_proposal", here.public_id, said.proposal.public_id)
    return render(request, "protocols/protocol_answer.html", {"agreement": here, "said": said, "form": form})


@require_POST
def protocol_close(request: HttpRequest, agreement: UUID, proposal: UUID) -> HttpResponse:
    here, one = _found(request, agreement, proposal)
    try:
        came = actions.close(proposal=one, by=request.user)
    except Refused as no:
        return _to(request, here, one, no.sentence)
    if came == Outcome.CARRIED:
        messages.success(request, _("It is carried. The text can be sent out for adoption."))
    elif came == Outcome.VOID:
        messages.error(request, _("The text has changed since the question was put, which makes it void."))
    else:
        messages.success(request, _("It is closed, below its threshold. What was said stays on record."))
    return redirect("protocol_proposal", here.public_id, one.public_id)


def _to(request: HttpRequest, here: Agreement, proposal: Proposal, sentence: str) -> HttpResponse:
    """What was asked for and is not done is on record, and said."""
    gate.refused(request.user, purpose="protocol.decision")
    messages.error(request, sentence)
    return redirect("protocol_proposal", here.public_id, proposal.public_id)
