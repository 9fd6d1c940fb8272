"""The survivor's account: every look from outside and every disclosure once, nothing of another record, in her language."""

import io
import random
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Fact
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pypdf import PdfReader

from cases.queries.accounting import Account, account
from confidentiality import gate
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from tests import rooms, rows
from tests.cases.outside import Neighbors, looked, neighbors
from tests.cases.working import BAIT, ledger
from tests.copies import Connection
from tests.counting import Asked
from tests.examples import EVERYTHING

ZONE = ZoneInfo("America/Chicago")
HISTORIES = 500 if EVERYTHING else 25
OTHER_BAIT = "Told about somebody else"


@pytest.fixture(name="near")
def near_fixture() -> Neighbors:
    return neighbors()


@contextmanager
def opened_by_ada(near: Neighbors, case: Any = None) -> Iterator[gate.Opened]:
    ada = near.room.ada
    with acting(Acting(ada.pk, ada.agency_id, "test")):
        with gate.open_own(ada, (case or near.room.case).public_id, purpose="case.accounting") as opened:
            yield opened


def told(near: Neighbors, case: Any = None, start: datetime | None = None) -> Account:
    now = clock.now()
    with opened_by_ada(near, case) as opened:
        return account(opened, start or now - timedelta(days=6 * 366), now + timedelta(days=1))


def disclosed(db: Connection, near: Neighbors, case: Any = None, **columns: Any) -> None:
    case = case or near.room.case
    rows.put(db, "confidentiality_disclosure", **{
        "case_id": case.pk, "agency_id": case.agency_id, "recorded_by_id": near.room.ada.pk, "recorded_at": clock.now(),
        "recipient_id": near.dan.agency_id, "to_whom": "Detective Doe", "basis": "RELEASE", "at": clock.now() - timedelta(hours=2),
        "notice": "",
    } | columns)  # fmt: skip


class Histories:
    """Random deeds by random people, and a list of them that knows nothing of the ledger."""

    def __init__(self, near: Neighbors, owner: Connection, web: Connection) -> None:
        self.near, self.owner, self.web = near, owner, web
        self.chance, self.begun = random.Random(str(near.room.case.public_id)), clock.now()  # noqa: S311
        self.looks: dict[int, Counter[Any]] = {}
        self.refused: Counter[int] = Counter()
        self.words: dict[int, set[str]] = {}
        self.people = [near.dan, near.tom, near.sue, near.stranger, near.room.ada, near.room.bea, near.room.hana]

    def outside(self, who: Any) -> bool:
        return who.agency_id != self.near.room.ada.agency_id

    def live(self, case: Any) -> None:
        """Somebody looks, lists or searches now; the answer says what was shown."""
        who, request = self.chance.choice(self.people), rows.some_id()
        deed = self.chance.choice(["look", "look", "browse", "search"])
        if deed == "look":
            bits = self.chance.choice([1, 3, 5, 513])
            shown = self.web.execute("SELECT case_id FROM mdt_look(%s, %s, 'case.reveal', 't', %s, %s)",
                                     [who.pk, request, case.public_id, bits]).fetchall()  # fmt: skip
            if not shown and self.outside(who):
                self.refused[case.pk] += 1
        elif deed == "browse":
            shown = self.web.execute("SELECT case_id FROM mdt_browse_cases(%s, %s, 'case.list', 't', NULL, 50, 201)",
                                     [who.pk, request]).fetchall()  # fmt: skip
        else:
            shown = self.web.execute(
                "SELECT case_id FROM mdt_find_cases(%s, %s, 't', %s, 25)", [who.pk, request, case.code]
            ).fetchall()
        for (one,) in shown:
            if self.outside(who):
                self.looks.setdefault(one, Counter())[who.name, deed, "today"] += 1

    def before(self, case: Any, facts: list[str]) -> None:
        """A look of some day in the last eight years, on the record of this case and of another."""
        who, at = (
            self.chance.choice(self.people),
            clock.now() - timedelta(minutes=self.chance.randrange(2000, 8 * 525_600)),
        )
        outcome = self.chance.choice(["shown", "shown", "shown", "denied"])
        looked(self.owner, who, case, at=at, kind="look", outcome=outcome, grounds=facts if outcome == "shown" else [])
        if self.outside(who) and at >= self.start:
            if outcome == "shown":
                self.looks.setdefault(case.pk, Counter())[who.name, "look", at.astimezone(ZONE).date()] += 1
            else:
                self.refused[case.pk] += 1

    @property
    def start(self) -> datetime:
        return self.begun - timedelta(days=6 * 365)

    def lived(self, number: int) -> Any:
        """One case and what happened to it."""
        case, now = rooms.case(self.near.room.ada), clock.now()
        self.looks.setdefault(case.pk, Counter())
        self.words[case.pk] = set()
        releases = []
        for _ in range(self.chance.randrange(3)):
            ends = now + timedelta(hours=self.chance.choice([-5, 300]))
            key = self.near.released(self.owner, case, elements=self.chance.choice([3, 515]), expires_at=ends,
                                     recipient_person_id=self.chance.choice([None, None, self.near.tom.pk]))  # fmt: skip
            releases.append(Fact(id=key, source="release", basis="RELEASE", ends=ends, method="phone"))
        if self.chance.random() < 0.4:
            key = self.near.ordered(self.owner, case)
            releases.append(
                Fact(id=key, source="mandate", basis="COURT_MANDATE", ends=now + timedelta(days=9), method="paper")
            )
        for step in range(self.chance.randrange(3, 9)):
            self.live(case)
            self.before(case, [f"{one.source}:{one.id}" for one in releases])
            if releases and self.chance.random() < 0.6:
                one = self.chance.choice(releases)
                self.tell(case, one, f"Told {number}-{step} by phone")
            if releases and self.chance.random() < 0.2:
                self.take_back(self.chance.choice(releases))
        return case

    def tell(self, case: Any, one: Any, what: str) -> None:
        at = min(clock.now(), one.ends) - timedelta(hours=self.chance.randrange(1, 8))
        disclosed(self.owner, self.near, case, basis=one.basis, method=one.method, at=at, what=what, elements=1 | (4 if one.source == "mandate" else 2),
                  **{f"{one.source}_id": one.id})  # fmt: skip
        self.words[case.pk].add(what)

    def take_back(self, one: Any) -> None:
        if one.source == "release":
            self.owner.execute(
                "UPDATE confidentiality_release SET status = 'withdrawn' WHERE id = %s AND status = 'active'", [one.id]
            )
        else:
            self.owner.execute(
                "UPDATE confidentiality_mandate SET ended_at = now() WHERE id = %s AND ended_at IS NULL", [one.id]
            )


