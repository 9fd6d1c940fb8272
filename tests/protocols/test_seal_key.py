"""Where the seal's key comes from, and that the worker alone gets it."""

import base64
import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import NameOID

from mdt.kit import pdf
from protocols import seal
from tests.database import ROOT, manage

NAME = "Alder County MDT"
PAGE = '<html lang="en"><head><title>Memorandum</title></head><body><h1>Memorandum</h1></body></html>'


@pytest.fixture(scope="session", autouse=True)
def _database():
    """In place of the fixture for all tests that makes a database: none is needed here."""


def values(output: str) -> dict[str, str]:
    return dict(line.split("=", 1) for line in output.splitlines())


@pytest.mark.slow
def test_a_new_key_is_two_lines_that_seal_and_check(settings, tmp_path):
    made = values(manage("make_seal_key", "--name", NAME, "--years", "10"))
    assert list(made) == ["MDT_SEAL_KEY", "MDT_SEAL_CERTIFICATE"]
    settings.SEAL_KEY = made["MDT_SEAL_KEY"]
    path = tmp_path / "sealed.pdf"
    path.write_bytes(seal.seal(pdf.render(PAGE)))
    elsewhere = {"MDT_SEAL_KEY": "", "MDT_SEAL_CERTIFICATE": made["MDT_SEAL_CERTIFICATE"]}
    assert "The document is whole." in manage("check_seal", str(path), **elsewhere)
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(AssertionError, match="This document is not as it was sealed"):
        manage("check_seal", str(path), **elsewhere)
    with pytest.raises(AssertionError, match="set MDT_SEAL_CERTIFICATE"):
        manage("check_seal", str(path), MDT_SEAL_KEY="", MDT_SEAL_CERTIFICATE="")


def test_the_certificate_says_what_a_seal_needs():
    made = values(manage("make_seal_key", "--name", NAME, "--years", "3"))
    pem = base64.b64decode(made["MDT_SEAL_KEY"])
    key, certificate = load_pem_private_key(pem, None), x509.load_pem_x509_certificate(pem)
    assert isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name == "secp256r1"
    assert key.public_key() == certificate.public_key()
    assert certificate == x509.load_pem_x509_certificate(base64.b64decode(made["MDT_SEAL_CERTIFICATE"]))
    assert [name.value for name in certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)] == [NAME]
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature and usage.content_commitment and not usage.key_cert_sign
    left = certificate.not_valid_after_utc - datetime.now(UTC)
    assert timedelta(days=3 * 365) < left < timedelta(days=3 * 366)


def test_a_key_is_made_before_there_are_settings_and_never_twice_the_same():
    words = [sys.executable, "-m", "mdt.seal_key", "--name", NAME]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("MDT_", "DJANGO_", "DATABASE"))}
    first, second = (subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True, check=True) for _ in "12")
    assert set(values(first.stdout)) == {"MDT_SEAL_KEY", "MDT_SEAL_CERTIFICATE"}
    assert first.stdout != second.stdout
    for wrong in (
        ["--name", ""],
        ["--name", "n" * 65],
        ["--name", NAME, "--years", "0"],
        ["--name", NAME, "--years", "31"],
    ):
        refused = subprocess.run([*words[:3], *wrong], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        assert refused.returncode == 2
        assert "give a n" in refused.stderr
        assert not refused.stdout


def test_of_all_services_the_worker_alone_gets_the_key():
    services = Path(ROOT / "docker-compose.yml").read_text().split("\nservices:")[1]
    blocks = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n)+)", services, re.MULTILINE))
    assert {"web", "worker", "beat", "migrate"} <= set(blocks)
    assert [name for name, block in blocks.items() if "MDT_SEAL_KEY" in block] == ["worker"]
    assert [name for name, block in blocks.items() if "MDT_LEDGER_KEY" in block] == ["worker"]


def test_a_command_of_supervise_exec_has_a_key_of_its_own():
    assert seal.check(seal.seal(pdf.render(PAGE))).whole
