"""The pages of a team: the picture, the table beneath it, and every form and button on them."""

from datetime import timedelta

from django.urls import reverse
from guardian.shortcuts import assign_perm

from agencies.models import TeamCoordinator
from agencies.queries import teams as queries
from mdt.kit import clock
from tests import rooms
from tests.counting import Asked


def test_the_picture_says_filled_lapsed_and_empty(table):
    lena = rooms.person(rooms.agency(discipline="medical"))
    rooms.acknowledged(lena, until=clock.now() - timedelta(days=1))
    rooms.seat(table.team, lena)
    guest = rooms.person(rooms.agency(discipline="housing"))
    rooms.acknowledged(guest)
    rooms.seat(table.team, guest, role="guest")
    states = {p["label"]: p["state"] for p in queries.places(table.team, queries.table_for(table.cora, table.team))}
    assert states["Advocacy"] == states["Law enforcement"] == "filled"
    assert states["Medical"] == "lapsed"
    assert states["Housing"] == states["Prosecution"] == "empty"
    assert "Other" not in states
    assert "Survivor adviser" not in states


def test_table_shows_who_sits_and_who_coordinates(table, as_person):
    page = as_person(table.dan).get(reverse("team", args=[table.team.public_id])).content.decode()
    assert table.cora.name in page
    assert "Coordinator" in page
    assert f'aria-label="{table.team.name}: 2 of 12.' in page
    assert reverse("team_seats_add", args=[table.team.public_id]) not in page


def test_seats_are_given_through_the_page(table, as_person):
    browser, address = as_person(table.cora), reverse("team_seats_add", args=[table.team.public_id])
    assert browser.get(address).status_code == 200
    typed = {
        "addresses": f"{table.olga.email.upper()}\nnobody@rooms.example",
        "role": "member",
        "starts_on": table.today,
    }
    assert "nobody@rooms.example" in browser.post(address, typed).content.decode()
    assert browser.post(address, {**typed, "addresses": table.olga.email}).status_code == 302
    assert queries.live_seats().filter(team=table.team, person=table.olga).exists()


def test_seat_is_changed_and_ended_and_coordination_given_through_the_page(table, as_person):
    browser, seat = as_person(table.cora), table.seat_of(table.dan)
    here = [table.team.public_id, seat.public_id]
    assert browser.get(reverse("team_seat", args=here)).status_code == 200
    typed = {"discipline": "law_enforcement", "role": "alternate", "starts_on": seat.starts_on, "ends_on": ""}
    assert browser.post(reverse("team_seat", args=here), typed).status_code == 302
    assert table.seat_of(table.dan).role == "alternate"
    for name, coordinates in (("team_coordinator_appoint", True), ("team_coordinator_withdraw", False)):
        assert browser.post(reverse(name, args=here)).status_code == 302
        assert queries.coordinates(table.dan, table.team) is coordinates
    assert browser.post(reverse("team_seat_end", args=here)).status_code == 302
    assert not queries.live_seats().filter(pk=seat.pk).exists()
    assert "This seat has ended" in browser.get(reverse("team_seat", args=here)).content.decode()


def test_a_refusal_is_a_sentence_on_the_page(table, as_person):
    mine = table.seat_of(table.cora)
    browser = as_person(table.cora)
    page = browser.post(reverse("team_seat_end", args=[table.team.public_id, mine.public_id]), follow=True)
    assert "A team keeps at least one coordinator." in page.content.decode()
    member = as_person(table.dan).get(reverse("team_seats_add", args=[table.team.public_id]), follow=True)
    assert "Only a coordinator of this team" in member.content.decode()


def test_parent_and_sub_teams_are_named_and_linked_where_one_sits(table, as_person):
    under = rooms.team(structure="subcommittee", parent_id=table.team.pk)
    page = as_person(table.dan).get(reverse("team", args=[table.team.public_id])).content.decode()
    assert under.name in page
    assert str(under.public_id) not in page
    rooms.seat(under, table.dan)
    page = as_person(table.dan).get(reverse("team", args=[under.public_id])).content.decode()
    assert str(table.team.public_id) in page


def test_a_page_costs_the_same_for_one_seat_and_for_many(table, as_person):
    browser, address = as_person(table.cora), reverse("team", args=[table.team.public_id])
    browser.get(address)
    with Asked() as few:
        browser.get(address)
    for _ in range(6):
        rooms.seat(table.team, rooms.person(rooms.agency()))
    with Asked() as many:
        browser.get(address)
    assert len(many) == len(few)


def test_assigning_through_guardian_makes_our_own_row(table):
    """The permission stands in the table with a foreign key, never in guardian's generic one (which must stay empty)."""
    with rooms.disable_auditlog():
        made = assign_perm("coordinate_team", table.dan, table.team)
    assert isinstance(made, TeamCoordinator)
