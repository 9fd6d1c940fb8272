"""Calendar files agree with our own dates to the minute, in every zone, across both changes of clocks."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from meetings import ics, recurring, zones
from meetings.ics import Dates, Reader
from meetings.models import Meeting
from meetings.vocabulary import Every
from tests.examples import tried
from tests.meetings.diaries import expanded, lasting, loose_series, read, thrown

ZONES = ["America/Chicago", "America/New_York", "America/Los_Angeles", "America/Anchorage", "America/Phoenix", "Pacific/Honolulu",
         "America/Puerto_Rico", "Pacific/Guam", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana"]  # fmt: skip
YEARS = timedelta(days=5 * 365 + 1)
ENGLISH = Reader("en")


@st.composite
def rules(draw):
    every = draw(st.sampled_from(Every.values))
    counted = every in (Every.MONTH, Every.QUARTER)
    starts_on = draw(st.dates(date(2024, 1, 1), date(2028, 12, 31)))
    ends_on = draw(st.none() | st.integers(0, 1900).map(lambda days: starts_on + timedelta(days=days)))
    at = draw(
        st.sampled_from([time(0), time(0, 30), time(1), time(1, 30), time(2, 0), time(2, 30), time(23, 30)])
        | st.times()
    )
    return loose_series(
        draw(st.sampled_from(ZONES)), every=every, weekday=draw(st.sampled_from([7, 7, 7, *range(1, 8)])), starts_on=starts_on,
        ends_on=ends_on, ordinal=draw(st.sampled_from([1, 2, 3, 4, -1])) if counted else None,
        at=at.replace(second=0, microsecond=0, fold=0), minutes=draw(st.integers(5, 600)),
    )  # fmt: skip


@pytest.mark.slow
@given(rules(), st.randoms(use_true_random=False))
@example(
    loose_series("America/Chicago", every="week", weekday=7, starts_on=date(2026, 3, 8), at=time(2, 30)),
    thrown(1),
)
@example(
    loose_series("America/Chicago", every="week", weekday=7, starts_on=date(2026, 11, 1), at=time(1, 30)),
    thrown(1),
)
@example(
    loose_series("America/Chicago", every="week", weekday=7, starts_on=date(2026, 2, 1), at=time(1), minutes=180),
    thrown(3),
)
@example(
    loose_series("America/Chicago", every="month", ordinal=2, weekday=7, starts_on=date(2026, 1, 1), at=time(2)),
    thrown(4),
)
@tried(60)
def test_over_five_years_the_file_says_what_the_rule_says_to_the_minute(series, dice):
    """Against an independent reader: left out, cancelled, moved and shortened dates, and both changes of clocks."""
    zone, until = ZoneInfo(series.team.time_zone), series.starts_on + YEARS
    slots = recurring.slots(series, zone, series.starts_on, until)
    out = {slot for slot in slots if dice.random() < 0.15}
    moved = [moved_from(series, slot, dice) for slot in slots if slot not in out and dice.random() < 0.1]
    file = ics.written(ics.whole(Dates(series, slots, out, moved), ENGLISH))
    by_rule = [slot for slot in slots if slot not in out and slot not in {one.slot for one in moved}]
    wanted = sorted(
        [*lasting(by_rule, series.minutes), *((m.starts_at, m.starts_at + timedelta(minutes=m.minutes)) for m in moved)]
    )
    # The library leaves out what begins before the first day that it is asked for, and the reverse; so the edges are cut alike.
    first, last = at(series.starts_on), at(until - timedelta(days=60))
    found = expanded(file, series.starts_on - timedelta(days=60), until)
    assert [one for one in found if first <= one[0] < last] == [one for one in wanted if first <= one[0] < last]


def at(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def moved_from(series, slot, dice):
    away = timedelta(minutes=dice.randrange(-3 * 24 * 60, 20 * 24 * 60))
    return Meeting(
        team=series.team, series=series, slot=slot, starts_at=slot + away, minutes=dice.choice([series.minutes, 45]), sequence=1
    )  # fmt: skip


@pytest.mark.parametrize(
    ("day", "hour", "minutes", "start", "end"),
    [
        (date(2026, 3, 8), time(2, 30), 60, "2026-03-08T08:30+00:00", "2026-03-08T09:30+00:00"),  # 02:30 does not exist
        (date(2026, 11, 1), time(1, 30), 60, "2026-11-01T06:30+00:00", "2026-11-01T07:30+00:00"),  # the first 01:30
        (
            date(2026, 3, 8),
            time(1, 30),
            60,
            "2026-03-08T07:30+00:00",
            "2026-03-08T08:30+00:00",
        ),  # ends at 03:30 by the clock
        (date(2026, 11, 1), time(0, 30), 180, "2026-11-01T05:30+00:00", "2026-11-01T08:30+00:00"),  # at 02:30
        (date(2026, 11, 1), time(9), 60, "2026-11-01T15:00+00:00", "2026-11-01T16:00+00:00"),  # winter
        (date(2026, 10, 25), time(9), 60, "2026-10-25T14:00+00:00", "2026-10-25T15:00+00:00"),  # summer
    ],
)
@pytest.mark.parametrize("begins", [0, 4])
def test_hours_that_do_not_exist_or_come_twice(day, hour, minutes, start, end, begins):
    """Also as the first date of a series."""
    series = loose_series(
        "America/Chicago", every="week", weekday=7, starts_on=day - timedelta(weeks=begins), at=hour, minutes=minutes,
        ends_on=day + timedelta(weeks=8),
    )  # fmt: skip
    slots = recurring.slots(series, ZoneInfo("America/Chicago"), series.starts_on, date(2027, 12, 31))
    found = expanded(ics.written(ics.whole(Dates(series, slots), ENGLISH)), day, day + timedelta(days=1))
    assert found == [(datetime.fromisoformat(start), datetime.fromisoformat(end))]


@pytest.mark.parametrize("hour", [5, 6, 7, 8, 9])
@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_a_meeting_by_itself_near_a_change_of_clocks(day, hour):
    start = datetime.combine(day, time(hour, 30), UTC)
    meeting = Meeting(team=loose_series("America/Chicago").team, starts_at=start, minutes=75)
    file = ics.written([ics.single(meeting, ENGLISH)])
    assert expanded(file, day - timedelta(days=1), day + timedelta(days=2)) == lasting([start], 75)


def test_S04_an_entry_says_team_meeting_when_and_where_to_sign_in_and_nothing_else(settings):
    settings.PUBLIC_URL = "https://mdt.test"
    series = loose_series("America/Chicago", every="month", ordinal=3, weekday=3, starts_on=date(2026, 1, 1), at=time(9),
                          place="Bait Street 7", link="https://bait.example/x")  # fmt: skip
    slots = recurring.slots(series, ZoneInfo("America/Chicago"), series.starts_on, date(2027, 12, 31))
    moved = moved_from(series, slots[3], thrown(1))
    moved.place, moved.link, moved.kind, moved.late_because = (
        "Bait Street 7",
        "https://bait.example/x",
        "emergency",
        "bait",
    )
    file = ics.written(ics.whole(Dates(series, slots, {slots[2]}, [moved]), ENGLISH))
    entry, changed = read(file).walk("VEVENT")
    told = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "CLASS", "URL"}
    assert (set(entry), set(changed)) == (told | {"RRULE", "EXDATE"}, told | {"RECURRENCE-ID"})
    for one in (entry, changed):
        assert (one["SUMMARY"], one["CLASS"], one["URL"]) == ("Team meeting", "PRIVATE", "https://mdt.test/")
        assert one["UID"] == f"{series.public_id}@mdt.test"
    assert (entry["SEQUENCE"], changed["SEQUENCE"]) == (0, 1)
    assert entry["DTSTART"].params["TZID"] == entry["DTEND"].params["TZID"] == "America/Chicago"
    assert [zone["TZID"] for zone in read(file).walk("VTIMEZONE")] == ["America/Chicago"]
    assert b"ait" not in file.replace(b"wait", b"")


def test_S04_in_a_mail_there_is_the_own_address_alone_and_the_house(settings):
    settings.PUBLIC_URL, settings.DEFAULT_FROM_EMAIL = "https://mdt.test", "Alder County <notices@mdt.example>"
    meeting = Meeting(
        team=loose_series("America/Chicago").team, starts_at=datetime(2026, 5, 1, 15, tzinfo=UTC), minutes=30
    )
    file = ics.written([ics.single(meeting, Reader("es", "ana@x.example"), "REQUEST")], "REQUEST")
    (entry,) = read(file).walk("VEVENT")
    assert set(entry) == {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "CLASS", "URL", "STATUS", "ORGANIZER", "ATTENDEE",
    }  # fmt: skip
    assert (entry["ORGANIZER"], dict(entry["ORGANIZER"].params)) == ("mailto:notices@mdt.example", {})
    assert (entry["ATTENDEE"], dict(entry["ATTENDEE"].params)) == ("mailto:ana@x.example", {"RSVP": "FALSE"})
    with pytest.raises(ValueError, match="mails alone"):
        ics.single(meeting, Reader("es", "ana@x.example"))


def test_a_rule_that_gives_no_day_gives_no_entry():
    series = loose_series(
        "America/Chicago", every="week", weekday=7, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 3), at=time(9)
    )
    assert not [*ics.whole(Dates(series, []), ENGLISH)]


@pytest.mark.parametrize("name", ZONES)
def test_a_zone_is_written_with_its_changes_by_the_clock_as_it_was_before(name):
    """Read as RFC 5545 says, without knowing the zone: the offset of each hour around each change, and of some others."""
    parts = [
        (onset - part["TZOFFSETFROM"].td, part["TZOFFSETTO"].td)
        for part in zones.written(name, 2025, 2038).subcomponents
        for onset in [part["DTSTART"].dt, *(one.dt for one in (part["RDATE"].dts if "RDATE" in part else []))]
    ]
    changes, zone = sorted(parts), ZoneInfo(name)
    hours = {at + timedelta(minutes=minutes) for at, _ in changes for minutes in range(-180, 181, 30)}
    hours |= {datetime(2025, 1, 1) + timedelta(hours=1, days=days) for days in range(0, 5000, 13)}  # noqa: DTZ001 - UTC
    for hour in sorted(hours):
        found = [offset for at, offset in changes if at <= hour]
        assert not found or found[-1] == hour.replace(tzinfo=UTC).astimezone(zone).utcoffset(), hour
    assert len(changes) == {
        "America/Phoenix": 1,
        "Pacific/Honolulu": 1,
        "America/Puerto_Rico": 1,
        "Pacific/Guam": 1,
    }.get(name, 29)
