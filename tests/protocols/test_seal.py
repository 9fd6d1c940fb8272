"""The seal of a document: whatever is changed after it shows, to our own check and to a stranger's (pdfsig of poppler)."""

import base64
import io
import random
import socket
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdf
import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from mdt.kit import pdf
from mdt.seal_key import SealKey, make
from protocols import seal
from tests.protocols import stamping

PAGE = """<html lang="es"><head><title>Acuerdo</title></head><body><h1>Memorandum</h1><p>Text, <a href="#end">and more</a>.</p>
<table><thead><tr><th>Agency</th><th>Signed</th></tr></thead><tbody><tr><th>Clinic</th><td>yes</td></tr></tbody></table>
<h2 style="break-before: page">Duties</h2><p>One.</p><h2 style="break-before: page" id="end">End</h2><p>Two.</p></body></html>"""
NAME = "Alder County MDT"


@pytest.fixture(scope="session", autouse=True)
def _database():
    """In place of the fixture for all tests that makes a database: none is needed here."""


@pytest.fixture(scope="module")
def key() -> SealKey:
    return make(NAME, 10)


@pytest.fixture(autouse=True)
def own(settings, key: SealKey) -> None:
    settings.SEAL_KEY, settings.SEAL_CERTIFICATE, settings.SEAL_TIMESTAMP_URL = key.value, "", ""


@pytest.fixture(scope="module")
def document() -> bytes:
    return pdf.render(PAGE)


@pytest.fixture
def sealed(document: bytes) -> bytes:
    return seal.seal(document)


def pdfsig(document: bytes, folder: Path) -> str:
    path = folder / "document.pdf"
    path.write_bytes(document)
    return subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True, check=False).stdout


def is_valid_to_a_stranger(document: bytes, folder: Path) -> bool:
    said = pdfsig(document, folder)
    return "Signature is Valid." in said and "Total document signed" in said


def place_of_the_seal(document: bytes) -> range:
    """Where the seal itself stands, between its angle brackets: what no digest can cover."""
    start = document.rindex(b"/Contents <") + len(b"/Contents <")
    return range(start, document.index(b">", start))


def flipped(document: bytes, place: int, dice: random.Random) -> bytes:
    return document[:place] + bytes([document[place] ^ dice.randrange(1, 256)]) + document[place + 1 :]


def certificate_of(key: SealKey) -> x509.Certificate:
    return x509.load_pem_x509_certificate(base64.b64decode(key.certificate))


def as_value(*parts: bytes) -> str:
    return base64.b64encode(b"".join(parts)).decode()


def private_pem(key, passphrase: bytes = b"") -> bytes:
    closed = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, closed)


def certificate_pem(key, issuer_key, *, commits: bool = True) -> bytes:
    """A certificate of an operator's own authority."""
    names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("Somebody", "An authority")]
    now = datetime.now(UTC)
    usage = x509.KeyUsage(True, commits, False, False, False, False, False, False, False)
    return (
        x509.CertificateBuilder().subject_name(names[0]).issuer_name(names[1])
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(usage, critical=True).sign(issuer_key, hashes.SHA256()).public_bytes(Encoding.PEM)
    )  # fmt: skip


def test_E03_a_sealed_document_is_whole_to_us_and_to_a_stranger(document, sealed, key, tmp_path):
    before = datetime.now(UTC) - timedelta(minutes=1)
    found = seal.check(sealed)
    assert found.whole
    assert before < found.sealed_at < datetime.now(UTC)
    assert found.stamped_at is None
    assert seal.is_whole(sealed, certificate_of(key))
    assert is_valid_to_a_stranger(sealed, tmp_path)
    assert sealed.startswith(document)  # it is added, and what was there stays as it was
    said = pdfsig(sealed, tmp_path)
    assert f"Signer Certificate Common Name: {NAME}" in said
    assert "ETSI.CAdES.detached" in said


