"""One meeting: who calls it for what, its notice, who is invited, changes, cancelling, answers."""

import uuid
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError

from mdt.kit import clock
from mdt.kit.errors import Refused
from meetings.actions import schedule as actions
from meetings.models import Attendee, Meeting
from meetings.policy import meetings as policy
from meetings.queries.meetings import meetings_for
from meetings.queries.table import seats_on
from tests import rooms, rows
from tests.meetings.planning import Hall, as_, set_status


@pytest.fixture
def hall() -> Hall:
    return Hall()


def names(meeting: Meeting) -> set[str]:
    return {one.person.name for one in meeting.attendees.select_related("person")}


def reply(hall: Hall, meeting: Meeting, who: Any, answer: str) -> Attendee:
    with as_(who):
        return actions.reply(meeting=meeting, answer=answer, by=who)


def move(hall: Hall, meeting: Meeting, days: int, by: Any = None, late: str = "", **more: Any) -> Meeting:
    by = by or hall.cora
    with as_(by):
        where = actions.Where(hall.at(days), 60, more.pop("place", "Room 1"), "", late)
        return actions.change(meeting=meeting, where=where, by=by, **more)


def test_a_coordinator_calls_the_whole_table_and_says_who_has_to_be_there(hall: Hall) -> None:
    made = hall.call(needed=[hall.dan])
    assert names(made) == {hall.cora.name, hall.rita.name, hall.ada.name, hall.dan.name}
    assert [one.person for one in made.attendees.filter(is_needed=True)] == [hall.dan]
    mine = made.attendees.get(person=hall.ada)
    assert (mine.agency, mine.discipline, mine.reply, mine.presence) == (hall.harbor, "advocacy", "", "")
    with pytest.raises(Refused, match="invited too") as no:
        hall.call(11, needed=[hall.zoe])
    assert no.value.about == "needed"
    assert not Meeting.objects.filter(team=hall.team, starts_at=hall.at(11)).exists()


@pytest.mark.parametrize("kind", ["systems", "consultation", "file_review", "business"])
def test_nobody_but_a_coordinator_calls_it(hall: Hall, kind: str) -> None:
    for who in (hall.ada, hall.zoe, hall.olga):
        with pytest.raises(Refused, match="Only a coordinator"):
            hall.call(kind=kind, by=who)
    assert hall.call(kind=kind, by=hall.rita).made_by == hall.rita


def test_anybody_at_the_table_calls_an_emergency_without_notice(hall: Hall) -> None:
    with as_(hall.ada):
        where = actions.Where(clock.now() + timedelta(minutes=20), 30, "", "https://meet.rooms.example/x")
        made = actions.call(team=hall.team, kind="emergency", where=where, by=hall.ada, chosen=[hall.dan])
    assert made.chosen_only and names(made) == {hall.ada.name, hall.dan.name}
    assert not meetings_for(hall.cora).filter(pk=made.pk).exists()  # not even who coordinates: only who is invited
    assert meetings_for(hall.dan).filter(pk=made.pk).exists()
    with as_(hall.ada), pytest.raises(Refused, match="Choose who takes part"):
        actions.call(team=hall.team, kind="emergency", where=where, by=hall.ada)
    assert policy.may(hall.ada, "change", made) is None
    assert "coordinator of the team does this" in str(policy.may(hall.dan, "change", made))


def test_P11_A01_a_systems_team_and_one_without_an_agreement_meet_about_no_case(owner_db: Any) -> None:
    systems, unsigned = Hall(purpose="systems", agreed=False), Hall(agreed=False)
    for kind in ("consultation", "file_review", "emergency"):
        with pytest.raises(Refused, match="works on systems"):
            systems.call(kind=kind, chosen=[systems.ada])
        with pytest.raises(Refused, match="no agreement in force"):
            unsigned.call(kind=kind, chosen=[unsigned.ada])
    assert systems.call(kind="business").kind == "business"
    with pytest.raises(psycopg.errors.CheckViolation, match="about no case"):
        rows.put(owner_db, "meetings_meeting", team_id=systems.team.pk, made_by_id=systems.cora.pk)


def test_A13_systems_only_sectors_and_advisers_are_never_invited_where_cases_are_talked_about(
    owner_db: Any, superuser_db: Any
) -> None:
    hall = Hall(purpose="systems", agreed=False)
    judge = hall.member(rooms.agency(sector="courts", discipline="other"))
    adviser = hall.member(rooms.agency(sector="survivors", discipline="survivor_adviser"), role="adviser")
    open_one = hall.call(kind="systems")
    assert {judge.name, adviser.name} <= names(open_one)  # the bait: they are at the table
    # Were the team's table the same and its meeting about cases, they would be left out.
    superuser_db.execute("SET session_replication_role = replica")  # past every guard
    superuser_db.execute("UPDATE meetings_meeting SET kind = 'consultation' WHERE id = %s", [open_one.pk])
    people = {seat.person_id for seat in seats_on([open_one.pk])}
    assert people == {hall.cora.pk, hall.rita.pk, hall.ada.pk, hall.dan.pk}
    for who, discipline in ((judge, "other"), (adviser, "survivor_adviser")):
        with pytest.raises(psycopg.errors.CheckViolation, match="systems work only"):
            owner_db.execute("UPDATE meetings_attendee SET discipline = %s WHERE meeting_id = %s AND person_id = %s",
                             [discipline, open_one.pk, who.pk])  # fmt: skip


