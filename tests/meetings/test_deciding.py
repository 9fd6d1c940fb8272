"""Decisions by a rule fixed beforehand, one stance for each agency, dissent kept; tasks with owner and day; minutes fixed."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError
from hypothesis import given, settings
from hypothesis import strategies as st

from agencies.models import Reminder
from agencies.queries.teams import today_of
from confidentiality import gate
from mdt.kit.errors import Refused
from meetings.actions import deciding, minutes, room
from meetings.models import Decision, Item, Meeting, Stance, Task
from meetings.queries.deciding import tasks_for, tasks_of, written
from meetings.vocabulary import Presence
from tests.cases.referring import as_
from tests.meetings.scene import Scene
from tests.meetings.voting import table

RULE = {"threshold": "all_agree", "least": None}


@pytest.fixture
def scene(superuser_db: Any) -> Scene:
    return Scene(superuser_db)


def opened(scene: Scene, *people: Any) -> tuple[Meeting, Item]:
    meeting = scene.begun(*(people or (scene.ada, scene.dan, scene.cora)))
    item = scene.item(meeting)
    scene.open(meeting, item)
    return meeting, Item(pk=item.pk, meeting_id=meeting.pk)


def put(scene: Scene, item: Item, **fields: Any) -> Decision:
    with as_(scene.cora):
        return deciding.propose(item=item, by=scene.cora, **{"step": "interview", "proposal": "", **RULE, **fields})


def says(scene: Scene, one: Decision, agency: Any, number: int, **fields: Any) -> None:
    said = {"holding": "", "words": "", "seen": None, **fields}
    with as_(scene.cora):
        deciding.stand(decision=one, agency=agency, number=number, by=scene.cora, **said)


def decided(scene: Scene, one: Decision) -> str:
    with as_(scene.cora):
        return deciding.close(decision=one, by=scene.cora)


def test_P06_silence_is_no_consent_and_dissent_is_kept(scene: Scene) -> None:
    _meeting, item = opened(scene)
    one = put(scene, item)
    says(scene, one, scene.harbor, 1)
    says(scene, one, scene.cac, 2)
    other = put(scene, item, step="exam")
    assert decided(scene, one) == "not_carried"  # the sheriff's said nothing
    for agency, number in ((scene.harbor, 1), (scene.cac, 4), (scene.sheriff, 3)):
        says(scene, other, agency, number, holding="capacity" if number == 3 else "")
    assert decided(scene, other) == "carried"
    with as_(scene.dan), gate.own_rows(scene.dan):
        told = written([item])[item.pk]
    assert [put.decision.outcome for put in told.decisions] == ["not_carried", "carried"]
    assert {(s.agency_id, s.number, s.holding) for s in told.decisions[1].dissent} == {
        (scene.cac.pk, 4, ""), (scene.sheriff.pk, 3, "capacity"),
    }  # fmt: skip


def test_P06_a_7_or_8_says_why_and_about_a_case_from_a_list(scene: Scene) -> None:
    _meeting, item = opened(scene)
    one = put(scene, item)
    with pytest.raises(Refused, match="what stands in the way") as no:
        says(scene, one, scene.sheriff, 8)
    assert no.value.about == "holding"
    says(scene, one, scene.sheriff, 8, holding="law")
    for agency in (scene.harbor, scene.cac):
        says(scene, one, agency, 1)
    assert decided(scene, one) == "not_carried"
    with pytest.raises(Refused, match="decided already"):
        decided(scene, one)


def test_P06_a_veto_of_who_has_gone_home_still_counts(scene: Scene) -> None:
    meeting, item = opened(scene)
    one = put(scene, item)
    says(scene, one, scene.sheriff, 8, holding="safety")
    for agency in (scene.harbor, scene.cac):
        says(scene, one, agency, 1)
    scene.note(meeting, scene.dan, Presence.OUT)
    assert decided(scene, one) == "not_carried"


def test_P06_two_thirds_at_the_least(scene: Scene) -> None:
    _meeting, item = opened(scene)
    with pytest.raises(Refused, match="from 2, which is two thirds, to 3") as no:
        put(scene, item, threshold="at_least", least=1)
    assert no.value.about == "least"
    one = put(scene, item, threshold="at_least", least=2)
    says(scene, one, scene.harbor, 1)
    says(scene, one, scene.sheriff, 3)
    assert decided(scene, one) == "carried"


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    numbers=st.lists(st.none() | st.integers(1, 8), min_size=3, max_size=3),
    rule=st.sampled_from(["no_objection", "all_agree", "at_least"]),
)
def test_P06_the_database_carries_nothing_that_the_rule_does_not(numbers: list[int | None], rule: str) -> None:
    scene, item = table()
    one = put(scene, item, threshold=rule, least=2 if rule == "at_least" else None)
    for agency, number in zip((scene.harbor, scene.cac, scene.sheriff), numbers, strict=True):
        if number is not None:
            says(scene, one, agency, number, holding="law" if number > 6 else "")
    naive = {
        "no_objection": None not in numbers and all(n < 7 for n in numbers if n),
        "all_agree": None not in numbers and all(n <= 4 for n in numbers if n),
        "at_least": 8 not in numbers and sum(n is not None and n <= 3 for n in numbers) >= 2,
    }[rule]
    if not naive:
        with as_(scene.cora), pytest.raises(IntegrityError), gate.begin(scene.cora):
            one.outcome, one.closed_at = "carried", one.put_at
            one.save()
    assert decided(scene, one) == ("carried" if naive else "not_carried")


def test_T12_about_a_case_there_are_no_words_to_write(scene: Scene) -> None:
    _meeting, item = opened(scene)
    with pytest.raises(IntegrityError):
        put(scene, item, step="", proposal="Testa Person-741 goes to the shelter")
    one = put(scene, item)
    with pytest.raises(IntegrityError, match="no words about a case"):
        says(scene, one, scene.sheriff, 3, words="she said that")
    with as_(scene.cora), pytest.raises(IntegrityError):
        deciding.add_task(
            item=item,
            step="",
            what="Call Testa",
            owner=owner(scene, item, scene.dan),
            due_on=soon(scene),
            by=scene.cora,
        )


def soon(scene: Scene) -> date:
    return today_of(scene.team) + timedelta(days=7)


def owner(scene: Scene, item: Item, person: Any) -> UUID:
    return Meeting.objects.get(pk=item.meeting_id).attendees.get(person=person).public_id


def task(scene: Scene, item: Item, person: Any, **fields: Any) -> Task:
    with as_(scene.cora):
        return deciding.add_task(
            item=item, owner=owner(scene, item, person), by=scene.cora,
            **{"step": "interview", "what": "", "due_on": soon(scene), **fields},
        )  # fmt: skip


def test_T10_a_task_has_who_does_it_and_by_when_and_is_reminded_of(scene: Scene) -> None:
    _meeting, item = opened(scene)
    made = task(scene, item, scene.dan)
    with as_(scene.dan):
        assert [one.pk for one in tasks_for(scene.dan)] == [made.pk]
    waiting = Reminder.objects.filter(key__startswith=f"task:{made.pk}:", cancelled_at=None)
    assert [one.person_id for one in waiting] == [scene.dan.pk] * 2 and {one.path for one in waiting} == {
        "/meetings/tasks/"
    }
    with as_(scene.dan):
        deciding.settle_task(task=made.public_id, done=True, by=scene.dan)
    assert not waiting.all().exists()
    with as_(scene.dan), pytest.raises(Refused, match="settled already"):
        deciding.settle_task(task=made.public_id, done=False, by=scene.dan)


def test_a_task_about_a_case_goes_to_nobody_who_may_not_hear_it(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan, scene.cora, scene.rex, present=(scene.ada, scene.dan))
    case = scene.item(meeting)
    scene.open(meeting, case)
    with pytest.raises(Refused, match="may not hear this case") as no:
        task(scene, Item(pk=case.pk, meeting_id=meeting.pk), scene.rex)
    assert no.value.about == "owner"


def test_S17_a_wall_takes_the_task_and_the_decision_away(scene: Scene) -> None:
    _meeting, item = opened(scene)
    made, one = task(scene, item, scene.dan), put(scene, item)
    scene.wall(scene.dan)
    with as_(scene.dan), gate.own_rows(scene.dan):
        assert not Task.objects.filter(pk=made.pk).exists() and not Decision.objects.filter(pk=one.pk).exists()
    with as_(scene.cora), gate.own_rows(scene.cora):
        assert Task.objects.filter(pk=made.pk).exists()  # bait


def test_R07_when_the_basis_ends_the_owner_keeps_the_task_and_not_the_case(scene: Scene) -> None:
    _meeting, item = opened(scene)
    made, one = task(scene, item, scene.dan), put(scene, item)
    says(scene, one, scene.harbor, 1)
    scene.withdraw(scene.to_dan)
    with as_(scene.dan), gate.own_rows(scene.dan):
        assert Task.objects.get(pk=made.pk).step == "interview"
        assert not Decision.objects.filter(pk=one.pk).exists() and not Stance.objects.filter(decision=one.pk).exists()
    with as_(scene.rex):
        assert tasks_of(scene.rex, [scene.team.pk]) == []  # never had a basis
    with as_(scene.cora):
        assert [t.pk for t in tasks_of(scene.cora, [scene.team.pk])] == [made.pk]


def test_nothing_is_written_when_the_item_is_not_open(scene: Scene) -> None:
    meeting, item = opened(scene)
    with as_(scene.cora):
        room.settle(meeting=meeting, item=_public(scene, item), done=False, by=scene.cora)
    with pytest.raises(Refused, match="not being talked about"):
        put(scene, item)


def _public(scene: Scene, item: Item) -> UUID:
    with as_(scene.cora), gate.own_rows(scene.cora):
        return Item.objects.get(pk=item.pk).public_id


def test_two_people_note_one_agency(scene: Scene) -> None:
    _meeting, item = opened(scene)
    one = put(scene, item)
    says(scene, one, scene.sheriff, 2)
    with pytest.raises(Refused, match="something else for this agency"):
        says(scene, one, scene.sheriff, 5)
    says(scene, one, scene.sheriff, 5, seen=2)


def held(scene: Scene) -> tuple[Meeting, Item, Decision]:
    meeting, item = opened(scene, scene.ada, scene.dan, scene.cora)
    one = put(scene, item)
    with as_(scene.cora):
        room.settle(meeting=meeting, item=_public(scene, item), done=True, by=scene.cora)
        room.end(meeting=meeting, by=scene.cora)
    return Meeting.objects.get(pk=meeting.pk), item, one


def test_T12_minutes_are_approved_by_another_agency_and_then_fixed(scene: Scene) -> None:
    meeting, item, one = held(scene)
    with as_(scene.cora), pytest.raises(Refused, match="another agency"):
        minutes.approve(meeting=meeting, by=scene.cora)
    with as_(scene.bea), pytest.raises(Refused, match="who was there"):
        minutes.approve(meeting=meeting, by=scene.bea)
    with as_(scene.dan):
        kept = minutes.approve(meeting=meeting, by=scene.dan)
    kept.refresh_from_db()
    assert len(kept.sha256) == 64
    with as_(scene.dan), pytest.raises(Refused, match="approved already"):
        minutes.approve(meeting=meeting, by=scene.dan)
    for change in (
        f"UPDATE meetings_item SET minutes = 11 WHERE id = {item.pk}",
        f"UPDATE meetings_decision SET outcome = 'carried', closed_at = now() WHERE id = {one.pk}",
        f"UPDATE meetings_attendee SET presence = 'absent' WHERE meeting_id = {meeting.pk}",
    ):
        with pytest.raises(Exception, match=r"over|approved|stands"):
            scene.db.execute(change)


def test_who_was_not_there_learns_that_there_is_something_to_read(scene: Scene) -> None:
    meeting = scene.begun(scene.ada, scene.dan, scene.cora, scene.bea, present=(scene.ada, scene.dan))
    with as_(scene.cora):
        room.end(meeting=meeting, by=scene.cora)
    with as_(scene.dan):
        kept = minutes.approve(meeting=Meeting.objects.get(pk=meeting.pk), by=scene.dan)
    told = Reminder.objects.filter(key__startswith=f"minutes:{meeting.pk}:")
    assert {one.person_id for one in told} == {scene.bea.pk}
    with as_(scene.bea):
        minutes.read(minutes=kept, by=scene.bea)
        with pytest.raises(Refused):
            minutes.read(minutes=kept, by=scene.bea)
