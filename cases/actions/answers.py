"""What the recipient's side does with a referral: look, ask, accept, decline; and the steps of its one coordinator."""

from uuid import UUID

from django.utils.translation import gettext as _
from guardian.shortcuts import assign_perm, remove_perm

from agencies.models import Person
from cases.actions import clocks
from cases.actions.referrals import changing, move, record, remind
from cases.closed_lists import REASONS, Question
from cases.lifecycle import STEPS
from cases.models import Case, Consultation, Referral, ReferralIntake
from cases.policy.cases import may_open
from cases.policy.contact import may_step
from cases.policy.referrals import may_be_coordinator
from cases.queries.contact import contact_of
from cases.queries.recipients import hears
from cases.queries.referral_page import questions_left
from mdt.kit.errors import Refused, refuse

WORK = "work_case"


def screen(*, referral: UUID, found: str, by: Person) -> None:
    """The first look: it is ours, it is ours and cannot wait, it is ours and a report is due."""
    with changing(by, referral, "screen") as opened:
        move(opened.referral, by, "screen", reason=_reason("screen", found))


def ask(*, referral: UUID, question: str, by: Person) -> None:
    """Ask the sender one question of the list; each is asked once."""
    with changing(by, referral, "ask") as opened:
        if question not in Question.values:
            raise Refused(_("Choose one of the questions."))
        if question in questions_left(opened.referral):
            raise Refused(_("That was asked already."))
        row = Consultation(referral=opened.referral, question=question, asked_by=by)
        row.save()
        move(opened.referral, by, "ask", reason=question)
        remind(opened.referral.sent_by, opened.referral, f"question:{row.pk}")


def decline(*, referral: UUID, reason: str, by: Person) -> None:
    """Say no, and why, so that the sender can go on at once."""
    with changing(by, referral, "decline") as opened:
        move(opened.referral, by, "decline", reason=_reason("decline", reason))
        remind(opened.referral.sent_by, opened.referral, f"declined:{opened.referral.pk}")


def accept(*, referral: UUID, coordinator: Person, by: Person) -> UUID:
    """Take it on: a case of one's own in one's own room, and exactly one coordinator (law T-07); the case's public id.

    Always somebody's decision, never a program's (law T-15).
    """
    with changing(by, referral, "accept") as opened:
        mine = opened.referral
        refuse(may_open(by))
        refuse(may_be_coordinator(coordinator, by, hears=hears(coordinator, mine)))
        case = _own_case(mine, by, coordinator)
        mine.accepted_agency, mine.coordinator = by.agency, coordinator
        move(mine, by, "accept")
        move(mine, by, "assign", reason=f"person:{coordinator.pk}")
        if coordinator != by:
            remind(coordinator, mine, f"coordinates:{mine.pk}")
        public_id: UUID = case.public_id
    return public_id


def _own_case(referral: Referral, by: Person, coordinator: Person) -> Case:
    """Whoever opens a case is assigned to it for as long as it takes to hand it to its coordinator."""
    case = Case(agency=by.agency, opened_by=by)
    case.save()
    assign_perm(WORK, by, case)
    ReferralIntake(referral=referral, case=case).save()
    if coordinator != by:
        assign_perm(WORK, coordinator, case)
        remove_perm(WORK, by, case)
    return case


def step(*, referral: UUID, action: str, by: Person, reason: str = "") -> None:
    """One step of the work, by the coordinator: contact, schedule, review, plan, follow_up, close with a reason, reopen."""
    if action not in STEPS:
        raise Refused(_("Choose one of the steps."))
    with changing(by, referral, action) as opened:
        refuse(may_step(action, contact_of(opened.referral)))
        move(opened.referral, by, action, reason=_reason(action, reason) if action in REASONS else "")


def reassign(*, referral: UUID, coordinator: Person, by: Person) -> None:
    """Hand it to another coordinator of the agency, with the case; the one before no longer works on that case."""
    with changing(by, referral, "reassign") as opened:
        mine, before = opened.referral, opened.referral.coordinator
        refuse(may_be_coordinator(coordinator, by, hears=hears(coordinator, mine)))
        if coordinator == before:
            raise Refused(_("%(person)s is its coordinator already.") % {"person": coordinator.name})
        mine.coordinator = coordinator
        mine.save()
        _hand_case_over(mine, before, coordinator)
        clocks.hand_over(mine, coordinator)
        record(mine, by, before=mine.status, after=mine.status, reason=f"person:{coordinator.pk}")
        remind(coordinator, mine, f"coordinates:{mine.pk}")


def _hand_case_over(referral: Referral, before: Person, after: Person) -> None:
    intake = ReferralIntake.objects.select_related("case").filter(referral=referral).first()
    if intake is None:  # the supervisor is walled off from this very case
        raise Refused(_("You have stepped aside from this record. Another supervisor hands it over."))
    assign_perm(WORK, after, intake.case)
    remove_perm(WORK, before, intake.case)


def _reason(action: str, given: str) -> str:
    if given not in REASONS[action].values:
        raise Refused(_("Choose one of the reasons."))
    return given
