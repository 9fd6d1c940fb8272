"""From which day to which, and in which language the account is made."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mdt.kit.forms import PlainForm

YEARS = 6  # what a survivor may ask back for under HIPAA, and what is offered to everybody


def years_before(day: date, years: int = YEARS) -> date:
    """The same day years before; the last of February where there is no such day."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


class SpanForm(PlainForm):
    """Both days count."""

    start = forms.DateField(label=pgettext_lazy("day", "From"))
    end = forms.DateField(label=pgettext_lazy("day", "To"))
    lang = forms.ChoiceField(label=_("Language of the account"), choices=settings.LANGUAGES)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        start, end = data.get("start"), data.get("end")
        if start and end and end < start:
            self.add_error("end", _("This day is before the first one."))
        return data
