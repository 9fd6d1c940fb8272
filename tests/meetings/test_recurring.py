"""Dates of series against another program's (dateutil) over years and zones; hours that do not exist or come twice."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace as Rule
from zoneinfo import ZoneInfo

import pytest
from dateutil import rrule, tz
from hypothesis import example, given
from hypothesis import strategies as st

from meetings import recurring
from meetings.vocabulary import Every
from tests.examples import tried

ZONES = (
    "America/Chicago", "America/New_York", "America/Phoenix", "America/Anchorage", "Pacific/Honolulu", "Europe/Berlin",
    "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo",
)  # fmt: skip
CHICAGO = ZoneInfo("America/Chicago")
FREQ = {
    "week": (rrule.WEEKLY, 1),
    "two_weeks": (rrule.WEEKLY, 2),
    "month": (rrule.MONTHLY, 1),
    "quarter": (rrule.MONTHLY, 3),
}
DAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)

every = st.sampled_from([one.value for one in Every])
ordinals = st.sampled_from([1, 2, 3, 4, -1])
first_days = st.dates(date(2007, 1, 1), date(2031, 12, 31))  # dateutil knows no change of clocks after 2037


def made(
    how: str, ordinal: int, weekday: int, starts_on: date, ends_on: date | None = None, at: time = time(9)
) -> Rule:
    by_months = how in ("month", "quarter")
    return Rule(
        every=how, ordinal=ordinal if by_months else None, weekday=weekday, starts_on=starts_on, ends_on=ends_on, at=at
    )


def oracle(rule: Rule, until: date) -> list[date]:
    """dateutil's. Its months count from the one it begins in, so it is begun in the month of the first day that fits."""
    freq, interval = FREQ[rule.every]
    day = DAYS[rule.weekday - 1]
    begins = datetime.combine(rule.starts_on, time())
    once = rrule.rrule(rrule.MONTHLY, dtstart=begins, byweekday=day(rule.ordinal), count=1) if rule.ordinal else None
    first = once[0] if once else rrule.rrule(rrule.WEEKLY, dtstart=begins, byweekday=day, count=1)[0]
    found = rrule.rrule(
        freq, interval=interval, dtstart=first, byweekday=day(rule.ordinal) if rule.ordinal else day,
        until=datetime.combine(min(until, rule.ends_on or until), time()),
    )  # fmt: skip
    return [one.date() for one in found]


@given(every, ordinals, st.integers(1, 7), st.dates(date(9999, 11, 1), date.max), st.none() | st.just(date.max))
def test_a_first_day_at_the_end_of_the_calendar_gives_no_day_and_no_fault(
    how: str, ordinal: int, weekday: int, starts_on: date, ends_on: date | None
) -> None:
    assert list(recurring.days(made(how, ordinal, weekday, starts_on, ends_on), date(2028, 1, 1))) == []


@tried(150)
@given(every, ordinals, st.integers(1, 7), first_days, st.integers(0, 2500), st.none() | st.integers(0, 2000))
@example("month", -1, 7, date(2024, 2, 29), 1200, None)
@example("quarter", -1, 4, date(2023, 11, 30), 1200, None)
@example("month", 4, 3, date(2024, 12, 31), 800, None)
@example("quarter", 3, 3, date(2024, 12, 19), 800, None)  # the third Wednesday of its first month is past
def test_days_are_those_of_another_program(
    how: str, ordinal: int, weekday: int, starts_on: date, length: int, own_end: int | None
) -> None:
    ends_on = starts_on + timedelta(days=own_end) if own_end is not None else None
    rule, until = made(how, ordinal, weekday, starts_on, ends_on), starts_on + timedelta(days=length)
    assert list(recurring.days(rule, until)) == oracle(rule, until)


@pytest.mark.parametrize("ordinal", [1, 2, 3, 4, -1])
def test_every_weekday_of_every_month_over_28_years(ordinal: int) -> None:
    """Twenty-eight years hold every calendar there is; each month end is one of them."""
    for weekday in range(1, 8):
        rule = made("month", ordinal, weekday, date(2020, 1, 1))
        found = list(recurring.days(rule, date(2047, 12, 31)))
        assert found == oracle(rule, date(2047, 12, 31))
        assert len(found) == 28 * 12
        if ordinal == -1:
            assert all((day + timedelta(days=7)).month != day.month and day.isoweekday() == weekday for day in found)


@tried(120)
@given(first_days, st.times().map(lambda at: at.replace(microsecond=0)), st.sampled_from(ZONES))
@example(date(2026, 3, 8), time(2, 30), "America/Chicago")
@example(date(2026, 11, 1), time(1, 30), "America/Chicago")
@example(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe")  # half an hour
@example(date(2027, 4, 4), time(1, 45), "Australia/Lord_Howe")
@example(date(2018, 11, 4), time(0, 30), "America/Sao_Paulo")  # the day begins at one
def test_a_wall_clock_time_is_the_moment_that_another_program_gives(day: date, at: time, name: str) -> None:
    theirs = tz.resolve_imaginary(datetime.combine(day, at, tzinfo=tz.gettz(name)))
    ours = recurring.moment(day, at, ZoneInfo(name))
    assert ours == theirs.astimezone(UTC)
    wall = datetime.combine(day, at, tzinfo=tz.gettz(name))
    assert recurring.is_shifted(day, at, ZoneInfo(name)) == (not tz.datetime_exists(wall))
    assert recurring.is_twice(day, at, ZoneInfo(name)) == tz.datetime_ambiguous(wall)


@tried(40)
@given(
    every,
    ordinals,
    st.integers(1, 7),
    first_days,
    st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    st.sampled_from(ZONES),
)
def test_a_series_stays_at_its_hour_by_the_clock_over_five_years(
    how: str, ordinal: int, weekday: int, starts_on: date, at: time, name: str
) -> None:
    zone, rule = ZoneInfo(name), made(how, ordinal, weekday, starts_on, at=at)
    until = starts_on + timedelta(days=5 * 366)
    found = recurring.slots(rule, zone, starts_on, until)
    days = oracle(rule, until)
    assert len(found) == len(days) and found == sorted(set(found))
    for moment, day in zip(found, days, strict=True):
        local = moment.astimezone(zone)
        if tz.datetime_exists(datetime.combine(day, at, tzinfo=tz.gettz(name))):
            assert (local.date(), local.time()) == (day, at)
        else:
            assert local.time() != at


def test_the_hour_that_does_not_exist_comes_later_and_the_one_that_comes_twice_first() -> None:
    gap = recurring.moment(date(2026, 3, 8), time(2, 30), CHICAGO).astimezone(CHICAGO)
    assert (gap.time(), gap.tzname()) == (time(3, 30), "CDT")
    twice = recurring.moment(date(2026, 11, 1), time(1, 30), CHICAGO).astimezone(CHICAGO)
    assert (twice.time(), twice.tzname()) == (time(1, 30), "CDT")
    assert recurring.slots(
        made("week", 1, 7, date(2026, 3, 1), at=time(2, 30)), CHICAGO, date(2026, 3, 8), date(2026, 3, 8)
    ) == [datetime(2026, 3, 8, 8, 30, tzinfo=UTC)]
