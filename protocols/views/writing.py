"""Pages on which an agreement is written: clauses, terms, parties, comments, sending out, and the next version."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mdt.kit.errors import Refused
from protocols.actions import writing
from protocols.clauses import checklist, missing
from protocols.forms.shared import put
from protocols.forms.writing import ClauseForm, OverrideForm, PartiesForm, TermsForm
from protocols.models import Agreement, Version
from protocols.policy import agreements as policy
from protocols.queries import pages
from protocols.queries.agreements import board
from protocols.views.shared import found, refused, settled
from protocols.vocabulary import VersionStatus

page = require_http_methods(["GET", "HEAD", "POST"])


def _written(request: HttpRequest, public_id: UUID) -> tuple[Agreement, Version | None, str]:
    """The agreement, the version that is being written, and why this person does not write it."""
    here = found(request, public_id)
    version = pages.writable(here)
    if version is None:
        return here, None, policy.may(request.user, "write", here) or _(
            "This text is out. A change is the next version, and makes void what was signed under this one."
        )  # fmt: skip
    return here, version, policy.may_write(request.user, version) or ""


@page
def agreement_clause(request: HttpRequest, agreement: UUID, key: str) -> HttpResponse:
    here, version, refusal = _written(request, agreement)
    if version is None or refusal:
        return refused(request, here, refusal)
    clause, kind = version.clauses.filter(key=key).first(), checklist(here.kind).get(key)
    if clause is None and kind is None:
        return refused(request, here, _("There is no such clause any more."))
    initial = {"heading": clause.heading if clause else kind and kind.heading, "body": clause.body if clause else "",
               "seen": clause.body if clause else ""}  # fmt: skip
    form = ClauseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            writing.save_clause(version=version, key=key, by=request.user, **form.cleaned_data)
        except Refused as no:
            put(form, no)
            form.data = {**form.data.dict(), "seen": clause.body if clause else ""}  # now she sees the words that stand
        else:
            return _saved(request, here, key)
    return render(request, "protocols/agreement_clause.html", {
        "agreement": here, "clause": clause, "kind": kind, "form": form, "changed": bool(form.errors.get("body")) and clause,
    })  # fmt: skip


@page
def agreement_clause_add(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """One of the team's own, or one of the checklist that was taken out."""
    here, version, refusal = _written(request, agreement)
    if version is None or refusal:
        return refused(request, here, refusal)
    form = ClauseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = f"own_{secrets.token_hex(4)}"
        try:
            writing.save_clause(version=version, key=key, by=request.user, **form.cleaned_data)
        except Refused as no:
            put(form, no)
        else:
            return _saved(request, here, key)
    there = set(version.clauses.values_list("key", flat=True))
    return render(request, "protocols/agreement_clause_add.html", {
        "agreement": here, "form": form, "gone": [kind for kind in checklist(here.kind).values() if kind.key not in there],
    })  # fmt: skip


def _saved(request: HttpRequest, here: Agreement, key: str) -> HttpResponse:
    messages.success(request, _("The clause is saved."))
    return _to_draft(here, f"#c-{key}")


def _to_draft(here: Agreement, fragment: str = "") -> HttpResponse:
    version = pages.writable(here)
    answer = (
        redirect("agreement_version", here.public_id, version.number)
        if version
        else redirect("agreement", here.public_id)
    )
    answer["Location"] += fragment
    return answer


@require_POST
def agreement_clause_remove(request: HttpRequest, agreement: UUID, key: str) -> HttpResponse:
    here, version, refusal = _written(request, agreement)
    if version is None or refusal:
        return refused(request, here, refusal)
    if not version.clauses.filter(key=key).exists():
        return refused(request, here, _("There is no such clause any more."))
    done = _("The clause is taken out.")
    return settled(
        request, here, done, lambda: writing.remove_clause(version=version, key=key, by=request.user),
        "agreement_version", here.public_id, version.number,
    )  # fmt: skip


