"""A day's work in a browser: five services by the keyboard alone, counted; the same without a script; what it looks like."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import rooms
from tests.browser.test_agreements import kept, may_sign_in
from tests.browser.test_every_page import faults_of
from tests.cases.serving import award, events
from tests.cases.working import Room, room_fixture  # noqa: F401

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]
KEYS = (
    29  # for five services of five records, written down: four signs of each code, three of the service, and nine more
)


class Keys:
    """The keyboard of one page, with a counter: a chord such as Control and Enter is one stroke."""

    def __init__(self, page: Page) -> None:
        self.page, self.struck = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.struck += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.struck += len(text)


@pytest.fixture
def hall(room: Room) -> Room:
    may_sign_in(room.ada, room.hana)
    return room


@pytest.mark.slow
def test_five_services_by_the_keyboard_alone_take_few_strokes(hall: Room, sign_in: SignIn, owner_db: Any) -> None:
    cases = [hall.case, *[rooms.case(hall.ada, name=f"Testa Person-97{n}") for n in range(4)]]
    award(owner_db, hall.ada.agency, hall.hana)
    page = sign_in(hall.ada.email)
    page.goto("/services/")
    expect(page.locator("[name=r0-record]")).to_be_focused()
    keys = Keys(page)
    keys.type(cases[0].code[:4])
    keys.press("Tab")
    keys.type("Tra")  # the list goes to «Transportation»
    for case in cases[1:]:
        keys.press("Control+Enter")
        keys.type(case.code[:4])
    keys.press("Enter")
    expect(page.locator(".messages")).to_contain_text("5 things are written down")
    assert [events(owner_db, case.pk) for case in cases] == [[("transportation", 1, [100])]] * 5
    assert keys.struck == KEYS
    page.keyboard.press("Tab")
    kept(page, "services-done")
    for _n in range(5):
        page.get_by_role("button", name="Undo").first.click()
        expect(page.locator(".messages")).to_contain_text("Taken back")
    assert [events(owner_db, case.pk) for case in cases] == [[]] * 5


@pytest.mark.slow
def test_numbers_are_stepped_rows_repeat_and_errors_lose_nothing(hall: Room, sign_in: SignIn, owner_db: Any) -> None:
    page = sign_in(hall.ada.email)
    page.goto("/services/")
    page.locator("[name=r0-record]").fill("ZZ9")
    page.locator("[name=r0-service]").select_option("emergency_shelter")
    page.locator("[name=r0-units]").focus()
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Times, or nights +1").click()
    page.get_by_role("button", name="Another one like this").click()
    expect(page.locator("[name=r1-record]")).to_be_focused()
    expect(page.locator("[name=r1-units]")).to_have_value("3")
    assert page.locator("[name=r1-once]").input_value() != page.locator("[name=r0-once]").input_value()
    page.locator("[name=r1-record]").fill(hall.case.code)
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".summary")).to_contain_text("No record that you work on fits")
    expect(page.locator("[name=r0-record]")).to_have_value("ZZ9")
    kept(page, "services-errors")
    faults = faults_of(page, "services with errors")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.locator("[name=r0-record]").fill(hall.case.code)
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".messages")).to_contain_text("2 things are written down")
    page.goto(f"/cases/{hall.case.public_id}/show/services/")
    expect(page.locator("#services")).to_contain_text("Outside every award")
    kept(page, "services-on-the-record")
    faults += faults_of(page, "services on the record")
    page.goto(f"/cases/{hall.case.public_id}/counting/")
    page.locator("#barrier summary").click()
    kept(page, "counting")
    faults += faults_of(page, "counting")
    assert faults == []


@pytest.mark.slow
def test_without_a_script_and_from_a_draft_after_the_session_ended(hall: Room, sign_in: SignIn, owner_db: Any) -> None:
    page = sign_in(hall.ada.email, java_script_enabled=False)
    page.goto("/services/")
    page.locator("[name=r0-record]").fill(hall.case.code)
    page.locator("[name=r0-service]").select_option("counseling")
    page.locator("[name=r0-units]").fill("2")
    page.get_by_role("button", name="Another one like this").click()
    expect(page.locator("[name=r1-units]")).to_have_value("2")
    page.locator("[name=r1-service]").select_option("")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator(".messages")).to_contain_text("1 thing is written down")
    assert events(owner_db, hall.case.pk) == [("counseling", 2, [])]
    page = sign_in(hall.ada.email)
    page.goto("/services/")
    with page.expect_response(lambda answer: answer.url.endswith("/services/draft/") and answer.status == 204):
        page.locator("[name=r0-record]").fill("QK7")
    page.context.clear_cookies()
    page.goto("/services/")
    assert "/account/login/" in page.url
    page = sign_in(hall.ada.email)
    page.goto("/services/")
    expect(page.locator("[name=r0-record]")).to_have_value("QK7")
    expect(page.get_by_text("We kept what you typed")).to_be_visible()


@pytest.mark.slow
def test_awards_and_the_new_questions_are_accessible(hall: Room, sign_in: SignIn) -> None:
    page, faults = sign_in(hall.hana.email), []
    page.goto("/own-agency/awards/new/")
    page.locator("[name=number]").fill("STOP-1")
    page.locator("[name=title]").fill("Night advocates")
    page.locator("[name=report]").select_option("ovw.stop@2017")
    page.locator("[name=starts_on]").fill(str(date(2026, 1, 1)))
    page.locator("[name=ends_on]").fill(str(date(2026, 12, 31)))
    page.get_by_label(hall.ada.name).check()
    faults += faults_of(page, "award")
    kept(page, "award-phone")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    kept(page, "award-dark")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Reports:")).to_be_visible()
    for address in ("events/edit/", "background/edit/", "services/add/", "justice/edit/"):
        page.goto(f"/cases/{hall.case.public_id}/{address}")
        kept(page, address.replace("/", "-") + "new")
        faults += faults_of(page, address, ("light",))
        page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/services/missing/")
    kept(page, "missing")
    assert faults == []