def compare(deeds: Histories, case: Any) -> int:
    found = told(deeds.near, case, deeds.start)
    names = {f"{one.name}, {one.agency.name}": one.name for one in deeds.people}
    how = {
        "Looked at it on a page here": "look",
        "Saw it in a list here": "browse",
        "Found it by searching here": "search",
    }
    looks: Counter[Any] = Counter()
    words: list[str] = []
    for entry in found.entries:
        assert entry.first.astimezone(ZONE).date() == entry.at.astimezone(ZONE).date()
        if entry.how in how:
            when = "today" if entry.at >= deeds.begun else entry.at.astimezone(ZONE).date()
            looks[names[entry.who], how[entry.how], when] += entry.times
        else:
            words += re.findall(r"Told \d+-\d+ by phone", entry.parts)
    assert looks == deeds.looks[case.pk]
    assert sorted(words) == sorted(deeds.words[case.pk])
    assert sum(one.times for one in found.refused) == deeds.refused[case.pk]
    return len(found.entries)


@pytest.mark.slow
def test_C17_C23_random_histories_are_told_whole_and_once(near: Neighbors, owner_db, web_db) -> None:
    deeds = Histories(near, owner_db, web_db)
    cases = [deeds.lived(number) for number in range(HISTORIES)]
    assert sum(compare(deeds, case) for case in cases) > 2 * HISTORIES
    assert sum(deeds.refused.values()) > HISTORIES // 4