def test_a_document_without_a_seal_is_not_whole(document, tmp_path):
    assert seal.check(document) == seal.UNSEALED
    assert not is_valid_to_a_stranger(document, tmp_path)
    for garbage in (b"", b"%PDF-1.7", document[: len(document) // 2], bytes(1000)):
        assert seal.check(garbage) == seal.UNREADABLE
        with pytest.raises(seal.Unsealable):
            seal.seal(garbage)


def test_the_seal_tells_the_name_and_nothing_else_and_is_not_seen(sealed):
    reader = pypdf.PdfReader(io.BytesIO(sealed))
    form = reader.trailer["/Root"]["/AcroForm"]["/Fields"]
    field, value = form[0], form[0]["/V"]
    assert len(form) == 1
    assert field["/T"] == "Seal"
    assert value["/Name"] == NAME
    assert not {"/Reason", "/Location", "/ContactInfo", "/Prop_Build", "/TU"} & {*value, *field}
    assert field["/F"] & 2  # hidden
    assert [float(edge) for edge in field["/Rect"]] == [0, 0, 0, 0]
    assert value["/Reference"][0]["/TransformParams"]["/P"] == 1  # nothing may be changed, not even filled in


def test_a_sealed_document_is_still_made_for_everybody(document, sealed, tmp_path):
    told = {}
    for name, content in {"before": document, "after": sealed}.items():
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(content)
        info = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
        lines = dict(line.split(":", 1) for line in info.splitlines())
        tags = subprocess.run(["pdfinfo", "-struct-text", path], capture_output=True, text=True, check=True).stdout
        root = pypdf.PdfReader(path).trailer["/Root"]
        ours = "pdfuaid:part" in root["/Metadata"].get_data().decode()
        told[name] = [
            lines["Tagged"].strip(),
            lines["Title"].strip(),
            lines["Pages"].strip(),
            root["/Lang"],
            ours,
            tags,
        ]
    assert told["before"] == told["after"]
    assert told["after"][:5] == ["yes", "Acuerdo", "3", "es", True]


@pytest.mark.slow
def test_E03_any_changed_byte_is_found_by_both(sealed, tmp_path):
    dice, seal_itself = random.Random(20_310), place_of_the_seal(sealed)  # noqa: S311 - places, not secrets
    covered = [place for place in range(len(sealed)) if place not in seal_itself]
    for place in dice.sample(covered, 100):
        changed = flipped(sealed, place, dice)
        assert not seal.check(changed).whole, place
        assert not is_valid_to_a_stranger(changed, tmp_path), place


@pytest.mark.slow
def test_E03_a_changed_byte_of_the_seal_itself_is_found_too(sealed):
    dice, seal_itself = random.Random(20_311), place_of_the_seal(sealed)  # noqa: S311 - places, not secrets
    for place in dice.sample(seal_itself, 100):  # another digit, so that it can still be read
        digit = dice.choice([digit for digit in b"0123456789ABCDEF" if digit != sealed[place]])
        assert not seal.check(sealed[:place] + bytes([digit]) + sealed[place + 1 :]).whole, place
    letters = [place for place in seal_itself if sealed[place : place + 1].isalpha()]
    for place in dice.sample(letters, 20):  # the same number, written with a small letter
        changed = sealed[:place] + sealed[place : place + 1].lower() + sealed[place + 1 :]
        assert not seal.check(changed).whole, place


def without_a_page(sealed: bytes) -> pypdf.PdfWriter:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sealed))
    writer.remove_page(1)
    return writer


def with_pages_exchanged(sealed: bytes) -> pypdf.PdfWriter:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(sealed))
    kids = writer._root_object["/Pages"]["/Kids"]
    kids[1], kids[2] = kids[2], kids[1]
    return writer


def with_an_update(sealed: bytes) -> pypdf.PdfWriter:
    writer = pypdf.PdfWriter(io.BytesIO(sealed), incremental=True)
    writer.add_metadata({"/Title": "Another title"})
    return writer


@pytest.mark.parametrize("change", [without_a_page, with_pages_exchanged, with_an_update])
def test_E03_a_rewritten_document_is_found_by_both(sealed, tmp_path, change):
    out = io.BytesIO()
    change(sealed).write(out)
    assert out.getvalue() != sealed
    assert len(pypdf.PdfReader(io.BytesIO(out.getvalue())).pages) in (2, 3)  # it can be read, and is not whole
    assert not seal.check(out.getvalue()).whole
    assert not is_valid_to_a_stranger(out.getvalue(), tmp_path)


@pytest.mark.parametrize("more", [b"\n", b"% a note", b"\x00\x00"], ids=["line", "note", "zeros"])
def test_E03_bytes_after_the_end_are_found_by_both(sealed, tmp_path, more):
    assert not seal.check(sealed + more).whole
    assert not is_valid_to_a_stranger(sealed + more, tmp_path)


def test_E03_a_document_exchanged_under_the_seal_is_found(sealed, tmp_path):
    other = seal.seal(pdf.render(PAGE.replace("<p>One.", "<p>Two.")))
    assert seal.check(other).whole
    mine, theirs = place_of_the_seal(sealed), place_of_the_seal(other)
    taken = sealed[mine.start : mine.stop].rstrip(b"0")  # then only room follows
    swapped = other[: theirs.start] + taken.ljust(len(theirs), b"0") + other[theirs.stop :]
    assert len(swapped) == len(other)
    assert seal.check(swapped) == seal.CHANGED
    assert not is_valid_to_a_stranger(swapped, tmp_path)


def test_a_seal_by_another_key_is_not_ours(document, key, settings, tmp_path):
    another = make(NAME, 10)  # under the same name
    settings.SEAL_KEY = another.value
    theirs = seal.seal(document)
    assert is_valid_to_a_stranger(theirs, tmp_path)
    settings.SEAL_KEY = key.value
    assert seal.check(theirs) == seal.FOREIGN
    assert not seal.is_whole(theirs, certificate_of(key))
    settings.SEAL_CERTIFICATE = f"{another.certificate},{key.certificate}"  # an earlier key of ours
    assert seal.check(theirs).whole


