"""What the agencies say about a clause, and what comes of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mdt.kit.errors import Refused
from protocols.actions import writing
from protocols.forms.shared import put
from protocols.forms.writing import AnswerForm, CommentForm
from protocols.models import Agreement, Comment, Version
from protocols.policy import agreements as policy
from protocols.queries import pages
from protocols.views.shared import found, refused
from protocols.vocabulary import VersionStatus


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_comment(request: HttpRequest, agreement: UUID, number: int, key: str) -> HttpResponse:
    here = found(request, agreement)
    version = get_object_or_404(pages.versions_of(here), number=number)
    clause = get_object_or_404(version.clauses, key=key)
    if version.status not in (*policy.WRITTEN, VersionStatus.OUT):
        return refused(request, here, _("This version is not talked about any more. Look at the latest one."))
    form = CommentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.comment(agreement=here, version=version, key=key, by=request.user, **form.cleaned_data)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("It stands beside the clause, with your agency's name."))
            return _back(here, version, key)
    return render(request, "protocols/agreement_comment.html", {
        "agreement": here, "version": version, "clause": clause, "form": form,
    })  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_answer(request: HttpRequest, agreement: UUID, comment: UUID) -> HttpResponse:
    here = found(request, agreement)
    said = get_object_or_404(_comments(here), public_id=comment)
    latest = pages.versions_of(here)[0]
    if refusal := policy.may_answer(request.user, latest):
        return refused(request, here, refusal)
    if said.answered_at is not None:
        return refused(request, here, _("Somebody answered this already."))
    form = AnswerForm(request.POST or None, proposes=bool(said.proposed), out=latest.status == VersionStatus.OUT)
    if request.method == "POST" and form.is_valid():
        taken = form.cleaned_data["taken"] == "yes"
        try:
            writing.answer(comment=said, taken=taken, answer=form.cleaned_data["answer"], by=request.user)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("The answer stands beside the comment."))
            return _back(here, latest, said.key)
    clause = latest.clauses.filter(key=said.key).first()
    return render(request, "protocols/agreement_answer.html", {
        "agreement": here, "said": said, "clause": clause, "form": form,
    })  # fmt: skip


def _comments(here: Agreement):  # type: ignore[no-untyped-def]  # a query of comments
    found = Comment.objects.filter(version__agreement=here)
    return found.select_related("version__agreement__team", "agency", "by")


def _back(here: Agreement, version: Version, key: str) -> HttpResponse:
    answer = redirect("agreement_version", here.public_id, version.number)
    answer["Location"] += f"#c-{key}"
    return answer
