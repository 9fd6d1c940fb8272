"""Forms of who does what and how soon: a card for each line, some empty ones at the end, all saved together."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.vocabulary import Discipline
from mdt.kit.forms import PlainForm
from protocols.actions.matrix import MeasureLine, TaskLine
from protocols.vocabulary import Part, Unit

SPARE, MOST = 2, 60  # empty cards at the end; cards in all
TYPED = {"autocomplete": "off"}
Sections = Sequence[tuple[str, str]]  # key and heading


class LinesForm(PlainForm):
    """``seen``: the digest of what stood there when the page was opened; ``count``: how many cards it showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    count = forms.IntegerField(widget=forms.HiddenInput, required=False)
    twice = _("It is said twice. Say it once.")

    def __init__(self, *args: Any, lines: Sequence[Any], sections: Sections, seen: str, **kwargs: Any) -> None:
        self.lines_before = list(lines)
        shown = min(len(lines) + SPARE, MOST)
        super().__init__(*args, initial={"seen": seen, "count": shown}, **kwargs)
        self.sections = [("", _("Choose one")), *sections]
        self.shown = self._shown(shown)
        for place in range(self.shown):
            before = self.lines_before[place] if place < len(self.lines_before) else None
            self.fields.update({f"{name}_{place}": field for name, field in self.asked(before).items()})

    def _shown(self, otherwise: int) -> int:
        """As many cards as the page had from which this comes."""
        said = str(self.data.get("count", ""))
        return min(int(said), MOST) if self.is_bound and said.isdecimal() and len(said) < 4 else otherwise

    def asked(self, before: Any) -> dict[str, forms.Field]:
        raise NotImplementedError

    def _section(self, before: Any) -> forms.Field:
        return forms.ChoiceField(
            label=_("Section"), choices=self.sections, required=False, initial=before.key if before else ""
        )

    def _out(self) -> forms.Field:
        return forms.BooleanField(label=_("Take it out"), required=False)

    def has(self, place: int) -> bool:
        """Whether anything is said in this card. The section alone is not."""
        return any(
            self.cleaned_data.get(name) for name in self.fields
            if name.endswith(f"_{place}") and not name.startswith(("key_", "out_"))
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        said: set[str] = set()
        for place in self.kept():
            what = data.get(f"what_{place}") or ""
            if what.casefold() in said and what:
                self.add_error(f"what_{place}", self.twice)
            said.add(what.casefold())
            self.check(place, data)
        return data

    def kept(self) -> list[int]:
        places = range(self.shown)
        return [place for place in places if self.has(place) and not self.cleaned_data.get(f"out_{place}")]

    def check(self, place: int, data: Mapping[str, Any]) -> None:
        if not data.get(f"what_{place}") and f"what_{place}" not in self.errors:
            self.add_error(f"what_{place}", gettext("Say what it is about, or empty the whole card."))
        if not data.get(f"key_{place}") and f"key_{place}" not in self.errors:
            self.add_error(f"key_{place}", gettext("Say to which section it belongs."))


class TasksForm(LinesForm):
    """The matrix: for each task what every discipline at the table does for it."""

    def __init__(self, *args: Any, disciplines: Iterable[Discipline], **kwargs: Any) -> None:
        self.disciplines = list(disciplines)
        super().__init__(*args, **kwargs)

    def asked(self, before: Any) -> dict[str, forms.Field]:
        what = forms.CharField(
            label=_("What is to be done"), max_length=200, required=False, initial=before.task.what if before else "",
            widget=forms.TextInput(attrs=TYPED),
        )  # fmt: skip
        found: dict[str, forms.Field] = {"what": what, "key": self._section(before.task if before else None)}
        for one in self.disciplines:
            found[one.value] = forms.ChoiceField(
                label=one.label, choices=[("", _("No part")), *Part.choices], required=False,
                initial=before.parts.get(one, "") if before else "",
            )  # fmt: skip
        return found | ({"out": self._out()} if before else {})

    def cards(self) -> list[tuple[int, bool, list[forms.BoundField], list[forms.BoundField], forms.BoundField | None]]:
        """Number, whether it is there already, what and where, the disciplines, the tick that takes it out."""
        return [
            (
                place + 1, place < len(self.lines_before), [self[f"what_{place}"], self[f"key_{place}"]],
                [self[f"{one.value}_{place}"] for one in self.disciplines],
                self[f"out_{place}"] if f"out_{place}" in self.fields else None,
            )
            for place in range(self.shown)
        ]  # fmt: skip

    def parts_of(self, place: int) -> dict[str, str]:
        said = {one.value: self.cleaned_data.get(f"{one.value}_{place}") for one in self.disciplines}
        return {discipline: part for discipline, part in said.items() if part}

    def check(self, place: int, data: Mapping[str, Any]) -> None:
        super().check(place, data)
        leading = [one for one, part in self.parts_of(place).items() if part == Part.LEADS]
        for one in leading[1:]:
            first = Discipline(leading[0]).label
            self.add_error(f"{one}_{place}", gettext("Only one leads, and %(first)s does already.") % {"first": first})

    def lines(self) -> list[TaskLine]:
        said = self.cleaned_data
        return [TaskLine(said[f"key_{at}"], said[f"what_{at}"], self.parts_of(at)) for at in self.kept()]


class MeasuresForm(LinesForm):
    """What, within how long, counted from what."""

    def asked(self, before: Any) -> dict[str, forms.Field]:
        found: dict[str, forms.Field] = {
            "what": forms.CharField(
                label=_("What happens"), max_length=200, required=False, initial=before.what if before else "",
                help_text=_("Such as: an advocate is with her"), widget=forms.TextInput(attrs=TYPED),
            ),
            "number": forms.IntegerField(
                label=_("Within"), min_value=1, max_value=9999, required=False, initial=before.number if before else None,
                widget=forms.NumberInput(attrs=TYPED),
            ),
            "unit": forms.ChoiceField(
                label=_("Counted in"), choices=[("", _("Choose one")), *Unit.choices], required=False,
                initial=before.unit if before else "",
            ),
            "counted_from": forms.CharField(
                label=_("Counted from"), max_length=200, required=False, initial=before.counted_from if before else "",
                help_text=_("Such as: her yes to an advocate"), widget=forms.TextInput(attrs=TYPED),
            ),
            "key": self._section(before),
        }  # fmt: skip
        return found | ({"out": self._out()} if before else {})

    def cards(self) -> list[tuple[int, bool, list[forms.BoundField]]]:
        names = ("what", "number", "unit", "counted_from", "key", "out")
        return [
            (place + 1, place < len(self.lines_before),
             [self[f"{name}_{place}"] for name in names if f"{name}_{place}" in self.fields])
            for place in range(self.shown)
        ]  # fmt: skip

    def check(self, place: int, data: Mapping[str, Any]) -> None:
        super().check(place, data)
        missing = {
            "number": _("Say within how long."), "unit": _("Say in what it is counted."),
            "counted_from": _("Say from what it is counted."),
        }  # fmt: skip
        for name, sentence in missing.items():
            if not data.get(f"{name}_{place}") and f"{name}_{place}" not in self.errors:
                self.add_error(f"{name}_{place}", sentence)

    def lines(self) -> list[MeasureLine]:
        said = self.cleaned_data
        names = ("key", "what", "number", "unit", "counted_from")
        return [MeasureLine(**{name: said[f"{name}_{at}"] for name in names}) for at in self.kept()]


def again(form: LinesForm, seen: str) -> None:
    """What was typed, from now on compared with what stands there now."""
    said = MultiValueDict(dict(form.data.lists()))  # type: ignore[attr-defined]  # as it was posted
    said["seen"] = seen
    form.data = said
