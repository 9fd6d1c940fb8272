"""What a page knows of somebody's tables at once is what each question would have been told."""

import pytest

from agencies.models import Person, Team
from agencies.queries.tables import tables_of
from agencies.queries.teams import coordinating_seats, live_seats
from agencies.vocabulary import SeatRole
from meetings.queries.meetings import coordinated, meetings_for, sitting
from tests.counting import Asked
from tests.world import World


def test_for_everybody_the_same_tables_as_asked_one_by_one(world: World) -> None:
    seen = {"sits": 0, "signed": 0, "leads": 0, "speaks": 0}
    for person in world.people():
        at_hand, seats = tables_of(person), live_seats().filter(person=person)
        expected = {
            "sits": seats, "speaks": seats.exclude(role=SeatRole.GUEST), "signed": sitting(person),
            "leads": coordinating_seats().filter(person=person),
        }  # fmt: skip
        for name, rows in expected.items():
            mine = getattr(at_hand, name)
            assert sorted(mine) == sorted(rows.values_list("team", flat=True)), (person.email, name)
            seen[name] += len(mine)
        assert sorted(at_hand.leads) == sorted(coordinated(person).values_list("team", flat=True))
        assert set(meetings_for(person, at_hand)) == set(meetings_for(person)), person.email
    assert seen["sits"] > seen["speaks"] > seen["leads"] > 0, "a guest, a member and a coordinator are among them"
    assert seen["sits"] > seen["signed"] > seen["leads"], "and somebody whose acknowledgement has lapsed"


def test_one_statement_whatever_the_number_of_tables(world: World) -> None:
    cora = world.cora
    with Asked() as sent:
        at_hand = tables_of(cora)
        assert {team.name for team in at_hand.led} == {"Alder County SART", "Alder Trafficking Response"}
        assert all(isinstance(team, Team) for team in at_hand.led)
    assert len(sent.captured_queries) == 1


@pytest.mark.parametrize("path", ["/", "/cases/", "/referrals/"])
def test_a_page_reads_the_person_her_agency_and_its_place_at_once(world: World, as_person, path: str) -> None:  # type: ignore[no-untyped-def]
    browser = as_person(world.hana)
    browser.get(path)
    with Asked() as sent:
        assert browser.get(path).status_code == 200
    sql = [one["sql"] for one in sent.captured_queries]
    assert len([one for one in sql if 'FROM "agencies_person"' in one]) == 1
    assert not [one for one in sql if 'FROM "agencies_agency"' in one or 'FROM "agencies_jurisdiction"' in one]


def test_nobody_is_behind_a_session_whose_account_is_closed(world: World, owner_db) -> None:  # type: ignore[no-untyped-def]
    from agencies.backends import SignIn

    person: Person = world.rex
    assert SignIn().get_user(person.pk) == person
    owner_db.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [person.pk])
    try:
        assert SignIn().get_user(person.pk) is None
        assert SignIn().get_user(2**40) is None
    finally:
        owner_db.execute("UPDATE agencies_person SET is_active = true WHERE id = %s", [person.pk])
