"""Each address of the live map with every verb, ids of other kinds of thing, forged forms, and bodies that are something else."""

import re
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, resolve, reverse
from django.urls.converters import IntConverter, StringConverter, UUIDConverter

from tests.access.agreed import agree
from tests.access.matrix import CAST, MATRIX, WITHOUT_SIGN_IN
from tests.access.things import masked
from tests.access.trying import Address, Hall, signed_in
from tests.attack.trying import KINDS, OVERRIDES, VERBS, Filled, asked, changed, digests
from tests.copies import Connection, Copy, database_copy
from tests.examples import EVERYTHING
from tests.world import World

PEOPLE = CAST if EVERYTHING else ["dan"]
SIGNS_OUT = {"lock", "account_logout"}
WITHOUT_TOKEN = {"signing_link"}  # ADR 11: no cookie, and whoever forges it must know the link and its code
VOLATILE = {"Date", "Set-Cookie", "Content-Length"}
WEIRD = [
    "\0",
    "'",
    "..",
    "../..",
    "é\u202e",
    "9" * 40,
    "a" * 3000,
    "\r\nX-Bait: 1",
    "%00",
    "{{7*7}}",
    "<b data-bait>",
    "None",
    "-1",
    "\ud7ff",
]
NUMBERS = [0, 2**31, 2**63, 10**40]


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    with database_copy("verbs") as made, made.served():
        agree(World())
        yield made


@pytest.fixture(scope="module")
def hall(copy: Copy) -> Hall:
    with copy.owner() as owner:
        return Hall(owner)


@pytest.fixture
def whole(copy: Copy) -> Iterator[Connection]:
    with copy.owner() as owner:
        yield owner


def names(turn: int, every: int) -> list[str]:
    """In the quick run every so many pages; together with the slow run all of them."""
    return [name for place, name in enumerate(MATRIX) if EVERYTHING or place % every == turn % every]


def told(answer: Any, address: Address) -> tuple[Any, ...]:
    headers = {k: masked(v.encode(), *address.ids) for k, v in answer.headers.items() if k not in VOLATILE}
    return answer.status_code, headers, masked(answer.getvalue(), *address.ids)


@pytest.mark.parametrize("first_name", PEOPLE)
def test_no_verb_but_post_changes_anything_or_tells_hidden_from_missing(
    hall: Hall, world: World, whole: Connection, first_name: str
) -> None:
    me, client = hall.me(getattr(world, first_name)), signed_in(getattr(world, first_name))
    client.get("/")
    before, tried, wrong = digests(whole), 0, []
    for name in names(me.id, 14):
        for address in hall.addresses(me, name):
            apart = address.ids and not address.seen and not hall.knows(me, address)
            for verb in VERBS:
                answer = asked(client, verb, address.url, QUERY_STRING="_method=DELETE", headers=OVERRIDES)
                tried += 1
                if answer.status_code >= 500 or "X-Bait" in answer.headers:
                    wrong.append((name, verb, answer.status_code))
                if apart:
                    other = hall.beside(name, address)
                    second = asked(client, verb, other.url, QUERY_STRING="_method=DELETE", headers=OVERRIDES)
                    if told(answer, address) != told(second, other):
                        wrong.append((name, verb, "hidden is not missing"))
    assert not wrong, wrong
    assert changed(before, digests(whole)) == set()
    assert tried > 100


def every_id(hall: Hall, me: Any) -> list[str]:
    """Ids of things of all kinds that the person does see."""
    found: dict[str, str] = {}
    for name in MATRIX:
        for address in hall.addresses(me, name):
            if address.seen:
                found |= {re.sub(r"_.*", "", name) + str(place): one for place, one in enumerate(address.ids)}
    return sorted({*found.values()})


@pytest.mark.parametrize("first_name", PEOPLE if EVERYTHING else ["ada"])
def test_an_id_of_another_kind_of_thing_is_a_missing_one(
    hall: Hall, world: World, whole: Connection, first_name: str
) -> None:
    """A case where a referral is asked for, a person where a team is: by GET and by POST, each part of each address in turn."""
    me, client = hall.me(getattr(world, first_name)), signed_in(getattr(world, first_name))
    client.get("/")
    ids, tried, wrong = every_id(hall, me), 0, []
    assert len(ids) > (20 if first_name == "ada" else 2)  # who runs the installation sees hardly anything
    every = (1 if first_name == "ada" else 10) if EVERYTHING else 40
    before = digests(whole)
    for place, name in enumerate(names(me.id + 3, 9)):
        for address in [a for a in hall.addresses(me, name) if a.seen and a.ids][:1]:
            given = resolve(address.url).kwargs
            for part in [part for part, value in given.items() if isinstance(value, uuid.UUID)]:
                others = [one for one in ids if one not in address.ids]
                for forged in others[place % min(every, 5) :: every]:
                    if hall_has(hall, name, part, forged):
                        continue
                    gone = str(uuid.uuid4())
                    url, none = (reverse(name, kwargs={**given, part: one}) for one in (forged, gone))
                    for verb in ("get", "post"):
                        tried += 1
                        told = compared(client, verb, {url: forged, none: gone})
                        if told[0] != told[1]:  # what pages before had to say stands on the first one that is shown
                            told = compared(client, verb, {url: forged, none: gone})
                        if told[0] != told[1] or told[0][0] >= 500:
                            wrong.append((name, part, verb, told[0][0], told[1][0]))
    assert not wrong, wrong
    # What somebody types into a row that was taken away meanwhile is kept, as a draft of her own.
    assert changed(before, digests(whole)) <= {"cases_draft"}
    assert tried > (30 if first_name == "ada" else 2)


