"""Accounts and invitations for those who manage them, narrowed to who asks."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from agencies.models import Agency, Invitation, Person
from agencies.policy.people import may_see_people
from mdt.kit import clock


def accounts_of(actor: Person, agency: Agency) -> QuerySet[Person]:
    """All accounts of the agency, open ones first; none when the actor may not see them."""
    found = agency.people.all() if may_see_people(actor, agency) else Person.objects.none()
    return found.order_by("-is_active", "name")


def account_for(actor: Person, public_id: UUID) -> Person | None:
    """The account, or None when there is none or it is another agency's: one answer for both."""
    person = Person.objects.filter(public_id=public_id).select_related("agency").first()
    if person is None or person.agency is None or not may_see_people(actor, person.agency):
        return None
    return person


def agency_for(actor: Person, public_id: UUID) -> Agency | None:
    """The agency, for those who may see its accounts."""
    agency = Agency.objects.filter(public_id=public_id).first()
    return agency if agency is not None and may_see_people(actor, agency) else None


def agencies_to_staff(actor: Person) -> QuerySet[Agency]:
    """For who runs the installation: all agencies, those without anybody to manage their people first."""
    if not (actor.is_active and actor.runs_installation):
        return Agency.objects.none()
    managers = Person.objects.filter(agency=OuterRef("pk"), manages_people=True, is_active=True)
    counted = Agency.objects.annotate(
        has_manager=Exists(managers), open_accounts=Count("people", filter=Q(people__is_active=True))
    )
    return counted.order_by("has_manager", "name")


def open_invitations(agency: Agency) -> QuerySet[Invitation]:
    """Invitations that were neither used nor withdrawn. One whose time is over stays, so that it can be sent again."""
    return agency.invitations.filter(used_at=None, withdrawn_at=None).select_related("invited_by")


def invitations_for(actor: Person, agency: Agency) -> QuerySet[Invitation]:
    found = open_invitations(agency)
    return found if may_see_people(actor, agency) else found.none()


def usable_invitation(digest: str) -> Invitation | None:
    """The invitation with this hash, if an account can still be opened with it; None tells nothing of why not."""
    found = Invitation.objects.filter(
        token_hash=digest, used_at=None, withdrawn_at=None, expires_at__gt=clock.now(),
        agency__is_active=True, invited_by__is_active=True,
    )  # fmt: skip
    invitation = found.select_related("agency").first()
    if invitation is None or Person.objects.filter(email=invitation.email).exists():
        return None
    return invitation
