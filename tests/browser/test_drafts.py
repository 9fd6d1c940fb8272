"""What is due, and who took a copy, in a browser: on Today, among reports, on the page of a period, of a count and of a product."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from agencies.models import Award
from reports import drafting, tasks
from tests import rooms
from tests.browser.test_activity import shown
from tests.browser.test_agreements import may_sign_in
from tests.copies import as_worker
from tests.reports.scene import Agency
from tests.reports.test_pages import filed

pytestmark = pytest.mark.browser


@pytest.fixture
def here(owner_db: Any) -> Agency:
    made = Agency(owner_db)
    made.pmt = made.award("ovc.pmt", "2015", title="Assistance for victims", number="15POVC-24-GG-00871-ASSI")  # type: ignore[attr-defined]
    may_sign_in(made.director)
    with pytest.MonkeyPatch.context() as patch, as_worker():
        mine = [award.pk for award in Award.objects.filter(agency=made.agency)]
        patch.setattr("reports.drafting.periods", partial(drafting.periods, mine))
        tasks.prepare()
        tasks.count_waiting()
    return made


@pytest.mark.slow
def test_S13_what_is_due_is_told_on_today_and_leads_to_the_draft(sign_in: Callable[..., Page], here: Agency) -> None:
    page = sign_in(here.director.email)
    page.goto("/")
    due = page.get_by_role("region", name="Reports that are due")
    expect(due).to_contain_text("Draft prepared")
    assert shown(page, "today-reports-due") == []
    page.goto("/reports/")
    assert shown(page, "reports-due") == []
    page.goto("/")
    due.locator("li", has_text="Draft prepared").get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Prepared by itself")
    assert shown(page, "period-prepared") == []


@pytest.mark.slow
def test_S13_GR06_who_took_a_copy_is_told_beneath_the_numbers(
    sign_in: Callable[..., Page], here: Agency, as_person: Callable[..., Client]
) -> None:
    client = as_person(here.director)
    url = filed(here, client)
    client.get(f"{url}report.csv")
    product = client.post(f"{url}publish/", {"audience": "public"}, follow=True).redirect_chain[-1][0]
    as_person(rooms.person(here.agency, is_supervisor=True)).post(f"{product}decide/", {"released": "yes"})
    reader = rooms.person(rooms.agency())
    as_person(reader).get(f"{product}report.xlsx")
    page = sign_in(here.director.email)
    for address, who, name in ((url, here.director, "report-copies"), (product, reader, "publication-copies")):
        page.goto(address)
        expect(page.get_by_role("region", name="Who took a copy")).to_contain_text(who.name)
        assert shown(page, name) == []
