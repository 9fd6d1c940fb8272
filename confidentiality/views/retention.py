"""Pages about keeping and destroying, for who supervises an agency's records; and the hold on one record."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality import gate, retention
from confidentiality.actions import retention as actions
from confidentiality.forms.retention import HoldForm, RuleForm
from confidentiality.policy.retention import may_end_hold, may_keep
from confidentiality.queries import retention as queries
from mdt.kit.errors import Refused

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def keeping(request: HttpRequest) -> HttpResponse:
    _supervises(request)
    context = {"board": queries.board(request.user), "kept": queries.kept()}
    return render(request, "confidentiality/keeping.html", context)


@require_http_methods(METHODS)
def rule(request: HttpRequest, record_class: str) -> HttpResponse:
    _supervises(request)
    one = _class(record_class)
    form = RuleForm(queries.rule_of(request.user, record_class), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_rule(record_class=record_class, by=request.user, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return redirect("keeping")
        except Refused as refused:
            form.add_error(None, refused.sentence)
    return render(request, "confidentiality/keeping_rule.html", {"form": form, "one": one})


@require_POST
def ask(request: HttpRequest, record_class: str) -> HttpResponse:
    _supervises(request)
    _class(record_class)
    return _done(
        request, actions.ask, _("Asked. Somebody else who supervises approves it or not."), record_class=record_class
    )


@require_POST
def approve(request: HttpRequest, purge: UUID) -> HttpResponse:
    _supervises(request)
    return _done(request, actions.approve, _("Approved. It is carried out in the next night."), purge=purge)


@require_POST
def withdraw(request: HttpRequest, purge: UUID) -> HttpResponse:
    _supervises(request)
    return _done(request, actions.withdraw, _("Taken back. Nothing was destroyed."), purge=purge)


@require_safe
def certificate(request: HttpRequest, certificate: UUID) -> HttpResponse:
    _supervises(request)
    one = queries.certificate_of(request.user, certificate)
    if one is None:
        raise Http404
    return render(request, "confidentiality/certificate.html", {"one": one, "lines": queries.lines_of(one)})


@require_http_methods(METHODS)
def hold(request: HttpRequest, case: UUID) -> HttpResponse:
    """The hold that runs, or the form that sets one."""
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.hold(case=case, why=form.cleaned_data["why"], by=request.user)
            messages.success(request, _("It is held. Nothing of this record is destroyed until the hold ends."))
            return redirect("case_hold", case)
        except Refused as refused:
            form.add_error(None, refused.sentence)
    with gate.open_own(request.user, case, purpose="hold.show") as opened:
        context: dict[str, Any] = {"case": opened.case, "form": form, "hold": queries.hold_of(opened)}
        return render(request, "confidentiality/hold.html", {**context, "may_end": may_end_hold(request.user) is None})


@require_POST
def hold_review(request: HttpRequest, case: UUID, hold: UUID) -> HttpResponse:
    return _settled(request, actions.review_hold, _("It stays held for another 90 days."), case, hold)


@require_POST
def hold_end(request: HttpRequest, case: UUID, hold: UUID) -> HttpResponse:
    return _settled(request, actions.end_hold, _("The hold has ended. The agency's rule counts again."), case, hold)


def _settled(request: HttpRequest, act: Callable[..., None], done: str, case: UUID, hold: UUID) -> HttpResponse:
    try:
        act(case=case, hold=hold, by=request.user)
        messages.success(request, done)
    except Refused as refused:
        gate.refused(request.user, purpose="hold.settle")
        messages.error(request, refused.sentence)
    return redirect("case_hold", case)


def _done(request: HttpRequest, act: Callable[..., None], done: str, **about: Any) -> HttpResponse:
    try:
        act(**about, by=request.user)
        messages.success(request, done)
    except Refused as refused:
        gate.refused(request.user, purpose="retention.decide")
        messages.error(request, refused.sentence)
    return redirect("keeping")


def _supervises(request: HttpRequest) -> None:
    if may_keep(request.user) is not None:
        raise Http404


def _class(record_class: str) -> retention.RecordClass:
    found = {one.key: one for one in retention.destroyed()}.get(record_class)
    if found is None:
        raise Http404
    return found
