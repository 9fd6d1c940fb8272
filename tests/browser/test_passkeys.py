"""Passkeys in a real browser with a made-up device: added, used to sign in alone, used as second factor, and refused."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser, BrowserContext, Page

from agencies.models import Person, StaffSession
from tests import rooms

PASSWORD = "four words nobody says"
pytestmark = pytest.mark.browser


@pytest.fixture
def ada() -> Person:
    who = rooms.person(rooms.agency())
    who.password = make_password(PASSWORD)
    who.save(update_fields=["password"])
    return who


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A passkey belongs to a name, not to a number: so the house is visited as localhost."""
    context = browser.new_context(base_url=address.replace("127.0.0.1", "localhost"))
    context.set_default_timeout(20_000)  # milliseconds
    yield context.new_page()
    context.close()


def with_device(page: Page, *, knows_its_owner: bool = True) -> Any:
    """A device that can keep passkeys, and whose owner is (or is not) there to show a finger."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": knows_its_owner, "automaticPresenceSimulation": True,
    }  # fmt: skip
    device = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]
    return lambda there: session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": there})


def arrived(page: Page, heading: str) -> None:
    """By what stands on the page: an address can be part of another one."""
    page.get_by_role("heading", name=heading, exact=True).wait_for()


def type_password(page: Page, who: Person) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", who.email)
    page.fill("input[name=password]", PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()


def press_passkey(page: Page) -> None:
    page.locator("form[data-passkey] button[type=submit]").click()


def added(page: Page, who: Person) -> None:
    type_password(page, who)
    arrived(page, "Today")
    page.goto("/account/second-factor/passkeys/add/")
    page.fill("input[name=name]", "Work laptop")
    press_passkey(page)
    arrived(page, "Your recovery codes")


def lock(page: Page) -> None:
    page.locator("form[data-lock] button").click()
    arrived(page, "Signed out")


@pytest.mark.slow
def test_S10_a_passkey_is_added_and_signs_in_alone(page: Page, ada: Person) -> None:
    with_device(page)
    added(page, ada)
    page.goto("/account/second-factor/passkeys/")
    assert page.get_by_text("Work laptop", exact=True).is_visible()
    lock(page)
    page.goto("/account/login/?next=/account/sessions/")
    page.check("#id_shared")
    press_passkey(page)
    arrived(page, "Where you are signed in")
    assert StaffSession.objects.get(person=ada).shared_device


def test_S10_after_a_password_the_passkey_is_the_second_factor(page: Page, ada: Person) -> None:
    with_device(page)
    added(page, ada)
    lock(page)
    type_password(page, ada)
    arrived(page, "Your second factor")
    press_passkey(page)
    arrived(page, "Today")
    page.goto("/account/")
    assert page.get_by_text(ada.email).is_visible()


@pytest.mark.slow
def test_when_nothing_comes_of_it_the_page_says_so_and_can_be_tried_again(page: Page, ada: Person) -> None:
    owner_there = with_device(page)
    added(page, ada)
    lock(page)
    page.goto("/account/login/")
    owner_there(False)
    press_passkey(page)
    page.get_by_text("No passkey was used").wait_for()
    owner_there(True)
    press_passkey(page)
    arrived(page, "Today")


def test_without_a_script_the_password_still_opens(visit: Callable[..., BrowserContext], ada: Person) -> None:
    page = visit(java_script_enabled=False).new_page()
    page.goto("/account/login/")
    assert not page.locator("form[data-passkey]").is_visible()
    type_password(page, ada)
    arrived(page, "Today")
