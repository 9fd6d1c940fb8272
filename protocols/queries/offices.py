"""Who may sign for an agency, for whom its list is there: who manages its people, its own signatories, the installation."""

from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from agencies.models import Agency, Person
from protocols.models import Authority
from protocols.queries.authority import authorities_of, authority_of, live


def records(actor: Person, agency: Agency) -> bool:
    """Whether the actor records who may sign for the agency; nobody records her own (policy)."""
    return actor.is_active and (actor.runs_installation or (actor.manages_people and actor.agency_id == agency.pk))


def own(actor: Person, today: date) -> Authority | None:
    """By what the actor signs for the own agency."""
    return authority_of(actor, actor.agency, today) if actor.agency else None


def agency_for(actor: Person, public_id: UUID) -> Agency | None:
    """The agency, or None when there is none or its list is not for the actor: one answer for both."""
    signs = set(Authority.objects.filter(person=actor, agency=actor.agency_id).values_list("agency", flat=True))
    agency = Agency.objects.filter(public_id=public_id).first()
    if agency is None or not actor.is_active:
        return None
    return agency if records(actor, agency) or agency.pk in signs else None


def agencies(actor: Person) -> QuerySet[Agency]:
    """For who runs the installation: all open agencies, those without anybody who may sign first."""
    signed = live(timezone.localdate()).filter(agency=OuterRef("pk"))
    found = Agency.objects.filter(is_active=True) if actor.runs_installation else Agency.objects.none()
    return found.annotate(has_signer=Exists(signed)).order_by("has_signer", "name")


def of(agency: Agency) -> QuerySet[Authority]:
    return (
        authorities_of(agency)
        .select_related("agency", "person", "delegated_from__person", "recorded_by")
        .defer("instrument")
    )


def runs(authority: Authority, today: date) -> bool:
    """Whether it is in force on this day."""
    return authority.starts_on <= today and (authority.ends_on is None or authority.ends_on >= today)


def people(agency: Agency) -> QuerySet[Person]:
    """Open accounts of the agency."""
    return agency.people.filter(is_active=True).order_by("name")
