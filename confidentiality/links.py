"""One-time links: what is derived from a link and its spoken code, and the sealed page that nothing else opens."""

import hashlib
import json
import os
import secrets
from dataclasses import asdict, dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.safestring import SafeString, mark_safe

from mdt.kit import ids

NONCE = 12  # bytes, as GCM wants it
COST = {"n": 2**14, "r": 8, "p": 1}  # of a guess of the code, for who has the link and the row


def spoken_code() -> str:
    """Six signs in two groups such as ``K7M-3XQ``, read out once. ``ids.code_as_typed`` takes it in any form."""
    signs = "".join(secrets.choice(ids.SIGNS) for _ in range(6))
    return ids.code_as_typed(signs)


@dataclass(frozen=True)
class Keys:
    """``key`` opens the seal and is never kept; the hashes find the row and prove the code, and tell neither."""

    token_hash: str
    code_hash: str
    key: bytes = field(repr=False)


def keys_of(token: str, code: str) -> Keys:
    made = hashlib.scrypt(code.encode(), salt=token.encode(), dklen=64, **COST)
    digest = hashlib.sha256(token.encode()).hexdigest()
    return Keys(digest, hashlib.sha256(made[32:]).hexdigest(), made[:32])


@dataclass(frozen=True)
class Sealed:
    """The page that is signed, in the language of the signing, with the hash of what it says."""

    language: str
    direction: str
    dates: str  # the language in which the house itself speaks beside it
    capacity: str
    sha256: str
    text: str
    labels: dict[str, str]

    def seal(self, keys: Keys) -> bytes:
        nonce = os.urandom(NONCE)
        said = json.dumps(asdict(self)).encode()
        return nonce + AESGCM(keys.key).encrypt(nonce, said, keys.token_hash.encode())

    @classmethod
    def opened(cls, sealed: bytes, keys: Keys) -> "Sealed | None":
        try:
            said = AESGCM(keys.key).decrypt(sealed[:NONCE], sealed[NONCE:], keys.token_hash.encode())
        except (InvalidTag, ValueError):  # the row was changed behind our back
            return None
        return cls(**json.loads(said))

    @property
    def html(self) -> SafeString:
        """Our own template drew it, and the seal shows that nobody changed it."""
        return mark_safe(self.text)
