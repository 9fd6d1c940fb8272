"""Who is walled off from a record is walled off from the referrals tied to it, cannot tell, and is told of (law S-17, S-18)."""

import time
import uuid
from typing import Any

import pytest

from agencies.models import Reminder
from cases.actions import access, answers
from cases.actions import referrals as actions
from cases.models import Clock, Consultation, ReferralEvent
from confidentiality import gate
from mdt.kit.errors import Refused
from tests import rooms
from tests.cases.referring import Scene, as_, clocks
from tests.cases.test_clocks import age
from tests.cases.test_referral_escalation import run


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def case(scene: Scene) -> Any:
    return rooms.case(scene.ada)


def wall_off(scene: Scene, case: Any, person: Any, by: Any = None) -> None:
    by = by or scene.hana
    with as_(by):
        access.recuse(case=case.public_id, person=person, by=by)


def sees(person: Any, referral: uuid.UUID, as_person: Any) -> dict[str, bool]:
    """By every way that there is."""
    client, found = as_person(person), {}
    with as_(person):
        try:
            with gate.open_referral(person, referral, purpose="test") as opened:
                found["page"] = True
                rows = (ReferralEvent, Clock, Consultation)
                found["rows"] = any(model.objects.filter(referral=opened.referral).exists() for model in rows)
        except gate.RecordNotFound:
            found["page"] = found["rows"] = False
        mine = [row.public_id for row in gate.browse_referrals(person, purpose="test").rows]
        found["list"] = referral in mine
        found["count"] = gate.browse_referrals(person, purpose="test").total > 0
    for name, path in {"today": "/", "waiting": "/referrals/", "all": "/referrals/?show=all"}.items():
        found[name] = str(referral) in client.get(path, follow=True).content.decode()
    return found


def test_S17_a_wall_around_the_case_it_came_from_hides_the_referral_from_whoever_she_is(scene, case, as_person) -> None:
    sent = scene.send(case=case.public_id)
    assert all(sees(scene.dan, sent, as_person).values())  # the bait
    wall_off(scene, case, scene.dan)
    assert not any(sees(scene.dan, sent, as_person).values())
    assert sees(scene.lou, sent, as_person)["page"]  # nobody else
    wall_off(scene, case, scene.ada)  # her own colleague, who wrote it
    assert not sees(scene.ada, sent, as_person)["page"]


def test_S17_it_follows_what_was_sent_on(scene, case, as_person) -> None:
    sent = scene.send(case=case.public_id)
    with as_(scene.dan):
        on = actions.redirect(referral=sent, once=uuid.uuid4(), recipient=f"agency:{scene.cac.public_id}", by=scene.dan)
    assert sees(scene.gus, on, as_person)["list"]
    wall_off(scene, case, scene.gus)
    assert not any(sees(scene.gus, on, as_person).values())


def test_S17_a_wall_around_the_case_it_became_spares_the_sender_alone(scene, case, as_person, owner_db) -> None:
    sent = scene.send(case=case.public_id)
    with as_(scene.lou):
        became = answers.accept(referral=sent, coordinator=scene.dan, by=scene.lou)
    intake = owner_db.execute("SELECT id FROM cases_case WHERE public_id = %s", [became]).fetchone()[0]
    second = rooms.person(scene.sheriff, is_supervisor=True)
    for person in (scene.dan, scene.ada):
        owner_db.execute(
            "INSERT INTO confidentiality_recusal (case_id, person_id, recorded_by_id, recorded_at)"
            " VALUES (%s, %s, %s, now())",
            [intake, person.pk, second.pk],
        )
    assert not any(sees(scene.dan, sent, as_person).values())
    assert sees(scene.ada, sent, as_person)["page"]  # she would learn from its absence what became of it


def test_S17_hidden_and_missing_are_one_answer(scene, case, as_person) -> None:
    sent = scene.send(case=case.public_id)
    wall_off(scene, case, scene.dan)
    dan = as_person(scene.dan)
    for word in ("", "accept/", "decline/", "screen/", "ask/", "redirect/"):
        there, gone = (dan.get(f"/referrals/{one}/{word}") for one in (sent, uuid.uuid4()))
        assert (there.status_code, there.content) == (gone.status_code, gone.content), word
        assert there.status_code == 404
        posted = [dan.post(f"/referrals/{one}/{word}") for one in (sent, uuid.uuid4())]
        assert posted[0].status_code == posted[1].status_code


