"""The demo's response clocks, holidays and after-hours roster of the SART, with one slot that nobody has taken."""

from datetime import date, timedelta

from auditlog.context import disable_auditlog

from agencies.vocabulary import Discipline
from cases.defaults import BUSINESS_DAY
from cases.models import ClockRule, Holiday, RosterSlot
from cases.queries.roster import hours_of
from cases.vocabulary import Calendar, ClockKind, Tier
from mdt.demo import cast
from mdt.demo.county import County

HOUR, DAY = 60, 24 * 60
WORKDAY = BUSINESS_DAY  # a business calendar counts minutes in which offices are open

# Tier, step → minutes, calendar, minutes after which somebody is told.
RULES = {
    (Tier.IMMEDIATE, ClockKind.CONSULT): (HOUR, Calendar.ALWAYS, 30),
    (Tier.IMMEDIATE, ClockKind.FIRST_CONTACT): (DAY, Calendar.ALWAYS, 2 * HOUR),
    (Tier.IMMEDIATE, ClockKind.MDT): (3 * WORKDAY, Calendar.BUSINESS, WORKDAY),
    (Tier.IMMEDIATE, ClockKind.FOLLOW_UP): (14 * DAY, Calendar.ALWAYS, DAY),
    (Tier.MEETING, ClockKind.CONSULT): (WORKDAY, Calendar.BUSINESS, HOUR),
    (Tier.MEETING, ClockKind.FIRST_CONTACT): (3 * WORKDAY, Calendar.BUSINESS, 4 * HOUR),
    (Tier.MEETING, ClockKind.MDT): (10 * WORKDAY, Calendar.BUSINESS, WORKDAY),
    (Tier.MEETING, ClockKind.FOLLOW_UP): (30 * DAY, Calendar.ALWAYS, 2 * DAY),
    (Tier.REGULAR, ClockKind.CONSULT): (3 * WORKDAY, Calendar.BUSINESS, WORKDAY),
    (Tier.REGULAR, ClockKind.FIRST_CONTACT): (5 * WORKDAY, Calendar.BUSINESS, WORKDAY),
    (Tier.REGULAR, ClockKind.MDT): (22 * WORKDAY, Calendar.BUSINESS, 2 * WORKDAY),
    (Tier.REGULAR, ClockKind.FOLLOW_UP): (90 * DAY, Calendar.ALWAYS, 7 * DAY),
}

# Who answers at night, weekday by weekday from Monday. Nobody has taken Saturday's law enforcement.
NIGHTS = {
    Discipline.ADVOCACY: ("ada", "bea", "ada", "bea", "ada", "bea", "vic"),
    Discipline.LAW_ENFORCEMENT: ("dan", "pia", "dan", "pia", "dan", "", "pia"),
    Discipline.MEDICAL: ("sana", "sana", "sana", "sana", "sana", "sana", "sana"),
}


def furnish(county: County) -> None:
    with disable_auditlog():
        _rules(county)
        _holidays(county)
        _roster(county)


def _rules(county: County) -> None:
    for (tier, kind), (minutes, calendar, escalate_after) in RULES.items():
        ClockRule(
            team=county.teams[cast.SART], tier=tier, kind=kind, minutes=minutes, calendar=calendar,
            escalate_after=escalate_after,
        ).save()  # fmt: skip


def _holidays(county: County) -> None:
    for place in county.places.values():
        for year in (county.dice.base.year, county.dice.base.year + 1):
            for name, day in holidays(year).items():
                Holiday(jurisdiction=place, day=day, name=name).save()


def holidays(year: int) -> dict[str, date]:
    return {
        "New Year's Day": date(year, 1, 1),
        "Memorial Day": _last_monday_of_may(year),
        "Independence Day": date(year, 7, 4),
        "Labor Day": _nth(year, 9, 0, 1),
        "Veterans Day": date(year, 11, 11),
        "Thanksgiving Day": _nth(year, 11, 3, 4),
        "Christmas Day": date(year, 12, 25),
    }


def _nth(year: int, month: int, weekday: int, nth: int) -> date:
    """The ``nth`` such weekday of the month; Monday is 0."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))


def _last_monday_of_may(year: int) -> date:
    last = date(year, 5, 31)
    return last - timedelta(days=last.weekday())


def _roster(county: County) -> None:
    for discipline, nights in NIGHTS.items():
        for weekday, first in enumerate(nights):
            starts, ends = hours_of(weekday)
            RosterSlot(
                team=county.teams[cast.SART], tier=Tier.IMMEDIATE, discipline=discipline, weekday=weekday,
                starts=starts, ends=ends, person=county.people.get(first),
            ).save()  # fmt: skip
