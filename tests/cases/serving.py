"""Services and awards for tests: rows of a day's work as a browser sends them, and what stands in the tables afterwards."""

import uuid
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from django.urls import reverse

from agencies.models import Agency, Award, Person
from mdt.kit import clock
from tests.rows import put


def today() -> date:
    """In the zone of the counties of tests."""
    return clock.now().astimezone(ZoneInfo("America/Chicago")).date()


def award(db: Any, agency: Agency, by: Person, **fields: Any) -> Award:
    made = put(db, "agencies_award", agency_id=agency.pk, created_by_id=by.pk, **fields)
    return Award.objects.get(pk=made)


def row(n: int = 0, **fields: Any) -> dict[str, Any]:
    """One row of the page: counseling today, once, for the record that is named."""
    given = {
        "record": "",
        "kind": "",
        "service": "counseling",
        "on": str(today()),
        "units": "1",
        "once": str(uuid.uuid4()),
        **fields,
    }
    return {f"r{n}-{name}": value for name, value in given.items()}


def sent(client: Client, *rows: dict[str, Any]) -> Any:
    data: dict[str, Any] = {"rows": str(len(rows))}
    for one in rows:
        data |= one
    answer = client.post(reverse("services"), data)
    assert answer.status_code in (200, 302), answer.status_code
    return answer


def events(db: Any, case: int) -> list[tuple[Any, ...]]:
    """Service, units, and shares of each, the first first."""
    return list(db.execute(
        "SELECT e.service, e.units, array(SELECT f.share FROM cases_servicefunding f WHERE f.event_id = e.id ORDER BY f.id)"
        " FROM cases_serviceevent e WHERE e.case_id = %s ORDER BY e.id", [case],
    ).fetchall())  # fmt: skip
