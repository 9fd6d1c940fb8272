"""A protocol in a browser: every page of it in light and dark and on a phone, and from its text to the first signature."""

from collections.abc import Callable
from itertools import cycle

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from mdt.demo.cast import PASSWORD
from protocols.models import Version
from tests.browser.test_agreements import kept, may_sign_in
from tests.browser.test_every_page import SCHEMES, faults_of, kind
from tests.protocols.deciding import ProtocolTable
from tests.protocols.reading import at

pytestmark = pytest.mark.browser


@pytest.fixture
def table() -> ProtocolTable:
    made = ProtocolTable()
    may_sign_in(made.cora, made.hana, made.ada, made.dan)
    return made


@pytest.mark.slow  # test_every_page.py walks through those of the demo
def test_S13_every_page_of_protocols(sign_in: Callable[..., Page], table: ProtocolTable) -> None:
    adopted, draft, proposal = table.executed(), table.drafted(), table.asked()
    held = table.say(proposal, table.dan, 7, "Not at night")
    asked = proposal.version
    paths = {
        "cora": [
            "/", "/agreements/", reverse("protocol_new"), at("protocol_tasks", draft), at("protocol_measures", draft),
            at("protocol_propose", draft), at("agreement_send", asked), at("agreement", adopted), at("protocol_readers", adopted),
            at("protocol_proposal", asked, proposal.public_id), at("protocol_answer", asked, held.public_id),
        ],
        "ada": ["/", at("protocol_read", adopted), at("protocol_say", asked, proposal.public_id), at("agreement", asked)],
    }  # fmt: skip
    faults, turns = [], cycle(SCHEMES)
    for name, mine in paths.items():
        page = sign_in(getattr(table, name).email)
        for path in mine:
            page.goto(path, wait_until="domcontentloaded")
            faults += [(name, *fault) for fault in faults_of(page, path, (next(turns),))]
            page.emulate_media(color_scheme="light")
            kept(page, f"{name}{kind(path).replace('/', '_').replace('*', 'x')}")
            page.set_viewport_size({"width": 360, "height": 740})
            kept(page, f"{name}{kind(path).replace('/', '_').replace('*', 'x')}-phone")
            page.set_viewport_size({"width": 1280, "height": 800})
    assert not faults, "\n".join(map(str, faults))


@pytest.mark.slow
def test_P03_P06_written_decided_with_a_dissent_sent_and_signed(
    sign_in: Callable[..., Page], table: ProtocolTable
) -> None:
    cora = sign_in(table.cora.email)
    written(cora, table)
    version = Version.objects.get(agreement__team=table.team)
    cora.get_by_role("link", name="Put the question to the agencies").click()
    cora.get_by_label("At least so many agencies are at 1 to 3, and none is at 8").check()
    cora.get_by_role("button", name="Put the question").click()
    expect(cora.locator(".summary")).to_contain_text("Say how many agencies have to agree.")
    cora.get_by_label("How many agencies").fill("2")
    cora.get_by_role("button", name="Put the question").click()
    expect(cora.get_by_text("The question is put.")).to_be_visible()
    said(sign_in(table.ada.email), "2 ·", "")
    said(sign_in(table.dan.email), "7 ·", "An hour cannot be kept at night")
    said(cora, "1 ·", "")
    cora.get_by_role("link", name="Answer").first.click()
    cora.get_by_label("What the team answers").fill("It is looked at again in March")
    cora.get_by_role("button", name="Answer").click()
    cora.get_by_role("button", name="Close the question").click()
    expect(cora.get_by_text("It is carried.")).to_be_visible()
    kept(cora, "decided")
    cora.goto(f"/agreements/{version.agreement.public_id}/send/")
    cora.get_by_role("button", name="Send it out").click()
    expect(cora.get_by_text("It is out for signature.")).to_be_visible()
    signed(sign_in(table.hana.email))
    version.refresh_from_db()
    assert version.status == "out"
    assert version.parties.get(agency=table.harbor).signatures.count() == 1


def written(cora: Page, table: ProtocolTable) -> None:
    """From the list of agreements: a section of its own, and the matrix."""
    cora.goto("/agreements/")
    cora.get_by_role("link", name="Write a protocol").click()
    cora.get_by_label("Title").fill("How we respond")
    cora.get_by_role("button", name="Begin the draft").click()
    cora.get_by_role("link", name="Add a section").click()
    cora.get_by_label("Heading").fill("Rides")
    cora.get_by_label("Text").fill("Nobody walks home.")
    cora.get_by_role("button", name="Add it").click()
    expect(cora.get_by_text("Nobody walks home.")).to_be_visible()
    cora.get_by_role("link", name="Parties").click()  # a guest's agency signs nothing
    cora.get_by_role("group", name=table.guest.agency.name, exact=True).get_by_label("Is a party").uncheck()
    cora.get_by_role("button", name="Save the parties").click()
    cora.get_by_role("link", name="Change who does what").click()
    card = cora.get_by_role("group", name="Task 1: another one", exact=True)
    card.get_by_label("What is to be done").fill("Drive her home")
    card.get_by_label("Advocacy", exact=True).select_option(label="Leads")
    cora.get_by_role("button", name="Save", exact=True).click()
    expect(cora.locator(".summary")).to_contain_text("Say to which section it belongs.")
    kept(cora, "matrix-wrong")
    card.get_by_label("Section").select_option(label="Rides")
    cora.get_by_role("button", name="Save", exact=True).click()
    expect(cora.get_by_text("It is saved.")).to_be_visible()
    expect(cora.get_by_role("row", name="Drive her home")).to_contain_text("Leads")


def said(page: Page, number: str, words: str) -> None:
    """From Today."""
    page.goto("/")
    page.get_by_role("link", name="Say where your agency stands").first.click()
    page.get_by_label(number).check()
    if words:
        page.get_by_role("button", name="Say it for the agency").click()
        expect(page.locator(".summary")).to_contain_text("say what stands in the way")
        page.get_by_label("In your agency's own words").fill(words)
    page.get_by_role("button", name="Say it for the agency").click()
    expect(page.get_by_text("It stands beside your agency's name.")).to_be_visible()


def signed(page: Page) -> None:
    page.get_by_role("link", name="Read and sign").first.click()
    expect(page.get_by_text("An hour cannot be kept at night")).to_be_visible()
    page.get_by_role("button", name="I have reached the end").click()
    page.get_by_label("I have read version 1").check()
    page.get_by_label("I agree to sign electronically").check()
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("You have signed for")).to_be_visible()
