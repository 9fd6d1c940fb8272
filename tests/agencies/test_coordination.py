"""Coordinating a team: appointing, withdrawing, never without one, and never unasked."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from agencies.actions import teams as actions
from agencies.queries import teams as queries
from mdt.kit import clock
from mdt.kit.errors import Refused
from tests import rooms
from tests.agencies import doors
from tests.agencies.tables import agrees


def test_coordinator_appoints_another_and_both_can_act(table, acting_as, owner_db):
    with acting_as(table.cora):
        actions.appoint_coordinator(team=table.team, person=table.dan, by=table.cora)
    assert agrees(owner_db, table.dan, table.team) == (True, True)
    with acting_as(table.dan):
        actions.withdraw_coordinator(team=table.team, person=table.cora, by=table.dan)
    assert agrees(owner_db, table.cora, table.team) == (True, False)


def test_appointing_wants_a_members_seat_and_an_acknowledgement(table, acting_as):
    guest, unsigned = rooms.person(table.police), rooms.person(table.police)
    rooms.acknowledged(guest)
    rooms.seat(table.team, guest, role="guest")
    rooms.seat(table.team, unsigned)
    for person, said in ((table.olga, "who sits at this table"), (guest, "guest"), (unsigned, "acknowledgement first")):
        with acting_as(table.cora), pytest.raises(Refused, match=said):
            actions.appoint_coordinator(team=table.team, person=person, by=table.cora)


def test_a_team_keeps_at_least_one_coordinator(table, acting_as):
    mine, day = table.seat_of(table.cora), table.today
    with acting_as(table.cora):
        for lose in (
            lambda: actions.withdraw_coordinator(team=table.team, person=table.cora, by=table.cora),
            lambda: actions.end_seat(seat=mine, by=table.cora),
            lambda: actions.change_seat(
                seat=mine,
                by=table.cora,
                discipline="advocacy",
                role="member",
                starts_on=day,
                ends_on=day + timedelta(30),
            ),
            lambda: actions.change_seat(
                seat=mine,
                by=table.cora,
                discipline="advocacy",
                role="member",
                starts_on=day + timedelta(1),
                ends_on=None,
            ),
        ):
            with pytest.raises(Refused, match="at least one coordinator"):
                lose()
    assert queries.coordinates(table.cora, table.team)


def test_an_appointed_coordinator_whose_acknowledgement_lapsed_does_not_count_as_one(table, acting_as):
    rooms.coordinator(table.team, rooms.person(table.police), acknowledged_until=clock.now() - timedelta(days=1))
    with acting_as(table.cora), pytest.raises(Refused, match="at least one coordinator"):
        actions.withdraw_coordinator(team=table.team, person=table.cora, by=table.cora)


def test_a_coordinators_seat_cannot_become_a_guests(table, acting_as):
    rooms.coordinator(table.team, rooms.person(table.police))
    with acting_as(table.cora), pytest.raises(Refused, match="Withdraw the coordination first"):
        actions.change_seat(
            seat=table.seat_of(table.cora), by=table.cora, discipline="advocacy", role="guest",
            starts_on=table.today, ends_on=None,
        )  # fmt: skip


def test_coordination_ends_with_the_seat_and_does_not_come_back_with_a_new_one(table, acting_as):
    second = rooms.coordinator(table.team, rooms.person(table.police))
    with acting_as(second):
        actions.end_seat(seat=table.seat_of(table.cora), by=second)
        actions.add_seats(team=table.team, people=[table.cora], by=second, starts_on=table.today)
    assert not queries.coordinates(table.cora, table.team)


def test_coordination_left_over_from_a_seat_that_ran_out_does_not_come_back(table, acting_as, owner_db):
    second = rooms.coordinator(table.team, rooms.person(table.police))
    owner_db.execute("UPDATE agencies_seat SET ends_on = current_date - 2 WHERE person_id = %s", [table.cora.pk])
    with acting_as(second):
        actions.add_seats(team=table.team, people=[table.cora], by=second, starts_on=table.today)
    assert not queries.coordinates(table.cora, table.team)


def test_first_coordinator_is_appointed_by_who_runs_the_installation_and_acts_once_acknowledged(acting_as):
    admin, team, june = rooms.person(None), rooms.team(), rooms.person(rooms.agency())
    with acting_as(admin):
        actions.appoint_first_coordinator(team=team, person=june, by=admin)
    assert not queries.coordinates(june, team)
    rooms.acknowledged(june)
    assert queries.coordinates(june, team)
    with acting_as(admin), pytest.raises(Refused, match="has a coordinator"):
        actions.appoint_first_coordinator(team=team, person=rooms.person(rooms.agency()), by=admin)


def test_only_who_runs_the_installation_appoints_the_first(table, acting_as):
    with acting_as(table.dan), pytest.raises(Refused, match="Only who runs the installation"):
        actions.appoint_first_coordinator(team=table.team, person=table.dan, by=table.dan)


def test_two_coordinators_who_withdraw_each_other_at_once_leave_one(table, acting_as):
    second = rooms.coordinator(table.team, rooms.person(table.police))
    outcomes, start = [], threading.Barrier(2)

    def withdraw(by, whom):
        try:
            with acting_as(by):
                start.wait(5)
                actions.withdraw_coordinator(team=table.team, person=whom, by=by)
                outcomes.append("done")
        except Refused as refused:
            outcomes.append(refused.sentence)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=withdraw, args=pair) for pair in ((table.cora, second), (second, table.cora))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(outcomes) == 2
    assert outcomes.count("done") == 1
    assert queries.coordinating_seats().filter(team=table.team).count() == 1


def test_teams_that_a_person_alone_coordinates_are_named(table):
    assert queries.teams_left_alone_by(table.cora) == [table.team]
    manager = doors.person(table.cora.agency, manages_people=True)
    page = doors.signed_in(manager).get(f"/people/{table.cora.public_id}/")
    assert f"Only this person coordinates {table.team.name}." in page.content.decode()
    rooms.coordinator(table.team, rooms.person(table.police))
    assert queries.teams_left_alone_by(table.cora) == []


def test_every_change_of_a_table_is_on_record(table, acting_as, owner_db):
    with acting_as(table.cora) as who:
        actions.add_seats(team=table.team, people=[table.olga], by=table.cora, starts_on=table.today)
        actions.appoint_coordinator(team=table.team, person=table.dan, by=table.cora)
    found = owner_db.execute(
        "SELECT t.model, c.actor_id FROM confidentiality_changeentry c JOIN django_content_type t ON t.id = c.content_type_id"
        " WHERE c.cid = %s ORDER BY c.id", [str(who.request_id)],
    ).fetchall()  # fmt: skip
    assert found == [("seat", table.cora.pk), ("teamcoordinator", table.cora.pk)]