@page
def agreement_terms(request: HttpRequest, agreement: UUID) -> HttpResponse:
    here, version, refusal = _written(request, agreement)
    if version is None or refusal:
        return refused(request, here, refusal)
    form = TermsForm(request.POST or None, initial=TermsForm.told(version), agencies=pages.at_the_table(version),
                     kind=here.kind)  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            writing.set_terms(version=version, by=request.user, **form.cleaned_data)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("The terms are saved."))
            return _to_draft(here)
    return render(request, "protocols/agreement_terms.html", {"agreement": here, "form": form})


@page
def agreement_parties(request: HttpRequest, agreement: UUID) -> HttpResponse:
    here, version, refusal = _written(request, agreement)
    if version is None or refusal:
        return refused(request, here, refusal)
    form = PartiesForm(request.POST or None, agencies=pages.at_the_table(version), parties=version.parties.all())
    if request.method == "POST" and form.is_valid():
        try:
            writing.set_parties(version=version, parties=form.chosen(), by=request.user)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("The parties are saved."))
            return _to_draft(here)
    return render(request, "protocols/agreement_parties.html", {"agreement": here, "form": form})


@page
def agreement_override(request: HttpRequest, agreement: UUID, key: str) -> HttpResponse:
    here, version, refusal = _written(request, agreement)
    kind = next((one for one in missing([], here.kind) if one.key == key), None)
    if version is None or refusal or kind is None:
        return refused(request, here, refusal or _("There is no such clause any more."))
    if version.overrides.filter(key=key).exists():
        return refused(request, here, _("It is left out already."))
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.override(version=version, key=key, by=request.user, **form.cleaned_data)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("It is left out. The reason stands in the agreement."))
            return _to_draft(here)
    return render(request, "protocols/agreement_override.html", {"agreement": here, "kind": kind, "form": form})


@page
def agreement_send(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """What holds it back, or the question once more. Also to legal review and back."""
    here, version, refusal = _written(request, agreement)
    if version is None or refusal:
        return refused(request, here, refusal)
    step = request.POST.get("step", "")
    if request.method == "POST" and step in ("review", "revise"):
        done = _("It is in legal review.") if step == "review" else _("It is a draft again.")
        return settled(request, here, done, lambda: writing.move(version=version, action=step, by=request.user))
    if request.method == "POST":
        done = _("It is out for signature. The agencies' leads see it on their first page.")
        return settled(request, here, done, lambda: writing.send(version=version, by=request.user), "agreement_send"
                       if policy.refuses_sending(version) else "agreement", here.public_id)  # fmt: skip
    return render(request, "protocols/agreement_send.html", {
        "agreement": here, "version": version, "held": policy.refuses_sending(version), "unfilled": policy.unfilled(version),
        "in_review": version.status == VersionStatus.REVIEW, "parties": version.parties.select_related("agency"),
        "required": {kind.key for kind in missing([], here.kind) if kind.overridable},
        "open": sum(len(row.open) for row in pages.text_of(version)),
        "question": version.proposals.filter(outcome="").first(),
    })  # fmt: skip


@page
def agreement_change(request: HttpRequest, agreement: UUID) -> HttpResponse:
    here = found(request, agreement)
    if refusal := policy.may(request.user, "write", here):
        return refused(request, here, refusal)
    now = board(here)
    if request.method == "POST":
        done = _("The next version is a draft with the words of the last.")
        settled(request, here, done, lambda: writing.change(agreement=here, by=request.user))
        return _to_draft(here)
    if now.at_work is not None and now.at_work.status in policy.WRITTEN:
        return refused(request, here, _("A version is being written already."))
    signed = [row for row in now.rows if row.facts.signed or row.facts.paper_waits] if now.at_work else []
    return render(request, "protocols/agreement_change.html", {"agreement": here, "board": now, "signed": signed})
