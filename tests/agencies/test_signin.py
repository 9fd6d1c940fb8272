"""Coming in: address and password, who is kept out, how often one may try, what is closed, what the pages tell."""

import re
import uuid

import pytest
from django.core import mail
from django.test import override_settings
from django.urls import NoReverseMatch, reverse

from agencies.adapters import AccountAdapter
from agencies.models import Person, StaffSession
from tests import rooms
from tests.agencies import doors
from tests.agencies.doors import PASSWORD, browser, link_in, mails_to, sign_in, signed_in

WRONG = "These words are not mine"


@pytest.fixture
def ada():
    return doors.person(rooms.agency())


def test_the_right_password_leads_to_today_and_lists_the_session(ada):
    client = browser(**{"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64) Gecko/20100101 Firefox/140.0"})
    answer = sign_in(client, ada)
    assert (answer.status_code, answer.url) == (302, reverse("today"))
    row = StaffSession.objects.get(person=ada)
    assert row.device == "Firefox|Windows"
    assert row.session_key == client.session.session_key
    assert client.get("/account/").status_code == 200


def test_sign_in_leads_back_to_the_page_and_never_elsewhere(ada):
    assert sign_in(browser(), ada, next="/account/sessions/").url == "/account/sessions/"
    for elsewhere in ("https://evil.example/", "//evil.example/", "https:evil.example"):
        assert "evil" not in sign_in(browser(), ada, next=elsewhere).url


def test_an_unknown_address_and_a_wrong_password_are_one_answer(ada):
    def seen(answer, address):
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())
        return answer.status_code, text.replace(address, "")

    wrong = browser().post("/account/login/", {"login": ada.email, "password": WRONG})
    unknown = browser().post("/account/login/", {"login": "no.body@rooms.example", "password": WRONG})
    assert seen(wrong, ada.email) == seen(unknown, "no.body@rooms.example")
    assert "do not belong together" in wrong.content.decode()


def test_S10_after_five_failures_the_right_password_waits_too(ada):
    client = browser()
    for _ in range(5):
        assert "do not belong together" in sign_in(client, ada, WRONG).content.decode()
    answer = sign_in(browser(), ada)  # from another computer
    assert answer.status_code == 200
    assert "rests for five minutes" in answer.content.decode()
    assert StaffSession.objects.filter(person=ada).count() == 0


def test_S10_an_unknown_address_locks_in_the_same_way():
    ghost = Person(email=f"ghost+{uuid.uuid4().hex}@rooms.example")
    answers = [sign_in(browser(), ghost, WRONG).content.decode() for _ in range(6)]
    assert "rests for five minutes" in answers[5]
    assert "rests for five minutes" not in answers[4]


def test_S10_another_name_of_our_host_gives_no_more_tries(ada, settings):
    settings.ALLOWED_HOSTS = ["one.test", "two.test"]
    for number in range(6):
        host = "one.test" if number % 2 else "two.test"
        data = {"login": ada.email.upper() if number == 5 else ada.email, "password": WRONG}
        answer = browser(host=host).post("/account/login/", data)
    assert "rests for five minutes" in answer.content.decode()


def test_deactivated_people_do_not_come_in_and_leave_at_the_next_request(ada, owner_db):
    client = signed_in(ada)
    owner_db.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [ada.pk])
    assert client.get("/account/").url.startswith("/account/login/")
    answer = sign_in(browser(), ada)
    assert answer.url == "/account/inactive/"
    assert "This account is closed" in client.get(answer.url).content.decode()
    assert "do not belong together" in sign_in(browser(), ada, WRONG).content.decode()


