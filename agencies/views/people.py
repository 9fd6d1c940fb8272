"""The accounts of an agency, for those who manage them."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from agencies import door
from agencies.actions import people as actions
from agencies.forms.people import RolesForm, role_words, roles_of
from agencies.models import Agency, Person
from agencies.policy.people import may, may_invite, may_settle
from agencies.queries import people as queries
from agencies.queries.teams import teams_left_alone_by
from mdt.kit import clock
from mdt.kit.errors import Refused


def people(request: HttpRequest) -> HttpResponse:
    """One's own agency; for who runs the installation, the agencies first."""
    if request.user.runs_installation:
        rows = queries.agencies_to_staff(request.user)
        return render(request, "agencies/people_agencies.html", {"agencies": rows})
    if not request.user.manages_people or request.user.agency is None:
        raise Http404
    return _accounts(request, request.user.agency)


def agency_people(request: HttpRequest, public_id: UUID) -> HttpResponse:
    agency = queries.agency_for(request.user, public_id)
    if agency is None:
        raise Http404
    return _accounts(request, agency)


def _accounts(request: HttpRequest, agency: Agency) -> HttpResponse:
    now = clock.now()
    shown = {
        "agency": agency,
        "people": [(person, role_words(person)) for person in queries.accounts_of(request.user, agency)],
        "invitations": [
            (invitation, role_words(invitation), invitation.expires_at <= now, not may_settle(request.user, invitation))
            for invitation in queries.invitations_for(request.user, agency)
        ],
        "invite_refused": may_invite(request.user, agency, as_manager=True),
    }
    return render(request, "agencies/people.html", shown)


@door.needs_cache
@door.fresh_sign_in
@require_http_methods(["GET", "POST"])
def account_of(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One account: its roles, and what can be done with it."""
    person = _found(request, public_id)
    form = RolesForm(request.POST or None, initial={"roles": roles_of(person)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_roles(person=person, by=request.user, **form.as_roles())
        except Refused as refused:
            form.add_error("roles", refused.sentence)
        else:
            messages.success(request, _("The roles are changed. They count from now on."))
            return redirect("people_account", public_id)
    return render(request, "agencies/people_account.html", _shown(request.user, person, form))


def _shown(actor: Person, person: Person, form: RolesForm) -> dict[str, Any]:
    return {
        "person": person,
        "form": form,
        "roles": role_words(person),
        "own": actor.pk == person.pk,
        "may_change_roles": may(actor, "change_roles", person) is None,
        "may_deactivate": may(actor, "deactivate", person) is None,
        "may_reactivate": may(actor, "reactivate", person) is None,
        "may_reset": may(actor, "reset_second_factor", person) is None,
        "left_alone": [team.name for team in teams_left_alone_by(person)],
        "has_factor": Authenticator.objects.filter(user=person).exists(),
    }


def _found(request: HttpRequest, public_id: UUID) -> Person:
    person = queries.account_for(request.user, public_id)
    if person is None:
        raise Http404
    return person


def _button(act: Callable[..., None], done: str) -> Callable[..., HttpResponse]:
    """The page behind a button that does one thing to an account and returns to it."""

    @door.needs_cache
    @door.fresh_sign_in
    @require_POST
    def view(request: HttpRequest, public_id: UUID) -> HttpResponse:
        person = _found(request, public_id)
        try:
            act(person=person, by=request.user)
        except Refused as refused:
            messages.warning(request, refused.sentence)
        else:
            messages.success(request, _(done) % {"name": person.name})
        return redirect("people_account", public_id)

    return view


deactivate = _button(
    actions.deactivate_person, gettext_noop("%(name)s is signed out everywhere and cannot sign in any more.")
)
reactivate = _button(actions.reactivate_person, gettext_noop("%(name)s can sign in again."))
reset_second_factor = _button(
    actions.reset_second_factor, gettext_noop("%(name)s sets up a new second factor at the next sign-in.")
)
