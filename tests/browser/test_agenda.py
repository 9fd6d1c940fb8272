"""An agenda in a browser: a case is brought without a script, words are screened, and every page of it is accessible."""

from collections.abc import Callable
from itertools import cycle
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from agencies.models import Person
from tests.browser.test_agreements import kept, may_sign_in
from tests.browser.test_every_page import SCHEMES, faults_of
from tests.meetings.agendas import Table, a_case

pytestmark = pytest.mark.browser


@pytest.fixture
def table() -> Table:
    made = Table()
    may_sign_in(made.cora, made.ada, made.dan)
    for who, name in (
        (made.ada, "Ada Park"),
        (made.cora, "Cora Lindqvist"),
        (made.dan, "Dan Whitfield"),
        (made.rita, "Rita Sol"),
    ):
        Person.objects.filter(pk=who.pk).update(name=name)
    return made


@pytest.mark.slow
def test_R17_R19_a_case_is_brought_and_words_are_read_before_they_are_kept(
    sign_in: Callable[..., Page], table: Table
) -> None:
    meeting = table.meeting()
    page = sign_in(table.ada.email, java_script_enabled=False)
    page.goto(reverse("case", args=[table.case.public_id]))
    page.get_by_role("link", name="Bring to a meeting").click()
    page.locator("main .row a").first.click()
    expect(page.locator("form.form fieldset legend").first).to_contain_text("What does the survivor want?")
    kept(page, "agenda-bring")
    page.get_by_role("button", name="Put it on the agenda").click()
    expect(page.locator(".summary")).to_contain_text("this needs an answer")
    page.get_by_label("To be safe where she lives").check()
    page.get_by_label("An adult").check()
    page.get_by_label("Why it is reviewed").select_option(label="New since the last review")
    page.get_by_label("Identity").check()
    page.get_by_role("button", name="Put it on the agenda").click()
    expect(page.locator("main")).to_contain_text("She wants: To be safe where she lives")
    page.get_by_role("link", name="Add an item").click()
    page.get_by_label("How the system works").check()
    page.get_by_label("In one line").fill("Why Testa Person-900 waited")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".summary")).to_contain_text("may point at a person")
    kept(page, "agenda-screened")
    page.get_by_label("I have read these").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("main")).to_contain_text("Why Testa Person-900 waited")
    kept(page, "agenda-ada")
    assert page.url.endswith(reverse("agenda", args=[meeting.public_id]))


@pytest.mark.slow
def test_S13_pages_of_an_agenda_are_accessible(sign_in: Callable[..., Page], table: Table, owner_db: Any) -> None:
    meeting, later, review = table.meeting(), table.meeting(days=30), table.meeting("file_review")
    table.release(owner_db, table.sheriff, recipient_person_id=table.dan.pk)
    items = [table.bring(meeting), table.bring(meeting, a_case(table)), table.add(meeting)]
    more, closed = a_case(table), table.close(owner_db, a_case(table))
    table.bring(review, closed)
    of = {"meeting": meeting.public_id}
    pages = [
        ("ada", "agenda", of), ("cora", "agenda", of), ("dan", "agenda", of), ("dan", "agenda", {"meeting": review.public_id}),
        ("ada", "agenda_change", {**of, "item": items[0].public_id}), ("ada", "agenda_carry", {**of, "item": items[0].public_id}),
        ("cora", "agenda_carry", {**of, "item": items[2].public_id}), ("ada", "agenda_suggest", of), ("dan", "agenda_suggest", of),
        ("ada", "agenda_bring", {"meeting": review.public_id, "case": closed.public_id}), ("ada", "case_bring", {"case": more.public_id}),
        ("dan", "agenda", {"meeting": later.public_id}),
    ]  # fmt: skip
    faults, turns, signed = (
        list[tuple[object, ...]](),
        cycle(SCHEMES),
        {name: sign_in(getattr(table, name).email) for name in ("ada", "cora", "dan")},
    )
    for number, (name, address, parts) in enumerate(pages):
        page, path = signed[name], reverse(address, kwargs=parts)
        page.goto(path, wait_until="domcontentloaded")
        faults += faults_of(page, path, (next(turns),))
        kept(page, f"{number:02}-{name}-{address}")
    assert not faults, "\n".join(map(str, faults))
