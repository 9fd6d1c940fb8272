"""The demo's referrals: sent, moved on, asked about, answered, and their clocks, as the lifecycle and the rules say."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cases import clocks, lifecycle
from cases.defaults import Term
from cases.models import (
    Case,
    Clock,
    Consultation,
    Referral,
    ReferralCarried,
    ReferralEvent,
    ReferralIntake,
    ReferralOrigin,
)  # fmt: skip
from cases.models.referral import AFTER_ACCEPTANCE
from cases.vocabulary import Absence, ClockKind, ReferralStatus
from mdt.demo.county import County
from mdt.demo.desk import RULES, holidays
from mdt.demo.files import done_by, of
from mdt.demo.script import LETTERS, Letter, Move


def send(county: County, cases: list[Case]) -> int:
    """All letters, in the order in which the data has them. Returns how many."""
    before: Referral | None = None
    for letter in LETTERS:
        before = _Post(county, cases, letter, before if letter.follows else None).deliver()
    return len(LETTERS)


class _Post:
    """One referral on its way: each move is recorded as done by the one who does it."""

    def __init__(self, county: County, cases: list[Case], letter: Letter, before: Referral | None) -> None:
        self.county, self.cases, self.letter, self.before = county, cases, letter, before
        self.people, self.sent_at = county.people, county.dice.ago(hours=letter.ago)
        year = county.dice.base.year
        self.free_days = {day for y in (year - 1, year, year + 1) for day in holidays(y).values()}

    def deliver(self) -> Referral:
        with done_by(self.people[self.letter.sender]):
            self.referral = self._referral()
            self.referral.save()
            self._event("", ReferralStatus.RECEIVED, self.letter.sender, self.sent_at)
            self._link()
            self._clocks("send", self.sent_at)
        for move in self.letter.moves:
            self._move(move)
        return self.referral

    def _referral(self) -> Referral:
        letter, dice = self.letter, self.county.dice
        sender = self.people[letter.sender]
        asked_not = {"age_band": letter.age, "language": letter.language, "risk_band": letter.risk}
        return Referral(
            public_id=dice.public_id(), code=dice.code(), once=dice.public_id(), from_agency=sender.agency,
            sent_by=sender, sent_at=self.sent_at, to_agency=self.county.agencies.get(letter.to),
            to_team=self.county.teams.get(letter.to), redirected_from=self.before, tier=letter.tier,
            identified=letter.carries > 0,
            urgency=letter.urgency, risk_band=letter.risk or "", area_kind=letter.area,
            area=self.county.places["Alder County"], age_band=letter.age or "", language=letter.language or "",
            access_needs=list(letter.needs), asked_for=list(letter.asked),
            absences={name: Absence.NOT_COLLECTED for name, answer in asked_not.items() if answer is None},
        )  # fmt: skip

    def _link(self) -> None:
        if self.letter.case is not None:
            case = of(self.cases, self.people[self.letter.sender])[self.letter.case]
            ReferralOrigin(referral=self.referral, case=case).save()
            if self.letter.carries:
                ReferralCarried(referral=self.referral, case=case, elements=self.letter.carries).save()

    def _move(self, move: Move) -> None:
        before, at = self.referral.status, self.sent_at + timedelta(hours=move.after)
        after = lifecycle.moved(before, move.action)
        if after is None or at > self.county.dice.base:
            raise ValueError(f"The demo's script does not play: {move.action} from {before}.")
        with done_by(self.people[move.by]):
            self.referral.status = after
            if after in AFTER_ACCEPTANCE and self.referral.coordinator is None:
                self.referral.coordinator = self.people[move.by]
                self.referral.accepted_agency = self.people[move.by].agency
            self.referral.save()
            is_question = move.action == "ask"
            self._event(before, after, move.by, at, "" if is_question else self._reason(move))
            if is_question:
                self._question(move, at)
            self._clocks(move.action, at)
            if move.action == "accept" and self.letter.intake:
                first, place = self.letter.intake
                case = of(self.cases, self.people[first])[place]
                ReferralIntake(referral=self.referral, case=case).save()

    def _event(self, before: str, after: str, by: str, at: datetime, reason: str = "") -> None:
        person = self.people[by]
        ReferralEvent(
            referral=self.referral, before=before, after=after, reason=reason, by=person, by_agency=person.agency, at=at
        ).save()

    def _reason(self, move: Move) -> str:
        """A reason of the list; of what was redirected, to which agency."""
        to = self.county.agencies.get(move.reason) if move.action == "redirect" else None
        return f"agency:{to.pk}" if to else move.reason

    def _question(self, move: Move, at: datetime) -> None:
        asked = Consultation(referral=self.referral, question=move.reason, asked_by=self.people[move.by], asked_at=at)
        if move.answered:
            hours, answer = move.answered
            asked.answer, asked.answered_by = answer, self.people[self.letter.sender]
            asked.answered_at = self.sent_at + timedelta(hours=hours)
        asked.save()

    def _clocks(self, action: str, at: datetime) -> None:
        """What the action starts, meets and stops. A clock that ran out was told to others when it should be."""
        for clock in self._running():
            if clock.kind in clocks.MEETS.get(action, ()):
                clock.met_at = at
            elif action in clocks.STOPS:
                clock.stopped_at = at
            else:
                continue
            clock.escalated_at = clock.escalate_at if clock.escalate_at < at else None
            clock.save()
        for kind in clocks.STARTS.get(action, ()):
            self._start(kind, at)

    def _running(self) -> list[Clock]:
        return [clock for clock in getattr(self, "_started", []) if not (clock.met_at or clock.stopped_at)]

    def _start(self, kind: ClockKind, at: datetime) -> None:
        minutes, calendar, late = RULES[self.letter.tier, kind]
        term = Term(minutes, calendar, late)
        zone = ZoneInfo(self.county.places["Alder County"].time_zone)
        due = clocks.due_at(at, term, zone, self.free_days)
        told = clocks.escalate_at(due, term, zone, self.free_days)
        clock = Clock(
            referral=self.referral, kind=kind, started_at=at, due_at=due, escalate_at=told,
            owner=self.referral.coordinator, escalated_at=told if told < self.county.dice.base else None,
        )  # fmt: skip
        clock.save()
        self._started = [*getattr(self, "_started", []), clock]
