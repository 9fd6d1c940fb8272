"""Protected products: made, looked at by a second person, released, read by whom they are for."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality.limits import limited
from mdt.kit.errors import Refused
from reports import kept
from reports.actions import publishing as actions
from reports.exporting.worksheet import worksheet
from reports.forms.publishing import DecideForm, PublishForm
from reports.models import Publication
from reports.panel import panels
from reports.policy.publishing import may_decide, may_publish
from reports.queries.publications import Copy, copies, publication_looked
from reports.queries.runs import looked, told
from reports.views.filing import FILES, KINDS, file_of
from reports.views.here import above
from reports.vocabulary import PublicationStatus

PURPOSE = "report.publish"


@require_http_methods(["GET", "HEAD", "POST"])
def report_publish(request: HttpRequest, run: UUID) -> HttpResponse:
    """The panel of small numbers (GR-41), and for whom a protected product is made."""
    with looked(request.user, run, purpose=PURPOSE) as here:
        said = told(here)
    if here.report is None:
        raise Http404
    form = PublishForm(request.POST or None, tribal=here.award.agency.is_tribal)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.publish(by=request.user, run=here, **form.cleaned_data)
        except Refused as no:
            above(request, form, no, PURPOSE)
        else:
            messages.success(request, _("Made. A second person of your agency looks at it and releases it."))
            return redirect("publication", made.public_id)
    return render(request, "reports/publish.html", {
        "run": here, "award": here.award, "form": form, "panel": panels(said.report, said.definition),
        "population": here.award.agency.jurisdiction.population,
        "refusal": may_publish(request.user, here),
    })  # fmt: skip


@require_safe
def publication(request: HttpRequest, public_id: UUID) -> HttpResponse:
    with publication_looked(request.user, public_id, purpose="publication.view") as here:
        taken = copies(here)
    return _page(request, here, DecideForm(), copies=taken)


@require_POST
def publication_decide(request: HttpRequest, public_id: UUID) -> HttpResponse:
    with publication_looked(request.user, public_id, purpose="publication.decide") as here:
        pass
    form = DecideForm(request.POST)
    if form.is_valid():
        try:
            actions.decide(by=request.user, publication=here, **form.cleaned_data)
        except Refused as no:
            above(request, form, no, PURPOSE)
        else:
            messages.success(request, _("Released.") if form.cleaned_data["released"] else _("Not released."))
            return redirect("reports")
    return _page(request, here, form, status=422)


def _page(
    request: HttpRequest, here: Publication, form: DecideForm, *, copies: Sequence[Copy] = (), status: int = 200
) -> HttpResponse:
    waits = here.status == PublicationStatus.PROPOSED
    return render(request, "reports/publication.html", {
        "publication": here, "sheet": worksheet(kept.from_plain(here.report), pictures=True), "form": form, "waits": waits,
        "decides": waits and may_decide(request.user, here) is None, "kinds": KINDS, "copies": copies,
    }, status=status)  # fmt: skip


@require_safe
@limited("documents", reading=True)
def publication_download(request: HttpRequest, public_id: UUID, kind: str) -> HttpResponse:
    """Each copy is on record, with its format (GR-06)."""
    if kind not in FILES:
        raise Http404
    with publication_looked(request.user, public_id, purpose=f"publication.download.{kind}") as here:
        pass
    return file_of(kept.from_plain(here.report), kind, f"report-{here.audience}")
