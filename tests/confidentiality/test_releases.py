"""A release is the only door between rooms: what opens it, how little it opens, and everything that closes it."""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.test import Client

from agencies.models import Person
from cases.actions.cases import close_case
from cases.models import Identity, InvolvedPerson
from confidentiality import gate
from confidentiality.actions import releases as actions
from confidentiality.elements import Element
from confidentiality.models import Release
from confidentiality.signers import Standing
from confidentiality.terms import Terms
from mdt.kit import clock
from mdt.kit.errors import Refused
from tests import rooms
from tests.counting import Asked

NAME = "Testa Person-771"
ADULT = Standing(age=31, emancipated=False, guardian="none", service="advocacy")


@dataclass
class Doors:
    """Ada's case, and another agency with somebody who answers, somebody who does not, and somebody at a third one."""

    ada: Person
    bea: Person
    dan: Person
    tom: Person
    other: Person
    case: Any

    def terms(self, **changes: Any) -> Terms:
        given = Terms(
            kind="normal", recipient=self.dan.agency_id, recipient_person=None, elements=int(Element.IDENTITY),
            purpose="safety", in_her_words="So that they know whom to ask for", methods=["here"], withheld="", copy="none",
            expires_at=clock.now() + timedelta(days=15), why_long="", alternatives=True, risks=True, voluntary=True, spoken="en",
            language="en", interpreting="none", interpreter="", interpreter_apart=False, standing=ADULT,
        )  # fmt: skip
        return replace(given, **changes)


@pytest.fixture
def doors() -> Doors:
    home, police = rooms.agency(), rooms.agency(sector="local_police", discipline="law_enforcement")
    ada, bea = rooms.person(home), rooms.person(home)
    dan, tom = rooms.person(police, takes_referrals=True), rooms.person(police)
    other = rooms.person(rooms.agency(), takes_referrals=True, is_supervisor=True)
    return Doors(ada, bea, dan, tom, other, rooms.case(ada, name=NAME))


@pytest.fixture
def given(doors: Doors, acting_as: Callable[[Person], Any]) -> Callable[..., uuid.UUID]:
    """Prepared, signed by her and countersigned by Ada."""

    def make(**changes: Any) -> uuid.UUID:
        with acting_as(doors.ada):
            made = actions.prepare(case=doors.case.public_id, terms=doors.terms(**changes), by=doors.ada)
            sign(doors, made)
            actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
        return made

    return make


def sign(doors: Doors, release: uuid.UUID, **changes: Any) -> None:
    with gate.own_rows(doors.ada):
        shown = Release.objects.get(public_id=release).sha256
    values = {"capacity": "survivor", "name": NAME, "way": "device", "shown": shown, "language": "en", **changes}
    actions.sign(case=doors.case.public_id, release=release, by=doors.ada, **values)


def sees(who: Person, doors: Doors, acting_as: Callable[[Person], Any], element: Element = Element.IDENTITY) -> bool:
    with acting_as(who):
        try:
            with gate.open(who, doors.case.public_id, element, purpose="test") as opened:
                return Identity.objects.filter(case=opened.case).exists() and bool(opened.elements & element)
        except gate.RecordNotFound:
            return False


def test_R06_it_opens_when_signed_and_countersigned_and_not_before(doors, acting_as) -> None:
    with acting_as(doors.ada):
        made = actions.prepare(case=doors.case.public_id, terms=doors.terms(), by=doors.ada)
    assert not sees(doors.dan, doors, acting_as)
    with acting_as(doors.ada), pytest.raises(Refused, match="A signature is missing: The survivor"):
        actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
    with acting_as(doors.ada):
        sign(doors, made)
    assert not sees(doors.dan, doors, acting_as)
    with acting_as(doors.ada):
        actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
    assert sees(doors.dan, doors, acting_as)


def test_R03_R04_R12_only_the_named_parts_to_the_named_recipient_in_one_direction(doors, given, acting_as) -> None:
    given()
    assert sees(doors.dan, doors, acting_as)
    assert not sees(doors.dan, doors, acting_as, Element.NARRATIVE)
    assert not sees(doors.tom, doors, acting_as)  # of the same agency, but answers nothing there
    assert not sees(doors.other, doors, acting_as)
    theirs = rooms.case(doors.dan, name="Testa Person-772")
    with acting_as(doors.ada), pytest.raises(gate.RecordNotFound), gate.open(doors.ada, theirs.public_id, purpose="t"):
        pass


def test_R03_a_named_person_and_nobody_else_there(doors, given, acting_as) -> None:
    given(recipient_person=doors.tom.pk)
    assert sees(doors.tom, doors, acting_as)
    assert not sees(doors.dan, doors, acting_as)


