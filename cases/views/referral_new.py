"""Writing a referral: fill in, check what the recipient will see, send. Until then there is nothing but a draft."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import drafts
from cases.actions import referrals as actions
from cases.facts import facts, stays
from cases.forms.referrals import IDENTIFIED, ReferralForm, SureForm
from cases.models import Case, Draft, Referral
from cases.policy.referrals import may_refer
from cases.queries.carried import Ways, shown_there, ways_of
from cases.queries.places import population_of
from cases.queries.recipients import recipients_for
from cases.queries.referrals import sent_once
from cases.singling_out import FEWEST, Warned, warning
from confidentiality import gate
from mdt.kit.errors import Refused

FORM = "referral"
PURPOSE = "referral.write"


def referral_new(request: HttpRequest, case: UUID | None = None) -> HttpResponse:
    if refusal := may_refer(request.user):
        messages.error(request, refusal)
        return redirect("today")
    stage = request.POST.get("stage", "")
    form = ReferralForm(recipients_for(request.user), request.POST or None, ways=_ways(request, case))
    if stage == "send" and form.is_valid():
        return _send(request, case, form)
    if stage == "check" and form.is_valid():
        return _check(request, case, form)
    return _write(request, case, form, stage)


@require_POST
def draft(request: HttpRequest, case: UUID | None = None) -> HttpResponse:
    """204 when it is kept; 409 when not, so that the page says so and tries again."""
    try:
        with _desk(request, case) as mine:
            return HttpResponse(status=204 if _keep(request, mine) else 409)
    except IntegrityError:  # two tabs of one person saved their first draft at the same moment
        return HttpResponse(status=409)


def _write(request: HttpRequest, case: UUID | None, form: ReferralForm, stage: str) -> HttpResponse:
    """The form: empty, from the draft, with its errors, or on the way back from checking."""
    with _desk(request, case) as mine:
        if stage == "discard":
            drafts.drop(request.user, FORM, mine)
            return redirect(request.path)
        kept = drafts.kept(request.user, FORM, mine)
        if stage == "edit":
            typed = Draft(data=drafts.typed(request.POST, form.typed_names()))
            form = ReferralForm.of_draft(recipients_for(request.user), typed, form.ways)
        elif not form.is_bound:
            form = ReferralForm.of_draft(recipients_for(request.user), kept, form.ways)
        return render(request, "cases/referral_new.html", {
            "form": form.tell(ways_of(mine) if mine else None), "case": mine, "kept": kept if stage == "" else None,
            "draft_url": _draft_url(case),
        })  # fmt: skip


def _check(
    request: HttpRequest, case: UUID | None, form: ReferralForm, sure: SureForm | None = None, refusal: str = ""
) -> HttpResponse:
    """What stays here and, through the recipient's own template, exactly what the recipient will see."""
    to, warned, carried = form.recipient_chosen(), _warned(form), form.carried()
    preview = Referral(from_agency=request.user.agency, to_agency=to.agency, to_team=to.team, **form.answers())
    with _desk(request, case) as mine:
        _keep(request, mine)
        return render(request, "cases/referral_check.html", {
            "to": to.name, "facts": facts(preview), "stays": stays(from_case=mine is not None, carried=carried), "case": mine,
            "carried": shown_there(mine, to.agency.pk, carried) if mine and to.agency and carried else [],
            "typed": form.typed(), "warned": warned, "fewest": FEWEST, "area": preview.area,
            "narrowing": [form.fields[name].label for name in (warned.narrowing if warned else ())],
            "sure": sure or (SureForm() if warned else None), "refusal": refusal,
        })  # fmt: skip


def _send(request: HttpRequest, case: UUID | None, form: ReferralForm) -> HttpResponse:
    data = form.cleaned_data
    if earlier := sent_once(request.user, data["once"]):
        messages.info(request, _("This referral was sent before. It was not sent again."))
        return redirect("referral", earlier)
    sure = SureForm(request.POST) if _warned(form) else None
    if sure is not None and not sure.is_valid():
        return _check(request, case, form, sure)
    try:
        sent = actions.send(
            by=request.user, once=data["once"], recipient=data["recipient"], answers=form.answers(), case=case,
            carries=form.carried(),
        )  # fmt: skip
    except Refused as refused:
        return _check(request, case, form, SureForm() if sure else None, refused.sentence)
    with _desk(request, case) as mine:
        drafts.drop(request.user, FORM, mine)
    messages.success(request, _("Sent. This page shows where it is."))
    return redirect("referral", sent)


def _ways(request: HttpRequest, case: UUID | None) -> Ways | None:
    """By which ways parts of the record could travel; asked for only where some are to."""
    if case is None or request.POST.get("travels") != IDENTIFIED:
        return None if case is None else Ways()
    with _desk(request, case) as mine:
        return ways_of(mine) if mine else None


def _warned(form: ReferralForm) -> Warned | None:
    given = form.cleaned_data
    return warning(population_of(given["area_kind"], given["area"]), given)


def _keep(request: HttpRequest, case: Case | None) -> Any:
    return drafts.keep(request.user, FORM, drafts.typed(request.POST, ReferralForm.typed_names()), case=case)


@contextmanager
def _desk(request: HttpRequest, case: UUID | None) -> Iterator[Case | None]:
    """The room in which it is written: the case's, or one's own for a call that belongs to no case."""
    if case is None:
        if may_refer(request.user):
            raise gate.RecordNotFound
        with gate.own_rows(request.user):
            yield None
        return
    with gate.open_own(request.user, case, purpose=PURPOSE) as opened:
        if may_refer(request.user, opened):
            raise gate.RecordNotFound
        yield opened.case


def _draft_url(case: UUID | None) -> str:
    return reverse("case_refer_draft", args=[case]) if case else reverse("referral_draft")
