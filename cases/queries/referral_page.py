"""One referral as its page shows it: facts, clocks, questions, what happened, and what the reader may do next."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from agencies.models import Agency, Person, Team
from cases.closed_lists import answers_to, label
from cases.lifecycle import SIDES, STEPS, Side
from cases.models import Consultation, Referral, ReferralEvent, ReferralIntake, ReferralOrigin
from cases.policy.contact import works_on
from cases.policy.referrals import refusal, sides_of
from cases.queries.carried import Carried, carried_for
from cases.queries.clocks import Standing, clocks_of
from cases.queries.contact import Contact, contacts_of, latest
from cases.vocabulary import ReferralStatus
from confidentiality.gate import OpenedReferral


@dataclass(frozen=True)
class Happened:
    """One entry of the time line. The other side's people are not named: their agency is (``who``)."""

    event: ReferralEvent
    who: str
    why: str


@dataclass(frozen=True)
class Asked:
    """A question and its answer; ``choices`` are the answers to pick from."""

    row: Consultation
    question: str
    answer: str
    choices: Sequence[tuple[str, object]]


@dataclass(frozen=True)
class ReferralPage:
    referral: Referral
    sides: frozenset[Side]
    allowed: frozenset[str]
    happened: list[Happened]
    clocks: list[Standing]
    asked: list[Asked]
    origin: UUID | None  # the sender's own case, for those who may see it
    intake: UUID | None  # likewise the recipient's
    carried: Carried | None  # parts of the sender's case that travel with it, as far as the reader may know
    contact: Contact | None  # for the agency that accepted it, where the law of the place sets a time

    @property
    def steps(self) -> list[str]:
        return [action for action in STEPS if action in self.allowed]

    @property
    def questions_open(self) -> bool:
        return any(not asked.answer for asked in self.asked)


def page_for(actor: Person, opened: OpenedReferral) -> ReferralPage:
    """Everything that the page of one referral shows. Inside its open gate."""
    referral, sides = opened.referral, sides_of(actor, opened)
    clocks = clocks_of([referral.pk])[referral.pk]
    return ReferralPage(
        referral=referral,
        sides=sides,
        allowed=frozenset(action for action in SIDES if refusal(action, sides, referral) is None),
        happened=[_happened(actor, event) for event in _events(referral)],
        clocks=clocks,
        asked=[_asked(row) for row in referral.consultations.all()],
        origin=_case(ReferralOrigin, referral),
        intake=_case(ReferralIntake, referral),
        carried=carried_for(opened) if referral.identified else None,
        contact=_contact(clocks, referral.pk) if works_on(actor, referral, sides) else None,
    )


def _contact(clocks: list[Standing], referral: int) -> Contact | None:
    return contacts_of(latest(standing.clock for standing in clocks)).get(referral)


def questions_left(referral: Referral) -> set[str]:
    """Questions that were asked already: each is asked once."""
    return set(referral.consultations.values_list("question", flat=True))


def _events(referral: Referral) -> list[ReferralEvent]:
    return list(referral.events.select_related("by", "by_agency").order_by("pk"))


def _happened(actor: Person, event: ReferralEvent) -> Happened:
    """Names on one's own side, agencies on the other; why a referral was closed stays where the work was done."""
    own = event.by_agency_id == actor.agency_id
    return Happened(event, event.by.name if own else event.by_agency.name, _why(event, own))


# What the reason of an event may point at; people are told on their own side alone.
_POINTS_AT: dict[str, type[Agency | Team | Person]] = {"agency": Agency, "team": Team, "person": Person}


def _why(event: ReferralEvent, own: bool) -> str:
    kind, _, number = event.reason.partition(":")
    if kind not in _POINTS_AT:
        return label(event.reason) if own or event.after != ReferralStatus.CLOSED else ""
    if kind == "person" and (not own or number == str(event.by_id)):  # whoever took it herself is named already
        return ""
    found = _POINTS_AT[kind]._base_manager.filter(pk=number).first()
    return found.name if found else ""


def _asked(row: Consultation) -> Asked:
    return Asked(row, label(row.question), label(row.answer), answers_to(row.question))


def _case(model: type[ReferralOrigin | ReferralIntake], referral: Referral) -> UUID | None:
    """The case on the reader's own side; the database shows no other."""
    found: UUID | None = model.objects.filter(referral=referral).values_list("case__public_id", flat=True).first()
    return found
