"""A day's work as rows: for whom, what, how often, paid from what. A row in which nothing was chosen is no row."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Award, Person
from agencies.queries.awards import paying
from cases.actions.services import Done
from cases.forms.needs import today
from cases.master_lists import IN_NIGHTS, ContactKind, Service
from mdt.kit.forms import PlainForm, errors_of

MOST = 12  # rows of one sending
AUTO, NONE, SPLIT = "auto", "none", "split"
CHOOSE = ("", _("Choose one"))
TYPED = re.compile(r"r\d{1,2}-[a-z_0-9-]{2,50}|rows")  # the controls of the page, for a draft


class Colleague(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:  # type: ignore[override]
        return person.name


class PaidForm(PlainForm):
    """What was done on a day, by whom, and what it was paid from. ``self.shares`` is the whole in percent, by award."""

    service = forms.ChoiceField(label=_("What was done"), choices=[CHOOSE, *Service.choices])
    on = forms.DateField(label=_("On"))
    units = forms.IntegerField(
        label=_("Times, or nights"), min_value=1, max_value=999, initial=1, widget=forms.NumberInput(attrs={"data-step": ""})
    )  # fmt: skip
    family = forms.IntegerField(
        label=_("Family members who stayed too"), min_value=0, max_value=30, initial=0, required=False,
        help_text=_("Only for nights."),
    )  # fmt: skip
    paid = forms.ChoiceField(label=_("Paid from"), required=False)
    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Person, awards: list[Award], people: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.awards = actor, awards
        self.shares: dict[Award | None, int] = {}
        fields: dict[str, Any] = self.fields
        fields["on"].initial, fields["once"].initial = today, uuid.uuid4
        named = [(str(award.public_id), award.title) for award in awards]
        split = [(SPLIT, _("Split, as below"))] if awards else []
        fields["paid"].choices = [
            (AUTO, _("The award that pays for it")),
            *named,
            (NONE, _("Other money, no award")),
            *split,
        ]
        for key, label in [*named, ("other", _("Other money"))] if awards else []:
            fields[f"share-{key}"] = forms.IntegerField(
                label=_("%(award)s, percent") % {"award": label}, min_value=0, max_value=100, required=False,
                widget=forms.NumberInput(attrs={"autocomplete": "off"}),
            )  # fmt: skip
        if people is not None:
            fields["by"] = Colleague(
                label=_("Done by"), queryset=people, to_field_name="public_id", empty_label=_("Me"), required=False
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("on") and data["on"] > today():
            self.add_error("on", gettext("This day has not come yet."))
        if data.get("family") and data.get("service") not in IN_NIGHTS:
            self.add_error("family", gettext("Family is counted for nights only."))
        if data.get("service") and data.get("on"):
            self._share(data)
        return data

    def _share(self, data: dict[str, Any]) -> None:
        """One award by itself, one that was chosen, or an explicit split that makes a whole (GR-11)."""
        typed = {key: data.get(f"share-{key}") or 0 for key in [*map(self._key, self.awards), "other"]}
        paid = data.get("paid") or AUTO
        if paid == SPLIT or (paid == AUTO and any(typed.values())):
            self._split(typed)
        elif paid == AUTO:
            fitting = paying(self.awards, data["service"], data["on"])
            if len(fitting) > 1:
                self.add_error(
                    "paid", gettext("More than one award pays for this on that day. Choose one, or split it.")
                )
            self.shares = dict.fromkeys(fitting[:1], 100)
        elif paid != NONE:
            self.shares = {award: 100 for award in self.awards if self._key(award) == paid}
        day = data["on"]
        if any(award and not award.starts_on <= day <= award.ends_on for award in self.shares):
            self.add_error("paid", gettext("This award does not run on that day."))

    def _split(self, typed: Mapping[str, int]) -> None:
        if sum(typed.values()) != 100:
            self.add_error("paid", gettext("The shares must add up to 100 percent."))
        by_key = {self._key(award): award for award in self.awards}
        self.shares = {by_key.get(key): share for key, share in typed.items() if share}
        if set(self.shares) == {None}:  # all of it other money: no award, no shares
            self.shares = {}

    @staticmethod
    def _key(award: Award) -> str:
        return str(award.public_id)

    def shares_shown(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("share-")]

    def done(self) -> Done:
        data = self.cleaned_data
        return Done(
            data["service"], data["on"], data["units"], data.get("by") or self.actor, data.get("once") or uuid.uuid4(),
            data.get("family") or 0, self.shares,
        )  # fmt: skip


class WorkRow(PaidForm):
    """The same for a record, by the beginning of its code or a name in one's own room, or for a contact without one."""

    record = forms.CharField(
        label=_("Record"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"list": "my-records"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=_("Or without a record"), choices=[("", _("No")), *ContactKind.choices], required=False
    )
    field_order = ("record", "service", "on", "units", "kind", "family", "by", "paid")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_permitted, self.case = True, None

    @property
    def is_blank(self) -> bool:
        """Nothing was chosen; days, times and who did it stand there by themselves."""
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in ("record", "service", "kind"))

    def repeats(self, above: "WorkRow") -> bool:
        """Says nothing of its own: made like the row above it, and left so, without a record."""
        mine = {name: str(self.data.get(self.add_prefix(name), "")) for name in self.fields if name != "once"}
        other = {name: str(above.data.get(above.add_prefix(name), "")) for name in mine}
        return (
            not mine["record"].strip() and not mine["kind"] and mine == {**other, "record": mine["record"], "kind": ""}
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("record") and data.get("kind"):
            self.add_error("kind", gettext("Give a record or a contact without one, not both."))
        if not data.get("record") and not data.get("kind"):
            self.add_error("record", gettext("Record: this needs an answer, or choose a contact without one."))
        if data.get("kind") and len(self.shares) > 1:
            self.add_error("paid", gettext("A contact without a record is paid from one award."))
        return data

    def fits(self, found: list[Any]) -> None:
        """The one record that was meant. Codes of several are told, names are not."""
        if len(found) == 1:
            self.case = found[0]
        elif found:
            codes = ", ".join(case.code for case in found[:6])
            self.add_error(
                "record", gettext("Several records fit: %(codes)s. Give more of the code.") % {"codes": codes}
            )
        else:
            self.add_error("record", gettext("No record that you work on fits."))

    def faults(self) -> list[dict[str, str]]:
        return errors_of(self)

    def main(self) -> list[forms.BoundField]:
        """What every row says."""
        return [self[name] for name in ("record", "service", "on", "units")]

    def rest(self) -> list[forms.BoundField]:
        """What few rows say, folded until it is wanted."""
        return [self[name] for name in ("kind", "family", "by", "paid") if name in self.fields] + self.shares_shown()

    def more_open(self) -> bool:
        return any(field.errors or field.value() not in (None, "", 0, "0", AUTO) for field in self.rest())
