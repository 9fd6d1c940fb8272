"""Answering a referral: consult, accept, decline, redirect, withdraw, and the steps of its one coordinator."""

import threading
import uuid
from typing import Any

import psycopg
import pytest
from django.db import connection

from agencies.models import Reminder
from cases.actions import answers
from cases.actions import referrals as senders
from cases.closed_lists import answers_to, label
from cases.models import Case, CaseAssignment, Consultation, ReferralEvent, ReferralIntake
from cases.queries.referral_page import page_for
from confidentiality import gate
from confidentiality.wall import difference
from mdt.kit.errors import Refused
from tests import rooms
from tests.cases.referring import Scene, as_, clocks, look, rows


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene()


def do(by: Any, act: Any, referral: uuid.UUID, **given: Any) -> Any:
    with as_(by):
        return act(referral=referral, by=by, **given)


def refusal(by: Any, act: Any, referral: uuid.UUID, **given: Any) -> str:
    with pytest.raises(Refused) as refused:
        do(by, act, referral, **given)
    return refused.value.sentence


def events(by: Any, referral: uuid.UUID) -> list[tuple[str, str, str]]:
    return [(event.before, event.after, event.reason) for event in rows(by, referral, ReferralEvent)]


def accepted(scene: Scene, coordinator: Any = None) -> uuid.UUID:
    sent = scene.send()
    do(scene.dan, answers.accept, sent, coordinator=coordinator or scene.dan)
    return sent


# --- Consulting -------------------------------------------------------------------------------------------------


def test_consulting_asks_and_answers_from_closed_lists(scene: Scene) -> None:
    sent = scene.send()
    do(scene.dan, answers.ask, sent, question="safe_now")
    assert look(scene.ada, sent).status == "consulting"
    assert Reminder.objects.filter(person=scene.ada, key__startswith="question:").exists()
    assert "Choose one" in refusal(scene.ada, senders.answer, sent, question="safe_now", answer="today")
    assert "Choose one" in refusal(scene.ada, senders.answer, sent, question="safe_now", answer="her name is Testa")
    do(scene.ada, senders.answer, sent, question="safe_now", answer="declined")
    (row,) = rows(scene.dan, sent, Consultation)
    assert (row.answer, row.answered_by_id) == ("declined", scene.ada.pk)
    assert "already" in refusal(scene.ada, senders.answer, sent, question="safe_now", answer="yes")


def test_each_question_is_asked_once_and_from_the_list(scene: Scene, owner_db: psycopg.Connection) -> None:
    sent = scene.send()
    do(scene.dan, answers.ask, sent, question="reach")
    assert "already" in refusal(scene.dan, answers.ask, sent, question="reach")
    assert "Choose one" in refusal(scene.dan, answers.ask, sent, question="where does she live")
    (row,) = rows(scene.dan, sent, Consultation)
    told = "referral_id, question, asked_by_id, asked_at, answer"
    copy = f"INSERT INTO cases_consultation ({told}) SELECT {told} FROM cases_consultation WHERE id = %s"
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner_db.execute(copy, [row.pk])
    with pytest.raises(psycopg.errors.CheckViolation):
        owner_db.execute("UPDATE cases_consultation SET answer = 'yes' WHERE id = %s", [row.pk])


def test_T09_every_question_can_be_left_without_an_answer_for_a_reason() -> None:
    from cases.closed_lists import Question

    for question in Question:
        assert [value for value, _ in answers_to(question)][-3:] == ["unknown", "not_collected", "declined"]


def test_the_labels_of_the_closed_lists_do_not_collide() -> None:
    from cases import closed_lists as lists
    from cases.vocabulary import Absence

    kinds = (lists.ScreenedAs, lists.DeclineReason, lists.CloseReason, lists.Question, lists.Answer, Absence)
    values = [value for words in kinds for value in words.values]
    assert len(values) == len(set(values))
    assert all(label(value) for value in values)


# --- Accepting --------------------------------------------------------------------------------------------------


def test_T07_accepting_makes_one_coordinator_and_a_case_in_the_recipients_own_room(scene: Scene) -> None:
    sent = scene.send()
    public_id = do(scene.dan, answers.accept, sent, coordinator=scene.rex)
    referral = look(scene.ada, sent)
    assert (referral.status, referral.coordinator_id) == ("coordinator_assigned", scene.rex.pk)
    assert referral.accepted_agency_id == scene.sheriff.pk
    assert [(e[1]) for e in events(scene.dan, sent)] == ["received", "accepted", "coordinator_assigned"]
    with as_(scene.rex), gate.open(scene.rex, public_id, purpose="test") as opened:
        assert opened.case.agency_id == scene.sheriff.pk
        assert list(CaseAssignment.objects.values_list("user_id", flat=True)) == [scene.rex.pk]
    for person in (scene.ada, scene.hana, scene.dan, scene.gus):  # the sender, and who only passed it on
        with as_(person), pytest.raises(gate.RecordNotFound), gate.open(person, public_id, purpose="test"):
            pass
    assert rows(scene.ada, sent, ReferralIntake) == []
    assert difference(using="owner") == []


