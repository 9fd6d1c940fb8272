"""Forms of an agenda. About a case there is no field to write into (law T-12), and no answer is a default (law T-09)."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from confidentiality.elements import LABELS, Element
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles, Tiles
from meetings.forms.shared import ScreenedForm
from meetings.models import Item, ItemCase, Meeting
from meetings.redacting import TOLD, coarse
from meetings.vocabulary import Criterion, ItemKind, Litigation, Wish

PICK = ("", _("Choose one"))
PARTS = [(str(int(one)), LABELS[one]) for one in Element if one is not Element.COVER]
ADULT, MINOR = "adult", "minor"


def _minutes() -> forms.IntegerField:
    return forms.IntegerField(label=_("How long, in minutes"), min_value=1, max_value=240, initial=10)


def _criterion(required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Why it is reviewed"), choices=[PICK, *Criterion.choices], required=required)


def _parts() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("What is talked about"), choices=PARTS, widget=TickTiles(in_line=True),
        help_text=_("Everybody in the room has to be allowed to hear each of these parts. Choose as few as you need."),
    )  # fmt: skip


def _adult() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Adult or minor"), choices=[(ADULT, _("An adult")), (MINOR, _("A minor"))], widget=Tiles(in_line=True),
        help_text=_("Some agreements open an adult's record to the table by her own release alone."),
    )  # fmt: skip


class BringForm(PlainForm):
    """A case, with what the survivor wants first."""

    absences = ("wishes",)

    wishes = forms.MultipleChoiceField(
        label=_("What does the survivor want?"), choices=Wish.choices, required=False, widget=TickTiles(in_line=True),
        help_text=_("Why we ask: what she wants stands first when her case is talked about. She need not answer."),
    )  # fmt: skip
    adult = _adult()
    criterion = _criterion()
    elements = _parts()
    minutes = _minutes()

    @classmethod
    def of(cls, item: Item, behind: ItemCase, data: Any = None) -> "BringForm":
        parts = [value for value, _label in PARTS if int(value) & behind.elements]
        return cls(data, initial={
            "wishes": behind.wishes, "wishes_absence": behind.wishes_absent, "criterion": behind.criterion, "elements": parts,
            "adult": ADULT if behind.adult else MINOR, "minutes": item.minutes,
        })  # fmt: skip

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "wishes": given["wishes"], "wishes_absent": given.get("wishes_absence", ""), "criterion": given["criterion"],
            "adult": given["adult"] == ADULT, "elements": sum(int(one) for one in given["elements"]),
        }  # fmt: skip


class SuggestForm(PlainForm):
    """Several cases that meet a criterion at once. What each survivor wants is asked on each item afterwards."""

    cases = forms.MultipleChoiceField(label=_("Which records"), widget=TickTiles, choices=())
    adult = _adult()
    elements = _parts()
    minutes = _minutes()

    def __init__(self, found: list[tuple[Case, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        why = dict(Criterion.choices)
        self.why = {str(case.public_id): reason for case, reason in found}
        field: Any = self.fields["cases"]
        field.choices = [(str(case.public_id), case.code) for case, _reason in found]
        field.widget.hints = {str(case.public_id): why[reason] for case, reason in found}
        field.error_messages["invalid_choice"] = _(
            "One of these is not open to you any more, or is on the agenda already."
        )

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "wishes": [], "wishes_absent": "", "adult": given["adult"] == ADULT,
            "elements": sum(int(one) for one in given["elements"]),
        }  # fmt: skip

    def bringing(self) -> dict[str, Any]:
        """Which records, each with its reason, since it is kept with its item."""
        given = self.cleaned_data
        cases = {UUID(case): self.why[case] for case in given["cases"]}
        return {"cases": cases, "answers": self.answers(), "minutes": given["minutes"]}


class ItemForm(ScreenedForm, PlainForm):
    """Something about the system or the team itself."""

    screened = ("title", "text")

    kind = forms.ChoiceField(label=_("What it is about"), widget=Tiles(in_line=True), choices=())
    title = forms.CharField(label=_("In one line"), max_length=160, help_text=_("It stands on the printed agenda."))
    text = forms.CharField(
        label=_("More about it"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("About how the system works. No names, no days of birth, no numbers of cases."),
    )  # fmt: skip
    minutes = _minutes()

    def __init__(self, *args: Any, kinds: tuple[ItemKind, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kinds:
            self.fields["kind"].choices = [(one.value, one.label) for one in kinds]  # type: ignore[attr-defined]
        else:
            del self.fields["kind"]


def _told(name: str) -> forms.Field:
    label, choices, several = TOLD[name]
    if several:
        return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=TickTiles(in_line=True))
    return forms.ChoiceField(label=label, choices=[PICK, *choices], required=False)


class FileForm(PlainForm):
    """A closed file: whether a court case runs, and the few coarse things that are told of it."""

    litigation = forms.ChoiceField(label=_("Does a court case about it run?"), choices=Litigation.choices, widget=Tiles)
    counsel = forms.CharField(
        label=_("Lawyer who agreed to the review"), max_length=120, required=False,
        help_text=_("Only if a court case runs, or if you do not know. Seen in your own agency alone."),
    )  # fmt: skip
    counsel_on = forms.DateField(label=_("On which day"), required=False)
    criterion = _criterion()
    age_band = _told("age_band")
    kinds = _told("kinds")
    responded = _told("responded")
    to_contact = _told("to_contact")
    to_end = _told("to_end")
    outcome = _told("outcome")
    minutes = _minutes()
    sure = forms.BooleanField(label=_("I have thought of this, and I put it on as it is"), required=False)

    def __init__(self, *args: Any, warned: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not warned:
            del self.fields["sure"]

    @classmethod
    def of(cls, item: Item, behind: ItemCase, data: Any = None, *, warned: bool = False) -> "FileForm":
        names = ("litigation", "counsel", "counsel_on", "criterion")
        kept = {name: getattr(behind, name) for name in names}
        return cls(data, warned=warned, initial={**kept, **behind.coarse, "minutes": item.minutes})

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if bool(given.get("counsel")) != bool(given.get("counsel_on")) and "counsel_on" not in self.errors:
            about = "counsel_on" if given.get("counsel") else "counsel"
            self.add_error(about, _("Name the lawyer and the day on which she or he agreed."))
        if (
            given.get("litigation") not in (None, Litigation.NONE)
            and not given.get("counsel")
            and "counsel" not in self.errors
        ):
            self.add_error(
                "counsel", _("A court case runs or may run. Name the lawyer who agreed to the review, and the day.")
            )
        return given

    def told(self) -> dict[str, Any]:
        return coarse(self.cleaned_data)

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        kept = {name: given[name] for name in ("litigation", "counsel", "counsel_on", "criterion")}
        return {**kept, "coarse": self.told()}


class CarryForm(PlainForm):
    """To which later meeting."""

    meeting = forms.ChoiceField(label=_("To which meeting"), widget=Tiles, choices=())

    def __init__(self, meetings: list[tuple[Meeting, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = {str(one.public_id): one for one, _words in meetings}
        self.fields["meeting"].choices = [(str(one.public_id), words) for one, words in meetings]  # type: ignore[attr-defined]

    def chosen(self) -> Meeting:
        return self.found[self.cleaned_data["meeting"]]
