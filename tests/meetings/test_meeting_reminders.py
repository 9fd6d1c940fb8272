"""Who is reminded of which meeting and when: each thing once, planned anew when something changes, and nothing said."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from agencies.models import Reminder
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from meetings import reminding, tasks
from meetings.actions import calendars, schedule
from meetings.models import Attendee
from meetings.vocabulary import MeetingKind, MeetingStatus
from tests import rooms
from tests.copies import as_worker
from tests.meetings.diaries import Table, change

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def table():
    return Table()


def plan():
    with as_worker():
        tasks.plan_reminders()


def waiting(*people, kind="meet:"):
    """What waits: which of a person's mails and when."""
    found = Reminder.objects.filter(person__in=people, key__startswith=kind, sent_at=None, cancelled_at=None)
    return {row.key.rsplit(":", 1)[-1]: row.due_at for row in found}


def choose(person, hours=(), digest_at=None):
    with acting(Acting(person.pk, person.agency_id, "test")):
        calendars.choose_lead_times(hours=list(hours), digest_at=digest_at, by=person)


def test_who_has_chosen_nothing_is_reminded_a_day_before_and_asked_three_days_before(table):
    meeting = table.meeting(None, table.ben)
    plan()
    plan()
    assert waiting(table.ben) == {"24": meeting.starts_at - DAY, "answer": meeting.starts_at - 3 * DAY}
    assert {row.path for row in Reminder.objects.filter(person=table.ben)} == {"/meetings/"}, "a list, never a thing"


def test_each_at_her_own_times_and_who_wants_none_gets_none(table):
    meeting = table.meeting(None, table.ben, table.cora)
    choose(table.ben, [1, 72])
    choose(table.cora)
    Attendee.objects.filter(meeting=meeting).update(reply="accepted", replied_at=clock.now())
    plan()
    assert waiting(table.ben) == {"1": meeting.starts_at - HOUR, "72": meeting.starts_at - 3 * DAY}
    assert waiting(table.cora) == {}


def test_another_choice_plans_anew_and_the_first_again_comes_back(table):
    meeting = table.meeting(None, table.ben)
    plan()
    choose(table.ben, [4])
    assert waiting(table.ben).keys() == {"4", "answer"}
    choose(table.ben, [24])
    assert waiting(table.ben) == {"24": meeting.starts_at - DAY, "answer": meeting.starts_at - 3 * DAY}


def test_what_was_sent_is_never_planned_again(table):
    meeting = table.meeting(None, table.ben)
    plan()
    sent = Reminder.objects.get(key=f"meet:{meeting.pk}:0:{table.ben.pk}:24")
    Reminder.objects.filter(pk=sent.pk).update(sent_at=clock.now())
    for hours in ([4], [24], [4, 24]):
        choose(table.ben, hours)
        plan()
    assert "24" not in waiting(table.ben)
    assert Reminder.objects.filter(key=sent.key).count() == 1


def test_a_meeting_that_moves_is_reminded_of_at_its_new_time_and_one_that_is_cancelled_not_at_all(table):
    """In the very transaction of the change: nothing is left for a worker to be late with."""
    meeting = table.meeting(None, table.ben)
    plan()
    meeting = change(meeting, starts_at=meeting.starts_at + timedelta(hours=30))
    calendars.invite(meeting)
    assert waiting(table.ben) == {"24": meeting.starts_at - DAY, "answer": meeting.starts_at - 3 * DAY}
    calendars.cancel(change(meeting, status=MeetingStatus.CANCELLED))
    assert waiting(table.ben) == {}
    plan()
    assert waiting(table.ben) == {}


def test_who_answered_is_not_asked_and_who_declined_is_not_reminded(table):
    meeting = table.meeting(None, table.ben, table.cora)
    plan()
    answered = {table.ben: "accepted", table.cora: "declined"}
    for person, reply in answered.items():
        Attendee.objects.filter(meeting=meeting, person=person).update(reply=reply, replied_at=clock.now())
    plan()
    assert (waiting(table.ben).keys(), waiting(table.cora).keys()) == ({"24"}, set())


def test_an_answer_plans_anew_at_once(table):
    meeting = table.meeting(None, table.ben)
    plan()
    with acting(Acting(table.ben.pk, table.ben.agency_id, "test")):
        schedule.reply(meeting=meeting, answer="accepted", by=table.ben)
        assert waiting(table.ben).keys() == {"24"}
        schedule.reply(meeting=meeting, answer="declined", by=table.ben)
    assert waiting(table.ben) == {}


def test_who_coordinates_hears_once_that_somebody_who_is_needed_has_not_answered(table):
    second = table.sits(rooms.person(table.agencies[2]))
    meeting = table.meeting(None)
    table.invite(meeting, table.ben, is_needed=True)
    table.invite(meeting, second)
    plan()
    assert waiting(table.cora) == {"needed": meeting.starts_at - DAY}
    Attendee.objects.filter(meeting=meeting, person=table.ben).update(reply="tentative", replied_at=clock.now())
    plan()
    assert waiting(table.cora) == {}, "the other is not needed"


def test_G3_who_coordinates_is_told_nothing_of_a_meeting_to_which_she_is_not_invited(table):
    closed, open_to_all = table.meeting(None, chosen_only=True), table.meeting(None)
    table.invite(closed, table.ben, is_needed=True)
    plan()
    assert waiting(table.cora) == {}
    table.invite(open_to_all, table.ben, is_needed=True)
    plan()
    assert waiting(table.cora) == {"needed": open_to_all.starts_at - DAY}  # bait


