"""Hostile words in every text that people can write, and then every page, paper and file, as several people see them."""

import csv
import logging
from collections.abc import Iterator
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from openpyxl import load_workbook
from psycopg import DatabaseError

from tests.access.agreed import agree
from tests.access.matrix import MATRIX, TRIED
from tests.access.trying import Address, Hall, signed_in
from tests.attack.bait import LONG, SHORT, Bait, Marked, fetching, listening
from tests.copies import Connection, Copy, database_copy
from tests.examples import EVERYTHING
from tests.world import World

OURS = {"agencies", "cases", "confidentiality", "meetings", "protocols", "reports"}
# Texts that no person writes: keys, codes, digests, names of kinds, and what a page is asked by.
NOT_WRITTEN = {
    "answer_kind", "basis", "code", "code_hash", "column", "content_type", "contact_law", "consent_version", "device", "dim",
    "discipline", "email", "form", "instrument_sha256", "instrument_type", "job", "key", "kind", "language", "line", "outcome",
    "path", "purpose", "question", "route", "row", "seed", "session_key", "sha256", "source", "state", "table", "time_zone",
    "token_hash", "topic", "version", "version_sha256", "wording", "text_sha256", "xid",
}  # fmt: skip
NOT_TABLES = {
    "confidentiality_ledger",
    "confidentiality_changeentry",
    "confidentiality_grant",
    "confidentiality_checkpoint",
}
ALWAYS = {"question": "protocols_proposal", "kind": None}
KINDS = ("csv", "xlsx", "pdf", "json")
WITH_NAMES = {
    "case_refer",
    "case",
    "team",
    "agreement",
    "meeting",
}  # what others write stands there, also in hints beside fields
RISKY = "=+-@\t\r"


def columns() -> Iterator[tuple[str, str, int, bool]]:
    """Table, column, the longest text it takes, and whether each row needs another text."""
    for model in apps.get_models():
        if model._meta.app_label not in OURS or model._meta.db_table in NOT_TABLES:
            continue
        for field in model._meta.local_concrete_fields:
            written = isinstance(field, models.CharField | models.TextField) and not field.choices
            if written and (field.name not in NOT_WRITTEN or ALWAYS.get(field.name) == model._meta.db_table):
                yield model._meta.db_table, str(field.column), field.max_length or 8000, bool(field.unique)


def plant(db: Connection, bait: Bait) -> int:
    """Past triggers and policies, as a superuser; a check that still refuses leaves the text as it was."""
    planted = 0
    db.execute("SET session_replication_role = replica")
    for table, column, most, unique in columns():
        word = f"{LONG} {fetching(bait.url)} {fetching('file:///etc/passwd')}"
        if len(word) + 12 > most:
            word = LONG if len(LONG) + 12 < most else SHORT
        if len(word) + 12 > most:
            continue
        value = "%s || ' ' || id" if unique else "%s"
        try:
            planted += db.execute(f"UPDATE {table} SET {column} = {value} WHERE {column} <> ''", [word]).rowcount  # type: ignore[arg-type]
        except DatabaseError as error:
            logging.getLogger(__name__).info("%s.%s: %s", table, column, type(error).__name__)
    return planted


@pytest.fixture(scope="module")
def bait() -> Iterator[Bait]:
    with listening() as made:
        yield made


@pytest.fixture(scope="module")
def copy(bait: Bait) -> Iterator[Copy]:
    with database_copy("planted") as made, made.served():
        agree(World())
        with made.superuser() as db:
            assert plant(db, bait) > 500
        yield made


@pytest.fixture(scope="module")
def hall(copy: Copy) -> Hall:
    with copy.owner() as owner:
        return Hall(owner)


def also(address: Address) -> list[str]:
    """The address, and the other kinds of file that it gives."""
    if address.url.endswith("csv") or address.url.endswith("csv/"):
        return [address.url.replace("csv", kind) for kind in KINDS]
    return [address.url]


def wrong_in(answer: Any) -> list[str]:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        return Marked(body.decode()).found
    if kind.startswith("text/csv"):
        cells = [cell for row in csv.reader(StringIO(body.decode("utf-8-sig"))) for cell in row]
        return [cell for cell in cells if cell[:1] and cell[0] in RISKY]
    if "spreadsheetml" in kind:
        squares = [one for sheet in load_workbook(BytesIO(body)) for row in sheet.iter_rows() for one in row]
        return [str(one.value) for one in squares if one.data_type == "f" or one.hyperlink]
    if kind == "application/pdf":
        names = (b"/JavaScript", b"/JS ", b"/Launch", b"/OpenAction", b"/EmbeddedFile", b"/SubmitForm", b"/GoToR")
        return [name.decode() for name in names if name in body]
    return []


def visited(hall: Hall, world: World, first_name: str, client: Client) -> Iterator[tuple[str, str, Any]]:
    me = hall.me(getattr(world, first_name))
    for turn, name in enumerate(MATRIX):
        every = 40 if name.endswith("pdf") else 12
        if not EVERYTHING and name not in WITH_NAMES and turn % every != 3:
            continue
        for address in hall.addresses(me, name):
            if address.seen:
                for url in also(address):
                    yield name, url, client.get(url)


@pytest.mark.parametrize("first_name", TRIED if EVERYTHING else ["ada"])
def test_a_planted_word_stays_a_word_on_every_page_and_in_every_file(
    hall: Hall, world: World, bait: Bait, first_name: str
) -> None:
    client, pages, told = signed_in(getattr(world, first_name)), 0, 0
    wrong = []
    for name, url, answer in visited(hall, world, first_name, client):
        pages += 1
        told += b"data-bait" in answer.getvalue()
        if answer.status_code >= 500:
            wrong.append((name, url, answer.status_code))
        wrong += [(name, url, found) for found in wrong_in(answer)]
    assert not wrong, wrong[:8]
    assert bait.seen == []
    assert pages > 15
    assert told > 3, "the bait"
