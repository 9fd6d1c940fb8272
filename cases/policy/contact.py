"""What may be logged, ticked off and taken further where the law of a place sets a time for the first contact (law T-05)."""

from django.utils.translation import gettext as _

from agencies.models import Person
from cases.lifecycle import Side
from cases.models import Referral
from cases.policy.referrals import sides_of
from cases.queries.contact import Contact
from confidentiality.gate import OpenedReferral


def works_on(actor: Person, referral: Referral, sides: frozenset[Side]) -> bool:
    """Whether the log is the actor's to see and to keep: on the receiving side, in the agency that accepted."""
    own = referral.accepted_agency_id is not None and referral.accepted_agency_id == actor.agency_id
    return own and bool(sides - {Side.SENDER})


def may_log(actor: Person, opened: OpenedReferral, contact: Contact | None) -> str | None:
    """None, or the sentence that refuses an attempt."""
    if not works_on(actor, opened.referral, sides_of(actor, opened)):
        return _not_theirs()
    if contact is None:
        return _("No log of attempts is asked for here.")
    return None if contact.running else _("No first contact is owed any more. The log stays as it is.")


def may_tick(actor: Person, opened: OpenedReferral, contact: Contact | None, whom: str) -> str | None:
    """None, or the sentence that refuses to tick off that somebody was told."""
    if not works_on(actor, opened.referral, sides_of(actor, opened)):
        return _not_theirs()
    if contact is not None and whom in {notice.whom for notice in contact.notices}:
        return _("That was ticked off already.")
    return None if contact is not None and whom in contact.to_tell else _("Nothing is to be told here now.")


def may_step(action: str, contact: Contact | None) -> str | None:
    """None, or the sentence that keeps a first contact from being marked, or a referral from being closed."""
    if contact is None or action not in ("contact", "close"):
        return None
    if not contact.attempts:
        return _("The rule of this place asks for a log of attempts, and it is empty. Record first what was tried.")
    if action == "contact" and not contact.made:
        return _(
            "The rule of this place asks for a contact in person. Record first the attempt that reached her in person."
        )
    return None


def _not_theirs() -> str:
    return _("Only those who work on it at the agency that accepted it do that.")
