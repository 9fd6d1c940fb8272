"""The spans for which a form is due, and the day on which it is due, from data (G-06). Both days of a span are inside."""

import calendar
import datetime
from collections.abc import Mapping

# How many months a period lasts, and the first months in which one can begin.
PERIODS: dict[str, tuple[int, tuple[int, ...]]] = {
    "month": (1, tuple(range(1, 13))),
    "federal_quarter": (3, (1, 4, 7, 10)),
    "half_year": (6, (1, 7)),
    "calendar_year": (12, (1,)),
    "federal_year": (12, (10,)),
    "state_year": (12, (7,)),
}
DUE = {"after_months", "day"}
# Who reports is told so many days before a report is due, and on the first day on which it is late; after a month nobody is.
REMINDED_DAYS_BEFORE = (14, 7, 1, -1)
TOLD_LATE_DAYS = 30
RECENT_DAYS = 100  # longer than a quarter: older periods get no draft by themselves, and no place on Today


def spans(kind: str, year: int) -> list[tuple[datetime.date, datetime.date]]:
    """The periods that begin in that calendar year."""
    months, starts = PERIODS[kind]
    return [(datetime.date(year, start, 1), _last(year, start + months - 1)) for start in starts]


def is_period(kind: str, first: datetime.date, last: datetime.date) -> bool:
    """Whether these are the two days of one whole period of that kind."""
    return (first, last) in spans(kind, first.year)


def due_on(due: Mapping[str, int], last: datetime.date) -> datetime.date | None:
    """When a report for a period that ends on ``last`` is due; None where a form does not say, or each state says its own.

    ``after_months`` is counted from the month of the last day; a day that this month has not is its last.
    """
    if not due:
        return None
    end = _last(last.year, last.month + due["after_months"])
    return end.replace(day=min(due["day"], end.day))


def own_due(months: int | None, day: int | None) -> dict[str, int]:
    """The day that an award sets for itself, as a form says it; empty where it sets none."""
    return {} if months is None or day is None else {"after_months": months, "day": day}


def _last(year: int, month: int) -> datetime.date:
    """The last day of a month; the thirteenth month is January of the next year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return datetime.date(year, month, calendar.monthrange(year, month)[1])
