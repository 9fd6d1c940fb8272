"""A one-time link: who makes it and how, what it shows before its code is right, all that ends it, and what is never kept."""

import logging
import re
import threading
import uuid
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import IntegrityError, ProgrammingError, connection, connections
from django.test import Client

from agencies.models import Person
from cases.models import InvolvedPerson
from confidentiality import gate
from confidentiality.actions import releases, signing
from confidentiality.elements import Element
from confidentiality.links import Sealed, keys_of
from confidentiality.models import Release, ReleaseSignature
from mdt.kit.errors import Refused
from mdt.logs import NoPersonalData
from tests.confidentiality.afar import WORDS, Afar, afar, as_, asked, contact, doors, involved, older
from tests.confidentiality.test_releases import NAME
from tests.face.test_headers import POLICY

AsPerson = Callable[[Person], Client]
GONE = "This page is not there any more"


@pytest.fixture
def scene() -> Afar:
    return afar()


# --- Making it -------------------------------------------------------------------------------------------------
def test_R20_without_a_check_of_who_it_is_there_is_no_link(scene: Afar, as_person: AsPerson) -> None:
    for way in ("", "a_feeling"):
        with pytest.raises(Refused, match="Make sure first who it is"):
            scene.make(check_way=way)
    ada, page = as_person(scene.doors.ada), scene.address("release_link", "survivor")
    answer = ada.post(page, {"contact": scene.phone})
    assert b"How you made sure who it is: this needs an answer" in answer.content
    assert asked("SELECT count(*) FROM confidentiality_releaselink WHERE case_id = %s", scene.doors.case.pk) == [(0,)]
    assert b'id="spoken"' in ada.post(page, {"contact": scene.phone, "check_way": "voice"}).content
    assert scene.link("check_way, checked_by_id, contact") == ("voice", scene.doors.ada.pk, "phone")


def test_R20_the_database_takes_no_signature_from_afar_but_by_a_link_that_was_checked(scene: Afar) -> None:
    """As the web role, past the application: not without a link, and not beside one that was used."""
    doors = scene.make().doors
    assert scene.sign().status_code == 200
    with as_(doors.ada):
        again = releases.prepare(case=doors.case.public_id, terms=doors.terms(), by=doors.ada)
    for release, error, said in (
        (again, IntegrityError, "nobody checked who signs"), (scene.release, ProgrammingError, "row-level security"),
    ):  # fmt: skip
        with as_(doors.ada), pytest.raises(error, match=said):
            with gate.action(doors.ada, doors.case.public_id, purpose="test"):
                mine = Release.objects.get(public_id=release)
                ReleaseSignature(release=mine, case=mine.case, capacity="survivor", name="X", way="link", sha256=mine.sha256,
                                 witnessed_by=doors.ada, check_way="voice", checked_by=doors.ada).save()  # fmt: skip
    assert len(scene.signed()) == 1


def test_the_page_of_the_link_shows_it_and_its_code_once(scene: Afar, as_person: AsPerson) -> None:
    ada, page = as_person(scene.doors.ada), scene.address("release_link", "survivor")
    body = ada.post(page, {"contact": scene.phone, "check_way": "video"}).content.decode()
    scene.token = re.search(r"/s/([\w-]+)/", body)[1]  # type: ignore[index]
    scene.code = re.search(r'id="spoken">([\w-]+)<', body)[1]  # type: ignore[index]
    assert WORDS in scene.open().content.decode()
    for again in (page, scene.address("release")):
        shown = ada.get(again).content.decode()
        assert scene.token not in shown
        assert scene.code not in shown
    kept = str(scene.link())
    assert scene.token not in kept
    assert scene.code not in kept


@pytest.mark.parametrize(("fields", "data", "said"), [
    ({"safety": "not_safe"}, {}, "She did not call that way safe"),
    ({"safety": "unknown"}, {}, "She did not call that way safe"),
    ({"safety": "not_safe"}, {"asked_again": "on"}, "She did not call that way safe"),
    ({"days": 31}, {}, "more than thirty days ago"),
])  # fmt: skip
def test_S06_it_is_given_only_by_a_way_that_she_called_safe(
    scene: Afar, as_person: AsPerson, fields, data, said
) -> None:
    method = contact(scene.doors, **fields)
    ada, page = as_person(scene.doors.ada), scene.address("release_link", "survivor")
    body = ada.post(page, {"contact": method, "check_way": "voice", **data}).content.decode()
    assert said in body
    assert 'id="spoken"' not in body
    with pytest.raises(Refused, match=said):
        scene.make(contact=method, asked_again=bool(data))


