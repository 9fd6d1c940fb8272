"""A whole case review with five people in five browsers: a wall, a late arrival, a release that lapses, a consent withdrawn, a
connection lost; decided, written down, approved, and told to the survivor."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mdt.kit import clock
from meetings.models import Attendee, Meeting
from tests import rooms, rows
from tests.browser.test_agreements import kept, may_sign_in
from tests.browser.test_every_page import faults_of
from tests.cases.referring import released
from tests.meetings.scene import BAIT, HEARD, Scene

pytestmark = pytest.mark.browser
SOON = 20_000  # milliseconds: two turns of the screen and some patience


class Table(Scene):
    """Ada brings her case; dan, cora and the nurse have releases; rex is walled off; joel has none and comes late."""

    def __init__(self, db: Any) -> None:
        super().__init__(db)
        self.hospital = rooms.agency(jurisdiction=self.county, sector="health", discipline="medical")
        self.sana = rooms.person(self.hospital, takes_referrals=True)
        self.joel = rooms.person(
            rooms.agency(jurisdiction=self.county, sector="juvenile_justice", discipline="juvenile_justice")
        )
        for one in (self.sana, self.joel):
            rooms.seat(self.team, one)
            rooms.acknowledged(one)
        released(db, self.case, self.hospital, HEARD)
        released(db, self.case, self.sheriff, HEARD, person=self.rex)
        self.wall(self.rex)
        self.cast = (self.ada, self.dan, self.cora, self.sana, self.rex)
        may_sign_in(*self.cast)


@pytest.fixture
def table(superuser_db: Any) -> Table:
    return Table(superuser_db)


def note(page: Page, meeting: Meeting, who: Any, key: str = "") -> None:
    """By the one key beside the name, as somebody does who runs it."""
    row = page.locator("li.row", has_text=who.name).first
    page.keyboard.press(key or row.locator("kbd").inner_text())
    page.wait_for_load_state()


def test_a_case_review_from_its_first_minute_to_its_minutes(sign_in: Callable[..., Page], table: Table) -> None:
    meeting = table.meeting(table.ada, table.dan, table.cora, table.sana, table.rex, table.joel)
    words = table.words(meeting, "How long exams take")
    item = table.item(meeting, wishes=["no_report", "one_person"])
    ada, dan, cora, sana, rex = (sign_in(one.email) for one in table.cast)
    room, screen_url = f"/meetings/{meeting.public_id}/room/", f"/meetings/{meeting.public_id}/room/screen/"

    # Begun; one key for each who is there.
    cora.goto(room)
    cora.get_by_role("button", name="Begin the meeting").click()
    for one in (table.ada, table.dan, table.sana, table.rex):
        note(cora, meeting, one)
        expect(cora.locator("li.row", has_text=one.name).first).to_contain_text("In the room")
    expect(cora.get_by_text("5 people are in the room.")).to_be_visible()
    expect(cora.get_by_text("Nobody speaks for: Juvenile justice")).to_be_visible()
    kept(cora, "room")

    # Who is walled off has an agenda without the item, and without a gap.
    rex.goto(screen_url)
    expect(rex.locator(".screen__agenda li")).to_have_count(1)
    expect(rex.locator("body")).not_to_contain_text(item.code)
    cora.locator("li.row", has_text=item.code).get_by_role("button", name="Open").click()
    expect(cora.get_by_text("Not everybody in the room may hear this item.")).to_be_visible()
    expect(cora.get_by_text(f"Steps out before it opens: {table.rex.name}")).to_be_visible()
    note(cora, meeting, table.rex)
    expect(cora.locator("li.row", has_text=table.rex.name).first).to_contain_text("Stepped out")

    # The screen: what she wants first, her name while all of them may hear.
    wall = cora.context.new_page()
    wall.goto(screen_url)
    expect(wall.locator("#screen")).to_contain_text("To come")
    cora.locator("li.row", has_text=item.code).get_by_role("button", name="Open").click()
    expect(cora.get_by_role("heading", name="What she wants")).to_be_visible()
    expect(wall.locator("#screen")).to_contain_text(BAIT, timeout=SOON)
    shown = wall.locator("#screen").inner_text()
    assert shown.index("No contact with police") < shown.index(BAIT)
    kept(wall, "screen-open")

    # A late arrival without a basis: noted, and the screen closes.
    joel = Attendee.objects.get(meeting=meeting, person=table.joel)
    cora.goto(room)
    note(cora, meeting, table.joel)
    expect(wall.locator("#screen")).not_to_contain_text(BAIT, timeout=SOON)
    expect(cora.locator("li.row", has_text=item.code)).to_contain_text("Stopped")
    kept(cora, "room-late-arrival")
    joel.refresh_from_db()
    assert joel.presence == "present"
    note(cora, meeting, table.joel)
    cora.locator("li.row", has_text=item.code).get_by_role("button", name="Open").click()
    expect(wall.locator("#screen")).to_contain_text(BAIT, timeout=SOON)

    # The release lapses: at that second the screen is empty, and nobody did anything.
    table.withdraw(table.to_dan)
    table.to_dan = released(table.db, table.case, table.sheriff, HEARD, expires_at=clock.now() + timedelta(seconds=12))
    wall.reload()
    expect(wall.locator("#screen")).to_contain_text(BAIT)
    expect(wall.locator("#screen")).not_to_contain_text(BAIT, timeout=SOON)
    expect(wall.locator("#screen")).to_contain_text("Not everybody who is in the room may hear", timeout=SOON)
    kept(wall, "screen-lapsed")
    cora.reload()
    expect(cora.get_by_text("a permission has ended, or somebody came in")).to_be_visible()
    kept(cora, "item-lapsed")

    # Signed anew, it opens again; a connection that is lost leaves nothing on the screen and keeps what was entered.
    table.to_dan = released(table.db, table.case, table.sheriff, HEARD)
    rows.put(table.db, "confidentiality_releasetalk", release_id=table.to_dan)
    expect(wall.locator("#screen")).to_contain_text(BAIT, timeout=SOON)
    cora.get_by_role("link", name="Put a proposal").click()
    cora.get_by_label("What is proposed").select_option(label="A forensic interview is arranged")
    cora.context.set_offline(True)
    expect(wall.locator("body")).not_to_contain_text(BAIT, timeout=SOON)
    kept(wall, "screen-offline")
    cora.get_by_role("button", name="Put it to the room").click()
    expect(cora.get_by_text("What you entered is still here")).to_be_visible()
    expect(cora.get_by_label("What is proposed")).to_have_value("interview")
    kept(cora, "proposal-offline")
    cora.context.set_offline(False)
    cora.get_by_role("button", name="Put it to the room").click()
    expect(wall.locator("#screen")).to_contain_text(BAIT, timeout=SOON)

    # One stance for each agency; dissent is kept.
    for agency, number, holding in (
        (table.harbor, "1", ""),
        (table.cac, "2", ""),
        (table.hospital, "1", ""),
        (table.sheriff, "6", "It is too early"),
    ):
        cora.locator("li.row", has_text=agency.name).get_by_role("link", name="Note it").click()
        cora.locator(f"input[name=number][value='{number}']").check()
        if holding:
            cora.get_by_label("What holds it back").select_option(label=holding)
        cora.get_by_role("button", name="Note it").click()
    cora.get_by_role("button", name="Close it").click()
    expect(cora.get_by_text("It is carried.")).to_be_visible()
    cora.get_by_role("link", name="Give a task").click()
    cora.get_by_label("What is to be done").select_option(label="She is told where things stand")
    cora.get_by_label("Who does it").select_option(label=f"{table.dan.name}, {table.sheriff.name}")
    cora.get_by_role("button", name="Give it").click()
    expect(cora.get_by_text("She is told where things stand")).to_be_visible()
    kept(cora, "item-decided")

    # She phones and takes it back, to another advocate; the next turn of the screen shows nothing.
    ada.goto(f"/cases/{table.case.public_id}/releases/")
    kept(ada, "releases")
    withdrawn_by(ada, table)
    expect(wall.locator("#screen")).not_to_contain_text(BAIT, timeout=SOON)
    cora.get_by_role("button", name="This item is done").click()
    expect(cora.locator("li.row", has_text=item.code)).to_contain_text("Done")

    # Words about the system, then the end; approved by another agency.
    cora.locator("li.row", has_text=words.title).get_by_role("button", name="Open").click()
    expect(cora.get_by_role("heading", name=words.title)).to_be_visible()
    cora.get_by_role("button", name="This item is done").click()
    cora.get_by_role("button", name="End the meeting").click()
    expect(cora.get_by_role("heading", level=1, name="Minutes")).to_be_visible()
    sana.goto(f"/meetings/{meeting.public_id}/minutes/")
    expect(sana.get_by_text("A forensic interview is arranged")).to_be_visible()
    expect(sana.get_by_text("It is too early")).to_be_visible()
    sana.get_by_role("button", name="Approve the minutes").click()
    expect(sana.get_by_text("Approved by")).to_be_visible()
    kept(sana, "minutes")
    dan.goto(f"/meetings/{meeting.public_id}/minutes/")
    expect(dan.get_by_text("for those to whom the case is open")).to_be_visible()
    dan.goto("/meetings/tasks/")
    expect(dan.get_by_text("She is told where things stand")).to_be_visible()
    kept(dan, "tasks")

    # And she can be told who was in the room.
    ada.goto(f"/cases/{table.case.public_id}/accounting/")
    for one in (table.dan, table.cora, table.sana):
        expect(ada.locator("body")).to_contain_text(one.name)
    expect(ada.locator("body")).to_contain_text("Was in the room of a meeting that talked about it")
    for one in (table.rex, table.joel):
        expect(ada.locator("body")).not_to_contain_text(one.name)
    kept(ada, "accounting")


def withdrawn_by(page: Page, table: Table) -> None:
    """In two clicks, from the list of releases of the case (law R-08)."""
    (key,) = table.db.execute("SELECT public_id FROM confidentiality_release WHERE id = %s", [table.to_dan]).fetchone()
    page.locator(f"main a[href*='{key}/withdraw']").click()
    page.get_by_role("button", name="She said so").click()
    expect(page.get_by_text("It is taken back.")).to_be_visible()


def test_S13_the_pages_of_a_meeting_as_it_goes_are_accessible(sign_in: Callable[..., Page], table: Table) -> None:
    meeting = table.begun(table.ada, table.dan, table.cora)
    item = table.item(meeting, wishes=["housing"])
    table.open(meeting, item)
    page, faults = sign_in(table.cora.email), list[tuple[object, ...]]()
    here = f"/meetings/{meeting.public_id}/"
    for n, path in enumerate((f"{here}room/", f"{here}room/screen/", f"{here}room/items/{item.public_id}/",
                              f"{here}room/items/{item.public_id}/propose/", f"{here}room/items/{item.public_id}/task/",
                              f"{here}minutes/", "/meetings/tasks/")):  # fmt: skip
        page.goto(path)
        faults += faults_of(page, path)
        page.set_viewport_size({"width": 360 if n % 2 else 1200, "height": 900})
        kept(page, f"room-page-{n}")
    assert faults == []
