"""How a person is counted: small forms, one for each thing that is said of it. None of them is asked at the door (GR-19)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Award
from cases.forms.needs import not_to_come, today
from cases.master_lists import Classification, LearnedFrom, Victimization
from cases.models import RelatedFile, ServiceContact
from mdt.kit.forms import PlainForm

PICK = ("", _("Choose one"))


class CountingForm(PlainForm):
    """``what`` names the form that was sent; days lie in the past."""

    what = forms.CharField(widget=forms.HiddenInput)
    days: tuple[str, ...] = ()

    def __init__(self, what: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": what, **kwargs})
        self.initial.setdefault("what", what)
        for name in self.days:
            self.fields[name].initial = today

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        not_to_come(self, *self.days)
        return data


class PrimaryForm(CountingForm):
    kind = forms.ChoiceField(label=_("Counted under"), choices=[PICK, *Victimization.choices])
    from_on = forms.DateField(label=_("From"))
    days = ("from_on",)


class RelatedForm(CountingForm):
    kind = forms.ChoiceField(label=_("Which"), choices=[PICK, *RelatedFile._meta.get_field("kind").choices])  # type: ignore[union-attr,misc]
    record = forms.CharField(
        label=_("Record"), max_length=80, help_text=_("The beginning of its code, or a name. Of your own agency alone.")
    )  # fmt: skip


class BarrierForm(CountingForm):
    code = forms.ChoiceField(
        label=_("What was learned"), choices=[PICK, *Classification.choices],
        help_text=_("Only what came up in the work. It is asked at no door, and never leaves this room."),
    )  # fmt: skip
    learned_on = forms.DateField(label=_("On"))
    learned_from = forms.ChoiceField(label=_("How"), choices=[PICK, *LearnedFrom.choices])
    days = ("learned_on",)


class UnderForm(CountingForm):
    award = forms.ModelChoiceField(
        label=_("Reported under"), queryset=Award.objects.none(), to_field_name="public_id", empty_label=_("Choose one")
    )  # fmt: skip
    starts_on = forms.DateField(label=_("In the period that begins on"))

    def __init__(self, *args: Any, awards: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["award"]
        field.queryset, field.label_from_instance = awards, lambda award: f"{award.title} ({award.number})"


class ContactForm(CountingForm):
    contact = forms.ChoiceField(label=_("Contact"))
    linked_on = forms.DateField(
        label=_("From"), help_text=_("From this day on it counts as a service to her, before it as one without a name.")
    )  # fmt: skip
    days = ("linked_on",)

    def __init__(self, *args: Any, contacts: list[ServiceContact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [
            (str(c.public_id), f"{c.on:%Y-%m-%d} · {c.get_kind_display()} · {c.get_service_display()}")
            for c in contacts
        ]
        self.fields["contact"].choices = [PICK, *named]  # type: ignore[attr-defined]
