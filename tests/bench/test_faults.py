"""The fault harness: its plan comes from its seed alone, its judge notices each fault, and a short run finds none."""

import random
import re
import secrets
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from bench.faults import checks, plan, record
from bench.faults.browser import Forms, _last_level
from bench.faults.checks import Look, Row
from bench.faults.journal import PLANTED, Door, Journal, Planted, Seen, Write
from bench.faults.post import Mail
from tests.database import ROOT

ADA, DAN, BEA = "ada@a.example", "dan@b.example", "bea@a.example"
WORD = "Zyqabcdefgh"
WORDS = {WORD: Planted("case-1", 2, ADA)}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal", random.Random(1))  # noqa: S311 - words


def test_a_seed_gives_the_same_plan_and_another_seed_another() -> None:
    assert plan.made(7, 1800) == plan.made(7, 1800) != plan.made(8, 1800)
    assert plan.made(7, 1800).lines() == plan.made(7, 1800).lines()


@pytest.mark.parametrize("seed", range(20))
def test_half_an_hour_kills_each_kind_several_times_and_nothing_in_a_window(seed: int) -> None:
    made = plan.made(seed, 1800)
    times = Counter(fault.kind for fault in made.faults)
    assert set(times) == set(plan.KINDS)
    assert min(times.values()) >= 9
    assert [window.kind for window in made.windows] == ["disk", "mail"]
    assert not [f for f in made.faults for w in made.windows if w.begins - f.down <= f.at < w.ends]
    assert all(0 < fault.at < 1790 for fault in made.faults)


def test_the_log_tells_of_a_run_that_can_be_made_again() -> None:
    text = record.LOG.read_text()
    seed, minutes = record.written()
    assert minutes >= 30
    kept = text[text.index(record.BEGIN) : text.index(record.END)]
    assert kept.split("```")[1].strip("\n").split("\n") == plan.made(seed, minutes * 60).lines()
    of_checks = kept[kept.index("| check |") :].split("\n\n")[0].splitlines()[2:]
    assert len(of_checks) == 10
    assert [line for line in of_checks if not line.endswith("| nothing |")] == []


def test_what_was_told_and_is_not_there_is_noticed(journal: Journal) -> None:
    kept, gone, unsure, twice, unsure_twice = (journal.asked(ADA, f"people:{n}") for n in range(5))
    for one in (kept, gone, twice):
        journal.told(one)
    there = {kept.key: 1, twice.key: 2, unsure_twice.key: 2}
    assert checks.lost(journal.writes, there) == [
        "lost: people was told to be done and is not there", "twice: people is there 2 times", "twice: people is there 2 times",
    ]  # fmt: skip
    assert checks.lost([kept, unsure], {kept.key: 1}) == checks.lost([unsure], {unsure.key: 1}) == []
    assert len(journal.path.read_text().splitlines()) == 8


def test_of_a_form_that_was_sent_again_one_answer_is_enough() -> None:
    tries = [Write(ADA, "referral:1", 1.0), Write(ADA, "referral:1", 2.0, told=True)]
    assert len(checks.lost(tries, {})) == 1
    assert checks.lost(tries, {"referral:1": 1}) == []


SENT = Row("<one>", sent=True, cancelled=False, due=True)


def came(*times: float, to: str = DAN) -> list[Mail]:
    return [Mail(at, "<one>", to, b"") for at in times]


@pytest.mark.parametrize(
    ("rows", "mails", "deaths", "wrong"),
    [
        ([SENT], came(10), [], ""),
        ([SENT], [], [], "never came"),
        ([SENT], came(10, 20), [], "came 2 times and nobody had died"),
        ([SENT], came(10, 20), [5.0], "came 2 times and nobody had died"),
        ([SENT], came(10, 20), [90.0], "came 2 times and nobody had died"),
        ([SENT], came(10, 20, 30), [11.0], "came 3 times and nobody had died"),
        ([SENT], came(10, 20), [11.0], ""),
        ([SENT], came(10) + came(20, to=BEA), [11.0], "two people"),
        ([], came(10), [], "no row asked for"),
        ([SENT, SENT], came(10), [], "stand for two rows"),
        ([replace(SENT, sent=False)], [], [], "still waits"),
        ([replace(SENT, sent=False, due=False)], [], [], ""),
        ([replace(SENT, sent=False, due=False)], came(10), [11.0], "does not say so"),
        ([replace(SENT, sent=False, cancelled=True)], [], [], ""),
        ([replace(SENT, sent=False, cancelled=True)], came(10), [], "does not say so"),
        ([replace(SENT, sent=False, cancelled=True)], came(10), [11.0], ""),
    ],
)
def test_a_mail_that_is_lost_doubled_or_strange_is_noticed(
    rows: list[Row], mails: list[Mail], deaths: list[float], wrong: str
) -> None:
    found = checks.mails(rows, mails, deaths)
    assert (wrong in " ".join(found.faults)) if wrong else found.faults == []


