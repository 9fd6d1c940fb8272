"""Which moments a series' rule gives: days by the calendar, then wall-clock time in the team's zone.

An hour that does not exist, as clocks go forward, is taken with the offset before the change: 02:30 becomes 03:30. An hour
that comes twice is the first of the two. Calendar programs do the same (RFC 5545, 3.3.5).
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from meetings.vocabulary import Every

MONTHS = {Every.MONTH: 1, Every.QUARTER: 3}
WEEKS = {Every.WEEK: 1, Every.TWO_WEEKS: 2}


class Rule(Protocol):
    """What of a series says when it is."""

    every: str
    ordinal: int | None
    weekday: int
    starts_on: date
    ends_on: date | None
    at: time


def days(rule: Rule, until: date) -> Iterator[date]:
    """The days of the rule, in order, from the first that fits, up to ``until`` and to its own end."""
    last = min(until, rule.ends_on) if rule.ends_on else until
    if rule.starts_on > last:  # also keeps the sums of days below inside the calendar
        return
    found = _by_weeks(rule) if rule.every in WEEKS else _by_months(rule)
    for day in found:
        if day > last:
            return
        yield day


def slots(rule: Rule, zone: ZoneInfo, after: date, until: date) -> list[datetime]:
    """The moments (UTC) of the rule's days from ``after`` to ``until``, both included."""
    return [moment(day, rule.at, zone) for day in days(rule, until) if day >= after]


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A wall-clock time of a day as the one moment (UTC) that it stands for."""
    return datetime.combine(day, at, tzinfo=zone).astimezone(UTC)


def is_shifted(day: date, at: time, zone: ZoneInfo) -> bool:
    """Whether this hour does not exist on that day, so that the meeting begins an hour later by the clock."""
    return moment(day, at, zone).astimezone(zone).time() != at


def is_twice(day: date, at: time, zone: ZoneInfo) -> bool:
    """Whether this hour comes twice on that day, as clocks go back; the first one is meant."""
    wall = datetime.combine(day, at, tzinfo=zone)
    return wall.utcoffset() != wall.replace(fold=1).utcoffset() and not is_shifted(day, at, zone)


def nth(year: int, month: int, ordinal: int, weekday: int) -> date:
    """The first to fourth, or the last, of a weekday in a month."""
    if ordinal > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.isoweekday()) % 7 + 7 * (ordinal - 1))
    end = (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return end - timedelta(days=(end.isoweekday() - weekday) % 7)


def _by_weeks(rule: Rule) -> Iterator[date]:
    day = rule.starts_on + timedelta(days=(rule.weekday - rule.starts_on.isoweekday()) % 7)
    while True:
        yield day
        day += timedelta(weeks=WEEKS[Every(rule.every)])


def _by_months(rule: Rule) -> Iterator[date]:
    year, month = rule.starts_on.year, rule.starts_on.month
    step = 1
    while True:
        day = nth(year, month, rule.ordinal or 1, rule.weekday)
        if day >= rule.starts_on:
            yield day
            step = MONTHS[Every(rule.every)]
        year, month = divmod(year * 12 + month - 1 + step, 12)
        month += 1
