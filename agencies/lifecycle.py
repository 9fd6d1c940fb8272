"""States of a seat and of the yearly acknowledgement. Both follow from dates alone; no job has to run."""

from datetime import date, datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

# A person may sign again this long before the end, and is reminded this many days before it.
RENEWABLE_BEFORE = timedelta(days=60)
REMINDED_DAYS_BEFORE = (30, 7, 0)


class SeatState(TextChoices):
    PLANNED = "planned", _("Begins later")
    LIVE = "live", _("At the table")
    ENDED = "ended", _("Ended")


class AcknowledgementState(TextChoices):
    MISSING = "missing", _("Never signed")
    CURRENT = "current", _("Signed")
    DUE = "due", _("Ends soon")
    LAPSED = "lapsed", _("Lapsed")


# Thing → (from, what happens, to). The diagrams in docs/states are drawn from this table.
TRANSITIONS = {
    "seat": (
        (SeatState.PLANNED, "its first day comes", SeatState.LIVE),
        (SeatState.PLANNED, "a coordinator ends it", SeatState.ENDED),
        (SeatState.LIVE, "its last day is over", SeatState.ENDED),
    ),
    "acknowledgement": (
        (AcknowledgementState.MISSING, "the person signs", AcknowledgementState.CURRENT),
        (AcknowledgementState.CURRENT, "60 days are left", AcknowledgementState.DUE),
        (AcknowledgementState.DUE, "the person signs again", AcknowledgementState.CURRENT),
        (AcknowledgementState.DUE, "the year is over", AcknowledgementState.LAPSED),
        (AcknowledgementState.LAPSED, "the person signs again", AcknowledgementState.CURRENT),
    ),
}


def seat_state(starts_on: date, ends_on: date | None, today: date) -> SeatState:
    """Both days count: a seat is live on its first and on its last day, in the team's own time zone."""
    if ends_on is not None and ends_on < today:
        return SeatState.ENDED
    return SeatState.PLANNED if starts_on > today else SeatState.LIVE


def acknowledgement_state(expires_at: datetime | None, now: datetime) -> AcknowledgementState:
    """The end itself no longer counts: at ``expires_at`` the acknowledgement has lapsed."""
    if expires_at is None:
        return AcknowledgementState.MISSING
    if expires_at <= now:
        return AcknowledgementState.LAPSED
    near = expires_at - now <= RENEWABLE_BEFORE
    return AcknowledgementState.DUE if near else AcknowledgementState.CURRENT
