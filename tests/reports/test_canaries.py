"""Words planted in every field of every model reach no export, but for those that belong on one (GR-05)."""

import csv
import html
import logging
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO, StringIO
from typing import Any
from zipfile import ZipFile

import psycopg
import pytest
from celery.signals import before_task_publish
from django.conf import settings
from django.db import DatabaseError, connection
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from agencies.models import Agency, Award, Person
from mdt.celery import app
from mdt.logs import NoPersonalData
from reports import kept, tasks
from reports.definition import from_dict, get
from reports.exporting import charts, document
from reports.forms.typing import SectionForm
from reports.lines import lines
from reports.vocabulary import Source
from tests import rows
from tests.architecture.test_constraints import Furnished
from tests.copies import Copy, as_worker, database_copy
from tests.database import READY
from tests.meetings.test_agenda_pages import paper
from tests.meetings.test_planted import streams
from tests.reports import canaries, scene

FIRST = date(2025, 1, 1)
SAMPLE = date(2026, 1, 5)  # the day of the good rows, which go to the first quarter of 2025
DAYS = {"2025-01-01", "2025-03-31", "2025-12-31"}
KINDS = ("xlsx", "csv", "json", "pdf")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
DAY = re.compile(r"\b(?:18|19|20)\d\d-\d\d-\d\d\b")

# Where a planted word may stand, and why. Nothing else may leave.
EXACT, PROTECTED, OWN = "exact file", "protected file", "page of the agency"
ALLOWED = {
    "agencies_agency.name": ({EXACT, PROTECTED, OWN}, "a report says whose it is"),
    "agencies_award.number": ({EXACT, PROTECTED, OWN}, "a report says of which award it is"),
    "reports_typedfigure.text": ({EXACT, OWN}, "words typed for the funder, who alone gets them (GR-49)"),
    "agencies_award.title": ({OWN}, "what the agency itself calls its award"),
    "cases_case.code": ({OWN}, "what is missing leads to the records, inside the agency alone (GR-06)"),
    "agencies_person.name": ({OWN}, "who asked for a count, filed it or made a product"),
    "reports_run.reason": ({OWN}, "why it is filed again"),
}

# Where a tick is said otherwise than it was counted.
OTHERWISE = {
    "reports_typedfigure.reason": ({EXACT, OWN}, "why, for the funder alone (GR-30)"),
    "agencies_person.name": ({EXACT, OWN}, "who said it, for the funder alone (GR-30)"),
}


@dataclass(frozen=True)
class Out:
    """Something that left: a file as text (with its parts and its headers), or a page. ``raw``: numbers in it say nothing."""

    where: str
    name: str
    text: str
    raw: bool = False


class Full(scene.Agency):
    """A good row in every table, of an agency with two dozen people whose work is counted for both forms."""

    def __init__(self, db: Any) -> None:
        with db.transaction():
            good = Furnished(db)
        self.db, self.stop = db, good.ids["agencies_award"]
        self.agency = Agency.objects.get(pk=good.ids["agencies_agency"])
        mine = [rows.put(db, "agencies_person", agency_id=self.agency.pk, is_supervisor=True) for _n in range(3)]
        self.director, self.second, self.advocate = (Person.objects.get(pk=key) for key in mine)
        self.pmt = self.award("ovc.pmt", "2015")
        rows.put(db, "agencies_awardreporter", award_id=self.stop, person_id=mine[0], named_by_id=mine[0])
        for source in {*Source.values} - {"services"}:
            rows.put(db, "reports_tracked", agency_id=self.agency.pk, source=source, by_id=mine[0])
        for n in range(24):
            case = self.person(
                told=(20 + n % 40, FIRST), sex="female" if n % 4 else "male", race=["white"] if n % 3 else ["black"],
                kinds=["sexual_assault"] if n % 2 else ["domestic_violence"], counted_under=[("sexual_assault", FIRST)],
            )  # fmt: skip
            shares = {self.stop: 50, self.pmt: 50}
            self.service(case, "counseling", FIRST + timedelta(days=n), shares=shares, units=1 + n % 3)
        self.service(good.ids["cases_case"], "counseling", FIRST, shares={self.stop: 50, self.pmt: 50})
        self._moved(good.ids)

    def _moved(self, good: dict[str, Any]) -> None:
        """The good rows are of another year; what other tests have left stays where it is."""
        for table, field in canaries.columns():
            if type(field) is canaries.models.DateField and table.startswith("cases_"):
                day = f'"{field.column}"'
                self.db.execute(
                    f"UPDATE {table} SET {day} = {day} - 365 WHERE {day} = %s AND id = %s", [SAMPLE, good.get(table)]
                )


