"""Random public ids and codes: nothing that is shown can be counted, ordered or guessed."""

import re
import secrets
import uuid
from collections.abc import Callable

# Without 0/O, 1/I/L, 5/S, 2/Z and vowels: read aloud without doubt, and never a word.
_LETTERS = "BCDFGHJKMNPQRTVWXY"
_DIGITS = "346789"
SIGNS = _LETTERS + _DIGITS
_BEGINNING = re.compile(f"[{_LETTERS}]{{2}}[{_DIGITS}][{SIGNS}]{{0,4}}")


def public_id() -> uuid.UUID:
    """A version-4 UUID, the only id that ever stands in an address."""
    return uuid.uuid4()


def case_code(pick: Callable[[str], str] = secrets.choice) -> str:
    """Seven signs such as ``QK7-394W``: random, without meaning (law S-05)."""
    return f"{pick(_LETTERS)}{pick(_LETTERS)}{pick(_DIGITS)}-" + "".join(pick(SIGNS) for _ in range(4))


def token() -> str:
    """256 random bits for a single-use link; only its hash is stored."""
    return secrets.token_urlsafe(32)


def code_as_typed(text: str) -> str:
    """The code that somebody means: small letters, no dash, spaces in between."""
    signs = _signs(text)
    return f"{signs[:3]}-{signs[3:]}"


def begins_a_code(text: str) -> bool:
    """Whether what was typed, in any of these forms, could be three signs of a code or more."""
    return _BEGINNING.fullmatch(_signs(text)) is not None


def _signs(text: str) -> str:
    return "".join(sign for sign in text.upper() if sign.isalnum())
