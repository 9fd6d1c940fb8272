"""The plan by which the database counts says what the definition says: two readings of one text, on random records."""

import json
from collections import defaultdict
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.master_lists import NOT_A_SERVICE_ALONE
from reports.compiling import compiled
from reports.definition import from_dict, get
from tests.reports.forms import FORMS, county, form
from tests.reports.oracle import Cells, Fact, cells
from tests.reports.records import facts


def in_rows(rule: Any, had: list[Fact]) -> set[str]:
    codes = {fact.code for fact in had if fact.dim == rule["by"]}
    for code, row in rule["first"]:
        if code in codes:
            return {row}
    if rule["several"] and len(codes) > 1:
        return {rule["several"]}
    if codes:
        return {row for code in codes for row in rule["map"][code]}
    return {rule["none"]} - {""}


def counted(plan: dict[str, Any], all_facts: list[Fact]) -> Cells:
    """By the words of ``compiled`` alone."""
    found: Cells = defaultdict(Decimal)
    things: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    for fact in all_facts:
        things[fact.kind, fact.key].append(fact)
    for entry in plan["tables"]:
        for (kind, _key), had in things.items():
            fits = all(any(f.dim == dim and f.code in codes for f in had) for dim, codes in entry["where"].items())
            if kind != entry["of"] or not fits:
                continue
            for column in in_rows(entry["column"], had) if entry["column"] else {""}:
                if entry["count"] == "several":
                    found[entry["key"], entry["into"], column] += len(in_rows(entry["row"], had)) > 1
                elif entry["count"] == "keys":
                    for row in in_rows(entry["row"], had):
                        found[entry["key"], row, column] += 1
                else:
                    for fact in had:
                        for row in entry["row"]["map"][fact.code] if fact.dim == entry["row"]["by"] else []:
                            found[entry["key"], row, column] += 1 if fact.amount is None else fact.amount
    return {cell: value for cell, value in found.items() if value}


@cache
def plans(key: str, version: str) -> list[tuple[dict[str, str], dict[str, Any]]]:
    """Each way to choose and its plan, as it comes out of JSON."""
    definition = form(key, version)
    return [(choices, json.loads(json.dumps(compiled(definition, choices)))) for choices in definition.combinations()]


@pytest.mark.parametrize(("key", "version"), FORMS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=facts(), chance=st.integers(min_value=0, max_value=11))
def test_the_plan_counts_what_the_definition_says(key: str, version: str, records: list[Fact], chance: int) -> None:
    ways = plans(key, version)
    choices, plan = ways[chance % len(ways)]
    assert counted(plan, records) == cells(form(key, version), choices, records)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=facts())
def test_G04_GR17_the_blocks_of_new_people_add_up_to_the_new(records: list[Fact]) -> None:
    definition = get("ovc.pmt", "2015")
    for choices in definition.combinations():
        found = cells(definition, choices, records)
        new = found.get(("new", "new", ""), Decimal(0))
        for table in ("race", "sex", "age"):
            assert sum(value for (name, _r, _c), value in found.items() if name == table) == new
        assert new <= found.get(("individuals", "individuals", ""), Decimal(0))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=facts())
def test_GR14_in_stop_sex_is_the_served_and_race_is_no_less_in_each_column(records: list[Fact]) -> None:
    found = cells(get("ovw.stop", "2017"), {}, records)
    for column in ("sa", "dv", "st"):
        at = {
            name: sum(v for (t, _r, c), v in found.items() if (t, c) == (name, column))
            for name in ("status", "sex", "race")
        }
        assert at["sex"] == at["status"] <= at["race"]


def test_the_plan_is_the_same_to_the_byte_and_knows_what_it_was_made_of() -> None:
    one, again = (json.dumps(compiled(from_dict(county())), sort_keys=True) for _ in range(2))
    assert one == again
    plan = compiled(get("ovw.stop", "2012"))
    assert plan["sha256"] == get("ovw.stop", "2012").sha256 != get("ovw.stop", "2017").sha256
    assert plan["choices"] == {"age_floor": "13", "dating": "own", "advocates": "advocacy"}


