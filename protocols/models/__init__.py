"""Agreements and protocols: texts, parties, authority, signatures, what became of them."""

from protocols.models.agreement import Agreement, Clause, Comment, Override, Party, Version
from protocols.models.authority import Authority, GoverningApproval
from protocols.models.signing import Decline, Executed, PaperScan, Signature, WithdrawalNotice

__all__ = [
    "Agreement", "Authority", "Clause", "Comment", "Decline", "Executed", "GoverningApproval", "Override", "PaperScan", "Party",
    "Signature", "Version", "WithdrawalNotice",
]  # fmt: skip