def test_checking_needs_the_certificate_and_not_the_key(sealed, key, settings):
    settings.SEAL_KEY = ""
    with pytest.raises(seal.Unsealable, match="set MDT_SEAL_CERTIFICATE"):
        seal.check(sealed)
    settings.SEAL_CERTIFICATE = key.certificate
    assert seal.check(sealed).whole
    assert "PRIVATE" in base64.b64decode(key.value).decode()
    assert "PRIVATE" not in base64.b64decode(key.certificate).decode()


def test_a_sealed_document_is_not_sealed_again(sealed):
    with pytest.raises(seal.Unsealable, match="This document cannot be sealed"):
        seal.seal(sealed)


def test_what_was_sealed_in_time_stays_whole_when_the_certificate_is_over(document, settings):
    seconds = 4
    settings.SEAL_KEY = make(NAME, seconds / (365.25 * 86_400)).value
    made = seal.seal(document)
    time.sleep(seconds)
    with pytest.raises(seal.Unsealable, match=r"not in force; it ends on \d{4}-\d\d-\d\d\. Make a new MDT_SEAL_KEY\."):
        seal.seal(document)
    assert seal.check(made).whole


def test_a_certificate_that_is_not_yet_in_force_seals_nothing(document, settings):
    settings.SEAL_KEY = make(NAME, 1, start=datetime.now(UTC) + timedelta(days=1)).value
    with pytest.raises(seal.Unsealable, match="not in force"):
        seal.seal(document)


def test_without_a_right_key_nothing_is_sealed(document, key, settings):
    mine, another = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    certificate = certificate_pem(mine, another)
    refused = {
        "": "MDT_SEAL_KEY is not set: this process cannot seal documents.",
        "not base64": "MDT_SEAL_KEY is not base64 of PEM.",
        as_value(private_pem(mine)): "MDT_SEAL_KEY holds no certificate.",
        key.certificate: "MDT_SEAL_KEY holds no key without a passphrase.",
        as_value(private_pem(mine, b"secret"), certificate): "MDT_SEAL_KEY holds no key without a passphrase.",
        as_value(
            private_pem(another), certificate
        ): "The key and the certificate in MDT_SEAL_KEY do not belong together.",
    }
    for value, sentence in refused.items():
        settings.SEAL_KEY = value
        with pytest.raises(seal.Unsealable) as told:
            seal.seal(document)
        assert str(told.value) == sentence
    settings.SEAL_KEY = as_value(private_pem(mine), certificate_pem(mine, another, commits=False))
    with pytest.raises(seal.Unsealable, match="lacks the key usage nonRepudiation"):
        seal.seal(document)


@pytest.mark.parametrize("kind", ["RSA", "P-384"])
def test_an_operator_may_bring_a_certificate_of_another_authority(document, settings, tmp_path, kind):
    issuer = ec.generate_private_key(ec.SECP256R1())
    mine = rsa.generate_private_key(65537, 3072) if kind == "RSA" else ec.generate_private_key(ec.SECP384R1())
    settings.SEAL_KEY = as_value(private_pem(mine), certificate_pem(mine, issuer))
    made = seal.seal(document)
    assert seal.check(made).whole
    assert is_valid_to_a_stranger(made, tmp_path)
    assert not seal.check(made + b"\n").whole


def test_E03_the_time_stamp_is_in_and_its_server_learns_a_digest_only(document, settings, tmp_path):
    with stamping.server() as (settings.SEAL_TIMESTAMP_URL, asked):
        made = seal.seal(document)
    found = seal.check(made)
    assert found.whole
    assert found.stamped_at == stamping.AT
    assert found.sealed_at < stamping.AT  # our own clock's word is another
    assert is_valid_to_a_stranger(made, tmp_path)
    assert asked
    for request in asked:
        assert len(request) < 100
        assert len(tsp.TimeStampReq.load(request)["message_imprint"]["hashed_message"].native) == 32
    dice = random.Random(20_312)  # noqa: S311 - places, not secrets
    covered = [place for place in range(len(made)) if place not in place_of_the_seal(made)]
    for place in dice.sample(covered, 10):
        assert not seal.check(flipped(made, place, dice)).whole, place


@pytest.mark.parametrize("wrong", [{"status": 500}, {"answer": b"no"}, {"answer": b""}])
def test_without_an_answer_of_the_time_stamp_server_nothing_is_sealed(document, settings, wrong):
    with stamping.server(**wrong) as (settings.SEAL_TIMESTAMP_URL, asked):
        with pytest.raises(seal.Unstamped, match=r"The time stamp server gave no time stamp\."):
            seal.seal(document)
    assert asked


def test_without_a_time_stamp_server_nothing_is_sealed(document, settings):
    with socket.socket() as closed:  # bound, and never listening
        closed.bind(("127.0.0.1", 0))
        settings.SEAL_TIMESTAMP_URL = f"http://127.0.0.1:{closed.getsockname()[1]}/"
        with pytest.raises(seal.Unstamped):
            seal.seal(document)
