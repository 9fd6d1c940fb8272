"""Who may hear an item, at the second that it is heard (law R-17): opening, coming late, lapsing, walls, withdrawal."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from cases.actions import cases as closing
from confidentiality import gate
from confidentiality.elements import Element
from mdt.kit import clock
from mdt.kit.errors import Refused
from meetings.actions import room
from meetings.models import Heard, Item, ItemCase
from meetings.queries.room import missing_disciplines, room_of, steps_out
from meetings.vocabulary import Presence
from tests import rooms, rows
from tests.cases.referring import as_, released
from tests.meetings.scene import BAIT, HEARD, Scene, heard


@pytest.fixture
def scene(superuser_db: Any) -> Scene:
    return Scene(superuser_db)


def now(scene: Scene, item: Item, by: Any = None) -> Any:
    with as_(by or scene.cora), gate.own_rows(by or scene.cora):
        return room_of(item)


def test_R17_an_item_opens_when_everybody_in_the_room_may_hear_it(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan, scene.cora)
    item = scene.item(meeting)
    scene.open(meeting, item)
    assert scene.status(item) == "open"
    assert sorted(who for who, _parts in heard(scene.db, scene.case)) == sorted(
        [scene.ada.pk, scene.dan.pk, scene.cora.pk]
    )
    assert {parts for _who, parts in heard(scene.db, scene.case)} == {HEARD | 1}


def test_R17_one_person_without_a_basis_keeps_it_closed(scene: Scene) -> None:
    stranger = rooms.person(rooms.agency(jurisdiction=scene.county))
    rooms.seat(scene.team, stranger)
    rooms.acknowledged(stranger)
    meeting = scene.begun(scene.ada, scene.dan, scene.cora, stranger)
    item = scene.item(meeting)
    with pytest.raises(Refused, match="Not everybody in the room may hear"):
        scene.open(meeting, item)
    assert scene.status(item) == "waiting" and heard(scene.db, scene.case) == []
    with as_(scene.cora):
        assert steps_out(scene.cora, meeting) == {item.pk: [stranger.name]}
    scene.note(meeting, stranger, Presence.OUT)
    scene.open(meeting, item)
    assert scene.status(item) == "open"


def test_R17_the_database_refuses_it_whoever_asks(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.rex, scene.cora)  # at the sheriff's, and the release is not to rex
    item = scene.item(meeting)
    with as_(scene.cora), pytest.raises(IntegrityError) as no, gate.begin(scene.cora):
        Item.objects.filter(pk=item.pk).update(status="open", opened_at=meeting.began_at)
    assert no.value.__cause__.diag.constraint_name == "item_opens_to_all_present"


@pytest.mark.parametrize("parts", [HEARD | int(Element.HEALTH), HEARD | int(Element.CONTACT)])
def test_R17_all_the_parts_have_to_be_open_and_not_one_of_them(scene: Scene, parts: int) -> None:
    meeting = scene.begun(scene.ada, scene.dan)
    item = scene.item(meeting, elements=parts)
    with pytest.raises(Refused):
        scene.open(meeting, item)


def test_nobody_in_the_room_and_nothing_opens(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan)
    item = scene.item(meeting)
    for one in (scene.ada, scene.dan):
        scene.note(meeting, one, Presence.EXCUSED)
    with pytest.raises(Refused):
        scene.open(meeting, item)


def test_R07_a_release_that_lapses_closes_it_at_that_second(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan)
    item = scene.item(meeting)
    scene.open(meeting, item)
    open_now = now(scene, item)
    ends = scene.db.execute("SELECT expires_at FROM confidentiality_release WHERE id = %s", [scene.to_dan]).fetchone()
    assert open_now.may and open_now.closes_at == ends[0]
    scene.withdraw(scene.to_dan)
    released(scene.db, scene.case, scene.sheriff, HEARD, expires_at=clock.now() + timedelta(seconds=1))
    assert now(scene, item).may
    scene.db.execute("SELECT pg_sleep(1.1)")
    assert not now(scene, item).may  # and nothing had to run
    assert scene.status(item) == "open"
    with as_(scene.cora):
        room.settle(meeting=meeting, item=item.public_id, done=False, by=scene.cora)
    with pytest.raises(Refused):
        scene.open(meeting, item)


def test_R08_a_consent_that_is_withdrawn_closes_it(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan)
    item = scene.item(meeting)
    scene.open(meeting, item)
    scene.withdraw(scene.to_dan)
    assert not now(scene, item).may
    scene.note(meeting, scene.dan, Presence.OUT)
    assert now(scene, item).may  # those who are left may


def test_who_comes_late_hears_it_from_then_on_or_stops_it(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan, scene.cora, scene.rex, present=(scene.ada, scene.cora))
    item = scene.item(meeting)
    scene.open(meeting, item)
    scene.note(meeting, scene.dan)
    assert scene.status(item) == "open" and (scene.dan.pk, HEARD | 1) in heard(scene.db, scene.case)
    scene.note(meeting, scene.rex)  # that he is there is a fact: it is noted, and the item stops
    assert scene.status(item) == "stopped"
    assert scene.rex.pk not in {who for who, _parts in heard(scene.db, scene.case)}
    assert scene.attendee(meeting, scene.rex).presence == Presence.PRESENT


def test_somebody_who_walks_in_unasked_is_asked_for_too(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.cora)
    item = scene.item(meeting)
    scene.open(meeting, item)
    seat = scene.team.seats.get(person=scene.rex)
    with as_(scene.cora):
        room.walk_in(meeting=meeting, seat=seat.public_id, by=scene.cora)
    assert scene.status(item) == "stopped"


def test_who_goes_out_has_heard_it_until_then(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan)
    item = scene.item(meeting)
    scene.open(meeting, item)
    scene.note(meeting, scene.dan, Presence.OUT)
    with as_(scene.ada), gate.own_rows(scene.ada):
        told = {one.person_id: one.until for one in Heard.objects.filter(item=item)}
    assert told[scene.dan.pk] is not None and told[scene.ada.pk] is None
    with as_(scene.dan), gate.own_rows(scene.dan):  # what she heard herself, and nobody else
        assert [one.person_id for one in Heard.objects.filter(item=item)] == [scene.dan.pk]


def test_S17_who_is_walled_off_never_learns_that_the_item_exists(scene: Scene) -> None:
    released(scene.db, scene.case, scene.sheriff, HEARD, person=scene.rex)
    meeting = scene.begun(scene.ada, scene.rex, scene.dan)
    first, item, last = scene.words(meeting), scene.item(meeting), scene.words(meeting, "How long the lab takes")
    assert [one.item.pk for one in scene.agenda(scene.rex, meeting)] == [first.pk, item.pk, last.pk]
    scene.wall(scene.rex)
    seen = scene.agenda(scene.rex, meeting)
    assert [(one.number, one.item.pk) for one in seen] == [(1, first.pk), (2, last.pk)]  # no gap
    with as_(scene.rex), gate.own_rows(scene.rex):
        assert not Item.objects.filter(pk=item.pk).exists()
        assert not ItemCase.objects.filter(item=item.pk).exists()
        assert steps_out(scene.rex, meeting) == {}
    with pytest.raises(Refused):  # and it does not open while she is in the room
        scene.open(meeting, item)
    assert len(scene.agenda(scene.dan, meeting)) == 3


def test_R13_what_was_released_to_somebody_cannot_be_brought_by_her(scene: Scene) -> None:
    meeting = scene.meeting()
    with pytest.raises(Exception, match=r"row-level security|agency of record"):
        scene.item(meeting, by=scene.dan)
    assert scene.agenda(scene.ada, meeting) == []


def test_C01_without_a_basis_the_place_is_there_and_the_case_is_not(scene: Scene) -> None:
    meeting = scene.meeting(scene.ada, scene.dan, scene.rex)
    item = scene.item(meeting)
    assert [one.behind for one in scene.agenda(scene.rex, meeting)] == [None]
    (hers,) = scene.agenda(scene.dan, meeting)
    assert hers.behind is not None and hers.behind.case.pk == scene.case.pk
    with as_(scene.rex), gate.own_rows(scene.rex):
        assert not ItemCase.objects.filter(item=item).exists()  # bait: the row is there
    assert scene.agenda(scene.olga, meeting) == []


def test_every_look_at_an_agenda_is_on_record(scene: Scene) -> None:
    meeting = scene.meeting()
    scene.item(meeting)
    count = "SELECT count(*) FROM confidentiality_ledger WHERE actor_id = %s AND purpose = 'meeting.agenda' AND case_ids @> ARRAY[%s::bigint]"
    scene.agenda(scene.dan, meeting)
    assert scene.db.execute(count, [scene.dan.pk, scene.case.pk]).fetchone() == (1,)


def test_A01_without_an_agreement_in_force_no_case_is_talked_about(scene: Scene) -> None:
    other = rooms.team(jurisdiction=scene.county)
    cora = rooms.coordinator(other, rooms.person(scene.cac))
    meeting = scene.meeting(cora, by=cora, team=other)
    with as_(cora), pytest.raises(Refused, match="no agreement in force"):
        room.begin(meeting=meeting, by=cora)
    business = scene.meeting(cora, by=cora, team=other, kind="business")
    with as_(cora):
        room.begin(meeting=business, by=cora)


def test_R18_where_the_law_asks_for_her_release_an_order_is_not_enough(scene: Scene) -> None:
    lou_answers = rooms.person(scene.sheriff, takes_referrals=True)
    rooms.seat(scene.team, lou_answers)
    rooms.acknowledged(lou_answers)
    scene.withdraw(scene.to_dan)
    rows.put(
        scene.db, "confidentiality_mandate", case_id=scene.case.pk, agency_id=scene.harbor.pk, recipient_id=scene.sheriff.pk,
        elements=HEARD | 1, recorded_by_id=scene.ada.pk, recorded_at=clock.now() - timedelta(days=1),
        expires_at=clock.now() + timedelta(days=9),
    )  # fmt: skip
    meeting = scene.begun(scene.ada, lou_answers)
    adult = scene.item(meeting, adult=True)
    scene.open(meeting, adult)  # no such law here: what an order opens can be talked about
    with as_(scene.cora):
        room.settle(meeting=meeting, item=adult.public_id, done=False, by=scene.cora)
    scene.db.execute("UPDATE protocols_agreement SET profile = 'texas' WHERE team_id = %s", [scene.team.pk])
    with pytest.raises(Refused, match="Not everybody"):
        scene.open(meeting, adult)
    released(scene.db, scene.case, scene.sheriff, HEARD)
    scene.open(meeting, adult)


def test_two_people_who_run_one_meeting_do_not_undo_each_other(scene: Scene) -> None:
    second = rooms.coordinator(scene.team, rooms.person(scene.harbor))
    meeting = scene.begun(scene.ada, scene.dan, scene.cora)
    one, other = scene.words(meeting), scene.words(meeting, "Another")
    scene.open(meeting, one)
    with pytest.raises(Refused, match="Another item is being talked about"):
        scene.open(meeting, other, by=second)
    with as_(second), pytest.raises(Refused, match="under way already"):
        room.begin(meeting=meeting, by=second)
    with as_(second), pytest.raises(Refused, match="noted already"):
        room.note(meeting=meeting, attendee=scene.attendee(meeting, scene.dan).public_id, presence="present", by=second)


def test_only_who_leads_it_runs_it(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan)
    item = scene.item(meeting)
    for person in (scene.dan, scene.olga, scene.adam):
        with as_(person), pytest.raises((Refused, gate.RecordNotFound)):
            room.open_item(meeting=meeting, item=item.public_id, by=person)


def test_when_it_ends_what_is_open_stops_and_nothing_is_changed_any_more(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan)
    item = scene.item(meeting)
    scene.open(meeting, item)
    with as_(scene.cora):
        room.end(meeting=meeting, by=scene.cora)
    assert scene.status(item) == "stopped"
    with as_(scene.cora), pytest.raises(Refused, match="over"):
        room.open_item(meeting=meeting, item=item.public_id, by=scene.cora)
    assert BAIT not in str(item)


def test_T10_a_discipline_of_the_table_that_nobody_speaks_for_is_named(scene: Scene) -> None:
    nurse = rooms.person(rooms.agency(jurisdiction=scene.county, sector="health", discipline="medical"))
    rooms.seat(scene.team, nurse)
    meeting = scene.begun(scene.ada, scene.cora)
    there = list(meeting.attendees.all())
    assert [one.value for one in missing_disciplines(meeting, there)] == ["medical"]


def test_C17_who_was_in_the_room_stands_in_the_survivors_accounting(scene: Scene) -> None:
    from cases.queries.accounting import account

    meeting = scene.begun(scene.ada, scene.dan, scene.cora)
    item = scene.item(meeting)
    scene.open(meeting, item)
    with as_(scene.ada), gate.open(scene.ada, scene.case.public_id, purpose="case.accounting") as opened:
        told = [
            one for one in account(opened, clock.now() - timedelta(hours=1), clock.now()).entries if "room" in one.how
        ]
    assert {one.who.split(",")[0] for one in told} == {
        scene.dan.name,
        scene.cora.name,
    }  # her own agency needs no account
    assert all("Released" in one.basis or "release" in one.basis for one in told), told


def test_S17_who_leads_and_is_walled_off_learns_nothing_by_opening_another(scene: Scene) -> None:
    second = rooms.coordinator(scene.team, rooms.person(scene.harbor))
    meeting = scene.begun(scene.ada, scene.dan)
    case, words = scene.item(meeting), scene.words(meeting)
    scene.wall(second)
    scene.open(meeting, case)
    with pytest.raises(Refused) as no:
        scene.open(meeting, words, by=second)
    assert no.value.sentence == "This item cannot be opened now. Try again in a while."
    assert scene.status(words) == "waiting"


def test_C01_the_room_of_an_item_is_told_to_who_sees_it_alone(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan)
    item = scene.item(meeting)
    assert now(scene, item).present == 2
    scene.wall(scene.rex)
    for person in (scene.rex, scene.olga, scene.fay):
        assert (now(scene, item, by=person).present, now(scene, item, by=person).closes_at) == (0, None)


def test_K05_a_case_that_is_closed_while_it_is_talked_about_closes_the_room(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan)
    item = scene.item(meeting)
    scene.open(meeting, item)
    with as_(scene.hana):
        closing.close_case(case=scene.case.public_id, by=scene.hana)
    assert not now(scene, item).may
    with as_(scene.cora):
        room.settle(meeting=meeting, item=item.public_id, done=False, by=scene.cora)
    with pytest.raises(Refused):
        scene.open(meeting, item)
