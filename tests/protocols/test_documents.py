"""The sealed document of an executed agreement: made by the worker, fetched by those who signed, known again to the last byte."""

import random
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfReader, PdfWriter

from protocols import document, seal
from protocols.models import Executed, Version
from protocols.tasks import seal_executed
from tests.protocols.agreeing import Table
from tests.protocols.deciding import ProtocolTable
from tests.protocols.sealing import worker_with_key

VERIFY = "/agreements/verify/"


@pytest.fixture(scope="module")
def made(_database: None) -> tuple[Table, Version, bytes]:
    """Signed by all, and sealed by the worker."""
    table = Table()
    version = table.executed()
    with worker_with_key():
        seal_executed()
    return table, version, bytes(Executed.objects.get(version=version).content or b"")


def said(data: bytes, client: Client | None = None) -> str:
    answer = (client or Client()).post(VERIFY, {"document": SimpleUploadedFile("x.pdf", data)})
    assert answer.status_code == 200
    return {(True, False): "yes", (False, True): "no"}[
        (b"to the last byte" in answer.content, b"not one that was signed" in answer.content)
    ]


def test_E03_E04_it_is_fetched_by_those_who_signed_and_by_nobody_else(made: Any, as_person: Any) -> None:
    table, version, data = made
    path = f"/agreements/{version.agreement.public_id}/versions/1/document.pdf"
    for who, there in (
        (table.lou, True),
        (table.cora, True),
        (table.ada, True),
        (table.olga, False),
        (table.mia, False),
    ):
        answer = as_person(who).get(path)
        assert answer.status_code == (200 if there else 404), who
        assert not there or answer.content == data
    assert Client().get(path).status_code in (302, 404)


def test_E01_E07_the_certificate_says_how_each_signature_was_made(made: Any) -> None:
    table, version, data = made
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    flat = " ".join(text.split())
    for row in document.signatures(document.party_rows(version, table.today)):
        for part in ("agency", "name", "office", "sha256"):
            assert str(row[part]) in flat.replace(" ", "") or str(row[part]) in flat, part
        assert str(row["utc"]) in flat
    assert version.sha256 in flat.replace(" ", "")
    assert "opens no record of a survivor" in flat


def test_E03_the_page_and_two_validators_find_each_change(made: Any, tmp_path: Path) -> None:
    _table, _version, data = made
    assert said(data) == "yes"
    assert seal.check(data).whole
    dice = random.Random(5)  # noqa: S311 - which bytes are changed is no secret
    whole = tmp_path / "whole.pdf"
    whole.write_bytes(data)
    assert b"Signature is Valid" in subprocess.run(["pdfsig", whole], capture_output=True, check=False).stdout
    for _ in range(20):
        place = dice.randrange(len(data))
        flipped = data[:place] + bytes([data[place] ^ 1 << dice.randrange(8)]) + data[place + 1 :]
        assert said(flipped) == "no", place
        assert not seal.check(flipped).whole, place
    shorter, out = PdfWriter(), BytesIO()
    for page in PdfReader(BytesIO(data)).pages[:-1]:
        shorter.add_page(page)
    shorter.write(out)
    assert said(out.getvalue()) == "no"
    assert said(data + b"\n") == "no"


def test_E03_the_answer_is_the_same_for_everybody_and_says_nothing_else(made: Any, as_person: Any) -> None:
    table, version, data = made
    assert said(data, as_person(table.olga)) == said(data, as_person(table.lou)) == "yes"
    page = Client().post(VERIFY, {"document": SimpleUploadedFile("x.pdf", data)}).content.decode()
    assert version.agreement.title not in page
    assert table.harbor.name not in page


def test_what_is_no_file_or_too_large_is_said_above_the_field() -> None:
    assert "needs an answer" in Client().post(VERIFY).content.decode()
    assert (
        b"larger than 5 MB"
        in Client().post(VERIFY, {"document": SimpleUploadedFile("x.pdf", b"x" * (5 * 1024 * 1024 + 1))}).content
    )


def test_without_a_key_nothing_is_half_made_and_the_page_says_why(as_person: Any) -> None:
    table = Table()
    version = table.executed()
    with worker_with_key(""):
        seal_executed()
    row = Executed.objects.get(version=version)
    assert (row.content, row.sha256, row.sealed_at) == (None, "", None)
    assert row.trouble
    answer = as_person(table.lou).get(f"/agreements/{version.agreement.public_id}/versions/1/document.pdf", follow=True)
    assert row.trouble in answer.content.decode()


def test_P03_P06_a_sealed_protocol_holds_who_does_what_how_soon_and_the_dissent() -> None:
    """The worker knows the people by what they signed alone, and makes it all the same."""
    version = ProtocolTable().executed(document=True)
    with worker_with_key():
        seal_executed()
    pages = PdfReader(BytesIO(bytes(Executed.objects.get(version=version).content or b""))).pages
    flat = " ".join(" ".join(page.extract_text() for page in pages).split())
    for words in (
        "Call an advocate",
        "Leads: Law enforcement",
        "within 60 minutes",
        "The hour cannot be kept at night",
        "in March",
    ):
        assert words in flat
    assert "Grace after it lapses" not in flat
