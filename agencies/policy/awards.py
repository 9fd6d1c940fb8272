"""Who keeps the awards of an agency and says who reports on them. Neither opens a record (GR-06)."""

from django.utils.translation import gettext as _

from agencies.models import Agency, Person


def may_keep(actor: Person, agency: Agency | None) -> str | None:
    """None, or the sentence that refuses."""
    if agency is None or actor.agency_id != agency.pk or not (actor.is_active and actor.is_supervisor):
        return _("Only who supervises the agency's records keeps its awards.")
    return None


def may_report(person: Person, agency: Agency) -> str | None:
    """Whether this person can be named as one who reports on an award of the agency."""
    if person.agency_id != agency.pk or not person.is_active:
        return _("Only people of the agency itself can report on its awards.")
    return None
