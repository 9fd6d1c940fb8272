"""The doors: forged hosts and addresses, other letters for the same person, guessing, cookies from before, ways back to elsewhere."""

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from agencies.models import Person, StaffSession
from tests import rooms
from tests.access.trying import signed_in as by_force
from tests.agencies import doors
from tests.agencies.doors import PASSWORD, browser, code, sign_in, signed_in, with_app
from tests.attack.trying import ELSEWHERE, leads_elsewhere
from tests.database import ROOT
from tests.examples import EVERYTHING

WRONG = "These words are not mine"
RESTS = "rests for five minutes"


@pytest.fixture
def ada() -> Person:
    return doors.person(rooms.agency())


def named(name: str) -> Person:
    return doors.person(rooms.agency(), email=f"{name}+{uuid.uuid4().hex[:8]}@rooms.example")


# --- Who one says one is ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("change", [
    lambda a: a.replace("sisk", "\u017fisk"), lambda a: a.replace("sisk", "sis\u212a"), lambda a: a.replace("sisk", "s\u0131sk"),
    lambda a: a.replace("sisk", "s\u0456sk"), lambda a: a.replace("@", "\uff20"), lambda a: a.replace("rooms", "ro\u200boms"),
    lambda a: a.replace("example", "exa\u006d\u0323ple"), lambda a: a.replace(".example", "\u3002example"), lambda a: a.replace("sisk", "SI\u0307SK"),
])  # fmt: skip
def test_another_letter_is_another_person(change: Callable[[str], str]) -> None:
    """A look-alike, or a letter that becomes the same one when it is made large or small, neither signs in nor gets a link."""
    who = named("sisk")
    other = change(who.email)
    assert other != who.email
    answer = browser().post("/account/login/", {"login": other, "password": PASSWORD})
    if other.lower().strip() != who.email:
        assert answer.status_code == 200
        assert StaffSession.objects.filter(person=who).count() == 0
    browser().post("/account/password/reset/", {"email": other})
    assert not [m for m in doors.mails_to(other) if m.to != [who.email]]


@pytest.mark.slow
def test_S10_other_letters_for_one_address_give_no_more_tries() -> None:
    """Case, blanks, and the sign for kelvin, which is a small k when it is made small: whatever still finds the person counts as one."""
    who = named("kisk")
    ways = [
        who.email.upper(),
        f"  {who.email}",
        who.email.title(),
        who.email.replace("k", "\u212a", 1),
        f"{who.email}\t",
        who.email,
    ]
    told = [browser().post("/account/login/", {"login": way, "password": WRONG}).content.decode() for way in ways]
    assert any(RESTS in page for page in told) or sign_in(browser(), who).status_code == 302
    for _ in range(5):
        sign_in(browser(), who, WRONG)
    for way in ways:
        answer = browser().post("/account/login/", {"login": way, "password": PASSWORD})
        assert answer.status_code == 200, way


# --- Guessing from many places -----------------------------------------------------------------------------------
@pytest.mark.slow
def test_S10_many_computers_have_no_more_tries_together_than_one(ada: Person) -> None:
    for _ in range(12):  # each at an address of its own
        answer = sign_in(browser(), ada, WRONG)
    assert RESTS in answer.content.decode()
    assert RESTS in sign_in(browser(), ada).content.decode()


def few(settings: Any, action: str) -> None:
    """The limit as it is, but lower, so that a test need not wait for so many passwords to be digested."""
    assert settings.ACCOUNT_RATE_LIMITS[action] == "30/m/ip"
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, action: "3/m/ip"}


