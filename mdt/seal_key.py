"""Owns the making of the key and the certificate that seal finished documents. Needs no Django.

The key is the installation's own and its certificate is signed by itself: it proves that a document is whole and where
it was made, to everybody who has the certificate, and says nothing about persons.
"""

import argparse
import base64
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

LONGEST_NAME = 64  # characters; the certificate's common name holds no more
MOST_YEARS = 30
EARLIER = timedelta(hours=1)  # a clock that is a little behind finds the certificate in force too


@dataclass(frozen=True)
class SealKey:
    """`value` is MDT_SEAL_KEY, for the worker alone; `certificate` is MDT_SEAL_CERTIFICATE, for everybody."""

    value: str
    certificate: str


def make(name: str, years: float, start: datetime | None = None) -> SealKey:
    """A new P-256 key in force from `start` (now) for `years` of 365.25 days, in a name that readers will see.

    Both values are base64 of PEM, so that each is one line of an environment file.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    start = start or datetime.now(UTC)
    pem = _certificate(key, name, start - EARLIER, start + timedelta(days=years * 365.25)).public_bytes(Encoding.PEM)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return SealKey(base64.b64encode(private + pem).decode(), base64.b64encode(pem).decode())


def _certificate(key: ec.EllipticCurvePrivateKey, name: str, start: datetime, end: datetime) -> x509.Certificate:
    """What it may be used for is what readers of PDF ask of a seal: to sign, and to be held to it."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    to_sign = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(start).not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(to_sign, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    """What make_seal_key asks, here and as a command of manage.py."""
    parser.add_argument("--name", type=_fitting, required=True, help="whom readers see, for example Alder County MDT")
    parser.add_argument("--years", type=_years, default=10, help="that the certificate is in force (10)")


def lines(name: str, years: int) -> str:
    """A new key as two lines of an environment file."""
    made = make(name, years)
    return f"MDT_SEAL_KEY={made.value}\nMDT_SEAL_CERTIFICATE={made.certificate}"


def _fitting(text: str) -> str:
    if not 0 < len(text.strip()) <= LONGEST_NAME:
        raise argparse.ArgumentTypeError(f"give a name of at most {LONGEST_NAME} characters")
    return text.strip()


def _years(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= MOST_YEARS:
        raise argparse.ArgumentTypeError(f"give a number of years from 1 to {MOST_YEARS}")
    return int(text)


if __name__ == "__main__":  # before there are any settings: python -m mdt.seal_key --name "Alder County MDT"
    options = argparse.ArgumentParser(prog="python -m mdt.seal_key", description="Makes a new key for the seal.")
    arguments(options)
    sys.stdout.write(lines(**vars(options.parse_args())) + "\n")
