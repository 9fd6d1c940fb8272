"""How the log of attempts and what is to be told are put into words (law T-05). Never more certain than the rule is."""

from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.models import Person
from cases.facts import moment, zone_of
from cases.models import ContactAttempt, ContactNotice, Referral
from cases.queries.contact import Contact, rule_of, whom_to_tell
from cases.vocabulary import NoticeTo

NOTHING_OF_HER = gettext_lazy(
    "Tell them that no contact in person came about within the time. Not who she is, not where, not what was tried."
)
_TELL = {
    NoticeTo.COORDINATOR: gettext_lazy("Tell the team's coordinator"),
    NoticeTo.POLICE: gettext_lazy("Tell the police"),
}
_TOLD = {
    NoticeTo.COORDINATOR: gettext_lazy("The team's coordinator was told"),
    NoticeTo.POLICE: gettext_lazy("Police were told"),
}


def section(contact: Contact, referral: Referral, reader: Person) -> dict[str, Any]:
    """What the card on the referral's page shows to those who work on it."""
    zone = zone_of(reader)
    return {
        "rule": _rule(referral, contact, zone),
        "running": contact.running,
        "made": contact.made,
        "tasks": _tasks(contact, referral),
        "told": [_notice(notice, zone) for notice in contact.notices],
        "attempts": [_attempt(attempt, zone) for attempt in contact.attempts],
    }


def to_tell(whom: Iterable[NoticeTo]) -> str:
    return " · ".join(str(_TELL[to]) for to in whom)


def _rule(referral: Referral, contact: Contact, zone: ZoneInfo) -> list[str]:
    """Until when, whose rule it is, and how far it can be relied on."""
    place = rule_of(referral)
    said = [_("Contact in person is due by %(when)s.") % {"when": moment(contact.by, zone)}]
    if not place.contact_hours or not place.contact_checked_on:  # the place has given it up since; this clock keeps it
        return said
    hours = ngettext("within %(n)s hour", "within %(n)s hours", place.contact_hours) % {"n": place.contact_hours}
    said.append(_("%(place)s: %(hours)s, %(law)s.") % {"place": place.name, "hours": hours, "law": place.contact_law})
    looked = {"day": formats.date_format(place.contact_checked_on, "DATE_FORMAT")}
    if place.contact_verified:
        return [*said, _("Looked up on %(day)s and confirmed by counsel.") % looked]
    return [
        *said,
        _("Not verified: looked up on %(day)s, not confirmed by counsel. Ask counsel what it asks of you.") % looked,
    ]


def _tasks(contact: Contact, referral: Referral) -> list[dict[str, str]]:
    """What is still to be told, to whom by name, and where it is ticked off."""
    if not contact.to_tell:
        return []
    names = whom_to_tell(referral)
    return [
        {
            "title": str(_TELL[to]),
            "detail": " · ".join(names[to]) or _("Nobody with that part sits at the table now."),
            "href": reverse("referral_told", args=[referral.public_id, to.value]),
        }
        for to in contact.to_tell
    ]


def _notice(notice: ContactNotice, zone: ZoneInfo) -> dict[str, str]:
    said = [moment(notice.told_at, zone), notice.get_way_display(), notice.by.name]
    return {"title": str(_TOLD[NoticeTo(notice.whom)]), "detail": " · ".join(said)}


def _attempt(attempt: ContactAttempt, zone: ZoneInfo) -> dict[str, str]:
    """A minute that was stated afterwards stands beside the one at which it was recorded."""
    said = [moment(attempt.at, zone), attempt.by.name]
    if attempt.at != attempt.recorded_at:
        said.append(_("recorded %(when)s") % {"when": moment(attempt.recorded_at, zone)})
    title = f"{attempt.get_way_display()}: {attempt.get_outcome_display()}"
    return {"title": title, "detail": " · ".join(said)}