def test_S10_one_computer_does_not_try_many_people(settings: Any) -> None:
    few(settings, "login")
    client = browser()
    answers = [client.post("/account/login/", {"login": f"a{n}@rooms.example", "password": WRONG}) for n in range(5)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429


def test_a_forged_sender_is_not_believed(settings: Any) -> None:
    """Without a proxy the header says nothing; behind one only what the proxy itself wrote, which stands last."""
    few(settings, "login")
    for count, forged in ((0, "198.51.100.{0}"), (1, "198.51.100.{0}, 10.250.0.9")):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = count
        client = Client(REMOTE_ADDR=f"10.251.{count}.9")
        codes = [
            client.post("/account/login/", {"login": f"a{n}@rooms.example", "password": WRONG},
                        headers={"X-Forwarded-For": forged.format(n)}).status_code
            for n in range(5)
        ]  # fmt: skip
        assert codes[-1] == 429, count


@pytest.mark.parametrize(
    "said", ["", ",", "no address", "1.2.3.4\t", "::1", "a" * 5000, "127.0.0.1:80", "'; DROP TABLE x"]
)
def test_what_is_no_address_is_no_error(settings: Any, said: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    answer = browser().post(
        "/account/login/", {"login": "a@rooms.example", "password": WRONG}, headers={"X-Forwarded-For": said}
    )
    assert answer.status_code in (200, 404, 429)


def test_S10_whoever_sits_at_an_open_session_does_not_guess_the_password(ada: Person) -> None:
    """Five tries in five minutes, as at the door; the right one waits, too."""
    for address, field in (("/account/reauthenticate/", "password"), ("/account/password/", "oldpassword")):
        who = doors.person(rooms.agency())
        client = signed_in(who)
        more = (
            {}
            if field == "password"
            else {"password1": "another four words now", "password2": "another four words now"}
        )
        for _ in range(5):
            assert client.post(address, {field: WRONG, **more}).status_code == 200
        answer = client.post(address, {field: PASSWORD, **more})
        assert answer.status_code == 429
        who.refresh_from_db()
        assert who.check_password(PASSWORD)


def test_S10_the_second_factor_is_not_guessed_from_many_places(ada: Person, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    secret = with_app(ada)
    for _ in range(6):
        client = browser()
        sign_in(client, ada)
        client.post("/account/second-factor/code/", {"code": "000000"})
    client = browser()
    sign_in(client, ada)
    assert RESTS in client.post("/account/second-factor/code/", {"code": code(secret)}).content.decode()
    assert "_auth_user_id" not in client.session


def test_an_invitation_is_not_guessed() -> None:
    client = browser()
    codes = []
    for _ in range(32):
        client.get(f"/invitation/{uuid.uuid4().hex}/")
        codes.append(client.post("/invitation/").status_code)
    assert codes[0] == 404
    assert codes[-1] == 429


# --- Sessions ------------------------------------------------------------------------------------------------------
def test_a_cookie_from_before_is_worth_nothing_after_signing_in(ada: Person) -> None:
    """Fixation: somebody puts a cookie into a browser, and waits for its owner to sign in."""
    for planted in ("a" * 32, "", "0123456789abcdef0123456789abcdef", "../../x", "a" * 5000):
        client = browser()
        client.cookies[settings.SESSION_COOKIE_NAME] = planted
        sign_in(client, ada)
        assert client.cookies[settings.SESSION_COOKIE_NAME].value != planted
        thief = browser()
        thief.cookies[settings.SESSION_COOKIE_NAME] = planted
        assert thief.get("/account/").status_code == 302


def test_a_session_from_before_signing_in_does_not_become_one(ada: Person) -> None:
    client = browser()
    client.get(f"/invitation/{uuid.uuid4().hex}/")  # makes a session
    before = client.cookies[settings.SESSION_COOKIE_NAME].value
    sign_in(client, ada)
    thief = browser()
    thief.cookies[settings.SESSION_COOKIE_NAME] = before
    assert thief.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200


@pytest.mark.parametrize("ending", ["sign out", "lock", "new password", "closed account"])
def test_a_copied_cookie_is_worth_nothing_afterwards(ada: Person, owner_db: Any, ending: str) -> None:
    """An agency is closed when no account in it is open any more, so that its end is that of its accounts."""
    client = signed_in(ada)
    thief = browser()
    thief.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert thief.get("/account/").status_code == 200
    new = "another four words now"
    match ending:
        case "sign out":
            client.post("/account/logout/")
        case "lock":
            client.post("/lock/")
        case "new password":
            client.post("/account/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
        case "closed account":
            owner_db.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [ada.pk])
    for answer in (thief.get("/account/"), thief.post("/account/sessions/"), thief.get("/cases/")):
        assert answer.status_code == 302
        assert answer.url.startswith("/account/login/")


def test_S16_cookies_are_for_us_alone(ada: Person) -> None:
    client = signed_in(ada)
    client.get("/account/password/")
    for name, kept in client.cookies.items():
        assert kept["samesite"] == "Lax", name
        assert kept["path"] == "/"
        assert not kept["domain"]
        if name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
            assert kept["httponly"], name
    assert not client.cookies[settings.SESSION_COOKIE_NAME]["expires"]  # gone with the browser


def test_S16_under_TLS_no_neighbour_sets_our_cookies() -> None:
    """In a process of its own, set up as an installation is: names that a browser takes from this very host by TLS alone."""
    asks = "from django.conf import settings as s; print(*(f'{n}={getattr(s, n)}' for n in dir(s) if 'COOKIE_' in n and n.endswith(('NAME', 'SECURE'))))"
    env = {**os.environ, "MDT_HTTPS": "true", "DJANGO_SETTINGS_MODULE": "mdt.settings"}
    said = subprocess.run(
        [sys.executable, "-c", asks], cwd=ROOT, env=env, capture_output=True, text=True, check=True
    ).stdout.split()
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        assert f"{cookie}_COOKIE_SECURE=True" in said
        assert any(one.startswith(f"{cookie}_COOKIE_NAME=__Host-") for one in said), said


# --- Hosts ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("host", ["evil.test", "testserver.evil.test", "testserver@evil.test", "testserver:80@evil.test", "testserver/../evil",
                                  "127.0.0.1, evil.test", "[::1].evil.test", "testserver\tevil", "", "." * 300])  # fmt: skip
def test_another_host_gets_nothing(ada: Person, host: str) -> None:
    client = signed_in(ada)
    for path in ("/", "/account/login/", "/cases/", "/no-such-page/"):
        answer = client.get(path, HTTP_HOST=host)
        assert answer.status_code == 400, path
        assert b"evil" not in answer.content
        assert "evil" not in answer.headers.get("Location", "")


def test_what_a_proxy_might_say_moves_no_address(ada: Person) -> None:
    client = signed_in(ada)
    headers = {"X-Forwarded-Host": "evil.test", "X-Host": "evil.test", "Forwarded": "host=evil.test", "X-Original-URL": "/people/",
               "X-Rewrite-URL": "/people/", "X-Forwarded-Prefix": "/evil", "X-Forwarded-Server": "evil.test", "X-Forwarded-Proto": "https",
               "X-Forwarded-Scheme": "evil"}  # fmt: skip
    for path in ("/", "/account/", "/account/password/", "/calendar/", "/no-such-page/"):
        told, plain = client.get(path, headers=headers), client.get(path)
        assert told.status_code == plain.status_code
        assert b"evil" not in told.content
        assert "evil" not in str(told.headers)


# --- Ways back that lead elsewhere -----------------------------------------------------------------------------
@pytest.mark.parametrize("after", ELSEWHERE if EVERYTHING else [*ELSEWHERE[1:5:3], "http://[evil"])
def test_no_way_back_leads_elsewhere(ada: Person, after: str) -> None:
    client, origin = by_force(ada), "http://testserver"
    answers = [
        browser().post("/account/login/", {"login": ada.email, "password": PASSWORD, "next": after}),
        browser().post(f"/account/login/?{_query(after)}", {"login": ada.email, "password": PASSWORD}),
        browser().get(f"/signed-out/?{_query(after)}"), client.get(f"/account/login/?{_query(after)}"),
        client.post("/language/", {"language": "en", "next": after}), client.post("/language/", {"language": "en"}, headers={"Referer": after}),
        client.post(f"/account/reauthenticate/?{_query(after)}", {"password": PASSWORD, "next": after}),
        browser().get("/cases/", headers={"Referer": f"{origin}{after}", "HX-Request": "true", "HX-Current-URL": after}),
        browser().post("/cases/new/", headers={"Referer": f"{origin}/{after}"}),
        by_force(ada).post("/lock/", {"next": after}, headers={"Referer": f"{origin}/{after}"}),
        by_force(ada).post("/account/logout/", {"next": after}),
    ]  # fmt: skip
    for turn, answer in enumerate(answers):
        assert answer.status_code < 500, turn
        for address in (answer.headers.get("Location", ""), answer.headers.get("HX-Redirect", "")):
            assert not leads_elsewhere(address), (turn, address)
            assert not {"\r", "\n"} & {*address}
        for address in re.findall(r'(?:href|action|src)="([^"]*)"', answer.content.decode()):
            assert not leads_elsewhere(address) or address == settings.EXIT_URL, (turn, address)


def _query(after: str) -> str:
    return urlencode({"next": after})


def test_nothing_reflected_makes_a_header(ada: Person) -> None:
    client, split = signed_in(ada), "x\r\nX-Bait: 1\r\n\r\n<b>"
    for path in ("/account/login/", "/signed-out/", "/language/", "/cases/", "/referrals/", "/calendar/"):
        for answer in (
            client.get(path, {"next": split, "language": split, "show": split, "before": split}),
            client.post(path, {"next": split, "language": split}),
        ):
            assert "X-Bait" not in answer.headers
            assert answer.status_code < 500


# --- Files of the house ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/static/../manage.py", "/static/%2e%2e/manage.py", "/static/..%2fmanage.py", "/static/%252e%252e/manage.py",
                                  "/static//etc/passwd", "/static/css/../../mdt/settings.py", "/static/..\\manage.py", "/static/css/", "/static/",
                                  "/static/.%00/css", "/.git/config", "/.env", "/.local/state.json", "/manage.py", "/admin/", "/healthz/../people/"])  # fmt: skip
def test_only_static_files_are_given(path: str) -> None:
    answer = browser().get(path)
    assert answer.status_code in (302, 400, 404)
    assert b"import" not in answer.content.replace(b"important", b"")


def test_an_error_page_tells_nothing(ada: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the program, of what was asked, or of who asked."""
    secret = "PLANTED-977"

    def fails(request: Any) -> Any:
        raise RuntimeError(secret)

    monkeypatch.setattr("mdt.today.render", lambda *a, **k: fails(a), raising=False)
    client = signed_in(ada)
    client.raise_request_exception = False
    answer = client.get(f"{reverse('today')}?word={secret}", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    for word in (secret, "Traceback", "RuntimeError", "Django", ada.name, "mdt/"):
        assert word not in answer.content.decode()
