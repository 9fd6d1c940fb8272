"""The private feed of a person: its secret, its end, what is in it, and what is written down of it."""

import logging
import time as clocks
from datetime import UTC, date, datetime, time, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from cases.models import Holiday
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from mdt.kit.errors import Refused
from mdt.logs import NoPersonalData
from meetings import recurring
from meetings.actions import calendars
from meetings.models import Feed
from meetings.vocabulary import MeetingKind, MeetingStatus
from tests import rooms
from tests.counting import Asked
from tests.meetings.diaries import Table, change, expanded, kept, lasting, read

CHICAGO = ZoneInfo("America/Chicago")


def feed_of(person):
    with acting(Acting(person.pk, person.agency_id, "test")):
        return f"/calendar/{calendars.make_feed(by=person)}.ics"


def entries(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    return read(answer.content).walk("VEVENT")


def test_whoever_has_the_address_reads_without_a_session_and_nothing_is_stored_between():
    table = Table()
    table.meeting(None, table.ben)
    browser = Client()
    answer = browser.get(feed_of(table.ben))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert not browser.cookies and "Set-Cookie" not in answer.headers
    assert browser.post(feed_of(table.ben)).status_code == 405


def test_only_the_hash_of_the_secret_is_kept(owner_db):
    table = Table()
    address = feed_of(table.ben)
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43, "256 bits"
    row = owner_db.execute("SELECT f::text FROM meetings_feed f WHERE person_id = %s", [table.ben.pk]).fetchone()
    changes = owner_db.execute(
        "SELECT c::text FROM confidentiality_changeentry c WHERE actor_id = %s", [table.ben.pk]
    ).fetchall()
    assert changes and Feed.digest(token) in row[0]
    assert token not in f"{row}{changes}"


def test_another_address_kills_the_one_before_at_once_and_ending_kills_the_last():
    table = Table()
    first = feed_of(table.ben)
    second = feed_of(table.ben)
    assert [Client().get(one).status_code for one in (first, second)] == [404, 200]
    with acting(Acting(table.ben.pk, table.ben.agency_id, "test")):
        assert calendars.end_feed(by=table.ben)
        assert not calendars.end_feed(by=table.ben)
    assert [Client().get(one).status_code for one in (first, second)] == [404, 404]


def test_it_holds_what_its_person_is_invited_to_and_nothing_of_other_tables():
    table, other = Table(), Table()
    other.meeting(None, other.ben)
    start = datetime.now(UTC).date()
    other.series(starts_on=start)
    mine = table.meeting(None, table.ben)
    named = table.meeting(None, table.cora, chosen_only=True)
    assert [str(one["UID"]).split("@")[0] for one in entries(feed_of(table.ben))] == [str(mine.public_id)]
    assert str(named.public_id) in f"{entries(feed_of(table.cora))}"
    assert entries(feed_of(table.gil)) == [], "she sits at no table"
    table.invite(mine, table.gil)
    assert len(entries(feed_of(table.gil))) == 1, "invited by name, where there are no cases"


def test_who_lapsed_finds_it_empty_and_comes_back_to_it_who_is_closed_finds_nothing(owner_db):
    table = Table()
    table.meeting(None, table.ben, kind=MeetingKind.CONSULTATION)
    address = feed_of(table.ben)
    assert len(entries(address)) == 1
    owner_db.execute("UPDATE agencies_acknowledgement SET expires_at = now() WHERE person_id = %s", [table.ben.pk])
    assert entries(address) == []
    rooms.acknowledged(table.ben)
    assert len(entries(address)) == 1
    owner_db.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [table.ben.pk])
    closed, wrong = Client().get(address), Client().get("/calendar/not-a-token.ics")
    assert (closed.status_code, wrong.status_code) == (404, 404)
    assert closed.content == wrong.content
    with pytest.raises(Refused):
        feed_of(type(table.ben).objects.get(pk=table.ben.pk))


def test_a_wrong_a_dead_and_a_closed_address_take_the_same_time_and_the_same_question():
    table = Table()
    dead = feed_of(table.ben)
    live = feed_of(table.ben)
    wrong = "/calendar/" + "x" * 43 + ".ics"
    for address in (dead, wrong):
        with Asked() as asked:
            assert Client().get(address).status_code == 404
        assert len(asked) == 1
    taken = {dead: [], wrong: []}
    for _ in range(40):
        for address in taken:
            began = clocks.perf_counter()
            Client().get(address)
            taken[address].append(clocks.perf_counter() - began)
    one, other = (median(times) for times in taken.values())
    assert abs(one - other) < max(one, other) / 2
    assert Client().get(live).status_code == 200