def test_S17_nobody_behind_a_wall_is_reminded(scene, case, owner_db) -> None:
    wall_off(scene, case, scene.dan)
    scene.send(case=case.public_id)
    owner_db.execute("UPDATE agencies_person SET takes_referrals = true WHERE id = %s", [scene.rex.pk])
    scene.send(case=case.public_id)
    hear = set(Reminder.objects.filter(key__startswith="referral:").values_list("person_id", flat=True))
    assert scene.rex.pk in hear  # the bait
    assert scene.dan.pk not in hear


def test_S17_no_missed_clock_is_told_to_who_is_walled_off(scene, case, owner_db) -> None:
    clock = clocks(scene.lou, scene.send(case=case.public_id))["consult"].pk
    wall_off(scene, case, scene.dan)
    age(owner_db, clock)
    run("escalate_clocks")
    hear = set(Reminder.objects.filter(key__startswith=f"missed:{clock}:").values_list("person_id", flat=True))
    assert hear == {scene.lou.pk}


def test_S17_nobody_behind_a_wall_becomes_its_coordinator(scene, case) -> None:
    sent = scene.send(case=case.public_id)
    wall_off(scene, case, scene.rex)
    with as_(scene.lou), pytest.raises(Refused, match="cannot take this on"):
        answers.accept(referral=sent, coordinator=scene.rex, by=scene.lou)
    with as_(scene.lou):
        answers.accept(referral=sent, coordinator=scene.dan, by=scene.lou)


def test_S17_a_try_is_brought_once_to_who_supervises_and_is_not_walled_off(scene, case, as_person) -> None:
    sent = scene.send(case=case.public_id)
    second = rooms.person(scene.harbor, is_supervisor=True)
    third = rooms.person(scene.harbor, is_supervisor=True)
    wall_off(scene, case, scene.dan)
    wall_off(scene, case, third)
    mine = Reminder.objects.filter(
        key__startswith="wall:", person__in=[scene.hana, second, third, scene.ada, scene.dan]
    )
    assert not mine.exists()
    dan = as_person(scene.dan)
    assert dan.get(f"/cases/{case.public_id}/").status_code == 404
    assert dan.get(f"/referrals/{sent}/").status_code == 404
    run("tell_of_walls", times=2)  # at the same moment
    run("tell_of_walls")
    assert sorted(mine.values_list("person_id", flat=True)) == sorted([scene.hana.pk, second.pk])
    for row in mine:
        assert row.path == "/cases/attempts/"
        assert case.code not in row.key
    page = as_person(scene.hana).get("/cases/attempts/").content.decode()
    assert page.count(case.code) == 2  # the record, and the referral tied to it
    assert scene.dan.name not in page  # her agency is named, she is not
    assert scene.sheriff.name in page
    assert case.code not in as_person(third).get("/cases/attempts/").content.decode()
    assert case.code not in as_person(scene.lou).get("/cases/attempts/").content.decode()
    assert as_person(scene.ada).get("/cases/attempts/").status_code == 404
    looked = as_person(scene.hana).get(f"/cases/{case.public_id}/who-looked/").content.decode()
    assert scene.sheriff.name in looked


def test_S17_a_look_before_the_wall_or_of_a_stranger_is_no_try(scene, case, as_person) -> None:
    for person in (scene.dan, scene.olga):
        assert as_person(person).get(f"/cases/{case.public_id}/").status_code == 404
    wall_off(scene, case, scene.dan)
    run("tell_of_walls")
    assert not Reminder.objects.filter(key__startswith="wall:", person=scene.hana).exists()


def test_S18_locking_one_account_out_of_one_record_counts_at_the_next_request(scene, case, as_person) -> None:
    ada, began = as_person(scene.ada), time.monotonic()
    assert ada.get(f"/cases/{case.public_id}/").status_code == 200
    answer = as_person(scene.hana).post(f"/cases/{case.public_id}/access/recuse/", {"person": str(scene.ada.public_id)})
    assert answer.status_code == 302
    assert ada.get(f"/cases/{case.public_id}/").status_code == 404
    assert time.monotonic() - began < 60


def test_S17_the_worker_learns_no_case_from_its_question(scene, case, as_person, worker_db) -> None:
    wall_off(scene, case, scene.dan)
    as_person(scene.dan).get(f"/cases/{case.public_id}/")
    row = worker_db.execute("SELECT * FROM mdt_walled_attempts(7)").description
    assert [column.name for column in row] == ["recusal_id", "on_day", "supervisor_id"]
