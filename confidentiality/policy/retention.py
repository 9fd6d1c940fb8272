"""Who sets how long an agency keeps what, who asks and approves that it is destroyed, and who holds a record."""

from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Person


def may_keep(actor: Person) -> str | None:
    """None, or the sentence that refuses."""
    if actor.agency_id is None or not (actor.is_active and actor.is_supervisor):
        return _("Only who supervises the agency's records decides on this.")
    return None


def room_of(actor: Person) -> int:
    """The agency whose rules and records these are; 0 for who belongs to none."""
    return actor.agency_id or 0


def may_approve(actor: Person, purge: Any) -> str | None:
    """Law K-04: two people, of the agency of record."""
    if purge.asked_by_id == actor.pk:
        return _("You asked for it, so somebody else who supervises approves it.")
    if purge.done_at or purge.withdrawn_at or purge.approved_at:
        return _("It is settled already.")
    return may_keep(actor)


def may_end_hold(actor: Person) -> str | None:
    """Holding destroys nothing, so whoever works on the record does it at once; ending can."""
    if not actor.is_supervisor:
        return _("Only who supervises the agency's records reviews a hold or ends it.")
    return None
