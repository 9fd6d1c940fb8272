"""Stories that catch the usual mistakes of such systems, told from the side of somebody who tries. Each one first shows that
what must not be seen is there to be seen."""

import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from agencies.models import AgencySigner, Person
from cases.actions import access
from cases.actions.referrals import send
from confidentiality import gate
from confidentiality.actions import releases
from confidentiality.elements import Element
from confidentiality.models import Release
from confidentiality.signers import Standing
from mdt.kit import ids
from mdt.kit.acting import Acting, acting
from mdt.kit.errors import Refused
from tests import rooms
from tests.confidentiality import afar
from tests.confidentiality.test_releases import NAME, Doors, sees, sign

FACTS = {"tier": 2, "urgency": "soon", "risk_band": "", "area_kind": "county", "age_band": "", "language": "", "access_needs": [],
         "asked_for": ["advocacy"], "absences": {}}  # fmt: skip


def page(doors: Doors, *more: str) -> str:
    return "/".join(["", "cases", str(doors.case.public_id), *more, ""])


def ends_in(owner_db: Any, release: uuid.UUID, seconds: float) -> None:
    """The owner moves the end, which nobody else can."""
    with owner_db.transaction():
        owner_db.execute("ALTER TABLE confidentiality_release DISABLE TRIGGER fixed")
        owner_db.execute("UPDATE confidentiality_release SET expires_at = clock_timestamp() + make_interval(secs => %s)"
                         " WHERE public_id = %s", [seconds, release])  # fmt: skip
        owner_db.execute("ALTER TABLE confidentiality_release ENABLE TRIGGER fixed")


def test_C03_T02_a_coordinator_whom_the_prosecutor_employs_sees_no_name(doors, acting_as, as_person) -> None:
    paul = rooms.person(rooms.agency(sector="local_prosecution", discipline="prosecution", regimes=["VOCA"]))
    table = rooms.agreed(rooms.team(jurisdiction=doors.ada.agency.jurisdiction), paul)
    rooms.coordinator(table, paul)
    with acting_as(doors.ada):
        send(by=doors.ada, once=ids.public_id(), recipient=f"team:{table.public_id}", case=doors.case.public_id,
             answers=FACTS | {"area": doors.ada.agency.jurisdiction})  # fmt: skip
    answer = as_person(paul).get("/referrals/").content.decode()
    assert doors.ada.agency.name in answer  # the referral is there
    assert NAME not in answer and doors.case.code not in answer
    assert as_person(paul).get(page(doors)).status_code == 404


def test_C01_C04_a_name_that_another_shelter_knows_is_found_like_a_name_that_nobody_knows(
    doors, as_person, owner_db
) -> None:
    olga = as_person(doors.other)
    assert doors.case.code in as_person(doors.ada).post("/cases/search/", {"text": NAME}).content.decode()
    known, unknown = (olga.post("/cases/search/", {"text": name}) for name in (NAME, "Testa Person-000"))
    assert known.status_code == unknown.status_code
    assert len(known.content.replace(NAME.encode(), b"")) == len(unknown.content.replace(b"Testa Person-000", b""))
    rows = owner_db.execute(
        "SELECT agency_id, case_ids FROM confidentiality_ledger WHERE actor_id = %s AND kind = 'search'",
        [doors.other.pk],
    ).fetchall()
    assert rows == [(doors.other.agency_id, [])] * 2
    looked = as_person(doors.ada).get(page(doors, "who-looked")).content.decode()
    assert doors.other.agency.name not in looked


def test_C03_C21_who_runs_the_installation_is_refused_and_it_is_on_record(doors, as_person, owner_db) -> None:
    root = rooms.person(None)
    browser = as_person(root)
    for path in (page(doors), page(doors, "show", "identity"), "/admin/", "/admin/cases/case/1/change/"):
        assert browser.get(path).status_code == 404
    rows = owner_db.execute(
        "SELECT outcome FROM confidentiality_ledger WHERE actor_id = %s AND kind = 'look'", [root.pk]
    ).fetchall()
    assert rows == [("denied",)] * 2


def test_R07_a_release_that_ends_during_a_meeting_ends_for_everybody_in_the_room(
    doors, given, as_person, owner_db
) -> None:
    lou = rooms.person(doors.dan.agency, is_supervisor=True)
    made, screens = given(), [as_person(doors.dan), as_person(lou)]
    assert all(NAME in s.get(page(doors, "show", "identity")).content.decode() for s in screens)
    ends_in(owner_db, made, 1.0)
    owner_db.execute("SELECT pg_sleep(1.1)")
    assert [s.get(page(doors, "show", "identity")).status_code for s in screens] == [404, 404]
    assert [s.get(page(doors)).status_code for s in screens] == [404, 404]
    assert all(doors.case.code not in s.get("/cases/").content.decode() for s in screens)