def compared(client: Client, verb: str, of: dict[str, str]) -> list[tuple[int, bytes]]:
    """Status and words of each address, without the ids that were asked for."""
    answers = [asked(client, verb, url) for url in of]
    return [(one.status_code, masked(one.getvalue(), *of.values())) for one in answers]


def hall_has(hall: Hall, name: str, part: str, one: str) -> bool:
    """The id is of the very kind that is asked for after all, though the page may be about some of that kind alone."""
    parts, facts = hall.parts(name), hall.facts
    kinds = {
        "award": facts.awards, "meeting": facts.meetings, "agency": facts.agencies.values(),
        "agreement": facts.agreements,
    }  # fmt: skip
    if one in {str(thing.public) for thing in kinds.get(part, [])}:
        return True
    return any(str(hall.ids_of(name, thing, parts).get(part)) == one for thing in hall.pool(MATRIX[name].kind, name))


# --- Parts that are words and numbers ----------------------------------------------------------------------------
def parts_of(name: str) -> dict[str, Any]:
    return dict(get_resolver().reverse_dict.getlist(name)[0][3])


@pytest.mark.parametrize("first_name", ["ada"] + (["cora", "hana", "adam"] if EVERYTHING else []))
def test_a_strange_word_in_an_address_is_never_an_error(hall: Hall, world: World, first_name: str) -> None:
    me, client = hall.me(getattr(world, first_name)), signed_in(getattr(world, first_name))
    tried, wrong = 0, []
    for name in MATRIX:
        kinds = {part: kind for part, kind in parts_of(name).items() if not isinstance(kind, UUIDConverter)}
        for address in [a for a in hall.addresses(me, name) if a.seen][:1] if kinds else []:
            given = resolve(address.url).kwargs
            for part, kind in kinds.items():
                values: list[Any] = (
                    NUMBERS[:: 1 if EVERYTHING else 3]
                    if isinstance(kind, IntConverter)
                    else WEIRD[:: 1 if EVERYTHING else 7]
                    if isinstance(kind, StringConverter)
                    else []
                )
                for value in values:
                    try:
                        url = reverse(name, kwargs={**given, part: value})
                    except Exception:  # noqa: S112, BLE001 - no such address can be asked for
                        continue
                    for verb in ("get", "post"):
                        answer = asked(client, verb, url)
                        tried += 1
                        if (
                            answer.status_code >= 500
                            or "X-Bait" in answer.headers
                            or b"<b data-bait>" in answer.getvalue()
                        ):
                            wrong.append(
                                (name, part, value if len(str(value)) < 50 else "long", verb, answer.status_code)
                            )
    assert not wrong, wrong
    assert tried > 15


@pytest.mark.parametrize("first_name", ["hana"] + (["ada", "cora", "adam"] if EVERYTHING else []))
def test_a_strange_question_is_never_an_error(hall: Hall, world: World, first_name: str) -> None:
    """Words after the question mark that pages may read, with values that no page makes."""
    me, client = hall.me(getattr(world, first_name)), signed_in(getattr(world, first_name))
    asks = (
        "next",
        "show",
        "before",
        "after",
        "page",
        "q",
        "from",
        "to",
        "on",
        "day",
        "team",
        "agency",
        "case",
        "sort",
        "language",
        "only",
        "year",
        "month",
        "kind",
    )
    wrong = []
    for name in names(me.id + 5, 16):
        for address in [a for a in hall.addresses(me, name) if a.seen][:1]:
            for value in WEIRD if EVERYTHING else ["\0", "9" * 40, "\r\nX-Bait: 1"]:
                answer = (
                    client.get(address.url, dict.fromkeys(asks, value))
                    if EVERYTHING
                    else asked(client, "get", address.url, QUERY_STRING=_query(asks, value))
                )
                if answer.status_code >= 500 or "X-Bait" in answer.headers or b"<b data-bait>" in answer.getvalue():
                    wrong.append((name, value[:20], answer.status_code))
    assert not wrong, wrong


