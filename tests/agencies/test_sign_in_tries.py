"""Each sign-in is on record, also one that failed: for its owner to see, in the same words for every address, and for good."""

import psycopg
import pytest
from django.db import ProgrammingError, connection

from agencies.models import SignInTry
from tests import rooms
from tests.agencies.doors import PASSWORD, browser, person, sign_in, signed_in, with_app

BAIT = "my other pass phrase"
UNKNOWN = "nobody-here@rooms.example"


def outcomes(who) -> list[str]:
    return list(SignInTry.objects.filter(person=who).order_by("pk").values_list("outcome", flat=True))


def test_S10_wrong_right_and_resting_are_on_record() -> None:
    ada = person(rooms.agency())
    door = browser(**{"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
    sign_in(door, ada, BAIT)
    sign_in(door, ada)
    assert outcomes(ada) == ["password", "in"]
    for _ in range(6):
        sign_in(browser(), ada, BAIT)
    assert outcomes(ada)[2:] == ["password"] * 4 + ["resting"] * 2, "five failures shut the door"
    assert SignInTry.objects.filter(person=ada).last().device == "Firefox|Windows"  # type: ignore[union-attr]


def test_S10_a_wrong_code_is_on_record_at_the_door_and_at_an_open_session() -> None:
    ada = person(rooms.agency())
    with_app(ada)
    door = browser()
    sign_in(door, ada)
    assert "does not fit" in door.post("/account/second-factor/code/", {"code": "000000"}).content.decode()
    assert outcomes(ada) == ["code"]


def test_a_closed_account_is_on_record() -> None:
    ada = person(rooms.agency(), is_active=False)
    sign_in(browser(), ada)
    assert outcomes(ada) in (["closed"], ["password", "closed"])


def test_an_unknown_address_makes_a_row_without_anything_that_was_typed(owner_db) -> None:
    before = SignInTry.objects.filter(person=None).count()
    browser().post("/account/login/", {"login": UNKNOWN, "password": BAIT})
    assert SignInTry.objects.filter(person=None).count() == before + 1, "the same work as for a known one"
    kept = str(owner_db.execute("SELECT row_to_json(t)::text FROM agencies_signintry t").fetchall())
    assert BAIT not in kept
    assert UNKNOWN not in kept
    assert '"outcome":"password"' in kept


def test_one_sees_ones_own_tries_and_nobody_elses() -> None:
    house = rooms.agency()
    ada, ben = person(house), person(house)
    sign_in(browser(**{"User-Agent": "Mozilla/5.0 (iPhone) Safari/605.1"}), ada, BAIT)
    page = signed_in(ada).get("/account/sessions/").content.decode()
    assert "Wrong password" in page
    assert "iPhone" in page
    assert "Wrong password" not in signed_in(ben).get("/account/sessions/").content.decode()


@pytest.mark.parametrize("sql", ["UPDATE agencies_signintry SET outcome = 'in'", "DELETE FROM agencies_signintry"])
def test_what_was_tried_is_changed_by_no_web_process(sql: str) -> None:
    ada = person(rooms.agency())
    sign_in(browser(), ada, PASSWORD)
    with pytest.raises(ProgrammingError) as told, connection.cursor() as cursor:
        cursor.execute(sql)
    assert isinstance(told.value.__cause__, psycopg.errors.InsufficientPrivilege)
    assert outcomes(ada) == ["in"]
