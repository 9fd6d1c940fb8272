"""The second factor: demanded before anything else, asked at each sign-in, encrypted, on record, and never the last one lost."""

import base64
import json
import os

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from agencies.adapters import SecondFactorAdapter
from agencies.management.commands.reencrypt import _renewed as renewed
from mdt.kit import secrets
from tests import rooms
from tests.agencies import doors
from tests.agencies.doors import PASSWORD, browser, code, has_factor, mails_to, sign_in, signed_in, with_app

HOME = "/account/second-factor/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def ada():
    return doors.person(rooms.agency())


def second_step(client, secret):
    return client.post(HOME + "code/", {"code": code(secret)})


def test_S10_without_a_second_factor_nothing_else_opens(ada):
    client = signed_in(ada)
    for path in ("/", "/account/", "/account/sessions/", "/people/", "/teams/", "/account/password/"):
        for method in (client.get, client.post):
            answer = method(path)
            assert (answer.status_code, answer.url) == (302, HOME), path
    assert "Set up your second factor" in client.get(HOME).content.decode()
    assert client.get("/healthz").status_code == 200
    assert client.post("/stay/").status_code == 204
    assert client.post("/language/", {"language": "en"}).status_code == 302
    assert client.get(HOME + "app/").status_code == 200
    assert client.get(HOME + "passkeys/add/").status_code == 200
    assert client.post("/lock/").url == "/signed-out/"


def test_setting_up_the_app_opens_the_house_and_gives_recovery_codes(ada, owner_db):
    client = signed_in(ada)
    secret = client.get(HOME + "app/").context["form"].secret
    wrong = client.post(HOME + "app/", {"code": "000000"})
    assert "does not fit" in wrong.content.decode()
    answer = client.post(HOME + "app/", {"code": code(secret)})
    assert answer.url == HOME + "recovery/"
    assert client.get(answer.url).content.decode().count("<code>") == 10
    assert client.get("/account/").status_code == 200
    stored = json.dumps([row[0] for row in owner_db.execute(
        "SELECT data FROM mfa_authenticator WHERE user_id = %s", [ada.pk]
    ).fetchall()])  # fmt: skip
    assert secret not in stored
    assert stored.count('"v1.') == 2  # the secret of the app and the seed of the codes
    assert "changed" in mails_to(ada.email)[0].subject


def test_the_change_is_on_record_in_the_persons_own_name_and_without_the_secret(ada, owner_db):
    client = signed_in(ada)
    secret = client.get(HOME + "app/").context["form"].secret
    client.post(HOME + "app/", {"code": code(secret)})
    rows = owner_db.execute(
        "SELECT c.actor_id, c.action, c.changes::text FROM confidentiality_changeentry c"
        " JOIN django_content_type t ON t.id = c.content_type_id AND t.model = 'authenticator'"
        " WHERE c.agency_id = %s ORDER BY c.id", [ada.agency_id],
    ).fetchall()  # fmt: skip
    assert [(actor, action) for actor, action, _ in rows] == [(ada.pk, 0), (ada.pk, 0)]
    assert "data" not in "".join(changes for *_, changes in rows)


def test_S10_sign_in_asks_for_it_and_a_password_alone_opens_nothing(ada):
    secret = with_app(ada)
    client = browser()
    assert sign_in(client, ada).url == HOME + "code/"
    assert client.get("/account/").url.startswith("/account/login/")
    assert "does not fit" in client.post(HOME + "code/", {"code": "000000"}).content.decode()
    assert client.get("/account/").status_code == 302
    assert second_step(client, secret).url == "/"
    assert client.get("/account/").status_code == 200


def test_a_code_works_once(ada):
    secret = with_app(ada)
    shown = code(secret)
    first, second = browser(), browser()
    sign_in(first, ada)
    sign_in(second, ada)
    assert first.post(HOME + "code/", {"code": shown}).status_code == 302
    assert second.post(HOME + "code/", {"code": shown}).status_code == 200


def test_S10_codes_are_not_guessed_for_long(ada):
    secret = with_app(ada)
    client = browser()
    sign_in(client, ada)
    for _ in range(5):
        client.post(HOME + "code/", {"code": "000000"})
    answer = second_step(client, secret)
    assert answer.status_code == 200
    assert "rests for five minutes" in answer.content.decode()


def test_a_recovery_code_works_once(ada):
    with_app(ada)
    stored = Authenticator.objects.get(user=ada, type=Authenticator.Type.RECOVERY_CODES)
    spare = stored.wrap().get_unused_codes()[0]
    for expected in (302, 200):
        client = browser()
        sign_in(client, ada)
        assert client.post(HOME + "code/", {"code": spare}).status_code == expected


