"""Where a page belongs: the place that the navigation marks, the language that counts, what binds an agency."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.world import World


@pytest.mark.parametrize(
    ("name", "path", "place"),
    [
        ("ada", "/", "Today"),
        ("ada", "/cases/emergency/", "Cases"),
        ("ada", "/acknowledgement/", "Account"),
        ("hana", "/own-agency/", "Administration"),
        ("hana", "/own-agency/response-times/", "Referrals"),
        ("hana", "/people/", "Administration"),
        ("adam", "/people/", "Administration"),
        ("adam", "/administration/teams/", "Administration"),
    ],
)
def test_each_page_belongs_to_one_place(
    world: World, as_person: Callable[..., Client], name: str, path: str, place: str
) -> None:
    marked: list[Any] = as_person(getattr(world, name)).get(path, follow=True).context["nav"]
    assert [entry["label"] for entry in marked if entry["current"]] == [place]


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_language_that_counts_is_marked_twice_on_the_account(
    world: World, as_person: Callable[..., Client], code: str
) -> None:
    client = as_person(world.ada)
    client.cookies["django_language"] = code
    page = client.get("/account/").content.decode()
    assert page.count(f'value="{code}" lang="{code}" aria-current="true"') == 2
    assert page.count('aria-current="true"') == 2


def test_own_agency_says_what_binds_it(world: World, as_person: Callable[..., Client]) -> None:
    assert "VAWA · FVPSA · VOCA" in as_person(world.hana).get("/own-agency/").content.decode()
