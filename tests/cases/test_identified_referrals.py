"""A referral carries parts of a record by a basis that is in force there, and by nothing else (law T-01, R-03, R-13)."""

import re
import uuid
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from agencies.models import Reminder
from cases.actions import answers
from cases.actions import referrals as actions
from cases.models import Referral, ReferralCarried, ReferralOrigin
from confidentiality import gate
from confidentiality.elements import Element
from mdt.kit.acting import Acting, transaction_as
from mdt.kit.errors import Refused
from tests import rooms
from tests.cases.referring import Scene, as_, look, released

NAME, WORDS = "Testa Person-881", "Testa what she wants-881"
E = Element
PARTS = int(E.IDENTITY | E.VICTIMIZATION)


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def case(scene: Scene) -> Any:
    return rooms.case(scene.ada, name=NAME)


def carry(scene: Scene, case: Any, elements: int = PARTS, **more: Any) -> uuid.UUID:
    with as_(scene.ada):
        return actions.send(
            by=scene.ada, once=uuid.uuid4(), recipient=more.pop("to", scene.to_sheriff()), answers=scene.answers(),
            case=case.public_id, carries=elements, **more,
        )  # fmt: skip


def typed(scene: Scene, **changed: Any) -> dict[str, Any]:
    given = {
        "recipient": scene.to_sheriff(), "travels": "identified", "carries": ["2"], "tier": "1", "urgency": "now",
        "area_kind": "county", "area": str(scene.county.public_id), "asked_for": ["advocacy"], "once": str(uuid.uuid4()),
        "stage": "check",
    }  # fmt: skip
    return {**given, **changed}


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def url(case: Any) -> str:
    return f"/cases/{case.public_id}/refer/"


def test_T01_what_a_live_basis_names_travels_and_is_read_where_it_is(scene, case, owner_db, as_person) -> None:
    released(owner_db, case, scene.sheriff, PARTS)
    sent = carry(scene, case)
    assert look(scene.dan, sent).identified
    page = words(as_person(scene.dan).get(f"/referrals/{sent}/"))
    assert "Released with it" in page
    assert f"/cases/{case.public_id}/show/identity/" in page
    assert f"/cases/{case.public_id}/show/words/" not in page
    assert NAME not in page  # the referral points to it; the look at it is a look of its own
    assert NAME in words(as_person(scene.dan).get(f"/cases/{case.public_id}/show/identity/"))
    assert "with released parts" in words(as_person(scene.dan).get("/referrals/"))
    assert "They can open these parts now." in words(as_person(scene.ada).get(f"/referrals/{sent}/"))


@pytest.mark.parametrize(
    ("end", "at_all"),
    [
        ("status = 'withdrawn'", False), ("status = 'void'", False), ("status = 'active'", True),
    ],
)  # fmt: skip
def test_T01_R07_nothing_of_it_is_left_when_the_release_ends(scene, case, owner_db, as_person, end, at_all) -> None:
    made = released(owner_db, case, scene.sheriff, PARTS)
    sent = carry(scene, case)
    dan = as_person(scene.dan)
    assert "Released with it" in words(dan.get(f"/referrals/{sent}/"))  # the bait
    owner_db.execute(f"UPDATE confidentiality_release SET {end} WHERE id = %s", [made])
    page = words(dan.get(f"/referrals/{sent}/"))
    assert ("Released with it" in page, str(case.public_id) in page) == (at_all, at_all)
    for address in ("", "show/identity/", "copy/identity/", "released.pdf"):
        answer = dan.get(f"/cases/{case.public_id}/{address}")
        assert (answer.status_code != 404) is (at_all and address != "released.pdf"), address
    assert "Released with it" in words(as_person(scene.ada).get(f"/referrals/{sent}/"))


def test_T01_the_clock_ends_it_too(scene, case, owner_db, as_person) -> None:
    made = released(owner_db, case, scene.sheriff, PARTS)
    sent = carry(scene, case)
    owner_db.execute(
        "ALTER TABLE confidentiality_release DISABLE TRIGGER fixed; ALTER TABLE confidentiality_release DISABLE TRIGGER guard"
    )
    try:
        owner_db.execute(
            "UPDATE confidentiality_release SET expires_at = now() - interval '1 second' WHERE id = %s", [made]
        )
    finally:
        owner_db.execute(
            "ALTER TABLE confidentiality_release ENABLE TRIGGER fixed; ALTER TABLE confidentiality_release ENABLE TRIGGER guard"
        )
    assert "Released with it" not in words(as_person(scene.dan).get(f"/referrals/{sent}/"))


