"""Forms of the log of attempts: closed lists, and a minute. There is no free text (law T-05)."""

import uuid
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.vocabulary import ContactOutcome, ContactWay
from mdt.kit import clock
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles


class PastMinute(forms.DateTimeField):
    """A minute on the clocks of the reader's place that has passed.

    Where clocks are set back an hour is told twice; the later of the two counts, unless it is still to come. Where they
    are set forward an hour is never told, and nothing happened in it.
    """

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):  # the digits, before any zone has a say
            told = super().to_python(value)
        if told is None:
            return None
        wall, zone, now = told.replace(tzinfo=None), timezone.get_current_timezone(), clock.now()
        first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
        if first.astimezone(zone).replace(tzinfo=None) != wall:
            raise forms.ValidationError(gettext("There was no such minute: clocks were set forward over it."))
        if first > now:
            raise forms.ValidationError(gettext("That is still to come. An attempt is logged after it was made."))
        return second if second <= now else first


class AttemptForm(PlainForm):
    """One attempt. ``once`` makes a second click log nothing more."""

    way = forms.ChoiceField(label=_("How was it tried?"), choices=ContactWay.choices, widget=Tiles(in_line=True))
    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=ContactOutcome.choices, widget=Tiles(in_line=True)
    )  # fmt: skip
    at = PastMinute(label=_("When, if not now"), required=False, help_text=_("Left empty, it is now."))
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", uuid.uuid4())


class NoticeForm(PlainForm):
    """By which way somebody was told."""

    way = forms.ChoiceField(label=_("How were they told?"), choices=ContactWay.choices, widget=Tiles(in_line=True))
