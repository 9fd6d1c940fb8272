"""What a due time means at an instant: on time, soon, missed or met; and how that is said."""

from datetime import datetime, timedelta

from django.utils.translation import gettext, ngettext

from mdt.kit import clock

SOON = 0.75  # of the time given: from here on it asks for attention
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)


def state(
    due: datetime, started: datetime | None = None, met: datetime | None = None, now: datetime | None = None
) -> str:
    """`time`, `soon`, `missed` or `met`. What was answered too late stays missed."""
    at = met or now or clock.now()
    if at > due:
        return "missed"
    if met:
        return "met"
    return "soon" if used(due, started, at) >= SOON else "time"


def used(due: datetime, started: datetime | None, at: datetime) -> float:
    """The share, 0 to 1, of the time given that is gone; without a start, of the last day before `due`."""
    given = due - (started or due - _DAY)
    return min(1.0, max(0.0, 1 - (due - at) / given)) if given > timedelta(0) else 1.0


def short(left: timedelta) -> str:
    """A few characters that fit into a ring: `40 m`, and `+3 h` for three hours too late."""
    minutes = abs(left) // _MINUTE
    if minutes < 60:
        said = gettext("%(n)s m") % {"n": minutes}
    elif minutes < 48 * 60:
        said = gettext("%(n)s h") % {"n": minutes // 60}
    else:
        said = gettext("%(n)s d") % {"n": minutes // (24 * 60)}
    return said if left >= timedelta(0) else f"+{said}"


def words(due: datetime, met: datetime | None = None, now: datetime | None = None) -> str:
    """The same for a sentence: "2 hours left", "3 days late", "answered in time"."""
    if met:
        return gettext("answered in time") if met <= due else gettext("answered late")
    left = due - (now or clock.now())
    said = gettext("%(span)s left") if left >= timedelta(0) else gettext("%(span)s late")
    return said % {"span": _span(abs(left))}


def _span(length: timedelta) -> str:
    minutes = length // _MINUTE
    hours, days = minutes // 60, minutes // (24 * 60)
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
