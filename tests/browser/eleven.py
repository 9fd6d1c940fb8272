"""Eleven agencies of the demo county at their browsers, around one agreement."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from agencies.models import Person
from mdt.demo.cast import PASSWORD
from protocols.models import Version
from protocols.queries.agreements import board
from protocols.vocabulary import PartyStanding
from tests.agencies import doors
from tests.browser.test_agreements import kept
from tests.protocols import eleven
from tests.world import World


class Story:
    """The people of the cast at their browsers, and the agreement."""

    def __init__(self, world: World, sign_in: Callable[..., Page], as_person: Callable[[Person], Any]) -> None:
        self.world, self._sign_in, self.as_person = world, sign_in, as_person
        self.pages: dict[str, Page] = {}
        self.apps: dict[str, str] = {}

    def page(self, first: str) -> Page:
        if first not in self.pages:
            self.pages[first] = self._sign_in(getattr(self.world, first).email)
        return self.pages[first]

    def has_app(self, first: str) -> None:
        """After she has come in: a code of the app works once, and signing in would use it up."""
        self.page(first)
        self.apps[first] = doors.with_app(getattr(self.world, first))

    @property
    def version(self) -> Version:
        return eleven.written()

    def open(self, first: str) -> Page:
        page = self.page(first)
        page.goto(f"/agreements/{self.version.agreement.public_id}/")
        return page

    def signs(self, first: str) -> Page:
        """From Today to the last click."""
        page = self.page(first)
        page.goto("/")
        waiting = page.get_by_role("listitem").filter(has_text=eleven.TITLE)
        waiting.get_by_role("link", name="Read and sign").click()
        page.get_by_role("button", name="I have reached the end").click()
        page.get_by_label("I have read version 1").check()
        page.get_by_label("I agree to sign electronically").check()
        if first in self.apps:
            page.get_by_label("Code").fill(doors.code(self.apps[first]))
        else:
            page.get_by_label("Your password").fill(PASSWORD)
        kept(page, f"story-signs-{first}")
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_text("You have signed for")).to_be_visible()
        return page

    def signs_by_requests(self, first: str) -> None:
        who = getattr(self.world, first)
        assert eleven.signs(self.as_person(who), who, self.version).status_code == 302

    def stands(self, first: str) -> PartyStanding:
        agency = getattr(self.world, first).agency
        return next(row.stands for row in board(self.version.agreement).rows if row.party.agency == agency)

    def row(self, page: Page, first: str) -> Any:
        return page.get_by_role("row").filter(has_text=getattr(self.world, first).agency.name).first
