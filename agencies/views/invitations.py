"""Inviting people, and the page on which an invited person opens the account."""

from typing import Any
from uuid import UUID

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies import door, sessions
from agencies.actions import invitations as actions
from agencies.forms.invitations import InviteForm, OpenAccountForm
from agencies.models import Agency, Invitation
from agencies.policy.people import may_invite
from agencies.queries import people as queries
from mdt.kit.errors import Refused

KEPT = "invitation"  # in the session: the hash of the link's token, so that the token leaves the address at once


@door.needs_cache
@door.fresh_sign_in
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, public_id: UUID) -> HttpResponse:
    agency = queries.agency_for(request.user, public_id)
    if agency is None or may_invite(request.user, agency, as_manager=True) is not None:
        raise Http404
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if busy := ratelimit.consume_or_429(request, action="invite", user=request.user):
            return busy
        if _invited(request, agency, form):
            return redirect("agency_people", agency.public_id)
    return render(request, "agencies/invitation_form.html", {"form": form, "agency": agency})


def _invited(request: HttpRequest, agency: Agency, form: InviteForm) -> bool:
    typed = {name: form.cleaned_data[name] for name in ("name", "email", "days")}
    wanted: dict[str, Any] = typed | form.as_roles()
    try:
        invitation = actions.invite(agency=agency, by=request.user, **wanted)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return False
    _say_sent(request, invitation)
    return True


@door.needs_cache
@door.fresh_sign_in
@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """Withdraw an open invitation, or send it again with a new link."""
    invitation = _chosen(request)
    try:
        if "again" in request.POST:
            _say_sent(request, actions.send_again(invitation=invitation, by=request.user))
        else:
            actions.withdraw(invitation=invitation, by=request.user)
            messages.success(request, _("The invitation is withdrawn. Its link is dead."))
    except Refused as refused:
        messages.warning(request, refused.sentence)
    return redirect("agency_people", invitation.agency.public_id)


def _chosen(request: HttpRequest) -> Invitation:
    key = request.POST.get("again") or request.POST.get("withdraw") or ""
    found = Invitation.objects.select_related("agency").filter(pk=key[:18]) if key.isdecimal() else None
    invitation = found.first() if found is not None else None
    if invitation is None or queries.agency_for(request.user, invitation.agency.public_id) is None:
        raise Http404
    return invitation


def _say_sent(request: HttpRequest, invitation: Invitation) -> None:
    if getattr(invitation, "was_sent", False):
        messages.success(request, _("The invitation is on its way. Its link works once."))
    else:
        text = _("The invitation is ready, but the mail server did not take the mail. Send it again in a few minutes.")
        messages.warning(request, text)


@login_not_required
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail: its token goes from the address bar, and from what the browser remembers, at once."""
    request.session[KEPT] = Invitation.digest(token)
    return redirect("invitation")


@login_not_required
@door.needs_cache
@require_http_methods(["GET", "POST"])
def open_account(request: HttpRequest) -> HttpResponse:
    """Used, withdrawn, late and unknown are one page."""
    digest = request.session.get(KEPT, "")
    if busy := ratelimit.consume_or_429(request, action="open_account"):
        return busy
    invitation = queries.usable_invitation(digest)
    if invitation is None:
        return render(request, "agencies/invitation_dead.html", status=404)
    form = OpenAccountForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        return _open(request, digest, form)
    return render(request, "agencies/invitation.html", {"form": form, "invitation": invitation})


def _open(request: HttpRequest, digest: str, form: OpenAccountForm) -> HttpResponse:
    """Whoever was signed in in this browser is signed out first."""
    try:
        person = actions.accept(digest=digest, name=form.cleaned_data["name"], password=form.cleaned_data["password1"])
    except Refused:
        return render(request, "agencies/invitation_dead.html", status=404)
    sessions.leave(request)
    return perform_login(request, person, redirect_url=reverse("mfa_index"))
