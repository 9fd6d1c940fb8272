"""How a person is counted, on one page of her record; and one service with what it was paid from, to put right."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies.queries.awards import awards_of, own_people
from cases.actions import counting as actions
from cases.actions import services
from cases.forms import counting as forms
from cases.forms.daywork import SPLIT, PaidForm
from cases.models import ServiceEvent
from cases.parts import version
from cases.policy.cases import may
from cases.queries.counting import could_be_hers, lines
from cases.queries.services import shares_of
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.gate import Opened, RecordNotFound
from mdt.kit.errors import Refused

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def counting(request: HttpRequest, case: UUID) -> HttpResponse:
    if request.method == "POST" and "remove" in request.POST:
        return _remove(request, case)
    with gate.open_own(request.user, case, Element.SERVICES, purpose=actions.COUNT) as opened:
        if refusal := may(request.user, "edit", opened.case):
            messages.error(request, refusal)
            return redirect("case", case)
        page = _forms(request, opened)
        if request.method != "POST":
            return _page(request, opened, page)
    sent = next((form for what, form in page.items() if request.POST.get(f"{what}-what") == what), None)
    if sent is not None and sent.is_valid() and _add(request, case, sent):
        messages.success(request, _("Saved."))
        return redirect("case_counting", case)
    with gate.open_own(request.user, case, Element.SERVICES, purpose=actions.COUNT) as opened:
        return _page(request, opened, page, sent)


def _forms(request: HttpRequest, opened: Opened) -> dict[str, Any]:
    """Bound is the one that was sent."""
    made: dict[str, tuple[Any, dict[str, Any]]] = {
        "primary": (forms.PrimaryForm, {}), "related": (forms.RelatedForm, {}), "barrier": (forms.BarrierForm, {}),
        "under": (forms.UnderForm, {"awards": awards_of(opened.case.agency)}),
        "contact": (forms.ContactForm, {"contacts": could_be_hers(opened)}),
    }  # fmt: skip
    sent = {what: request.POST if request.POST.get(f"{what}-what") == what else None for what in made}
    return {what: form(what, sent[what], **more) for what, (form, more) in made.items()}


def _add(request: HttpRequest, case: UUID, form: Any) -> bool:
    given = {name: value for name, value in form.cleaned_data.items() if name != "what"}
    what, other = form.cleaned_data["what"], None
    if text := given.pop("record", ""):
        found = [one for one in gate.search(request.user, text) if one.agency_id == request.user.agency_id]
        if len(found) != 1:
            form.add_error("record", _("Give the code of one record that you work on."))
            return False
        other = found[0]
    try:
        actions.add(case=case, what=what, given=given, by=request.user, other=other)
    except Refused as refused:
        gate.refused(request.user, purpose=actions.COUNT)
        form.add_error(refused.about, refused.sentence)
        return False
    return True


def _remove(request: HttpRequest, case: UUID) -> HttpResponse:
    what, _space, key = request.POST["remove"].partition(" ")
    try:
        if what not in actions.MODELS:
            raise RecordNotFound
        actions.remove(case=case, what=what, key=key, by=request.user)
        messages.success(request, _("Taken away."))
    except (ValueError, ValidationError) as wrong:
        raise RecordNotFound from wrong
    except Refused as refused:
        gate.refused(request.user, purpose=actions.COUNT)
        messages.error(request, refused.sentence)
    return redirect("case_counting", case)


def _page(request: HttpRequest, opened: Opened, page: dict[str, Any], sent: Any = None) -> HttpResponse:
    titles = {
        "primary": _("Under which crime"), "related": _("Other records of your agency"), "under": _("Under which award"),
        "barrier": _("Barriers that came up"), "contact": _("A contact that was hers"),
    }  # fmt: skip
    cards = [(what, titles[what], [one for one in lines(opened) if one.what == what], page[what]) for what in titles]
    return render(request, "cases/counting.html", {"case": opened.case, "cards": cards, "sent": sent})


# --- One service ----------------------------------------------------------------------------------------------


@require_http_methods(METHODS)
def service_change(request: HttpRequest, case: UUID, event: UUID) -> HttpResponse:
    with gate.open_own(request.user, case, Element.SERVICES, purpose=services.CHANGE) as opened:
        mine = ServiceEvent.objects.filter(case=opened.case, public_id=event).select_related("by").first()
        if mine is None:
            raise RecordNotFound
        if refusal := may(request.user, "edit", opened.case):
            messages.error(request, refusal)
            return redirect("case", case)
        form = _event_form(request, mine)
        if request.method != "POST":
            return render(
                request,
                "cases/service_change.html",
                {"case": opened.case, "form": form, "event": mine, "seen": version(mine)},
            )
    if "remove" in request.POST:
        services.remove(case=case, event=event, by=request.user)
        messages.success(request, _("Taken away."))
        return _back(case)
    if form.is_valid() and _changed(request, case, mine, form):
        messages.success(request, _("Saved."))
        return _back(case)
    return render(
        request, "cases/service_change.html", {"case": opened.case, "form": form, "event": mine, "seen": version(mine)}
    )


def _event_form(request: HttpRequest, mine: ServiceEvent) -> PaidForm:
    """Filled as it stands: one award, a split, or neither."""
    people = own_people(request.user.agency) if request.user.is_supervisor else None
    shares = {("other" if award is None else str(award.public_id)): share for award, share in shares_of(mine).items()}
    paid = "none" if not shares else next(iter(shares)) if len(shares) == 1 else SPLIT
    initial: dict[str, Any] = {name: getattr(mine, name) for name in ("service", "on", "units", "family")} | {
        "paid": paid
    }
    if paid == SPLIT:
        initial |= {f"share-{key}": share for key, share in shares.items()}
    if people is not None:
        initial["by"] = mine.by.public_id
    made: dict[str, Any] = {"actor": mine.by, "awards": list(awards_of(request.user.agency)), "people": people}
    form = PaidForm(request.POST or None, initial=initial, **made)
    if people is not None:  # left open, it stays whose it was
        form.fields["by"].empty_label = mine.by.name  # type: ignore[attr-defined]
    return form


def _changed(request: HttpRequest, case: UUID, mine: ServiceEvent, form: PaidForm) -> bool:
    seen = request.POST.get("seen", "")
    try:
        services.change(case=case, event=mine.public_id, seen=seen, row=form.done(), by=request.user)
    except Refused as refused:
        gate.refused(request.user, purpose=services.CHANGE)
        form.add_error(refused.about, refused.sentence)
        return False
    return True


def _back(case: UUID) -> HttpResponse:
    return redirect(f"{redirect('case_show', case, 'services').url}#services")
