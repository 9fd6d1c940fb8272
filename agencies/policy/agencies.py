"""Who may set up jurisdictions, agencies and teams. None of it opens a case (law C-03)."""

from typing import Literal

from django.utils.translation import gettext as _

from agencies.models import Agency, Person, Team

Action = Literal["set_up", "correct"]


def may(actor: Person, action: Action, agency: Agency | None = None) -> str | None:
    """``set_up``: everything about places, agencies and teams. ``correct``: the name and discipline of one's own agency."""
    if actor.is_active and actor.runs_installation:
        return None
    if action == "correct":
        return _may_correct(actor, agency)
    return _("Only who runs the installation sets up places, agencies and teams.")


def _may_correct(actor: Person, agency: Agency | None) -> str | None:
    if actor.is_active and actor.manages_people and agency is not None and actor.agency_id == agency.pk:
        return None
    return _("Only who manages an agency's people corrects its name and discipline.")


def may_close(agency: Agency) -> str | None:
    """An agency is closed when nobody works in it any more: closing must not be a way to shut people out unseen."""
    if agency.people.filter(is_active=True).exists():
        return _("People still have open accounts in this agency. Close those first.")
    return None


def may_stand_under(thing: Agency | Team, parent: Agency | Team | None) -> str | None:
    """Nothing stands above itself, over however many steps."""
    above = parent
    while above is not None:
        if above.pk == thing.pk:
            return _("It cannot stand under itself.")
        above = above.parent
    return None
