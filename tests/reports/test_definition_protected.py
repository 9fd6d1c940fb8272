"""A form protected by what its definition says of its own tables: what stands twice has one fate."""

import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from reports.assemble import Filled, Heading, assemble
from reports.definition import get
from reports.protecting.auditing import faults, shown_in
from reports.protecting.building import Task
from reports.protecting.release import protect
from reports.publishing import plan_of, readers, without_words
from reports.shape import Report
from reports.ties import ties
from tests.reports.oracle import Fact, cells

HEADING = Heading(period="2026-01-01/2026-12-31", agency="Harbor Advocates", award="VA-1", snapshot="s")
SERVICES = (
    "counseling",
    "crisis_intervention",
    "transportation",
    "criminal_court",
    "protection_order_help",
    "rights_information",
)


def person(chance: random.Random, key: str) -> Iterator[Fact]:
    """Somebody as an agency of a county has her: rare answers are rare."""
    crime = chance.choices(("domestic_violence", "sexual_assault", "stalking"), (6, 3, 1))[0]
    said = {
        "role": chance.choices(("primary", "secondary"), (9, 1))[0], "status": chance.choices(("served", "partial"), (9, 1))[0],
        "new": chance.choice(("new", "continuing")), "primary": crime, "victimization": crime,
        "sex": chance.choices(("female", "male"), (9, 1))[0], "age": str(chance.randint(13, 80)),
        "race": chance.choices(("white", "black", "hispanic", "asian", "aian"), (12, 4, 6, 2, 1))[0],
        "relationship": chance.choices(("spouse", "dating", "acquaintance", "stranger"), (10, 4, 3, 1))[0],
    }  # fmt: skip
    yield from (Fact("person", key, dim, code) for dim, code in said.items())
    for service in chance.sample(SERVICES, chance.randint(1, 3)):
        yield Fact("person", key, "service", service, Decimal(chance.randint(1, 5)))


def report(key: str, version: str, persons: int) -> Report:
    chance = random.Random(persons)  # noqa: S311 - the same people each time
    records = [fact for number in range(persons) for fact in person(chance, f"p{number}")]
    definition = get(key, version)
    return without_words(assemble(definition, Filled(cells(definition, {}, records)), HEADING))


@pytest.mark.parametrize("persons", [40, 150])
@pytest.mark.parametrize(("key", "version"), [("ovw.stop", "2017"), ("ovc.pmt", "2026")])
def test_GR43_what_stands_in_two_tables_has_one_fate(key: str, version: str, persons: int) -> None:
    definition = get(key, version)
    made = protect(Task(report(key, version, persons), readers()["team"], plan=plan_of(definition)))
    assert made.withheld  # there was something to protect
    for one, other in ties(definition).same:
        assert (one in made.withheld) == (other in made.withheld), (one, other)
    for times, persons_of in ties(definition).pairs:
        assert persons_of not in made.withheld or times in made.withheld, (times, persons_of)


def test_GR43_without_the_ties_somebody_who_knows_the_form_finds_a_withheld_number() -> None:
    """The bait: the same report protected table by table, and attacked by a reader who knows that sex adds up to the served."""
    whole = report("ovw.stop", "2017", 30)
    tied = Task(whole, readers()["team"], plan=plan_of(get("ovw.stop", "2017")))
    bare = replace(tied, plan=replace(tied.plan, same=(), limits=(), sums=(), likely=()))
    assert faults(tied, shown_in(protect(tied).report)) == []
    assert faults(bare, shown_in(protect(bare).report)) == []
    found = faults(tied, shown_in(protect(bare).report))
    assert {fault.why for fault in found} == {"found"}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("persons", [1, 2, 3, 5, 8])
@pytest.mark.parametrize(("key", "version"), [("ovw.stop", "2017"), ("ovc.pmt", "2015")])
def test_GR50_a_report_about_very_few_goes_out_and_says_next_to_nothing(
    key: str, version: str, persons: int, seed: int
) -> None:
    """Small agencies are the rule: the only person of a report finds herself in each of its lines, and that is no fault."""
    chance = random.Random(seed)  # noqa: S311 - the same people each time
    records = [fact for number in range(persons) for fact in person(chance, f"p{number}")]
    exact = without_words(assemble(get(key, version), Filled(cells(get(key, version), {}, records)), HEADING))
    made = protect(Task(exact, readers()["team"], plan=plan_of(get(key, version))))
    for _section, table in made.report.tables():
        for cell in table.cells.values():
            assert (
                not isinstance(cell.value, Decimal) or not 0 < cell.value < 5 or table.unit.value in ("fte", "events")
            )


@pytest.mark.parametrize(("seed", "persons"), [(133, 14)])
def test_GR47_tables_in_which_the_audit_finds_what_the_solver_did_not_go_as_a_whole(seed: int, persons: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same people each time
    chance.choice(range(9))
    definition = get("ovw.stop", "2017")
    records = [fact for number in range(persons) for fact in person(chance, f"p{number}")]
    exact = without_words(assemble(definition, Filled(cells(definition, {}, records)), HEADING))
    task = Task(exact, readers()["team"], plan=plan_of(definition), scope=frozenset({"1"}), seed=str(seed),
                audiences=list(readers().values()))  # fmt: skip
    made = protect(task)
    assert not made.optimal
    assert faults(task, shown_in(made.report)) == []


@pytest.mark.parametrize("seed", range(6))
def test_GR44_in_each_list_of_many_answers_some_mark_is_a_zero(seed: int) -> None:
    """Who knows how it is done cannot read a mark as one or more."""
    definition = get("ovc.pmt", "2015")
    exact = report("ovc.pmt", "2015", 60 + seed)
    made = protect(Task(exact, readers()["team"], plan=plan_of(definition), seed=str(seed)))
    numbers = {(t.key, *at): cell.value for _s, t in exact.tables() for at, cell in t.cells.items()}
    lists = {
        t.key: [place for place in made.withheld if place[0] == t.key] for _s, t in exact.tables() if t.overlapping
    }
    assert any(places for places in lists.values())
    for places in lists.values():
        assert not places or any(numbers[place] == 0 for place in places)
