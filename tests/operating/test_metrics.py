"""Figures for Prometheus: whom they are shown, that they count, and that nothing in them stands for anybody."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.test import Client
from redis import RedisError

from mdt.operating import counts
from tests.operating.broken import own_broker
from tests.world import World

TOKEN = "a-token-of-the-tests-that-nobody-guesses"
LINE = re.compile(r'mdt_[a-z_]+(?:\{(?:part|status|le|of|kind)="[a-zA-Z0-9+.]+"\})? [0-9.e+]+')


@pytest.fixture(autouse=True)
def _on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(settings, "METRICS_TOKEN", TOKEN)
    monkeypatch.setattr(counts, "folder", lambda: tmp_path)
    counts._own.cache_clear()


def scrape() -> dict[str, float]:
    answer = Client(headers={"Authorization": f"Bearer {TOKEN}"}).get("/metrics")
    assert answer.status_code == 200
    assert not answer.cookies
    lines = [line for line in answer.content.decode().splitlines() if not line.startswith("# TYPE mdt_")]
    assert [line for line in lines if not LINE.fullmatch(line)] == [], "one label at most, of our own few words"
    return {name: float(number) for name, number in (line.rsplit(" ", 1) for line in lines)}


def test_without_the_token_there_is_no_such_page(
    monkeypatch: pytest.MonkeyPatch, as_person: Callable[..., Client], world: World
) -> None:
    missing = Client().get("/no-such-page").content
    right = {"Authorization": f"Bearer {TOKEN}"}
    for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": TOKEN}, {"Authorization": f"Bearer {TOKEN}x"},
                    {"Authorization": "Bearer é"}, {**right, "X-Forwarded-For": "203.0.113.9"}):  # fmt: skip
        answer = Client(headers=headers).get("/metrics")
        assert (answer.status_code, answer.content) == (404, missing), headers
    assert as_person(world.adam).get("/metrics").status_code == 404, "nor with a session"
    assert scrape()["mdt_up"] == 1
    monkeypatch.setattr(settings, "METRICS_TOKEN", "")
    for headers in (right, {"Authorization": "Bearer "}):
        assert Client(headers=headers).get("/metrics").status_code == 404


def test_requests_are_counted_by_the_class_of_their_answer_and_by_their_time(
    as_person: Callable[..., Client], world: World
) -> None:
    client = as_person(world.ada)
    before = scrape()
    client.get("/")
    client.get("/cases/")
    client.get("/no-such-page")
    Client().get("/cases/")
    Client().get("/healthz")
    Client().get("/readyz")
    after = scrape()
    more = {name: after[name] - before[name] for name in after if name.startswith(("mdt_requests", "mdt_request_"))}
    assert [more[f'mdt_requests_total{{status="{status}"}}'] for status in counts.STATUS] == [2, 1, 1, 0]
    assert more["mdt_request_seconds_count"] == more['mdt_request_seconds_bucket{le="+Inf"}'] == 4
    steps = [after[f'mdt_request_seconds_bucket{{le="{limit:g}"}}'] for limit in counts.LIMITS]
    assert steps == sorted(steps)
    assert 0 < more["mdt_request_seconds_sum"] < 60


def test_errors_of_the_database_and_of_the_broker_are_counted_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    client = Client(raise_request_exception=False)
    for error, name in ((DatabaseError("Testa Person-908"), "database"), (RedisError("Testa Person-908"), "broker")):

        def fails(problem: Exception = error) -> None:
            raise problem

        before = scrape()
        with monkeypatch.context() as patch:
            patch.setattr("mdt.health.not_ready", fails)
            assert client.get("/readyz").status_code == 500
        after = scrape()
        moved = {
            of
            for of in counts.ERRORS
            if after[f'mdt_errors_total{{of="{of}"}}'] > before[f'mdt_errors_total{{of="{of}"}}']
        }
        assert moved == {name}


def test_all_processes_count_together_and_those_that_ended_are_not_forgotten(tmp_path: Path) -> None:
    script = "import sys; from pathlib import Path; from mdt.operating import counts; counts.folder = lambda: Path(sys.argv[1]);"
    script += " counts.add('2xx', by=5)"
    before = counts.total()["2xx"]
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path)],
            check=True,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "mdt.settings"},
        )
    assert counts.total()["2xx"] == before + 10
    counts.add("2xx")
    assert counts.total()["2xx"] == before + 11


def test_what_waits_and_how_old_it_is_is_told_also_when_something_is_gone(
    as_person: Callable[..., Client], world: World
) -> None:
    as_person(world.ada).get("/cases/")  # a look, which nobody seals here
    told = scrape()
    assert told["mdt_unsealed_seconds"] > 0
    assert {'mdt_waiting{kind="notice"}', 'mdt_late{kind="calendar"}', "mdt_queue_jobs", "mdt_database_bytes"} <= set(
        told
    )
    assert told['mdt_ready{part="broker"}'] == 1
    with own_broker() as broker:
        broker.kill()
        told = scrape()
    assert told['mdt_ready{part="broker"}'] == 0
    assert "mdt_queue_jobs" not in told
    assert told["mdt_database_bytes"] > 0


def test_looking_at_one_survivor_moves_nothing_but_the_number_of_requests(
    as_person: Callable[..., Client], world: World
) -> None:
    """The same figures move as by opening any page; how many agencies, cases or looks there are cannot be read from them."""
    client = as_person(world.ada)
    client.get("/")
    kinds = []
    for path in ("/account/", "/cases/"):
        before = scrape()
        client.get(path)
        after = scrape()
        moving = {name.split("{")[0] for name in after if after[name] != before.get(name)}
        kinds.append(
            {name for name in moving if not name.endswith("_seconds")}
            - {"mdt_request_seconds_sum", "mdt_database_bytes"}
        )
    assert kinds[0] == kinds[1] == {"mdt_requests_total", "mdt_request_seconds_bucket", "mdt_request_seconds_count"}
