"""The sealed document of an executed agreement, and the page on which anybody learns whether a file is one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from protocols.actions.signing import was_signed
from protocols.forms.documents import VerifyForm
from protocols.models import Executed, GoverningApproval
from protocols.views.shared import attached, found
from protocols.vocabulary import VersionStatus


@require_safe
def agreement_document(request: HttpRequest, agreement: UUID, number: int) -> HttpResponse:
    """For everybody who sees the agreement, as long as it is kept (law E-04)."""
    mine = found(request, agreement)
    version = mine.versions.filter(number=number, status=VersionStatus.EXECUTED).first()
    made = version and Executed.objects.filter(version=version).first()
    if made is None:
        raise Http404
    if made.content is None:
        messages.info(request, made.trouble or _("It is being made. Come back in a minute."))
        return redirect("agreement", mine.public_id)
    return HttpResponse(
        bytes(made.content), content_type="application/pdf",
        headers={"Content-Disposition": 'attachment; filename="agreement.pdf"'},
    )  # fmt: skip


@require_safe
def agreement_approval_file(request: HttpRequest, agreement: UUID, number: int, agency: UUID) -> HttpResponse:
    """What an agency's governing body decided, for everybody who sees the agreement (law A-06)."""
    kept = GoverningApproval.objects.exclude(sha256="").filter(
        party__version__agreement=found(request, agreement),
        party__version__number=number,
        party__agency__public_id=agency,
    )
    approval = get_object_or_404(kept)
    return attached(approval.content or b"", approval.content_type)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def verify_document(request: HttpRequest) -> HttpResponse:
    """Yes or no, and nothing else: by the digest of the whole file, so any byte that was changed shows (law E-03)."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    said = None
    if request.method == "POST" and form.is_valid():
        said = was_signed(form.cleaned_data["document"])
    return render(request, "protocols/verify.html", {"form": form, "said": said})