def test_T07_coordinator_is_somebody_of_ones_own_agency(scene: Scene) -> None:
    sent = scene.send()
    gone = rooms.person(scene.sheriff, is_active=False)
    for person in (scene.ada, gone, scene.adam):
        assert "own agency" in refusal(scene.dan, answers.accept, sent, coordinator=person)
    assert look(scene.dan, sent).status == "received"


def test_T07_second_accept_gets_a_sentence(scene: Scene) -> None:
    sent = accepted(scene)
    said = refusal(scene.lou, answers.accept, sent, coordinator=scene.lou)
    assert said == f"Already answered: {scene.sheriff.name} has accepted it."


def test_T07_accepted_twice_at_the_same_moment_makes_one_case(scene: Scene) -> None:
    other = rooms.coordinator(scene.team, rooms.person(rooms.agency(jurisdiction=scene.county)))
    sent, came = scene.send(to=scene.to_team()), []

    def accept(person: Any) -> None:
        try:
            came.append(do(person, answers.accept, sent, coordinator=person))
        except Refused as refused:
            came.append(refused.sentence)
        connection.close()

    both = [threading.Thread(target=accept, args=[person]) for person in (scene.cora, other)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    winner = look(scene.ada, sent).accepted_agency
    assert sorted(isinstance(one, uuid.UUID) for one in came) == [False, True]
    assert f"Already answered: {winner.name} has accepted it." in came


def test_T15_no_program_can_answer(worker_db: psycopg.Connection, scene: Scene) -> None:
    sent = scene.send()
    for sql in ("UPDATE cases_referral SET status = 'accepted'", "INSERT INTO cases_case (status) VALUES ('open')",
                "INSERT INTO cases_referralevent (after) VALUES ('accepted')"):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker_db.execute(sql)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):  # nor read what a referral says
        worker_db.execute("SELECT language FROM cases_referral")
    assert look(scene.dan, sent).status == "received"


# --- No, not we, not any more ---------------------------------------------------------------------------------------


def test_C11_declined_and_withdrawn_stay_as_visible_as_accepted(scene: Scene) -> None:
    declined, withdrawn, taken = scene.send(), scene.send(), accepted(scene)
    do(scene.dan, answers.decline, declined, reason="no_capacity")
    do(scene.ada, senders.withdraw, withdrawn)
    people = [one for one in vars(scene).values() if hasattr(one, "email")]
    seen = [{one.pk for one in people if scene.sees(one, sent)} for sent in (declined, withdrawn, taken)]
    assert seen[0] == seen[1] == seen[2]
    assert events(scene.ada, declined)[-1] == ("received", "declined", "no_capacity")


def test_declining_needs_a_reason_of_the_list(scene: Scene) -> None:
    sent = scene.send()
    assert "Choose one" in refusal(scene.dan, answers.decline, sent, reason="we know her")
    assert look(scene.dan, sent).status == "received"


def test_redirecting_sends_the_same_facts_on_and_says_to_whom(scene: Scene) -> None:
    sent = scene.send(to=scene.to_team(), age_band="", absences={"age_band": "declined"})
    on = do(scene.cora, senders.redirect, sent, once=uuid.uuid4(), recipient=scene.to_sheriff())
    old, new = look(scene.ada, sent), look(scene.dan, on)
    assert (new.from_agency_id, new.sent_by_id, new.redirected_from_id) == (scene.cac.pk, scene.cora.pk, old.pk)
    assert (new.absences, new.language, new.asked_for) == (old.absences, old.language, old.asked_for)
    assert old.status == "redirected"
    assert not scene.sees(scene.ada, on)
    with as_(scene.ada), gate.open_referral(scene.ada, sent, purpose="test") as opened:
        told = page_for(scene.ada, opened).happened[-1]
        assert (told.who, told.why) == (scene.cac.name, scene.sheriff.name)  # agencies, not people
    assert list(clocks(scene.dan, on)) == ["consult"]
    assert "redirected" in refusal(scene.cora, senders.redirect, sent, once=uuid.uuid4(), recipient=scene.to_sheriff())


def test_redirecting_twice_from_one_page_sends_one(scene: Scene) -> None:
    sent, once = scene.send(to=scene.to_team()), uuid.uuid4()
    first, second = (do(scene.cora, senders.redirect, sent, once=once, recipient=scene.to_sheriff()) for _ in range(2))
    assert first == second


