"""Leaving an agreement and ending it: what the pages say beforehand, which days they take, who is told, and what stays."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.formats import date_format

from agencies.models import Reminder
from agencies.queries.teams import live_seats
from mdt.kit.errors import Refused
from protocols.actions import ending
from protocols.models import WithdrawalNotice
from protocols.queries.agreements import board
from protocols.vocabulary import Standing
from tests import rooms
from tests.counting import Asked
from tests.protocols.agreeing import Table, as_
from tests.protocols.reading import at, said, text


@pytest.fixture
def table() -> Table:
    return Table()


def told(prefix: str) -> set[int]:
    """To whom a reminder is planned, each once."""
    rows = list(Reminder.objects.filter(key__startswith=prefix).values_list("person_id", "path"))
    assert {path for _person, path in rows} <= {"/agreements/"}, "it says nothing but where to look"
    assert len(rows) == len({person for person, _path in rows})
    return {person for person, _path in rows}


def test_A09_the_page_says_beforehand_what_leaving_does(table, as_person):
    version = table.executed()
    planned = rooms.seat(table.team, rooms.person(table.sheriff), starts_on=table.today + timedelta(days=90))
    lou, here = as_person(table.lou), at("agreement_leave", version)
    assert "Leave this agreement" in text(lou.get(at("agreement", version)))
    page = text(lou.get(here))
    first = table.today + timedelta(days=30)
    assert "The agreement asks for 30 days" in page
    assert f'value="{first:%Y-%m-%d}"' in page
    assert table.dan.name in page
    assert planned.person.name in page
    assert table.ada.name not in page
    assert "Advocacy" in page  # her discipline
    assert "None moves." in page
    assert "Nobody else coordinates this team" not in page
    assert "Nobody else coordinates this team" in text(as_person(table.gus).get(here))


def test_A09_notice_is_refused_for_a_wrong_day_and_given_once(table, as_person):
    version = table.executed()
    lou, here = as_person(table.lou), at("agreement_leave", version)
    first = table.today + timedelta(days=30)
    page = text(lou.post(here, {"effective_on": first - timedelta(days=1), "reason": "A new sheriff"}))
    assert "The agreement asks for 30 days of notice." in page
    assert "A new sheriff" in page
    assert page.index('class="errorlist"') < page.index('name="effective_on"')  # above the field
    assert "By then it has lapsed." in text(lou.post(here, {"effective_on": version.ends_on + timedelta(days=2)}))
    assert "this needs an answer" in text(lou.post(here, {"effective_on": ""}))
    assert not WithdrawalNotice.objects.filter(party__version=version).exists()
    done = {"effective_on": first, "reason": "A new sheriff"}
    assert f"is out from {date_format(first)}" in said(lou.post(here, done))
    assert "Notice has been given." in said(lou.post(here, done))
    assert WithdrawalNotice.objects.filter(party__version=version).count() == 1
    assert told("leaving:") >= {table.hana.pk, table.gus.pk, table.cora.pk}
    assert told(f"leaving:{table.party(version, table.sheriff).pk}:") == {table.hana.pk, table.gus.pk, table.cora.pk}


def test_A09_of_two_clicks_at_the_same_moment_one_gives_notice(table):
    version = table.executed()
    party, both, came = table.party(version, table.sheriff), threading.Barrier(2), list[str]()

    def click() -> None:
        both.wait()
        try:
            with as_(table.lou):
                ending.give_notice(party=party, effective_on=table.today + timedelta(days=30), by=table.lou)
            came.append("given")
        except Refused as no:
            came.append(no.sentence)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(came) == ["Notice has been given.", "given"]
    assert len(told(f"leaving:{party.pk}:")) == 3


@pytest.mark.slow
def test_the_list_asks_as_much_for_three_agreements_in_force_as_for_one(table, as_person):
    cora, counted = as_person(table.cora), []
    for more in (1, 2):
        for _ in range(more):
            version = table.executed()
            with as_(table.lou):
                ending.give_notice(party=table.party(version, table.sheriff), effective_on=table.today + timedelta(days=30),
                                   by=table.lou)  # fmt: skip
        cora.get("/agreements/")
        with Asked() as asked:
            assert text(cora.get("/agreements/")).count("term-line__bar--on") == len(counted) * 2 + 1
        counted.append(len(asked))
    assert counted[0] == counted[1]


def test_A09_a_seat_that_would_begin_later_is_never_held(table):
    version = table.executed()
    first = table.today + timedelta(days=30)
    seat = rooms.seat(table.team, rooms.person(table.sheriff), starts_on=first + timedelta(days=5))
    with as_(table.lou):
        ending.give_notice(party=table.party(version, table.sheriff), effective_on=first, by=table.lou)
    seat.refresh_from_db()
    assert seat.ends_on == first - timedelta(days=1)
    assert not live_seats(first + timedelta(days=6)).filter(person=seat.person).exists()


def test_A09_notice_is_seen_with_its_days_on_the_page_and_in_the_matrix(table, as_person):
    version = table.executed()
    first = table.today + timedelta(days=40)
    as_person(table.lou).post(at("agreement_leave", version), {"effective_on": first})
    ada = as_person(table.ada)
    page = text(ada.get(at("agreement", version)))
    assert f"{table.sheriff.name} has given notice and is out from {date_format(first)}." in page
    assert f"Notice given {date_format(table.today)}, out from {date_format(first)}." in page
    matrix = text(ada.get("/agreements/"))
    assert "sign--notice" in matrix
    assert f'Notice given, out from <time datetime="{first:%Y-%m-%d}"' in matrix


def test_A09_who_may_not_leave_is_told_why(table, as_person):
    version = table.out()
    here = at("agreement_leave", version)
    assert "This version is not in force." in said(as_person(table.lou).post(here))
    for who in (table.hana, table.lou, table.gus):
        table.sign(version, who)
    assert "Only who may sign" in said(as_person(table.dan).get(here))
    assert "Leave this agreement" not in text(as_person(table.dan).get(at("agreement", version)))
    assert as_person(table.olga).get(here).status_code == 404


@pytest.mark.slow
def test_ending_says_what_stops_and_who_answers_instead(table, as_person):
    version = table.executed()
    cora, here = as_person(table.cora), at("agreement_end", version)
    page = text(cora.get(here))
    assert page.count(f"<div>{table.harbor.name}</div>") == 2  # for both of the things that end
    assert "Goes on" not in page
    assert "this needs an answer" in text(cora.post(here, {"on": table.today, "reason": ""}))
    early = text(cora.post(here, {"on": table.today - timedelta(days=1), "reason": "Done"}))
    assert "That day is past." in early
    assert "Done" in early
    table.executed()
    assert text(cora.get(here)).count("Goes on") == 2
    assert "Only a coordinator" in said(as_person(table.ada).get(here))
    assert "End this agreement" not in text(as_person(table.ada).get(at("agreement", version)))


@pytest.mark.slow
def test_it_is_ended_once_and_everybody_who_signed_is_told(table, as_person):
    version = table.executed()
    cora, here = as_person(table.cora), at("agreement_end", version)
    given = {"on": table.today + timedelta(days=3), "reason": "The county writes a new one"}
    assert "It is ended from" in said(cora.post(here, given))
    assert "It has been ended." in said(cora.post(here, {**given, "reason": "Again"}))
    page = text(as_person(table.ada).get(at("agreement", version)))
    assert f"It is ended from {date_format(given['on'])}: The county writes a new one" in page
    assert board(version.agreement).stands == Standing.IN_FORCE
    assert told(f"ended:{version.agreement_id}:") == {table.hana.pk, table.lou.pk, table.gus.pk}
    now = table.executed()
    cora.post(at("agreement_end", now), {**given, "on": table.today})
    assert board(now.agreement).stands == Standing.TERMINATED
    assert 'class="sign sign--lapsed"' in text(cora.get("/agreements/"))
