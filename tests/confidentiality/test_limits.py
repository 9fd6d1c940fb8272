"""Searches, documents and one-time links: who asks for too many is told to wait, it is on record, and nobody else is held up."""

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from agencies.models import Person
from confidentiality import limits
from tests.confidentiality.afar import afar, asked
from tests.world import World

SEARCH, GALLERY = "/cases/search/", "/gallery/"
AsPerson = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _three_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    for action, per in (("search", "user"), ("documents", "user"), ("open_link", "ip")):
        monkeypatch.setitem(limits.RATES, action, f"3/m/{per}")


def refusals(who: Person, action: str) -> int:
    found = asked(
        "SELECT count(*) FROM confidentiality_ledger WHERE actor_id = %s AND purpose = %s", who.pk, f"limit.{action}"
    )
    return int(found[0][0])


def test_the_fourth_search_waits_is_on_record_and_holds_up_nobody_else(as_person: AsPerson, world: World) -> None:
    ada = as_person(world.ada)
    before = refusals(world.ada, "search")
    assert [ada.post(SEARCH, {"text": "R-1"}).status_code for _ in range(5)] == [200] * 3 + [429] * 2
    assert refusals(world.ada, "search") == before + 2
    assert as_person(world.hana).post(SEARCH, {"text": "R-1"}).status_code == 200
    assert as_person(world.ada).post(SEARCH, {"text": "R-1"}).status_code == 429, "in every browser of hers"
    assert ada.get("/cases/").status_code == 200


def test_documents_are_counted_where_they_are_only_read(as_person: AsPerson) -> None:
    scene = afar()
    ada, page = as_person(scene.doors.ada), f"/cases/{scene.doors.case.public_id}/who-looked.pdf"
    told = [ada.get(page) for _ in range(4)]
    assert [one.status_code for one in told] == [200] * 3 + [429]
    assert "Too many tries, too quickly" in told[3].content.decode()


def test_codes_for_one_time_links_are_tried_thirty_times_by_one_computer_and_not_more() -> None:
    here, there, page = Client(REMOTE_ADDR="192.0.2.7"), Client(REMOTE_ADDR="192.0.2.8"), "/s/nothing-here/"
    assert here.get(page).status_code == 200
    assert [here.post(page, {"code": "1234567890"}).status_code == 429 for _ in range(4)] == [False] * 3 + [True]
    assert here.get(page).status_code == 200, "the page itself costs nothing"
    assert there.post(page, {"code": "1234567890"}).status_code != 429


def test_without_a_cache_nothing_is_counted_and_the_page_answers(as_person: AsPerson, world: World) -> None:
    ada = as_person(world.ada)
    dead = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}}
    with override_settings(CACHES=dead):
        assert [ada.post(SEARCH, {"text": "R-1"}).status_code for _ in range(5)] == [200] * 5


def test_what_only_a_trial_needs_is_not_in_an_installation(as_person: AsPerson, world: World, settings: object) -> None:
    ada = as_person(world.ada)
    assert ada.get(GALLERY).status_code == 200
    settings.DEMO = False  # type: ignore[attr-defined]
    assert ada.get(GALLERY).status_code == 404
