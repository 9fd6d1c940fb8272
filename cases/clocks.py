"""Response clocks: which step starts and meets each, and when it is due. Pure functions; times are aware (law T-04).

Two calendars. «Always» counts every minute that passes. «Business» counts the minutes between 8:00 and 17:00 on the
clocks of the place, Monday to Friday, holidays left out. Both count minutes that pass, not minutes that a wall clock
shows: the hour that is skipped or told twice at a clock change lies at night and makes no business day longer.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.defaults import CLOSES, OPENS, Term
from cases.vocabulary import Calendar, ClockKind

# Action → the clocks that it starts, and the clocks that it meets. Whoever answers at all has answered.
STARTS: dict[str, tuple[ClockKind, ...]] = {
    "send": (ClockKind.CONSULT,),
    "accept": (ClockKind.FIRST_CONTACT, ClockKind.MDT),
    "plan": (ClockKind.FOLLOW_UP,),
    "reopen": (ClockKind.FIRST_CONTACT,),
}
MEETS: dict[str, tuple[ClockKind, ...]] = {
    "ask": (ClockKind.CONSULT,),
    "accept": (ClockKind.CONSULT,),
    "decline": (ClockKind.CONSULT,),
    "redirect": (ClockKind.CONSULT,),
    "contact": (ClockKind.FIRST_CONTACT,),
    "review": (ClockKind.MDT,),
    "follow_up": (ClockKind.FOLLOW_UP,),
}
STOPS = {"decline", "redirect", "withdraw", "close"}  # nothing is owed any more

SOON = 0.75  # of the time that was given: from here on people are reminded, and the ring asks for attention


def due_at(start: datetime, term: Term, zone: ZoneInfo, holidays: Collection[date] = ()) -> datetime:
    """When the term is over, in UTC. A business term that ends with the day ends at closing time, not next morning."""
    return _after(start, term.minutes, term.calendar, zone, holidays)


def escalate_at(due: datetime, term: Term, zone: ZoneInfo, holidays: Collection[date] = ()) -> datetime:
    """When others are told that it was missed, counted on from the due time on the same calendar."""
    return _after(due, term.escalate_after, term.calendar, zone, holidays)


def in_person_by(start: datetime, hours: int | None) -> datetime | None:
    """Until when the law of the place asks for a contact in person: so many hours that pass, day and night (law T-05)."""
    return start.astimezone(UTC) + timedelta(hours=hours) if hours else None


def no_later(at: datetime, limit: datetime | None) -> datetime:
    """The team's own time, or the law's where that is sooner."""
    return min(at, limit) if limit else at


def _after(start: datetime, minutes: int, calendar: str, zone: ZoneInfo, holidays: Collection[date]) -> datetime:
    at, left = start.astimezone(UTC), timedelta(minutes=minutes)
    if calendar == Calendar.ALWAYS or not minutes:
        return at + left
    day = start.astimezone(zone).date()
    while True:
        if is_business_day(day, holidays):
            begin, end = max(at, _on(day, OPENS, zone)), _on(day, CLOSES, zone)
            if begin < end:
                if left <= end - begin:
                    return begin + left
                left -= end - begin
        day += timedelta(days=1)


def _on(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)


def is_business_day(day: date, holidays: Collection[date] = ()) -> bool:
    return day.weekday() < 5 and day not in holidays


def is_business_time(at: datetime, zone: ZoneInfo, holidays: Collection[date] = ()) -> bool:
    """Whether the offices of the place are open; closing time itself is after hours."""
    local = at.astimezone(zone)
    return is_business_day(local.date(), holidays) and OPENS <= local.time() < CLOSES


def soon_at(start: datetime, due: datetime) -> datetime:
    """When a clock begins to ask for attention."""
    return start + (due - start) * SOON