def test_S06_what_she_said_long_ago_is_asked_again(scene: Afar) -> None:
    scene.make(contact=contact(scene.doors, days=30))
    scene.make(contact=contact(scene.doors, days=31), asked_again=True)
    assert scene.link("asked_again") == (True,)
    with pytest.raises(Refused, match="Choose one of the ways"):
        scene.make(contact=contact(doors()))  # of another record


def test_only_for_a_signature_that_is_missing_by_who_works_on_it(scene: Afar, as_person: AsPerson) -> None:
    for who in (scene.doors.bea, scene.doors.dan, scene.doors.other):
        assert as_person(who).get(scene.address("release_link", "survivor")).status_code == 404
    with pytest.raises(Refused, match="Nobody signs this release in that capacity"):
        scene.make(capacity="guardian")
    scene.make().sign()
    with pytest.raises(Refused, match="That signature is there already"):
        scene.make()
    assert as_person(scene.doors.ada).get(scene.address("release_link", "survivor")).status_code == 302


# --- Before the code is right -------------------------------------------------------------------------------------
def test_E08_opening_it_tells_nothing_and_consumes_nothing(scene: Afar) -> None:
    scene.make()
    before = scene.link()
    live, never = Client().get(scene.url), Client().get("/s/never-was/")
    assert (live.status_code, live.content) == (never.status_code, never.content)
    assert scene.link() == before
    assert scene.ledger() == []
    text = re.sub(r"<[^>]+>", " ", live.content.decode()).lower()
    assert "type the code" in text
    for word in (
        "survivor",
        "agency",
        "release",
        "advoc",
        "sign",
        "case",
        scene.doors.ada.agency.name.lower(),
        "testa",
    ):
        assert word not in text, word
    body = live.content.decode()
    assert "<title>Page</title>" in body
    assert "<nav" not in body
    assert body.index('class="leave"') < body.index("<form")
    assert "/account/" not in body


def test_E11_no_cookie_no_store_no_referrer_and_nobody_else_is_asked(scene: Afar) -> None:
    scene.make()
    client = Client()
    gone = Client().post("/s/never-was/", {"code": "K7M-3XQ"})
    for answer in (
        client.get(scene.url),
        scene.open(client, code="K7M3XQ"),
        scene.open(client),
        scene.sign(client),
        gone,
    ):
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert b'name="referrer" content="no-referrer"' in answer.content
        assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
        assert not answer.cookies
        outside = re.findall(r"(?:src|href|action)=\"(https?://[^\"]+)\"", answer.content.decode())
        assert outside == ["https://weather.gov/"]


# --- Signing ------------------------------------------------------------------------------------------------------
def test_E10_she_reads_and_signs_and_the_advocate_countersigns(scene: Afar, as_person: AsPerson) -> None:
    ada = as_person(scene.doors.ada)
    shown = ada.get(scene.address("release")).content.decode()
    text = re.search(r'(?s)<h2 class="card__title" id="h-terms">.*?</dl>\s*<ul.*?</ul>', shown)[0]  # type: ignore[index]
    page = scene.make(check_way="code_word").open(code=scene.code.replace("-", " ").lower()).content.decode()
    assert WORDS in text
    assert text in page
    assert b"this needs an answer" in scene.open(name="", read="on").content
    assert b"this needs an answer" in scene.open(name=NAME).content
    assert scene.signed() == []
    assert b"It is signed" in scene.sign().content
    me = scene.doors.ada.pk
    assert scene.signed() == [("survivor", "link", NAME, "code_word", me, me, True)]
    assert scene.link("used_at IS NOT NULL, sealed") == (True, None)
    body = ada.get(scene.address("release")).content.decode()
    assert f"Identity checked by {scene.doors.ada.name}: By the code word" in body
    assert "that it was explained to her" in body
    assert "the identity of everybody who signed was checked" in body
    with as_(scene.doors.ada):
        releases.countersign(case=scene.doors.case.public_id, release=scene.release, by=scene.doors.ada)
        with gate.own_rows(scene.doors.ada):
            assert Release.objects.get(public_id=scene.release).status == "active"


