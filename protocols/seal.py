"""The seal of a finished document (PAdES): it tells which installation made it, and any byte that is changed shows.

The key is the worker's alone (MDT_SEAL_KEY, made by ``manage.py make_seal_key``). The certificate is for everybody: the
one beside the key, and those in MDT_SEAL_CERTIFICATE, where the certificates of earlier keys stay, so that what they
sealed can still be checked. Invisible and hidden, since PDF/UA-1 wants everything that is seen to be tagged.

Takes a second to import, so whoever needs it imports it when it is needed.
"""

import base64
import io
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from asn1crypto import cms, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.general import SigningError
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from mdt.kit import clock

NAME = "Seal"  # of the field in the document; says nothing else
TIMESTAMP_LIMIT = 20  # seconds that the time stamp server may take
for _name in ("pyhanko", "pyhanko_certvalidator"):  # a page of traceback for each document that is not whole
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class Unsealable(Exception):
    """Why no seal was set, in one plain sentence. Nothing half-made is left behind."""


class NotInForce(Unsealable):
    """The certificate has ended, or has not begun."""


class Unstamped(Unsealable):
    """The time stamp server did not do its part now; a later try may."""


@dataclass(frozen=True)
class Own:
    """What this installation seals with."""

    key: keys.PrivateKeyInfo
    certificate: x509.Certificate


@dataclass(frozen=True)
class Checked:
    """What is wrong with the document, or nothing, and the times: `sealed_at` is our own word, `stamped_at` that of whoever
    signed the time stamp, which the seal does not cover: it can be taken away or replaced without breaking the seal."""

    trouble: str
    sealed_at: datetime | None = None
    stamped_at: datetime | None = None

    @property
    def whole(self) -> bool:
        return not self.trouble


UNREADABLE = Checked("This file cannot be read as a sealed document.")
UNSEALED = Checked("This document has no seal.")
FOREIGN = Checked("The seal of this document is not ours.")
CHANGED = Checked("This document is not as it was sealed.")


def seal(document: bytes) -> bytes:
    """The document with the seal added at its end. A time stamp server, if one is set, learns a digest and no more.

    Raises Unsealable. Runs an event loop of its own, so it is for jobs and commands, not for asynchronous code.
    """
    own = own_key()
    signer = signers.SimpleSigner(
        signing_cert=_as_asn1(own.certificate), signing_key=own.key, cert_registry=SimpleCertificateStore()
    )
    hidden = fields.InvisSigSettings(set_print_flag=False, set_hidden_flag=True)
    work = signers.PdfSigner(
        _metadata(own.certificate), signer, timestamper=_time_stamper(),
        new_field_spec=fields.SigFieldSpec(NAME, invis_sig_settings=hidden),
    )  # fmt: skip
    try:
        sealed: bytes = _apart(work.sign_pdf, IncrementalPdfFileWriter(io.BytesIO(document))).getvalue()
        return sealed
    except SigningError as error:
        raise Unsealable(f"This document cannot be sealed: {error}") from error
    except PdfError as error:
        raise Unsealable("This is not a document that can be sealed.") from error


def _apart(work: Callable[..., Any], *given: Any) -> Any:
    """In a thread of its own: the library starts an event loop, and here one may be running."""
    return ThreadPoolExecutor(1).submit(work, *given).result()


def check(document: bytes) -> Checked:
    """Whether it is, to the last byte, what this installation sealed. Raises Unsealable without any certificate."""
    ours = certificates()
    if not ours:
        raise Unsealable("There is no certificate to check with: set MDT_SEAL_CERTIFICATE.")
    return _checked(document, ours)


def is_whole(document: bytes, certificate: x509.Certificate) -> bool:
    """Whether the holder of this certificate's key sealed it, and every byte is as it was then."""
    return _checked(document, [certificate]).whole


def certificates() -> list[x509.Certificate]:
    """Ours: of the present key and of earlier ones."""
    found = []
    for name, value in (("MDT_SEAL_KEY", settings.SEAL_KEY), ("MDT_SEAL_CERTIFICATE", settings.SEAL_CERTIFICATE)):
        for part in value.split(",") if value else ():
            found += _certificates(name, part)
    return list(dict.fromkeys(found))


