"""Who may do what with a release. Whether its case can be seen was decided by the database before anybody asks here."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Agency, Person
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS
from confidentiality.elements import Element
from confidentiality.lifecycle import moves
from confidentiality.regimes import strictest
from confidentiality.vocabulary import Interpreting, ReleaseKind, ReleaseStatus
from mdt.kit import clock

OFFERED = timedelta(days=15)
AFTER_DEATH_YEARS = 10
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


def refuses_recipient(actor: Person, recipient: Agency, person: Person | None) -> str | None:
    """One agency that works with people, or one person there (law R-03)."""
    if recipient.pk == actor.agency_id:
        return _("That is your own agency. A release leads out of it.")
    if not recipient.is_active or recipient.sector in SYSTEMS_ONLY_SECTORS:
        return _("That agency takes part in systems work only. Nobody there may see a survivor's record.")
    if person is not None and (person.agency_id != recipient.pk or not person.is_active):
        return _("That person does not work at the agency you chose.")
    return None


def refuses_parts(elements: int) -> str | None:
    """Named parts, and never everything (law R-04)."""
    if not elements & RELEASABLE or elements & ~RELEASABLE:
        return _("Name at least one part that is to be shared.")
    if elements & RELEASABLE == RELEASABLE:
        return _("Everything cannot be released. Leave out what the purpose does not need.")
    return None


def refuses_end(actor: Person, expires_at: datetime, kind: str) -> str | None:
    """Law R-01, R-02: always an end, after now, and not far away; for after her death ten years at most."""
    now = clock.now()
    if expires_at <= now:
        return _("The end lies in the past.")
    if kind == ReleaseKind.AFTER_DEATH:
        if expires_at > now + timedelta(days=365 * AFTER_DEATH_YEARS):
            return _("A release for after her death lasts ten years at most.")
        return None
    longest = strictest(actor.agency.regimes).longest if actor.agency else None
    if longest is not None and expires_at > now + timedelta(days=longest):
        return _("A release lasts %(days)s days at most. A new one can be signed before it ends.") % {"days": longest}
    return None


def refuses_reason(actor: Person, expires_at: datetime, why_long: str, kind: str) -> str | None:
    """Law R-02: what lasts long has its reason."""
    after = strictest(actor.agency.regimes).reason_after if actor.agency else None
    if kind == ReleaseKind.AFTER_DEATH or after is None or why_long.strip():
        return None
    if expires_at > clock.now() + timedelta(days=after):
        return _("Longer than %(days)s days needs a written reason.") % {"days": after}
    return None


def refuses_withheld(withheld: str, kind: str) -> str | None:
    """Law 2.1: such a form can become public, and what stands there as secret would be told by it."""
    if kind == ReleaseKind.AFTER_DEATH and withheld.strip():
        return _("Leave this empty on a release for after her death: such a form can become public.")
    return None


def refuses_talk(alternatives: bool, risks: bool, voluntary: bool) -> str | None:
    """Law R-14: each of the three was talked about, says who prepares it."""
    if alternatives and risks and voluntary:
        return None
    return _("Talk with her first about other ways, about the risks, and that she may say no. Tick each when you have.")


def refuses_page(spoken: str, language: str, interpreting: str, pages: Collection[str]) -> str | None:
    """Law R-16: the page in her language; where nobody approved one, an interpreter reads another to her."""
    if spoken == language:
        return None if language in pages else _no_page()
    if spoken in pages:
        return _("There is an approved page in her language. Choose that one.")
    if language not in pages or interpreting != Interpreting.SIGHT:
        return _no_page()
    return None


def _no_page() -> str:
    return _("There is no approved page in that language yet. Choose the language that an interpreter reads from, and write"
             " down the interpreter.")  # fmt: skip


def refuses_interpreter(interpreting: str, interpreter: str) -> str | None:
    if interpreting == Interpreting.SIGHT and not interpreter.strip():
        return _("Write down the interpreter's name or code.")
    if interpreting == Interpreting.NONE and interpreter.strip():
        return _("If an interpreter was there, choose above that an interpreter read it to her.")
    return None


def refuses_kin(interpreting: str, apart: bool) -> str | None:
    if interpreting == Interpreting.SIGHT and not apart:
        return _("Somebody who is neither a relative nor a child has to interpret. Tick it when that is so.")
    return None


def may_extend(before: Any, recipient: Agency) -> str | None:
    """Law R-11: one that is in force, to the same agency, by a new one."""
    if before.status != ReleaseStatus.ACTIVE or before.expires_at <= clock.now():
        return _("The release that was to be renewed is over. Ask her anew.")
    if before.recipient_id != recipient.pk:
        return _("A renewed release goes to the same agency. For another one, ask her anew.")
    return None


def may_record_death(actor: Person, case: Any) -> str | None:
    if case.agency_id != actor.agency_id or not actor.is_supervisor:
        return _("Only somebody who supervises the agency's records does this.")
    return None


def may_move(actor: Person, release: Any, action: str) -> str | None:
    """None, or why the release cannot take this action now."""
    if release.agency_id != actor.agency_id:
        return _("Only the agency of record does this.")
    if action == "oral_yes":
        if release.status != ReleaseStatus.PREPARED or release.expires_at <= clock.now():
            return _("This is noted while a release waits to be signed.")
        return _("It is written down already.") if release.oral_yes_at else None
    if not moves(release.status, action):
        return _("This release is over. What she wants now is a new one.")
    if action == "countersign" and release.expires_at <= clock.now():
        return _("Its time is over before it was signed. Prepare a new one.")
    return None
