"""The main job, as its people do it: an advocate writes and refers, a coordinator answers, everybody else finds nothing."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from confidentiality.wall import difference
from tests.world import World

pytestmark = pytest.mark.browser
CANARY = "Testa Person-777"


def open_a_case(page: Page) -> str:
    page.goto("/cases/new/")
    page.locator("main form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/cases/[0-9a-f-]{36}/"))
    return page.url


def choose(page: Page, name: str, value: str) -> None:
    page.check(f"input[name={name}][value='{value}']")


def test_T02_S11_C22_advocate_refers_and_coordinator_answers(
    sign_in: Callable[..., Page], world: World, owner_db: object
) -> None:
    ada = sign_in(world.ada.email)
    case = open_a_case(ada)
    code = ada.locator("h1").inner_text()

    # She writes down who the survivor is. Nothing but what she has been told; the rest stays unanswered.
    ada.goto(case + "identity/edit/")
    ada.fill("input[name=name]", CANARY)
    ada.get_by_role("button", name="Save").click()
    ada.goto(case)
    assert CANARY not in ada.content()
    ada.locator("a[href*='show/identity']").click()
    expect(ada.get_by_text(CANARY)).to_be_visible()
    assert CANARY not in ada.title() + ada.url

    # She refers without identity, and sees what the other side will see before it leaves.
    ada.goto(case + "refer/")
    ada.select_option("select[name=recipient]", label="Alder County SART")
    for name, value in {"asked_for": "consultation", "urgency": "now", "tier": "1", "area_kind": "county"}.items():
        choose(ada, name, value)
    ada.select_option("select[name=area]", label="Alder County")
    ada.get_by_role("button", name="See what they will see").click()
    shown = ada.locator("main").inner_text()
    assert "Immediate consultation" in shown
    assert CANARY not in shown
    ada.get_by_role("button", name="Send").dblclick()
    ada.wait_for_url(re.compile(r"/referrals/[0-9a-f-]{36}/"))
    referral = ada.url

    # The coordinator in another agency answers.
    cora = sign_in(world.cora.email)
    cora.goto(referral)
    assert CANARY not in cora.content()
    assert code not in cora.content()
    cora.goto(referral + "accept/")
    cora.locator("main form button[type=submit]").first.click()
    cora.wait_for_url(re.compile(r"/referrals/[0-9a-f-]{36}/"))
    expect(cora.locator("main")).to_contain_text("Cora Bell")

    # The sender sees where it is now; not what it became in the other room.
    ada.goto(referral)
    expect(ada.locator("main")).to_contain_text("Alder Children's Advocacy Center")
    became = owner_db.execute(  # type: ignore[attr-defined]
        "SELECT c.code, c.public_id FROM cases_referralintake i JOIN cases_case c ON c.id = i.case_id"
        " JOIN cases_referral r ON r.id = i.referral_id WHERE r.public_id = %s", [referral.rstrip("/").rsplit("/", 1)[1]],
    ).fetchall()  # fmt: skip
    assert len(became) == 1
    assert became[0][0] not in ada.content()

    # Everybody else finds nothing by any address, and it looks like any mistyped one.
    for stranger in (world.dan, world.olga, world.adam, world.lena, world.lou):
        page = sign_in(stranger.email)
        missing = page.goto(re.sub(r"[0-9a-f]{8}(?=-)", "00000000", case, count=1))
        nothing = page.content()
        for address in (case, case + "show/identity/", case + "identity/edit/", case + "who-looked/", referral):
            answer = page.goto(address)
            assert answer.status == missing.status == 404
            assert page.content() == nothing
        page.goto("/cases/")
        assert code not in page.content()
    # Nor does the coordinator see into the advocate's room, nor the advocate into the coordinator's.
    assert cora.goto(case).status == 404
    assert ada.goto(f"/cases/{became[0][1]}/").status == 404

    # Every look is on record, the refused ones too.
    rows = owner_db.execute(  # type: ignore[attr-defined]
        "SELECT p.email, l.outcome FROM confidentiality_ledger l JOIN agencies_person p ON p.id = l.actor_id"
        " JOIN cases_case c ON c.id = l.case_ids[1] WHERE c.code = %s AND l.kind = 'look'", [code],
    ).fetchall()  # fmt: skip
    assert (world.ada.email, "shown") in rows
    for stranger in (world.dan, world.olga, world.adam, world.lena, world.lou, world.cora):
        assert rows.count((stranger.email, "denied")) >= 1
        assert (stranger.email, "shown") not in rows
    assert difference(using="owner") == []


def test_S01_leaving_is_first_in_the_focus_order_on_every_kind_of_page(
    sign_in: Callable[..., Page], world: World
) -> None:
    page = sign_in(world.ada.email)
    for path in ("/", "/referrals/", "/cases/", "/teams/", "/account/"):
        page.goto(path)
        for _ in range(3):  # a link that skips to the content may stand before it
            page.keyboard.press("Tab")
            if "Leave" in page.evaluate("document.activeElement.innerText"):
                break
        else:
            pytest.fail(f"No way out at the start of {path}")


def test_S03_titles_are_neutral(sign_in: Callable[..., Page], world: World) -> None:
    page = sign_in(world.ada.email)
    titles = set()
    for path in ("/", "/referrals/", "/referrals/new/", "/cases/", "/cases/new/", "/teams/", "/account/"):
        page.goto(path)
        titles.add(page.title())
    case = open_a_case(page)
    titles.add(page.title())
    code = page.locator("h1").inner_text()
    assert case
    assert not any(word in " ".join(titles) for word in (code, "Harbor", "survivor", "assault", "violence"))
