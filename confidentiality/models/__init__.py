"""Grants, recusals, emergency access, releases, mandates, disclosures, the ledger, and the record of changes."""

from confidentiality.models.access import Basis, EmergencyAccess, Grant, Recusal
from confidentiality.models.ledger import ChangeEntry, Checkpoint, LedgerEntry
from confidentiality.models.mandate import Disclosure, Mandate, MandateCare, Statute
from confidentiality.models.release import Release, ReleaseSignature, ReleaseTalk, SelfConsentRule
from confidentiality.models.signing import ReleaseLink, ReleaseScan

__all__ = [
    "Basis", "ChangeEntry", "Checkpoint", "Disclosure", "EmergencyAccess", "Grant", "LedgerEntry", "Mandate", "MandateCare",
    "Recusal", "Release", "ReleaseLink", "ReleaseScan", "ReleaseSignature", "ReleaseTalk", "SelfConsentRule", "Statute",
]  # fmt: skip
