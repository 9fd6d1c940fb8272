"""Controls that Django draws otherwise: tiles with a line of explanation, pickers for days and moments."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms


class _Explained:
    """Choices in tiles; `hints` gives a line under some of them, `in_line` sets short ones side by side, groups in `fold` are
    folded until one of them is chosen."""

    def __init__(
        self, attrs: dict[str, Any] | None = None, choices: Any = (), *,
        hints: Mapping[str, Any] | None = None, in_line: bool = False, fold: Sequence[Any] = (),
    ) -> None:  # fmt: skip
        super().__init__(attrs, choices)  # type: ignore[call-arg]  # the choice widget beside this mixin
        self.hints = dict(hints or {})
        self.in_line = in_line
        self.fold = tuple(fold)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)  # type: ignore[misc]
        context["widget"]["in_line"] = self.in_line
        groups = context["widget"]["optgroups"]
        context["widget"]["folded"] = [str(group) for group in self.fold]
        context["widget"]["unfolded"] = [group for group, options, _at in groups if any(o["selected"] for o in options)]
        return context

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)  # type: ignore[misc]
        return {**option, "hint": self.hints.get(str(value), "")}


class Tiles(_Explained, forms.RadioSelect):
    """One of a few."""


class TickTiles(_Explained, forms.CheckboxSelectMultiple):
    """Any of a few."""


class Reasons(forms.RadioSelect):
    """Why there is no answer: nothing is marked until somebody marks it."""

    def create_option(
        self, name: str, value: Any, label: Any, selected: bool, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        return super().create_option(name, value, label, selected and bool(value), *args, **kwargs)


class DayPicker(forms.DateInput):
    """A day, typed or picked."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentPicker(forms.DateTimeInput):
    """A day and a time in the zone that the form names."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TimePicker(forms.TimeInput):
    """A time of day."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")
