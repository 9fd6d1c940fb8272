"""Ready or not: with the database and the broker really gone, silent, of another state, or of another role."""

import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client

from tests.copies import Connection, Copy, connected, database_copy
from tests.counting import Asked
from tests.operating.broken import own_broker, shut, silent


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    with database_copy("ready") as one, one.served():
        yield one


def ready() -> tuple[int, str]:
    answer = Client().get("/readyz")
    assert answer.headers["Content-Type"] == "text/plain"
    assert "Set-Cookie" not in answer.headers
    assert not answer.cookies
    return answer.status_code, answer.content.decode()


def test_who_has_all_is_ready_and_whoever_has_lost_it_says_what(copy: Copy, superuser_db: Connection) -> None:
    with own_broker() as broker:
        assert ready() == (200, "ok")
        broker.kill()
        assert ready() == (503, "broker")
        with shut(copy, superuser_db):
            assert ready() == (503, "database\nbroker")
            assert Client().get("/healthz").status_code == 200, "the process lives all the same"
        assert ready() == (503, "broker")
        broker.start()
        assert ready() == (200, "ok"), "and it is ready again by itself"


def test_what_takes_a_connection_and_never_answers_is_not_waited_for(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    with silent() as port:
        before = time.monotonic()
        with connected(HOST="127.0.0.1", PORT=port):
            assert ready() == (503, "database")
        monkeypatch.setattr(settings, "REDIS_URL", f"redis://127.0.0.1:{port}/0")
        assert ready() == (503, "broker")
        assert time.monotonic() - before < 8


@pytest.mark.parametrize("variable", ["WORKER_DATABASE_URL", "OWNER_DATABASE_URL", "MDT_TEST_ADMIN_URL"])
def test_another_role_is_not_the_database_that_is_meant(copy: Copy, variable: str) -> None:
    with copy.served(variable):
        assert ready() == (503, "database")


def test_a_database_that_is_behind_or_ahead_of_the_code_is_not_ready(copy: Copy) -> None:
    with copy.owner() as owner:
        rows = "app = 'cases' AND name = (SELECT max(name) FROM django_migrations WHERE app = 'cases')"
        (gone,) = owner.execute(f"DELETE FROM django_migrations WHERE {rows} RETURNING name").fetchall()
        assert ready() == (503, "migrations")
        put = "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, now())"
        owner.execute(put, ["cases", gone[0]])
        assert ready() == (200, "ok")
        owner.execute(put, ["an_app_that_went_long_ago", "0001_initial"])
        assert ready() == (200, "ok")
        owner.execute(put, ["cases", "9999_of_a_later_version"])
        assert ready() == (503, "migrations")
        owner.execute("DELETE FROM django_migrations WHERE name = '9999_of_a_later_version'")


def test_asking_leaves_no_session_and_no_row_anywhere(copy: Copy) -> None:
    counts = (
        "SELECT (SELECT count(*) FROM django_session), (SELECT count(*) FROM confidentiality_ledger),"
        " (SELECT count(*) FROM agencies_staffsession), (SELECT count(*) FROM confidentiality_changeentry)"
    )
    with copy.owner() as owner:
        before = owner.execute(counts).fetchone()
        with Asked() as asked:
            assert ready() == (200, "ok")
        assert len(asked) == 0, "it has a connection of its own"
        assert owner.execute(counts).fetchone() == before


def test_who_comes_through_the_proxy_finds_no_such_page(copy: Copy) -> None:
    outside = Client(headers={"X-Forwarded-For": "203.0.113.9"})
    found, missing = outside.get("/readyz"), outside.get("/no-such-page")
    assert found.status_code == missing.status_code == 404
    assert found.content == missing.content
