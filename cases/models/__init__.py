"""Cases, their elements, referrals between rooms, and the clocks that run on them."""

from cases.models.case import Case, CaseAssignment, Draft
from cases.models.clock import Clock, ClockRule, Holiday, RosterSlot
from cases.models.contact import ContactAttempt, ContactNotice
from cases.models.elements import (
    ContactMethod,
    ContactPlan,
    Demographics,
    ElementModel,
    Identity,
    InvolvedPerson,
    Location,
    Narrative,
    Victimization,
)  # fmt: skip
from cases.models.referral import (
    Consultation,
    Referral,
    ReferralCarried,
    ReferralEvent,
    ReferralIntake,
    ReferralOrigin,
)  # fmt: skip

__all__ = [
    "Case", "CaseAssignment", "Clock", "ClockRule", "Consultation", "ContactAttempt", "ContactMethod", "ContactNotice",
    "ContactPlan", "Demographics", "Draft", "ElementModel", "Holiday", "Identity", "InvolvedPerson", "Location",
    "Narrative", "Referral", "ReferralCarried", "ReferralEvent", "ReferralIntake", "ReferralOrigin", "RosterSlot",
    "Victimization",
]  # fmt: skip
