"""The closed lists of cases and referrals. Nothing here is a default: an unanswered question stays unanswered."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Absence(TextChoices):
    """Why there is no answer: three different things, everywhere (law T-09)."""

    UNKNOWN = "unknown", _("Unknown")
    NOT_COLLECTED = "not_collected", _("Not collected")
    DECLINED = "declined", _("Declined to say")


class CaseStatus(TextChoices):
    OPEN = "open", pgettext_lazy("a record", "Open")
    CLOSED = "closed", pgettext_lazy("a record", "Closed")


class EmergencyReason(TextChoices):
    """Why somebody opens a record that she does not work on (law S-12)."""

    DANGER = "danger", _("Somebody is in danger now")
    CALLED = "called", _("She called, and nobody who works with her can be reached")
    HOSPITAL = "hospital", _("She is in a hospital or with police, and needs us there")
    COURT = "court", _("A court date or a deadline is today")


class Safety(TextChoices):
    """Whether a way of contact is safe (law S-06). Only «safe» is ever used."""

    SAFE = "safe", _("Safe")
    NOT_SAFE = "not_safe", _("Not safe")
    UNKNOWN = "unknown", _("Not known")


class ContactKind(TextChoices):
    PHONE = "phone", _("Phone call")
    TEXT = "text", _("Text message")
    VOICEMAIL = "voicemail", _("Voicemail")
    EMAIL = "email", _("E-mail")
    PERSON = "person", _("Through a person")
    IN_PERSON = "in_person", _("In person, at a place")


class AgeBand(TextChoices):
    UNDER_12 = "0-11", _("Under 12")
    TEEN = "12-17", _("12 to 17")
    YOUNG = "18-24", _("18 to 24")
    ADULT = "25-59", _("25 to 59")
    OLDER = "60+", _("60 or older")


class Language(TextChoices):
    """Languages asked for; the list is coarse on purpose."""

    ENGLISH = "en", _("English")
    SPANISH = "es", _("Spanish")
    ASL = "ase", _("American Sign Language")
    ARABIC = "ar", _("Arabic")
    CHINESE = "zh", _("Chinese")
    HMONG = "hmn", _("Hmong")
    SOMALI = "so", _("Somali")
    VIETNAMESE = "vi", _("Vietnamese")
    OTHER = "other", _("Another language")


class AccessNeed(TextChoices):
    INTERPRETER = "interpreter", _("Interpreter")
    STEP_FREE = "step_free", _("Step-free access")
    HEARING = "hearing", _("Hearing")
    SIGHT = "sight", _("Sight")
    COGNITIVE = "cognitive", _("Easy words and time")
    CHILD_CARE = "child_care", _("Child care")
    TRANSPORT = "transport", _("Transport")


class Asked(TextChoices):
    """What is asked of the recipient."""

    CONSULTATION = "consultation", _("Consultation")
    ADVOCACY = "advocacy", _("Advocacy")
    SHELTER = "shelter", _("Safe place to stay")
    MEDICAL = "medical", _("Medical forensic examination")
    INTERVIEW = "interview", _("Forensic interview")
    INVESTIGATION = "investigation", _("Contact with an investigator")
    PROSECUTION = "prosecution", _("Contact with a prosecutor")
    MENTAL_HEALTH = "mental_health", _("Counseling")
    CHILD_PROTECTION = "child_protection", _("Child protection")
    HOUSING = "housing", _("Longer-term housing")
    LEGAL = "legal", _("Civil legal help")
    CASE_REVIEW = "case_review", _("Team case review")


class Urgency(TextChoices):
    NOW = "now", _("Within hours")
    SOON = "soon", _("Within two days")
    ROUTINE = "routine", _("Within two weeks")


class RiskBand(TextChoices):
    """How a person judged the danger; no program computes it (law T-15)."""

    SEVERE = "severe", _("Severe")
    HIGH = "high", _("High")
    RAISED = "raised", _("Raised")
    NONE_KNOWN = "none_known", _("None known")


class AreaKind(TextChoices):
    COUNTY = "county", _("In the county")
    WIDER = "wider", _("In the wider region")


class Tier(IntegerChoices):
    """How quickly the table answers (law 4.3)."""

    IMMEDIATE = 1, _("Immediate consultation")
    MEETING = 2, _("Case meeting")
    REGULAR = 3, _("Regular review")


class ReferralStatus(TextChoices):
    """Where a referral is (law 4.4). Transitions are in ``lifecycle.py``."""

    RECEIVED = "received", _("Received")
    SCREENED = "screened", _("Screened")
    CONSULTING = "consulting", _("In consultation")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REDIRECTED = "redirected", _("Redirected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    COORDINATOR_ASSIGNED = "coordinator_assigned", _("Coordinator assigned")
    FIRST_CONTACT = "first_contact", _("First contact made")
    MDT_SCHEDULED = "mdt_scheduled", _("Team meeting scheduled")
    IN_REVIEW = "in_review", _("In review")
    PLAN = "plan", _("Plan agreed")
    FOLLOW_UP = "follow_up", _("Follow-up")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Reopened")


class ClockKind(TextChoices):
    CONSULT = "consult", pgettext_lazy("a step", "Answer")
    FIRST_CONTACT = "first_contact", _("First contact")
    MDT = "mdt", _("Team meeting")
    FOLLOW_UP = "follow_up", _("Follow-up")


class ContactWay(TextChoices):
    """How somebody tried to reach the survivor, or told others (law T-05)."""

    IN_PERSON = "in_person", _("In person")
    PHONE = "phone", _("By phone")
    MESSAGE = "message", _("By message")
    THROUGH = "through", _("Through another person")


class ContactOutcome(TextChoices):
    """What came of an attempt. No word of what was said."""

    REACHED = "reached", _("Reached")
    NOT_THERE = "not_there", _("Not there")
    DECLINED = "declined", _("Declined contact")
    NOT_SAFE = "not_safe", _("Not safe to try")
    WRONG = "wrong", _("Wrong way of contact")


class NoticeTo(TextChoices):
    """Who is told at once that no contact in person came about in time."""

    COORDINATOR = "coordinator", _("The team's coordinator")
    POLICE = "police", _("Police at the table")


class Calendar(TextChoices):
    ALWAYS = "always", _("Day and night, every day")
    BUSINESS = "business", _("Business hours")
