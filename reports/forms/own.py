"""A form of an agency's own: first which tables, then their order and what they are called; or a text for who knows how."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles
from reports.catalogue import WORDS, blocks
from reports.naming import LONGEST
from reports.policy.forms import may_ask
from reports.words import LANGUAGE, of_form

PERIODS = [
    ("month", _("A month")),
    ("federal_quarter", pgettext_lazy("a period", "A quarter of the calendar year")),
    ("half_year", _("Half a year, from January or July")),
    ("calendar_year", _("A calendar year")),
    ("federal_year", _("A federal year, from October")),
    ("state_year", _("A state's year, from July")),
]
MOST_TABLES = 40
MOST_SIGNS = 200_000


class ChooseForm(PlainForm):
    title = forms.CharField(
        label=_("What the form is called"), max_length=120, help_text=_("For example: County board, quarterly.")
    )
    period = forms.ChoiceField(label=_("It is due for"), choices=PERIODS)
    tables = forms.MultipleChoiceField(
        label=_("What it asks"), widget=TickTiles(attrs={"lang": LANGUAGE}), required=False,
        help_text=_("Every table counts exactly as the form does that it comes from."),
    )  # fmt: skip
    words = forms.BooleanField(label=_("With a place for words"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for key, block in blocks().items():
            groups.setdefault(f"{block.definition.title} · {block.section.label}", []).append((key, block.label))
        choose: Any = self.fields["tables"]
        choose.widget.fold = tuple(groups)
        choose.choices = [*groups.items()]

    def clean_tables(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["tables"]
        if not chosen:
            raise forms.ValidationError(gettext("Choose at least one table."))
        if len(chosen) > MOST_TABLES:
            raise forms.ValidationError(gettext("A form has at most %(n)s tables.") % {"n": MOST_TABLES})
        return chosen

    def chosen(self) -> list[str]:
        """Keys of blocks."""
        return [*self.cleaned_data["tables"], *([WORDS] if self.cleaned_data["words"] else [])]


class ArrangeForm(PlainForm):
    """The place and the label of each chosen table. Nothing else can be asked of one (GR-42)."""

    def __init__(self, chosen: list[str], said: Mapping[str, str], *args: Any, **kwargs: Any) -> None:
        """``said``: labels that an earlier version has."""
        super().__init__(*args, **kwargs)
        self.chosen = sorted(chosen, key=lambda key: ([*said, key].index(key), [*blocks(), WORDS].index(key)))
        for place, key in enumerate(self.chosen, 1):
            self.fields[f"place-{key}"] = forms.IntegerField(
                label=_("Place"),
                initial=place,
                min_value=1,
                max_value=99,
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )
            self.fields[f"label-{key}"] = forms.CharField(
                label=_("What it is called"), max_length=LONGEST, initial=said.get(key) or default_label(key)
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if sentence := may_ask([*self.data]):
            self.add_error(None, sentence)
        return data

    def groups(self) -> list[tuple[Any, Any, Any]]:
        """What the table was, its place, its label."""
        return [(_was(key), self[f"place-{key}"], self[f"label-{key}"]) for key in self.chosen]

    def tables(self) -> list[tuple[str, str]]:
        """Keys and labels in the order of their places; of two with one place the one that stood first."""
        data = self.cleaned_data
        return [(key, data[f"label-{key}"]) for key in sorted(self.chosen, key=lambda key: data[f"place-{key}"])]


def default_label(key: str) -> str:
    return gettext("In words") if key == WORDS else blocks()[key].label


def _was(key: str) -> Any:
    if key == WORDS:
        return gettext("A place for words")
    return of_form(blocks()[key].section.label, blocks()[key].label)


class PasteForm(PlainForm):
    source = forms.CharField(
        label=_("The form as TOML or JSON"), required=False, max_length=MOST_SIGNS,
        widget=forms.Textarea(attrs={"rows": 18, "spellcheck": "false"}),
    )  # fmt: skip
    file = forms.FileField(
        label=_("Or a file with it"),
        required=False,
        help_text=_("What is in the file takes the place of what is typed above."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not (data.get("source") or "").strip() and not self.errors:
            self.add_error("source", gettext("Paste the form, or choose a file."))
        return data
