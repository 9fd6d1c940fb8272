"""Who may sign for an agency: the list, recording it, ending it, and delegating one's own."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.models import Agency
from mdt.kit.errors import Refused
from protocols.actions import authority as actions
from protocols.forms.authority import AuthorityForm, DelegationForm, EndForm
from protocols.forms.shared import put
from protocols.policy import agreements as policy
from protocols.queries import offices
from protocols.queries.authority import authorities_of
from protocols.views.shared import attached

page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def authorities(request: HttpRequest) -> HttpResponse:
    """The own agency's; for who runs the installation, the agencies first."""
    if request.user.runs_installation:
        return render(request, "protocols/authority_agencies.html", {"agencies": offices.agencies(request.user)})
    if request.user.agency is None:
        raise Http404
    return _of(request, _agency(request, request.user.agency.public_id))


@require_safe
def agency_authorities(request: HttpRequest, agency: UUID) -> HttpResponse:
    return _of(request, _agency(request, agency))


def _of(request: HttpRequest, agency: Agency) -> HttpResponse:
    today = timezone.localdate()
    own = offices.own(request.user, today)
    rows = [
        (one, offices.runs(one, today), policy.may_end_authority(request.user, one) is None)
        for one in offices.of(agency)
    ]
    return render(request, "protocols/authorities.html", {
        "agency": agency, "rows": rows, "records": offices.records(request.user, agency),
        "delegates": own is not None and own.agency_id == agency.pk and own.delegated_from_id is None,
    })  # fmt: skip


@page
def authority_record(request: HttpRequest, agency: UUID) -> HttpResponse:
    here = _agency(request, agency)
    if not offices.records(request.user, here):
        return _refused(request, here, _("Who manages the people of the agency records this."))
    people = offices.people(here).exclude(pk=request.user.pk)
    form = AuthorityForm(request.POST or None, people=people, initial={"starts_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.record(agency=here, by=request.user, **form.cleaned_data)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("It is on record. It opens no case."))
            return redirect("agency_authorities", agency)
    return render(request, "protocols/authority_record.html", {"agency": here, "form": form})


@page
def authority_end(request: HttpRequest, agency: UUID, authority: UUID) -> HttpResponse:
    here = _agency(request, agency)
    mine = get_object_or_404(offices.of(here), public_id=authority)
    if refusal := policy.may_end_authority(request.user, mine):
        return _refused(request, here, refusal)
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end(authority=mine, on=form.cleaned_data["on"], by=request.user)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("Its last day is on record."))
            return redirect("agency_authorities", agency)
    return render(request, "protocols/authority_end.html", {"agency": here, "authority": mine, "form": form})


@require_safe
def authority_instrument(request: HttpRequest, agency: UUID, authority: UUID) -> HttpResponse:
    """The written delegation, for whom the list is there (law E-06)."""
    held = authorities_of(_agency(request, agency)).exclude(instrument_sha256="")
    mine = get_object_or_404(held, public_id=authority)
    return attached(mine.instrument or b"", mine.instrument_type)


@page
def delegate(request: HttpRequest) -> HttpResponse:
    """By the head, in writing, to somebody of the same agency (law E-06)."""
    own = offices.own(request.user, timezone.localdate())
    if own is None or own.delegated_from_id is not None:
        raise Http404
    people = offices.people(own.agency).exclude(pk=request.user.pk)
    initial = {"starts_on": timezone.localdate()}
    form = DelegationForm(request.POST or None, request.FILES or None, people=people, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data.copy()
        try:
            actions.delegate(to=given.pop("person"), by=request.user, **given)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("It is on record. What you delegate ends when your own authority ends."))
            return redirect("agency_authorities", own.agency.public_id)
    return render(request, "protocols/authority_delegate.html", {"agency": own.agency, "own": own, "form": form})


def _agency(request: HttpRequest, public_id: UUID) -> Agency:
    """The agency, for whom its list is there."""
    found = offices.agency_for(request.user, public_id)
    if found is None:
        raise Http404
    return found


def _refused(request: HttpRequest, agency: Agency, sentence: str) -> HttpResponse:
    messages.error(request, sentence)
    return redirect("agency_authorities", agency.public_id)
