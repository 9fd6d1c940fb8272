"""Agreements and protocols: texts, parties, authority, signatures, what became of them; how a protocol comes to be."""

from protocols.models.agreement import Agreement, Clause, Comment, Override, Party, Version
from protocols.models.authority import Authority, GoverningApproval
from protocols.models.cycle import CycleStep, Evidence, ProtocolCycle, Reopening
from protocols.models.review import Review, StatuteNote
from protocols.models.signing import Decline, Executed, PaperScan, Signature, WithdrawalNotice
from protocols.models.tension import Position, TensionPoint

__all__ = [
    "Agreement", "Authority", "Clause", "Comment", "CycleStep", "Decline", "Evidence", "Executed", "GoverningApproval",
    "Override", "PaperScan", "Party", "Position", "ProtocolCycle", "Reopening", "Review", "Signature", "StatuteNote",
    "TensionPoint", "Version", "WithdrawalNotice",
]  # fmt: skip
