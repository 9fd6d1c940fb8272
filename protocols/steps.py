"""The eight steps in which a protocol comes to be, and begins again (Boles and Patterson; law 5.1, P-01). No database."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Step(IntegerChoices):
    INVENTORY = 1, _("Inventory of existing services")
    SURVEY = 2, _("Survivor experience survey")
    NEEDS = 3, _("Community needs assessment")
    WRITING = 4, _("Writing the protocol")
    AGREEMENTS = 5, _("Renewal of interagency agreements")
    TRAINING = 6, _("Training")
    MONITORING = 7, _("Monitoring")
    EVALUATION = 8, _("Evaluation")


LAST = Step.EVALUATION

# As they stand beside the ring, where there is little room.
SHORT: Mapping[int, Any] = {
    Step.INVENTORY: pgettext_lazy("step of a protocol", "Inventory"),
    Step.SURVEY: pgettext_lazy("step of a protocol", "Survivor survey"),
    Step.NEEDS: pgettext_lazy("step of a protocol", "Community needs"),
    Step.WRITING: pgettext_lazy("step of a protocol", "Writing"),
    Step.AGREEMENTS: pgettext_lazy("step of a protocol", "Agreements"),
    Step.TRAINING: pgettext_lazy("step of a protocol", "Training"),
    Step.MONITORING: pgettext_lazy("step of a protocol", "Monitoring"),
    Step.EVALUATION: pgettext_lazy("step of a protocol", "Evaluation"),
}

# What a step answers, for who begins it.
ASKS: Mapping[int, Any] = {
    Step.INVENTORY: _("Who serves survivors here, how, and how well does it work?"),
    Step.SURVEY: _("Whom did survivors tell, and what answer did they get? Ask before anything is changed."),
    Step.NEEDS: _("How does the community see the response, and how much is ever reported?"),
    Step.WRITING: _("What does each agency do, within how long, and how do they tell each other?"),
    Step.AGREEMENTS: _("Has each agency adopted it, and the means to carry it out?"),
    Step.TRAINING: _("Does everybody who carries it out know it, and what the others do?"),
    Step.MONITORING: _("What do those who carry it out report back?"),
    Step.EVALUATION: _("What has become better for survivors, and what comes next?"),
}

# Which steps one waits for. It can be closed before them for a reason, which stays on the page (law P-01).
WAITS: Mapping[int, Collection[int]] = {Step.WRITING: range(1, 4), LAST: range(1, 8)}


class StepState(TextChoices):
    """Where a step stands today: worked out from its days, never stored."""

    DONE = "done", pgettext_lazy("step of a protocol", "Closed")
    CURRENT = "current", pgettext_lazy("step of a protocol", "Begun")
    OVERDUE = "overdue", pgettext_lazy("step of a protocol", "Overdue")
    TO_COME = "todo", pgettext_lazy("step of a protocol", "To come")


def state_of(*, closed: bool, due_on: date | None, started_on: date | None, today: date) -> StepState:
    """Its due day still counts: a step is overdue from the day after."""
    if closed:
        return StepState.DONE
    if due_on is not None and due_on < today:
        return StepState.OVERDUE
    return StepState.CURRENT if started_on is not None and started_on <= today else StepState.TO_COME


def waits_for(number: int, closed: Collection[int]) -> list[int]:
    """The steps that are still open and that this one waits for."""
    return [one for one in WAITS.get(number, ()) if one not in closed]
