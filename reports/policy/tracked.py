"""From when to when a source is written down. None, or the sentence that refuses."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from reports.models import Tracked


def may_begin(spans: Iterable[Tracked], day: date, today: date) -> str | None:
    """One span at a time: a new one begins after the last has ended."""
    if day > today:
        return _("This day is still to come.")
    for one in spans:
        if one.to_on is None:
            return _("This is switched on already.")
        if day <= one.to_on:
            return _("On this day it was switched on already. Choose a later one.")
    return None


def may_end(span: Tracked, day: date, today: date) -> str | None:
    if day < span.from_on:
        return _("The last day comes before the first.")
    if day > today:
        return _("This day is still to come.")
    return None
