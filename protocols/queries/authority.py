"""Who may sign for which agency today, and by what."""

from datetime import date

from django.db.models import Q, QuerySet

from agencies.models import Agency, AgencySigner, Person
from protocols.models import Authority
from protocols.vocabulary import AuthoritySource

SIGN = "sign_for_agency"


def live(on: date) -> QuerySet[Authority]:
    """Authorities in force on this day, of people whose accounts and agencies are open."""
    return Authority.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on, person__is_active=True, agency__is_active=True
    )


def authority_of(person: Person, agency: Agency, on: date) -> Authority | None:
    """By what the person signs for the agency: guardian's permission, and the record behind it (law A-07)."""
    held = AgencySigner.objects.filter(user=person, content_object=agency, permission__codename=SIGN)
    if person.agency_id != agency.pk or not held.exists():
        return None
    return live(on).filter(person=person, agency=agency).first()


def head_of(agency: Agency, on: date) -> Authority | None:
    """The agency's head on this day."""
    return live(on).filter(agency=agency, source=AuthoritySource.HEAD).first()


def authorities_of(agency: Agency) -> QuerySet[Authority]:
    """All that were ever recorded, the latest first."""
    return Authority.objects.filter(agency=agency).select_related("person", "delegated_from__person", "recorded_by")