def test_people_of_a_closed_agency_do_not_come_in(owner_db):
    place = rooms.agency()
    who = doors.person(place)
    owner_db.execute("UPDATE agencies_agency SET is_active = false WHERE id = %s", [place.pk])
    client = browser()
    assert sign_in(client, who).url == "/account/inactive/"
    assert client.get("/account/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "signup/", "email/", "confirm-email/", "confirm-email/x/", "password/set/", "login/code/", "login/code/confirm/",
        "phone/verify/", "2fa/", "second-factor/trust/", "second-factor/recovery/download/", "signup/passkey/",
    ],
)  # fmt: skip
def test_what_we_do_not_offer_has_no_address(path, ada):
    client = signed_in(ada)
    assert browser().get(f"/account/{path}").status_code == 404
    assert client.get(f"/account/{path}").status_code == 404
    assert client.post(f"/account/{path}", {"email": "x@y.example"}).status_code == 404


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_request_login_code"])
def test_there_is_no_sign_up(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_a_new_password_comes_by_one_link_and_ends_every_session(ada):
    client, old = browser(), signed_in(ada)
    answer = client.post("/account/password/reset/", {"email": ada.email})
    assert answer.url == "/account/password/reset/done/"
    (message,) = mails_to(ada.email)
    path = link_in(message)
    form = client.get(path)
    assert form.status_code == 302
    assert path.rstrip("/").rsplit("-", 1)[1] not in form.url  # the key leaves the address at once
    new = "another four words now"
    assert client.post(form.url, {"password1": new, "password2": new}).status_code == 302
    assert old.get("/account/").status_code == 302
    assert StaffSession.objects.filter(person=ada).count() == 0
    assert sign_in(browser(), ada, PASSWORD).status_code == 200
    assert sign_in(browser(), ada, new).status_code == 302
    assert "cannot be used" in browser().get(path, follow=True).content.decode()  # once


def test_the_reset_mail_tells_nothing_and_our_own_address_stands_in_it(ada, settings):
    settings.PUBLIC_URL = "https://record.example"
    settings.ALLOWED_HOSTS = ["evil.test"]
    browser(host="evil.test").post("/account/password/reset/", {"email": ada.email})
    (message,) = mails_to(ada.email)
    told = f"{message.subject} {message.body}"
    assert "https://record.example/account/password/reset/" in told
    for word in (ada.name, ada.email, ada.agency.name, "evil.test", "record system", "survivor", "10.0"):
        assert word not in told


def test_asking_for_a_link_answers_alike_for_every_address(ada, settings, owner_db):
    gone = doors.person(rooms.agency())
    owner_db.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [gone.pk])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody answers there: the same page, all the same
    answers = set()
    for address in (ada.email, gone.email, "nobody@rooms.example"):
        answer = browser().post("/account/password/reset/", {"email": address}, follow=True)
        text = re.sub(r'(csrfmiddlewaretoken" value=)"[^"]+"', "", answer.content.decode())
        answers.add((answer.status_code, text))
    assert len(answers) == 1
    assert mails_to(gone.email) == mails_to("nobody@rooms.example") == []


def test_the_library_sends_no_mail_of_its_own():
    mail.outbox.clear()
    AccountAdapter().send_mail("account/email/unknown_account", "nobody@rooms.example", {})
    assert mail.outbox == []


def test_a_password_is_long_and_not_like_the_address(ada):
    client = signed_in(ada)
    for bad in ("short", "password1234", ada.email.split("@", maxsplit=1)[0]):
        data = {"oldpassword": PASSWORD, "password1": bad, "password2": bad}
        assert client.post("/account/password/", data).status_code == 200
    assert Person.objects.get(pk=ada.pk).check_password(PASSWORD)


def test_changing_the_password_keeps_this_session_and_ends_the_others(ada):
    here, there = signed_in(ada), signed_in(ada)
    new = "another four words now"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post("/account/password/", data).url == "/account/"
    assert here.get("/account/").status_code == 200
    assert there.get("/account/").status_code == 302
    assert StaffSession.objects.get(person=ada).session_key == here.session.session_key
    assert "changed" in mails_to(ada.email)[0].subject


def test_a_cache_that_is_away_keeps_the_door_shut(ada, settings):
    closed = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    client = browser()
    assert client.get("/account/login/").status_code == 200
    with override_settings(CACHES=closed):
        for password in (PASSWORD, WRONG):
            answer = sign_in(client, ada, password)
            assert answer.status_code == 503
            assert "Try again in a moment" in answer.content.decode()
        assert client.post("/account/password/reset/", {"email": ada.email}).status_code == 503
    assert "_auth_user_id" not in client.session
    assert sign_in(client, ada).status_code == 302


def test_titles_are_neutral_and_nothing_is_stored(ada):
    client = signed_in(ada)
    pages = ["/account/login/", "/account/password/reset/", "/signed-out/", "/invitation/"]
    answers = [browser().get(path) for path in pages] + [client.get("/account/"), client.get("/account/sessions/")]
    for answer in answers:
        text = answer.content.decode()
        assert re.search(r"<title>(.*?)</title>", text)[1] == "Record"
        assert "no-store" in answer.headers["Cache-Control"]
        assert " style=" not in text
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", text)
