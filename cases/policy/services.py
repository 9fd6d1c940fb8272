"""Who records what was done for a survivor, for whom, and who takes it back."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Person
from cases.policy.cases import may
from mdt.kit import clock


def may_record(actor: Person, case: Any, by: Person) -> str | None:
    """None, or the sentence that refuses. A supervisor writes down what colleagues did; everybody else, what she did herself."""
    if refusal := may(actor, "edit", case):
        return refusal
    if by.agency_id != actor.agency_id:
        return _("Only people of your own agency can have done it.")
    if by.pk != actor.pk and not actor.is_supervisor:
        return _("Only somebody who supervises the agency's records writes down what others did.")
    return None


def may_undo(actor: Person, written_by: int, written_at: datetime) -> str | None:
    """What one wrote down oneself, on the same day. Later it is changed on the record, where others see that it was."""
    if written_by != actor.pk or timezone.localdate(written_at) != timezone.localdate(clock.now()):
        return _("Only what you wrote down today can be undone here.")
    return None
