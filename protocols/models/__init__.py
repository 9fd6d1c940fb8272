"""Agreements and protocols: texts, parties, authority, signatures, decisions, what became of them."""

from protocols.models.agreement import Agreement, Clause, Comment, Override, Party, Version
from protocols.models.authority import Authority, GoverningApproval
from protocols.models.deciding import Asked, Gradient, Proposal, Understanding
from protocols.models.signing import Decline, Executed, PaperScan, Signature, WithdrawalNotice
from protocols.models.tasks import Duty, Measure, Task

__all__ = [
    "Agreement", "Asked", "Authority", "Clause", "Comment", "Decline", "Duty", "Executed", "GoverningApproval", "Gradient",
    "Measure", "Override", "PaperScan", "Party", "Proposal", "Signature", "Task", "Understanding", "Version", "WithdrawalNotice",
]  # fmt: skip
