"""The base of every form: how a field is described, and how not answering is an answer."""

from typing import Any, ClassVar

from django import forms
from django.utils.html import conditional_escape, format_html, strip_tags
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext, gettext_lazy

from mdt.kit.widgets import DayPicker, MomentPicker, Reasons, TimePicker

# Why there is no answer. The last takes a mark back, without a script.
ABSENCES = [
    ("unknown", gettext_lazy("Unknown")),
    ("not_collected", gettext_lazy("Not collected")),
    ("declined", gettext_lazy("Declined to say")),
    ("", gettext_lazy("None of these")),
]
_TYPED = (forms.widgets.Input, forms.Textarea, forms.Select)
_NOT_TYPED = (forms.CheckboxInput, forms.HiddenInput, forms.FileInput)
_PICKERS: dict[type[forms.Widget], type[forms.Widget]] = {
    forms.DateInput: DayPicker,
    forms.DateTimeInput: MomentPicker,
    forms.TimeInput: TimePicker,
}


class PlainBoundField(forms.BoundField):
    """A field on the page: required in words and for screen readers, without the browser's own bubbles."""

    form: "PlainMixin"  # type: ignore[assignment]

    @property
    def must_answer(self) -> bool:
        return bool(self.field.required or self.name in self.form.must_answer)

    @property
    def absence(self) -> forms.BoundField | None:
        """The "no answer" choices of this field, if it has them."""
        return self.form[f"{self.name}_absence"] if self.name in self.form.absences else None  # type: ignore[index]

    def build_widget_attrs(self, attrs: Any, widget: Any = None) -> Any:
        attrs = super().build_widget_attrs(attrs, widget)
        if self.use_fieldset:  # aria-invalid is not for radios; the group's description carries the error
            attrs.pop("aria-invalid", None)
        elif self.must_answer and not self.is_hidden:
            attrs["aria-required"] = "true"
        return attrs


class PlainMixin:
    """What PlainForm and PlainModelForm share.

    `absences` names fields that may stay unanswered for a reason; each gets a small second question, answered
    in `cleaned_data["<name>_absence"]` by "", "unknown", "not_collected" or "declined".
    """

    absences: ClassVar[tuple[str, ...]] = ()
    bound_field_class: type[forms.BoundField] | None = PlainBoundField
    use_required_attribute = False
    summary_shown = False
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.must_answer: set[str] = set()
        for field in self.fields.values():
            _dress(field)
        for name in self.absences:
            self._add_absence(name)

    def _add_absence(self, name: str) -> None:
        field = self.fields[name]
        if field.required:  # an answer or a reason: which one is asked in _settle
            self.must_answer.add(name)
            field.required = field.widget.is_required = False
        self.fields[f"{name}_absence"] = forms.ChoiceField(
            label=gettext_lazy("No answer?"), choices=ABSENCES, required=False, widget=Reasons
        )

    def add_error(self, field: str | None, error: Any) -> None:
        """In plain words: a moment in the night when the clocks change, and a key that no choice can have."""
        asked = self.fields.get(field or "")
        if isinstance(asked, forms.ModelChoiceField) and getattr(error, "code", "") == "invalid":
            error = asked.error_messages["invalid_choice"]
        if getattr(error, "code", "") == "ambiguous_timezone":
            error = gettext(
                "That time does not exist or comes twice on that day, as the clocks change. Choose another hour."
            )
        super().add_error(field, error)  # type: ignore[misc]

    def get_context(self) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context()  # type: ignore[misc]
        beneath = {f"{name}_absence" for name in self.absences}  # drawn with their own field
        context["fields"] = [pair for pair in context["fields"] if pair[0].name not in beneath]
        return context

    def _clean_fields(self) -> None:
        for field in self.fields.values():  # not before: a form may still give it another label
            _name_what_is_missing(field)
        super()._clean_fields()  # type: ignore[misc]
        for name in self.absences:
            if name in self.cleaned_data:
                self._settle(name)

    def _settle(self, name: str) -> None:
        """An answer or a reason for none, not both; where an answer is required, one of the two."""
        answered = _given(self.cleaned_data[name])
        reason = self.cleaned_data.get(f"{name}_absence")
        if answered and reason:
            text = gettext("There is an answer and also a reason for no answer. Keep one of the two.")
        elif name in self.must_answer and not answered and not reason:
            label = self.fields[name].label
            text = gettext("%(label)s: this needs an answer, or a reason for none.") % {"label": label}
        else:
            return
        self.add_error(name, text)


class PlainForm(PlainMixin, forms.Form):
    """The base of every form that is not a model's."""


class PlainModelForm(PlainMixin, forms.ModelForm):
    """The base of every form of a model."""


def _dress(field: forms.Field) -> None:
    """Nothing is remembered by the browser; days and times can be picked; a moment says its zone."""
    picker = _PICKERS.get(type(field.widget))
    if picker:
        field.widget = picker(field.widget.attrs)
        field.widget.is_required = field.required
    if isinstance(field.widget, _TYPED) and not isinstance(field.widget, _NOT_TYPED):
        field.widget.attrs.setdefault("autocomplete", "off")
    if isinstance(field.widget, forms.TextInput):  # names and codes are not spelling mistakes
        field.widget.attrs.setdefault("spellcheck", "false")
    if isinstance(field, forms.DateTimeField):
        zone = gettext("Time zone: %(zone)s.") % {"zone": get_current_timezone_name()}
        field.help_text = f"{field.help_text} {zone}".strip()


def _name_what_is_missing(field: forms.Field) -> None:
    """The same words above the field and in the summary. Words of the field's own stay; only Django's give way."""
    said = field.error_messages.get("required")
    djangos = (vars(kind).get("default_error_messages", {}).get("required") for kind in type(field).__mro__)
    if not (field.required and field.label and any(said is words for words in djangos)):
        return
    label = str(field.label)
    asks = label.endswith("?")
    needed = gettext("%(label)s This needs an answer.") if asks else gettext("%(label)s: this needs an answer.")
    field.error_messages["required"] = needed % {"label": label}


def _given(value: Any) -> bool:
    """Whether something was answered; 0 and False are answers, empty lists are not."""
    return value not in (None, "") and (not hasattr(value, "__len__") or len(value) > 0)


def errors_of(form: forms.BaseForm) -> list[dict[str, str]]:
    """What the error summary says: a sentence and, where there is one, the control that it is about."""
    found = [{"text": str(text), "href": ""} for text in form.non_field_errors()]
    for field in form.visible_fields():
        found += [{"text": _named(field, str(text)), "href": f"#{_first_control(field)}"} for text in field.errors]
    hidden = [str(text) for field in form.hidden_fields() for text in field.errors]
    return found + [{"text": text, "href": ""} for text in hidden]


def _named(field: Any, text: str) -> str:
    """Away from its field, a message says which field it is about."""
    label = conditional_escape(field.label) if hasattr(field.label, "__html__") else str(field.label)
    if label in text or isinstance(field.field.widget, forms.CheckboxInput):  # the label of a tick is a whole sentence
        return text
    pattern = "{} {}" if strip_tags(label).endswith("?") else "{}: {}"
    return format_html(pattern, label, text)  # a label may say in which language it is


def _first_control(field: Any) -> str:
    """A group of choices has no control of its own: the link goes to its first choice."""
    first = next(iter(field.subwidgets), None)  # there may be none to choose from
    return field.id_for_label or (first and first.id_for_label) or f"{field.auto_id}_0"