def test_a_series_leaves_out_holidays_what_is_cancelled_and_what_is_for_others_and_moves_the_rest():
    """As far as dates were made, and beyond."""
    table = Table()
    start = datetime.now(UTC).date()
    series = table.series(every="week", ordinal=None, weekday=3, starts_on=start, at=time(9))
    slots = recurring.slots(series, CHICAGO, start, start + timedelta(days=5 * 366))
    rows = [
        table.meeting(slot, series_id=series.pk, slot=slot, minutes=90, chosen_only=n == 4)
        for n, slot in enumerate(slots[:8])
        if n != 1
    ]
    change(rows[1], starts_at=slots[2] + timedelta(days=1, hours=1))
    change(rows[2], status=MeetingStatus.CANCELLED)
    kept(Holiday(jurisdiction_id=table.place.pk, day=slots[20].astimezone(CHICAGO).date(), name="Day"))
    gone = {slots[n] for n in (1, 2, 3, 4, 20)}
    wanted = lasting([*(slot for slot in slots if slot not in gone), slots[2] + timedelta(days=1, hours=1)], 90)
    end = start + timedelta(days=5 * 365)
    found = expanded(Client().get(feed_of(table.ben)).content, start, end)
    assert found == [one for one in wanted if one[0].date() < end]


def test_five_questions_however_many_meetings_there_are():
    counts = []
    for many in (1, 3):
        table = Table()
        for n in range(many):
            series = table.series(starts_on=date(2026, 1, 1) + timedelta(days=n))
            slot = recurring.slots(series, CHICAGO, series.starts_on, date(2028, 1, 1))[3]
            table.meeting(slot, table.ben, series_id=series.pk, slot=slot, minutes=90)
            table.meeting(None, table.ben)
        address = feed_of(table.ben)
        with Asked() as asked:
            Client().get(address)
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 7, counts


def test_that_it_was_read_is_noted_at_most_once_an_hour(monkeypatch):
    table = Table()
    address, now = feed_of(table.ben), clock.now()
    read_at = []
    for minutes in (0, 20, 59, 61):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: now + timedelta(minutes=minutes))
        Client().get(address)
        read_at.append(Feed.objects.get(person=table.ben).read_at)
    assert read_at == [now, now, now, now + timedelta(minutes=61)]


def test_G5_no_log_names_an_address_of_a_calendar():
    token = feed_of(rooms.person(rooms.agency())).removeprefix("/calendar/").removesuffix(".ics")
    record = logging.LogRecord("x", logging.WARNING, "", 1, "Not Found: %s", (f"/calendar/{token}.ics",), None)
    before = record.getMessage()
    NoPersonalData().filter(record)
    assert token in before and token not in record.getMessage()


# --- Pages -----------------------------------------------------------------------------------------------------
def test_the_address_is_shown_once_and_never_stands_in_the_address_of_a_page(as_person):
    table = Table()
    browser = as_person(table.ben)
    assert b"Make an address" in browser.get(reverse("calendar")).content
    made = browser.post(reverse("calendar_feed"))
    (address,) = [word.split("<")[0] for word in made.content.decode().split('id="address">')[1:]]
    assert (made.status_code, made.request["PATH_INFO"]) == (200, reverse("calendar_feed"))
    path = address[address.index("/calendar/") :]
    assert Client().get(path).status_code == 200
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    later = browser.get(reverse("calendar")).content.decode()
    assert token not in later and "A program read it" in later
    browser.post(reverse("calendar_feed"))
    assert Client().get(path).status_code == 404
    assert browser.post(reverse("calendar_feed_end")).url == reverse("calendar")
    assert "Make an address" in browser.get(reverse("calendar")).content.decode()


def test_who_runs_the_installation_has_no_calendar(as_person):
    browser = as_person(rooms.person(None))
    for name in ("calendar", "lead_times"):
        assert browser.get(reverse(name)).status_code == 404
    for name in ("calendar_feed", "calendar_feed_end", "lead_times"):
        assert browser.post(reverse(name), {"way": "none"}).status_code == 404


def test_how_one_is_reminded_is_chosen_on_a_page(as_person):
    table = Table()
    browser, here = as_person(table.ben), reverse("lead_times")
    assert "One day before" in browser.get(reverse("calendar")).content.decode()
    for said, shown in (
        ({"way": "each", "hours": ["1", "72"]}, "One hour before, Three days before"),
        ({"way": "day", "digest_at": "07:30", "hours": ["1"]}, "One mail a day at 7:30"),
        ({"way": "none"}, "You get no mail before meetings"),
    ):
        assert browser.post(here, said).url == reverse("calendar")
        assert shown in browser.get(reverse("calendar")).content.decode()
        assert browser.get(here).status_code == 200


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"way": "each"}, "Tick at least one."), ({"way": "day"}, "Say at what time."), ({"way": ""}, ""), ({"way": "never"}, ""),
        ({"way": "each", "hours": ["5"]}, ""), ({"way": "day", "digest_at": "25:00"}, ""),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_above_its_field(as_person, said, sentence):
    table = Table()
    answer = as_person(table.ben).post(reverse("lead_times"), said)
    assert answer.status_code == 200 and sentence in answer.content.decode()
    assert "error" in answer.content.decode()
    assert calendars.LeadTimes.objects.filter(person=table.ben).count() == 0
