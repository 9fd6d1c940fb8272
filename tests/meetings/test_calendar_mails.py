"""Invitations, updates and cancellations by mail: real SMTP, the worker's role, and what a calendar program makes of them."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import override_settings

from mdt.kit import clock, mail
from meetings import recurring, tasks
from meetings.actions import calendars
from meetings.models import CalendarMail
from meetings.vocabulary import MeetingKind, MeetingStatus
from tests import rooms
from tests.agencies.mailserver import MailServer
from tests.copies import as_worker
from tests.meetings.diaries import Table, change, expanded, lasting, read
from tests.meetings.programs import Diary

NOTHING_WAITS = "UPDATE meetings_calendarmail SET cancelled_at = now() WHERE sent_at IS NULL AND cancelled_at IS NULL"


@pytest.fixture
def server(owner_db):
    owner_db.execute(NOTHING_WAITS)
    started = MailServer()
    started.start()
    yield started
    started.stop()


@pytest.fixture
def table():
    return Table()


def send(server):
    """One run of the task, with the worker's role in the database."""
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=server.port,
        PUBLIC_URL="https://mdt.test", DEFAULT_FROM_EMAIL="notices@mdt.example",
    ), as_worker():  # fmt: skip
        tasks.send_calendar_mails()


def entry(got):
    """The part that programs read."""
    assert got.get_content_type() == "multipart/alternative"
    words, calendar = got.iter_parts()
    assert (words.get_content_type(), calendar.get_content_type()) == ("text/plain", "text/calendar")
    assert calendar.get_content_charset() == "utf-8"
    said = read(calendar.get_content())
    assert said["METHOD"] == calendar["Content-Type"].params["method"]
    return said


def test_request_update_and_cancellation_arrive_in_order_with_a_rising_sequence(server, table, tmp_path):
    """And a calendar program that takes each in shows the new time; what is cancelled is marked so."""
    meeting = table.meeting(datetime(2027, 5, 6, 15, tzinfo=UTC), table.ben)
    calendars.invite(meeting)
    send(server)
    meeting = change(meeting, starts_at=meeting.starts_at + timedelta(hours=2))
    calendars.invite(meeting)
    send(server)
    calendars.cancel(change(meeting, status=MeetingStatus.CANCELLED))
    send(server)
    send(server)
    mails = server.to(table.ben.email)
    said = [entry(got) for got in mails]
    assert [one["METHOD"] for one in said] == ["REQUEST", "REQUEST", "CANCEL"]
    events = [one.walk("VEVENT")[0] for one in said]
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert len({event["UID"] for event in events}) == 1
    assert [event["STATUS"] for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert {str(event["ATTENDEE"]) for event in events} == {f"mailto:{table.ben.email}"}
    assert {str(event["ORGANIZER"]) for event in events} == {"mailto:notices@mdt.example"}
    with override_settings(PUBLIC_URL="https://mdt.test"):
        keys = [
            f"meeting:{meeting.pk}:{table.ben.pk}:{n}:{m}" for n, m in ((0, "REQUEST"), (1, "REQUEST"), (2, "CANCEL"))
        ]
        assert [got["Message-ID"] for got in mails] == [mail.message_id(key) for key in keys]
    diary = Diary(tmp_path)
    for one, hour in zip(mails[:2], (15, 17), strict=True):
        diary.take_in(entry_bytes(one))
        day = meeting.starts_at.date()
        assert diary.shown(day, day + timedelta(days=1)) == lasting([datetime(2027, 5, 6, hour, tzinfo=UTC)], 60)
    diary.take_in(entry_bytes(mails[2]))  # khal applies no cancellation by itself: what is left says that it is one
    (left,) = diary.folder.glob("*.ics")
    assert "STATUS:CANCELLED" in left.read_text() and "SEQUENCE:2" in left.read_text()


def entry_bytes(got):
    return [*got.iter_parts()][1].get_content().encode()


def test_a_later_state_replaces_one_that_still_waits(server, table):
    """Nobody gets sequence 0 after 1, however long the mail server was away."""
    meeting = table.meeting(None, table.ben, table.gil)
    server.refuse = {"*": "451 later"}
    calendars.invite(meeting)
    send(server)
    meeting = change(meeting, minutes=75)
    calendars.invite(meeting)
    calendars.invite(meeting)
    server.refuse = {}
    send(server)
    rows = CalendarMail.objects.filter(meeting=meeting).order_by("person", "sequence")
    assert [(row.sequence, bool(row.sent_at), bool(row.cancelled_at)) for row in rows] == [
        (0, False, True),
        (1, True, False),
    ] * 2
    for person in (table.ben, table.gil):
        (got,) = server.to(person.email)
        assert entry(got).walk("VEVENT")[0]["SEQUENCE"] == 1


def test_what_was_never_told_is_not_taken_back_and_what_is_past_is_not_told(server, table):
    soon, past = table.meeting(None, table.ben), table.meeting(clock.now() - timedelta(hours=2), table.ben)
    calendars.invite(soon)
    calendars.invite(past)
    calendars.cancel(change(soon, status=MeetingStatus.CANCELLED))
    send(server)
    assert server.to(table.ben.email) == []
    assert not CalendarMail.objects.filter(meeting__in=[soon, past], cancelled_at=None).exists()


def test_only_who_is_at_the_table_and_active_is_told(server, table, owner_db):
    """Between the change and the mail somebody may have left. Who was told before is told of the end all the same."""
    left, closed, lapsed = (table.sits(rooms.person(table.agencies[1])) for _ in range(3))
    meeting = table.meeting(None, table.ben, left, closed, lapsed, kind=MeetingKind.CONSULTATION)
    early = table.meeting(None, left, kind=MeetingKind.CONSULTATION)
    calendars.invite(early)
    send(server)
    calendars.invite(meeting)
    owner_db.execute("UPDATE agencies_seat SET ends_on = '2024-01-01' WHERE person_id = %s", [left.pk])
    owner_db.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [closed.pk])
    owner_db.execute("UPDATE agencies_acknowledgement SET expires_at = now() WHERE person_id = %s", [lapsed.pk])
    send(server)
    assert [len(server.to(one.email)) for one in (table.ben, left, closed, lapsed)] == [1, 1, 0, 0]
    calendars.cancel(change(early, status=MeetingStatus.CANCELLED))
    send(server)
    assert [entry(got)["METHOD"] for got in server.to(left.email)] == ["REQUEST", "CANCEL"]


