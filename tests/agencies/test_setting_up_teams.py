"""Setting up places and teams, in each of the five structures; what stays as it was set up; finding them again."""

import pytest
from django.urls import reverse

from agencies.actions import agencies as actions
from agencies.actions import teams
from agencies.models import Jurisdiction, Team
from agencies.queries.teams import coordinates
from agencies.vocabulary import Structure
from mdt.kit.errors import Refused
from tests import rooms
from tests.agencies.tables import new_name, set_up

# --- Places -----------------------------------------------------------------------------------------------------


def test_place_is_set_up_and_its_state_written_in_capitals(as_person, admin):
    name = new_name("Place")
    typed = {"name": name, "state": "tx", "population": "8500", "time_zone": "America/Denver", "is_tribal": "on"}
    assert as_person(admin).post(reverse("jurisdiction_add"), typed).status_code == 302
    place = Jurisdiction.objects.get(name=name)
    assert (place.state, place.population, place.time_zone, place.is_tribal) == ("TX", 8500, "America/Denver", True)


@pytest.mark.parametrize(
    "wrong", [{"state": "T1"}, {"state": "é "}, {"time_zone": "Mars/Olympus"}, {"population": "-1"}]
)
def test_place_with_a_wrong_word_is_not_saved(as_person, admin, wrong):
    name = new_name("Place")
    typed = {"name": name, "state": "TX", "population": "8500", "time_zone": "America/Denver", **wrong}
    assert as_person(admin).post(reverse("jurisdiction_add"), typed).status_code == 200
    assert not Jurisdiction.objects.filter(name=name).exists()


# --- Teams ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("structure", Structure.values)
def test_each_structure_is_set_up_with_one_form_and_led_to_its_first_coordinator(as_person, admin, structure):
    place, name = rooms.county(time_zone="America/Denver"), new_name("Team")
    typed = {
        "name": name,
        "structure": structure,
        "purpose": "case",
        "jurisdiction": place.pk,
        "takes_pool_referrals": "on",
    }
    if structure == Structure.SUBCOMMITTEE:
        assert "Choose which one" in as_person(admin).post(reverse("team_add"), typed).content.decode()
        typed["parent"] = rooms.team().pk
    browser = as_person(admin)
    answer = browser.post(reverse("team_add"), typed)
    team = Team.objects.get(name=name)
    assert answer.headers["Location"] == reverse("team_first_coordinator", args=[team.public_id])
    assert (team.structure, team.time_zone, team.takes_pool_referrals) == (structure, "America/Denver", True)
    june = rooms.person(rooms.agency())
    rooms.acknowledged(june)
    assert browser.post(answer.headers["Location"], {"address": june.email}).status_code == 302
    assert coordinates(june, team)


def test_unknown_address_for_the_first_coordinator_is_said_in_words(as_person, admin):
    address = reverse("team_first_coordinator", args=[rooms.team().public_id])
    assert (
        "Nobody with an open account" in as_person(admin).post(address, {"address": "no@one.example"}).content.decode()
    )


def test_P11_purpose_stays_as_it_was_set_up(as_person, acting_as, admin):
    team = rooms.team(purpose="systems")
    with pytest.raises(Refused, match="purpose stays"):
        set_up(acting_as, admin, actions.change_team, team=team, purpose="case")
    typed = {
        "name": team.name, "structure": "regional", "purpose": "case", "jurisdiction": team.jurisdiction_id,
        "time_zone": "America/Chicago", "is_active": "on",
    }  # fmt: skip
    assert as_person(admin).post(reverse("team_change", args=[team.public_id]), typed).status_code == 302
    team.refresh_from_db()
    assert (team.structure, team.purpose) == ("regional", "systems")


def test_a_closed_team_keeps_its_table_and_takes_no_changes(acting_as, admin):
    team = rooms.team()
    cora = rooms.coordinator(team, rooms.person(rooms.agency()))
    set_up(acting_as, admin, actions.change_team, team=team, is_active=False)
    assert not coordinates(cora, team)
    with acting_as(admin), pytest.raises(Refused, match="This team is closed"):
        teams.appoint_first_coordinator(team=team, person=cora, by=admin)
    assert team.seats.count() == 1


# --- Lists ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("administration", rooms.agency),
        ("administration_teams", rooms.team),
        ("administration_jurisdictions", rooms.county),
    ],
)
def test_lists_find_by_a_part_of_the_name(as_person, admin, name, make):
    one, other = make(), make()
    page = as_person(admin).get(reverse(name), {"q": one.name[3:].upper()}).content.decode()
    assert one.name in page
    assert f">{other.name}<" not in page
    assert "Nothing has this name" in as_person(admin).get(reverse(name), {"q": "no such name"}).content.decode()
