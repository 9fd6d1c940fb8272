"""Counts, what is typed beside them, protected products, and work without a survivor in it."""

from reports.models.activity import (
    AwardAgreement,
    PolicyWork,
    Product,
    StaffAssignment,
    Tracked,
    Training,
    TrainingPeople,
)  # fmt: skip
from reports.models.beside import CheckedWords, PartnerTotals
from reports.models.publications import Publication
from reports.models.runs import CountedCell, CustomForm, Fact, Run, TypedFigure, Verification

# What changes of these is on record. Facts and cells are written by the database and never change.
RECORDED = (
    "AwardAgreement", "CheckedWords", "CustomForm", "PartnerTotals", "PolicyWork", "Product", "Publication", "Run",
    "StaffAssignment", "Tracked", "Training", "TrainingPeople", "TypedFigure", "Verification",
)  # fmt: skip

__all__ = [
    "RECORDED", "AwardAgreement", "CheckedWords", "CountedCell", "CustomForm", "Fact", "PartnerTotals", "PolicyWork",
    "Product", "Publication", "Run", "StaffAssignment", "Tracked", "Training", "TrainingPeople", "TypedFigure",
    "Verification",
]  # fmt: skip