def test_R20_the_document_names_the_check(scene: Afar, as_person: AsPerson) -> None:
    from tests.access.trying import text_of

    scene.make(check_way="video").sign()
    said = " ".join(text_of(as_person(scene.doors.ada).get(scene.address("release_pdf"))).decode().split())
    for words in ("By a one-time link", "Identity checked by", "By video"):
        assert words in said


def test_it_is_signed_in_the_language_of_the_release(acting_as) -> None:
    scene = afar(language="es", spoken="es").make()
    page = scene.open().content.decode()
    assert '<html lang="es"' in page
    assert "Lo que acepto" in page
    assert scene.sign().status_code == 200
    assert len(scene.signed()) == 1


def test_R21_what_was_not_shown_is_not_signed(scene: Afar) -> None:
    scene.make()
    page = signing.open_link(token=scene.token, code=scene.code)
    assert page is not None
    other = replace(page, sha256="0" * 64)
    assert not signing.sign_link(token=scene.token, code=scene.code, page=other, name=NAME)
    assert scene.signed() == []
    assert signing.sign_link(token=scene.token, code=scene.code, page=page, name=NAME)


# --- What ends it ---------------------------------------------------------------------------------------------------
def late(scene: Afar) -> None:
    older(scene, "31 minutes")


def withdrawn(scene: Afar) -> None:
    with as_(scene.doors.bea):
        releases.withdraw_all(code=scene.doors.case.code, channel="oral", by=scene.doors.bea)


def void(scene: Afar) -> None:
    asked_owner("UPDATE confidentiality_release SET status = 'void' WHERE public_id = %s", scene.release)


def replaced(scene: Afar) -> None:
    first = scene.token, scene.code
    scene.make()
    scene.token, scene.code = first


def tried_too_often(scene: Afar) -> None:
    for _ in range(5):
        scene.open(code="AAA-AAA")


def signed_here(scene: Afar) -> None:
    doors = scene.doors
    with as_(doors.ada), gate.own_rows(doors.ada):
        shown = Release.objects.get(public_id=scene.release).sha256
    with as_(doors.ada):
        releases.sign(case=doors.case.public_id, release=scene.release, capacity="survivor", name="Here", way="device",
                      shown=shown, language="en", by=doors.ada)  # fmt: skip


def maker_has_left(scene: Afar) -> None:
    asked_owner("UPDATE agencies_person SET is_active = false WHERE id = %s", scene.doors.ada.pk)


def maker_is_walled_off(scene: Afar) -> None:
    asked_owner("INSERT INTO confidentiality_recusal (case_id, person_id, recorded_by_id, recorded_at) VALUES (%s, %s, %s, now())",
                scene.doors.case.pk, scene.doors.ada.pk, scene.doors.bea.pk)  # fmt: skip


def asked_owner(sql: str, *params: Any) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, params)


ENDS = [Afar.sign, late, withdrawn, void, replaced, tried_too_often, signed_here, maker_has_left, maker_is_walled_off]


@pytest.mark.parametrize("ends", ENDS, ids=lambda e: e.__name__)
def test_E08_used_late_withdrawn_replaced_and_never_there_are_one_page(
    scene: Afar, ends: Callable[[Afar], Any]
) -> None:
    scene.make()
    assert WORDS.encode() in scene.open().content  # the bait: it could have been opened
    ends(scene)
    before = scene.signed()
    never = Client().post("/s/never-was/", {"code": scene.code, "name": NAME, "read": "on"})
    assert GONE in never.content.decode()
    assert never.status_code == 404
    for answer in (scene.open(), scene.sign(), scene.open(code="AAA-AAA")):
        assert (answer.status_code, answer.content) == (404, never.content)
    assert scene.signed() == before
    assert scene.ledger()[-1][2:5] == ("refused", "denied", "release.link")


