"""Two calendar programs read what we write: khal takes files in, vdirsyncer fetches the feed over HTTP (law S-04)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from meetings import ics, recurring
from meetings.actions import calendars
from meetings.ics import Dates, Reader
from meetings.models import Meeting
from meetings.vocabulary import MeetingStatus
from tests.browser import conftest as browsers
from tests.meetings.diaries import Table, change, lasting, loose_series, thrown
from tests.meetings.programs import Diary, within
from tests.meetings.test_ics import moved_from

address = browsers.address  # the house, served by a process of its own
FIRST, LAST = date(2026, 1, 1), date(2027, 1, 1)
RULES = {
    "third Wednesday": {"every": "month", "ordinal": 3, "weekday": 3, "at": time(9)},
    "quarterly, last Friday": {"every": "quarter", "ordinal": -1, "weekday": 5, "at": time(13, 15)},
    "every two weeks": {"every": "two_weeks", "weekday": 2, "at": time(16, 30)},
    "in the hour that is not there": {"every": "week", "weekday": 7, "at": time(2, 30)},
    "in the hour that comes twice": {"every": "week", "weekday": 7, "at": time(1, 30)},
}


@pytest.mark.parametrize("zone", ["America/Chicago", "America/New_York"])
@pytest.mark.parametrize("name", RULES)
def test_khal_shows_a_year_of_a_series_at_our_times(tmp_path, name, zone):
    series = loose_series(zone, starts_on=FIRST, minutes=90, **{"ordinal": None, **RULES[name]})
    slots = recurring.slots(series, ZoneInfo(zone), FIRST, date(2027, 6, 1))
    out, moved = {slots[1]}, [moved_from(series, slots[2], thrown(name))]
    single = Meeting(team=series.team, starts_at=datetime(2026, 5, 6, 3, 45, tzinfo=UTC), minutes=40)
    events = [*ics.whole(Dates(series, slots, out, moved), Reader("en")), ics.single(single, Reader("en"))]
    diary = Diary(tmp_path, zone)
    diary.take_in(ics.written(events))
    by_rule = lasting((slot for slot in slots if slot not in {*out, slots[2]}), 90)
    ours = [*by_rule, *lasting([moved[0].starts_at], moved[0].minutes), *lasting([single.starts_at], 40)]
    wanted = within(sorted(ours), FIRST, LAST)
    assert within(diary.shown(FIRST, LAST), FIRST, LAST) == wanted
    local = {(start.astimezone(ZoneInfo(zone)).replace(tzinfo=UTC)) for start, _ in wanted}
    assert {start for start, _ in diary.shown(FIRST, LAST, zone=zone)} >= local


@pytest.mark.slow
def test_vdirsyncer_fetches_the_feed_and_khal_shows_it_until_the_address_is_changed(tmp_path, acting_as, address):
    """Over HTTP, from the house as it is served: a series with a date left out, one moved and one cancelled, and a meeting."""
    table = Table()
    start = datetime.now(UTC).date()
    series = table.series(every="week", ordinal=None, weekday=3, starts_on=start, at=time(9))
    slots = recurring.slots(series, ZoneInfo("America/Chicago"), start, start + timedelta(days=400))
    rows = [table.meeting(slot, series_id=series.pk, slot=slot, minutes=90) for slot in (slots[0], *slots[2:5])]
    change(rows[1], starts_at=slots[2] + timedelta(hours=3))
    change(rows[2], status=MeetingStatus.CANCELLED)
    alone = table.meeting(slots[0] + timedelta(days=2), table.ben)
    with acting_as(table.ben):
        token = calendars.make_feed(by=table.ben)
    url = address + reverse("calendar_file", args=[token])
    diary = Diary(tmp_path)
    diary.discover(url)
    diary.sync(url)
    kept = [slots[0], slots[4], *slots[5:]]
    wanted = sorted([*lasting([*kept, slots[2] + timedelta(hours=3)], 90), *lasting([alone.starts_at], 60)])
    end = start + timedelta(days=366)
    assert within(diary.shown(start, end), start, end) == within(wanted, start, end)
    change(alone, starts_at=alone.starts_at + timedelta(minutes=50))
    diary.sync(url)
    assert (alone.starts_at + timedelta(minutes=50), alone.starts_at + timedelta(minutes=110)) in diary.shown(
        start, end
    )
    with acting_as(table.ben):
        calendars.make_feed(by=table.ben)
    with pytest.raises(AssertionError, match="Not Found"):
        diary.sync(url)
