"""The bench covers the live map: whoever adds a page has it measured, or says why it cannot be."""

import os
from collections.abc import Iterator

import psycopg
import pytest

from bench import everywhere
from bench.everywhere import NOT_TIMED, Chosen
from bench.floor import Floor
from bench.pages import Browser
from bench.place import Place
from bench.plain import Plain
from tests.access.matrix import MATRIX
from tests.counting import Asked
from tests.database import MIGRATED

SESSION_AND_PERSON = 2  # what a bare page still asks of the database
FLOORS = ("today", "cases", "case", "case_show", "referrals", "meetings", "report", "agreement")


@pytest.fixture(scope="module")
def small(_database: None) -> Iterator[Place]:
    made = Place("small", lambda sentence: None, MIGRATED)
    everywhere.furnish(made)
    yield made
    made.drop()


@pytest.fixture(scope="module")
def browsers() -> dict[int, Browser]:
    return {}


@pytest.fixture(scope="module")
def chosen(small: Place, browsers: dict[int, Browser]) -> dict[str, Chosen | str]:
    found = everywhere.choose(small, everywhere.hall_of(small), browsers)
    return {one if isinstance(one, str) else one.name: one for one in found}


@pytest.mark.slow
def test_every_page_of_the_map_is_measured_or_says_why_not(chosen: dict[str, Chosen | str]) -> None:
    assert [name for name, one in chosen.items() if isinstance(one, str)] == [], "nobody in the cast gets these"
    opened = {name for name, row in MATRIX.items() if 200 in row.opened}
    assert chosen.keys() == opened - NOT_TIMED.keys()
    assert NOT_TIMED.keys() <= opened, "a name that is no page"
    assert len(chosen) > 200


@pytest.mark.slow
def test_a_page_that_nobody_gets_is_named(small: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(everywhere, "people", lambda place: [])
    found = everywhere.choose(small, everywhere.hall_of(small), {})
    assert set(found) == set(everywhere.pages_of_the_map()) - NOT_TIMED.keys()


@pytest.mark.slow
def test_a_bare_page_asks_for_nothing_and_says_the_same(
    small: Place, chosen: dict[str, Chosen | str], browsers: dict[int, Browser]
) -> None:
    for name in FLOORS:
        one = chosen[name]
        assert isinstance(one, Chosen)
        browser = browsers[one.person.pk]
        small.as_web()
        floor = Floor(browser, one.path)
        assert floor.render, name
        with Asked() as sent:
            floor.again()
        assert len(sent.captured_queries) <= SESSION_AND_PERSON, (name, sent.captured_queries)


@pytest.mark.slow
def test_the_house_without_wall_and_ledger_says_the_same_and_records_nothing(
    small: Place, chosen: dict[str, Chosen | str], browsers: dict[int, Browser]
) -> None:
    for name in ("cases", "case_show", "referrals"):
        one = chosen[name]
        assert isinstance(one, Chosen)
        browser, plain = browsers[one.person.pk], Plain()
        small.as_web()
        before = rows(small)
        browser.get(one.path)
        ours, recorded = browser.body, rows(small)
        assert recorded > before, f"{name} has left no row"
        small.as_bare()
        with plain.served():
            browser.get(one.path)  # asks the database once, which records
            asked = rows(small)
            assert browser.get(one.path) == 200
        assert rows(small) == asked, f"{name} left a row"
        assert abs(len(browser.body) - len(ours)) < 100, name
        small.as_web()
        browser.get(one.path)
        assert rows(small) > asked, "the wall is back"


def rows(place: Place) -> int:
    return int(place.owner_rows("SELECT count(*) FROM confidentiality_ledger")[0][0])


@pytest.mark.slow
def test_the_first_cases_are_all_that_a_large_database_is_asked_for(
    small: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(everywhere, "FEW", 5)
    hall = everywhere.hall_of(small)
    with psycopg.connect(small.env("owner")["OWNER_DATABASE_URL"]) as owner:
        (rows,) = owner.execute("SELECT count(*) FROM cases_case").fetchone() or (0,)
    assert 5 <= len(hall.facts.cases) < rows, "the facts are narrowed, not the rows"
    assert os.environ["OWNER_DATABASE_URL"] != small.env("owner")["OWNER_DATABASE_URL"]
