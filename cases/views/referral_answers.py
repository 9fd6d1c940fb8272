"""Answering a referral and taking it further: each of these is one page with one question, or one button."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases import saying
from cases.actions import answers as actions
from cases.actions import referrals as senders
from cases.closed_lists import Question
from cases.facts import facts
from cases.forms.referrals import (
    AnswerForm,
    CoordinatorForm,
    QuestionForm,
    ReasonForm,
    RedirectForm,
)  # fmt: skip
from cases.policy.referrals import may
from cases.queries.recipients import already_there, recipients_for
from cases.queries.referral_page import questions_left
from confidentiality import gate
from confidentiality.gate import OpenedReferral, RecordNotFound
from mdt.kit.errors import Refused
from mdt.kit.forms import PlainForm

Make = Callable[[OpenedReferral, Any], forms.Form]
Act = Callable[[dict[str, Any]], Any]


def screen(request: HttpRequest, referral: UUID) -> HttpResponse:
    return question_page(
        request, referral, "screen", lambda opened, data: ReasonForm("screen", data),
        lambda given: actions.screen(referral=referral, found=given["reason"], by=request.user),
        _("Recorded."),
    )  # fmt: skip


def ask(request: HttpRequest, referral: UUID) -> HttpResponse:
    return question_page(
        request, referral, "ask", lambda opened, data: QuestionForm(questions_left(opened.referral), data),
        lambda given: actions.ask(referral=referral, question=given["question"], by=request.user),
        _("Asked. The sender is told that something waits."),
    )  # fmt: skip


def accept(request: HttpRequest, referral: UUID) -> HttpResponse:
    return question_page(
        request, referral, "accept", lambda opened, data: CoordinatorForm(request.user, data),
        lambda given: actions.accept(referral=referral, coordinator=given["coordinator"], by=request.user),
        _("Accepted. Your agency has a new, empty record for it."),
    )  # fmt: skip


def decline(request: HttpRequest, referral: UUID) -> HttpResponse:
    return question_page(
        request, referral, "decline", lambda opened, data: ReasonForm("decline", data),
        lambda given: actions.decline(referral=referral, reason=given["reason"], by=request.user),
        _("Declined. The sender is told."),
    )  # fmt: skip


def redirect_on(request: HttpRequest, referral: UUID) -> HttpResponse:
    def form(opened: OpenedReferral, data: Any) -> forms.Form:
        return RedirectForm(recipients_for(request.user, besides=already_there(opened.referral)), data)

    return question_page(
        request, referral, "redirect", form,
        lambda given: senders.redirect(
            referral=referral, once=given["once"], recipient=given["recipient"], by=request.user
        ),
        _("Redirected. The sender sees to whom."),
    )  # fmt: skip


def withdraw(request: HttpRequest, referral: UUID) -> HttpResponse:
    return question_page(
        request, referral, "withdraw", lambda opened, data: PlainForm(data),
        lambda given: senders.withdraw(referral=referral, by=request.user), _("Taken back."),
    )  # fmt: skip


def close(request: HttpRequest, referral: UUID) -> HttpResponse:
    return question_page(
        request, referral, "close", lambda opened, data: ReasonForm("close", data),
        lambda given: actions.step(referral=referral, action="close", reason=given["reason"], by=request.user),
        _("Closed. The sender sees that it is closed, not why."),
    )  # fmt: skip


def reassign(request: HttpRequest, referral: UUID) -> HttpResponse:
    return question_page(
        request, referral, "reassign", lambda opened, data: CoordinatorForm(request.user, data),
        lambda given: actions.reassign(referral=referral, coordinator=given["coordinator"], by=request.user),
        _("It has changed hands, and so has the record."),
    )  # fmt: skip


@require_POST
def step(request: HttpRequest, referral: UUID) -> HttpResponse:
    action = request.POST.get("action", "")
    return _settle(
        request, referral, lambda: actions.step(referral=referral, action=action, by=request.user), _("Recorded.")
    )


@require_POST
def answer(request: HttpRequest, referral: UUID, question: str) -> HttpResponse:
    if question not in Question.values:
        raise RecordNotFound
    form = AnswerForm(question, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose one of the answers."))
        return redirect("referral", referral)
    given = form.cleaned_data["answer"]
    return _settle(
        request, referral,
        lambda: senders.answer(referral=referral, question=question, answer=given, by=request.user),
        _("Answered. They are told that something waits."),
    )  # fmt: skip


def question_page(
    request: HttpRequest, referral: UUID, action: str, make: Make, act: Act, done: str,
    *, asked: Callable[[OpenedReferral], str | None] | None = None,
) -> HttpResponse:  # fmt: skip
    """One question about a referral. What may no longer be done is told on the referral's own page.

    ``asked`` is the policy of what is no action of the referral's own lifecycle.
    """
    data = request.POST if request.method == "POST" else None
    with gate.open_referral(request.user, referral, purpose=f"referral.{action}") as opened:
        refusal = asked(opened) if asked else may(request.user, action, opened)
        form = make(opened, data)
        ready = refusal is None and form.is_valid()
        page = {
            "action": action, "label": saying.ACTIONS[action], "form": form, "facts": facts(opened.referral),
            "referral": opened.referral, "lead": saying.lead(action, opened.referral),
            "back": reverse("referral", args=[referral]),
        }  # fmt: skip
        if refusal is None and not ready:
            return render(request, "cases/referral_act.html", page)
    if refusal is not None:
        return _told(request, referral, refusal)
    return _settle(request, referral, lambda: act(form.cleaned_data), done)


def _settle(request: HttpRequest, referral: UUID, act: Callable[[], Any], done: str) -> HttpResponse:
    """Do it, and say on the referral's page what came of it; a stale page meets a sentence, not an error."""
    try:
        act()
    except Refused as refused:
        return _told(request, referral, refused.sentence)
    messages.success(request, done)
    return redirect("referral", referral)


def _told(request: HttpRequest, referral: UUID, sentence: str) -> HttpResponse:
    messages.warning(request, sentence)
    return redirect("referral", referral)
