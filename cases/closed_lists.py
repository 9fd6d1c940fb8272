"""The closed lists of answering: reasons, questions and answers. There is no free text between agencies (law T-02)."""

from collections.abc import Sequence

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.vocabulary import Absence


class ScreenedAs(TextChoices):
    """What the first look found (law 4.4)."""

    IN_SCOPE = "in_scope", _("It is ours to look at")
    URGENT = "urgent", _("It is ours, and it cannot wait")
    REPORT_DUE = "report_due", _("It is ours, and a mandated report is due")


class DeclineReason(TextChoices):
    """About the recipient alone. «We know her already» is no reason here: it would tell that she was there (law C-01)."""

    OUT_OF_AREA = "out_of_area", _("Outside the area that we serve")
    OUT_OF_SCOPE = "out_of_scope", _("Not something that we do")
    NO_CAPACITY = "no_capacity", _("No room now")
    CONFLICT = "conflict", _("We would not be the right ones: a conflict of interest")
    TOO_LITTLE = "too_little", _("Too little is known to act on")


class CloseReason(TextChoices):
    """Why the work on a referral ended. The sender learns that it ended, never why."""

    DONE = "done", _("What was agreed is done")
    SURVIVOR_ENDED = "survivor_ended", _("The survivor chose to end it")
    NO_CONTACT = "no_contact", _("No contact came about")
    MOVED = "moved", _("She lives elsewhere now")
    HANDED_OVER = "handed_over", _("Others have taken over")


class Question(TextChoices):
    """What a recipient may ask. None of it can point at a person."""

    SAFE_NOW = "safe_now", _("Is the survivor safe for now?")
    KNOWS = "knows", _("Does the survivor know of this referral?")
    REACH = "reach", _("When can the survivor be reached through you?")
    WITH_ADVOCATE = "with_advocate", _("Does the survivor want an advocate present?")
    CHILDREN = "children", _("Are children in danger?")
    MEDICAL = "medical", _("Did it happen within the last five days?")
    POLICE = "police", _("Has it been reported to police?")
    REPORTED = "reported", _("Has a mandated report been made?")
    INTERPRETER = "interpreter", _("Can you bring an interpreter?")
    TRANSPORT = "transport", _("Can you bring the survivor?")


class Answer(TextChoices):
    YES = "yes", _("Yes")
    NO = "no", _("No")
    NOT_REQUIRED = "not_required", _("None is required")
    TODAY = "today", _("Today")
    TOMORROW = "tomorrow", _("Tomorrow")
    THIS_WEEK = "this_week", _("Within a week")
    NOT_NOW = "not_now", _("Not for now")


_YES_NO = (Answer.YES, Answer.NO)
_OWN_ANSWERS: dict[str, tuple[Answer, ...]] = {
    Question.REACH: (Answer.TODAY, Answer.TOMORROW, Answer.THIS_WEEK, Answer.NOT_NOW),
    Question.REPORTED: (*_YES_NO, Answer.NOT_REQUIRED),
}

REASONS: dict[str, type[TextChoices]] = {"screen": ScreenedAs, "decline": DeclineReason, "close": CloseReason}
_LABELS: dict[str, Promise | str] = {
    str(value): label
    for words in (ScreenedAs, DeclineReason, CloseReason, Question, Answer, Absence)
    for value, label in words.choices
}


def answers_to(question: str) -> list[tuple[str, Promise | str]]:
    """The answers that fit a question, and the three ways of not having one (law T-09)."""
    fitting: Sequence[Answer] = _OWN_ANSWERS.get(question, _YES_NO)
    return [*((str(a.value), a.label) for a in fitting), *Absence.choices]


def label(value: str) -> str:
    """The words of any of these lists; nothing for nothing."""
    return str(_LABELS.get(value, ""))
