"""The explanation and the wall agree: what plain Python says of random people, records and parts is what the database shows."""

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from confidentiality.elements import ALL, Element
from confidentiality.explaining import Question, verdict, why
from confidentiality.queries.explained import read_facts
from tests import rows
from tests.confidentiality.test_oracle import EDGES, JITTER, Shown, Told, hall, stories, times  # noqa: F401 - a fixture
from tests.copies import Connection, Copy
from tests.examples import EVERYTHING, tried

TABLES = {Element.IDENTITY: "cases_identity", Element.NARRATIVE: "cases_narrative"}
SOURCES = ("case", "assignment", "emergency", "release", "mandate")
RAW = "SELECT s.*, f.* FROM mdt_standing_of(%(c)s, %(p)s) s LEFT JOIN mdt_facts_for(%(c)s, %(p)s) f ON true"
instant = st.tuples(times, st.sampled_from(JITTER))
seen: dict[str, int] = {}


@pytest.fixture(scope="module")
def counted() -> Iterator[dict[str, int]]:
    """How many pairs were tried, how many were shown, and by which facts: a set in which all is «no» proves nothing."""
    seen.clear()
    yield seen
    assert seen["pairs"] >= (10_000 if EVERYTHING else 300)
    assert 0 < seen["yes"] < seen["pairs"]
    assert not EVERYTHING or set(SOURCES) <= set(seen), seen


@pytest.mark.slow
@tried(8)
@given(story=stories(), seed=st.integers(0, 2**32), instants=st.tuples(instant, instant))
def test_C23_G1_the_explanation_says_what_the_database_shows(hall: Copy, counted, story, seed, instants) -> None:  # noqa: F811
    with hall.owner() as owner, hall.web() as web:
        told = Told(owner, story)
        for case in range(len(told.case)):
            compel(owner, told, case, random.Random(seed + case))  # noqa: S311
        for edge, jitter in instants:
            for person in told.person:
                for case in told.facts.cases.values():
                    agree(owner, web, person, case, edge + jitter)
        web.execute("SELECT set_config('mdt.test_now', '', false)")


def compel(owner: Connection, told: Told, case: int, by_chance: random.Random) -> None:
    """A law or an order on one of the cases, in force, over, to come or ended."""
    of, to = told.facts.cases[told.case[case]], by_chance.choice(told.agency)
    if of.agency == to:
        return
    starts, expires = sorted(by_chance.sample(EDGES, 2))
    rows.put(
        owner, "confidentiality_mandate", case_id=of.id, agency_id=of.agency, recipient_id=to, recorded_by_id=told.person[0],
        elements=by_chance.choice([3, 513, 515, 5]), recipient_person_id=by_chance.choice([None, None, *told.person]),
        recorded_at=starts, expires_at=expires, ended_at=by_chance.choice([None, None, starts + timedelta(hours=1)]),
    )  # fmt: skip


def agree(owner: Connection, web: Connection, person: int, case: Any, now: datetime) -> None:
    note(f"person {person}, case {case} at {now}")
    standing, grounds = read_facts(owner.execute(RAW, {"c": case.id, "p": person}).fetchall())
    bits = verdict(standing, grounds, now)
    shown = Shown(web, person, now)
    assert (shown.read(f"SELECT id FROM cases_case WHERE id = {case.id}") == {case.id}) == bool(bits & Element.COVER)
    for element, table in TABLES.items():
        shown.request = uuid.uuid4()
        web.execute(
            "SELECT * FROM mdt_look(%s, %s, 't', 't', %s, %s)", [person, shown.request, case.public, int(element)]
        )
        visible = shown.read(f"SELECT case_id FROM {table} WHERE case_id = {case.id}") == {case.id}
        assert visible == bool(bits & element), element
        answer = why(Question(standing, grounds, element, case.agency, "Home", now))
        assert answer.sees == visible
        assert bool(answer.opens) == bool(answer.fails) == (not visible)
        seen["pairs"] = seen.get("pairs", 0) + 1
        seen["yes"] = seen.get("yes", 0) + visible
    for ground in grounds:
        seen[ground.source] = seen.get(ground.source, 0) + 1
    assert bits in (0, ALL) or not any(
        ground.own and ground.holds(now) and standing.is_meant(ground) for ground in grounds
    )
