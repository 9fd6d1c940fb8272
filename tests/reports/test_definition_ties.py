"""What hangs together follows from the definition, and holds for whatever was counted."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from reports.assemble import Filled, Heading, assemble
from reports.compiling import compiled
from reports.definition import Definition, get
from reports.ties import ties
from tests.reports.forms import FORMS, form
from tests.reports.oracle import Fact, cells
from tests.reports.records import facts

HEADING = Heading(period="2026-01-01/2026-03-31", agency="Harbor Advocates", award="VA-1", snapshot="s")


def in_their_place(definition: Definition, records: list[Fact]) -> list[Fact]:
    """Without primary victims who have no place on the form: too young, or under a crime that it does not ask for. Who is
    counted decides that before, and calls them outside."""
    plan = compiled(definition)
    if not plan["primaries"]:
        return records
    said = {(one.key, one.dim): one.code for one in records if one.kind == "person"}
    misplaced = {
        key for key, dim in said
        if (dim == "primary" and said[key, dim] not in plan["primaries"])
        or (dim == "age" and said[key, dim].isdigit() and int(said[key, dim]) < plan["age_floor"])
    }  # fmt: skip
    return [one for one in records if one.key not in misplaced]


@pytest.mark.parametrize(("key", "version"), FORMS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=facts())
def test_GR43_ties_hold_for_whatever_was_counted(key: str, version: str, records: list[Fact]) -> None:
    definition = form(key, version)
    report = assemble(definition, Filled(cells(definition, {}, in_their_place(definition, records))), HEADING)
    at = {(table.key, *place): cell.value for _s, table in report.tables() for place, cell in table.cells.items()}

    def worth(place: tuple[str, str, str]) -> Decimal:
        value = at[place]
        assert isinstance(value, Decimal), place
        return value

    found = ties(definition)
    for one, other in found.same:
        assert worth(one) == worth(other), (one, other)
    for total, parts in found.sums:
        assert worth(total) == sum(map(worth, parts))
    for less, more in found.limits:
        if ("reasons", "conflict", "") not in more and less[0] != "individuals":  # those two need records that fit
            assert worth(less) <= sum(map(worth, more)), (less, more)
    for times, persons in found.pairs:
        assert persons in at
        assert times in at


def test_GR43_what_the_two_forms_hold_together() -> None:
    stop, pmt = ties(get("ovw.stop", "2017")), ties(get("ovc.pmt", "2015"))
    assert (("sex", "total", "dv"), ("status", "total", "dv")) in stop.same
    assert (("age", "total", "total"), ("status", "total", "total")) in stop.same
    assert (("services", "counseling", ""), (("status", "total", "total"),)) in stop.limits
    assert (
        ("status", "total", "sa"),
        tuple(("race", row, "sa") for row in get("ovw.stop", "2017").table("race").rows),
    ) in stop.limits
    assert (("shelter_nights", "emergency_shelter", ""), ("shelter_victims", "emergency_shelter", "")) in stop.pairs
    assert (("race", "total", ""), ("new", "new", "")) in pmt.same
    assert (("new", "new", ""), (("individuals", "individuals", ""),)) in pmt.limits
    assert (("lines_c", "c2", ""), ("persons_c", "c", "")) in pmt.pairs
    assert pmt.flows == {"new", "race", "sex", "age"}
    assert stop.flows == set()
    assert pmt.open == set()
    assert {"staff", "people_trained", "training_events", "products", "ccr_mou", "policies"} <= stop.open
    assert not stop.open & {"status", "police", "hotline", "outreach", "hotline_primary"}
    assert "services" in stop.loose
    assert "race" not in stop.loose
    assert {"victimization", "classes"} <= pmt.loose
