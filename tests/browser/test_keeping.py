"""Pages about keeping and destroying in a browser: accessible in light and dark and on a phone, and whole on paper."""

from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page

from tests.browser.test_every_page import faults_of
from tests.world import World

pytestmark = pytest.mark.browser


@pytest.mark.slow  # each page of it is opened by test_every_page.py too
def test_S13_K01_K03_K04_keeping_and_destroying_on_a_phone_in_the_dark_and_on_paper(
    sign_in: Callable[..., Page], world: World, owner_db: psycopg.Connection[tuple[object, ...]]
) -> None:
    """With what the demo county has: rules, a record that is held too long, a question that waits, a certificate."""
    page = sign_in(world.hana.email)
    held, gone = (
        owner_db.execute(f"SELECT c.public_id FROM cases_case c {more}").fetchone()[0]  # type: ignore[index]
        for more in (
            "JOIN confidentiality_legalhold h ON h.case_id = c.id JOIN agencies_agency a ON a.id = c.agency_id"
            " AND a.name = 'Harbor House' ORDER BY h.id LIMIT 1",
            "JOIN agencies_agency a ON a.id = c.agency_id AND a.name = 'Harbor House' WHERE c.identity_destroyed_at IS NOT NULL"
            " ORDER BY c.id LIMIT 1",
        )
    )  # fmt: skip
    page.goto("/own-agency/keeping/")
    certificate = page.locator("a[href*='/certificates/']").first.get_attribute("href")
    faults = []
    for path in (
        "/own-agency/keeping/", "/own-agency/keeping/identity/", str(certificate), f"/cases/{held}/hold/", f"/cases/{gone}/hold/",
        f"/cases/{gone}/",
    ):  # fmt: skip
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        faults += faults_of(page, path)
    assert faults == []
    page.goto(str(certificate))
    page.emulate_media(media="print")
    for said in ("Hana Ortiz", "Edda Vale", "Hash (SHA-256)"):
        assert page.get_by_text(said, exact=True).is_visible(), said
