"""Agreements in a browser: every page of them in light and dark and on a phone, and signing from Today to the last click."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from agencies.models import Person
from mdt.demo.cast import PASSWORD
from protocols.actions import signing, writing
from protocols.models import Version
from tests.browser.test_every_page import Turns, faults_of, kind, walk
from tests.protocols.agreeing import PAPER, Table, as_

pytestmark = pytest.mark.browser


def may_sign_in(*people: Person) -> None:
    for who in people:
        who.set_password(PASSWORD)
        who.save(update_fields=["password"])


@pytest.fixture
def table() -> Table:
    made = Table()
    may_sign_in(made.cora, made.hana, made.mia, made.ada)
    return made


def talked_about(table: Table) -> Version:
    """The second version of an agreement, with comments that are open and answered, and one clause left out."""
    first = table.out()
    table.sign(first, table.lou)
    with as_(table.cora):
        later = writing.change(agreement=first.agreement, by=table.cora)
        body = first.clauses.get(key="purpose").body
        writing.save_clause(
            version=later, key="purpose", heading="Why we meet", body=f"{body} And more.", by=table.cora
        )
        writing.remove_clause(version=later, key="cultural", by=table.cora)
        writing.override(version=later, key="cultural", reason="It stands in the protocol", by=table.cora)
        writing.remove_clause(version=later, key="survivor_input", by=table.cora)
    with as_(table.ada):
        for _ in range(2):
            said = writing.comment(
                agreement=first.agreement, version=later, key="purpose", body="Otherwise", proposed="So", by=table.ada
            )
    with as_(table.cora):
        writing.answer(comment=said, taken=False, answer="It says so below", by=table.cora)
    return later


def paper_waits(table: Table) -> Version:
    version = table.out()
    table.sign(version, table.lou)
    with as_(table.lou):
        signing.sign_on_paper(
            version=version, party=table.party(version, table.cac), signatory=table.gus, name="Gus", signed_on=table.today,
            scan=PAPER, by=table.cora,
        )  # fmt: skip
    return version


def kept(page: Page, name: str) -> None:
    """For whoever wants to look: MDT_SHOTS names a folder."""
    if folder := os.environ.get("MDT_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


@pytest.mark.slow
def test_S13_what_is_said_about_a_text_and_a_paper_that_waits_are_accessible(
    sign_in: Callable[..., Page], table: Table
) -> None:
    """The pages of agreements that the demo county does not show; in the long run all of them."""
    said, waiting = talked_about(table), paper_waits(table)
    faults, turns = list[tuple[object, ...]](), Turns()
    for name, version in (("cora", said), ("mia", said), ("hana", waiting)):
        page = sign_in(getattr(table, name).email)
        page.goto(f"/agreements/{version.agreement.public_id}/", wait_until="domcontentloaded")
        faults += [(name, *fault) for fault in turns.faults_of(page, page.url)]
        kept(page, f"{name}-{version.pk}")
    assert not faults, "\n".join(map(str, faults))


@pytest.mark.slow
def test_S13_every_page_of_agreements(sign_in: Callable[..., Page], table: Table) -> None:
    talked_about(table)
    paper_waits(table)
    table.executed()
    faults, checked = list[tuple[object, ...]](), set[str]()
    for name in ("cora", "hana", "mia"):
        page = sign_in(getattr(table, name).email)

        def opened(path: str, page: Page = page, name: str = name) -> None:
            checked.add(kind(path))
            if path.startswith("/agreements/") or path == "/":
                faults.extend((name, *fault) for fault in faults_of(page, path))
                kept(page, f"{name}{kind(path).replace('/', '_').replace('*', 'x')}")

        walk(page, opened, checked)
    assert len([path for path in checked if path.startswith("/agreements/")]) > 20, checked
    assert not faults, "\n".join(map(str, faults))


@pytest.mark.slow
def test_E01_E02_signed_from_today_to_the_last_click_also_without_a_script(
    sign_in: Callable[..., Page], table: Table
) -> None:
    for scripts in (True, False):
        version = table.out()
        page = sign_in(table.hana.email, java_script_enabled=scripts)
        page.get_by_role("link", name="Read and sign").first.click()
        page.get_by_role("button", name="I have reached the end").click()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.locator(".summary")).to_contain_text("Tick that you have read it and sign it")
        page.get_by_label("I have read version 1").check()
        page.get_by_label("I agree to sign electronically").check()
        page.get_by_label("Your password").fill("wrong words here")
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.locator(".summary")).to_contain_text("This is not your password.")
        kept(page, f"wrong-{scripts}")
        expect(page.get_by_label("I have read version 1")).to_be_checked()
        page.get_by_label("Your password").fill(PASSWORD)
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.get_by_text("You have signed for")).to_be_visible()
        kept(page, f"signed-{scripts}")
        made = version.parties.get(agency=table.harbor).signatures.get()
        assert made.signed_at - made.authenticated_at < timedelta(seconds=30)