def test_R08_C22_her_call_shuts_the_open_page_the_paper_the_copy_and_the_link(as_person) -> None:
    """She calls, and a colleague who cannot open the record takes it down. All that the recipient holds in her hand, and the
    link that waits to be signed, is nothing at the next request."""
    scene = afar.afar(methods=["here", "paper", "copy"])
    doors = scene.doors
    with acting(Acting(doors.ada.pk, doors.ada.agency_id, "test")):
        sign(doors, scene.release)
        releases.countersign(case=doors.case.public_id, release=scene.release, by=doors.ada)
        longer = doors.terms(methods=["here"], purpose="housing")
        waits = releases.prepare(case=doors.case.public_id, terms=longer, extends=scene.release, by=doors.ada)
    link = afar.Afar(doors, waits, scene.phone).make()
    dan, paths = as_person(doors.dan), [page(doors), page(doors, "show", "identity"), page(doors, "released.pdf")[:-1],
                                        page(doors, "copy", "identity")]  # fmt: skip
    assert [dan.get(path).status_code for path in paths] == [200] * 4
    assert b"name" in link.open().content
    bea = as_person(doors.bea)
    assert bea.get(page(doors)).status_code == 404
    bea.post("/releases/withdraw/", {"code": doors.case.code, "channel": "oral"})
    assert [dan.get(path).status_code for path in paths] == [404] * 4
    assert link.sign().status_code == 404 and link.signed() == []


def person_of(doors: Doors, relation: str, harmed_her: str, harmed_parent: str) -> uuid.UUID:
    from cases.models import InvolvedPerson

    made = ids.public_id()
    with acting(Acting(doors.ada.pk, doors.ada.agency_id, "test")), \
            gate.action(doors.ada, doors.case.public_id, Element.PEOPLE, purpose="test") as opened:  # fmt: skip
        InvolvedPerson(case=opened.case, agency=doors.ada.agency, updated_by=doors.ada, public_id=made, relation=relation,
                       harmed_her=harmed_her, harmed_parent=harmed_parent).save()  # fmt: skip
    return made


def test_C07_C08_the_father_who_harmed_the_mother_she_and_her_daughter_and_the_daughter_alone(doors, acting_as) -> None:
    father, mother = person_of(doors, "father", "no", "yes"), person_of(doors, "mother", "no", "no")
    child = doors.terms(standing=Standing(age=14, emancipated=False, guardian="none", service="advocacy"))
    with acting_as(doors.ada):
        made = releases.prepare(case=doors.case.public_id, terms=child, by=doors.ada)
        with pytest.raises(Refused, match="harmed her or her other parent"):
            sign(doors, made, capacity="parent", name="Father", signer=father)
        sign(doors, made, capacity="parent", name="Mother", signer=mother)
        with pytest.raises(Refused, match="A signature is missing: The survivor"):
            releases.countersign(case=doors.case.public_id, release=made, by=doors.ada)
        sign(doors, made)
        releases.countersign(case=doors.case.public_id, release=made, by=doors.ada)
    assert sees(doors.dan, doors, acting_as)


def test_C08_the_daughter_alone_for_a_service_that_the_state_lets_her_use_alone(doors, acting_as, owner_db) -> None:
    place = rooms.county(state="YY")
    owner_db.execute("UPDATE agencies_agency SET jurisdiction_id = %s WHERE id = %s", [place.pk, doors.ada.agency_id])
    owner_db.execute("INSERT INTO confidentiality_selfconsentrule (state, service, from_age, citation, checked_on, verified)"
                     " VALUES ('YY', 'counseling', 14, 'A code', now(), true) ON CONFLICT DO NOTHING")  # fmt: skip
    daughter = {"age": 14, "emancipated": False, "guardian": "none"}
    with acting_as(doors.ada):
        counseling = doors.terms(standing=Standing(**daughter, service="counseling"))
        made = releases.prepare(case=doors.case.public_id, terms=counseling, by=doors.ada)
        sign(doors, made)
        releases.countersign(case=doors.case.public_id, release=made, by=doors.ada)
        assert sees(doors.dan, doors, acting_as)
    with acting_as(doors.ada):
        shelter = doors.terms(standing=Standing(**daughter, service="shelter"))
        other = releases.prepare(case=doors.case.public_id, terms=shelter, by=doors.ada)
        sign(doors, other)
        with pytest.raises(Refused, match="A signature is missing"):
            releases.countersign(case=doors.case.public_id, release=other, by=doors.ada)


def test_C12_signing_whatever_can_be_signed_opens_nothing(doors, acting_as) -> None:
    from django.contrib.auth.models import Permission

    table = rooms.team(jurisdiction=doors.ada.agency.jurisdiction)
    everybody = [doors.ada, doors.bea, doors.dan, doors.tom, doors.other]
    before = [(p.pk, e, sees(p, doors, acting_as, e)) for p in everybody for e in (Element.IDENTITY, Element.COVER)]
    assert (doors.ada.pk, Element.IDENTITY, True) in before and (doors.dan.pk, Element.IDENTITY, False) in before
    right = Permission.objects.get(codename="sign_for_agency")
    for person in everybody:
        rooms.seat(table, person)
        rooms.acknowledged(person)
        rooms._kept(AgencySigner(content_object_id=person.agency_id, user_id=person.pk, permission_id=right.pk))
    assert [
        (p.pk, e, sees(p, doors, acting_as, e)) for p in everybody for e in (Element.IDENTITY, Element.COVER)
    ] == before


