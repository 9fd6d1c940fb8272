"""Whether a one-time link may be made, and by which way of contact it may be given."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Person
from confidentiality.policy.releases import may_move
from mdt.kit import clock

ASK_AGAIN_AFTER = timedelta(days=30)  # law S-06


def may_link(actor: Person, release: Any, capacity: str, missing: Any) -> str | None:
    """None, or why no link is made for this signature of the release."""
    if refusal := may_move(actor, release, "countersign"):
        return refusal
    if capacity not in release.talk.needed:
        return _("Nobody signs this release in that capacity.")
    if capacity not in missing:
        return _("That signature is there already.")
    return None


def refuses_contact(method: Any, *, asked_again: bool) -> str | None:
    """Law S-06: only by a way that she called safe; what she said more than thirty days ago is asked again first."""
    if method is None:
        return _("Choose one of the ways of contact that stand in this record.")
    if method.safety != "safe":
        return _("She did not call that way safe. Choose one that is, or ask her and write it down first.")
    if is_stale(method) and not asked_again:
        return _("She said more than thirty days ago that this way is safe. Ask her again, then tick that you did.")
    return None


def is_stale(method: Any) -> bool:
    return bool(timezone.localdate(clock.now()) - method.checked_on > ASK_AGAIN_AFTER)
