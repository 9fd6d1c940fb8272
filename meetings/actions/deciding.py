"""Decisions with where each agency stands, and tasks with who does them by when (law P-06, T-10)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError
from django.utils.translation import gettext as _

from agencies import reminders
from agencies.models import Agency, Person
from agencies.queries.teams import today_of
from confidentiality import gate
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse
from meetings.models import Decision, Item, ItemCase, Meeting, Stance, Task
from meetings.policy import deciding as policy
from meetings.queries.deciding import agencies_present
from meetings.vocabulary import ItemKind, TaskStatus
from protocols.lifecycle import least_allowed, outcome
from protocols.vocabulary import Threshold

REMINDED = (2, 0)  # days before a task is due
MORNING = time(9)


def propose(*, item: Item, step: str, proposal: str, threshold: str, least: int | None, by: Person) -> Decision:
    """Put it to the room. How much agreement it needs is fixed now."""
    with _writing(item, by) as (held, case):
        present = agencies_present(held)
        if threshold == Threshold.AT_LEAST and not least_allowed(len(present)) <= (least or 0) <= len(present):
            raise Refused(
                _("%(here)s agencies are in the room. Say a number from %(least)s, which is two thirds, to %(here)s.")
                % {"here": len(present), "least": least_allowed(len(present))},
                about="least",
            )
        made = Decision(
            item=held, case_id=case, step=step, proposal=proposal, threshold=threshold, put_by=by,
            least=least if threshold == Threshold.AT_LEAST else None,
        )  # fmt: skip
        made.save()
        return made


def stand(
    *, decision: Decision, agency: Agency, number: int, holding: str, words: str, seen: int | None, by: Person
) -> None:
    """Where an agency that is in the room stands, as it says itself. ``seen``: what the page showed, so that nothing is
    overruled unseen."""
    with _writing(decision.item, by) as (_held, case):
        one = Stance.objects.filter(decision=decision, agency=agency).first() or Stance(
            decision=decision, agency=agency
        )
        if one.number != seen:
            raise Refused(_("Somebody noted something else for this agency meanwhile. Look at it again."))
        if number >= 7 and not (holding or words):
            raise Refused(_("At 7 or 8, say what stands in the way."), about="holding" if case is not None else "words")
        one.number, one.holding, one.words, one.by, one.at = number, holding, words, by, clock.now()
        _saved(one)


def close(*, decision: Decision, by: Person) -> str:
    """By the rule that was fixed, over every agency in the room. Silence is never consent."""
    with _writing(decision.item, by) as (held, _case):
        one = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
        if one.outcome:
            raise Refused(_("This is decided already."))
        said = dict(one.stances.values_list("agency", "number"))
        numbers = [said.pop(agency.pk, None) for agency in agencies_present(held)]
        found = outcome(one.threshold, one.least, [*numbers, *(n for n in said.values() if n == 8)])
        one.outcome, one.closed_at = str(found), clock.now()
        _saved(one)
        return one.outcome


def add_task(*, item: Item, step: str, what: str, owner: UUID, due_on: date, by: Person) -> Task:
    """Somebody who is invited does it by a day; about a case, somebody who may hear it."""
    with _writing(item, by) as (held, case):
        attendee = held.meeting.attendees.filter(public_id=owner).select_related("person").first()
        if attendee is None:
            raise Refused(_("Nobody of that name is on the list any more."), about="owner")
        if due_on < today_of(held.meeting.team):
            raise Refused(_("That day is past."), about="due_on")
        made = Task(
            meeting=held.meeting, item=held, case_id=case, step=step, what=what, owner=attendee.person, due_on=due_on,
            made_by=by,
        )  # fmt: skip
        _saved(made)
        _remind(made)
        return made


def settle_task(*, task: UUID, done: bool, by: Person) -> None:
    with gate.begin(by):
        one = _task(task)
        refuse(policy.may_settle(by, one))
        one.status = TaskStatus.DONE if done else TaskStatus.DROPPED
        one.settled_at, one.settled_by = clock.now(), by
        one.save()
        reminders.cancel(f"task:{one.pk}:")


def postpone(*, task: UUID, due_on: date, by: Person) -> None:
    """It takes longer. Said by who does it or by a coordinator; the record of changes keeps the earlier day."""
    with gate.begin(by):
        one = _task(task)
        refuse(policy.may_settle(by, one))
        if due_on <= one.due_on:
            raise Refused(_("Choose a day after the one it was due on."), about="due_on")
        one.due_on = due_on
        one.save()
        reminders.cancel(f"task:{one.pk}:")
        _remind(one)


@contextmanager
def _writing(item: Item, by: Person) -> Iterator[tuple[Item, int | None]]:
    """The item under the lock of its meeting, with the key of its case where it has one that this person may see."""
    with gate.begin(by):
        meeting = Meeting.objects.select_for_update(of=("self",)).select_related("team").get(pk=item.meeting_id)
        held = Item.objects.filter(pk=item.pk).first()
        if held is None:
            raise gate.RecordNotFound
        held.meeting = meeting
        refuse(policy.may_write(by, held))
        behind = ItemCase.objects.filter(item=held).first() if held.kind == ItemKind.CASE else None
        if held.kind == ItemKind.CASE and behind is None:
            raise Refused(_("Only somebody to whom the case is open writes down what is decided about it."))
        yield held, behind and behind.case_id


def _task(public_id: UUID) -> Task:
    one = Task.objects.select_for_update(of=("self",)).filter(public_id=public_id).first()
    if one is None:
        raise gate.RecordNotFound
    one.meeting = Meeting.objects.select_related("team").get(pk=one.meeting_id)
    return one


def _saved(row: Stance | Decision | Task) -> None:
    try:
        row.save()
    except IntegrityError as no:
        raise Refused(_said(no), about=_ABOUT.get(_name(no))) from no


_ABOUT = {"task_owner_may_hear": "owner"}


def _name(no: IntegrityError) -> str:
    return str(getattr(getattr(no.__cause__, "diag", None), "constraint_name", ""))


def _said(no: IntegrityError) -> str:
    sentences = {
        "task_owner_may_hear": _(
            "She may not hear this case, so she cannot have a task about it. Choose somebody else."
        ),
        "stance_of_who_is_there": _("Nobody of that agency is in the room."),
    }
    if _name(no) not in sentences:
        raise no
    return sentences[_name(no)]


def _remind(task: Task) -> None:
    """Two days before and on the day, in the morning where the team works. The mail says nothing of it."""
    zone = ZoneInfo(task.meeting.team.time_zone)
    for days in REMINDED:
        due_at = datetime.combine(task.due_on - timedelta(days=days), MORNING, tzinfo=zone)
        if due_at > clock.now():
            reminders.schedule(f"task:{task.pk}:{task.due_on}:{days}", task.owner, "/meetings/tasks/", due_at)
