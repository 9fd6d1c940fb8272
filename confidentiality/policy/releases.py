"""Who may do what with a release. Whether its case can be seen was decided by the database before anybody asks here."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, Person
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS
from confidentiality.elements import Element
from confidentiality.lifecycle import moves
from mdt.kit import clock

OFFERED = timedelta(days=15)
LONG = timedelta(days=30)  # longer needs a written reason
LONGEST = timedelta(days=90)  # longer is refused (law R-02)
# What a release can name: the elements that are kept here so far.
RELEASABLE = (
    Element.NARRATIVE | Element.IDENTITY | Element.CONTACT | Element.LOCATION | Element.DEMOGRAPHICS
    | Element.VICTIMIZATION | Element.PEOPLE
)  # fmt: skip


def may_prepare(actor: Person, case: Any) -> str | None:
    """None, or the sentence that refuses to ask for a release on this record."""
    if case.agency_id != actor.agency_id:
        return _("Only the agency of record asks her what to share.")
    if case.status != "open":
        return _("This record is closed. A supervisor can open it again.")
    return None


def refuses_terms(actor: Person, recipient: Agency, person: Person | None, elements: int) -> str | None:
    """One agency that works with people, or one person there; named parts, and never everything (law R-03, R-04)."""
    if recipient.pk == actor.agency_id:
        return _("That is your own agency. A release leads out of it.")
    if not recipient.is_active or recipient.sector in SYSTEMS_ONLY_SECTORS:
        return _("That agency takes part in systems work only. Nobody there may see a survivor's record.")
    if person is not None and (person.agency_id != recipient.pk or not person.is_active):
        return _("That person does not work at the agency you chose.")
    if not elements & RELEASABLE or elements & ~RELEASABLE:
        return _("Name at least one part that is to be shared.")
    if elements & RELEASABLE == RELEASABLE:
        return _("Everything cannot be released. Leave out what the purpose does not need.")
    return None


def refuses_end(expires_at: datetime, why_long: str) -> str | None:
    """Law R-01, R-02: always an end, after now, and not far away."""
    lasts = expires_at - clock.now()
    if lasts <= timedelta(0):
        return _("The end lies in the past.")
    if lasts > LONGEST:
        return _("A release lasts ninety days at most. A new one can be signed before it ends.")
    if lasts > LONG and not why_long.strip():
        return _("Longer than thirty days needs a written reason.")
    return None


def may_move(actor: Person, release: Any, action: str) -> str | None:
    """None, or why the release cannot take this action now."""
    if release.agency_id != actor.agency_id:
        return _("Only the agency of record does this.")
    if not moves(release.status, action):
        return _("This release is over. What she wants now is a new one.")
    if action == "countersign" and release.expires_at <= clock.now():
        return _("Its time is over before it was signed. Prepare a new one.")
    return None