class Story:
    """Both forms typed, counted, looked at as drafts, filed, protected, released and filed again, with a word in every field."""

    sent: list[Any]
    written: "Written"

    def __init__(self, here: Full, ours: list[canaries.Planted], planted: dict[str, int]) -> None:
        self.here, self.ours, self.planted = here, ours, planted
        self.words = {one.name: one.word for one in ours}
        self.outs, self.files, self.runs = list[Out](), list[tuple[str, bytes]](), list[str]()

    def client(self, who: Person) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(Person.objects.get(pk=who.pk), backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    def tell(self, forms: tuple[str, ...]) -> "Story":
        self.allowed = ALLOWED | (OTHERWISE if "ovw.stop" in forms else {})
        self.hers = self.client(self.here.director)
        for form in forms:
            self.award = Award.objects.get(agency=self.here.agency, form=form)
            self.definition = get(self.award.form, self.award.version)
            self.at = [self.award.public_id, FIRST]
            self.type()
            url = self.count()
            if form == "ovw.stop":
                self.say_otherwise(url)
            self.look(url, "draft")
            if form == forms[0]:  # the other one stays a draft on every page
                held = [one.digest for one in lines(self.definition)]
                assert self.hers.post(reverse("report_lines", args=self.at), {"line": held}).status_code == 302
            self.file(url)
            self.look(url, "filed")
            self.publish(url)
        amended = self.count(reason=self.words["reports_run.reason"])
        self.file(amended)
        self.look(amended, "amended")
        for name in ("reports", "activity"):
            self.keep(OWN, name, self.hers.get(reverse(name)))
        return self

    def type(self) -> None:
        """A word in each line of words, beginning in turn with what a spreadsheet could take for a formula."""
        for section in self.definition.sections:
            form, seen, typed = SectionForm(self.definition, section), set(), {}
            for n, (name, unit) in enumerate(form.lines.items()):
                table = name.split(".")[0]
                first = table not in seen
                seen.add(table)
                words = f"{'=+-@'[n % 4]}{self.words['reports_typedfigure.text']}"
                numbers = "percent" in str(form.fields[name].label)
                text = ("100" if first else "0") if numbers else words
                typed[name] = {"gate": "1", "ticks": "on" if first else "", "text": text}.get(unit, "0")
            if form.lines:
                answer = self.hers.post(reverse("report_typed", args=[*self.at, section.key]), typed)
                assert answer.status_code == 302, section.key

    def say_otherwise(self, url: str) -> None:
        """Of a tick, with why: words for the funder alone (GR-30)."""
        tick = reverse("report_otherwise", args=[url.split("/")[-2], "ccr_contacts", "law_enforcement"])
        assert (
            self.hers.post(tick, {"said": "weekly", "reason": self.words["reports_typedfigure.reason"]}).status_code
            == 302
        )

    def count(self, **more: str) -> str:
        answer = self.hers.post(reverse("report_count", args=self.at), more)
        with as_worker():
            tasks.count_waiting()
        self.runs.append(answer.url.split("/")[-2])
        return str(answer.url)

    def file(self, url: str) -> None:
        page = self.hers.get(f"{url}words/").content.decode()
        if seen := re.search(r'name="seen" value="([^"]+)"', page):
            items = re.findall(r'name="items" value="([^"]+)"', page)
            assert self.hers.post(f"{url}words/", {"items": items, "seen": seen[1]}).status_code == 302
        answer = self.hers.post(f"{url}file/", {"confirmed": "yes"}, follow=True)
        assert b"From now on nothing of it changes" in answer.content, spoken(answer)

    def look(self, url: str, state: str) -> None:
        """At all that can be had of a count."""
        for kind in KINDS:
            self.keep_file(EXACT, f"{self.award.form} {state}", kind, self.hers.get(f"{url}report.{kind}"))
        for page in ("", "missing/", *(("since/", "publish/") if state == "filed" else ())):
            self.keep(OWN, f"{self.award.form} {state} {page}", self.hers.get(url + page))
        self.keep(OWN, "the period", self.hers.get(reverse("report_period", args=self.at)))

    def publish(self, url: str) -> None:
        answer = self.hers.post(f"{url}publish/", {"audience": "team"}, follow=True)
        product = answer.redirect_chain[-1][0] if answer.redirect_chain else ""
        assert "/released/" in product, spoken(answer)
        second = self.client(self.here.second)
        self.keep(OWN, "a product that waits", second.get(product))
        assert b"Released" in second.post(f"{product}decide/", {"released": "yes"}, follow=True).content
        self.keep(OWN, "a product", second.get(product))
        for kind in KINDS:
            self.keep_file(PROTECTED, f"{self.award.form} released", kind, second.get(f"{product}report.{kind}"))
        (plain,) = self.here.db.execute(
            "SELECT report FROM reports_publication WHERE public_id = %s", [product.split("/")[-2]]
        ).fetchone()
        report = kept.from_plain(plain)
        self.outs.append(Out(PROTECTED, "worksheet", document.page(report)))
        panels = [(t.label, (t.key, t.rows[0][0], t.columns[0][0])) for _s, t in report.tables()]
        for name in ("over_time", "over_time_table"):
            chart = {"chart": charts.over_time([report, report], panels, "Years")}
            self.outs.append(Out(PROTECTED, name, render_to_string(f"reports/export/{name}.html", chart)))

    def keep(self, where: str, name: str, answer: Any) -> None:
        assert answer.status_code == 200, (name, answer.status_code)
        self.outs.append(Out(where, name, f"{answer.headers}\n{html.unescape(answer.content.decode())}"))

    def keep_file(self, where: str, name: str, kind: str, answer: Any) -> None:
        assert answer.status_code == 200, (name, kind, answer.status_code)
        self.outs.append(Out(where, f"{name} {kind} headers", str(answer.headers)))
        self.files.append((f"{name} {kind}", answer.content))
        for part, text, raw in unpacked(kind, answer.content):
            self.outs.append(Out(where, f"{name} {kind} {part}", text, raw))

    def broken(self, run: str, column: str, value: Any) -> None:
        """As no program of ours leaves it."""
        value = value if isinstance(value, str) else psycopg.types.json.Jsonb(value)
        with self.here.db.transaction():
            self.here.db.execute("SET LOCAL session_replication_role = replica")
            self.here.db.execute(f"UPDATE reports_run SET {column} = %s WHERE public_id = %s", [value, run])

    def plan(self, run: str) -> dict[str, Any]:
        (found,) = self.here.db.execute("SELECT plan FROM reports_run WHERE public_id = %s", [run]).fetchone()
        return dict(found)

    def texts(self, where: str, kind: str) -> str:
        return "\n".join(out.text for out in self.outs if out.where == where and f" {kind} " in f"{out.name} ")


def spoken(answer: Any) -> str:
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL))[:6000]


