"""What breaks the constraints of meetings, from the files of its parts, and the rows beside it."""

from tests.architecture.meetings_agenda import AGENDA, WithAgenda
from tests.architecture.meetings_calendar import CALENDAR
from tests.architecture.meetings_room import ROOM, WithRoom
from tests.architecture.meetings_schedule import SCHEDULE
from tests.architecture.meetings_schedule import WithMeetings as WithSchedule

MEETINGS = {**CALENDAR, **SCHEDULE, **AGENDA, **ROOM}


class WithMeetings(WithSchedule, WithAgenda, WithRoom):
    """Part of ``Furnished``: the rows of all parts."""