def test_C17_each_entry_says_when_whom_what_why_on_what_basis_and_what_she_was_told(near: Neighbors, owner_db) -> None:
    at = datetime(
        2026, 3, 9, 4, 30, tzinfo=UTC
    )  # the evening of the eighth where the agency is, on the day the clocks change
    release = near.released(owner_db, purpose="housing", prepared_at=at - timedelta(days=2), countersigned_at=at - timedelta(days=1),
                            expires_at=at + timedelta(days=2))  # fmt: skip
    for minutes in (0, 5, 10):
        looked(
            owner_db,
            near.dan,
            near.room.case,
            at=at + timedelta(minutes=minutes),
            kind="look",
            grounds=[f"release:{release}"],
        )
    order = near.ordered(owner_db)
    disclosed(
        owner_db, near, basis="COURT_MANDATE", mandate_id=order, method="paper", elements=5, what="The hotline number"
    )
    law = rows.put(owner_db, "confidentiality_statute", title="Report of harm", citation="ZZ 12-3", verified=False)
    disclosed(
        owner_db,
        near,
        basis="STATUTORY_MANDATE",
        statute_id=law,
        recipient_id=None,
        method="phone",
        elements=9,
        notice="Told at once",
    )
    by_law, by_order, by_release = told(near).entries
    assert (by_release.times, by_release.first, by_release.at) == (3, at, at + timedelta(minutes=10))
    assert by_release.who == f"{near.dan.name}, {near.dan.agency.name}"
    assert (by_release.parts, by_release.why) == ("Identity", "Housing")
    assert by_release.basis.startswith(
        f"Released to {near.dan.agency.name}, signed March 7, 2026, until March 10, 2026"
    )
    assert by_release.notice == "You said yes to it and signed."
    assert by_order.who == f"Detective Doe, {near.dan.agency.name}"
    assert (by_order.parts, by_order.how, by_order.why) == (
        "Safe contact. The hotline number",
        "On paper",
        "Court order",
    )
    assert by_order.basis.startswith("Court order: Order 24-118")
    assert "She asked for a copy" in by_order.notice
    assert (by_law.who, by_law.parts, by_law.notice) == ("Detective Doe", "Location", "Told at once")
    assert by_law.basis == "Report of harm, ZZ 12-3 (not confirmed by counsel)"


def test_C17_the_page_in_her_language_by_the_clocks_of_her_agency(near: Neighbors, owner_db, as_person) -> None:
    at = datetime(2026, 3, 9, 4, 30, tzinfo=UTC)
    looked(owner_db, near.dan, near.room.case, at=at, kind="look", elements=3)
    ada = as_person(near.room.ada)
    english = ada.get(
        near.room.url("case_accounting"), {"start": "2026-01-01", "end": "2026-12-31", "lang": "en"}
    ).content.decode()
    assert 'lang="en" dir="ltr"' in english
    assert "March 8, 2026, 11:30 p.m. CDT" in english
    assert "Identity" in english
    spanish = ada.get(
        near.room.url("case_accounting"), {"start": "2026-01-01", "end": "2026-12-31", "lang": "es"}
    ).content.decode()
    part = spanish[spanish.index('class="section prose account"') :]
    assert part.startswith('class="section prose account" lang="es"')
    assert "Identidad" in part
    assert "8 de marzo de 2026" in part
    assert "<title>" in spanish
    assert "Show" in spanish  # the reader's own page stays in her own language
    assert BAIT not in english + spanish
    gone = ada.get(near.room.url("case_accounting"), {"start": "2026-03-09", "end": "2026-03-20"}).content.decode()
    assert "Nobody outside saw anything." in gone
    kept = ada.get(near.room.url("case_accounting"), {"start": "2026-03-08", "end": "2026-03-08"}).content.decode()
    assert near.dan.name in kept


def test_C17_nobody_outside_and_bad_days(near: Neighbors, as_person) -> None:
    ada = as_person(near.room.ada)
    page = ada.get(near.room.url("case_accounting")).content.decode()
    assert "Nobody outside saw anything." in page
    assert "Nobody outside tried." in page
    for given, said in (({"start": "2026-02-30"}, "Enter a valid date"), ({"start": "2026-03-02", "end": "2026-03-01"}, "before the first one"),
                        ({"lang": "xx"}, "Select a valid choice")):  # fmt: skip
        answer = ada.get(near.room.url("case_accounting"), given)
        assert answer.status_code == 200
        assert said in answer.content.decode(), given
        assert "Nobody outside saw anything." in answer.content.decode()


def test_C23_who_tried_is_told_by_agency_and_never_by_name(near: Neighbors, as_person, owner_db) -> None:
    near.released(owner_db)
    assert as_person(near.dan).get(near.room.url("case")).status_code == 200  # the bait: a name that is told
    assert as_person(near.tom).get(near.room.url("case")).status_code == 404
    page = as_person(near.room.ada).get(near.room.url("case_accounting")).content.decode()
    assert near.dan.name in page
    assert f"somebody at {near.tom.agency.name}, once" in page
    assert near.tom.name not in page