def unpacked(kind: str, content: bytes) -> Iterator[tuple[str, str, bool]]:
    """Each part of a file as text, and whether digits in it say nothing."""
    if kind == "xlsx":
        with ZipFile(BytesIO(content)) as parts:
            for name in parts.namelist():
                yield name, html.unescape(parts.read(name).decode()), True
        book = load_workbook(BytesIO(content))
        yield "cells", "\n".join(str(c.value) for s in book.worksheets for row in s.iter_rows() for c in row), False
    elif kind == "pdf":
        yield "pages", paper(content), False
        yield "streams", streams(content), True
    else:
        yield "text", content.decode("utf-8-sig"), False


class Written(logging.StreamHandler):  # type: ignore[type-arg]
    """What the house writes into its log, as it stands there."""

    def __init__(self) -> None:
        super().__init__(StringIO())
        self.addFilter(NoPersonalData())

    @property
    def text(self) -> str:
        return str(self.stream.getvalue())


@pytest.fixture(scope="module", params=[("ovc.pmt",), pytest.param(("ovc.pmt", "ovw.stop"), marks=pytest.mark.slow)])
def story(_database: None, request: Any) -> Iterator[Story]:
    """On a copy of the database: every row of it holds words, those of the demo county as well."""
    sent: list[Any] = []
    written, log = Written(), logging.getLogger()
    before_task_publish.connect(collect := lambda **told: sent.append(told), weak=False)
    log.addHandler(written)
    try:
        # Of the county as it was made: rows that other tests have left would collide in words of few letters.
        process = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        with database_copy(f"canaries_{process}", of=Copy(READY)) as copy, copy.served():
            with copy.owner() as db:
                here = Full(db)
            with copy.superuser() as db:
                here.db, ours = db, canaries.plan()
                told = Story(here, ours, canaries.plant(db, ours))
                told.sent, told.written = sent, written
                yield told.tell(request.param)
    finally:
        before_task_publish.disconnect(collect)
        log.removeHandler(written)


def leaks(text: str, ours: list[canaries.Planted]) -> set[str]:
    """The fields of which something stands in a text."""
    by_number = {one.number: one.name for one in ours}
    found = {by_number[int(n)] for n in canaries.WORD.findall(text) if int(n) in by_number}
    return found | {one.name for one in ours if one.is_day and one.day.isoformat() in text}


def test_GR05_words_of_every_field_reach_no_export_but_those_that_belong_there(story: Story) -> None:
    seen = [(name, out.where, out.name) for out in story.outs for name in leaks(out.text, story.ours)]
    assert [one for one in seen if one[1] not in story.allowed.get(one[0], ((), ""))[0]] == []
    found = {(name, where) for name, where, _out in seen}
    assert found == {(name, where) for name, (wheres, _why) in story.allowed.items() for where in wheres}, "the bait"
    for kind in KINDS:
        assert story.words["reports_typedfigure.text"] in story.texts(EXACT, kind), kind
        assert kind == "csv" or story.words["agencies_agency.name"] in story.texts(PROTECTED, kind), kind


