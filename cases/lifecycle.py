"""States of a case and of a referral, what moves one to the next (law 4.4), and which side may do it."""

from enum import StrEnum

from cases.vocabulary import CaseStatus, ReferralStatus

S = ReferralStatus


class Side(StrEnum):
    """Where somebody stands towards a referral."""

    SENDER = "sender"
    RECIPIENT = "recipient"  # may answer for the agency or the team that it was sent to
    COORDINATOR = "coordinator"  # the one person who answers for it once it is accepted
    SUPERVISOR = "supervisor"  # supervises the agency that accepted it


def _from(
    *before: ReferralStatus, by: str, to: ReferralStatus
) -> tuple[tuple[ReferralStatus, str, ReferralStatus], ...]:
    return tuple((status, by, to) for status in before)


# Before anybody has accepted, and after.
ANSWERABLE = (S.RECEIVED, S.SCREENED, S.CONSULTING)
RUNNING = (
    S.ACCEPTED, S.COORDINATOR_ASSIGNED, S.FIRST_CONTACT, S.MDT_SCHEDULED, S.IN_REVIEW, S.PLAN, S.FOLLOW_UP, S.REOPENED,
)  # fmt: skip

# Thing → (from, what happens, to). The diagrams in docs/states are drawn from this table.
TRANSITIONS = {
    "case": (
        (CaseStatus.OPEN, "close", CaseStatus.CLOSED),
        (CaseStatus.CLOSED, "reopen", CaseStatus.OPEN),
    ),
    "referral": (
        *_from(S.RECEIVED, by="screen", to=S.SCREENED),
        *_from(*ANSWERABLE, by="ask", to=S.CONSULTING),
        *_from(*ANSWERABLE, by="accept", to=S.ACCEPTED),
        *_from(*ANSWERABLE, by="decline", to=S.DECLINED),
        *_from(*ANSWERABLE, by="redirect", to=S.REDIRECTED),
        *_from(*ANSWERABLE, by="withdraw", to=S.WITHDRAWN),
        *_from(S.ACCEPTED, by="assign", to=S.COORDINATOR_ASSIGNED),
        *_from(S.COORDINATOR_ASSIGNED, S.REOPENED, by="contact", to=S.FIRST_CONTACT),
        *_from(
            S.COORDINATOR_ASSIGNED, S.FIRST_CONTACT, S.IN_REVIEW, S.PLAN, S.FOLLOW_UP, S.REOPENED,
            by="schedule", to=S.MDT_SCHEDULED,
        ),
        *_from(S.MDT_SCHEDULED, by="review", to=S.IN_REVIEW),
        *_from(S.FIRST_CONTACT, S.IN_REVIEW, S.FOLLOW_UP, by="plan", to=S.PLAN),
        *_from(S.PLAN, S.REOPENED, by="follow_up", to=S.FOLLOW_UP),
        *_from(*(status for status in RUNNING if status != S.ACCEPTED), by="close", to=S.CLOSED),
        *_from(S.CLOSED, by="reopen", to=S.REOPENED),
    ),
}  # fmt: skip

# Who may do it. A person does each of these; nothing moves a referral by itself (law T-15).
SIDES: dict[str, Side] = {
    "screen": Side.RECIPIENT,
    "ask": Side.RECIPIENT,
    "accept": Side.RECIPIENT,
    "assign": Side.RECIPIENT,
    "decline": Side.RECIPIENT,
    "redirect": Side.RECIPIENT,
    "answer": Side.SENDER,
    "withdraw": Side.SENDER,
    "contact": Side.COORDINATOR,
    "schedule": Side.COORDINATOR,
    "review": Side.COORDINATOR,
    "plan": Side.COORDINATOR,
    "follow_up": Side.COORDINATOR,
    "close": Side.COORDINATOR,
    "reopen": Side.COORDINATOR,
    "reassign": Side.SUPERVISOR,
}
STEPS = ("contact", "schedule", "review", "plan", "follow_up", "close", "reopen")  # one by one, by the coordinator

_MOVES = {(before, action): after for before, action, after in TRANSITIONS["referral"]}


def moved(status: str, action: str) -> ReferralStatus | None:
    """Where the action leads from here; None where it is not open."""
    found = _MOVES.get((ReferralStatus(status), action))
    return ReferralStatus(found) if found else None


def steps_from(status: str) -> tuple[str, ...]:
    """What the coordinator may do next, in the order of the work."""
    return tuple(action for action in STEPS if moved(status, action))
