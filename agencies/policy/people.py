"""Who may do what with the people of an agency. Nobody manages those of another, a component's included (law C-09)."""

from typing import Literal

from django.utils.translation import gettext as _

from agencies.models import Agency, Invitation, Person

Action = Literal["change_roles", "deactivate", "reactivate", "reset_second_factor"]


def may_see_people(actor: Person, agency: Agency) -> bool:
    """The list of an agency's accounts: for those who manage it, and for who runs the installation."""
    return actor.is_active and (actor.runs_installation or manages(actor, agency.pk))


def manages(actor: Person, agency_id: int | None) -> bool:
    """Manages the people of exactly this agency: neither its parent's managers nor its components' do."""
    return actor.is_active and actor.manages_people and agency_id is not None and actor.agency_id == agency_id


def may(actor: Person, action: Action, person: Person) -> str | None:
    """Whether ``actor`` may do this to the account of ``person``."""
    ends = action == "deactivate"
    if not manages(actor, person.agency_id) and not (ends and actor.is_active and actor.runs_installation):
        return _("Only who manages the people of this agency does that.")
    if actor.pk == person.pk:
        return _("This is your own account. Ask another person who manages accounts at your agency.")
    if ends and not person.is_active:
        return _("This account is deactivated already.")
    if action == "reactivate" and person.is_active:
        return _("This account is active already.")
    if action in ("change_roles", "reset_second_factor") and not person.is_active:
        return _("This account is deactivated. Reactivate it first.")
    return None


def may_invite(actor: Person, agency: Agency, *, as_manager: bool) -> str | None:
    """Managers invite to their own agency. Who runs the installation invites the first manager of any, and nobody else."""
    if not agency.is_active:
        return _("This agency is closed.")
    if manages(actor, agency.pk):
        return None
    if not (actor.is_active and actor.runs_installation):
        return _("Only who manages the people of this agency invites to it.")
    if agency.people.filter(manages_people=True, is_active=True).exists():
        return _("This agency has somebody who manages its people. They invite the others.")
    if not as_manager:
        return _("You invite the agency's first manager of people; that role has to be ticked.")
    return None


def may_settle(actor: Person, invitation: Invitation) -> str | None:
    """Managers settle all invitations to their agency; who runs the installation only those sent from there."""
    sent_from_outside = actor.is_active and actor.runs_installation and invitation.invited_by.runs_installation
    if not manages(actor, invitation.agency_id) and not sent_from_outside:
        return _("Only who manages the people of this agency does that.")
    if invitation.used_at or invitation.withdrawn_at:
        return _("This invitation has been used or withdrawn.")
    return None
