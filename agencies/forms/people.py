"""The roles that an account has inside its agency."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Person
from mdt.kit.forms import PlainForm
from mdt.kit.widgets import TickTiles

ROLES = [
    ("takes_referrals", _("Answers referrals")),
    ("is_supervisor", _("Supervises cases")),
    ("manages_people", _("Manages people")),
]
_HINTS = {
    "takes_referrals": _("Sees what is referred to the agency, and answers it."),
    "is_supervisor": _("Opens every case of this agency. Each look is on record."),
    "manages_people": _("Invites people, gives roles, ends accounts. Opens no case."),
}


class RolesForm(PlainForm):
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=ROLES, required=False, widget=TickTiles(hints=_HINTS),
        help_text=_("Without any, the person works on the cases that are given to them."),
    )  # fmt: skip

    def as_roles(self) -> dict[str, bool]:
        """Each role and whether it was ticked, as the actions take it."""
        return {role: role in self.cleaned_data["roles"] for role, _label in ROLES}


def roles_of(person: Person) -> list[str]:
    return [role for role, _label in ROLES if getattr(person, role)]


def role_words(thing: object) -> str:
    """The roles of a person or an invitation, in words."""
    return ", ".join(str(label) for role, label in ROLES if getattr(thing, role))