def own_key() -> Own:
    """The key and its certificate, if they can seal now."""
    if not settings.SEAL_KEY:
        raise Unsealable("MDT_SEAL_KEY is not set: this process cannot seal documents.")
    certificate = _certificates("MDT_SEAL_KEY", settings.SEAL_KEY)[0]
    try:
        key = load_pem_private_key(_pem("MDT_SEAL_KEY", settings.SEAL_KEY), None)
    except (ValueError, TypeError):
        raise Unsealable("MDT_SEAL_KEY holds no key without a passphrase.") from None
    if key.public_key() != certificate.public_key():
        raise Unsealable("The key and the certificate in MDT_SEAL_KEY do not belong together.")
    if not _may_seal(certificate):
        raise Unsealable("The certificate in MDT_SEAL_KEY lacks the key usage nonRepudiation: no reader takes it.")
    if not certificate.not_valid_before_utc <= clock.now() <= certificate.not_valid_after_utc:
        end = certificate.not_valid_after_utc.date()
        raise NotInForce(f"The certificate of the seal is not in force; it ends on {end}. Make a new MDT_SEAL_KEY.")
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return Own(keys.PrivateKeyInfo.load(plain), certificate)


def _may_seal(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.content_commitment
    except x509.ExtensionNotFound:
        return False


def _certificates(name: str, value: str) -> list[x509.Certificate]:
    try:
        return x509.load_pem_x509_certificates(_pem(name, value))
    except ValueError:
        raise Unsealable(f"{name} holds no certificate.") from None


def _pem(name: str, value: str) -> bytes:
    try:
        return base64.b64decode(value.strip(), validate=True)
    except ValueError:
        raise Unsealable(f"{name} is not base64 of PEM.") from None


def _as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _common_name(certificate: x509.Certificate) -> str:
    names = certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else ""


def _metadata(certificate: x509.Certificate) -> signers.PdfSignatureMetadata:
    """No reason and no place; nothing may be changed or added afterwards, not even another signature."""
    return signers.PdfSignatureMetadata(
        field_name=NAME, name=_common_name(certificate) or None, md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES, certify=True, docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )  # fmt: skip


class TimeStampServer(timestamps.HTTPTimeStamper):
    """The one of the settings. Whatever it does wrong is one kind of trouble to us."""

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        try:
            return await super().async_timestamp(message_digest, md_algorithm)
        except (TimestampRequestError, ValueError) as error:  # no answer, a refusal; bytes that are no time stamp
            raise Unstamped("The time stamp server gave no time stamp.") from error


def _time_stamper() -> TimeStampServer | None:
    url = settings.SEAL_TIMESTAMP_URL
    return TimeStampServer(url, timeout=TIMESTAMP_LIMIT) if url else None


def _checked(document: bytes, ours: list[x509.Certificate]) -> Checked:
    try:
        seals = PdfFileReader(io.BytesIO(document)).embedded_signatures
        return _verified(seals[0], document, ours) if len(seals) == 1 else UNSEALED
    except Exception:  # noqa: BLE001
        # A damaged file breaks its reader in any way it likes, and is never whole.
        return UNREADABLE


def _verified(found: EmbeddedPdfSignature, document: bytes, ours: list[x509.Certificate]) -> Checked:
    certificate = found.signer_cert
    if certificate.dump() not in {one.public_bytes(Encoding.DER) for one in ours}:
        return FOREIGN
    # By the seal's own time: a document does not fall apart with the end of the certificate, and whoever could lie
    # about the time has the key.
    sealed_at = found.self_reported_timestamp
    trust = ValidationContext(trust_roots=[certificate], other_certs=[], allow_fetching=False, moment=sealed_at)
    status = _apart(validate_pdf_signature, found, trust)
    stamp = status.timestamp_validity
    sound = (
        status.intact and status.valid and status.trusted and status.docmdp_ok
        and status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        and (stamp is None or (stamp.intact and stamp.valid))
        and _stands_as_written(found, document)
    )  # fmt: skip
    if not sound or sealed_at is None:
        return CHANGED
    return Checked("", sealed_at.astimezone(UTC), stamp.timestamp.astimezone(UTC) if stamp else None)


def _stands_as_written(found: EmbeddedPdfSignature, document: bytes) -> bool:
    """The seal itself is the one place that its digest cannot cover: it must stand there in the one way we write it.

    So it is written anew from what was verified, with the certificate that we know, and nothing else may be there.
    """
    start, length, end, _ = (int(number) for number in found.byte_range)
    copy: Any = found.signed_data.copy()
    signature = copy["signer_infos"][0]
    copy["version"] = signature["version"] = "v1"
    copy["digest_algorithms"] = [signature["digest_algorithm"]]
    copy["certificates"] = [found.signer_cert]
    content: bytes = cms.ContentInfo({"content_type": "signed_data", "content": copy}).dump(force=True)
    room = end - start - length - 2
    return document[start + length : end] == b"<" + content.hex().encode().upper().ljust(room, b"0") + b">"
