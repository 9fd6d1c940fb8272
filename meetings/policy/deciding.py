"""Who writes down what a meeting decides, who settles a task, who approves minutes (law P-06, T-10, T-12)."""

from django.utils.translation import gettext as _

from agencies.models import Person
from agencies.queries.teams import coordinates
from meetings.models import Item, Meeting, Task
from meetings.policy import room
from meetings.queries.meetings import meetings_for
from meetings.vocabulary import ItemStatus, MeetingStatus, Presence, TaskStatus


def may_write(actor: Person, item: Item) -> str | None:
    """A decision or a task, while the item is being talked about."""
    if refusal := room.may_run(actor, item.meeting):
        return refusal
    if item.status != ItemStatus.OPEN:
        return _("This item is not being talked about. Open it first.")
    return None


def may_settle(actor: Person, task: Task) -> str | None:
    if task.status != TaskStatus.OPEN:
        return _("This task is settled already.")
    if task.owner_id != actor.pk and not coordinates(actor, task.meeting.team):
        return _("Only who does it settles it, or a coordinator of the team.")
    return None


def may_approve(actor: Person, meeting: Meeting) -> str | None:
    """Somebody who was there, of another agency than who ran it: two look at what stays for good."""
    if not meetings_for(actor).filter(pk=meeting.pk).exists():
        return _("There is no such meeting.")
    if meeting.status != MeetingStatus.HELD:
        return _("Minutes are approved when the meeting is over.")
    if hasattr(meeting, "minutes_kept"):
        return _("The minutes are approved already.")
    came = meeting.attendees.filter(person=actor, presence__in=[Presence.PRESENT, Presence.OUT]).exists()
    if not came:
        return _("Somebody who was there approves the minutes.")
    if meeting.began_by is not None and meeting.began_by.agency_id == actor.agency_id:
        return _("Somebody of another agency than the one that ran the meeting approves its minutes.")
    return None