@pytest.mark.parametrize(
    ("names", "alone", "carries", "sentence"),
    [
        (PARTS, False, PARTS | E.NARRATIVE, "naming .* and In her own words, would open this"),
        (PARTS, True, PARTS, "names one person at .* everybody who answers"),
        (0, False, PARTS, "naming .* and Identity, What happened, as categories, would open this"),
        (PARTS, False, 1, "Choose which parts"),
    ],
)
def test_T01_R03_no_less_than_what_is_carried_and_no_named_person(
    scene, case, owner_db, names: int, alone: bool, carries: int, sentence: str
) -> None:
    if names:
        released(owner_db, case, scene.sheriff, names, person=scene.dan if alone else None)
    with pytest.raises(Refused, match=sentence):
        carry(scene, case, carries)
    assert not owner_db.execute("SELECT 1 FROM cases_referralorigin WHERE case_id = %s", [case.pk]).fetchall()


def test_R03_never_to_the_pool_of_a_team(scene, case, owner_db) -> None:
    released(owner_db, case, scene.cac, PARTS)
    with pytest.raises(Refused, match="Not to a team"):
        carry(scene, case, to=scene.to_team())


def test_T01_a_basis_at_another_agency_carries_nothing_here(scene, case, owner_db) -> None:
    released(owner_db, case, scene.cac, PARTS)
    with pytest.raises(Refused, match="Not without her signature"):
        carry(scene, case)


@pytest.mark.parametrize("live", [True, False])
def test_T01_the_database_itself_lets_no_part_in_without_a_basis(scene, case, owner_db, live) -> None:
    """As the web, with no program in between: the row policy, and the flag that says exactly that there is a row."""
    made = released(owner_db, case, scene.sheriff, PARTS)
    if not live:
        owner_db.execute("UPDATE confidentiality_release SET status = 'withdrawn' WHERE id = %s", [made])
    with as_(scene.ada):

        def put(elements: int) -> None:
            with gate.action(scene.ada, case.public_id, purpose="test") as opened:
                referral = Referral(
                    from_agency=scene.harbor, sent_by=scene.ada, once=uuid.uuid4(), to_agency=scene.sheriff,
                    identified=True, **scene.answers(),
                )  # fmt: skip
                referral.save()
                ReferralOrigin(referral=referral, case=opened.case).save()
                ReferralCarried(referral=referral, case=opened.case, elements=elements).save()

        if live:
            put(PARTS)
        with pytest.raises(Exception, match="row-level security"):
            put(PARTS | (E.LOCATION if live else 0))


@pytest.mark.parametrize("flag", [True, False])
def test_T01_identified_says_exactly_that_something_is_carried(scene, case, owner_db, flag) -> None:
    sent = scene.send(case=case.public_id)
    key = look(scene.ada, sent).pk
    with pytest.raises(psycopg.errors.CheckViolation, match="identity needs a basis"), owner_db.transaction():
        if flag:
            columns = "from_agency_id, sent_by_id, sent_at, to_agency_id, tier, urgency, risk_band, area_kind, area_id, age_band," \
                " language, access_needs, asked_for, absences, status"  # fmt: skip
            owner_db.execute(
                f"INSERT INTO cases_referral (public_id, code, once, identified, {columns}) SELECT gen_random_uuid(), 'XX',"
                f" gen_random_uuid(), true, {columns} FROM cases_referral WHERE id = %s", [key],
            )  # fmt: skip
        else:
            owner_db.execute(
                "INSERT INTO cases_referralcarried (referral_id, case_id, elements) VALUES (%s, %s, 2)", [key, case.pk]
            )


def test_R13_the_recipient_carries_nothing_on(scene, case, owner_db, acting_as) -> None:
    """She may read it; sending it on, releasing it again and adding people to it are the agency of record's alone."""
    released(owner_db, case, scene.sheriff, PARTS)
    released(owner_db, case, scene.cac, PARTS)  # a basis there is, and still it is not hers to carry
    sent = carry(scene, case)
    with as_(scene.dan), gate.open(scene.dan, case.public_id, E.IDENTITY, purpose="test") as opened:
        assert opened.elements & E.IDENTITY  # the bait
    with as_(scene.dan), pytest.raises(gate.RecordNotFound):
        actions.send(
            by=scene.dan, once=uuid.uuid4(), recipient=f"agency:{scene.cac.public_id}", answers=scene.answers(),
            case=case.public_id, carries=2,
        )  # fmt: skip
    with as_(scene.dan):
        on = actions.redirect(referral=sent, once=uuid.uuid4(), recipient=f"agency:{scene.cac.public_id}", by=scene.dan)
    assert not look(scene.gus, on).identified
    with as_(scene.gus), gate.open_referral(scene.gus, on, purpose="test"):
        assert not ReferralCarried.objects.exists()