def test_every_field_of_every_model_is_planted_or_named_with_its_reason(story: Story) -> None:
    every = {f"{table}.{field.column}": canaries.closed(field) for table, field in canaries.columns()}
    assert len(every) > 500
    assert {*canaries.KEPT} <= {name for name, why in every.items() if not why}, "named, and no such open field"
    for name, why in every.items():
        assert why or canaries.KEPT.get(name) or story.planted[name] > 0, f"{name} holds no word in any row"


def test_GR05_no_id_and_no_day_stands_in_an_export_but_those_of_the_report(story: Story) -> None:
    known = {*story.runs}
    for out in story.outs:
        if out.where == OWN:
            continue
        if not out.raw:
            assert {*UUID.findall(out.text)} <= known, out.name
            assert {*DAY.findall(out.text)} <= DAYS, out.name
            assert not re.search(r"\b1931\b|@rooms\.example", out.text), out.name
        else:
            assert {*DAY.findall(out.text)} <= {*DAYS, "1980-01-01"}, out.name
    assert str(FIRST) in story.texts(EXACT, "json")


def test_GR05_what_begins_like_a_formula_stays_text(story: Story) -> None:
    """In the agency's name, in the award's number and in typed words, each with its own beginning."""
    said = set()
    for name, content in story.files:
        if name.endswith(" csv"):
            for row in csv.reader(StringIO(content.decode("utf-8-sig"), newline="")):
                assert not [cell for cell in row if cell[:1] in "=+-@" and cell], name
                said |= {cell[1:2] for cell in row if cell.startswith("'")}
        elif name.endswith(" xlsx"):
            with ZipFile(BytesIO(content)) as parts:
                assert not [part for part in parts.namelist() if b"<f>" in parts.read(part)], name
            for sheet in load_workbook(BytesIO(content)).worksheets:
                for square in (one for row in sheet.iter_rows() for one in row if isinstance(one.value, str)):
                    assert square.data_type == "s", (name, square.coordinate)
                    assert square.value[:1] not in "=+-@" or square.quotePrefix, (name, square.coordinate)
                    said |= {f"x{square.value[:1]}"} if square.quotePrefix else set()
    every = {*"=+-@", *(f"x{one}" for one in "=+-@")}
    assert said >= (every if len(story.files) > 20 else {"=", "x=", "x@"}), "the bait"


def test_S17_nothing_of_it_is_in_the_log_or_in_a_queue(story: Story) -> None:
    """A count is found by the worker itself: nothing is sent for it, and the clock's messages have nothing in them."""
    assert leaks(f"{story.sent}{story.written.text}", story.ours) == set()
    assert story.sent == []
    assert not [entry for entry in app.conf.beat_schedule.values() if entry.get("args") or entry.get("kwargs")]
    before_task_publish.connect(collect := lambda **told: story.sent.append(told), weak=False)
    app.send_task("x", [story.words["cases_identity.name"]], connection=app.connection_for_write("memory://"))
    before_task_publish.disconnect(collect)
    assert leaks(f"{story.sent}", story.ours) == {"cases_identity.name"}, "the bait"
    story.sent.clear()


def test_S17_a_count_that_fails_tells_nothing_of_why(story: Story) -> None:
    """The database says which value it could not read, and a form which word it does not know: neither goes further."""
    word, before = story.words["cases_identity.name"], len(story.written.text)
    answer = story.hers.post(reverse("report_count", args=story.at), {"reason": "Again"})
    run = answer.url.split("/")[-2]
    story.broken(run, "plan", {**story.plan(run), "age_floor": word})
    with as_worker():
        tasks.count_waiting()
        key = story.here.db.execute("SELECT id FROM reports_run WHERE public_id = %s", [run]).fetchone()
        with connection.cursor() as cursor, pytest.raises(DatabaseError, match=word):
            cursor.execute("SELECT mdt_count_begin(%s)", key)
    page = story.hers.get(answer.url).content.decode()
    story.broken(run, "status", "failed")
    page += story.hers.get(answer.url).content.decode()
    assert "It could not be counted" in page
    broken = {"key": word, "version": word}
    story.broken(story.runs[0], "definition", broken)
    with pytest.raises(Exception, match=word):
        from_dict(broken)
    failed = story.hers.get(reverse("report", args=[story.runs[0]]))
    assert failed.status_code == 500
    log = story.written.text[before:]
    assert "A count could not be made" in log and "Internal Server Error" in log
    assert "cases_identity.name" not in leaks(f"{page}{failed.content.decode()}{log}", story.ours)
