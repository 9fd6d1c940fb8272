"""The log of attempts at a first contact, and the ticks on what was told when it came too late (law T-05)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from agencies import reminders
from agencies.models import Person
from cases.actions.clocks import this_instant
from cases.models import ContactAttempt, ContactNotice
from cases.policy.contact import may_log, may_tick
from cases.queries.contact import Contact, contact_of
from cases.vocabulary import ContactOutcome, ContactWay
from confidentiality import gate
from mdt.kit.errors import Refused, refuse

Asked = Callable[[gate.OpenedReferral, Contact | None], str | None]


def log_attempt(
    *, referral: UUID, once: UUID, way: str, outcome: str, by: Person, at: datetime | None = None
) -> None:  # fmt: skip
    """One try, now or at an earlier minute since acceptance. Sent twice it stands in the log once; it never changes."""
    with _working(by, referral, "contact.attempt", lambda opened, contact: may_log(by, opened, contact)) as contact:
        if way not in ContactWay.values or outcome not in ContactOutcome.values:
            raise Refused(_("Choose one of the answers."))
        now = this_instant()
        refuse(_out_of_time(at, contact.clock.started_at, now) if at else None)
        if any(attempt.once == once for attempt in contact.attempts):
            raise Refused(_("This attempt stands in the log already."))
        ContactAttempt(
            referral_id=contact.clock.referral_id, clock=contact.clock, once=once, at=at or now, way=way, outcome=outcome, by=by
        ).save()  # fmt: skip


def tick_notice(*, referral: UUID, whom: str, way: str, by: Person) -> None:
    """That the team's coordinator, or police, were told: who, when, by which way. Nothing of the survivor is told."""
    with _working(
        by, referral, "contact.notice", lambda opened, contact: may_tick(by, opened, contact, whom)
    ) as contact:
        if way not in ContactWay.values:
            raise Refused(_("Choose one of the answers."))
        ContactNotice(referral_id=contact.clock.referral_id, clock=contact.clock, whom=whom, way=way, by=by).save()
        if contact.to_tell == [whom]:
            reminders.cancel(f"notice:{contact.clock.pk}:")


@contextmanager
def _working(by: Person, referral: UUID, purpose: str, asked: Asked) -> Iterator[Contact]:
    """A change under the referral's lock, allowed by what is true at that moment. A refusal is on record."""
    try:
        with gate.referral_action(by, referral, purpose=purpose) as opened:
            contact = contact_of(opened.referral)
            refuse(asked(opened, contact))
            if contact is not None:
                yield contact
    except Refused:
        gate.refused(by, purpose=purpose)
        raise


def _out_of_time(at: datetime, accepted: datetime, now: datetime) -> str | None:
    if at > now:
        return _("That is still to come. An attempt is logged after it was made.")
    if at < accepted.replace(second=0, microsecond=0):
        return _("That is before your agency had accepted it. An attempt follows acceptance.")
    return None
