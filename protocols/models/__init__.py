"""Agreements and protocols: texts, parties, authority, signatures, decisions, what became of them; how a protocol comes to be."""

from protocols.models.agreement import Agreement, Clause, Comment, Override, Party, Version
from protocols.models.authority import Authority, GoverningApproval
from protocols.models.cycle import CycleStep, Evidence, ProtocolCycle, Reopening
from protocols.models.deciding import Asked, Gradient, Proposal, Understanding
from protocols.models.review import Review, StatuteNote
from protocols.models.signing import Decline, Executed, PaperScan, Signature, WithdrawalNotice
from protocols.models.tasks import Duty, Measure, Task
from protocols.models.tension import Position, TensionPoint

__all__ = [
    "Agreement", "Asked", "Authority", "Clause", "Comment", "CycleStep", "Decline", "Duty", "Evidence", "Executed",
    "GoverningApproval", "Gradient", "Measure", "Override", "PaperScan", "Party", "Position", "Proposal", "ProtocolCycle",
    "Reopening", "Review", "Signature", "StatuteNote", "Task", "TensionPoint", "Understanding", "Version", "WithdrawalNotice",
]  # fmt: skip