def test_redirecting_leads_neither_back_nor_to_where_it_is(scene: Scene) -> None:
    sent = scene.send(to=scene.to_team())
    for key in (f"agency:{scene.harbor.public_id}", f"agency:{scene.cac.public_id}", scene.to_team()):
        assert "takes no referrals" in refusal(scene.cora, senders.redirect, sent, once=uuid.uuid4(), recipient=key)


def test_withdrawn_answers_nobody_any_more(scene: Scene) -> None:
    sent = scene.send()
    do(scene.ada, senders.withdraw, sent)
    assert "withdrawn" in refusal(scene.dan, answers.accept, sent, coordinator=scene.dan)
    assert not Reminder.objects.filter(
        key__startswith=f"referral:{look(scene.ada, sent).pk}:", cancelled_at=None
    ).exists()


def test_accepted_can_no_longer_be_withdrawn(scene: Scene) -> None:
    assert "has accepted it" in refusal(scene.ada, senders.withdraw, accepted(scene))


def test_each_side_does_its_own_things_only(scene: Scene) -> None:
    sent = scene.send()
    assert "answer for" in refusal(scene.ada, answers.decline, sent, reason="conflict")
    assert "that sent" in refusal(scene.dan, senders.withdraw, sent)
    assert "coordinator" in refusal(scene.dan, answers.step, sent, action="contact")
    assert "supervisor" in refusal(scene.dan, answers.reassign, sent, coordinator=scene.rex)
    for stranger in (scene.olga, scene.bea, scene.rex, scene.adam):
        with pytest.raises(gate.RecordNotFound):
            do(stranger, answers.decline, sent, reason="conflict")


def test_a_refusal_is_on_record(scene: Scene, owner_db: psycopg.Connection) -> None:
    sent = scene.send()
    refusal(scene.dan, senders.withdraw, sent)
    kept = owner_db.execute(
        "SELECT purpose, outcome FROM confidentiality_ledger WHERE actor_id = %s AND kind = 'refused' ORDER BY id DESC",
        [scene.dan.pk],
    ).fetchone()
    assert kept == ("referral.withdraw", "denied")


# --- The steps --------------------------------------------------------------------------------------------------


def test_the_coordinator_walks_the_steps_and_the_sender_sees_where_it_is(scene: Scene) -> None:
    sent = accepted(scene)
    for action in ("contact", "schedule", "review", "plan", "follow_up"):
        do(scene.dan, answers.step, sent, action=action)
    do(scene.dan, answers.step, sent, action="close", reason="survivor_ended")
    do(scene.dan, answers.step, sent, action="reopen")
    assert look(scene.ada, sent).status == "reopened"
    assert [event[1] for event in events(scene.ada, sent)][3:] == [
        "first_contact", "mdt_scheduled", "in_review", "plan", "follow_up", "closed", "reopened",
    ]  # fmt: skip


def test_why_it_was_closed_stays_where_the_work_was_done(scene: Scene) -> None:
    sent = accepted(scene)
    do(scene.dan, answers.step, sent, action="close", reason="no_contact")
    told = {}
    for person in (scene.dan, scene.ada):
        with as_(person), gate.open_referral(person, sent, purpose="test") as opened:
            told[person.pk] = page_for(person, opened).happened[-1]
    assert (told[scene.dan.pk].why, told[scene.dan.pk].who) == ("No contact came about", scene.dan.name)
    assert (told[scene.ada.pk].why, told[scene.ada.pk].who) == ("", scene.sheriff.name)


def test_steps_out_of_order_get_a_sentence(scene: Scene) -> None:
    sent = accepted(scene)
    assert "does not follow" in refusal(scene.dan, answers.step, sent, action="review")
    assert "Choose one" in refusal(scene.dan, answers.step, sent, action="accept")
    assert "Choose one" in refusal(scene.dan, answers.step, sent, action="close", reason="tired of it")


def test_T07_reassignment_is_the_supervisors_and_is_logged(scene: Scene) -> None:
    sent = accepted(scene)
    do(scene.lou, answers.reassign, sent, coordinator=scene.rex)
    assert look(scene.lou, sent).coordinator_id == scene.rex.pk
    assert events(scene.lou, sent)[-1] == ("coordinator_assigned", "coordinator_assigned", f"person:{scene.rex.pk}")
    assert {clock.owner_id for clock in clocks(scene.lou, sent).values() if clock.met_at is None} == {scene.rex.pk}
    (intake,) = rows(scene.lou, sent, ReferralIntake)
    with as_(scene.lou), gate.own_rows(scene.lou):
        case = Case.objects.get(pk=intake.case_id)
        assert list(case.assignments.values_list("user_id", flat=True)) == [scene.rex.pk]
    assert "already" in refusal(scene.lou, answers.reassign, sent, coordinator=scene.rex)
    do(scene.rex, answers.step, sent, action="contact")
    assert "Only the coordinator" in refusal(scene.dan, answers.step, sent, action="close", reason="done")
    assert difference(using="owner") == []
