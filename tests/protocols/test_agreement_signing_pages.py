"""Signing on its pages: read to the end, ticked, named, and proved afresh for this one signature (law E-01, E-02, E-06)."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse

from mdt.kit import clock
from protocols.models import Signature
from protocols.queries.agreements import board
from protocols.vocabulary import Standing
from tests.agencies import doors
from tests.protocols.agreeing import Table
from tests.protocols.reading import text

TICKED = {"intent": "on", "consent": "on"}


class Door:
    """Hana with an authenticator app, at the page of an agreement that is out."""

    def __init__(self, table, browser, *, app=True):
        self.table, self.browser, self.version = table, browser, table.out()
        self.secret = doors.with_app(table.hana) if app else ""

    def at(self, name, version=None):
        return reverse(name, args=[(version or self.version).agreement.public_id])

    def read(self, version=None):
        return self.browser.post(self.at("agreement_sign", version), {"reached": (version or self.version).sha256})

    def sign(self, version=None, **typed):
        given = {**TICKED, "name": "Hana H.", "proof": doors.code(self.secret) if self.secret else "", **typed}
        return self.browser.post(self.at("agreement_sign_now", version), given)

    @property
    def signed(self):
        return Signature.objects.filter(party__version__agreement__team=self.table.team, person=self.table.hana).count()


@pytest.fixture
def door(as_person):
    table = Table()
    return Door(table, as_person(table.hana))


@pytest.fixture
def plain(as_person):
    """She has no second factor, and none is asked of her."""
    table = Table()
    table.hana.set_password(doors.PASSWORD)
    table.hana.save(update_fields=["password"])
    return Door(table, as_person(table.hana), app=False)


def test_E01_E02_the_end_is_reached_then_it_is_signed_with_a_code(door):
    page = text(door.browser.get(door.at("agreement_sign")))
    assert page.index("This is the end of the text.") < page.index("I have reached the end")
    assert door.read().url == door.at("agreement_sign_now")
    page = text(door.browser.get(door.at("agreement_sign_now")))
    assert "I have read version 1 of «Working together» to its end" in page
    assert "Charter, section 4" in page
    answer = door.sign()
    assert answer.url == door.at("agreement")
    assert "You have signed for" in text(door.browser.get(answer.url))
    made = Signature.objects.get(party__version=door.version)
    assert (made.factor, made.way, made.name, made.version_sha256) == ("code", "online", "Hana H.", door.version.sha256)
    assert made.read_at < made.authenticated_at <= made.signed_at
    assert board(door.version.agreement).stands == Standing.PARTIALLY_SIGNED


def test_E02_unread_it_cannot_be_signed(door):
    for answer in (door.browser.get(door.at("agreement_sign_now")), door.sign()):
        assert answer.url == door.at("agreement_sign")
    assert "Read the text to its end first." in text(door.browser.get(door.at("agreement_sign")))
    assert not door.signed


def test_E02_what_was_read_long_ago_is_read_again(door, monkeypatch):
    moved = doors.Clock(monkeypatch)
    door.read()
    door.browser.get("/")
    moved.pass_(minutes=9)
    door.browser.get("/")
    moved.pass_(minutes=9)
    door.browser.get("/")
    moved.pass_(minutes=9)
    door.browser.get("/")
    moved.pass_(minutes=5)
    assert door.sign().url == door.at("agreement_sign")
    assert not door.signed


@pytest.mark.parametrize(("typed", "sentence"), [
    ({"intent": ""}, "Tick that you have read it and sign it."),
    ({"consent": ""}, "Tick that you agree to sign electronically"),
    ({"name": ""}, "this needs an answer"),
    ({"proof": ""}, "this needs an answer"),
    ({"proof": "000000"}, "This code does not fit."),
])  # fmt: skip
def test_E01_what_is_missing_or_wrong_is_said_and_nothing_is_signed(door, typed, sentence):
    door.read()
    page = text(door.sign(**typed))
    assert sentence in page
    if "name" not in typed:
        assert 'value="Hana H."' in page
    assert not door.signed
    assert door.sign().status_code == 302  # an answer that was missing has used up no code


def test_E06_a_code_works_once(door):
    other = door.table.out(door.table.drafted())
    door.read()
    door.read(other)
    shown = doors.code(door.secret)
    assert door.sign(proof=shown).status_code == 302
    assert "This code does not fit." in text(door.sign(other, proof=shown))
    assert door.signed == 1


def test_S10_codes_are_not_guessed_for_long(door):
    door.read()
    for _ in range(5):
        door.sign(proof="000000")
    assert "rests for five minutes" in text(door.sign())
    assert not door.signed


def test_signed_twice_is_one_signature(door):
    door.read()
    answers = [door.sign(), door.sign()]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert "has signed" in text(door.browser.get(answers[1].url))
    assert door.signed == 1


def test_A08_a_text_that_changed_between_reading_and_signing_is_not_signed(door, as_person):
    door.read()
    coordinator = as_person(door.table.cora)
    coordinator.post(door.at("agreement_change"))
    coordinator.post(door.at("agreement_send"), {"step": "send"})
    answer = door.sign()
    assert answer.url == door.at("agreement_sign")
    assert "The text has changed since you opened it." in text(door.browser.get(answer.url))
    assert door.read().status_code == 200  # the digest of the text that was shown before
    assert not door.signed


def test_A07_who_has_no_authority_is_told_who_signs(door, as_person):
    browser = as_person(door.table.ada)
    for name in ("agreement_sign", "agreement_sign_now"):
        answer = browser.get(door.at(name))
        assert "No authority to sign" in text(browser.get(answer.url))


def test_where_second_factors_are_off_it_is_the_password(plain):
    plain.read()
    assert "This is not your password." in text(plain.sign(proof="wrong words here"))
    assert not plain.signed
    assert plain.sign(proof=doors.PASSWORD).status_code == 302
    assert Signature.objects.get(person=plain.table.hana).factor == "password"


def test_where_they_are_needed_a_password_alone_never_signs(plain, settings):
    plain.read()
    settings.SECOND_FACTOR_REQUIRED = True
    assert plain.sign(proof=doors.PASSWORD).url == reverse("mfa_index")
    assert not plain.signed


def proved(browser, who, at, **record):
    session = browser.session
    session["account_authentication_methods_user"] = str(who.pk)
    session["account_authentication_methods"] = [{"method": "mfa", "type": "webauthn", "at": at, **record}]
    session.save()


def test_E06_with_a_passkey_it_is_asked_for_before_each_signature(plain):
    who, browser = plain.table.hana, plain.browser
    doors.with_key(who)
    plain.read()
    asked = reverse("mfa_reauthenticate_webauthn")
    assert browser.get(plain.at("agreement_sign_now")).url.startswith(f"{asked}?next=")
    for at, record in ((time.time() - 301, {"reauthenticated": True}), (time.time(), {"passwordless": True})):
        proved(browser, who, at, **record)
        assert plain.sign().url.startswith(asked)
    proved(browser, who, time.time() - 20, reauthenticated=True)
    assert 'name="proof"' not in text(browser.get(plain.at("agreement_sign_now")))
    assert plain.sign().status_code == 302
    assert Signature.objects.get(person=who).factor == "passkey"
    other = plain.table.out(plain.table.drafted())
    plain.read(other)
    assert plain.sign(other).url.startswith(asked)  # one proof is good for one signature
    assert plain.signed == 1


def test_the_time_of_the_proof_is_the_servers(door):
    door.read()
    before = clock.now()
    door.sign(authenticated_at=str(before - timedelta(days=1)))
    assert before <= Signature.objects.get(party__version=door.version).authenticated_at <= clock.now()
