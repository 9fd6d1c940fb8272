"""Hidden and missing are one answer (G3, law C-01): status, headers, body, number of statements, and what is put on record."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.access.agreed import agree
from tests.access.matrix import MATRIX, TRIED
from tests.access.things import masked
from tests.access.trying import Address, Hall, signed_in
from tests.copies import Connection, Copy, database_copy
from tests.counting import Asked
from tests.examples import EVERYTHING
from tests.world import World

VOLATILE = {"Date", "Set-Cookie", "Content-Length"}


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    with database_copy("missing") as made, made.served():
        agree(World())
        yield made


@pytest.fixture(scope="module")
def hall(copy: Copy) -> Hall:
    with copy.owner() as owner:
        return Hall(owner)


def asked(client: Client, method: str, address: Address) -> tuple[Any, ...]:
    """All that an answer can tell."""
    with Asked() as statements:
        answer = getattr(client, method)(address.url)
    headers = {k: masked(v.encode(), *address.ids) for k, v in answer.headers.items() if k not in VOLATILE}
    return answer.status_code, headers, masked(answer.content, *address.ids), len(statements)


@pytest.mark.parametrize("first_name", TRIED)
def test_G3_C01_hidden_answers_like_missing(hall: Hall, world: World, first_name: str) -> None:
    person = getattr(world, first_name)
    me, client = hall.me(person), signed_in(person)
    client.get("/")  # whatever a first request does
    compared = 0
    for turn, name in enumerate(MATRIX):
        if (turn + me.id) % 6 and not EVERYTHING:
            continue  # each page by a sixth of the cast
        for address in hall.addresses(me, name):
            if address.ids and not address.seen and not hall.knows(me, address):
                for method in ("get", "post"):
                    other = hall.beside(name, address)
                    assert asked(client, method, address) == asked(client, method, other), (name, method)
                    compared += 1
    assert compared > 10


def test_C21_hidden_and_missing_are_recorded_alike_and_fully(copy: Copy, hall: Hall, world: World) -> None:
    """Two rows that differ in nothing but the word and the thing; the asker learns neither."""
    person = world.olga
    client = signed_in(person)
    with copy.owner() as owner:
        for name in ("case", "case_show", "referral"):
            hidden = next(a for a in hall.addresses(hall.me(person), name) if not a.seen)
            records = [recorded(owner, client, hidden), recorded(owner, client, hall.missing(name))]
            assert [r["outcome"] for r in records] == ["denied", "missing"]
            assert records[0]["case_ids"] or records[0]["referral_ids"]
            assert not records[1]["case_ids"] and not records[1]["referral_ids"]
            for said in ("actor_id", "agency_id", "kind", "purpose", "route", "elements", "basis"):
                assert records[0][said] == records[1][said]
            assert records[0]["actor_id"] == person.pk
            assert str(records[0]["asked"]) == hidden.ids[0]


def recorded(owner: Connection, client: Client, address: Address) -> dict[str, Any]:
    before = owner.execute("SELECT max(id) FROM confidentiality_ledger").fetchone()[0]  # type: ignore[index]
    assert client.get(address.url).status_code == 404
    cursor = owner.execute("SELECT * FROM confidentiality_ledger WHERE id > %s", [before])
    rows = [dict(zip([c.name for c in cursor.description or ()], row, strict=True)) for row in cursor]
    assert len(rows) == 1
    return rows[0]
