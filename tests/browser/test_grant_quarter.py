"""A grant writer's quarter: counted by a real worker, what is missing filled in, filed, taken along as files, told apart from what
came late, filed again, protected, and read by a partner."""

import csv
import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from agencies.models import Person
from mdt.celery import app
from reports import tasks
from tests.browser.conftest import ROOT
from tests.browser.quarter import House
from tests.browser.test_agreements import kept

pytestmark = pytest.mark.browser
SOON = 60_000  # milliseconds: a worker on a busy machine takes its time to begin
PHONE, DESK = {"width": 390, "height": 800}, {"width": 1280, "height": 900}


class Worker:
    """A worker as the house starts one, with a queue of its own; the clock rings when the story says so."""

    def __init__(self) -> None:
        self.queue = f"quarter-{os.getpid()}"
        words = ["worker", "--pool", "solo", "-Q", self.queue, "-l", "WARNING", "--without-gossip", "--without-mingle", "--without-heartbeat"]  # fmt: skip
        self.process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "mdt", *words], cwd=ROOT, env={**os.environ, "MDT_ROLE": "worker"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def rings(self) -> None:
        app.send_task("reports.tasks.count_waiting", queue=self.queue)

    def ends(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    expect.set_options(timeout=SOON)
    yield made
    expect.set_options(timeout=5_000)
    made.ends()


class Quarter:
    """Hana's quarter, with Ada who works with survivors, Sam who releases, Dan at the same table and Cora at none."""

    def __init__(self, house: House, sign_in: Callable[..., Page], worker: Worker, worker_db: Any, files: Path) -> None:
        self.house, self.sign_in, self.worker, self.worker_db, self.files = house, sign_in, worker, worker_db, files
        self.hana = self.comes(house.hana)
        self.here = house.period(house.voca, house.first)
        self.numbers = itertools.count(1)
        self.run = ""

    def comes(self, who: Person) -> Page:
        page = self.sign_in(who.email, viewport=DESK)
        page.context.set_default_timeout(SOON)
        return page

    def shot(self, name: str, page: Page | None = None) -> None:
        kept(page or self.hana, f"{next(self.numbers):02}-{name}")

    def number(self, table: str, row: str) -> str:
        return self.hana.locator(f"td a[href$='/behind/{table}/{row}/']").inner_text()

    def asks(self, name: str, address: str = "") -> None:
        self.hana.goto(address or self.here)
        self.hana.get_by_role("button", name=name, exact=True).click()
        expect(self.hana.get_by_role("heading", name="Being counted")).to_be_visible()
        self.run = self.hana.url.split("/")[-2]

    def is_counted(self) -> None:
        """The page asks by itself, and is there when it is done."""
        self.worker.rings()
        expect(self.hana.locator(".page-head__marks")).to_contain_text("Exact")

    def count(self) -> None:
        """While it is counted she goes elsewhere and comes back; half of it was counted by a worker that died."""
        hana = self.hana
        hana.goto("/reports/")
        self.shot("reports")
        hana.locator(f"main a[href='{self.here}']").click()
        self.shot("quarter")
        self.asks("Count")
        self.shot("waits")
        with self.half():
            hana.goto("/")
            hana.goto(self.here)
            expect(hana.get_by_text(re.compile(r"Being counted: \d+ of \d+ tables\."))).to_be_visible()
            self.shot("left-and-back")
            hana.get_by_role("link", name=re.compile("The numbers")).click()
            expect(hana.get_by_text(re.compile(r"\d+ of \d+"))).to_be_visible()
            self.shot("half")
        self.is_counted()
        assert self.number("individuals", "individuals") == "30"
        self.shot("numbers")

    @contextmanager
    def half(self) -> Iterator[None]:
        (key,) = self.house.db.execute("SELECT id FROM reports_run WHERE public_id = %s", [self.run]).fetchone()
        self.worker_db.execute("SELECT pg_advisory_lock(%s, %s)", [tasks.LOCK, key])
        (steps,) = self.worker_db.execute("SELECT mdt_count_begin(%s)", [key]).fetchone()
        for step in range(steps // 2):
            self.worker_db.execute("SELECT mdt_count_table(%s, %s)", [key, step])
        yield
        self.worker_db.execute("SELECT pg_advisory_unlock(%s, %s)", [tasks.LOCK, key])

    def notes(self, case: int) -> None:
        self.hana.locator("main a", has_text=f"Note it: {self.house.code(case)}").first.click()

    def fill_in(self) -> None:
        """Her answers, in her own room; and for the yearly report under which crime somebody is counted."""
        hana, house = self.hana, self.house
        hana.get_by_role("link", name="What is missing").click()
        expect(hana.locator("main")).to_contain_text(house.code(house.without_answers))
        self.shot("missing")
        self.notes(house.without_answers)
        hana.get_by_label("Sex", exact=True).select_option("female")
        hana.get_by_label("White", exact=True).check()
        self.shot("answers")
        hana.get_by_role("button", name="Save", exact=True).click()
        hana.goto(f"/cases/{house.public(house.without_answers)}/show/background/")
        self.shot("answered")
        year = house.period(house.stop, house.first.replace(month=1))
        self.asks("Count", year)
        self.is_counted()
        hana.get_by_role("link", name="What is missing").click()
        expect(hana.get_by_role("heading", name="Counted under")).to_be_visible()
        self.shot("missing-for-the-year")
        self.notes(house.without_crime)
        hana.locator("#primary summary").click()
        hana.locator("#id_primary-kind").select_option("stalking")
        hana.locator("#id_primary-from_on").fill(str(house.first))
        self.shot("crime")
        hana.locator("#primary").get_by_role("button", name="Save").click()
        self.asks("Count again", year)
        self.is_counted()
        hana.get_by_role("link", name="What is missing").click()
        expect(hana.get_by_role("heading", level=1)).to_have_text("What is missing")
        expect(hana.get_by_role("heading", name="Counted under")).to_have_count(0)

    def writes(self, page: Page, case: int, day: Any) -> None:
        """By the keyboard alone: who, what, on which day."""
        page.goto("/services/")
        expect(page.locator("[name=r0-record]")).to_be_focused()
        page.keyboard.type(self.house.code(case)[:5])
        page.keyboard.press("Tab")
        page.keyboard.type("Individual")
        page.keyboard.press("Tab")
        page.keyboard.type(day.strftime("%m%d%Y"))
        page.keyboard.press("Enter")
        expect(page.locator(".messages")).to_contain_text("1 thing is written down")

    def write_down(self) -> None:
        """A day's work; counted again the number moves, and opens to its rule and to the records of the own agency."""
        house, hana = self.house, self.hana
        self.ada = self.comes(house.ada)
        self.writes(self.ada, house.newcomer, house.last)
        self.shot("written-down", self.ada)
        self.asks("Count again")
        self.is_counted()
        assert self.number("individuals", "individuals") == "31"
        hana.locator("td a[href$='/behind/individuals/individuals/']").click()
        expect(hana.get_by_role("heading", level=1)).to_have_text("31")
        assert hana.locator("main a[href^='/cases/']").count() == 31
        self.shot("behind")
        behind = hana.url
        self.cora = self.comes(house.cora)
        self.dan = self.comes(house.dan)
        for page in (self.cora, self.dan, self.ada):
            for address in (behind, self.here, f"/reports/count/{self.run}/", f"/reports/count/{self.run}/missing/"):
                answer = page.goto(address)
                assert answer
                assert answer.status == 404, address
        self.shot("not-for-her", self.cora)

    def answer(self) -> None:
        """Questions of the form, from the finding to its page; then lines held against the funder's form, each on its own."""
        hana = self.hana
        hana.goto(f"/reports/count/{self.run}/")
        hana.get_by_role("link", name="8A Information and referral: say yes or no.").click()
        for section in ("family_a", "family_b", "family_c", "family_d", "family_e"):
            hana.locator(f"input[name='gate.{section}'][value='1']").check()
            if section == "family_c":
                self.shot("question")
            hana.get_by_role("button", name="Keep and go on").click()
        hana.locator("input[name='gate.annual'][value='1']").check()
        hana.locator("[id='id_surveys.sent']").fill("12")
        hana.locator("[id='id_surveys.returned']").fill("9")
        words = "We met weekly with the sheriff and the hospital. A second night line opened in August."
        hana.locator("[id='id_annual_words.coordination']").fill(words)
        self.shot("words")
        hana.get_by_role("button", name="Keep and go on").click()
        self.goes_through_the_words()
        hana.goto(f"{self.here}lines/")
        lines = hana.locator("input[name=line]")
        many = lines.count()
        for n in range(3):
            lines.nth(n).check()
        self.shot("lines")
        hana.get_by_role("button", name="These are held against the form").click()
        expect(hana.locator(".messages")).to_contain_text("3 lines are held against the form.")
        assert lines.count() == many - 3
        hana.evaluate("document.querySelectorAll('input[name=line]').forEach(one => { one.checked = true })")
        hana.get_by_role("button", name="These are held against the form").click()
        expect(hana.get_by_text("Every line is held against the form")).to_be_visible()

    def goes_through_the_words(self) -> None:
        """Read as somebody would who lives there, thing by thing, with her name."""
        self.hana.goto(f"/reports/count/{self.run}/words/")
        for tick in self.hana.locator("input[name=items]").all():
            tick.check()
        self.shot("words-gone-through")
        self.hana.get_by_role("button", name="Keep", exact=True).click()
        expect(self.hana.get_by_text("Everything on the list was looked for")).to_be_visible()

    def file(self) -> None:
        """The panel of small numbers, then the confirmation; without it nothing is filed."""
        hana = self.hana
        hana.goto(f"/reports/count/{self.run}/")
        expect(hana.locator(".page-head__marks")).not_to_contain_text("Draft")
        panel = hana.locator("section", has=hana.locator("#h-file"))
        expect(panel).to_contain_text("Numbers of 1 and more that are under the limit")
        self.shot("before-filing")
        hana.get_by_role("button", name="File", exact=True).click()
        expect(hana.locator(".messages")).to_contain_text("Confirm that you have read")
        hana.locator("#id_confirmed").check()
        hana.get_by_role("button", name="File", exact=True).click()
        expect(hana.locator(".messages")).to_contain_text("From now on nothing of it changes.")
        self.filed = self.run
        self.shot("filed")

    def take_along(self) -> None:
        """Four files of one report, each opened by the program that it is for."""
        got = {kind: self.file_of(self.hana, kind, "exact") for kind in ("Workbook", "CSV", "JSON", "Worksheet as PDF")}
        book = load_workbook(got["Workbook"])
        assert any(cell.value == 31 for row in book.worksheets[1].iter_rows() for cell in row)
        rows = list(csv.DictReader(StringIO(got["CSV"].read_bytes().decode("utf-8-sig"))))
        assert [row["value"] for row in rows if row["line"] == "individuals"] == ["31"]
        assert {row["status"].split()[0] for row in rows} <= {"exact", "not_tracked", "not_reported"}
        told = json.loads(got["JSON"].read_bytes())
        assert (told["agency"], told["draft"]) == (self.house.agency.name, None)
        pages = PdfReader(got["Worksheet as PDF"]).pages
        assert all("Do not pass on" in page.extract_text() for page in pages)
        self.paper(got["Worksheet as PDF"], "exact")

    def file_of(self, page: Page, kind: str, name: str) -> Path:
        with page.expect_download() as given:
            page.get_by_role("link", name=kind, exact=True).click()
        path = self.files / f"{name}-{given.value.suggested_filename}"
        given.value.save_as(path)
        return path

    def paper(self, document: Path, name: str) -> None:
        """Its pages as pictures, beside those of the screen."""
        if folder := os.environ.get("MDT_SHOTS"):
            subprocess.run(
                ["pdftoppm", "-r", "60", "-png", document, Path(folder) / f"{next(self.numbers):02}-pdf-{name}"],
                check=True,
            )

    def come_late(self) -> None:
        """An entry after the filing: a signed difference, with the record behind it; filed again it says why."""
        hana = self.hana
        self.writes(self.ada, self.house.late, self.house.last)
        hana.goto(self.here)
        hana.get_by_label("Why it is counted again").fill("One entry of September came late.")
        self.shot("again")
        hana.get_by_role("button", name="Count again").click()
        self.run = hana.url.split("/")[-2]
        self.is_counted()
        hana.goto(f"/reports/count/{self.filed}/since/")
        expect(hana.locator("main td", has_text="+1").first).to_be_visible()
        self.shot("since")
        hana.locator("main td a").first.click()
        expect(hana.locator("main")).to_contain_text(self.house.code(self.house.late))
        self.shot("why")
        hana.goto(f"/reports/count/{self.run}/")
        expect(hana.locator("main")).to_contain_text("It amends what was filed: One entry of September came late.")
        hana.locator("#id_confirmed").check()
        hana.get_by_role("button", name="File", exact=True).click()
        hana.goto(f"/reports/count/{self.filed}/")
        assert self.number("individuals", "individuals") == "31", "what was filed stays"
        hana.goto(self.here)
        self.shot("filed-again")

    def protect(self) -> None:
        """Made by one, released by another who has seen the protected one alone."""
        hana, house = self.hana, self.house
        hana.goto(f"/reports/count/{self.run}/publish/")
        self.shot("panel")
        hana.locator("input[name=audience][value=team]").check()
        hana.get_by_role("button", name="Make it").click()
        expect(hana.locator(".messages")).to_contain_text("A second person of your agency")
        self.product = hana.url
        expect(hana.get_by_role("button", name="Release", exact=True)).to_have_count(0)
        self.dan.goto("/reports/")
        expect(self.dan.locator("main")).not_to_contain_text(house.agency.name)
        sam = self.comes(house.sam)
        answer = sam.goto(f"/reports/count/{self.run}/")
        assert answer
        assert answer.status == 404
        sam.goto("/reports/")
        sam.get_by_role("link", name=house.agency.name).click()
        expect(sam.locator("main")).to_contain_text("withheld")
        self.shot("second-person", sam)
        sam.get_by_role("button", name="Release", exact=True).click()
        expect(sam.locator(".messages")).to_contain_text("Released.")

    def read(self) -> None:
        """The partner's lead: the protected one and nothing else; somebody at no table with them: nothing."""
        dan = self.dan
        dan.goto("/reports/")
        self.shot("partner-reports", dan)
        dan.get_by_role("link", name=self.house.agency.name).click()
        expect(dan.locator("main")).to_contain_text("withheld")
        self.shot("partner", dan)
        text = dan.locator("main").inner_text()
        assert "second night line" not in text, "words are for the funder"
        assert dan.locator("main td a").count() == 0
        self.paper(self.file_of(dan, "Worksheet as PDF", "protected"), "protected")
        rows = list(csv.DictReader(StringIO(self.file_of(dan, "CSV", "protected").read_bytes().decode("utf-8-sig"))))
        small = [
            row for row in rows if row["unit"] == "persons" and row["value"].isdigit() and 0 < int(row["value"]) < 5
        ]
        assert small == []
        assert [row["value"] for row in rows if row["line"] == "individuals"] == ["32"], "the bait"
        for run in (self.filed, self.run):
            answer = dan.goto(f"/reports/count/{run}/")
            assert answer
            assert answer.status == 404
        answer = self.cora.goto(self.product)
        assert answer
        assert answer.status == 404

    def elsewhere(self) -> None:
        """On a phone, in Spanish, in the dark."""
        hana = self.hana
        hana.set_viewport_size(PHONE)
        for name, address in (("quarter", self.here), ("numbers", f"/reports/count/{self.run}/"), ("lines", f"{self.here}typed/annual/"),
                              ("panel", f"/reports/count/{self.run}/publish/")):  # fmt: skip
            hana.goto(address)
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert hana.evaluate(wide) <= 0, address
            self.shot(f"phone-{name}")
        hana.set_viewport_size(DESK)
        hana.get_by_role("button", name="Español").click()
        expect(hana.locator("html")).to_have_attribute("lang", "es")
        self.shot("spanish-panel")
        hana.goto(self.here)
        self.shot("spanish-quarter")
        hana.emulate_media(color_scheme="dark")
        hana.goto(f"/reports/count/{self.filed}/since/")
        self.shot("dark-since")
        hana.goto(self.product)
        self.shot("dark-protected")


@pytest.mark.slow
def test_GR04_GR06_GR27_GR41_GR48_a_quarter_from_missing_answers_to_the_filed_report(
    sign_in: Callable[..., Page], worker: Worker, owner_db: Any, worker_db: Any, tmp_path: Path
) -> None:
    quarter = Quarter(House(owner_db), sign_in, worker, worker_db, tmp_path)
    for part in (
        quarter.count, quarter.fill_in, quarter.write_down, quarter.answer, quarter.file, quarter.take_along, quarter.come_late,
        quarter.protect, quarter.read, quarter.elsewhere,
    ):  # fmt: skip
        part()
