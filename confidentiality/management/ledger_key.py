"""The ledger's public key, as whoever runs a command gives it."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management.base import CommandError

from confidentiality import sealing


def given(text: str) -> Ed25519PublicKey:
    """From base64, else the half of the worker's key. Raises CommandError, one sentence, where neither is a key."""
    try:
        return sealing.public_key(text)
    except (RuntimeError, ValueError):
        raise CommandError(
            "The ledger's public key is needed: --public-key, or MDT_LEDGER_KEY, which the worker has (MDT_ROLE=worker)."
        ) from None
