"""Signing an agreement in two steps, declining it, and the approval of a governing body."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from agencies import door
from mdt.kit import clock
from mdt.kit.errors import Refused
from protocols import proofs, saying
from protocols.actions import signing as actions
from protocols.forms.shared import put
from protocols.forms.signing import ApprovalForm, DeclineForm, SignForm
from protocols.policy import agreements as policy
from protocols.queries import pages
from protocols.queries.agreements import Board, PartyRow, board
from protocols.queries.authority import authority_of
from protocols.views.parts import text_parts
from protocols.views.shared import found, refused
from protocols.vocabulary import Factor

READ = "agreements_read"  # in the session: which text was read to its end, and when
READ_FOR = timedelta(minutes=30)  # then it is shown again
page = require_http_methods(["GET", "HEAD", "POST"])


def _own(request: HttpRequest, public_id: UUID) -> tuple[Board, PartyRow]:
    """The agreement, out for signature, and the own agency's row on it."""
    here = board(found(request, public_id))
    row = pages.own_row(request.user, here)
    if row is None:
        raise Http404
    return here, row


def _refusal(request: HttpRequest, here: Board, row: PartyRow) -> str | None:
    return policy.may_sign(authority_of(request.user, row.party.agency, here.today), row)


@page
def agreement_sign(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """The first step: the whole text, and at its end the button that says so (law E-02)."""
    here, row = _own(request, agreement)
    if refusal := _refusal(request, here, row):
        return refused(request, here.agreement, refusal)
    version = pages.versions_of(here.agreement).get(pk=row.party.version_id)
    if request.method == "POST" and request.POST.get("reached") == version.sha256:
        marks = request.session.get(READ, {})
        request.session[READ] = {**marks, str(agreement): [version.sha256, clock.now().isoformat()]}
        return redirect("agreement_sign_now", agreement)
    if request.method == "POST":
        messages.error(request, _("The text has changed since you opened it. Nothing is signed. Read the new version."))
    return render(request, "protocols/agreement_sign.html", {
        "agreement": here.agreement, "version": version, "clauses": pages.text_of(version), "row": row,
        "left_out": pages.left_out(version), "lines": saying.lines(here.rows, here.agreement.team.time_zone),
        **text_parts(version),
    })  # fmt: skip


@door.needs_cache
@page
def agreement_sign_now(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """The second step: what is ticked, the name, and the proof of who signs."""
    here, row = _own(request, agreement)
    if refusal := _refusal(request, here, row):
        return refused(request, here.agreement, refusal)
    read = _read(request, here, row)
    if isinstance(read, str):
        messages.error(request, read)
        return redirect("agreement_sign", agreement)
    factor = proofs.factor_of(request.user)
    if factor == Factor.PASSWORD and settings.SECOND_FACTOR_REQUIRED:
        return redirect("mfa_index")
    if factor == Factor.PASSKEY and actions.refuses_proof(proofs.passkey_used_at(request), by=request.user):
        return _ask_for_passkey(request, agreement)
    intent = actions.intent(row.party.agency.name, here.agreement.title, row.party.version.number)
    form = SignForm(
        request.POST or None, initial={"name": request.user.name}, person=request.user, factor=factor, intent=intent
    )
    if request.method == "POST" and form.is_valid():
        proved = proofs.passkey_used_at(request) if factor == Factor.PASSKEY else clock.now()
        return _signed(request, here, row, form, actions.Proof(factor, proved or clock.now(), read))
    return _sign_page(request, here, row, form)


def _read(request: HttpRequest, here: Board, row: PartyRow) -> datetime | str:
    """When the end of this very text was reached, or the sentence that sends back to it."""
    sha256, at = request.session.get(READ, {}).get(str(here.agreement.public_id), ("", ""))
    if not sha256:
        return _("Read the text to its end first.")
    if sha256 != row.party.version.sha256:
        return _("The text has changed since you opened it. Nothing is signed. Read the new version.")
    read = datetime.fromisoformat(at)
    if clock.now() - read > READ_FOR:
        return _("You read it more than half an hour ago. Look at it once more, then sign.")
    return read


def _ask_for_passkey(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """The person is asked for the passkey on its own page, and comes back to this one."""
    back = reverse("agreement_sign_now", args=[agreement])
    return redirect(f"{reverse('mfa_reauthenticate_webauthn')}?{urlencode({'next': back})}")


def _signed(request: HttpRequest, here: Board, row: PartyRow, form: SignForm, proof: actions.Proof) -> HttpResponse:
    shown = request.session[READ][str(here.agreement.public_id)][0]
    try:
        actions.sign(
            version=row.party.version,
            party=row.party,
            name=form.cleaned_data["name"],
            shown=shown,
            proof=proof,
            by=request.user,
        )
    except Refused as no:
        put(form, no)
        return _sign_page(request, here, row, form)
    marks = request.session.pop(READ)
    request.session[READ] = {key: value for key, value in marks.items() if key != str(here.agreement.public_id)}
    messages.success(request, _("You have signed for %(agency)s.") % {"agency": row.party.agency.name})
    return redirect("agreement", here.agreement.public_id)


def _sign_page(request: HttpRequest, here: Board, row: PartyRow, form: SignForm) -> HttpResponse:
    authority = authority_of(request.user, row.party.agency, here.today)
    shown: dict[str, Any] = {"agreement": here.agreement, "row": row, "version": row.party.version, "form": form}
    return render(request, "protocols/agreement_sign_now.html", {**shown, "authority": authority})


@page
def agreement_decline(request: HttpRequest, agreement: UUID) -> HttpResponse:
    here, row = _own(request, agreement)
    if refusal := policy.may_decline(request.user, row, here.today):
        return refused(request, here.agreement, refusal)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline(version=row.party.version, party=row.party, by=request.user, **form.cleaned_data)
        except Refused as no:
            put(form, no)
        else:
            messages.success(
                request,
                _(
                    "The others see that your agency does not sign this version, and why. You can still come back to it."
                ),
            )
            return redirect("agreement", agreement)
    return render(request, "protocols/agreement_decline.html", {"agreement": here.agreement, "row": row, "form": form})


@page
def agreement_approve(request: HttpRequest, agreement: UUID) -> HttpResponse:
    """What the governing body of the own agency decided (law A-06)."""
    here, row = _own(request, agreement)
    refusal = policy.may_approve(request.user, row.party)
    if refusal or not row.facts.needs_approval:
        return refused(request, here.agreement, refusal or _("Its approval is on record."))
    form = ApprovalForm(request.POST or None, request.FILES or None, today=here.today)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("number", "decided_on", "scan")}
        try:
            actions.approve(party=row.party, by=request.user, **given)
        except Refused as no:
            put(form, no)
        else:
            messages.success(request, _("The approval is on record. Your agency can sign now."))
            return redirect("agreement", agreement)
    return render(request, "protocols/agreement_approve.html", {"agreement": here.agreement, "row": row, "form": form})
