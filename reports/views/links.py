"""The page of an award: which agreements serve it, and which protocols stand for which line (GR-31)."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Award
from mdt.kit.errors import Refused
from protocols.models import Agreement
from protocols.vocabulary import Kind
from reports.actions import activity as work
from reports.actions import links as actions
from reports.forms.activity import ProtocolForm
from reports.grouping import labels
from reports.models import PolicyWork
from reports.queries import activity, links
from reports.views.work_here import above, only_writers, refused
from reports.words import of_form


@require_safe
@only_writers
def award_links(request: HttpRequest, award: UUID) -> HttpResponse:
    """For a period that has begun: the one that runs now, unless another is asked for."""
    here = _award(request, award)
    periods = activity.periods_of(here)
    asked = request.GET.get("from", "")
    span = next((one for one in periods if one[0].isoformat() == asked), periods[0] if periods else None)
    topics = labels("policy")
    return render(request, "reports/activity_award.html", {
        "award": here, "span": span, "periods": periods, "agreements": links.serving(request.user, here, span),
        "protocols": [(one, of_form(topics.get(one.topic, one.topic)), _adopted(one)) for one in links.protocols_for(here)],
    })  # fmt: skip


@require_POST
@only_writers
def award_agreement(request: HttpRequest, award: UUID, agreement: UUID) -> HttpResponse:
    here = _award(request, award)
    one = links.agreements_of(request.user, Kind.MOU).filter(public_id=agreement).first()
    if one is None:
        raise Http404
    off = request.POST.get("how") == "off"
    try:
        (actions.unlink if off else actions.link)(by=request.user, award=here, agreement=one)
    except Refused as no:
        return refused(request, no.sentence, "award_links", award)
    messages.success(
        request, _("It does not count for this award any more.") if off else _("It counts for this award.")
    )
    return redirect("award_links", award)


@require_http_methods(["GET", "HEAD", "POST"])
@only_writers
def award_protocol(request: HttpRequest, award: UUID) -> HttpResponse:
    here = _award(request, award)
    protocols: list[Agreement] = [*links.agreements_of(request.user, Kind.PROTOCOL)]
    form = ProtocolForm(request.POST or None, protocols=protocols)
    if request.method == "POST" and form.is_valid():
        protocol = form.protocols[form.cleaned_data["protocol"]]
        try:
            actions.stand_for(by=request.user, award=here, protocol=protocol, topic=form.cleaned_data["topic"])
        except Refused as no:
            above(request, form, no)
        else:
            messages.success(request, _("Saved."))
            return redirect("award_links", award)
    return render(request, "reports/activity_protocol.html", {"award": here, "form": form, "any": bool(protocols)})


@require_POST
@only_writers
def award_protocol_remove(request: HttpRequest, award: UUID, policy: UUID) -> HttpResponse:
    one = links.protocols_for(_award(request, award)).filter(public_id=policy).first()
    if one is None:
        raise Http404
    work.remove(by=request.user, thing=one)
    messages.success(request, _("It is removed."))
    return redirect("award_links", award)


def _award(request: HttpRequest, public_id: UUID) -> Award:
    found = activity.award_of(request.user, public_id)
    if found is None:
        raise Http404
    return found


def _adopted(one: PolicyWork) -> list[object]:
    """The days on which the table adopted it."""
    return [version.starts_on for version in one.protocol.adopted] if one.protocol else []  # type: ignore[attr-defined]
