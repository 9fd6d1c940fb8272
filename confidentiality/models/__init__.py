"""Grants, recusals, emergency access, releases, mandates, disclosures, the ledger, and the record of changes."""

from confidentiality.models.access import Basis, EmergencyAccess, Grant, Recusal
from confidentiality.models.backup import BackupRecord
from confidentiality.models.death import Death
from confidentiality.models.law import ReleaseWording, SelfConsentRule
from confidentiality.models.ledger import ChangeEntry, Checkpoint, LedgerCheck, LedgerEntry
from confidentiality.models.mandate import Disclosure, Mandate, MandateCare, Statute
from confidentiality.models.release import Release, ReleaseSignature, ReleaseTalk
from confidentiality.models.retention import Certificate, LegalHold, Purge, RetentionRule
from confidentiality.models.signing import ReleaseLink, ReleaseScan

__all__ = [
    "BackupRecord", "Basis", "Certificate", "ChangeEntry", "Checkpoint", "Death", "Disclosure", "EmergencyAccess",
    "Grant", "LedgerCheck", "LedgerEntry", "LegalHold", "Mandate", "MandateCare", "Purge", "Recusal", "Release",
    "ReleaseLink", "ReleaseScan", "ReleaseSignature", "ReleaseTalk", "ReleaseWording", "RetentionRule",
    "SelfConsentRule", "Statute",
]  # fmt: skip
