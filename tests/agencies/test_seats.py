"""Giving, changing and ending seats: who may, who can have one, and what the database holds besides."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.urls import reverse

from agencies.actions import teams as actions
from agencies.models import Reminder
from agencies.queries import teams as queries
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS, Discipline, SeatRole
from mdt.kit.errors import Refused
from tests import rooms
from tests.agencies.tables import Table, agrees


def test_coordinator_seats_several_people_each_with_the_discipline_of_their_agency(table, acting_as):
    sana = rooms.person(rooms.agency(discipline="medical", sector="health"))
    with acting_as(table.cora):
        seats = actions.add_seats(team=table.team, people=[sana, table.olga], by=table.cora, starts_on=table.today)
    assert [seat.discipline for seat in seats] == ["medical", "advocacy"]
    assert [seat.agency_id for seat in seats] == [sana.agency_id, table.olga.agency_id]
    assert Reminder.objects.filter(key=f"seat:{seats[0].pk}", person=sana, path="/acknowledgement/").exists()


def test_seats_are_given_all_or_none(table, acting_as):
    with acting_as(table.cora), pytest.raises(Refused, match="already has a seat"):
        actions.add_seats(team=table.team, people=[table.olga, table.dan], by=table.cora, starts_on=table.today)
    assert not table.team.seats.filter(person=table.olga).exists()


@pytest.mark.parametrize("who", ["dan", "olga"])
def test_others_do_not_change_the_table(table, acting_as, who):
    actor = getattr(table, who)
    with acting_as(actor), pytest.raises(Refused):
        actions.add_seats(team=table.team, people=[table.olga], by=actor, starts_on=table.today)
    with acting_as(actor), pytest.raises(Refused):
        actions.end_seat(seat=table.seat_of(table.dan), by=actor)


def test_lapsed_coordinator_is_told_what_opens_the_door(table, acting_as, owner_db):
    owner_db.execute("UPDATE agencies_acknowledgement SET expires_at = now() WHERE person_id = %s", [table.cora.pk])
    with acting_as(table.cora), pytest.raises(Refused, match="as soon as you have signed"):
        actions.end_seat(seat=table.seat_of(table.dan), by=table.cora)


@pytest.mark.parametrize("sector", sorted(SYSTEMS_ONLY_SECTORS))
def test_A13_systems_only_sectors_have_no_seat_where_cases_are_discussed(table, acting_as, sector):
    rae = rooms.person(rooms.agency(sector=sector, discipline="other"))
    for role in SeatRole:
        with acting_as(table.cora), pytest.raises(Refused, match="systems work only"):
            actions.add_seats(team=table.team, people=[rae], by=table.cora, starts_on=table.today, role=role)


@pytest.mark.parametrize("seat", [{"role": SeatRole.ADVISER}, {"discipline": Discipline.SURVIVOR_ADVISER}])
def test_P10_survivor_advisers_have_no_seat_where_cases_are_discussed(table, acting_as, seat):
    with acting_as(table.cora), pytest.raises(Refused, match="never where cases are discussed"):
        actions.add_seats(team=table.team, people=[table.olga], by=table.cora, starts_on=table.today, **seat)


def test_P11_a_systems_team_seats_every_sector(acting_as):
    systems = Table(purpose="systems")
    rae = rooms.person(rooms.agency(sector="survivors", discipline="survivor_adviser"))
    with acting_as(systems.cora):
        actions.add_seats(
            team=systems.team, people=[rae], by=systems.cora, starts_on=systems.today, role=SeatRole.ADVISER
        )
    place = {p["label"]: p for p in queries.places(systems.team, queries.table_for(systems.cora, systems.team))}
    assert place["Survivor adviser"]["state"] == "lapsed"


def test_closed_accounts_and_who_runs_the_installation_get_no_seat(table, acting_as):
    gone, admin = rooms.person(rooms.agency(), is_active=False), rooms.person(None)
    for person in (gone, admin):
        with acting_as(table.cora), pytest.raises(Refused, match="open account"):
            actions.add_seats(team=table.team, people=[person], by=table.cora, starts_on=table.today)


def test_one_seat_to_a_person_at_a_time(table, acting_as):
    day = table.today
    with acting_as(table.cora):
        actions.change_seat(
            seat=table.seat_of(table.dan), by=table.cora, discipline="law_enforcement", role=SeatRole.MEMBER,
            starts_on=day, ends_on=day + timedelta(10),
        )  # fmt: skip
        with pytest.raises(Refused, match="already has a seat"):
            actions.add_seats(team=table.team, people=[table.dan], by=table.cora, starts_on=day + timedelta(10))
        actions.add_seats(team=table.team, people=[table.dan], by=table.cora, starts_on=day + timedelta(11))
    assert table.team.seats.filter(person=table.dan).count() == 2


def test_the_database_refuses_two_open_seats_and_an_end_before_the_beginning(table):
    with pytest.raises(IntegrityError, match="seat_one_open_per_person"):
        rooms.seat(table.team, table.dan)
    with pytest.raises(IntegrityError, match="seat_ends_after_start"):
        rooms.seat(table.team, table.olga, starts_on=table.today, ends_on=table.today - timedelta(1))


def test_a_last_day_before_the_first_is_refused(table, acting_as):
    with acting_as(table.cora), pytest.raises(Refused, match="last day cannot be before"):
        actions.add_seats(
            team=table.team,
            people=[table.olga],
            by=table.cora,
            starts_on=table.today,
            ends_on=table.today - timedelta(1),
        )


def test_ending_a_seat_closes_the_team_at_once(table, acting_as, as_person, owner_db):
    with acting_as(table.cora):
        actions.end_seat(seat=table.seat_of(table.dan), by=table.cora)
    assert agrees(owner_db, table.dan, table.team) == (False, False)
    assert as_person(table.dan).get(reverse("team", args=[table.team.public_id])).status_code == 404
    assert table.dan.name in as_person(table.cora).get(reverse("team", args=[table.team.public_id])).content.decode()


def test_a_seat_that_began_today_can_be_taken_back_today(table, acting_as, owner_db):
    rooms.acknowledged(table.olga)
    with acting_as(table.cora):
        (seat,) = actions.add_seats(team=table.team, people=[table.olga], by=table.cora, starts_on=table.today)
        assert agrees(owner_db, table.olga, table.team) == (True, False)
        actions.end_seat(seat=seat, by=table.cora)
        assert agrees(owner_db, table.olga, table.team) == (False, False)
        with pytest.raises(Refused, match="has ended"):
            actions.end_seat(seat=seat, by=table.cora)