def test_GR15_the_floor_is_the_choice_of_an_award() -> None:
    assert compiled(get("ovw.stop", "2012"))["age_floor"] == 13
    assert compiled(get("ovw.stop", "2012"), {"age_floor": "11"})["age_floor"] == 11
    assert compiled(get("ovw.stop", "2017"))["age_floor"] == 11
    assert compiled(get("ovc.pmt", "2015"))["age_floor"] == 0


def test_lines_that_are_typed_are_named_with_their_units() -> None:
    typed = compiled(get("ovw.stop", "2017"))["typed"]
    assert typed["police.arrests.dv"] == "occurrences"
    assert typed["purposes.response_teams"] == "ticks"
    assert typed["narrative.goals"] == "text"
    assert not [line for line in typed if line.startswith("status")]


def person(key: str, **codes: Any) -> list[Fact]:
    return [
        Fact("person", key, dim, code, Decimal(amount) if amount else None)
        for dim, said in codes.items()
        for code, amount in (said.items() if isinstance(said, dict) else ((one, None) for one in said.split()))
    ]


def test_GR10_GR21_families_count_persons_and_lines_count_units() -> None:
    records = person("a", service={"hotline": 3, "transportation": 12}) + person("b", service={"hotline": 2})
    found = cells(get("ovc.pmt", "2015"), {}, records)
    assert found["individuals", "individuals", ""] == 2
    assert found["persons_c", "c", ""] == 2
    assert found["lines_c", "c2", ""] == 5
    assert found["persons_b", "b", ""] == 1
    assert found["lines_b", "b9", ""] == 12


@pytest.mark.parametrize(
    ("crimes", "is_in"), [("domestic_violence witness", 0), ("domestic_violence stalking", 1), ("arson", 0)]
)
def test_GR20_several_types_are_different_rows_of_the_form(crimes: str, is_in: int) -> None:
    records = person("a", service="counseling", victimization=crimes)
    assert cells(get("ovc.pmt", "2015"), {}, records).get(("several", "several", ""), 0) == is_in


def test_GR14_labor_trafficking_alone_adds_nothing_to_stop_and_one_to_line_14() -> None:
    records = person("a", role="outside", status="served", primary="labor_trafficking", victimization="labor_trafficking",
                     service="counseling", sex="female", age="30", race="asian")  # fmt: skip
    stop = cells(get("ovw.stop", "2017"), {}, records)
    assert not [cell for cell in stop if cell[0] in ("status", "sex", "age", "race")]
    assert stop["outside", "crime", ""] == 1
    assert cells(get("ovc.pmt", "2015"), {}, records)["victimization", "labor_trafficking", ""] == 1


def test_calls_with_and_without_a_record_are_added_up_in_one_line() -> None:
    records = [
        Fact("contact", "c", "contact", "hotline", Decimal(7)),
        Fact("contact", "d", "contact", "outreach", Decimal(1)),
    ]
    records += person("a", service={"hotline": 2})
    assert cells(get("ovw.stop", "2017"), {}, records)["hotline", "calls", ""] == 9


def test_GR14_GR15_the_plan_says_under_which_crimes_somebody_has_a_place() -> None:
    plan = compiled(get("ovw.stop", "2017"))
    assert plan["primaries"] == [
        "abused_as_child",
        "child_sexual_abuse",
        "dating_violence",
        "domestic_violence",
        "sexual_assault",
        "stalking",
    ]
    assert plan["not_alone"] == list(get("ovw.stop", "2017").raw["not_alone"])
    assert set(plan["not_alone"]) == NOT_A_SERVICE_ALONE
    assert compiled(get("ovc.pmt", "2015"))["primaries"] == []
    assert compiled(get("ovc.pmt", "2015"))["not_alone"] == []