@pytest.mark.parametrize(
    "address",
    ["refer/", "releases/", "releases/new/", "access/", "access/assign/", "identity/edit/", "who-looked/"],
)
def test_R13_no_page_by_which_the_recipient_could_pass_it_on(scene, case, owner_db, as_person, address) -> None:
    released(owner_db, case, scene.sheriff, PARTS)
    data = {"person": str(scene.rex.public_id)}
    assert as_person(scene.dan).get(f"/cases/{case.public_id}/").status_code == 200  # the bait
    assert as_person(scene.ada).get(f"/cases/{case.public_id}/{address}").status_code != 404 or "assign" in address
    dan = as_person(scene.dan)
    assert dan.get(f"/cases/{case.public_id}/{address}").status_code in (404, 405)
    assert dan.post(f"/cases/{case.public_id}/{address}", data).status_code in (404, 405, 302)
    assert as_person(scene.rex).get(f"/cases/{case.public_id}/").status_code == 404


def test_R13_the_database_takes_no_release_and_no_worker_from_the_recipient(scene, case, owner_db) -> None:
    released(owner_db, case, scene.sheriff, PARTS)
    who = Acting(scene.dan.pk, scene.dan.agency_id, "test")
    tries = {
        "confidentiality_release": "(public_id, case_id, agency_id, recipient_id, elements, purpose, methods, prepared_at,"
        " prepared_by_id, expires_at, sha256, status, channel) SELECT gen_random_uuid(), id, agency_id, %(to)s, 3, 'safety',"
        " '{here}', now(), %(me)s, now() + interval '1 day', '', 'prepared', '' FROM cases_case WHERE id = %(case)s",
        "cases_caseassignment": "(content_object_id, user_id, permission_id) SELECT id, %(me)s, (SELECT id FROM auth_permission"
        " WHERE codename = 'work_case') FROM cases_case WHERE id = %(case)s",
    }
    for table, values in tries.items():
        with pytest.raises(Exception, match="row-level security"), transaction.atomic(), transaction_as(who):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM cases_case WHERE id = %s", [case.pk])
                assert cursor.fetchone()  # the bait
                given = {"to": scene.cac.pk, "me": scene.dan.pk, "case": case.pk}
                cursor.execute(f"INSERT INTO {table} {values}", given)


def test_a_coordinator_who_does_not_answer_sees_nothing_more(scene, case, owner_db, as_person) -> None:
    released(owner_db, case, scene.sheriff, PARTS)
    sent = carry(scene, case)
    assert "another coordinator does not see them" in words(as_person(scene.lou).get(f"/referrals/{sent}/accept/"))
    with as_(scene.lou):
        answers.accept(referral=sent, coordinator=scene.rex, by=scene.lou)
    rex = as_person(scene.rex)
    page = words(rex.get(f"/referrals/{sent}/"))
    assert "Released with it" not in page
    assert str(case.public_id) not in page
    assert rex.get(f"/cases/{case.public_id}/").status_code == 404
    assert "Released with it" in words(as_person(scene.dan).get(f"/referrals/{sent}/"))


def test_T01_the_form_says_what_is_open_where_and_the_check_page_shows_their_page(
    scene, case, owner_db, as_person
) -> None:
    ada = as_person(scene.ada)
    assert "naming" in words(ada.post(url(case), typed(scene)))
    released(owner_db, case, scene.sheriff, PARTS)
    page = words(ada.get(url(case)))
    assert f"Released to {scene.sheriff.name}" in page
    assert "Released to nobody now" in page
    check = words(ada.post(url(case), typed(scene)))
    assert "Nothing has left yet." in check
    stays, leaves = check.split("Released with it, as", 1)
    assert "<li>Identity</li>" not in stays
    assert "<li>Location</li>" in stays
    assert re.search(r"/releases/[0-9a-f-]{36}/preview/identity/", leaves)
    assert "Which record this comes from" not in check
    sent = ada.post(url(case), typed(scene, stage="send"))
    assert sent.status_code == 302
    assert "Identity" in words(as_person(scene.dan).get(sent.headers["Location"]))


def test_T01_what_ended_between_checking_and_sending_is_told_and_recorded(scene, case, owner_db, as_person) -> None:
    made = released(owner_db, case, scene.sheriff, PARTS)
    ada, given = as_person(scene.ada), typed(scene)
    assert "Nothing has left yet." in words(ada.post(url(case), given))
    owner_db.execute("UPDATE confidentiality_release SET status = 'withdrawn' WHERE id = %s", [made])
    page = words(ada.post(url(case), {**given, "stage": "send"}))
    assert "A release signed by the survivor, naming" in page
    assert not Reminder.objects.filter(person=scene.dan).exists()