def test_short_notice_needs_a_reason_and_an_emergency_none(hall: Hall) -> None:
    for days in (1, 6):
        with pytest.raises(Refused, match="7 days of notice are due") as no:
            hall.call(days)
        assert no.value.about == "late_because"
    assert hall.call(6, late="The judge is here only then").late_because
    assert hall.call(7).late_because == ""
    for days in (-1, 900):
        with pytest.raises(Refused, match=r"still to come|two years") as no:
            hall.call(days)
        assert no.value.about == "day"


def test_a_form_that_is_sent_twice_makes_one_meeting(hall: Hall) -> None:
    once = uuid.uuid4()
    assert hall.call(once=once).public_id == once
    with pytest.raises(Refused, match="a moment ago"):
        hall.call(once=once)
    assert Meeting.objects.filter(team=hall.team).count() == 1


def test_only_people_of_the_table_are_chosen(hall: Hall) -> None:
    made = hall.call(chosen=[hall.ada])
    assert names(made) == {hall.ada.name, hall.cora.name}  # who calls it takes part
    for stranger in (hall.zoe, hall.olga):
        with pytest.raises(Refused, match="no seat at this table") as no:
            hall.call(12, chosen=[hall.ada, stranger])
        assert no.value.about == "people"


def test_a_new_time_asks_for_the_answers_again_and_a_new_place_does_not(hall: Hall) -> None:
    made = hall.call()
    reply(hall, made, hall.ada, "accepted")
    moved = move(hall, made, 10, place="Room 2")
    assert (moved.place, moved.sequence, moved.attendees.get(person=hall.ada).reply) == ("Room 2", 1, "accepted")
    moved = move(hall, made, 12, place="Room 2")
    assert (moved.starts_at, moved.sequence) == (hall.at(12), 2)
    mine = moved.attendees.get(person=hall.ada)
    assert (mine.reply, mine.replied_at) == ("", None)
    with pytest.raises(Refused, match="Nothing has changed"):
        move(hall, made, 12, place="Room 2")
    with pytest.raises(Refused, match="days of notice") as no:
        move(hall, made, 3)
    assert no.value.about == "late_because"
    assert move(hall, made, 3, late="The room burnt").late_because == "The room burnt"
    assert [one.person for one in move(hall, made, 3, needed=[hall.dan]).attendees.filter(is_needed=True)] == [hall.dan]
    with pytest.raises(Refused, match="Only a coordinator"):
        move(hall, made, 20, by=hall.ada)
    with pytest.raises(Refused, match="no such meeting"):
        move(hall, made, 20, by=hall.olga)


def test_who_joins_before_a_new_day_is_invited_and_who_leaves_is_not(hall: Hall) -> None:
    made = hall.call(10)
    eve = rooms.person(hall.sheriff)
    rooms.seat(hall.team, eve, starts_on=hall.today + timedelta(days=11))
    assert eve.name not in names(made)
    assert eve.name in names(move(hall, made, 12))
    assert eve.name not in names(move(hall, made, 9))


def test_cancelled_stays_cancelled_and_nobody_answers(hall: Hall) -> None:
    made = hall.call()
    with as_(hall.ada), pytest.raises(Refused, match="Only a coordinator"):
        actions.cancel(meeting=made, by=hall.ada)
    with as_(hall.rita):  # who did not call it, and coordinates
        actions.cancel(meeting=made, by=hall.rita)
    made.refresh_from_db()
    assert (made.status, made.sequence) == ("cancelled", 1)
    with as_(hall.cora), pytest.raises(Refused, match="cancelled already"):
        actions.cancel(meeting=made, by=hall.cora)
    with pytest.raises(Refused, match="No answer is needed"):
        reply(hall, made, hall.ada, "accepted")
    with pytest.raises(Refused, match="stays as it was"):
        move(hall, made, 20)
    with pytest.raises(IntegrityError, match="it is over"):
        made.attendees.filter(person=hall.ada).update(reply="accepted", replied_at=clock.now())


def test_a_meeting_that_is_under_way_or_held_is_neither_moved_nor_answered(hall: Hall, owner_db: Any) -> None:
    made = hall.call()
    set_status(owner_db, made, "under_way")
    for act in (lambda: move(hall, made, 20), lambda: reply(hall, made, hall.ada, "accepted")):
        with pytest.raises(Refused, match=r"under way|has begun"):
            act()
    owner_db.execute(
        "UPDATE meetings_meeting SET status = 'held', ended_at = now() + interval '99 days' WHERE id = %s", [made.pk]
    )
    with as_(hall.cora), pytest.raises(Refused, match="stays as it was"):
        actions.cancel(meeting=made, by=hall.cora)


def test_an_answer_can_be_given_twice_and_changed_by_nobody_else(hall: Hall, owner_db: Any) -> None:
    made = hall.call(chosen=[hall.ada])
    first = reply(hall, made, hall.ada, "accepted")
    again = reply(hall, made, hall.ada, "accepted")
    assert first.pk == again.pk and again.replied_at >= first.replied_at  # type: ignore[operator]
    assert reply(hall, made, hall.ada, "declined").get_reply_display() == "Does not come"
    for answer in ("", "perhaps"):
        with pytest.raises(Refused, match="one of the three"):
            reply(hall, made, hall.ada, answer)
    for who in (hall.dan, hall.zoe):  # at the table but not invited to this one; nowhere near it
        with pytest.raises(Refused, match="no such meeting"):
            reply(hall, made, who, "accepted")
    late = hall.member(hall.sheriff)  # sits at the table since now, and the list is a day old
    made = hall.call(20)
    owner_db.execute("DELETE FROM meetings_attendee WHERE person_id = %s", [late.pk])
    with pytest.raises(Refused, match="not on the list"):
        reply(hall, made, late, "accepted")
