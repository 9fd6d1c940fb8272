"""What breaks the constraints of meetings, from the files of its parts."""

from tests.architecture.meetings_calendar import CALENDAR
from tests.architecture.meetings_schedule import SCHEDULE, WithMeetings

MEETINGS = {**CALENDAR, **SCHEDULE}
__all__ = ["MEETINGS", "WithMeetings"]
