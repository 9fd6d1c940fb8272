"""How long a sign-in lives, how it ends, what a page that works by itself may do, and the list of one's own sign-ins."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from agencies import sessions
from agencies.models import StaffSession
from tests import rooms
from tests.agencies import doors
from tests.agencies.doors import browser, sign_in, signed_in

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture
def ada():
    return doors.person(rooms.agency())


@pytest.fixture
def clock(monkeypatch):
    return doors.Clock(monkeypatch)


@pytest.fixture(autouse=True)
def limits(settings):
    settings.IDLE_LIMIT, settings.SHARED_DEVICE_IDLE_LIMIT = timedelta(minutes=10), timedelta(minutes=5)
    settings.SESSION_LIMIT = timedelta(hours=12)


def test_S09_after_ten_idle_minutes_the_session_is_gone_and_the_page_is_remembered(ada, clock):
    client = signed_in(ada)
    key = client.session.session_key
    clock.pass_(minutes=9, seconds=59)
    assert client.get("/account/").status_code == 200
    clock.pass_(minutes=10)
    answer = client.get("/account/sessions/?q=what+was+searched+for")
    assert (answer.status_code, answer.url) == (302, "/account/login/?next=%2Faccount%2Fsessions%2F")
    assert not Session.objects.filter(session_key=key).exists()
    assert not StaffSession.objects.filter(person=ada).exists()


@pytest.mark.slow
def test_S09_work_keeps_it_for_twelve_hours_and_no_longer(ada, clock):
    client = signed_in(ada)
    for _ in range(12 * 60 // 9 - 1):
        clock.pass_(minutes=9)
        assert client.get("/account/").status_code == 200
    clock.pass_(minutes=9)
    assert client.get("/account/").status_code == 302


def test_S09_a_shared_computer_locks_after_five_minutes(ada, clock):
    client = browser()
    sign_in(client, ada, shared="on")
    assert StaffSession.objects.get(person=ada).shared_device
    clock.pass_(minutes=4)
    assert "Shared device" in client.get("/account/").content.decode()
    clock.pass_(minutes=5)
    assert client.get("/account/").status_code == 302


def test_what_was_shared_is_forgotten_with_the_session(ada):
    client = browser()
    sign_in(client, ada, shared="on")
    client.post("/lock/")
    sign_in(client, ada)
    assert not StaffSession.objects.get(person=ada).shared_device


def test_what_a_page_does_by_itself_is_no_sign_of_life(ada, clock):
    client = signed_in(ada)
    for _ in range(2):
        clock.pass_(minutes=4)
        assert client.get("/account/", headers={"X-Background": "1"}).status_code == 200
    clock.pass_(minutes=2)
    assert client.get("/account/", headers={"X-Background": "1"}).status_code == 401


def test_stay_starts_the_idle_clock_again(ada, clock):
    client = signed_in(ada)
    for _ in range(4):
        clock.pass_(minutes=9)
        assert client.post("/stay/").status_code == 204
    assert client.get("/stay/").status_code == 405
    clock.pass_(minutes=10)
    assert client.post("/stay/").status_code == 302


@pytest.mark.parametrize(
    "headers", [{"HX-Request": "true"}, {"Sec-Fetch-Mode": "cors"}, {"Sec-Fetch-Mode": "same-origin"}]
)
def test_a_script_is_told_and_not_sent_to_a_page(ada, clock, headers):
    client = signed_in(ada)
    clock.pass_(minutes=11)
    headers = {**headers, "Referer": "http://testserver/account/?q=private"}
    for method in (client.get, client.post):
        answer = method("/account/sessions/", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["HX-Redirect"] == "/account/login/?next=%2Faccount%2F"
        assert answer.content == b""


def test_a_form_sent_too_late_leads_back_to_the_page_with_the_form(ada, clock):
    client = signed_in(ada)
    clock.pass_(minutes=11)
    answer = client.post("/account/sessions/", headers={"Referer": "http://testserver/account/sessions/?x=1"})
    assert answer.url == "/account/login/?next=%2Faccount%2Fsessions%2F"
    elsewhere = client.post("/account/sessions/", headers={"Referer": "http://evil.example/trap/"})
    assert elsewhere.url == "/account/login/"


def test_lock_signs_out_at_once_and_shows_an_empty_page(ada):
    client = signed_in(ada)
    key = client.session.session_key
    answer = client.post("/lock/", headers={"Referer": "http://testserver/account/"})
    assert answer.url == "/signed-out/?next=%2Faccount%2F"
    page = client.get(answer.url)
    assert "no-store" in page.headers["Cache-Control"]
    assert 'href="/account/login/?next=%2Faccount%2F"' in page.content.decode()
    assert ada.name not in page.content.decode()
    assert not Session.objects.filter(session_key=key).exists()
    assert not StaffSession.objects.filter(person=ada).exists()
    assert client.get("/account/").status_code == 302
    assert client.post("/lock/").url == "/signed-out/"  # again, and by nobody: the same


def test_lock_on_a_shared_computer_leaves_no_trace_of_where_one_was(ada):
    client = browser()
    sign_in(client, ada, shared="on")
    assert client.post("/lock/", headers={"Referer": "http://testserver/account/"}).url == "/signed-out/"


@pytest.mark.parametrize("bad", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_the_signed_out_page_leads_nowhere_else(bad):
    text = browser().get("/signed-out/", {"next": bad}).content.decode()
    assert re.findall(r'href="([^"]*login[^"]*)"', text) == ["/account/login/"]


def test_one_sees_ones_own_sign_ins_and_ends_another(ada):
    here, there = signed_in(ada, **{"User-Agent": FIREFOX}), signed_in(ada, **{"User-Agent": SAFARI})
    stranger = signed_in(doors.person(rooms.agency()))
    text = here.get("/account/sessions/").content.decode()
    assert "Firefox on Linux" in text
    assert "Safari on iPhone" in text
    assert text.count("This one") == 1
    row = StaffSession.objects.get(person=ada, device="Safari|iPhone")
    stranger.post("/account/sessions/", {"session": row.pk})
    assert there.get("/account/").status_code == 200
    here.post("/account/sessions/", {"session": row.pk})
    assert there.get("/account/").status_code == 302
    assert here.get("/account/").status_code == 200


def test_one_ends_all_others_at_once(ada):
    here, *others = [signed_in(ada) for _ in range(3)]
    here.post("/account/sessions/", {"session": "others"})
    assert [client.get("/account/").status_code for client in others] == [302, 302]
    assert here.get("/account/").status_code == 200


@pytest.mark.parametrize("odd", ["", "x", "-1", "9" * 40, "²"])
def test_ending_what_is_not_there_does_nothing(ada, odd):
    client = signed_in(ada)
    assert client.post("/account/sessions/", {"session": odd}).status_code == 302
    assert client.get("/account/").status_code == 200


def test_a_session_whose_row_is_gone_ends_within_a_minute(ada, clock):
    client = signed_in(ada)
    StaffSession.objects.filter(person=ada).delete()
    clock.pass_(seconds=61)
    assert client.get("/account/").status_code == 302


def test_the_list_is_written_once_a_minute_at_most(ada, clock):
    client = signed_in(ada)
    first = StaffSession.objects.get(person=ada).seen_at
    clock.pass_(seconds=30)
    client.get("/account/")
    assert StaffSession.objects.get(person=ada).seen_at == first
    clock.pass_(seconds=31)
    client.get("/account/")
    assert StaffSession.objects.get(person=ada).seen_at > first


def test_rows_of_browsers_that_were_closed_vanish_from_the_list(ada, clock):
    signed_in(ada)
    clock.pass_(minutes=12)
    signed_in(ada)
    assert sessions.live_sessions(ada).count() == StaffSession.objects.filter(person=ada).count() == 1


def test_nothing_of_the_address_of_a_computer_is_kept(ada, owner_db):
    client = Client(REMOTE_ADDR="203.0.113.77")
    sign_in(client, ada)
    client.get("/account/")
    stored = [owner_db.execute("SELECT row_to_json(s)::text FROM agencies_staffsession s").fetchall()]
    stored.append([str(Session.objects.get(session_key=client.session.session_key).get_decoded())])
    assert "203.0.113" not in str(stored)


def test_the_language_follows_the_person(ada, owner_db):
    client = signed_in(ada)
    client.post("/language/", {"language": "es", "next": "/account/"})
    assert owner_db.execute("SELECT language FROM agencies_person WHERE id = %s", [ada.pk]).fetchone() == ("es",)
    other = browser()
    sign_in(other, ada)
    assert '<html lang="es"' in other.get("/account/").content.decode()
    client.post("/language/", {"language": "xx"})
    assert owner_db.execute("SELECT language FROM agencies_person WHERE id = %s", [ada.pk]).fetchone() == ("es",)
    assert '<html lang="es"' in client.get("/account/").content.decode()


def test_somebody_who_is_not_signed_in_chooses_a_language_too():
    client = browser()
    assert client.post("/language/", {"language": "es", "next": "https://evil.example/"}).url == "/"
    assert '<html lang="es"' in client.get("/account/login/").content.decode()


def test_two_first_requests_at_once_are_one_session(ada, rf):
    """A browser that opens two pages right after signing in asks twice before either has begun the session."""
    client = Client()
    client.force_login(ada)
    for _ in range(2):
        request = rf.get("/")
        request.session = client.session  # as both requests loaded it
        sessions.begin(request, ada)
    assert StaffSession.objects.filter(person=ada).count() == 1
