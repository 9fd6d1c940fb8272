"""Meetings: series and their dates, who is invited, agendas, who heard what, decisions, tasks, minutes, calendars."""

from meetings.models.agenda import Heard, Item, ItemCase
from meetings.models.calendar import CalendarMail, Feed, LeadTimes
from meetings.models.deciding import Decision, Stance, Task
from meetings.models.minutes import Minutes, MinutesRead
from meetings.models.schedule import Attendee, Meeting, Series

RECORDED = (
    "Attendee", "Decision", "Feed", "Item", "ItemCase", "LeadTimes", "Meeting", "Minutes", "MinutesRead", "Series", "Stance",
    "Task",
)  # fmt: skip
__all__ = [
    "Attendee", "CalendarMail", "Decision", "Feed", "Heard", "Item", "ItemCase", "LeadTimes", "Meeting", "Minutes",
    "MinutesRead", "Series", "Stance", "Task",
]  # fmt: skip
