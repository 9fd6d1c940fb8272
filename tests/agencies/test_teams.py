"""Teams: who sees one, what makes a seat count, and what the pages show."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from agencies.actions import teams as actions
from agencies.lifecycle import SeatState, seat_state
from agencies.models import TeamCoordinator
from agencies.queries import teams as queries
from mdt.kit.errors import Refused
from tests import rooms
from tests.agencies.tables import Table, agrees

# --- Who sees a team -----------------------------------------------------------------------------------------------


def test_team_without_a_seat_is_as_missing_as_one_that_never_was(table, as_person):
    hidden = as_person(table.olga).get(reverse("team", args=[table.team.public_id]))
    missing = as_person(table.olga).get(reverse("team", args=["00000000-0000-4000-8000-000000000000"]))
    assert hidden.status_code == missing.status_code == 404
    assert table.team.name not in as_person(table.olga).get(reverse("teams")).content.decode()


@pytest.mark.parametrize("name", ["team_seats_add", "team_first_coordinator"])
def test_forms_of_a_hidden_team_are_missing(table, as_person, name):
    assert as_person(table.olga).get(reverse(name, args=[table.team.public_id])).status_code == 404


@pytest.mark.parametrize("name", ["team_seat_end", "team_coordinator_appoint", "team_coordinator_withdraw"])
def test_buttons_of_a_hidden_team_are_missing_and_change_nothing(table, as_person, name):
    seat = table.seat_of(table.cora)
    assert as_person(table.olga).post(reverse(name, args=[table.team.public_id, seat.public_id])).status_code == 404
    assert queries.coordinates(table.cora, table.team)


def test_a_seat_of_another_team_is_missing_under_this_one(table, as_person):
    other = Table()
    address = reverse("team_seat", args=[table.team.public_id, other.seat_of(other.dan).public_id])
    assert as_person(table.cora).get(address).status_code == 404


def test_list_shows_my_tables_and_nobody_elses(table, as_person):
    elsewhere = rooms.team()
    page = as_person(table.dan).get(reverse("teams")).content.decode()
    assert table.team.name in page
    assert elsewhere.name not in page


def test_who_runs_the_installation_sees_every_team_and_keeps_no_table(table, as_person, acting_as):
    admin = rooms.person(None)
    page = as_person(admin).get(reverse("team", args=[table.team.public_id]))
    assert page.status_code == 200
    assert reverse("team_seats_add", args=[table.team.public_id]) not in page.content.decode()
    with acting_as(admin), pytest.raises(Refused, match="Only a coordinator"):
        actions.end_seat(seat=table.seat_of(table.dan), by=admin)


# --- A seat counts by its facts, and pages agree with the database -------------------------------------------------


def test_seat_and_coordination_hold_while_every_fact_holds(table, owner_db):
    assert agrees(owner_db, table.cora, table.team) == (True, True)
    assert agrees(owner_db, table.dan, table.team) == (True, False)
    assert agrees(owner_db, table.olga, table.team) == (False, False)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE agencies_person SET is_active = false WHERE id = {person}",
        "UPDATE agencies_agency SET is_active = false WHERE id = {agency}",
        "UPDATE agencies_team SET is_active = false WHERE id = {team}",
        "UPDATE agencies_seat SET ends_on = current_date - 2 WHERE person_id = {person}",
        "UPDATE agencies_seat SET starts_on = current_date + 2 WHERE person_id = {person}",
        "UPDATE agencies_person SET agency_id = {other} WHERE id = {person}",
        "UPDATE agencies_acknowledgement SET expires_at = now() - interval '1 second' WHERE person_id = {person}",
        "DELETE FROM agencies_acknowledgement WHERE person_id = {person}",
    ],
)
def test_any_fact_that_falls_ends_the_coordination_at_once(table, owner_db, change):
    ids = {"person": table.cora.pk, "agency": table.shelter.pk, "team": table.team.pk, "other": table.police.pk}
    owner_db.execute(change.format(**ids))
    table.cora.refresh_from_db()
    assert agrees(owner_db, table.cora, table.team) == (False, False)


def test_first_and_last_day_both_count_in_the_teams_own_zone(owner_db):
    """Far east and far west of Greenwich it is not the same day; each team goes by its own."""
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        team = rooms.team(time_zone=zone)
        person = rooms.person(rooms.agency())
        rooms.acknowledged(person)
        today = queries.today_of(team)
        seat = rooms.seat(team, person, starts_on=today, ends_on=today)
        assert agrees(owner_db, person, team) == (True, False)
        owner_db.execute(
            "UPDATE agencies_seat SET starts_on = starts_on - 1, ends_on = ends_on - 1 WHERE id = %s", [seat.pk]
        )
        assert agrees(owner_db, person, team) == (False, False)
        owner_db.execute(
            "UPDATE agencies_seat SET starts_on = starts_on + 2, ends_on = ends_on + 2 WHERE id = %s", [seat.pk]
        )
        assert agrees(owner_db, person, team) == (False, False)


def test_states_of_a_seat_follow_its_days(table):
    day = table.today
    assert seat_state(day, None, day) == seat_state(day, day, day) == SeatState.LIVE
    assert seat_state(day + timedelta(1), None, day) == SeatState.PLANNED
    assert seat_state(day - timedelta(9), day - timedelta(1), day) == SeatState.ENDED


def test_coordination_of_a_team_is_neither_global_nor_anothers(table):
    """Guardian's traps: another permission, another team, or a permission without a team coordinates nothing."""
    view = Permission.objects.get(codename="view_team", content_type__app_label="agencies")
    coordinate = Permission.objects.get(codename="coordinate_team")
    for team, permission in ((table.team, view), (rooms.team(), coordinate)):
        row = TeamCoordinator(content_object_id=team.pk, user_id=table.dan.pk, permission_id=permission.pk)
        with rooms.disable_auditlog():
            row.save(using="owner")
    everywhere = type(table.dan).user_permissions.through.objects.using("owner")
    everywhere.create(person_id=table.dan.pk, permission_id=coordinate.pk)
    assert not queries.coordinates(table.dan, table.team)
    everywhere.filter(person_id=table.dan.pk).delete()  # the table must stay empty
