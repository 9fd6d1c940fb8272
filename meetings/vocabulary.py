"""The closed lists of meetings. Where a case is talked about there is nothing but these lists: no free text (law T-12)."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class MeetingKind(TextChoices):
    """What a meeting is for decides which data can be in it at all (law 2.4, 5.3)."""

    SYSTEMS = "systems", _("Systems meeting")
    CONSULTATION = "consultation", _("Case consultation")
    FILE_REVIEW = "file_review", _("Review of closed files")
    EMERGENCY = "emergency", _("Emergency consultation")
    BUSINESS = "business", _("Business meeting")


class ItemKind(TextChoices):
    """What one item of an agenda is about."""

    CASE = "case", _("A case")
    FILE = "file", _("A closed file, redacted")
    SYSTEMS = "systems", _("How the system works")
    BUSINESS = "business", _("The team's own business")


# What fits where. A meeting without cases can never come to have one.
ITEMS_OF = {
    MeetingKind.SYSTEMS: (ItemKind.SYSTEMS, ItemKind.BUSINESS),
    MeetingKind.CONSULTATION: (ItemKind.CASE, ItemKind.SYSTEMS, ItemKind.BUSINESS),
    MeetingKind.FILE_REVIEW: (ItemKind.FILE, ItemKind.SYSTEMS, ItemKind.BUSINESS),
    MeetingKind.EMERGENCY: (ItemKind.CASE,),
    MeetingKind.BUSINESS: (ItemKind.SYSTEMS, ItemKind.BUSINESS),
}
WITH_CASES = (MeetingKind.CONSULTATION, MeetingKind.EMERGENCY, MeetingKind.FILE_REVIEW)
ABOUT_A_CASE = (ItemKind.CASE, ItemKind.FILE)


class Every(TextChoices):
    """How a series comes again. Months count by weekday: «the third Wednesday»."""

    WEEK = "week", _("Every week")
    TWO_WEEKS = "two_weeks", _("Every two weeks")
    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every three months")


class Ordinal(IntegerChoices):
    """Which of its weekdays in a month."""

    FIRST = 1, _("first")
    SECOND = 2, _("second")
    THIRD = 3, _("third")
    FOURTH = 4, _("fourth")
    LAST = -1, _("last")


class Weekday(IntegerChoices):
    """As ISO counts them."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")
    SATURDAY = 6, _("Saturday")
    SUNDAY = 7, _("Sunday")


class MeetingStatus(TextChoices):
    PLANNED = "planned", pgettext_lazy("meeting", "Planned")
    UNDER_WAY = "under_way", pgettext_lazy("meeting", "Under way")
    HELD = "held", pgettext_lazy("meeting", "Held")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")


class Reply(TextChoices):
    """What somebody who is invited says."""

    NONE = "", _("No answer yet")
    ACCEPTED = "accepted", _("Comes")
    TENTATIVE = "tentative", _("May come")
    DECLINED = "declined", _("Does not come")


class Presence(TextChoices):
    """Whether somebody is in the room. Stepped out: came, and is not in the room now."""

    UNKNOWN = "", _("Not noted yet")
    PRESENT = "present", _("In the room")
    OUT = "out", _("Stepped out")
    ABSENT = "absent", _("Absent")
    EXCUSED = "excused", _("Excused")


class ItemStatus(TextChoices):
    WAITING = "waiting", pgettext_lazy("agenda item", "To come")
    OPEN = "open", pgettext_lazy("agenda item", "Being talked about")
    STOPPED = "stopped", pgettext_lazy("agenda item", "Stopped")
    DONE = "done", pgettext_lazy("agenda item", "Done")
    CARRIED = "carried", pgettext_lazy("agenda item", "Carried over")
    WITHDRAWN = "withdrawn", pgettext_lazy("agenda item", "Taken off")


class Origin(TextChoices):
    """How an item came to be on the agenda."""

    CRITERIA = "criteria", _("It meets a criterion of the team")
    REQUEST = "request", _("Somebody asked for it")
    CARRIED = "carried", _("Carried over from an earlier meeting")


class Criterion(TextChoices):
    """Why a case is reviewed (law T-10). None of them points at a person."""

    NEW = "new", _("New since the last review")
    HIGH_RISK = "high_risk", _("Danger is judged to be high")
    CHILD = "child", _("A child is concerned")
    STALLED = "stalled", _("Nothing has moved for a while")
    MANY_AGENCIES = "many_agencies", _("Several agencies work at once")
    SURVIVOR_ASKED = "survivor_asked", _("The survivor asked for it")
    FOLLOW_UP = "follow_up", _("A decision of an earlier review is due")
    CLOSING = "closing", _("It is about to be closed")


class Wish(TextChoices):
    """What the survivor wants, as told to her advocate. Asked on every case, and first (law 2.3)."""

    SAFETY = "safety", _("To be safe where she lives")
    HOUSING = "housing", _("A safe place to live")
    MEDICAL = "medical", _("Medical care")
    COUNSELING = "counseling", _("Somebody to talk to")
    REPORT = "report", _("That police look into it")
    NO_REPORT = "no_report", _("No contact with police")
    CHARGES = "charges", _("That it goes to court")
    NO_COURT = "no_court", _("To stay out of court")
    INFORMED = "informed", _("To be told what happens, before it happens")
    ONE_PERSON = "one_person", _("One person to speak with, not many")
    CHILDREN = "children", _("Help for her children")
    MONEY = "money", _("Help with work, money or papers")
    LEFT_ALONE = "left_alone", _("To be left alone for now")


class Litigation(TextChoices):
    """Whether a court case about a closed file still runs (law P-05)."""

    NONE = "none", _("None runs, and none is expected")
    PENDING = "pending", _("One runs or is expected")
    UNKNOWN = "unknown", _("We do not know")


class CaseStep(TextChoices):
    """What can be decided about a case, and who then does it by when. Words of nobody's own (law T-12)."""

    ADVOCATE = "advocate", _("An advocate meets her")
    SAFETY_PLAN = "safety_plan", _("The safety plan is looked at again with her")
    INTERVIEW = "interview", _("A forensic interview is arranged")
    EXAM = "exam", _("A medical exam is offered")
    MENTAL_HEALTH = "mental_health", _("Counseling is offered")
    HOUSING = "housing", _("A safe place is looked for")
    PROTECTION_ORDER = "protection_order", _("Help with a protection order is offered")
    INVESTIGATION = "investigation", _("The investigation takes its next step")
    CHARGES = "charges", _("Charges are decided on")
    CHILD_PROTECTION = "child_protection", _("Child protection takes its next step")
    SCHOOL = "school", _("School is made safe for the child")
    INTERPRETER = "interpreter", _("An interpreter is found")
    TELL_HER = "tell_her", _("She is told where things stand")
    ASK_HER = "ask_her", _("She is asked what she wants")
    RELEASE = "release", _("A release is talked about with her")
    REVIEW_AGAIN = "review_again", _("The case comes back to the next review")
    CLOSE = "close", _("The team's work on it ends")


class Holding(TextChoices):
    """What holds an agency back on a case item, where no words of its own can stand (law P-06, T-12)."""

    SAFETY = "safety", _("It could put her in danger")
    HER_WISH = "her_wish", _("It is not what she wants")
    LAW = "law", _("The law does not let us")
    CAPACITY = "capacity", _("We cannot do it in this time")
    TOO_EARLY = "too_early", _("It is too early")
    ANOTHER_WAY = "another_way", _("Another way would do more for her")


class TaskStatus(TextChoices):
    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", pgettext_lazy("task", "Done")
    DROPPED = "dropped", pgettext_lazy("task", "Not needed any more")
