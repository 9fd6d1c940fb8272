"""Signing on paper: the scan that one person hands in and another compares with the text (law E-05)."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mdt.kit.errors import Refused
from protocols.actions import signing as actions
from protocols.forms.shared import put
from protocols.forms.signing import PaperForm
from protocols.models import Agreement, PaperScan, Signature
from protocols.policy import agreements as policy
from protocols.queries import pages
from protocols.queries.agreements import PartyRow, board
from protocols.views.shared import attached, found, refused, settled
from protocols.vocabulary import VersionStatus

page = require_http_methods(["GET", "HEAD", "POST"])


@page
def agreement_paper(request: HttpRequest, agreement: UUID, agency: UUID) -> HttpResponse:
    here = board(found(request, agreement))
    row = next((one for one in here.rows if one.party.agency.public_id == agency), None)
    if row is None:
        raise Http404
    if refusal := _not_by(request, here.agreement, row):
        return refused(request, here.agreement, refusal)
    version = row.party.version
    people = pages.signatories(row.party.agency, here)
    first = version.sent_at and version.sent_at.astimezone(ZoneInfo(here.agreement.team.time_zone)).date()
    form = PaperForm(request.POST or None, request.FILES or None, people=people, today=here.today, first=first)
    if request.method == "POST" and form.is_valid():
        try:
            actions.sign_on_paper(version=version, party=row.party, by=request.user, **form.cleaned_data)
        except Refused as no:
            put(form, no)
        else:
            messages.success(
                request, _("The paper is kept. It counts once somebody else has compared it with the text.")
            )
            return redirect("agreement", agreement)
    return render(request, "protocols/agreement_paper.html", {
        "agreement": here.agreement, "row": row, "version": version, "form": form, "people": people,
    })  # fmt: skip


@page
def agreement_paper_check(request: HttpRequest, agreement: UUID, signature: UUID) -> HttpResponse:
    here = found(request, agreement)
    signed, scan = _paper(here, signature)
    if request.method == "POST" and request.POST.get("fits") == "no":
        done = _("The paper was sent back and does not count. The agency is asked to sign again.")
        return settled(request, here, done, lambda: actions.send_paper_back(signature=signed, by=request.user))
    if request.method == "POST":
        done = _("It is verified, and counts.")
        return settled(request, here, done, lambda: actions.verify_paper(signature=signed, by=request.user))
    return render(request, "protocols/agreement_paper_check.html", {
        "agreement": here, "signature": signed, "scan": scan, "version": signed.party.version,
        "not_by": policy.may_verify(request.user, scan),
    })  # fmt: skip


@require_safe
def agreement_paper_scan(request: HttpRequest, agreement: UUID, signature: UUID) -> HttpResponse:
    here = found(request, agreement)
    _signed, scan = _paper(here, signature)
    return attached(scan.content, scan.content_type)


def _not_by(request: HttpRequest, here: Agreement, row: PartyRow) -> str | None:
    if request.user.agency_id != row.party.agency_id and policy.may(request.user, "write", here):
        return _("People of the agency, or who coordinates the team, upload its paper.")
    if row.party.version.status != VersionStatus.OUT or row.facts.signed or row.facts.paper_waits:
        return _("There is nothing for this agency to sign now.")
    return None


def _paper(here: Agreement, signature: UUID) -> tuple[Signature, PaperScan]:
    papers = PaperScan.objects.filter(signature__party__version__agreement=here).select_related(
        "signature__party__version", "signature__party__agency", "uploaded_by", "verified_by"
    )
    scan = get_object_or_404(papers, signature__public_id=signature)
    return scan.signature, scan