def test_E08_it_lives_thirty_minutes_by_the_clock_of_the_database(scene: Afar) -> None:
    scene.make()
    assert scene.link(
        "expires_at - made_at = interval '30 minutes', abs(extract(epoch FROM now() - made_at)) < 60"
    ) == (True, True)
    older(scene, "29 minutes 50 seconds")
    assert WORDS.encode() in scene.open().content
    older(scene, "11 seconds")
    assert scene.open().status_code == 404


def test_E08_a_page_that_is_open_when_the_time_is_over_signs_nothing(scene: Afar) -> None:
    page = signing.open_link(token=scene.make().token, code=scene.code)
    assert page is not None
    older(scene, "31 minutes")
    assert not signing.sign_link(token=scene.token, code=scene.code, page=page, name=NAME)
    assert scene.signed() == []


def test_four_wrong_codes_are_forgiven_and_the_fifth_is_not(scene: Afar) -> None:
    scene.make()
    for _ in range(4):
        answer = scene.open(code="AAA-AAA")
        assert answer.status_code == 200
        assert b"That is not the code" in answer.content
        assert WORDS.encode() not in answer.content
    assert WORDS.encode() in scene.open().content
    assert scene.open(code="AAA-AAA").status_code == 404
    assert scene.open().status_code == 404


def test_tries_with_a_dead_link_do_not_fill_the_ledger(scene: Afar) -> None:
    scene.make()
    asked_owner("UPDATE confidentiality_releaselink SET tries = 18 WHERE case_id = %s", scene.doors.case.pk)
    for _ in range(4):
        assert scene.open(code="AAA-AAA").status_code == 404
    assert len(scene.ledger()) == 2


def test_C07_a_parent_who_harmed_her_signs_nothing_from_afar() -> None:
    scene = afar(minor=True)
    for fields, said in (({"harmed_her": "yes"}, "cannot sign for her"), ({}, "Write down first")):
        with pytest.raises(Refused, match=said):
            scene.make(capacity="parent", signer=involved(scene.doors, **fields))
    with pytest.raises(Refused, match="Choose who signs"):
        scene.make(capacity="parent")
    mother = involved(scene.doors, harmed_her="no", harmed_parent="no")
    scene.make(capacity="parent", signer=mother)
    assert WORDS.encode() in scene.open().content
    ada, case = scene.doors.ada, scene.doors.case
    with as_(ada), gate.action(ada, case.public_id, Element.PEOPLE, purpose="test"):
        known = InvolvedPerson.objects.get(public_id=mother)
        known.harmed_parent = "yes"
        known.save()
    assert scene.open().status_code == scene.sign().status_code == 404
    assert scene.signed() == []


def test_C08_a_parent_signs_by_link_and_the_minor_by_her_own() -> None:
    scene = afar(minor=True)
    mother = involved(scene.doors, harmed_her="no", harmed_parent="no")
    scene.make(capacity="parent", signer=mother).sign(name="Testa Parent")
    scene.make().sign()
    assert [row[:3] for row in scene.signed()] == [("parent", "link", "Testa Parent"), ("survivor", "link", NAME)]


def test_two_at_once_sign_once(scene: Afar) -> None:
    scene.make()
    page = signing.open_link(token=scene.token, code=scene.code)
    start, outcomes = threading.Barrier(2), []

    def press() -> None:
        start.wait()
        outcomes.append(signing.sign_link(token=scene.token, code=scene.code, page=page, name=NAME))  # type: ignore[arg-type]
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [False, True]
    assert len(scene.signed()) == 1


# --- What is kept, and what never -------------------------------------------------------------------------------------
def test_what_is_sealed_says_nothing_without_the_link_and_the_code(scene: Afar) -> None:
    scene.make()
    sealed = bytes(scene.link("sealed")[0])
    kept = str(scene.link()) + sealed.decode("latin-1")
    opened = Sealed.opened(sealed, keys_of(scene.token, scene.code))
    assert opened is not None
    assert WORDS in opened.text  # the bait
    for word in (WORDS, NAME, "Identity", scene.token, scene.code, scene.doors.dan.agency.name):
        assert word not in kept, word
    assert Sealed.opened(sealed, keys_of(scene.token, "AAA-AAA")) is None
    assert Sealed.opened(sealed, keys_of("another", scene.code)) is None
    assert Sealed.opened(sealed[:-1] + b"x", keys_of(scene.token, scene.code)) is None