def _query(asks: tuple[str, ...], value: str) -> str:
    return urlencode(dict.fromkeys(asks, value))


# --- Forged forms ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("first_name", PEOPLE if EVERYTHING else ["cora"])
def test_S16_no_form_is_taken_without_our_token(hall: Hall, world: World, whole: Connection, first_name: str) -> None:
    """None, somebody else's, one of another browser in the right place, and one that only looks like one."""
    person = getattr(world, first_name)
    me = hall.me(person)
    client, foreign = signed_in(person, enforce_csrf_checks=True), Client()
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', foreign.get("/account/login/").content.decode())[1]  # type: ignore[index]
    client.get("/account/password/")
    assert settings.CSRF_COOKIE_NAME in client.cookies
    before, tried = digests(whole), 0
    for name in names(me.id + 1, 8):
        for address in [a for a in hall.addresses(me, name) if a.seen][:1]:
            for data in (
                {},
                {"csrfmiddlewaretoken": token},
                {"csrfmiddlewaretoken": "a" * 64},
                {"csrfmiddlewaretoken": ""},
            ):
                answer = client.post(
                    address.url,
                    data,
                    headers={"X-CSRFToken": data.get("csrfmiddlewaretoken", ""), "Origin": "null"} if data else {},
                )
                assert answer.status_code in ((403,) if name not in WITHOUT_TOKEN | {"healthz"} else (200, 403, 404)), (
                    name
                )
                tried += 1
    assert changed(before, digests(whole)) == set()
    assert tried > 40


@pytest.mark.parametrize("first_name", ["ada"] + (["cora", "hana", "adam", "sana", "lou"] if EVERYTHING else []))
def test_a_form_that_was_caught_is_worth_nothing_to_another_or_later(
    hall: Hall, world: World, whole: Connection, first_name: str
) -> None:
    """What one person's page would send, sent by whom the thing is hidden from, by nobody, and after signing out."""
    person = getattr(world, first_name)
    me, client = hall.me(person), signed_in(person)
    stranger = world.olga if first_name != "olga" else world.ada
    other, them, nobody, left = signed_in(stranger), hall.me(stranger), Client(), signed_in(person)
    caught = {}
    for name in names(me.id, 6):
        for address in [a for a in hall.addresses(me, name) if a.seen and a.ids][:1]:
            page = client.get(address.url)
            if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
                caught |= {action or address.url: data for action, data in Filled(page.content.decode()).forms}
    left.post("/account/logout/")
    before, tried = digests(whole), 0
    for url, data in caught.items():
        found = resolve(url)
        if found.url_name in WITHOUT_SIGN_IN or not found.kwargs:
            continue
        for answer in (nobody.post(url, data), left.post(url, data)):
            assert answer.status_code == 302
            assert answer.url.startswith("/account/login/")
        if any(str(one) in str(hall_seen(hall, them)) for one in found.kwargs.values()):
            continue
        answer = other.post(url, data)
        gone = {name: uuid.uuid4() if isinstance(one, uuid.UUID) else one for name, one in found.kwargs.items()}
        missing = other.post(reverse(str(found.url_name), kwargs=gone), data)
        assert (answer.status_code, len(answer.content)) == (missing.status_code, len(missing.content)), url
        assert answer.status_code in (*MATRIX[str(found.url_name)].hidden, 404, 405), url
        tried += 1
    assert tried > 2
    assert changed(before, digests(whole)) == set()


def hall_seen(hall: Hall, me: Any) -> set[str]:
    key = f"seen-{me.id}"
    if not hasattr(hall, key):
        setattr(hall, key, {one for name in MATRIX for a in hall.addresses(me, name) if a.seen for one in a.ids})
    return getattr(hall, key)  # type: ignore[no-any-return]


@pytest.mark.parametrize("first_name", ["cora"] + (["ada", "hana", "adam"] if EVERYTHING else []))
def test_a_body_of_another_kind_is_never_an_error(hall: Hall, world: World, first_name: str) -> None:
    me, client, wrong = hall.me(getattr(world, first_name)), signed_in(getattr(world, first_name)), []
    for place, name in enumerate(names(me.id + 2, 8)):
        if name in SIGNS_OUT or MATRIX[name].ends:
            continue
        for address in [a for a in hall.addresses(me, name) if a.seen][:1]:
            for kind, body in KINDS if EVERYTHING else [KINDS[place % len(KINDS)]]:
                answer = asked(client, "post", address.url, data=body, content_type=kind)
                if answer.status_code >= 500 or b"root:" in answer.getvalue():
                    wrong.append((name, kind, answer.status_code))
    assert not wrong, wrong
