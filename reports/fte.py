"""Full-time equivalents: percent of full time × months paid / months of the period (GR-25). No database.

The count itself is the database's (``mdt_months_in`` in sql/systems.sql); a test holds the two against each other.
"""

import calendar
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction


def months_in(begins: date, ends: date, first: date, last: date) -> Fraction:
    """How many months of a period lie between two days, all four inside; of a month begun its share of days counts."""
    day, end, found = max(begins, first), min(ends, last), Fraction(0)
    while day <= end:
        length = calendar.monthrange(day.year, day.month)[1]
        until = min(end, day.replace(day=length))
        found += Fraction((until - day).days + 1, length)
        day = until + timedelta(days=1)
    return found


def fte(percent: int, begins: date, ends: date | None, first: date, last: date) -> Decimal:
    """What part of somebody's work makes in a period, to four places, as it is counted."""
    share = Fraction(percent, 100) * months_in(begins, ends or last, first, last) / months_in(first, last, first, last)
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return exact.quantize(Decimal("0.0001"), ROUND_HALF_UP)
