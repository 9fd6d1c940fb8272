"""A room with two advocates and a supervisor, a neighbor's room, and one case: what the tests of cases stand on."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from agencies.models import Person
from confidentiality.elements import Element
from tests import rooms

BAIT = "Testa Person-941"


@dataclass
class Room:
    """``ada`` opened ``case``; ``bea`` works beside her and has no part in it; ``hana`` supervises; ``olga`` is elsewhere."""

    ada: Person
    bea: Person
    hana: Person
    olga: Person
    case: Any

    def url(self, name: str, *args: Any, **query: str) -> str:
        return reverse(name, args=[self.case.public_id, *args])

    def page(self, client: Client) -> Any:
        return client.get(self.url("case"))


def room() -> Room:
    harbor, birch = rooms.agency(), rooms.agency()
    ada, bea = rooms.person(harbor), rooms.person(harbor)
    hana = rooms.person(harbor, is_supervisor=True)
    return Room(ada, bea, hana, rooms.person(birch, is_supervisor=True), rooms.case(ada, name=BAIT))


def ledger(**wanted: Any) -> list[dict[str, Any]]:
    """Ledger rows with these values, oldest first, read past the wall."""
    where = " AND ".join(f"{name} = %s" for name in wanted) or "true"
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT * FROM confidentiality_ledger WHERE {where} ORDER BY id", list(wanted.values()))
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def looks(person: Person) -> list[dict[str, Any]]:
    """What one person has looked at, with elements by name, without changes."""
    rows = [row for row in ledger(actor_id=person.pk) if row["kind"] != "change"]
    return [{**row, "elements": Element(row["elements"])} for row in rows]


def posted(client: Client, url: str, **data: Any) -> Any:
    """The answer to a POST, which must not be an error of ours."""
    answer = client.post(url, data)
    assert answer.status_code in (200, 204, 302, 404, 409), answer.status_code
    return answer


def the_case_of(answer: Any) -> UUID:
    """The id in the address that an answer leads to."""
    return UUID(answer.url.strip("/").split("/")[1])


@pytest.fixture(name="room")
def room_fixture() -> Room:
    return room()