def everything_stored() -> str:
    """All rows of all tables as text, and what the cache holds."""
    tables = asked("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")
    rows = [row for (name,) in tables for (row,) in asked(f'SELECT t::text FROM "{name}" t')]
    client = cache._cache.get_client()  # type: ignore[attr-defined]
    rows += [repr((key, client.dump(key))) for key in client.scan_iter()]
    return "\n".join(rows)


def test_E09_nothing_of_her_device_or_address_is_kept_anywhere(scene: Afar) -> None:
    agent, address, name = f"Planted-Phone-{uuid.uuid4().hex}", "203.0.113.177", f"Testa {uuid.uuid4().hex}"
    sessions = "SELECT (SELECT count(*) FROM django_session), (SELECT count(*) FROM agencies_staffsession)"
    before = asked(sessions)
    client = Client(headers={"User-Agent": agent, "X-Forwarded-For": address}, REMOTE_ADDR=address)
    scene.make()
    client.get(scene.url)
    scene.open(client, code="AAA-AAA")
    assert scene.sign(client, name=name).status_code == 200
    client.post("/s/never-was/", {"code": "AAA-AAA"})
    kept = everything_stored()
    assert name in kept  # the bait: what is stored is found
    for planted in (agent, address):
        assert planted not in kept
        assert planted.encode().hex() not in kept
    assert asked(sessions) == before
    assert not client.cookies


def test_C21_each_try_is_on_record_as_nobodys(scene: Afar, as_person: AsPerson) -> None:
    """Also where a colleague lends her own browser: who signs is not who is signed in."""
    colleague = as_person(scene.doors.bea)
    scene.make().open(colleague, code="AAA-AAA")
    scene.open(colleague)
    scene.sign(colleague)
    look = (None, None, "look", "shown", "release.link", "signing_link")
    changed = (None, None, "change", "done", "create", "confidentiality.releasesignature")
    assert scene.ledger() == [
        (None, None, "refused", "denied", "release.link", "signing_link"),
        look,
        look,
        look,
        changed,
    ]


def test_C23_the_record_tells_it_in_plain_words(scene: Afar, as_person: AsPerson) -> None:
    scene.make().open(code="AAA-AAA")
    scene.open()
    scene.sign()
    ada = as_person(scene.doors.ada)
    page = ada.get(f"/cases/{scene.doors.case.public_id}/who-looked/").content.decode()
    for said in ("Whoever held a one-time link", "Tried a one-time link, and saw nothing", "Read what is to be signed", "Signed",
                 "Made a one-time link to sign with"):  # fmt: skip
        assert said in page
    with as_(scene.doors.ada), gate.open_own(scene.doors.ada, scene.doors.case.public_id, purpose="test") as opened:
        from cases.queries import cases as queries

        assert queries.explained.looks_since(opened.case.pk, opened.case.opened_at).by_others == 0


def test_the_log_names_no_link(scene: Afar) -> None:
    scene.make()
    for said in ("Not Found: %s", "Internal Server Error: %s", "Method Not Allowed (PUT): %s"):
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, said, (scene.url,), None)
        assert scene.token in record.getMessage()  # the bait: Django names the address
        assert NoPersonalData().filter(record)
        assert record.getMessage() == said % "[page]"


def test_C23_who_reads_by_a_link_is_nobody_from_outside_in_her_account(scene: Afar, as_person) -> None:
    scene.make()
    assert scene.open().status_code == 200
    ada, case = as_person(scene.doors.ada), scene.doors.case.public_id
    assert "Whoever held a one-time link" in ada.get(f"/cases/{case}/who-looked/").content.decode()  # it is on record
    told = ada.get(f"/cases/{case}/accounting/").content.decode()
    assert "Nobody outside saw anything." in told and "Looked at it" not in told