def test_the_recipient_sees_the_released_parts_and_nothing_else_of_the_page(doors, given, as_person) -> None:
    given()
    dan, path = as_person(doors.dan), f"/cases/{doors.case.public_id}/"
    page = dan.get(path).content.decode()
    assert "Identity" in page
    for hidden in (
        "Safe contact",
        "In her own words",
        "Time line",
        doors.ada.name,
        "Who works on it",
        "Close the record",
    ):
        assert hidden not in page
    assert NAME in dan.get(f"{path}show/identity/").content.decode()
    for address in (
        "show/words/",
        "access/",
        "who-looked/",
        "releases/",
        "releases/new/",
        "identity/edit/",
        "show/contact/",
    ):
        assert dan.get(path + address).status_code == 404, address
    for button in ("close/", "identity/edit/"):
        assert dan.post(path + button).status_code == 404, button


def test_R07_it_ends_at_its_second_and_nothing_has_to_run(doors, given, acting_as, owner_db, as_person) -> None:
    made = given()
    dan, path = as_person(doors.dan), f"/cases/{doors.case.public_id}/"
    assert dan.get(path).status_code == 200
    owner_db.execute("ALTER TABLE confidentiality_release DISABLE TRIGGER fixed")
    try:
        owner_db.execute(
            "UPDATE confidentiality_release SET expires_at = clock_timestamp() + interval '1.5 seconds' WHERE public_id = %s",
            [made],
        )
    finally:
        owner_db.execute("ALTER TABLE confidentiality_release ENABLE TRIGGER fixed")
    assert dan.get(path).status_code == 200
    owner_db.execute("SELECT pg_sleep(1.6)")
    assert dan.get(path).status_code == 404
    assert not sees(doors.dan, doors, acting_as)


def test_R08_R09_anybody_there_takes_it_back_in_two_clicks(doors, given, as_person) -> None:
    made = given()
    dan, path = as_person(doors.dan), f"/cases/{doors.case.public_id}/show/identity/"
    assert NAME in dan.get(path).content.decode()
    ada = as_person(doors.ada)
    first = ada.get(f"/cases/{doors.case.public_id}/releases/{made}/withdraw/")
    assert b'name="channel" value="oral"' in first.content
    assert ada.post(f"/cases/{doors.case.public_id}/releases/{made}/withdraw/", {"channel": "oral"}).status_code == 302
    assert dan.get(path).status_code == 404
    assert ada.post(f"/cases/{doors.case.public_id}/releases/{made}/withdraw/", {"channel": "oral"}).status_code == 302


def test_R08_a_colleague_who_does_not_work_on_it_takes_it_back_by_the_code_and_learns_nothing(
    doors, given, as_person, acting_as
) -> None:
    given()
    bea, stranger = as_person(doors.bea), as_person(doors.other)
    assert bea.get(f"/cases/{doors.case.public_id}/").status_code == 404
    answers = []
    for client, code in ((stranger, doors.case.code), (bea, "AAA-AAAA"), (bea, doors.case.code)):
        assert sees(doors.dan, doors, acting_as)
        answer = client.post("/releases/withdraw/", {"code": code, "channel": "oral"})
        answers.append(
            (answer.status_code, answer.url, client.get("/releases/withdraw/").content.count(b"everything released"))
        )
    assert answers == [answers[0]] * 3
    assert not sees(doors.dan, doors, acting_as)
    assert bea.get(f"/cases/{doors.case.public_id}/").status_code == 404


def test_S17_who_is_walled_off_takes_nothing_back(doors, given, acting_as, owner_db) -> None:
    given()
    owner_db.execute(
        "INSERT INTO confidentiality_recusal (case_id, person_id, recorded_by_id, recorded_at) VALUES (%s, %s, %s, now())",
        [doors.case.pk, doors.bea.pk, doors.ada.pk],
    )
    with acting_as(doors.bea):
        actions.withdraw_all(code=doors.case.code, channel="oral", by=doors.bea)
    assert sees(doors.dan, doors, acting_as)