# --- Six more ---------------------------------------------------------------------------------------------------


def test_C09_a_release_to_the_sheriff_is_none_to_the_victim_services_in_the_same_house(doors, given, acting_as) -> None:
    component = rooms.agency(sector="victim_services", parent_id=doors.dan.agency_id)
    vic = rooms.person(component, takes_referrals=True, is_supervisor=True)
    given()
    assert sees(doors.dan, doors, acting_as) and not sees(vic, doors, acting_as)


def test_S17_the_deputy_whom_she_fears_works_where_the_release_goes(doors, given, acting_as, as_person) -> None:
    rex, hana = rooms.person(doors.dan.agency, takes_referrals=True), rooms.person(doors.ada.agency, is_supervisor=True)
    given()
    assert sees(rex, doors, acting_as)
    with acting_as(hana):
        access.recuse(case=doors.case.public_id, person=rex, by=hana)
    browser, stranger = as_person(rex), as_person(doors.tom)
    for path in (page(doors), page(doors, "show", "identity"), "/cases/", "/"):
        mine, theirs = browser.get(path), stranger.get(path)
        assert mine.status_code == theirs.status_code
        assert doors.case.code not in mine.content.decode() and NAME not in mine.content.decode()
    assert sees(doors.dan, doors, acting_as)  # and for her colleague nothing has changed


def test_R08_two_advocates_at_once_one_opens_while_the_other_takes_back(doors, acting_as) -> None:
    """Whatever the order, at the end it is shut: taking back wins over opening."""
    for _ in range(3):
        with acting_as(doors.ada):
            made = releases.prepare(case=doors.case.public_id, terms=doors.terms(), by=doors.ada)
            sign(doors, made)
        at_once(
            lambda made=made: releases.countersign(case=doors.case.public_id, release=made, by=doors.ada),
            lambda made=made: releases.withdraw(case=doors.case.public_id, release=made, channel="oral", by=doors.ada),
            who=doors.ada,
        )  # fmt: skip
        with acting_as(doors.ada), gate.own_rows(doors.ada):
            assert Release.objects.get(public_id=made).status == "withdrawn"
        assert not sees(doors.dan, doors, acting_as)


def at_once(*acts: Callable[[], Any], who: Person) -> list[Exception | None]:
    """Each in a thread and a connection of its own; what each of them was refused with."""
    gun, came = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        with acting(Acting(who.pk, who.agency_id, "test")):
            gun.wait()
            try:
                act()
            except Refused as refused:
                came[place] = refused  # type: ignore[call-overload]
        connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return came  # type: ignore[return-value]


def test_R21_a_form_that_is_sent_twice_makes_one_release(doors, acting_as) -> None:
    terms = doors.terms()
    with acting_as(doors.ada):
        first, second = (releases.prepare(case=doors.case.public_id, terms=terms, by=doors.ada) for _ in range(2))
        assert first == second
        releases.withdraw(case=doors.case.public_id, release=first, channel="oral", by=doors.ada)
        assert (
            releases.prepare(case=doors.case.public_id, terms=terms, by=doors.ada) != first
        )  # taken back is not sent twice


def test_R03_the_named_detective_changes_to_another_agency(doors, given, acting_as, owner_db) -> None:
    given(recipient_person=doors.dan.pk)
    assert sees(doors.dan, doors, acting_as)
    elsewhere = rooms.agency(sector="local_police")
    owner_db.execute("UPDATE agencies_person SET agency_id = %s WHERE id = %s", [elsewhere.pk, doors.dan.pk])
    assert not sees(doors.dan, doors, acting_as)


def test_S12_an_emergency_at_the_recipients_opens_no_record_that_was_taken_back(doors, given, acting_as) -> None:
    lou = rooms.person(doors.dan.agency, is_supervisor=True)
    made = given()
    with acting_as(doors.ada):
        releases.withdraw(case=doors.case.public_id, release=made, channel="oral", by=doors.ada)
    with acting_as(doors.dan), pytest.raises(Refused, match="no record of your agency"):
        access.break_glass(code=doors.case.code, reason="danger", alerted=lou, by=doors.dan)
    assert not sees(doors.dan, doors, acting_as)


def test_an_hour_that_comes_twice_is_asked_again(doors, as_person) -> None:
    """01:30 on the night when the clocks go back is two instants, and 02:30 in spring is none: the page says so and keeps
    what was typed."""
    ada: Client = as_person(doors.ada)
    for moment in ("2027-11-07 01:30", "2027-03-14 02:30"):
        text = ada.post(
            page(doors, "releases", "new"), {"expires_at": moment, "in_her_words": "Words that stay"}
        ).content.decode()
        assert "Words that stay" in text and moment[:10] in text
        assert "That time does not exist or comes twice on that day" in text
    ordinary = ada.post(page(doors, "releases", "new"), {"expires_at": "2027-11-07 04:30"}).content.decode()
    assert "comes twice" not in ordinary
