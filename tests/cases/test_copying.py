"""A recipient takes along what a release lets her, by the ways that it names, and the agency of record sees it (law R-05, R-13)."""

import threading
import uuid
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from pypdf import PdfReader

from cases.actions import answers, copying
from cases.actions import referrals as actions
from cases.models import Identity
from cases.parts import BY_WORD
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.models import Disclosure
from mdt.kit.errors import Refused
from tests import rooms
from tests import rows as rows_
from tests.cases.referring import Scene, as_, released

NAME = "Testa Person-883"
E = Element
PARTS = int(E.IDENTITY | E.CONTACT)


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
def case(scene: Scene, owner_db) -> Any:
    opened = rooms.case(scene.ada, name=NAME)
    by = {"case_id": opened.pk, "agency_id": scene.harbor.pk, "updated_by_id": scene.ada.pk}
    rows_.put(owner_db, "cases_contactplan", instructions="Knock twice", code_word="Bluebell", **by)
    rows_.put(owner_db, "cases_contactmethod", value="555-0177", **by)
    return opened


@pytest.fixture
def own(scene: Scene) -> Any:
    """Dan's own record, empty."""
    return rooms.case(scene.dan, name="")


def copy(scene: Scene, case: Any, own: Any, word: str = "identity") -> Any:
    with as_(scene.dan):
        return copying.copy(case=case.public_id, section=BY_WORD[word], code=own.code, by=scene.dan)


def told(scene: Scene, case: Any) -> list[Any]:
    with as_(scene.ada), gate.open(scene.ada, case.public_id, purpose="test") as opened:
        return list(Disclosure.objects.filter(case=opened.case).order_by("pk"))


def looks(scene: Scene, case: Any, as_person: Any) -> str:
    return str(as_person(scene.ada).get(f"/cases/{case.public_id}/who-looked/").content.decode())


def named(scene: Scene, own: Any) -> str:
    with as_(scene.dan), gate.open(scene.dan, own.public_id, E.IDENTITY, purpose="test") as opened:
        return str(Identity.objects.get(case=opened.case).name)


def test_R05_a_named_copy_fills_what_is_empty_and_stands_in_the_accounting(
    scene, case, own, owner_db, as_person
) -> None:
    made = released(owner_db, case, scene.sheriff, PARTS, "here", "copy")
    page = as_person(scene.dan).get(f"/cases/{case.public_id}/copy/identity/").content.decode()
    assert NAME in page
    assert named(scene, own) == ""
    answer = as_person(scene.dan).post(f"/cases/{case.public_id}/copy/identity/", {"code": own.code.lower()})
    assert answer.headers["Location"] == f"/cases/{own.public_id}/"
    assert named(scene, own) == NAME
    (one,) = told(scene, case)
    assert (one.method, one.elements, one.recipient_id, one.release_id) == ("copy", E.IDENTITY, scene.sheriff.pk, made)
    assert scene.dan.name in one.to_whom
    shown = "SELECT count(*) FROM confidentiality_ledger WHERE purpose = 'case.copy' AND outcome = 'shown' AND case_ids @> %s::bigint[]"
    assert owner_db.execute(shown, [[case.pk]]).fetchone() >= (2,)
    assert "Opened to copy into a record of their own: Identity" in looks(scene, case, as_person)


def test_R05_a_second_click_copies_once(scene, case, own, owner_db) -> None:
    released(owner_db, case, scene.sheriff, PARTS, "copy")
    copy(scene, case, own, "contact")
    with pytest.raises(Refused, match="says all of this already"):
        copy(scene, case, own, "contact")
    found = owner_db.execute("SELECT value FROM cases_contactmethod WHERE case_id = %s", [own.pk]).fetchall()
    assert found == [("555-0177",)]
    plan = owner_db.execute(
        "SELECT instructions, code_word FROM cases_contactplan WHERE case_id = %s", [own.pk]
    ).fetchone()
    assert plan == ("Knock twice", "")  # the code word is on no page of another agency, so it is not copied
    assert len(told(scene, case)) == 1


def test_R05_two_clicks_at_the_same_moment_copy_once(scene, case, own, owner_db) -> None:
    released(owner_db, case, scene.sheriff, PARTS, "copy")
    both, came = threading.Barrier(2), []

    def click() -> None:
        both.wait()
        try:
            copy(scene, case, own)
            came.append("copied")
        except Refused as refused:
            came.append(refused.sentence)
        finally:
            connection.close()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert sorted(came) == ["Your record says all of this already. Nothing was copied.", "copied"]
    assert len(told(scene, case)) == 1


def test_R05_nothing_that_stands_there_is_overwritten(scene, case, owner_db) -> None:
    released(owner_db, case, scene.sheriff, PARTS, "copy")
    mine = rooms.case(scene.dan, name="Testa Person-884")
    with pytest.raises(Refused, match="something else under «Name she goes by»"):
        copy(scene, case, mine)
    assert named(scene, mine) == "Testa Person-884"
    assert told(scene, case) == []