def test_R01_R02_R03_R04_bad_terms_store_nothing(doors, acting_as) -> None:
    now = clock.now()
    everything = 0
    for one in ("NARRATIVE", "IDENTITY", "CONTACT", "LOCATION", "DEMOGRAPHICS", "VICTIMIZATION", "PEOPLE"):
        everything |= int(Element[one])
    systems = rooms.agency(sector="research")
    for changes, said in (
        ({"expires_at": now - timedelta(seconds=1)}, "in the past"),
        ({"expires_at": now + timedelta(days=31)}, "written reason"),
        ({"expires_at": now + timedelta(days=91), "why_long": "trial"}, "90 days"),
        ({"elements": 0}, "at least one part"),
        ({"elements": int(Element.PRIVILEGED)}, "at least one part"),
        ({"elements": everything}, "Everything cannot"),
        ({"recipient": doors.ada.agency_id}, "your own agency"),
        ({"recipient": systems.pk}, "systems work only"),
        ({"recipient_person": doors.other.pk}, "does not work at"),
    ):
        with acting_as(doors.ada), pytest.raises(Refused, match=said):
            actions.prepare(case=doors.case.public_id, terms=doors.terms(**changes), by=doors.ada)
    with acting_as(doors.ada), gate.own_rows(doors.ada):
        assert not Release.objects.filter(case=doors.case).exists()


def test_R02_thirty_one_days_with_a_reason(doors, given, acting_as) -> None:
    given(expires_at=clock.now() + timedelta(days=31), why_long="The hearing is in four weeks")
    assert sees(doors.dan, doors, acting_as)


def test_R21_a_page_that_was_changed_is_not_signed(doors, acting_as) -> None:
    with acting_as(doors.ada):
        made = actions.prepare(case=doors.case.public_id, terms=doors.terms(), by=doors.ada)
        other = doors.terms(elements=int(Element.LOCATION)).sha256(str(doors.case.public_id), doors.ada.agency_id)
        with pytest.raises(Refused, match="something else than the release says"):
            sign(doors, made, shown=other)


@pytest.mark.parametrize(("column", "value"), [
    ("elements", "4"), ("expires_at", "now() + interval '80 days'"), ("recipient_id", "agency_id + 9999"), ("sha256", "'x'"),
    ("purpose", "'other'"), ("recipient_person_id", "prepared_by_id"),
])  # fmt: skip
def test_R11_E12_nothing_of_it_changes_once_it_is_there(doors, given, owner_db, column, value) -> None:
    made = given()
    with pytest.raises(psycopg.errors.CheckViolation, match="does not change"):
        owner_db.execute(f"UPDATE confidentiality_release SET {column} = {value} WHERE public_id = %s", [made])


@pytest.mark.parametrize("before", ["withdrawn", "void", "closed", "replaced"])
def test_what_is_over_does_not_come_back(doors, given, owner_db, before) -> None:
    made = given()
    owner_db.execute("UPDATE confidentiality_release SET status = %s WHERE public_id = %s", [before, made])
    with pytest.raises(psycopg.errors.CheckViolation, match="does not come back"):
        owner_db.execute("UPDATE confidentiality_release SET status = 'active' WHERE public_id = %s", [made])


def test_R06_the_database_itself_opens_nothing_without_the_signatures(doors, acting_as) -> None:
    with acting_as(doors.ada):
        made = actions.prepare(case=doors.case.public_id, terms=doors.terms(), by=doors.ada)
        with (
            pytest.raises(Exception, match="not signed by everybody"),
            gate.action(doors.ada, doors.case.public_id, purpose="t"),
        ):
            release = Release.objects.get(public_id=made)
            release.status, release.countersigned_by = "active", doors.ada
            release.save()


def test_R11_a_longer_one_is_a_new_one_and_ends_the_old(doors, given, acting_as) -> None:
    first = given()
    with acting_as(doors.ada):
        longer = doors.terms(expires_at=clock.now() + timedelta(days=20), elements=int(Element.CONTACT))
        second = actions.prepare(case=doors.case.public_id, terms=longer, extends=first, by=doors.ada)
        sign(doors, second)
        actions.countersign(case=doors.case.public_id, release=second, by=doors.ada)
        with gate.own_rows(doors.ada):
            assert Release.objects.get(public_id=first).status == "replaced"
    assert not sees(doors.dan, doors, acting_as)  # identity was in the first alone


def test_K05_closing_the_record_ends_what_was_released(doors, given, acting_as) -> None:
    given()
    boss = rooms.person(doors.ada.agency, is_supervisor=True)
    with acting_as(boss):
        close_case(case=doors.case.public_id, by=boss)
    assert not sees(doors.dan, doors, acting_as)


MINOR = Standing(age=14, emancipated=False, guardian="none", service="advocacy")


def parent(doors: Doors, acting_as: Callable[[Person], Any], **fields: Any) -> InvolvedPerson:
    with (
        acting_as(doors.ada),
        gate.action(doors.ada, doors.case.public_id, Element.PEOPLE, purpose="case.edit") as opened,
    ):
        one = InvolvedPerson(
            case=opened.case,
            agency=doors.ada.agency,
            updated_by=doors.ada,
            relation="Mother",
            name="Testa Parent",
            **fields,
        )
        one.save()
    return one


