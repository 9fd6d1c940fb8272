"""What goes to calendars when a meeting or a series changes: rows for the worker, inside the change's own transaction."""

from meetings.models import Meeting, Series


def invite(meeting: Meeting) -> None:
    """A meeting of its own, or one date of a series that differs from its rule now."""


def cancel(meeting: Meeting) -> None:
    """It does not take place."""


def invite_series(series: Series) -> None:
    """A series as it stands now, to everybody at its table."""


def cancel_series(series: Series) -> None:
    """A series that ended before it began."""