@pytest.mark.parametrize("methods", [["here"], ["here", "paper", "phone"]])
def test_R05_R13_not_named_is_no_button_and_a_refusal_on_record(scene, case, own, owner_db, as_person, methods) -> None:
    made = released(owner_db, case, scene.sheriff, PARTS, "here", "copy")
    dan, path = as_person(scene.dan), f"/cases/{case.public_id}/"
    assert "/copy/identity/" in dan.get(path).content.decode()  # the bait
    owner_db.execute("UPDATE confidentiality_release SET status = 'withdrawn' WHERE id = %s", [made])
    released(owner_db, case, scene.sheriff, PARTS, *methods)
    assert "/copy/identity/" not in dan.get(path).content.decode()
    refused = (
        "SELECT count(*) FROM confidentiality_ledger WHERE kind = 'refused' AND purpose = 'case.copy' AND actor_id = %s"
    )
    for answer in (dan.get(f"{path}copy/identity/"), dan.post(f"{path}copy/identity/", {"code": own.code})):
        assert NAME not in answer.content.decode()
    assert owner_db.execute(refused, [scene.dan.pk]).fetchone() == (3,)  # the page, and the action with its page
    assert named(scene, own) == ""
    assert told(scene, case) == []


def test_R05_the_database_refuses_what_ended_in_between(scene, case, own, owner_db, monkeypatch) -> None:
    """Withdrawn after the look and before the write: nothing of the copy is left."""
    made = released(owner_db, case, scene.sheriff, PARTS, "copy")
    account = copying.account

    def late(**given: Any) -> None:
        owner_db.execute("UPDATE confidentiality_release SET status = 'withdrawn' WHERE id = %s", [made])
        account(**given)

    monkeypatch.setattr(copying, "account", late)
    with pytest.raises(Refused, match="has just ended"):
        copy(scene, case, own)
    assert named(scene, own) == ""
    assert told(scene, case) == []


def test_R05_only_into_a_record_of_her_own_agency(scene, case, owner_db) -> None:
    released(owner_db, case, scene.sheriff, PARTS, "copy")
    others = rooms.case(scene.gus, name="")
    with pytest.raises(Refused, match="No record with this code"):
        copy(scene, case, others)
    rexs = rooms.case(scene.rex, name="")  # in her agency, and not hers to work on
    with pytest.raises(Refused, match="No record with this code"):
        copy(scene, case, rexs)


def test_R05_what_is_not_released_is_not_there_to_copy(scene, case, own, owner_db) -> None:
    released(owner_db, case, scene.sheriff, PARTS, "copy")
    with pytest.raises(gate.RecordNotFound):
        copy(scene, case, own, "words")
    with pytest.raises(gate.RecordNotFound), as_(scene.ada):  # and in the agency of record there is nothing to copy
        copying.copy(case=case.public_id, section=BY_WORD["identity"], code=case.code, by=scene.ada)


def test_the_record_that_the_referral_became_is_offered(scene, case, owner_db, as_person) -> None:
    released(owner_db, case, scene.sheriff, PARTS, "copy")
    with as_(scene.ada):
        sent = actions.send(
            by=scene.ada, once=uuid.uuid4(), recipient=scene.to_sheriff(), answers=scene.answers(),
            case=case.public_id, carries=PARTS,
        )  # fmt: skip
    with as_(scene.dan):
        became = answers.accept(referral=sent, coordinator=scene.dan, by=scene.dan)
    code = owner_db.execute("SELECT code FROM cases_case WHERE public_id = %s", [became]).fetchone()[0]
    assert f'value="{code}"' in as_person(scene.dan).get(f"/cases/{case.public_id}/copy/identity/").content.decode()


def test_R05_paper_only_where_it_is_named_with_the_sentence_on_every_page(scene, case, owner_db, as_person) -> None:
    long = "Testa long-885 " * 900
    owner_db.execute("UPDATE cases_contactplan SET instructions = %s WHERE case_id = %s", [long, case.pk])
    dan, path = as_person(scene.dan), f"/cases/{case.public_id}/released.pdf"
    first = released(owner_db, case, scene.sheriff, PARTS, "here")
    assert dan.get(path).status_code == 404
    owner_db.execute("UPDATE confidentiality_release SET status = 'withdrawn' WHERE id = %s", [first])
    made = released(owner_db, case, scene.sheriff, int(E.CONTACT), "paper")
    answer = dan.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="record.pdf"'
    document = PdfReader(BytesIO(answer.content))
    pages = [page.extract_text() for page in document.pages]
    assert len(pages) > 1
    assert all("not passed on" in page for page in pages)
    assert document.metadata.title == "Record"
    assert "/StructTreeRoot" in document.trailer["/Root"]
    whole = "".join(pages)
    assert "555-0177" in whole
    assert NAME not in whole
    assert "Bluebell" not in whole
    (one,) = told(scene, case)
    assert (one.method, one.elements, one.release_id) == ("paper", E.CONTACT, made)
    assert "Put on paper: " in looks(scene, case, as_person)
    owner_db.execute("UPDATE confidentiality_release SET status = 'withdrawn' WHERE id = %s", [made])
    assert dan.get(path).status_code == 404
    assert len(told(scene, case)) == 1
    assert as_person(scene.ada).get(path).status_code == 404  # the agency of record has papers of its own
