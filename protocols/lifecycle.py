"""Where agreements and parties stand: stored moves, and what the facts and the clock make of them. No database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from protocols.steps import StepState
from protocols.vocabulary import Capability, Outcome, PartyStanding, Standing, Threshold, VersionStatus

V, P, S, T = VersionStatus, PartyStanding, Standing, StepState

# The diagrams in docs/states are drawn from this table, and the guard in sql/10_agreements.sql says the same.
TRANSITIONS = {
    "version": (
        (V.DRAFT, "review", V.REVIEW),
        (V.REVIEW, "revise", V.DRAFT),
        (V.DRAFT, "send", V.OUT),
        (V.REVIEW, "send", V.OUT),
        (V.OUT, "execute", V.EXECUTED),
        (V.OUT, "replace", V.WITHDRAWN),
    ),
    "step": (
        (T.TO_COME, "its work begins", T.CURRENT),
        (T.TO_COME, "its day is past", T.OVERDUE),
        (T.CURRENT, "its day is past", T.OVERDUE),
        (T.TO_COME, "closed with evidence", T.DONE),
        (T.CURRENT, "closed with evidence", T.DONE),
        (T.OVERDUE, "closed with evidence", T.DONE),
        (T.DONE, "opened again for a reason", T.CURRENT),
    ),
}
AT_WORK = (V.DRAFT, V.REVIEW, V.OUT)
IN_FORCE = (S.IN_FORCE, S.AMENDING, S.RENEWAL_DUE, S.SIGNATORY_CHANGED)
RENEWED_DAYS_BEFORE = (180, 90, 30)  # law A-04
RESERVED = (
    3,
    5,
    6,
    7,
    8,
)  # gradients whose words are a reservation, to be answered before anything is decided (law P-06)


def moves(before: str, action: str) -> bool:
    """Whether the action is one that a version in this state can take."""
    return any((start, name) == (before, action) for start, name, _after in TRANSITIONS["version"])


@dataclass(frozen=True)
class PartyFacts:
    """What is known of one party of a version."""

    position: int
    is_required: bool
    needs_approval: bool = False  # by its governing body, and none is on record
    signed: bool = False  # for the agency, online or verified on paper
    paper_waits: bool = False
    declined: bool = False  # and has not signed since
    notice: date | None = None  # from when on it is out


def party_standing(party: PartyFacts, others: Collection[PartyFacts], today: date, *, in_order: bool) -> PartyStanding:
    if party.signed:
        if party.notice is None:
            return P.SIGNED
        return P.WITHDRAWN if party.notice <= today else P.NOTICE_OF_WITHDRAWAL
    if party.declined:
        return P.DECLINED
    if party.paper_waits:
        return P.PAPER_UNVERIFIED
    if party.needs_approval:
        return P.AWAITING_GOVERNING_BODY
    if in_order and any(other.is_required and not other.signed and other.position < party.position for other in others):
        return P.AWAITING_TURN
    return P.INVITED


def all_signed(parties: Collection[PartyFacts]) -> bool:
    """Law A-01. A version without a required party is never executed."""
    required = [party for party in parties if party.is_required]
    return bool(required) and all(party.signed for party in required)


@dataclass(frozen=True)
class AgreementFacts:
    """``at_work``: status of the version that is being written or signed. The rest is of the executed one."""

    at_work: str | None = None
    any_signed: bool = False  # of the version at work
    executed: bool = False
    ends_on: date | None = None
    signatory_changed: bool = False
    replaced: bool = False
    ended_on: date | None = None


def standing(facts: AgreementFacts, today: date) -> Standing:
    """Law 3.3. Its end by the clock needs no job."""
    if not facts.executed:
        if facts.ended_on is not None:
            return S.TERMINATED
        if facts.at_work == V.OUT:
            return S.PARTIALLY_SIGNED if facts.any_signed else S.OUT_FOR_SIGNATURE
        return S.LEGAL_REVIEW if facts.at_work == V.REVIEW else S.DRAFT
    if facts.replaced:
        return S.SUPERSEDED
    if facts.ended_on is not None and facts.ended_on <= today:
        return S.TERMINATED
    if facts.ends_on is None or facts.ends_on < today:
        return S.EXPIRED
    if facts.signatory_changed:
        return S.SIGNATORY_CHANGED
    if facts.at_work is not None:
        return S.AMENDING
    if facts.ends_on - today <= timedelta(days=RENEWED_DAYS_BEFORE[0]):
        return S.RENEWAL_DUE
    return S.IN_FORCE


def capabilities(
    granted: Collection[Capability], stands: Standing, ends_on: date | None, grace_days: int, today: date
) -> Mapping[Capability, date | None]:
    """What a team may do by one agreement, each with the last day of its grace where it has lapsed (G6).

    Partly signed unlocks nothing (law A-01); a lapse suspends after the grace that the text names.
    """
    if stands in IN_FORCE:
        return dict.fromkeys(granted)
    if stands == S.EXPIRED and ends_on is not None and today <= ends_on + timedelta(days=grace_days):
        return dict.fromkeys(granted, ends_on + timedelta(days=grace_days))
    return {}


def least_allowed(asked: int) -> int:
    """Of so many agencies two thirds have to agree at the least: no rule is a simple majority (law P-06)."""
    return -(-2 * asked // 3)


def outcome(threshold: str, least: int | None, numbers: Collection[int | None]) -> Outcome:
    """What came of a proposal. ``numbers``: the last gradient of each agency that was asked, None where it said nothing.

    Silence is never consent. The guard in sql/protocols.sql says the same.
    """
    said = [number for number in numbers if number is not None]
    everyone = bool(numbers) and len(said) == len(numbers)
    carried = {
        Threshold.NO_OBJECTION: everyone and max(said) < 7,
        Threshold.ALL_AGREE: everyone and max(said) <= 4,
        Threshold.AT_LEAST: bool(said) and 8 not in said and sum(n <= 3 for n in said) >= (least or len(numbers)),
    }[Threshold(threshold)]
    return Outcome.CARRIED if carried else Outcome.NOT_CARRIED