def test_C23_nothing_of_another_record(near: Neighbors, owner_db, as_person) -> None:
    """A list shows two records of one agency at once: each account tells its own facts and none of the other."""
    other = rooms.case(near.room.ada)
    mine, theirs = (
        near.released(owner_db),
        near.released(owner_db, other, purpose="child", expires_at=clock.now() + timedelta(days=44)),
    )
    looked(
        owner_db,
        near.dan,
        near.room.case,
        other,
        kind="browse",
        elements=1,
        grounds=[f"release:{mine}", f"release:{theirs}"],
    )
    disclosed(owner_db, near, other, release_id=theirs, method="phone", elements=3, what=OTHER_BAIT)
    ada, pages = as_person(near.room.ada), {}
    for case in (near.room.case, other):
        url = near.room.url("case_accounting").replace(str(near.room.case.public_id), str(case.public_id))
        pages[case.pk] = ada.get(url).content.decode()
    assert OTHER_BAIT in pages[other.pk]
    assert "Safety of a child" in pages[other.pk]
    assert OTHER_BAIT not in pages[near.room.case.pk]
    assert "Safety of a child" not in pages[near.room.case.pk]
    assert pages[near.room.case.pk].count("Released to") == 1


def test_C23_recorded_and_for_the_own_room_alone(near: Neighbors, owner_db, as_person, web_db) -> None:
    near.released(owner_db, elements=1 | 2 | 4)
    assert as_person(near.dan).get(near.room.url("case")).status_code == 200
    for name in ("case_accounting", "case_accounting_pdf"):
        for who in (near.dan, near.room.bea, near.stranger):
            assert as_person(who).get(near.room.url(name)).status_code == 404
    before = len(ledger(actor_id=near.room.ada.pk, purpose="case.accounting"))
    assert as_person(near.room.ada).get(near.room.url("case_accounting")).status_code == 200
    assert len(ledger(actor_id=near.room.ada.pk, purpose="case.accounting")) == before + 1
    for actor, sees in ((near.room.ada, True), (near.dan, False)):
        with web_db.transaction():
            web_db.execute("SELECT set_config('mdt.user_id', %s, true)", [str(actor.pk)])
            found = web_db.execute(
                f"SELECT * FROM mdt_accounting({near.room.case.pk}, '2020-01-01', 'infinity')"
            ).fetchall()
            assert bool(found) == sees


def test_the_account_asks_as_much_for_much_as_for_little(near: Neighbors, owner_db, as_person) -> None:
    counts = []
    for rows_of_each in (1, 2):
        for _ in range(rows_of_each):
            release, order = near.released(owner_db), near.ordered(owner_db)
            looked(
                owner_db,
                rooms.person(near.dan.agency),
                near.room.case,
                kind="look",
                grounds=[f"release:{release}", f"mandate:{order}"],
            )
            disclosed(owner_db, near, release_id=release, method="phone", elements=3)
            disclosed(owner_db, near, basis="COURT_MANDATE", mandate_id=order, method="paper", elements=5)
        with opened_by_ada(near) as opened, Asked() as asked:
            assert len(account(opened, clock.now() - timedelta(days=9), clock.now() + timedelta(days=1)).entries) >= 3
        counts.append(len(asked))
    assert counts == [5, 5]


@pytest.mark.parametrize(("language", "part"), [("en", "Identity"), ("es", "Identidad")])
def test_C17_the_paper_is_tagged_in_her_language_and_its_name_says_nothing(
    near: Neighbors, owner_db, as_person, tmp_path, language, part
) -> None:
    looked(owner_db, near.dan, near.room.case, kind="look", grounds=[f"release:{near.released(owner_db)}"])
    answer = as_person(near.room.ada).get(near.room.url("case_accounting_pdf"), {"lang": language})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="account.pdf"'
    document = PdfReader(io.BytesIO(answer.content))
    root = document.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in root["/Metadata"].get_data()
    text = " ".join(page.extract_text() for page in document.pages)
    for said in (near.dan.name, part, near.room.case.code):
        assert said in " ".join(text.split())
    assert BAIT not in text
    assert near.room.case.code not in str(document.metadata)
    path = tmp_path / "account.pdf"
    path.write_bytes(answer.content)
    by_poppler = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Tagged:\s+yes", by_poppler)
    tags = subprocess.run(["pdfinfo", "-struct", path], capture_output=True, text=True, check=True).stdout
    assert {"H1", "H2", "H3"} <= set(re.findall(r"\bH[1-3]\b", tags))
    assert part in subprocess.run(["pdftotext", path, "-"], capture_output=True, text=True, check=True).stdout