def test_starting_again_forgets_whose_password_was_typed(ada):
    secret = with_app(ada)
    client = browser()
    sign_in(client, ada)
    assert client.post("/account/logout/", {"next": "/account/login/"}).url == "/account/login/"
    assert client.get(HOME + "code/").status_code == 302
    assert second_step(client, secret).url == "/account/login/"


def test_the_last_second_factor_cannot_be_taken_off(ada):
    secret = with_app(ada)
    client = browser()
    sign_in(client, ada)
    second_step(client, secret)
    page = client.get(HOME + "app/remove/").content.decode()
    assert "You keep at least one second factor" in page
    client.post(HOME + "app/remove/")
    assert has_factor(ada)
    key = doors.with_key(ada)
    assert client.post(HOME + "app/remove/").status_code == 302  # now another one is there
    assert client.post(f"{HOME}passkeys/{key.pk}/remove/").url == HOME + "passkeys/"
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_nobody_removes_somebody_elses_key(ada):
    other = doors.person(rooms.agency())
    key = doors.with_key(other)
    client = signed_in(ada)
    assert client.post(f"{HOME}passkeys/{key.pk}/remove/").status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_second_factors_ask_once_more_who_it_is(ada, monkeypatch):
    clock = doors.Clock(monkeypatch)
    client = signed_in(ada)
    assert client.get(HOME + "app/").status_code == 200  # just signed in: fresh
    clock.pass_(minutes=5)
    answer = client.get(HOME + "app/")
    assert answer.url == "/account/reauthenticate/?next=%2Faccount%2Fsecond-factor%2Fapp%2F"
    assert client.post(answer.url, {"password": "wrong words here"}).status_code == 200
    for path in ("app/", "passkeys/add/", "recovery/new/"):
        assert client.get(HOME + path).url.startswith("/account/reauthenticate/")


def test_what_was_typed_is_not_kept_in_the_session_until_then(ada, monkeypatch):
    clock = doors.Clock(monkeypatch)
    client = signed_in(ada)
    clock.pass_(minutes=9)
    client.get("/account/second-factor/")
    clock.pass_(minutes=9)
    here = {"Referer": "http://testserver/account/second-factor/app/"}
    answer = client.post(HOME + "app/", {"code": "CANARY"}, headers=here)
    assert answer.url == "/account/reauthenticate/?next=%2Faccount%2Fsecond-factor%2Fapp%2F"
    kept = Session.objects.get(session_key=client.session.session_key).get_decoded()
    assert "CANARY" not in str(kept)


def test_proving_it_with_the_password_leads_back(ada, settings):
    client = signed_in(ada)
    session = client.session
    session["account_authentication_methods"] = []  # as if the sign-in were long ago
    session.save()
    answer = client.get(HOME + "app/")
    assert answer.url.startswith("/account/reauthenticate/")
    assert client.post(answer.url, {"password": PASSWORD}).url == HOME + "app/"
    assert client.get(HOME + "app/").status_code == 200


def test_the_picture_for_the_app_stands_in_the_page_and_needs_no_style():
    drawn = SecondFactorAdapter().build_totp_svg("otpauth://totp/x?secret=y")
    assert drawn.startswith("<svg aria-hidden")
    assert 'fill="#fff"' in drawn
    assert "style" not in drawn


def test_an_account_closed_between_password_and_code_stays_shut(ada, owner_db):
    secret = with_app(ada)
    client = browser()
    sign_in(client, ada)
    owner_db.execute("UPDATE agencies_agency SET is_active = false WHERE id = %s", [ada.agency_id])
    assert second_step(client, secret).url == "/account/inactive/"
    assert client.get("/account/").status_code == 302


# --- The key that they are encrypted with ----------------------------------------------------------------------


def key():
    return base64.b64encode(os.urandom(32)).decode()


def test_a_new_key_takes_over_and_the_old_one_can_go(ada, settings, owner_db, capsys):
    settings.FIELD_KEY = old = key()
    secret = with_app(ada)
    settings.FIELD_KEY = new = key()
    with pytest.raises(secrets.Unreadable):
        second_step_of(ada, secret)
    settings.FIELD_KEY = f"{new},{old}"
    for factor in Authenticator.objects.filter(user=ada):
        assert renewed(factor.pk)
        assert not renewed(factor.pk)
    settings.FIELD_KEY = new
    assert second_step_of(ada, secret).url == "/"
    assert old not in capsys.readouterr().out


def second_step_of(who, secret):
    client = browser()
    sign_in(client, who)
    return second_step(client, secret)
