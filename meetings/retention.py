"""Meetings and record classes: about a case an agenda holds codes of closed lists and no words (ADR 19)."""

from confidentiality.retention import OFFICE, stays

stays(
    OFFICE,
    "meetings_item",
    "meetings_itemcase",
    "meetings_heard",
    "meetings_decision",
    "meetings_stance",
    "meetings_task",
)
