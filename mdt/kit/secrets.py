"""Short secrets that must lie encrypted in the database: AES-256-GCM, the key named in the text so that it can be changed.

``settings.FIELD_KEY`` is base64 of 32 bytes, or several separated by commas: the first encrypts, all decrypt. To change
the key, put the new one in front, run ``manage.py reencrypt``, and then drop the old one.
"""

import base64
import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

VERSION = "v1"
NONCE = 12  # bytes, as GCM wants it
KEY = 32


class Unreadable(ValueError):
    """The text was not made by a key that we have, was made for another purpose, or was changed."""


def encrypt(text: str, *, purpose: str) -> str:
    """``v1.<key id>.<base64 of nonce and ciphertext>``. The purpose is bound in: it decrypts for no other."""
    key = _keys()[0]
    nonce = os.urandom(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), _bound(key_id(key), purpose))
    return f"{VERSION}.{key_id(key)}.{base64.urlsafe_b64encode(sealed).decode()}"


def decrypt(sealed: str, *, purpose: str) -> str:
    """The text again. Raises ``Unreadable``, and never gives back what it could not read."""
    try:
        version, name, body = sealed.split(".")
        raw = base64.b64decode(body, altchars=b"-_", validate=True)
    except ValueError as error:
        raise Unreadable("This is not an encrypted text.") from error
    key = next((key for key in _keys() if key_id(key) == name), None)
    if version != VERSION or key is None:
        raise Unreadable("The key of this text is not here.")
    try:
        return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], _bound(name, purpose)).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable("This text was changed, or was made for another purpose.") from error


def is_current(sealed: str) -> bool:
    """Whether the first key made it; if not, it waits to be encrypted again."""
    return sealed.startswith(f"{VERSION}.{key_id(_keys()[0])}.")


def key_id(key: bytes) -> str:
    """Names a key without telling anything of it."""
    return hashlib.sha256(b"mdt field key id:" + key).hexdigest()[:8]


def _keys() -> list[bytes]:
    keys = [base64.b64decode(part.strip(), validate=True) for part in settings.FIELD_KEY.split(",")]
    if any(len(key) != KEY for key in keys):
        raise ValueError("Each key in MDT_FIELD_KEY is base64 of 32 bytes.")
    return keys


def _bound(name: str, purpose: str) -> bytes:
    return f"{VERSION}|{name}|{purpose}".encode()
