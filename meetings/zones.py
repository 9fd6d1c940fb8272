"""A zone with its changes, as calendar files carry it (RFC 5545, 3.6.5): each begins by the clock as it was before."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

State = tuple[timedelta, str, bool]  # offset, name, summer
STEP = timedelta(days=1)


@lru_cache(maxsize=64)
def written(name: str, first: int, last: int) -> Timezone:
    """From the beginning of one year to the end of another; programs know most zones by their name as well."""
    zone = ZoneInfo(name)
    begin, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    at_first = _state(begin, zone)
    onsets = defaultdict[tuple[State, timedelta], list[datetime]](list)
    onsets[at_first, at_first[0]].append(begin.replace(tzinfo=None))
    for at, before, after in _changes(begin, end, zone):
        onsets[after, before[0]].append((at + before[0]).replace(tzinfo=None))
    made = Timezone()
    made.add("tzid", name)
    for ((offset, short, summer), offset_before), days in onsets.items():
        part = TimezoneDaylight() if summer else TimezoneStandard()
        part.add("dtstart", days[0])
        if days[1:]:
            part.add("rdate", days[1:])
        part.add("tzname", short)
        part.add("tzoffsetfrom", offset_before)
        part.add("tzoffsetto", offset)
        made.add_component(part)
    return made


def _changes(begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, State, State]]:
    at = begin
    while at < end:
        before, after = _state(at, zone), _state(at + STEP, zone)
        if before != after:
            yield _instant(at, at + STEP, zone), before, after
        at += STEP


def _instant(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first second of the new state, between two instants that differ."""
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low).total_seconds() // 2)
        low, high = (middle, high) if _state(middle, zone) == _state(low, zone) else (low, middle)
    return high


def _state(at: datetime, zone: ZoneInfo) -> State:
    there = at.astimezone(zone)
    return there.utcoffset() or timedelta(), there.tzname() or "", bool(there.dst())
