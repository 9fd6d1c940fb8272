"""Forms of products, staff and policies; the one of trainings is in ``trainings.py``. No survivor stands in any of them."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Award, Person
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import Tiles
from protocols.models import Agreement
from reports.grouping import grouped, labels
from reports.models import PolicyWork, Product, StaffAssignment
from reports.saying_activity import named
from reports.vocabulary import PolicyAction, ProductKind
from reports.words import LANGUAGE

PICK = ("", _("Choose one"))
NO_NAMES = _("No name of a survivor, and nothing that points at one.")


class WorkForm(PlainForm):
    """What every such form has. A form that is sent twice makes one thing: ``once`` becomes its public id."""

    award = forms.ChoiceField(label=_("Paid from"))
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    without = False  # whether work that no award pays for is written down too

    def __init__(self, *args: Any, awards: list[Award], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.awards = {str(award.public_id): award for award in awards}
        none = [("none", _("No award"))] if self.without else []
        picked: Any = self.fields["award"]
        picked.choices = [PICK, *((key, named(award)) for key, award in self.awards.items()), *none]
        if len(awards) == 1 and not self.is_bound:
            self.initial.setdefault("award", next(iter(self.awards)))

    def said(self) -> dict[str, Any]:
        """What the action takes."""
        given = dict(self.cleaned_data)
        return {**given, "award": self.awards.get(given["award"])}


def _paid(award: Award | None) -> str:
    return str(award.public_id) if award else "none"


class ProductForm(WorkForm):
    without = True
    field_order = ("kind", "title", "on", "number", "award", "audience", "languages")

    kind = forms.ChoiceField(label=_("Kind"), choices=ProductKind.choices, widget=Tiles(in_line=True))
    title = forms.CharField(label=_("Title or topic"), max_length=160, help_text=NO_NAMES)
    on = forms.DateField(label=_("Finished on"))
    number = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=9999, initial=1,
        help_text=_("Different ones that were developed or revised, not copies that were handed out."),
    )  # fmt: skip
    audience = forms.CharField(label=_("For whom"), max_length=120, required=False)
    languages = forms.CharField(label=_("Other languages"), max_length=120, required=False)

    @staticmethod
    def of(product: Product) -> dict[str, Any]:
        names = ("kind", "title", "on", "number", "audience", "languages")
        return {name: getattr(product, name) for name in names} | {"award": _paid(product.award)}


class StaffForm(WorkForm):
    field_order = ("job", "percent", "starts_on", "ends_on", "award", "person")

    job = forms.ChoiceField(label=_("Kind of work"))
    percent = forms.IntegerField(
        label=_("Percent of full time"), min_value=1, max_value=100,
        help_text=_("Full time is 100. Count only the part that this award pays for."),
    )  # fmt: skip
    starts_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(
        label=_("Until"), required=False, help_text=_("The last day. Leave it empty while it goes on.")
    )
    person = forms.ChoiceField(
        label=_("Who"), required=False, help_text=_("Only for your own list. No report names anybody.")
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.public_id): one for one in people}
        job: Any = self.fields["job"]
        job.choices, job.widget.attrs["lang"] = [PICK, *labels("job").items()], LANGUAGE
        who: Any = self.fields["person"]
        who.choices = [("", _("Nobody in particular")), *((key, one.name) for key, one in self.people.items())]

    def said(self) -> dict[str, Any]:
        return super().said() | {"person": self.people.get(self.cleaned_data["person"])}

    @staticmethod
    def of(one: StaffAssignment) -> dict[str, Any]:
        names = ("job", "percent", "starts_on", "ends_on")
        told = {name: getattr(one, name) for name in names} | {"award": _paid(one.award)}
        return told | ({"person": str(one.person.public_id)} if one.person else {})


class PolicyForm(WorkForm):
    field_order = ("topic", "action", "on", "award")

    topic = forms.ChoiceField(label=_("Topic"))
    action = forms.ChoiceField(label=_("What was done"), choices=PolicyAction.choices, widget=Tiles(in_line=True))
    on = forms.DateField(label=_("On which day"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_topics(self)

    @staticmethod
    def of(work: PolicyWork) -> dict[str, Any]:
        return {"topic": work.topic, "action": work.action, "on": work.on, "award": _paid(work.award)}


class ProtocolForm(PlainForm):
    """Which line a protocol of the team stands for."""

    protocol = forms.ChoiceField(label=_("Protocol"))
    topic = forms.ChoiceField(label=_("Line of the report"))

    def __init__(self, *args: Any, protocols: list[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.protocols: dict[str, Agreement] = {str(one.public_id): one for one in protocols}
        picked: Any = self.fields["protocol"]
        picked.choices = [PICK, *((key, f"{one.title} ({one.team.name})") for key, one in self.protocols.items())]
        _offer_topics(self)


class DayForm(PlainForm):
    """From which day a source is written down, or until which."""

    day = forms.DateField(label=_("From"))

    def __init__(self, *args: Any, ends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = gettext("Last day") if ends else gettext("First day")


def _offer_topics(form: PlainForm) -> None:
    topic: Any = form.fields["topic"]
    topic.choices, topic.widget.attrs["lang"] = [PICK, *grouped("policy")], LANGUAGE