def test_only_for_whom_the_meeting_is_there(table, owner_db):
    """A seat that ended, an acknowledgement that lapsed, an account that closed: no mail about a table she is not at."""
    people = [table.sits(rooms.person(table.agencies[1])) for _ in range(3)]
    meeting = table.meeting(None, *people, table.ben, table.gil, kind=MeetingKind.CONSULTATION)
    plan()
    assert all(waiting(person) for person in people) and not waiting(table.gil), "she has no seat"
    owner_db.execute("UPDATE agencies_seat SET ends_on = '2024-01-01' WHERE person_id = %s", [people[0].pk])
    owner_db.execute("UPDATE agencies_acknowledgement SET expires_at = now() WHERE person_id = %s", [people[1].pk])
    owner_db.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [people[2].pk])
    plan()
    assert [waiting(person) for person in people] == [{}, {}, {}]
    assert waiting(table.ben)["24"] == meeting.starts_at - DAY


def test_what_would_be_past_is_not_planned_and_what_is_late_is_still_sent(table):
    soon = table.meeting(clock.now() + 5 * HOUR, table.ben)
    choose(table.ben, [1, 4, 24])
    plan()
    assert waiting(table.ben).keys() == {"1", "4"}
    Reminder.objects.filter(key=f"meet:{soon.pk}:0:{table.ben.pk}:4").update(
        due_at=soon.starts_at - 4 * HOUR, attempts=1
    )
    plan()
    assert "4" in waiting(table.ben), "a mail that waits for its server is left to wait"


def test_a_meeting_that_has_begun_is_reminded_of_no_more(table, monkeypatch):
    meeting = table.meeting(clock.now() + DAY + HOUR, table.ben)
    choose(table.ben, [24])
    assert waiting(table.ben)
    monkeypatch.setattr(clock, "now", lambda: meeting.starts_at + timedelta(minutes=1))
    plan()
    assert waiting(table.ben) == {}


# --- One mail a day --------------------------------------------------------------------------------------------
def test_one_mail_a_day_at_her_time_where_her_agency_works_only_if_there_is_a_meeting(owner_db):
    """Her agency is in another zone than the team."""
    table = Table("America/New_York")
    owner_db.execute(
        "UPDATE agencies_jurisdiction SET time_zone = 'America/Los_Angeles' WHERE id = %s", [table.place.pk]
    )
    there = ZoneInfo("America/Los_Angeles")
    day = clock.now().astimezone(there).date() + timedelta(days=5)
    noon = datetime.combine(day, time(12), there)
    for hours in (0, 2, 3):
        table.meeting(noon + timedelta(hours=hours), table.ben)
    early = table.meeting(datetime.combine(day + 2 * DAY, time(6), there), table.ben)
    choose(table.ben, digest_at=time(7, 30))
    plan()
    wanted = [datetime.combine(one, time(7, 30), there).astimezone(UTC) for one in (day, day + DAY)]
    assert sorted(waiting(table.ben, kind="meetday:").values()) == wanted, "three meetings of one day: one mail"
    assert waiting(table.ben, kind="meet:").keys() == {"answer"}
    calendars.cancel(change(early, status=MeetingStatus.CANCELLED))
    plan()
    assert [*waiting(table.ben, kind="meetday:").values()] == wanted[:1]


def test_one_mail_a_day_moves_with_her_choice_and_is_never_two(table):
    there = ZoneInfo(table.place.time_zone)
    day = clock.now().astimezone(there).date() + timedelta(days=4)
    table.meeting(datetime.combine(day, time(15), there), table.ben)
    for hour in (8, 9):
        choose(table.ben, digest_at=time(hour))
        assert [*waiting(table.ben, kind="meetday:").values()] == [
            datetime.combine(day, time(hour), there).astimezone(UTC)
        ]
    Reminder.objects.filter(person=table.ben, key__startswith="meetday:").update(sent_at=clock.now())
    choose(table.ben, digest_at=time(10))
    plan()
    assert waiting(table.ben, kind="meetday:") == {}


def test_a_digest_that_is_late_still_goes_out_before_its_meeting(table, monkeypatch):
    there = ZoneInfo(table.place.time_zone)
    day = clock.now().astimezone(there).date() + timedelta(days=4)
    table.meeting(datetime.combine(day, time(15), there), table.ben)
    choose(table.ben, digest_at=time(8))
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(day, time(14), there))
    plan()
    assert waiting(table.ben, kind="meetday:")
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(day, time(16), there))
    plan()
    assert waiting(table.ben, kind="meetday:") == {}


@pytest.mark.parametrize("change_on", [date(2027, 3, 14), date(2027, 11, 7)])
def test_a_day_on_which_clocks_change_has_one_mail_at_her_time(table, monkeypatch, change_on):
    there = ZoneInfo(table.place.time_zone)
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(change_on - 3 * DAY, time(12), there))
    table.meeting(datetime.combine(change_on, time(15), there), table.ben)
    choose(table.ben, digest_at=time(8))
    assert [*waiting(table.ben, kind="meetday:").values()] == [
        datetime.combine(change_on, time(8), there).astimezone(UTC)
    ]


def test_planning_reads_each_meeting_once_however_many_are_invited(table):
    from tests.counting import Asked

    counts = []
    for many in (1, 4):
        meeting = table.meeting(None, *(table.sits(rooms.person(table.agencies[1])) for _ in range(many)))
        with Asked() as asked:
            reminding.plan_meeting(meeting.pk)
        counts.append(len(asked))
    assert counts[0] == counts[1]
