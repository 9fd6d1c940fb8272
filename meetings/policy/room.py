"""Who runs a meeting, and what holds an item closed. The database holds the same (sql/room.sql)."""

from django.utils.translation import gettext as _

from agencies.models import Person
from meetings.models import Item, Meeting
from meetings.policy import meetings
from meetings.vocabulary import ABOUT_A_CASE, ItemStatus, MeetingStatus


def may_begin(actor: Person, meeting: Meeting) -> str | None:
    if refusal := meetings.may(actor, "run", meeting):
        return refusal
    if meeting.status != MeetingStatus.PLANNED:
        return _("This meeting is under way already. Somebody else began it.")
    return meetings.may_meet(meeting.team, meeting.kind)


def may_run(actor: Person, meeting: Meeting) -> str | None:
    """Note who is there, open and close items, write down decisions and tasks."""
    if refusal := meetings.may(actor, "run", meeting):
        return refusal
    if meeting.status != MeetingStatus.UNDER_WAY:
        return _("This meeting has not begun. Begin it first.")
    return None


def may_open(actor: Person, item: Item) -> str | None:
    if refusal := may_run(actor, item.meeting):
        return refusal
    if item.status not in (ItemStatus.WAITING, ItemStatus.STOPPED):
        return _("This item is settled already.")
    if item.kind in ABOUT_A_CASE:  # an agreement can lapse in the middle of a meeting
        return meetings.may_meet(item.meeting.team, item.meeting.kind)
    return None
