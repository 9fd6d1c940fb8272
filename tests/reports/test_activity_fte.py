"""Full-time equivalents as pages show them and as the database counts them."""

import os
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.fte import fte, months_in
from tests.copies import Connection

FIRST, LAST = date(2026, 1, 1), date(2026, 6, 30)
DAYS = st.dates(date(2025, 10, 1), date(2026, 10, 1))


@pytest.fixture(scope="module")
def owner(_database: Any) -> Iterator[Connection]:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as db:
        yield db


def test_GR25_full_time_for_three_of_six_months_is_half() -> None:
    assert fte(100, date(2026, 1, 1), date(2026, 3, 31), FIRST, LAST) == Decimal("0.5")
    assert fte(50, date(2025, 1, 1), None, FIRST, LAST) == Decimal("0.5")
    assert fte(100, date(2026, 7, 1), None, FIRST, LAST) == 0
    assert months_in(date(2026, 2, 15), date(2026, 3, 31), FIRST, LAST) == 1 + Fraction(14, 28)


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(begins=DAYS, ends=st.none() | DAYS, percent=st.integers(1, 100))
def test_GR25_a_page_shows_what_the_database_counts(
    owner: Connection, begins: date, ends: date | None, percent: int
) -> None:
    if ends is not None and ends < begins:
        begins, ends = ends, begins
    counted = owner.execute(
        "SELECT round(%s / 100.0 * mdt_months_in(%s, %s, %s, coalesce(%s::date, %s)) / mdt_months_in(%s, %s, %s, %s), 4)",
        [percent, FIRST, LAST, begins, ends, LAST, FIRST, LAST, FIRST, LAST],
    ).fetchone()
    assert counted is not None
    assert abs(counted[0] - fte(percent, begins, ends, FIRST, LAST)) <= Decimal("0.0001")
