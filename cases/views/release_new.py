"""The conversation about a release: written together, kept by itself, prepared. Until it is signed nothing is open."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from cases import drafts
from cases.models import Draft
from confidentiality import gate
from confidentiality.actions import releases as actions
from confidentiality.elements import Element
from confidentiality.forms.releases import ConversationForm
from confidentiality.gate import Opened
from confidentiality.models import Release
from confidentiality.policy.releases import may_prepare
from confidentiality.queries import releases as queries
from confidentiality.wording import languages
from mdt.kit.errors import Refused

ELEMENT = Element.NARRATIVE  # a draft holds her own words
PURPOSE = "release.prepare"


@require_http_methods(["GET", "HEAD", "POST"])
def release_new(request: HttpRequest, case: UUID) -> HttpResponse:
    if request.POST.get("stage") == "discard":
        with _desk(request, case) as opened:
            drafts.drop(request.user, _key(request), opened.case)
        return redirect(request.get_full_path())
    form = _form(request, data=request.POST) if request.method == "POST" else None
    if form is not None and (made := _prepared(request, case, form)):
        return redirect("release", case, made)
    with _desk(request, case) as opened:
        if refusal := may_prepare(request.user, opened.case):
            messages.error(request, refusal)
            return redirect("case", case)
        kept = None if form else drafts.kept(request.user, _key(request), opened.case)
        form = form or _begun(request, opened, kept)
        return render(request, "cases/release_new.html", {
            "case": opened.case, "form": form, "kept": kept, "extended": _extended(request, opened),
        })  # fmt: skip


@require_POST
def draft(request: HttpRequest, case: UUID) -> HttpResponse:
    """204 when it is kept; 409 when not, so that the page says so and tries again."""
    data = drafts.typed(request.POST, ConversationForm.typed_names())
    try:
        with _desk(request, case) as opened:
            if may_prepare(request.user, opened.case):
                return HttpResponse(status=409)
            saved = drafts.keep(request.user, _key(request), data, case=opened.case, element=ELEMENT)
    except IntegrityError:  # two tabs of one person saved their first draft at the same moment
        return HttpResponse(status=409)
    return HttpResponse(status=204 if saved else 409)


def _prepared(request: HttpRequest, case: UUID, form: ConversationForm) -> UUID | None:
    """What is refused stores nothing but that it was asked for and refused."""
    if not form.is_valid():
        gate.refused(request.user, purpose=PURPOSE)
        return None
    try:
        extends = form.cleaned_data["extends"]
        made = actions.prepare(case=case, terms=form.terms(), extends=extends, by=request.user)
    except Refused as refused:
        gate.refused(request.user, purpose=PURPOSE)
        form.add_error(None, refused.sentence)
        return None
    with _desk(request, case) as opened:
        drafts.drop(request.user, _key(request), opened.case)
    return made


def _form(request: HttpRequest, **given: Any) -> ConversationForm:
    return ConversationForm(request.user, queries.recipients_for(request.user), languages(), **given)


def _begun(request: HttpRequest, opened: Opened, kept: Draft | None) -> ConversationForm:
    """With the draft; with the terms of the release that she is asked to go on with; or empty."""
    if kept is not None:
        return _form(request, initial=drafts.initial(kept, ConversationForm.typed_names(), ConversationForm.several))
    before = _extended(request, opened)
    return _form(request, initial=queries.asked_again(before) if before else {})


def _asked_on(request: HttpRequest) -> UUID | None:
    """The release that is to go on, if there is one. A mistyped address asks for none."""
    try:
        return UUID(request.POST.get("extends") or request.GET.get("extends") or "")
    except ValueError:
        return None


def _key(request: HttpRequest) -> str:
    """A draft of its own for each release that is to go on."""
    before = _asked_on(request)
    return f"release:{before.hex}" if before else "release"


def _extended(request: HttpRequest, opened: Opened) -> Release | None:
    before = _asked_on(request)
    return queries.release_of(opened, before) if before else None


@contextmanager
def _desk(request: HttpRequest, case: UUID) -> Iterator[Opened]:
    with gate.open_own(request.user, case, ELEMENT, purpose=PURPOSE) as opened:
        yield opened
