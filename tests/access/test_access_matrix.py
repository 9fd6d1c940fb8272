"""The access matrix over the live map: everybody in the cast, every named address, pages, fragments, downloads and POSTs."""

import re
from collections.abc import Iterator
from types import SimpleNamespace as Fact

import pytest
from django.test import Client
from django.urls import reverse

from tests.access.agreed import agree
from tests.access.matrix import CAST, MATRIX, TRIED, WITHOUT_SIGN_IN, Kind
from tests.access.things import masked
from tests.access.trying import Hall, names_of_the_map, signed_in, text_of
from tests.copies import database_copy
from tests.examples import EVERYTHING
from tests.world import World


@pytest.fixture(scope="module")
def hall() -> Iterator[Hall]:
    """A copy of the demo county, so that what is posted harms nobody."""
    with database_copy("access") as copy, copy.served():
        agree(World())
        with copy.owner() as owner:
            loaded = Hall(owner)
        yield loaded


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    """A new page fails here until somebody says for whom it is."""
    assert None not in names_of_the_map(), "every address has a name"
    assert set(names_of_the_map()) == set(MATRIX)


def test_the_whole_cast_is_tried(hall: Hall, world: World) -> None:
    assert sorted(CAST) == sorted(person.email.split(".")[0] for person in world.people())


def test_what_is_there_without_signing_in_is_this_and_no_more(hall: Hall) -> None:
    assert {name for name, row in MATRIX.items() if row.kind is Kind.OPEN} == WITHOUT_SIGN_IN
    for name in MATRIX:
        address = hall.missing(name)
        for answer in (Client().get(address.url), Client().post(address.url)):
            to_sign_in = answer.status_code == 302 and answer.url.startswith(reverse("account_login"))
            if name not in WITHOUT_SIGN_IN:
                assert to_sign_in, (name, answer.status_code)
            assert answer.status_code < 500, name


def test_C01_without_signing_in_a_thing_that_is_there_answers_like_one_that_is_not(hall: Hall) -> None:
    nobody = hall.facts.people[min(hall.facts.people)]
    for name in MATRIX:
        missing = hall.missing(name)
        for address in hall.addresses(nobody, name):
            if address.ids:
                there, gone = Client().get(address.url), Client().get(missing.url)
                assert (there.status_code, len(there.content)) == (gone.status_code, len(gone.content)), name
                assert masked(there.url.encode(), *address.ids) == masked(gone.url.encode(), *missing.ids), name


def by_another(me: Fact, name: str, turn: int = 0) -> bool:
    """In the quick run what is hidden is asked for by a third of the cast, another third for each page."""
    return bool((me.id + [*MATRIX].index(name) + turn) % 3) and not EVERYTHING


def by_others(me: Fact, name: str) -> bool:
    """What is there is asked for by every second, a document, which takes a second to set, by every seventh."""
    return bool((me.id + [*MATRIX].index(name)) % (7 if name.endswith("pdf") else 2)) and not EVERYTHING


@pytest.mark.parametrize("first_name", TRIED)
def test_C01_C03_each_page_is_there_for_whom_the_facts_say(hall: Hall, world: World, first_name: str) -> None:
    person = getattr(world, first_name)
    me, client = hall.me(person), signed_in(person)
    bait = hall.bait.hidden_from(hall.facts, me, hall.now)
    assert len(bait) > 60
    wrong = []
    for name, row in MATRIX.items():
        for address in hall.addresses(me, name):
            if by_another(me, name) if not address.seen else by_others(me, name):
                continue
            answer = client.get(address.url)
            expected = row.opened if address.seen else (405,) if row.opened == (405,) else row.unseen
            if answer.status_code not in expected:
                wrong.append((name, address.url, answer.status_code, expected))
            body = text_of(answer)
            asked = {i.encode() for i in address.ids}
            leaked = [word for word in bait - asked if word in body]
            assert not leaked, (name, leaked)
            ids = re.findall(rb' id="([^"]+)"', body if answer.headers["Content-Type"].startswith("text/html") else b"")
            assert len(ids) == len({*ids}), (name, "an id twice", sorted(one for one in ids if ids.count(one) > 1))
            if answer.status_code == 302 and "login" in answer.url:
                pytest.fail(f"{name} signed {first_name} out")
    assert not wrong, wrong


@pytest.mark.parametrize("first_name", TRIED)
def test_C01_C03_nobody_posts_to_what_is_hidden(hall: Hall, world: World, first_name: str) -> None:
    person = getattr(world, first_name)
    me, client = hall.me(person), signed_in(person)
    bait = hall.bait.hidden_from(hall.facts, me, hall.now)
    wrong = []
    for name, row in MATRIX.items():
        for address in hall.addresses(me, name):
            if address.seen or by_another(me, name, 1):
                continue
            answer = client.post(address.url)
            expected = (405,) if row.posted == (405,) else row.hidden
            if answer.status_code not in expected:
                wrong.append((name, address.url, answer.status_code, expected))
            assert not [word for word in bait - {i.encode() for i in address.ids} if word in answer.content], name
    assert not wrong, wrong


@pytest.mark.slow
def test_every_button_answers_whom_it_is_there_for(hall: Hall, world: World) -> None:
    """Two people for each, things that end something last; an empty POST is answered, never with an error of ours."""
    wrong = []
    people = [person for person in world.people() if person.is_active]
    browsers = {person.pk: signed_in(person) for person in people}
    signs_out = {"lock", "account_logout", "set_language"}
    for name, row in sorted(MATRIX.items(), key=lambda item: (item[1].ends, item[0] in signs_out)):
        tried = 0
        for person in people:
            seen = [a for a in hall.addresses(hall.me(person), name) if a.seen]
            if seen:
                tried += 1
                browser = signed_in(person) if name in signs_out else browsers[person.pk]
                answer = browser.post(seen[0].url)
                if answer.status_code not in row.posted:
                    wrong.append((name, person.email, answer.status_code, row.posted))
            if tried == 2:
                break
        assert tried, f"nobody in the cast may {name}"
    assert not wrong, "\n".join(map(str, wrong))