def test_C08_a_minor_signs_with_a_parent_who_did_not_harm_anybody(doors, acting_as) -> None:
    mother = parent(doors, acting_as, harmed_her="no", harmed_parent="no")
    father = parent(doors, acting_as, harmed_her="no", harmed_parent="yes")
    unknown = parent(doors, acting_as)
    with acting_as(doors.ada):
        made = actions.prepare(case=doors.case.public_id, terms=doors.terms(standing=MINOR), by=doors.ada)
        sign(doors, made)
        with pytest.raises(Refused, match="A parent or guardian"):
            actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
        with pytest.raises(Refused, match="cannot sign for her"):
            sign(doors, made, capacity="parent", signer=father.public_id)
        with pytest.raises(Refused, match="Write down first"):
            sign(doors, made, capacity="parent", signer=unknown.public_id)
        sign(doors, made, capacity="parent", signer=mother.public_id)
        actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
    assert sees(doors.dan, doors, acting_as)


def test_C07_a_signer_marked_later_voids_it_at_once(doors, acting_as) -> None:
    mother = parent(doors, acting_as, harmed_her="no", harmed_parent="no")
    with acting_as(doors.ada):
        made = actions.prepare(case=doors.case.public_id, terms=doors.terms(standing=MINOR), by=doors.ada)
        sign(doors, made)
        sign(doors, made, capacity="parent", signer=mother.public_id)
        actions.countersign(case=doors.case.public_id, release=made, by=doors.ada)
    assert sees(doors.dan, doors, acting_as)
    with acting_as(doors.ada), gate.action(doors.ada, doors.case.public_id, Element.PEOPLE, purpose="case.edit"):
        mother = InvolvedPerson.objects.get(pk=mother.pk)
        mother.harmed_her = "yes"
        mother.save()
    assert not sees(doors.dan, doors, acting_as)
    with acting_as(doors.ada), gate.own_rows(doors.ada):
        assert Release.objects.get(public_id=made).status == "void"


def test_C15_without_any_release_the_own_work_goes_on(doors, as_person: Callable[[Person], Client]) -> None:
    ada = as_person(doors.ada)
    for address in ("", "show/identity/", "identity/edit/", "releases/"):
        assert ada.get(f"/cases/{doors.case.public_id}/{address}").status_code == 200


def test_R22_what_ends_soon_is_told_to_the_releasing_agency_alone(doors, given, as_person, owner_db) -> None:
    given(expires_at=clock.now() + timedelta(days=6))
    given(expires_at=clock.now() + timedelta(days=8), elements=int(Element.CONTACT))
    page = as_person(doors.ada).get("/").content.decode()
    assert page.count(f'<span class="code">{doors.case.code}</span>') == 1
    for other in (doors.dan, doors.bea, doors.other):
        assert doors.case.code not in as_person(other).get("/").content.decode()
    row = owner_db.execute(
        "SELECT case_ids FROM confidentiality_ledger WHERE purpose = 'release.ending' AND actor_id = %s", [doors.ada.pk]
    )
    assert row.fetchone() == ([doors.case.pk],)


def test_two_releases_of_one_record_are_one_line_of_the_list(doors, given, as_person) -> None:
    given()
    given(elements=int(Element.CONTACT))
    page = as_person(doors.dan).get("/cases/").content.decode()
    assert page.count(doors.case.code) == 1
    assert "signed release" in page
    assert not re.search(r"Opened [A-Z]", page)  # when the record was opened is not released


@pytest.mark.slow
def test_lists_of_releases_cost_the_same_for_one_and_for_three(doors, given, as_person) -> None:
    """The list of a record, Today, and the list of whom it was released to."""
    pages = {doors.ada: ("/", f"/cases/{doors.case.public_id}/releases/"), doors.dan: ("/cases/",)}
    counted = []
    for many in (1, 2):
        for _ in range(many):
            given(expires_at=clock.now() + timedelta(days=5))
        for who, addresses in pages.items():
            client = as_person(who)
            for address in addresses:
                client.get(address)
                with Asked() as statements:
                    assert client.get(address).status_code == 200
                counted.append(len(statements))
    assert counted[:3] == counted[3:]


def test_C23_the_record_says_in_plain_words_what_was_done_with_its_releases(doors, given, as_person, acting_as) -> None:
    given()
    with acting_as(doors.bea):
        actions.withdraw_all(code=doors.case.code, channel="oral", by=doors.bea)
    page = as_person(doors.ada).get(f"/cases/{doors.case.public_id}/who-looked/").content.decode()
    for said in ("Prepared a release", "Took down a signature", "Took back all that she had released, without opening"):
        assert said in page
    assert "Release talk" not in page
