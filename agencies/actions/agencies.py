"""Setting up places, agencies and teams: by who runs the installation; and what an agency corrects itself."""

from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _

from agencies.models import Agency, Jurisdiction, Person, Team
from agencies.policy.agencies import may, may_close, may_stand_under
from agencies.queries.teams import held_seats
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS, Structure, TeamPurpose
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse

Thing = TypeVar("Thing", bound=Model)


def add_jurisdiction(*, by: Person, **fields: Any) -> Jurisdiction:
    """A county, state or nation: name, state, population, time_zone, is_tribal."""
    with acting.recorded():
        refuse(may(by, "set_up"))
        return Jurisdiction.objects.create(**fields)


def change_jurisdiction(*, jurisdiction: Jurisdiction, by: Person, **fields: Any) -> None:
    with acting.recorded():
        refuse(may(by, "set_up"))
        _set(_locked(jurisdiction), fields)


def add_agency(*, by: Person, **fields: Any) -> Agency:
    """An agency, or with a parent a component: a room of its own with regimes of its own, nothing inherited (law C-09)."""
    with acting.recorded():
        refuse(may(by, "set_up"))
        return Agency.objects.create(**fields)


def change_agency(*, agency: Agency, by: Person, **fields: Any) -> None:
    """Everything about an agency, its regimes and whether it is active included."""
    with acting.recorded():
        refuse(may(by, "set_up"))
        locked = _locked(agency)
        refuse(may_stand_under(locked, fields.get("parent", locked.parent)))
        refuse(_bad_sector(locked, fields.get("sector", locked.sector)))
        if locked.is_active and not fields.get("is_active", True):
            refuse(may_close(locked))
        _set(locked, fields)


def correct_agency(*, agency: Agency, by: Person, name: str, discipline: str) -> None:
    """What an agency's own lead may put right. Regimes are not among it: they decide what binds."""
    with acting.recorded():
        refuse(may(by, "correct", agency))
        _set(_locked(agency), {"name": name, "discipline": discipline})


def add_team(*, by: Person, **fields: Any) -> Team:
    """A team in one of the five structures (law 5.4). It has no table until its first coordinator is appointed."""
    with acting.recorded():
        refuse(may(by, "set_up"))
        refuse(_bad_structure(fields))
        return Team.objects.create(**fields)


def change_team(*, team: Team, by: Person, **fields: Any) -> None:
    """All but the purpose: a team that worked on systems never becomes one that works on cases (law P-11)."""
    with acting.recorded():
        refuse(may(by, "set_up"))
        locked = _locked(team)
        if fields.get("purpose", locked.purpose) != locked.purpose:
            raise Refused(_("A team's purpose stays. Set up another team for the other purpose."))
        refuse(may_stand_under(locked, fields.get("parent", locked.parent)))
        refuse(_bad_structure({"structure": locked.structure, "parent": locked.parent} | fields))
        _set(locked, fields)


# --- What the actions share -----------------------------------------------------------------------------------


def _locked(thing: Thing) -> Thing:
    found: Thing = type(thing)._default_manager.select_for_update().get(pk=thing.pk)
    return found


def _set(thing: Model, fields: dict[str, Any]) -> None:
    """Save what differs; nothing differs, nothing is saved, and the record of changes says so."""
    if all(getattr(thing, name) == value for name, value in fields.items()):
        raise Refused(_("Nothing has changed."))
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


def _bad_structure(fields: dict[str, Any]) -> str | None:
    if fields["structure"] == Structure.SUBCOMMITTEE and fields.get("parent") is None:
        return _("A subcommittee stands under a team. Choose which one.")
    return None


def _bad_sector(agency: Agency, sector: str) -> str | None:
    """An agency at the table of a team that works on cases, now or later, cannot become one for systems work only (law A-13)."""
    seated = held_seats().filter(agency=agency, team__purpose=TeamPurpose.CASE)
    if sector in SYSTEMS_ONLY_SECTORS and agency.sector not in SYSTEMS_ONLY_SECTORS and seated.exists():
        return _("This agency sits on a team that works on cases. End those seats first.")
    return None
