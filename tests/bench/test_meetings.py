"""An agenda, the room and its screen: what they ask of the database does not grow with cases, people or agencies."""

import os
from typing import Any
from urllib.parse import urlsplit

import pytest
from auditlog.context import disable_auditlog
from django.urls import reverse

from bench import meetings, ready
from bench.reads import bare_reads
from meetings.views import agenda, room
from tests import rooms
from tests.bench.test_agreements import asked
from tests.copies import connected
from tests.counting import Asked

MOST = {"agenda": 15, "room": 32, "screen": 20}  # statements of a page


def crowded(people: int, cases: int) -> meetings.Table:
    """So many people of three agencies, and the coordinator of a fourth, before so many cases."""
    county = rooms.county()
    team = rooms.team(jurisdiction=county)
    cora = rooms.coordinator(team, rooms.person(rooms.agency(jurisdiction=county)))
    rooms.agreed(team, cora)
    agencies = [rooms.agency(jurisdiction=county) for _ in range(3)]
    others = [rooms.person(agencies[number % 3], takes_referrals=True) for number in range(people)]
    for one in others:
        rooms.seat(team, one)
        rooms.acknowledged(one)
    owner = urlsplit(os.environ["OWNER_DATABASE_URL"])
    with connected(USER=owner.username, PASSWORD=owner.password or ""), bare_reads(), disable_auditlog():
        return meetings.make(team, cora, [cora, *others], cases)


def pages(table: meetings.Table) -> list[tuple[str, str]]:
    """Of the meeting that is planned, and of the one that is under way with a case open to all who are there."""
    planned, under_way = [table.planned.public_id], [table.under_way.public_id]
    named = [
        ("agenda", planned),
        ("screen", planned),
        ("agenda", under_way),
        ("screen", under_way),
        ("room", under_way),
    ]
    return [(name, reverse(name, args=of)) for name, of in named]


@pytest.fixture(scope="module")
def sizes(_database: None) -> list[meetings.Table]:
    return [crowded(3, 2), crowded(8, 7)]


@pytest.mark.parametrize("letter", ["A", "C"])
def test_R17_who_may_hear_what_is_asked_in_as_many_statements_for_56_squares_as_for_6(
    sizes: list[meetings.Table], as_person: Any, letter: str
) -> None:
    counts: list[dict[str, int]] = []
    for table in sizes:
        browser, found = as_person(table.readers[letter]), dict[str, int]()
        for number, (name, path) in enumerate(pages(table)):
            if name != "room" or letter == "C":
                found[f"{number}/{name}"] = asked(browser, path)
        counts.append(found)
    assert counts[0] == counts[1]
    assert {name: most for name, most in counts[0].items() if most > MOST[name.rsplit("/", 1)[-1]]} == {}


def test_what_is_measured_is_an_agenda_rendered_from_what_is_at_hand(
    sizes: list[meetings.Table], as_person: Any
) -> None:
    table = sizes[1]
    browser = as_person(table.readers["A"])
    for (_name, path), views in zip(pages(table)[:2], (agenda, room), strict=True):
        bare, page = ready.ready(browser, path, views), browser.get(path)
        bare()
        with Asked() as found:
            answer: Any = bare()
        assert len(found.captured_queries) <= 3, "session, person and her agency"
        assert answer.status_code == 200
        assert abs(len(answer.content) - len(page.content)) < 100, "the same page"