def test_a_series_goes_to_everybody_at_the_table_and_one_date_of_it_is_moved_and_one_cancelled(server, table):
    zone = ZoneInfo("America/Chicago")
    start = datetime.now(UTC).date()
    series = table.series(every="week", ordinal=None, weekday=4, starts_on=start, at=time(9))
    slots = recurring.slots(series, zone, start, start + timedelta(days=100))
    rows = [table.meeting(slot, table.ben, table.gil, series_id=series.pk, slot=slot, minutes=90) for slot in slots[:4]]
    calendars.invite_series(series)
    send(server)
    (got,) = server.to(table.ben.email)
    said = [*got.iter_parts()][1].get_content().encode()
    assert expanded(said, start, start + timedelta(days=60)) == [
        one for one in lasting(slots, 90) if one[0].date() < start + timedelta(days=60)
    ]
    assert [len(server.to(one.email)) for one in (table.cora, table.gil)] == [1, 0]
    calendars.invite(change(rows[1], starts_at=slots[1] + timedelta(days=1)))
    calendars.cancel(change(rows[2], status=MeetingStatus.CANCELLED))
    send(server)
    whole, *dates = (entry(got).walk("VEVENT") for got in server.to(table.ben.email))
    moved, cancelled = sorted((one for (one,) in dates), key=lambda one: one["STATUS"], reverse=True)
    assert whole[0]["UID"] == moved["UID"] == cancelled["UID"]
    assert [one["RECURRENCE-ID"].dt.astimezone(UTC) for one in (moved, cancelled)] == slots[1:3]
    assert (whole[0]["SEQUENCE"], moved["SEQUENCE"], cancelled["SEQUENCE"]) == (0, 1, 1)
    (invited,) = server.to(table.gil.email)  # she has no series in her calendar: for her it is a meeting by itself
    (alone,) = entry(invited).walk("VEVENT")
    assert "RECURRENCE-ID" not in alone and alone["UID"] != moved["UID"]
    calendars.cancel_series(change(series))
    send(server)
    last = entry(server.to(table.ben.email)[-1])
    (event,) = last.walk("VEVENT")
    assert (last["METHOD"], event["UID"], event["SEQUENCE"], "RRULE" in event) == ("CANCEL", moved["UID"], 1, False)


@pytest.mark.slow
def test_who_comes_to_the_table_later_gets_the_series_once_and_who_comes_back_too(server, table, owner_db):
    series = table.series(every="week", ordinal=None, weekday=4, starts_on=datetime.now(UTC).date(), at=time(9))
    slot = recurring.slots(
        series, ZoneInfo("America/Chicago"), series.starts_on, series.starts_on + timedelta(days=20)
    )[1]
    table.meeting(slot, series_id=series.pk, slot=slot, minutes=90)
    calendars.invite_series(series)
    send(server)
    new = table.sits(rooms.person(table.agencies[2]))
    end = "UPDATE agencies_acknowledgement SET expires_at = {} WHERE person_id = %s"
    with as_worker():
        tasks.plan_reminders()
    owner_db.execute(end.format("now()"), [new.pk])
    send(server)
    assert server.to(new.email) == [], "not while her acknowledgement has lapsed"
    owner_db.execute(end.format("'2039-01-01'"), [new.pk])
    for _ in range(2):
        with as_worker():
            tasks.plan_reminders()
        send(server)
    assert [len(server.to(one.email)) for one in (new, table.ben, table.cora, table.gil)] == [1, 1, 1, 0]


