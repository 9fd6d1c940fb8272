"""How long each step may take where a team or an agency has set nothing, and the hours of a business day. No law: data."""

from dataclasses import dataclass
from datetime import time

from cases.vocabulary import Calendar, ClockKind, Tier

OPENS, CLOSES = time(8), time(17)  # Monday to Friday, on the clocks of the place
BUSINESS_DAY = 9 * 60  # minutes between the two
HOUR, DAY = 60, 24 * 60


@dataclass(frozen=True)
class Term:
    """A time to do something in, in minutes of its calendar, and how long after its end others are told."""

    minutes: int
    calendar: str
    escalate_after: int = 0


_TIMES: dict[Tier, dict[ClockKind, Term]] = {
    Tier.IMMEDIATE: {
        ClockKind.CONSULT: Term(1 * HOUR, Calendar.ALWAYS),
        ClockKind.FIRST_CONTACT: Term(1 * DAY, Calendar.ALWAYS),
        ClockKind.MDT: Term(3 * BUSINESS_DAY, Calendar.BUSINESS),
        ClockKind.FOLLOW_UP: Term(14 * DAY, Calendar.ALWAYS, 1 * DAY),
    },
    Tier.MEETING: {
        ClockKind.CONSULT: Term(1 * BUSINESS_DAY, Calendar.BUSINESS),
        ClockKind.FIRST_CONTACT: Term(3 * BUSINESS_DAY, Calendar.BUSINESS),
        ClockKind.MDT: Term(10 * BUSINESS_DAY, Calendar.BUSINESS, 1 * BUSINESS_DAY),
        ClockKind.FOLLOW_UP: Term(30 * DAY, Calendar.ALWAYS, 2 * DAY),
    },
    Tier.REGULAR: {
        ClockKind.CONSULT: Term(3 * BUSINESS_DAY, Calendar.BUSINESS),
        ClockKind.FIRST_CONTACT: Term(5 * BUSINESS_DAY, Calendar.BUSINESS, 1 * BUSINESS_DAY),
        ClockKind.MDT: Term(22 * BUSINESS_DAY, Calendar.BUSINESS, 2 * BUSINESS_DAY),
        ClockKind.FOLLOW_UP: Term(60 * DAY, Calendar.ALWAYS, 5 * DAY),
    },
}


def built_in(tier: int, kind: str) -> Term:
    """The term of a step where nobody has set one."""
    return _TIMES[Tier(tier)][ClockKind(kind)]
