"""Cases, their elements, referrals between rooms, and the clocks that run on them."""

from cases.models.case import AgeThen, Case, CaseAssignment, Draft
from cases.models.clock import Clock, ClockRule, Holiday, RosterSlot
from cases.models.contact import ContactAttempt, ContactNotice
from cases.models.counting import (
    ContactLink,
    KnownBarrier,
    PrimaryVictimization,
    RelatedFile,
    ReportedUnder,
    ServiceContact,
)  # fmt: skip
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
from cases.models.justice import Justice, ProtectionOrder
from cases.models.referral import (
    Consultation,
    Referral,
    ReferralCarried,
    ReferralEvent,
    ReferralIntake,
    ReferralOrigin,
)  # fmt: skip
from cases.models.services import ServiceEvent, ServiceFunding, ServiceRequest

__all__ = [
    "AgeThen", "Case", "CaseAssignment", "Clock", "ClockRule", "Consultation", "ContactAttempt", "ContactLink",
    "ContactMethod", "ContactNotice",
    "ContactPlan", "Demographics", "Draft", "ElementModel", "Holiday", "Identity", "InvolvedPerson",
    "Justice", "KnownBarrier", "Location", "Narrative", "PrimaryVictimization", "ProtectionOrder", "Referral",
    "ReferralCarried", "ReferralEvent", "ReferralIntake", "ReferralOrigin", "RelatedFile", "ReportedUnder",
    "RosterSlot", "ServiceContact", "ServiceEvent", "ServiceFunding", "ServiceRequest", "Victimization",
]  # fmt: skip