def test_words_are_in_the_language_of_the_reader(server, table, monkeypatch):
    table.ben = table.sits(rooms.person(table.agencies[1], language="es"))
    calendars.invite(table.meeting(None, table.ben, table.cora))
    seen = []
    monkeypatch.setattr("meetings.mailing.gettext", lambda text: seen.append(text) or translated(text))
    send(server)
    assert [got["Subject"] for got in (*server.to(table.ben.email), *server.to(table.cora.email))] == [
        "es:Team meeting",
        "en:Team meeting",
    ]


def translated(text):
    from django.utils.translation import get_language

    return f"{get_language()}:{text}"


def test_S03_S04_mails_and_feed_say_nothing_of_the_meeting(server, table, as_person, owner_db, caplog):
    """Bait in all that stands around a meeting: its kind, place, link, team, people, notice; in headers and logs too."""
    place = rooms.agency(jurisdiction=table.place, name="Bait Shelter", sector="advocacy")
    testa = table.sits(rooms.person(place, name="Testa Person-907", language="en"))
    owner_db.execute("UPDATE agencies_team SET name = %s WHERE id = %s", [f"Bait Team {table.team.pk}", table.team.pk])
    series = table.series(
        every="week", ordinal=None, weekday=4, starts_on=datetime.now(UTC).date(), at=time(9), place="Bait Street 7"
    )
    meeting = table.meeting(
        None, testa, table.ben, kind=MeetingKind.CONSULTATION, late_because="Bait happened", place="Bait Street 7",
        link="https://bait.example/room",
    )  # fmt: skip
    calendars.invite_series(series)
    calendars.invite(meeting)
    send(server)
    meeting = change(meeting, starts_at=meeting.starts_at + timedelta(hours=1))
    calendars.cancel(change(meeting, status=MeetingStatus.CANCELLED))
    send(server)
    token = calendars_feed(testa)
    feed = as_person(testa).get(f"/calendar/{token}.ics")
    texts = [f"{got}" + "".join(part.get_content() for part in got.iter_parts()) for got in server.mails]
    texts += [f"{feed.headers}" + feed.content.decode().replace("\r\n ", ""), caplog.text]
    texts = [text.replace("\r\n ", "").replace("\n ", "") for text in texts]  # long lines are folded
    assert len(texts) >= 5 and feed.content.count(b"BEGIN:VEVENT") >= 1
    others = {person.email for person in (table.ben, table.cora, testa)}
    kinds = ["onsultation", "emergency", "file_review", "systems", "trafficking"]
    for text in texts:
        told = [
            word
            for word in (
                "Bait",
                "bait.example",
                "Testa",
                "Person-907",
                table.ben.name,
                table.cora.name,
                table.place.name,
                *kinds,
            )
            if word in text
        ]
        assert not told, told
        assert len([one for one in others if one in text]) <= 1, "her own address alone"
    assert not [one for one in others if one in texts[-2] or one in texts[-1]], "in the feed and in logs none at all"
    for got in server.mails:
        assert got["Subject"] == "Team meeting"
        assert set(got.keys()) == {
            "Content-Type",
            "MIME-Version",
            "Subject",
            "From",
            "To",
            "Date",
            "Message-ID",
            "Auto-Submitted",
        }
    assert all(word in f"{meeting.place} {meeting.late_because} {testa.name}" for word in ("Bait", "Person-907")), (
        "the bait was there"
    )


def calendars_feed(person):
    from mdt.kit.acting import Acting, acting

    with acting(Acting(person.pk, person.agency_id, "test")):
        return calendars.make_feed(by=person)


@pytest.mark.parametrize("answer", ["550 no", "451 later"])
def test_a_mail_that_is_refused_waits_and_holds_up_no_other(server, table, answer, caplog):
    server.refuse = {table.ben.email: answer}
    calendars.invite(table.meeting(None, table.ben))
    calendars.invite(table.meeting(None, table.cora))
    send(server)
    (row,) = CalendarMail.objects.filter(person=table.ben)
    assert (row.attempts, row.sent_at, row.cancelled_at) == (1, None, None) and row.due_at > clock.now()
    assert len(server.to(table.cora.email)) == 1
    assert "A calendar mail waits: SMTPRecipientsRefused" in caplog.text and table.ben.email not in caplog.text


def test_a_mail_that_cannot_be_written_holds_up_no_other(server, table, owner_db, caplog):
    other = Table()
    calendars.invite(table.meeting(None, table.ben))
    calendars.invite(other.meeting(None, other.ben))
    owner_db.execute("UPDATE agencies_team SET time_zone = 'Nowhere/Never' WHERE id = %s", [table.team.pk])
    try:
        send(server)
    finally:
        owner_db.execute("UPDATE agencies_team SET time_zone = 'UTC' WHERE id = %s", [table.team.pk])
    assert [len(server.to(one.email)) for one in (table.ben, other.ben)] == [0, 1]
    assert CalendarMail.objects.get(person=table.ben).attempts == 1
    assert "A calendar mail waits: " in caplog.text