def test_a_mail_that_came_again_is_counted_apart() -> None:
    found = checks.mails([SENT], came(10, 20), [11.0])
    assert (found.once, found.again, found.faults) == (0, 1, [])


def seen(who: str = ADA, at: float = 100.0, status: int = 200, word: str = WORD) -> Seen:
    return Seen(who, word, at, at + 1, status)


def test_an_answer_without_a_look_before_it_is_noticed() -> None:
    look = Look(ADA, "case-1", 3, 100.5)
    assert checks.unrecorded([seen()], WORDS, [look]) == []
    wrong = [
        [], [replace(look, at=99.0)], [replace(look, at=101.5)], [replace(look, elements=1)], [replace(look, who=DAN)],
        [replace(look, case="case-2")],
    ]  # fmt: skip
    assert [len(checks.unrecorded([seen()], WORDS, looks)) for looks in wrong] == [1] * 6
    assert len(checks.unrecorded([seen(word="Zyqhgfedcba")], WORDS, [look])) == 1


def test_an_answer_without_a_basis_is_noticed() -> None:
    door = Door("case-1", DAN, 2, opened_at=90.0, closed_at=100.0)
    may = {ADA: {"hana@a.example"}}

    def leaked(one: Seen, *doors: Door) -> int:
        return len(checks.leaks([one], WORDS, doors, may))

    assert leaked(seen()) == leaked(seen("hana@a.example")) == leaked(seen(DAN), door) == 0
    assert leaked(seen(DAN, at=99.5), door) == 0, "it was asked for before it closed"
    assert leaked(seen(DAN)) == leaked(seen(BEA), door) == 1
    assert leaked(seen(DAN, at=100.5), door) == leaked(seen(DAN, at=80.0), door) == 1
    assert leaked(seen(DAN), replace(door, element=4)) == leaked(seen(DAN), replace(door, case="case-2")) == 1
    assert leaked(seen(status=500)) == leaked(seen(DAN, status=500), door) == 1, (
        "a page of a fault shows nothing to anybody"
    )
    assert leaked(seen(word="Zyqhgfedcba")) == 1


def test_a_word_or_an_id_in_a_log_is_noticed() -> None:
    assert checks.leaked("a log", b"nothing of the kind", [WORD], ["0b8a3b52"]) == []
    assert checks.leaked("a log", f"Testa {WORD.upper()}".encode(), [WORD]) == ["a log holds a planted word"]
    assert checks.leaked("a log", b"/cases/0b8a3b52/", [WORD], ["0b8a3b52"]) == ["a log holds an id or an address"]


def test_every_word_that_is_planted_is_found_again(journal: Journal) -> None:
    made = [journal.word("case-1", 2, ADA) for _ in range(200)]
    assert len(set(made)) == 200
    assert [found.decode() for found in PLANTED.findall(" ".join(made).encode())] == made


def test_a_form_is_read_as_a_browser_sends_it() -> None:
    page = (
        '<form><input type="hidden" name="once" value="1"><select name="who"><option value="">-<option value="a" selected>A</select>'
        '<input type="radio" name="way" value="x"><input type="radio" name="way" value="y" checked><textarea name="told"></textarea></form>'
    )
    fields, choices = Forms(page).having("once")
    assert fields == {"once": "1", "who": "a", "way": "y", "told": ""}
    assert choices == {"who": ["", "a"], "way": ["x", "y"]}
    with pytest.raises(LookupError):
        Forms(page).having("other")


def test_the_answer_says_whether_it_was_done() -> None:
    from django.contrib.messages.storage.base import Message
    from django.contrib.messages.storage.cookie import CookieStorage
    from django.test import RequestFactory

    storage = CookieStorage(RequestFactory().get("/"))
    for level, many in ((25, 1), (40, 1), (25, 30)):
        told = storage._encode([*(Message(20, "Something that was said before"),) * many, Message(level, "Now")])
        assert _last_level(str(told)) == level
    assert _last_level("") == 0


@pytest.mark.slow
def test_two_minutes_of_it_find_nothing(tmp_path: Path) -> None:
    """What dies when is drawn anew each time, and said."""
    done = run(secrets.randbelow(100_000), "--minutes", "2.5", "--keep", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
    assert re.search(r"acknowledged: [1-9]", done.stdout)


@pytest.mark.slow
def test_a_database_that_tells_too_early_that_it_has_committed_is_found_out(tmp_path: Path) -> None:
    """The bait of the whole: writes that were acknowledged are lost, and looks that had been shown are not on record."""
    done = run(secrets.randbelow(100_000), "--minutes", "1.5", "--careless", "--keep", str(tmp_path))
    assert done.returncode == 1, done.stdout + done.stderr[-3000:]
    assert "was told to be done and is not there" in done.stdout


def run(seed: int, *words: str) -> "subprocess.CompletedProcess[str]":
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "bench.faults", "--seed", str(seed), *words],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=1500,
    )  # fmt: skip
    print(f"seed {seed}, {time.monotonic() - begun:.0f} s\n{done.stdout}")  # noqa: T201 - for who has to play it again
    return done
