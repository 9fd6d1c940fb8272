"""A whole case review with five people in five browsers: a wall, a late arrival, a release that lapses, a consent withdrawn, a
connection lost; decided, written down, approved, and told to the survivor."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from mdt.kit import clock
from meetings.models import Attendee
from tests import rooms, rows
from tests.browser.test_agreements import kept, may_sign_in
from tests.browser.test_every_page import faults_of
from tests.cases.referring import released
from tests.meetings.scene import BAIT, HEARD, Scene
from tests.protocols.eleven import left_as_it_was
from tests.world import World

pytestmark = pytest.mark.browser
DEMO = (
    "meetings_stance", "meetings_decision", "meetings_task", "meetings_heard", "meetings_minutes", "meetings_itemcase",
    "meetings_item", "meetings_attendee", "meetings_meeting", "agencies_reminder", "confidentiality_releasetalk",
    "confidentiality_grant", "confidentiality_release", "confidentiality_recusal", "cases_identity", "cases_caseassignment",
    "cases_case", "agencies_seat", "agencies_acknowledgement",
)  # fmt: skip
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


class Alder(Table):
    """The same, of people of the demo county."""

    def __init__(self, db: Any, world: World) -> None:
        self.db, self.team = db, world.team("Alder County SART")
        self.ada, self.dan, self.cora, self.sana, self.rex = world.ada, world.dan, world.cora, world.sana, world.rex
        self.hana, self.joel = world.hana, world.joel
        self.harbor, self.cac, self.sheriff, self.hospital = (
            one.agency for one in (self.ada, self.cora, self.dan, self.sana)
        )
        self.cast = (self.ada, self.dan, self.cora, self.sana, self.rex)
        rooms.seat(self.team, self.rex)
        rooms.acknowledged(self.rex)
        self.case = rooms.case(self.ada, name=BAIT)
        self.to_dan = released(db, self.case, self.sheriff, HEARD)
        released(db, self.case, self.cac, HEARD, person=self.cora)
        released(db, self.case, self.hospital, HEARD, person=self.sana)
        released(db, self.case, self.sheriff, HEARD, person=self.rex)
        self.wall(self.rex)


@pytest.fixture
def table(superuser_db: Any) -> Table:
    return Table(superuser_db)


class Review:
    """The meeting with its people, each in a browser of her own, and the screen on the wall of the room."""

    def __init__(self, table: Table, sign_in: Callable[..., Page]) -> None:
        self.table = table
        self.meeting = table.meeting(table.ada, table.dan, table.cora, table.sana, table.rex, table.joel)
        self.words = table.words(self.meeting, "How long exams take")
        self.item = table.item(self.meeting, wishes=["no_report", "one_person"])
        self.ada, self.dan, self.cora, self.sana, self.rex = (sign_in(one.email) for one in table.cast)
        self.here = f"/meetings/{self.meeting.public_id}/"
        self.wall = self.cora.context.new_page()

    def row(self, words: str) -> Any:
        return self.cora.locator("li.row", has_text=words).first

    def note(self, who: Any) -> None:
        """By the one key beside the name, as somebody does who runs it."""
        self.cora.keyboard.press(self.row(who.name).locator("kbd").inner_text())
        self.cora.wait_for_load_state()

    def open(self, words: str) -> None:
        self.row(words).get_by_role("button", name="Open").click()

    def shows(self, *, her: bool) -> None:
        screen = expect(self.wall.locator("body"))
        (screen.to_contain_text if her else screen.not_to_contain_text)(BAIT, timeout=SOON)

    def begin(self) -> None:
        """One key for each who is there; who is missing by discipline."""
        self.cora.goto(f"{self.here}room/")
        self.cora.get_by_role("button", name="Begin the meeting").click()
        for one in (self.table.ada, self.table.dan, self.table.sana, self.table.rex):
            self.note(one)
            expect(self.row(one.name)).to_contain_text("In the room")
        expect(self.cora.get_by_text("5 people are in the room.")).to_be_visible()
        expect(self.cora.locator(".room__missing")).to_contain_text("Juvenile justice")
        kept(self.cora, "room")

    def step_out(self) -> None:
        """Who is walled off has an agenda without the item and without a gap; it opens when he is not in the room."""
        self.rex.goto(f"{self.here}room/screen/")
        expect(self.rex.locator(".screen__agenda li")).to_have_count(1)
        expect(self.rex.locator("body")).not_to_contain_text(self.item.code)
        self.open(self.item.code)
        expect(self.cora.get_by_text("Not everybody in the room may hear this item.")).to_be_visible()
        expect(self.cora.get_by_text(f"Steps out before it opens: {self.table.rex.name}")).to_be_visible()
        self.note(self.table.rex)
        expect(self.row(self.table.rex.name)).to_contain_text("Stepped out")

    def show(self) -> None:
        """What she wants first, her name while all of them may hear."""
        self.wall.goto(f"{self.here}room/screen/")
        expect(self.wall.locator("#screen")).to_contain_text("To come")
        self.open(self.item.code)
        expect(self.cora.get_by_role("heading", name="What she wants")).to_be_visible()
        self.shows(her=True)
        shown = self.wall.locator("#screen").inner_text()
        assert shown.index("No contact with police") < shown.index(BAIT)
        kept(self.wall, "screen-open")

    def come_late(self) -> None:
        """Somebody without a basis: noted, and the screen closes."""
        self.cora.goto(f"{self.here}room/")
        self.note(self.table.joel)
        self.shows(her=False)
        expect(self.row(self.item.code)).to_contain_text("Stopped")
        kept(self.cora, "room-late-arrival")
        assert Attendee.objects.get(meeting=self.meeting, person=self.table.joel).presence == "present"
        self.note(self.table.joel)
        self.open(self.item.code)
        self.shows(her=True)

    def lapse(self) -> None:
        """The release ends: at that second the screen is empty, and nobody did anything."""
        table = self.table
        table.withdraw(table.to_dan)
        ends = clock.now() + timedelta(seconds=12)
        table.to_dan = released(table.db, table.case, table.sheriff, HEARD, expires_at=ends)
        self.wall.reload()
        self.shows(her=True)
        self.shows(her=False)
        expect(self.wall.locator("#screen")).to_contain_text("Not everybody who is in the room may", timeout=SOON)
        kept(self.wall, "screen-lapsed")
        self.cora.reload()
        expect(self.cora.get_by_text("a permission has ended, or somebody came in")).to_be_visible()
        kept(self.cora, "item-lapsed")
        table.to_dan = released(table.db, table.case, table.sheriff, HEARD)  # signed anew
        rows.put(table.db, "confidentiality_releasetalk", release_id=table.to_dan, case_id=table.case.pk)
        self.shows(her=True)

    def lose_the_connection(self) -> None:
        """Nothing is left on the screen; what was entered is still there, and is sent when the connection is back."""
        cora = self.cora
        cora.get_by_role("link", name="Put a proposal").click()
        cora.get_by_label("What is proposed").select_option(label="A forensic interview is arranged")
        cora.context.set_offline(True)
        self.shows(her=False)
        kept(self.wall, "screen-offline")
        cora.get_by_role("button", name="Put it to the room").click()
        expect(cora.get_by_text("What you entered is still here")).to_be_visible()
        expect(cora.get_by_label("What is proposed")).to_have_value("interview")
        kept(cora, "proposal-offline")
        cora.context.set_offline(False)
        cora.get_by_role("button", name="Put it to the room").click()
        self.shows(her=True)

    def decide(self) -> None:
        """One stance for each agency; dissent is kept; somebody does it by a day."""
        table, cora = self.table, self.cora
        stands = {table.harbor: "1", table.cac: "2", table.hospital: "1", table.sheriff: "6"}
        for agency, number in stands.items():
            self.row(agency.name).get_by_role("link", name="Note it").click()
            cora.locator(f"input[name=number][value='{number}']").check()
            if number == "6":
                cora.get_by_label("What holds it back").select_option(label="It is too early")
            cora.get_by_role("button", name="Note it").click()
        cora.get_by_role("button", name="Close it").click()
        expect(cora.get_by_text("It is carried.")).to_be_visible()
        cora.get_by_role("link", name="Give a task").click()
        cora.get_by_label("What is to be done").select_option(label="She is told where things stand")
        cora.get_by_label("Who does it").select_option(label=f"{table.dan.name}, {table.sheriff.name}")
        cora.get_by_role("button", name="Give it").click()
        expect(cora.get_by_text("She is told where things stand")).to_be_visible()
        kept(cora, "item-decided")

    def take_back(self) -> None:
        """She phones; two clicks, and the next turn of the screen shows nothing."""
        self.ada.goto(f"/cases/{self.table.case.public_id}/releases/")
        withdrawn_by(self.ada, self.table)
        self.shows(her=False)
        self.cora.get_by_role("button", name="This item is done").click()
        expect(self.row(self.item.code)).to_contain_text("Done")

    def end(self) -> None:
        """Words about the system, then the end; approved by another agency; each reads what is open to her."""
        cora, sana, dan = self.cora, self.sana, self.dan
        self.open(self.words.title)
        expect(cora.get_by_role("heading", name=self.words.title)).to_be_visible()
        cora.get_by_role("button", name="This item is done").click()
        cora.get_by_role("button", name="End the meeting").click()
        expect(cora.get_by_role("heading", level=1, name="Minutes")).to_be_visible()
        sana.goto(f"{self.here}minutes/")
        expect(sana.get_by_text("A forensic interview is arranged")).to_be_visible()
        expect(sana.get_by_text("It is too early")).to_be_visible()
        sana.get_by_role("button", name="Approve the minutes").click()
        expect(sana.get_by_text("Approved by")).to_be_visible()
        kept(sana, "minutes")
        dan.goto(f"{self.here}minutes/")
        expect(dan.get_by_text("for those to whom the case is open")).to_be_visible()
        dan.goto("/meetings/tasks/")
        expect(dan.locator(".row__title", has_text="She is told where things stand")).to_be_visible()
        kept(dan, "tasks")

    def tell_her(self) -> None:
        """Who was in the room, and nobody else."""
        table, told = self.table, expect(self.ada.locator("body"))
        self.ada.goto(f"/cases/{table.case.public_id}/accounting/")
        for one in (table.dan, table.cora, table.sana):
            told.to_contain_text(one.name)
        told.to_contain_text("Was in the room of a meeting that talked about it")
        for one in (table.rex, table.joel):
            told.not_to_contain_text(one.name)
        kept(self.ada, "accounting")


@pytest.mark.slow
def test_R06_R08_R17_S17_a_case_review_from_its_first_minute_to_its_minutes(
    sign_in: Callable[..., Page], table: Table
) -> None:
    held(Review(table, sign_in))


@pytest.mark.slow
def test_R06_R08_R17_S17_a_case_review_of_the_demo_county(
    sign_in: Callable[..., Page], world: World, superuser_db: Any
) -> None:
    """The same with Alder's own people, at the table of its SART."""
    with left_as_it_was(superuser_db, DEMO):
        held(Review(Alder(superuser_db, world), sign_in))


def held(review: Review) -> None:
    for part in (
        review.begin, review.step_out, review.show, review.come_late, review.lapse, review.lose_the_connection,
        review.decide, review.take_back, review.end, review.tell_her,
    ):  # fmt: skip
        part()


def withdrawn_by(page: Page, table: Table) -> None:
    """In two clicks, from the list of releases of the case (law R-08)."""
    (key,) = table.db.execute("SELECT public_id FROM confidentiality_release WHERE id = %s", [table.to_dan]).fetchone()
    page.locator(f"main a[href*='{key}/withdraw']").click()
    page.get_by_role("button", name="She said so").click()
    expect(page.get_by_text("It is taken back.")).to_be_visible()


@pytest.mark.slow
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
