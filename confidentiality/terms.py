"""What a release says, as data, and the hash that is signed: every field that the signer is shown (law R-21)."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from confidentiality.signers import Standing

WORDING = "2"  # of the page on which it is signed; a changed wording is another version


@dataclass(frozen=True)
class Terms:
    """Everything that was talked through. ``elements`` are bits; times are aware."""

    kind: str
    recipient: int
    recipient_person: int | None
    elements: int
    purpose: str
    in_her_words: str
    methods: list[str]
    withheld: str
    expires_at: datetime
    why_long: str
    copy: str
    alternatives: bool  # that it was talked about, by who prepares it (law R-14)
    risks: bool
    voluntary: bool
    spoken: str  # what she understands
    language: str  # of the page
    interpreting: str
    interpreter: str
    interpreter_apart: bool  # neither a relative nor a child
    standing: Standing = field(repr=False)

    def sha256(self, case: str, agency: int) -> str:
        """Over the case's public id, the releasing agency and each field, in one order."""
        said: dict[str, Any] = asdict(self) | {"wording": WORDING, "case": case, "agency": agency}
        said["expires_at"] = self.expires_at.astimezone(UTC).isoformat()
        said["methods"] = sorted(self.methods)
        text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
