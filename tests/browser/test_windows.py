"""What happens when a page does not stay alone: a session that ends, two windows on one section, paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from mdt.demo.cast import PASSWORD
from tests.browser.test_main_job import open_a_case
from tests.world import World

pytestmark = pytest.mark.browser
CANARY = "Testa Person-779"


def test_S09_locking_one_window_locks_all_and_the_draft_is_there_after_signing_in(
    sign_in: Callable[..., Page], world: World
) -> None:
    writing = sign_in(world.ada.email)
    other = writing.context.new_page()
    path = open_a_case(writing).split("#")[0] + "identity/edit/"
    writing.goto(path)
    with writing.expect_response(re.compile("/draft/$")):
        writing.fill("[name=name]", CANARY)
    other.goto("/")
    other.get_by_role("button", name="Lock").click()
    writing.wait_for_url(re.compile("/signed-out/"))
    assert CANARY not in writing.content()

    writing.get_by_role("link", name="Sign in").click()
    writing.fill("[name=login]", world.ada.email)
    writing.fill("[name=password]", PASSWORD)
    writing.locator("form:has([name=password]) button[type=submit]").click()
    writing.wait_for_url(path)
    expect(writing.locator("[name=name]")).to_have_value(CANARY)
    expect(writing.locator(".notice")).to_contain_text("We kept what you typed")


@pytest.mark.slow
def test_the_second_of_two_windows_does_not_write_over_the_first(sign_in: Callable[..., Page], world: World) -> None:
    first = sign_in(world.ada.email)
    second = first.context.new_page()
    path = open_a_case(first).split("#")[0] + "words/edit/"
    for page in (first, second):
        page.goto(path)
    for page, words in ((first, "in the first"), (second, "in the second")):
        page.fill("[name=wants]", words)
        page.get_by_role("button", name="Save").click()
    both = second.get_by_role("table", name="Both versions")
    expect(both).to_contain_text("in the first")
    expect(both).to_contain_text("in the second")
    expect(second.locator("[name=wants]")).to_have_value("in the second")
    second.get_by_role("button", name="Save mine instead").click()
    second.wait_for_url(re.compile("#words$"))
    second.goto(path)
    expect(second.locator("[name=wants]")).to_have_value("in the second")


@pytest.mark.slow
def test_S13_paper_has_no_furniture_and_says_who_opened_it_and_when(sign_in: Callable[..., Page], world: World) -> None:
    page = sign_in(world.ada.email)
    for path in ("/", "/cases/", "/referrals/", "/teams/"):
        page.emulate_media(media="print")
        page.goto(path)
        for furniture in ("header.top", "nav.nav", "footer.foot", "main .button"):
            assert not any(one.is_visible() for one in page.locator(furniture).all()), (path, furniture)
        expect(page.locator(".print-foot")).to_contain_text(re.compile(r"Opened by Ada Quill on .+ \d{4}"))
        page.emulate_media(media="screen")
        expect(page.locator(".print-foot")).to_be_hidden()
