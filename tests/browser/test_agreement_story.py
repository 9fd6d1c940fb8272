"""One MOU from its first draft to its seal: eleven agencies of the demo county sign it, each in the way that is its own.

The road of a signature is walked in the browser by who has something of her own to show: a password, an app, a refusal,
a delegation, a council, paper. Who only signs sends the same requests without a browser.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from agencies.models import Person
from mdt.demo.cast import SART
from protocols.lifecycle import capabilities
from protocols.queries.agreements import board
from protocols.vocabulary import Capability, Factor, PartyStanding, Standing, Way
from tests.browser.eleven import Story
from tests.browser.test_agreements import kept
from tests.protocols import eleven
from tests.protocols.sealing import found_by_all, sealed
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.fixture
def story(
    world: World, sign_in: Callable[..., Page], as_person: Callable[[Person], Any], superuser_db: Any
) -> Iterator[Story]:
    with eleven.left_as_it_was(superuser_db):
        yield Story(world, sign_in, as_person)


@pytest.mark.slow
def test_A01_E05_E06_eleven_agencies_sign_one_agreement_each_in_its_way(story: Story) -> None:
    somebody_may_sign_for_each(story)
    it_is_written_commented_and_sent(story)
    two_sign_at_their_own_pace(story)
    partly_signed_it_unlocks_nothing(story)
    one_says_no_and_comes_back(story)
    one_delegates(story)
    the_tribe_waits_for_its_council(story)
    one_signs_on_paper(story)
    the_last_signature_puts_it_in_force(story)
    it_is_sealed_and_known_again(story)


def somebody_may_sign_for_each(story: Story) -> None:
    """Adam Root records the one authority that is missing; it is written where it comes from."""
    adam = story.page("adam")
    adam.goto("/agreements/authority/")
    adam.get_by_role("link", name=story.world.wes.agency.name).click()
    expect(adam.get_by_text("Nobody may sign for this agency")).to_be_visible()
    adam.get_by_role("link", name="Record who may sign").click()
    adam.locator("select[name=person]").select_option(label=story.world.wes.name)
    adam.get_by_label("Office").fill("Unit director")
    adam.get_by_label("Head of the agency").check()
    adam.get_by_label("Where it is written").fill("Order 12 of the district attorney")
    kept(adam, "story-authority")
    adam.get_by_role("button", name="Record it").click()
    expect(adam.get_by_text("It is on record.")).to_be_visible()


def it_is_written_commented_and_sent(story: Story) -> None:
    cora = story.page("cora")
    cora.goto("/agreements/new/")
    cora.locator("select[name=team]").select_option(label=SART)
    cora.locator("input[name=title]").fill(eleven.TITLE)
    cora.get_by_label("Sexual assault response team").check()
    cora.get_by_role("button", name="Begin the draft").click()
    kept(cora, "story-draft")

    cora.get_by_role("link", name="Parties", exact=True).click()
    tribe = cora.get_by_role("group", name=story.world.ray.agency.name)
    tribe.get_by_label("Needs the approval of").select_option(label="Tribal council")
    cora.get_by_role("group", name="Alder Unified Schools").get_by_label("Is a party").uncheck()
    kept(cora, "story-parties")
    cora.get_by_role("button", name="Save the parties").click()
    cora.get_by_role("link", name="Terms", exact=True).click()
    cora.get_by_label("Who answers when it has lapsed").select_option(label="Harbor House")
    cora.get_by_role("button", name="Save the terms").click()
    cora.locator("#c-purpose").get_by_role("link", name="Change").click()
    cora.locator("textarea[name=body]").fill("So that whoever comes at night is met by the right people.")
    cora.get_by_role("button", name="Save the clause").click()

    ada = story.open("ada")
    ada.locator("#c-purpose").get_by_role("link", name="Comment").click()
    ada.locator("textarea[name=body]").fill("Not only at night.")
    ada.locator("textarea[name=proposed]").fill("So that whoever comes, at any hour, is met by the right people.")
    ada.get_by_role("button", name="Say it").click()
    cora = story.open("cora")
    cora.locator("#c-purpose").get_by_role("link", name="Answer").click()
    cora.get_by_label("Taken: the proposed words").check()
    kept(cora, "story-answer")
    cora.get_by_role("button", name="Answer", exact=True).click()
    expect(cora.locator("#c-purpose")).to_contain_text("at any hour")
    cora.get_by_role("link", name="Send it out").click()
    kept(cora, "story-send")
    cora.get_by_role("button", name="Send it out").click()
    expect(cora.get_by_text("It is out for signature. The agencies")).to_be_visible()
    assert story.version.parties.count() == len(eleven.SIGNERS) == 11


def two_sign_at_their_own_pace(story: Story) -> None:
    """Both read before either signs: one by her password, one by the code of an app (law E-06)."""
    story.has_app("lou")
    for first, factor in (("hana", Factor.PASSWORD), ("lou", Factor.CODE)):
        story.signs(first)
        made = story.version.parties.get(agency=getattr(story.world, first).agency).signatures.get()
        assert (made.factor, made.way, made.version_sha256) == (factor, Way.ONLINE, story.version.sha256)
        assert made.read_at < made.authenticated_at <= made.signed_at


def partly_signed_it_unlocks_nothing(story: Story) -> None:
    page = story.open("hana")
    expect(page.locator("main")).to_contain_text("Partly signed: it unlocks nothing yet. Waiting for:")
    kept(page, "story-partly")
    stands = board(story.version.agreement).stands
    assert stands == Standing.PARTIALLY_SIGNED
    assert capabilities(Capability, stands, None, 30, board(story.version.agreement).today) == {}


def one_says_no_and_comes_back(story: Story) -> None:
    roy = story.open("roy")
    roy.get_by_role("link", name="Do not sign").click()
    roy.get_by_label("Why your agency does not sign").fill("Our night shift has not been asked.")
    roy.get_by_role("button", name="Say no to this version").click()
    cora = story.open("cora")
    expect(story.row(cora, "roy")).to_contain_text("Our night shift has not been asked.")
    assert story.stands("roy") == PartyStanding.DECLINED
    kept(cora, "story-declined")
    page = story.open("roy")
    page.get_by_role("link", name="Read and sign").click()
    page.get_by_role("button", name="I have reached the end").click()
    story.signs_by_requests("roy")
    assert story.stands("roy") == PartyStanding.SIGNED


def one_delegates(story: Story) -> None:
    nora = story.page("nora")
    nora.goto("/agreements/authority/")
    nora.get_by_role("link", name="Delegate your own").click()
    nora.locator("select[name=person]").select_option(label=story.world.sana.name)
    nora.get_by_label("Office").fill("Acting administrator")
    nora.get_by_label("Name and date of the written delegation").fill("Letter of Monday")
    nora.get_by_label("The signed delegation").set_input_files(eleven.sheet("I delegate. N. Quist"))
    kept(nora, "story-delegates")
    nora.get_by_role("button", name="Delegate", exact=True).click()
    expect(nora.get_by_text("It is on record.")).to_be_visible()
    story.has_app("sana")
    sana = story.signs("sana")
    expect(story.row(sana, "sana")).to_contain_text("Acting administrator · A written delegation")


def the_tribe_waits_for_its_council(story: Story) -> None:
    """No signature before the resolution; then from the same page, at once (law A-06)."""
    ray = story.open("ray")
    expect(ray.locator("main")).to_contain_text("signs when it has the approval of: Tribal council.")
    story.signs_by_requests("ray")  # and is told why not
    assert story.stands("ray") == PartyStanding.AWAITING_GOVERNING_BODY
    kept(ray, "story-council")
    ray.get_by_role("link", name="Record the approval").click()
    ray.get_by_label("Resolution number").fill("2026-31")
    ray.get_by_label("Decided on").fill(str(board(story.version.agreement).today))
    ray.get_by_label("The resolution").set_input_files(eleven.sheet("Resolution 2026-31"))
    ray.get_by_role("button", name="Record it").click()
    expect(ray.get_by_text("Your agency can sign now.")).to_be_visible()
    expect(story.row(ray, "ray")).to_contain_text("resolution 2026-31")
    story.signs_by_requests("ray")
    assert story.stands("ray") == PartyStanding.SIGNED


def one_signs_on_paper(story: Story) -> None:
    mae = story.world.mae
    cora = story.open("cora")
    story.row(cora, "mae").get_by_role("link", name="Hand in the paper").click()
    cora.get_by_label("Who signed").select_option(label=f"{mae.name}, {mae.title}")
    cora.get_by_label("Name, as it is signed").fill(mae.name)
    cora.get_by_label("Day on the paper").fill(str(board(story.version.agreement).today))
    cora.get_by_label("Scan of the signed paper").set_input_files(eleven.sheet(f"Signed: {mae.name}"))
    cora.get_by_role("button", name="Hand in the paper").click()
    story.row(cora, "mae").get_by_role("link", name="Compare the paper").click()
    expect(cora.locator("main")).to_contain_text("Somebody else verifies it: not who uploaded it, nor who signed.")
    assert story.stands("mae") == PartyStanding.PAPER_UNVERIFIED
    ada = story.open("ada")
    story.row(ada, "mae").get_by_role("link", name="Compare the paper").click()
    kept(ada, "story-paper")
    ada.get_by_role("button", name="It is the same text, and signed").click()
    expect(ada.get_by_text("It is verified, and counts.")).to_be_visible()


def the_last_signature_puts_it_in_force(story: Story) -> None:
    for first in ("gus", "dora", "ida", "vic", "wes"):
        assert board(story.version.agreement).stands == Standing.PARTIALLY_SIGNED
        story.signs_by_requests(first)
    page = story.open("hana")
    expect(page.locator("main")).to_contain_text("It is in force until")
    kept(page, "story-in-force")
    assert board(story.version.agreement).stands == Standing.IN_FORCE
    assert {story.stands(first) for first in eleven.SIGNERS} == {PartyStanding.SIGNED}


def it_is_sealed_and_known_again(story: Story) -> None:
    data = bytes(sealed(story.version).content or b"")
    page = story.open("hana")
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Sealed document (PDF)").click()
    assert fetched.value.path().read_bytes() == data
    page.goto("/agreements/verify/")
    page.locator("input[type=file]").set_input_files({"name": "x.pdf", "mimeType": "application/pdf", "buffer": data})
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_text("to the last byte")).to_be_visible()
    kept(page, "story-verified")
    assert found_by_all(data)
