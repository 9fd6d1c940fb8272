"""What the sender's side does with a referral: send, answer a question, take it back; and redirecting, which sends anew."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import IntegrityError, ProgrammingError
from django.utils.translation import gettext as _

from agencies import reminders
from agencies.models import Person
from cases.actions import clocks
from cases.closed_lists import answers_to
from cases.facts import COARSE
from cases.lifecycle import ANSWERABLE, moved
from cases.models import Case, Consultation, Referral, ReferralCarried, ReferralEvent, ReferralOrigin
from cases.policy.referrals import may, may_carry, may_refer
from cases.queries.carried import ways_of
from cases.queries.recipients import Recipient, already_there, hears, recipients_for, who_answers
from cases.queries.referrals import sent_once
from cases.vocabulary import ReferralStatus
from confidentiality import gate
from mdt.kit import clock as time
from mdt.kit.errors import Refused, refuse

LIST_PAGE = "/referrals/"


def send(
    *, by: Person, once: UUID, recipient: str, answers: Mapping[str, Any], case: UUID | None = None, carries: int = 0
) -> UUID:  # fmt: skip
    """Send a referral; its public id. The same ``once`` sends one referral, however often it comes.

    ``answers`` are the coarse facts of ``cases.facts.COARSE``; ``carries`` the parts of the case that travel, as bits.
    """
    refuse(may_refer(by))
    try:
        return sent_once(by, once) or _send(by, once, recipient, answers, case, carries)
    except Refused:
        gate.refused(by, purpose="referral.send")
        raise
    except IntegrityError as error:
        if "once" not in str(error.__cause__):
            raise
        sent = sent_once(by, once)  # at the same moment, by the other of two clicks
        if sent is None:
            raise
        return sent


def _send(by: Person, once: UUID, recipient: str, answers: Mapping[str, Any], case: UUID | None, carries: int) -> UUID:
    to = _found(recipient, recipients_for(by).found)
    if case is None:
        refuse(may_carry(to.agency, carries, open_there=0, alone=0, from_case=False) if carries else None)
        with gate.begin(by):
            return _new(by, once, to, answers).public_id
    with gate.action(by, case, purpose="referral.send") as opened:
        refuse(may_refer(by, opened))
        refuse(_may_carry(to, carries, opened.case) if carries else None)
        return _new(by, once, to, answers, from_case=opened.case, carries=carries).public_id


def _may_carry(to: Recipient, carries: int, case: Case) -> str | None:
    ways, there = ways_of(case), to.agency.pk if to.agency else 0
    return may_carry(to.agency, carries, open_there=ways.open_to.get(there, 0), alone=ways.alone.get(there, 0))


def _new(
    by: Person, once: UUID, to: Recipient, answers: Mapping[str, Any], *,
    from_case: Case | None = None, redirected_from: Referral | None = None, carries: int = 0,
) -> Referral:  # fmt: skip
    """A referral with its first event, its first clock and its reminders, in the running transaction."""
    coarse = {name: answers[name] for name in COARSE}
    referral = Referral(
        from_agency=by.agency, sent_by=by, once=once, to_agency=to.agency, to_team=to.team,
        redirected_from=redirected_from, identified=carries > 0, **coarse,
    )  # fmt: skip
    referral.save()
    if from_case is not None:
        ReferralOrigin(referral=referral, case=from_case).save()
        if carries:
            _carry(referral, from_case, carries)
    record(referral, by, before="", after=ReferralStatus.RECEIVED)
    clocks.turn(referral, "send")
    for person in who_answers(referral):
        remind(person, referral, f"referral:{referral.pk}")
    return referral


def _carry(referral: Referral, case: Case, elements: int) -> None:
    """The database lets the row in only while a live basis opens each of the parts there."""
    try:
        ReferralCarried(referral=referral, case=case, elements=elements).save()
    except ProgrammingError as error:
        raise Refused(_("What opened these parts has just ended. Nothing was sent.")) from error


def withdraw(*, referral: UUID, by: Person) -> None:
    """Take a referral back before anybody has answered for it. What was sent stays on record (law C-11)."""
    with changing(by, referral, "withdraw") as opened:
        move(opened.referral, by, "withdraw")


def answer(*, referral: UUID, question: str, answer: str, by: Person) -> None:
    """Answer a question of the recipient, from the list of what can be answered to it."""
    with changing(by, referral, "answer") as opened:
        row = Consultation.objects.select_for_update().filter(referral=opened.referral, question=question).first()
        if row is None or answer not in dict(answers_to(question)):
            raise Refused(_("Choose one of the answers."))
        if row.answer:
            raise Refused(_("This question was answered already."))
        row.answer, row.answered_by, row.answered_at = answer, by, time.now()
        row.save()
        for person in who_answers(opened.referral):
            remind(person, opened.referral, f"answer:{row.pk}")


def redirect(*, referral: UUID, once: UUID, recipient: str, by: Person) -> UUID:
    """Send the same facts on to somebody else who fits better. One's own agency is the sender of the new referral."""
    if earlier := sent_once(by, once):
        return earlier
    with changing(by, referral, "redirect") as opened:
        mine = opened.referral
        to = _found(recipient, recipients_for(by, besides=already_there(mine)).found)
        facts = {name: getattr(mine, name) for name in COARSE}
        sent_on = _new(by, once, to, facts, redirected_from=mine)
        move(mine, by, "redirect", reason=f"{to.key.partition(':')[0]}:{to.place.pk}")
    return sent_on.public_id


# --- What every action on a referral shares ---------------------------------------------------------------------


@contextmanager
def changing(by: Person, referral: UUID, action: str) -> Iterator[gate.OpenedReferral]:
    """A change under the row's lock, allowed by what is true at that moment. A refusal is on record."""
    purpose = f"referral.{action}"
    try:
        with gate.referral_action(by, referral, purpose=purpose) as opened:
            refuse(may(by, action, opened))
            yield opened
    except Refused:
        gate.refused(by, purpose=purpose)
        raise


def move(referral: Referral, by: Person, action: str, *, reason: str = "") -> None:
    """The transition that the action makes, its event and its clocks. The policy has said that it may."""
    before, after = referral.status, moved(referral.status, action)
    if after is None:
        raise Refused(_("That cannot be done where the referral is now."))
    referral.status = after
    referral.save()
    record(referral, by, before=before, after=after, reason=reason)
    clocks.turn(referral, action)
    if before in ANSWERABLE and after not in ANSWERABLE:  # nobody else needs to come for it
        reminders.cancel(f"referral:{referral.pk}:")


def record(referral: Referral, by: Person, *, before: str, after: str, reason: str = "") -> None:
    ReferralEvent(
        referral=referral, before=before, after=after, reason=reason, by=by, by_agency=by.agency
    ).save()  # fmt: skip


def remind(person: Person, referral: Referral, about: str) -> None:
    """One mail without a word of content. The key makes it one, whoever asks for it again. Behind a wall nobody is told."""
    if not hears(person, referral):
        return
    reminders.schedule(f"{about}:{person.pk}", person, LIST_PAGE, time.now())


def _found(key: str, among: list[Recipient]) -> Recipient:
    found = next((recipient for recipient in among if recipient.key == key), None)
    return found or _never(_("That agency or team takes no referrals at this moment. Choose another."))


def _never(sentence: str) -> Any:
    raise Refused(sentence)
