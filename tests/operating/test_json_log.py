"""Logs as lines of JSON: what the house itself says of requests that fail, with planted words in all that was sent."""

import json
import logging
import logging.config
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from mdt.kit.acting import Acting, acting
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
WORD = "Person-906"
Log = Callable[[], list[dict[str, str]]]


@pytest.fixture
def log(capfd: pytest.CaptureFixture[str]) -> Iterator[Log]:
    """The log of the settings, as MDT_LOG_FORMAT=json makes it; what it says, line by line."""
    written = deepcopy(settings.LOGGING)
    stderr = written["handlers"]["stderr"]
    stderr.update(stream="ext://sys.__stderr__", formatter="json")  # not what a test has in its place
    logging.config.dictConfig(written)
    yield lambda: [json.loads(line) for line in capfd.readouterr().err.splitlines()]
    stderr["formatter"] = "line"
    logging.config.dictConfig(written)


def test_G5_a_line_tells_when_what_and_in_which_request(log: Log, world: World) -> None:
    who = Acting(actor_id=world.ada.pk)
    with acting(who):
        try:
            raise ValueError(f"Testa {WORD}")
        except ValueError as error:
            logging.getLogger("cases").exception(
                "It failed: %s, %s", error, "/cases/8a1b2c3d-0000-4000-8000-000000000000/"
            )
    logging.getLogger("cases").warning("Two\nlines for testa@rooms.example")
    first, second = log()
    assert first["level"] == "ERROR"
    assert first["logger"] == "cases"
    assert first["time"].endswith("+00:00")
    assert first["request"] == str(who.request_id)
    assert first["message"].startswith("It failed: ValueError, [page] [ValueError at test_json_log.py:")
    assert second["message"] == "Two\nlines for [address]", "and still one line of the log"
    assert second["request"] == ""


def test_G5_a_page_that_fails_or_is_not_there_leaves_no_word_of_what_was_sent(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> None:
        raise ValueError(f"Testa {WORD}")

    monkeypatch.setattr("mdt.health.not_ready", fails)
    logging.getLogger("django.request").setLevel(logging.NOTSET)  # what is measured in the same process sets it higher
    referer = {"Referer": f"http://testserver/?q={WORD}"}
    # From an address whose tries no other test has used up.
    client = Client(raise_request_exception=False, headers=referer, REMOTE_ADDR="192.0.2.61")
    assert client.get(f"/no-such/{WORD}/?q={WORD}").status_code == 404
    assert client.get(f"/readyz?q={WORD}").status_code == 500
    assert client.post("/account/login/", {"login": f"{WORD}@rooms.example", "password": WORD}).status_code == 200
    lines = log()
    assert WORD not in json.dumps(lines)
    said = [line["message"] for line in lines if line["logger"] == "django.request"]
    assert said[0] == "Not Found: [page]"
    assert said[1].startswith("Internal Server Error: [page] [ValueError at test_json_log.py:")
    assert [bool(line["request"]) for line in lines if line["logger"] == "django.request"] == [False, True], (
        "an address that is nobody's is told when the request is over"
    )


def test_no_third_way_of_writing_is_taken() -> None:
    words = [sys.executable, "manage.py", "check"]
    env = {**os.environ, "MDT_ROLE": "owner"}
    for way, code in (("json", 0), ("xml", 1)):
        done = subprocess.run(words, cwd=ROOT, env={**env, "MDT_LOG_FORMAT": way}, capture_output=True, check=False)
        assert done.returncode == code, done.stderr
