"""A form that was sent is sent again, by a second click or by a page that was left open: it happens once, and is no error."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from tests.access.agreed import agree
from tests.access.matrix import MATRIX, WITHOUT_SIGN_IN
from tests.access.trying import Hall, signed_in
from tests.attack.trying import Filled, changed, digests
from tests.copies import Copy, database_copy
from tests.examples import EVERYTHING
from tests.world import World

# A calendar gets a new address each time, and the one before is over; who looks at a hold again has looked again.
AGAIN = {"calendar_feed", "hold_review"}
NOT_HERE = {"lock", "account_logout", "my_sessions"}  # they end the session that tries


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    with database_copy("replays") as made, made.served():
        agree(World())
        yield made


def forms_of(hall: Hall, who: Any, client: Client) -> dict[str, dict[str, str]]:
    """Each form that the person's pages hold, filled as a browser would send it; one of each kind."""
    me, found, kinds = hall.me(who), {}, set()
    for name in MATRIX:
        for address in [a for a in hall.addresses(me, name) if a.seen][:2]:
            page = client.get(address.url)
            if page.status_code != 200 or not page.headers["Content-Type"].startswith("text/html"):
                continue
            for action, data in Filled(page.content.decode()).forms:
                to = action if action.startswith("/") else address.url
                kind = (resolve(to).url_name, tuple(sorted(data)))
                if kind not in kinds and kind[0] not in NOT_HERE | WITHOUT_SIGN_IN:
                    kinds.add(kind)
                    found[to] = data
    return found


@pytest.mark.parametrize("first_name", ["ada", "cora", "hana", "adam", "sana", "lou"] if EVERYTHING else ["adam"])
def test_what_was_sent_once_and_is_sent_again_happens_once(copy: Copy, world: World, first_name: str) -> None:
    who = getattr(world, first_name)
    client, done, again, wrong = signed_in(who), 0, set(), []
    client.raise_request_exception = False
    with copy.owner() as db:
        for url, data in forms_of(Hall(db), who, client).items():
            name, before = str(resolve(url).url_name), digests(db)
            first = client.post(url, data).status_code
            between = digests(db)
            second = client.post(url, data).status_code
            if max(first, second) >= 500:
                wrong.append((name, first, second))
            if changed(before, between):
                done += 1
                if changed(between, digests(db)):
                    again.add(name)
    assert wrong == []
    assert again <= AGAIN
    assert done >= (1 if first_name == "adam" else 5), "forms that do something were tried"
