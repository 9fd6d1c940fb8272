"""The sealed document of an executed agreement: made by the worker, fetched by those who signed, known again to the last byte."""

import random
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.formats import date_format
from pypdf import PdfReader
from weasyprint import HTML

from protocols import document
from protocols.models import Executed, Version
from tests.protocols import ua
from tests.protocols.agreeing import Table
from tests.protocols.deciding import ProtocolTable
from tests.protocols.sealing import VERIFY, found_by_all, page_says, place_of_the_seal, rewritten, sealed


@pytest.fixture(scope="module")
def made(_database: None) -> tuple[Table, Version, bytes]:
    """Signed by all, and sealed by the worker."""
    table = Table()
    version = table.executed_each_way()
    sealed(version)
    return table, version, bytes(Executed.objects.get(version=version).content or b"")


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


@pytest.mark.parametrize("times", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_E03_the_page_and_two_validators_find_each_changed_byte(made: Any, times: int) -> None:
    _table, _version, data = made
    assert found_by_all(data)
    dice, seal_itself = random.Random(times), place_of_the_seal(data)  # noqa: S311 - which bytes are changed is no secret
    for place in dice.sample([place for place in range(len(data)) if place not in seal_itself], times):
        flipped = data[:place] + bytes([data[place] ^ 1 << dice.randrange(8)]) + data[place + 1 :]
        assert not found_by_all(flipped), place


def test_E03_they_find_a_page_that_is_gone_or_exchanged_and_what_is_added(made: Any) -> None:
    _table, _version, data = made
    last = len(PdfReader(BytesIO(data)).pages) - 1
    assert last >= 2
    for changed in (
        rewritten(data, without=last), rewritten(data, without=0), rewritten(data, exchanged=(0, last)), data + b"\n",
    ):  # fmt: skip
        assert len(PdfReader(BytesIO(changed)).pages) in (last, last + 1)  # it can be read
        assert not found_by_all(changed)


def test_E01_it_is_read_in_its_order_to_the_certificate_of_each_signature(made: Any, tmp_path: Path) -> None:
    """As poppler reads it aloud: title, parties, terms, the clauses in their order, then who signed and how."""
    table, version, data = made
    path = tmp_path / "document.pdf"
    path.write_bytes(data)
    for how in ("-raw", "-layout"):
        said = subprocess.run(["pdftotext", how, path, "-"], capture_output=True, text=True, check=True).stdout
        flat = " ".join(said.split())
        clauses = [f"{number}. {one.heading}" for number, one in enumerate(version.clauses.all(), start=1)]
        order = [version.agreement.title, "Parties", "Terms", *clauses, "Signatures", "Certificate"]
        at = 0
        for words in order:
            at = flat.find(words, at)
            assert at >= 0, f"{words} does not come after what stands before it"
        certificate = flat[at:]
        places = [
            certificate.find(row["agency"]) for row in document.signatures(document.party_rows(version, table.today))
        ]
        assert -1 not in places
        assert places == sorted(places)


def test_E01_the_certificate_says_by_whose_authority_and_how_each_signed(made: Any) -> None:
    table, version, data = made
    flat = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())
    told = {row["agency"]: row for row in document.signatures(document.party_rows(version, table.today))}
    assert len(told) == 3
    for words in (
        "A written delegation by the head: Letter of Monday", "Acting director", "Head of the agency, by statute",
        "On paper, verified by two people", f"Paper verified by {table.dan.name}", "In person, on paper",
        "Code of an authenticator app", "Approved by: Tribal council, R-7", f"Local times are those of {table.team.time_zone}",
        f"for {table.harbor.name}.", "Agreed to sign electronically",
    ):  # fmt: skip
        assert words in flat, words
    zone = ZoneInfo(table.team.time_zone)
    for row in told.values():
        there = row["at"].astimezone(zone)
        assert str(row["utc"]) in flat
        assert date_format(there, "DATETIME_FORMAT") in flat
        assert there.utcoffset(), "a zone that differs from UTC"


def test_the_document_is_made_for_everybody(made: Any) -> None:
    """PDF/UA-1 by our own check (ua.py); the order of its tags is the order in which it is read."""
    _table, version, data = made
    assert ua.faults(data) == []
    kinds = [kind for kind in ua.tags(data) if kind in (*ua.HEADINGS, "/Table")]
    expected = ["/H1", *["/H2"] * (2 + version.clauses.count() + 1), "/Table", "/H1", *["/H2"] * 3]
    assert kinds == expected


def test_a_document_that_is_not_made_for_everybody_is_found() -> None:
    """The check itself: a plain document fails it, in words."""
    plain = HTML(string="<h1>x</h1><table><tr><td>y</td></tr></table>").write_pdf()
    with pytest.raises(KeyError):
        ua.faults(plain)  # no tags at all
    tagged = HTML(string="<h1>x</h1><h3>z</h3><table><tr><th>y</th></tr></table>").write_pdf(pdf_tags=True)
    found = ua.faults(tagged)
    for words in ("no title", "which PDF/UA", "level 3 under level 1", "what it is over"):
        assert any(words in fault for fault in found), (words, found)


def test_E03_the_answer_is_the_same_for_everybody_and_says_nothing_else(made: Any, as_person: Any) -> None:
    table, version, data = made
    assert page_says(data, as_person(table.olga)) is page_says(data, as_person(table.lou)) is True
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
    sealed(version, "")
    row = Executed.objects.get(version=version)
    assert (row.content, row.sha256, row.sealed_at) == (None, "", None)
    assert row.trouble
    answer = as_person(table.lou).get(f"/agreements/{version.agreement.public_id}/versions/1/document.pdf", follow=True)
    assert row.trouble in answer.content.decode()


def test_P03_P06_a_sealed_protocol_holds_who_does_what_how_soon_and_the_dissent() -> None:
    """The worker knows the people by what they signed alone, and makes it all the same."""
    version = ProtocolTable().executed(document=True)
    pages = PdfReader(BytesIO(bytes(sealed(version).content or b""))).pages
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
