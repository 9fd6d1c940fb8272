"""Grants, recusals, emergency access, releases, the ledger and its checkpoints, and the record of changes."""

from confidentiality.models.access import Basis, EmergencyAccess, Grant, Recusal
from confidentiality.models.ledger import ChangeEntry, Checkpoint, LedgerEntry
from confidentiality.models.release import Release, ReleaseSignature, ReleaseTalk, SelfConsentRule

__all__ = [
    "Basis", "ChangeEntry", "Checkpoint", "EmergencyAccess", "Grant", "LedgerEntry", "Recusal", "Release",
    "ReleaseSignature", "ReleaseTalk", "SelfConsentRule",
]  # fmt: skip
