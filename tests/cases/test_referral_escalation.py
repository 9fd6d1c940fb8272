"""Who hears of clocks: real processes in the worker's role, two at once, and once only."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from agencies.models import Reminder
from cases import tasks
from cases.actions import answers
from mdt.celery import app
from tests.cases.referring import Scene, as_, clocks
from tests.cases.test_clocks import age
from tests.copies import as_worker

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def scene() -> Scene:
    return Scene()


def start(job: str) -> subprocess.Popen[bytes]:
    code = f"import django; django.setup(); from cases import tasks; tasks.{job}()"
    return subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE,
        env={**os.environ, "MDT_ROLE": "worker", "DJANGO_SETTINGS_MODULE": "mdt.settings"},
    )  # fmt: skip


def run(job: str, times: int = 1) -> None:
    """With the worker's role in the database: once in this process, or several at the same time in processes of their own."""
    if times == 1:
        with as_worker():
            getattr(tasks, job)()
        return
    jobs = [start(job) for _ in range(times)]
    for one in jobs:
        _, error = one.communicate(timeout=60)
        assert one.returncode == 0, error.decode()


def told(word: str, clock: int) -> set[int]:
    return set(Reminder.objects.filter(key__startswith=f"{word}:{clock}:").values_list("person_id", flat=True))


@pytest.mark.slow
def test_T04_a_missed_clock_is_told_once_to_those_who_answer_and_supervise(
    scene: Scene, owner_db: psycopg.Connection
) -> None:
    clock = clocks(scene.dan, scene.send())["consult"].pk
    run("escalate_clocks")
    assert told("missed", clock) == set()  # not before its time
    age(owner_db, clock)
    run("escalate_clocks", times=2)
    assert told("missed", clock) == {scene.dan.pk, scene.lou.pk}
    first = list(Reminder.objects.filter(key__startswith=f"missed:{clock}:").values_list("pk", flat=True))
    run("escalate_clocks")
    assert list(Reminder.objects.filter(key__startswith=f"missed:{clock}:").values_list("pk", flat=True)) == first
    marked = owner_db.execute(
        "SELECT escalated_at IS NOT NULL, met_at FROM cases_clock WHERE id = %s", [clock]
    ).fetchone()
    assert marked == (True, None)


def test_T04_what_a_team_or_a_coordinator_owes_is_told_to_them(scene: Scene, owner_db: psycopg.Connection) -> None:
    pool = clocks(scene.cora, scene.send(to=scene.to_team()))["consult"].pk
    sent = scene.send()
    with as_(scene.dan):
        answers.accept(referral=sent, coordinator=scene.rex, by=scene.dan)
    contact = clocks(scene.lou, sent)["first_contact"].pk
    for clock in (pool, contact):
        age(owner_db, clock)
    run("escalate_clocks")
    assert told("missed", pool) == {scene.cora.pk}
    assert told("missed", contact) == {scene.rex.pk, scene.lou.pk}


@pytest.mark.parametrize("end", ["met", "stopped"])
def test_what_is_no_longer_owed_is_told_to_nobody(scene: Scene, owner_db: psycopg.Connection, end: str) -> None:
    sent = scene.send()
    clock = clocks(scene.dan, sent)["consult"].pk
    age(owner_db, clock)
    with as_(scene.dan):
        if end == "met":
            answers.ask(referral=sent, question="knows", by=scene.dan)
    if end == "stopped":
        from cases.actions.referrals import withdraw

        with as_(scene.ada):
            withdraw(referral=sent, by=scene.ada)
    run("escalate_clocks")
    assert told("missed", clock) == set()


def test_the_last_quarter_of_a_clock_is_told_once_and_taken_back_when_met(
    scene: Scene, owner_db: psycopg.Connection
) -> None:
    sent = scene.send()  # tier 1: an hour
    clock = clocks(scene.dan, sent)["consult"].pk
    run("warn_of_clocks")
    assert told("clock", clock) == set()
    age(owner_db, clock, minutes=46)
    run("warn_of_clocks", times=2)
    assert told("clock", clock) == {scene.dan.pk}
    with as_(scene.dan):
        answers.decline(referral=sent, reason="conflict", by=scene.dan)
    assert not Reminder.objects.filter(key__startswith=f"clock:{clock}:", cancelled_at=None).exists()


def test_both_jobs_are_on_the_schedule_each_minute() -> None:
    entries = {entry["task"]: entry["schedule"] for entry in app.conf.beat_schedule.values()}
    assert entries["cases.tasks.warn_of_clocks"] == entries["cases.tasks.escalate_clocks"] == 60.0


def test_escalated_mail_says_nothing(scene: Scene, owner_db: psycopg.Connection) -> None:
    clock = clocks(scene.dan, scene.send())["consult"].pk
    age(owner_db, clock)
    run("escalate_clocks")
    assert set(Reminder.objects.filter(key__startswith=f"missed:{clock}:").values_list("path", flat=True)) == {
        "/referrals/"
    }
