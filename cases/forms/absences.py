"""Forms of elements: each answer, or why there is none; made from a row or a draft, and read back as both."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from cases import drafts
from cases.models import Draft, ElementModel
from cases.parts import Answers, version
from mdt.kit.forms import PlainModelForm

SEEN = "seen"  # the hidden field: which version of the row the person had before her


class ElementForm(PlainModelForm):
    """The base of the forms of elements. ``Meta.fields`` are its questions; all of them may stay unanswered."""

    several: ClassVar[tuple[str, ...]] = ()  # questions with more than one answer
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.asked():  # a list begins with no answer, said in words
            field: Any = self.fields[name]
            if isinstance(field.widget, forms.Select) and not isinstance(field.widget, forms.RadioSelect):
                field.choices = [("", _("Choose one")), *(choice for choice in field.choices if choice[0])]

    @classmethod
    def asked(cls) -> tuple[str, ...]:
        """The questions, in the order of the form."""
        return tuple(cls._meta.fields or ())

    @classmethod
    def for_row(cls, row: ElementModel | None, draft: Draft | None = None) -> "ElementForm":
        """Filled from what was typed and not saved, else from the row."""
        given = cls._of_draft(draft) if draft else cls._of_row(row)
        return cls(initial=given)

    @classmethod
    def typed_names(cls) -> list[str]:
        """Every control of the form, for a draft."""
        return [SEEN, *cls.asked(), *(f"{name}_absence" for name in cls.absences)]

    @classmethod
    def _of_draft(cls, draft: Draft) -> dict[str, Any]:
        return drafts.initial(draft, cls.typed_names(), cls.several)

    @classmethod
    def _of_row(cls, row: ElementModel | None) -> dict[str, Any]:
        if row is None:
            return {SEEN: ""}
        reasons = {f"{name}_absence": row.absences.get(name, "") for name in cls.absences}
        return {SEEN: version(row), **{name: getattr(row, name) for name in cls.asked()}, **reasons}

    def answers(self) -> Answers:
        data = self.cleaned_data
        reasons = {name: data.get(f"{name}_absence", "") for name in self.absences}
        return Answers(
            {name: data[name] for name in self.asked()},
            {name: reason for name, reason in reasons.items() if reason},
            data[SEEN],
        )

    def again(self, row: ElementModel | None) -> "ElementForm":
        """The same typed answers, to be saved over the version of ``row`` if the person wants that."""
        data: Any = self.data
        data = data.copy()
        data[SEEN] = version(row)
        return type(self)(data)
