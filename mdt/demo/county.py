"""Builds Alder County through the models: places, agencies, people, teams, seats and acknowledgements of the cast."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from auditlog.context import disable_auditlog
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission

from agencies import acknowledging, reminders
from agencies.models import (
    Acknowledgement,
    Agency,
    AgencySigner,
    Jurisdiction,
    Person,
    Seat,
    Team,
    TeamCoordinator,
)  # fmt: skip
from mdt.demo import cast
from mdt.demo.dice import Dice

YEAR = timedelta(days=365)


@dataclass
class County:
    """What stands so far, by the names that the cast's data uses: people by first name, the rest by name."""

    dice: Dice
    places: dict[str, Jurisdiction] = field(default_factory=dict)
    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)


def permission(codename: str) -> Permission:
    return Permission.objects.get(codename=codename)


def settle(dice: Dice) -> County:
    """Everybody at the table, and the table. Set up by nobody in particular, so it leaves no change entries."""
    county = County(dice)
    with disable_auditlog():
        _places(county)
        _agencies(county)
        _people(county)
        _teams(county)
        _acknowledgements(county)
    return county


def _kept(rows: dict[str, Any], key: str, row: Any) -> Any:
    row.save()
    rows[key] = row
    return row


def _places(county: County) -> None:
    for place in cast.PLACES:
        row = Jurisdiction(
            public_id=county.dice.public_id(), name=place.name, state=place.state, population=place.population,
            is_tribal=place.is_tribal, contact_hours=place.contact_hours, contact_law=place.contact_law,
            contact_checked_on=place.contact_checked_on,
        )  # fmt: skip
        _kept(county.places, place.name, row)


def _agencies(county: County) -> None:
    for room in cast.ROOMS:
        row = Agency(
            public_id=county.dice.public_id(), name=room.name, parent=county.agencies.get(room.parent),
            sector=room.sector, discipline=room.discipline, regimes=list(room.regimes),
            jurisdiction=county.places[room.place], is_tribal=room.is_tribal,
        )  # fmt: skip
        _kept(county.agencies, room.name, row)


def _people(county: County) -> None:
    password = demo_password()
    may_sign = permission("sign_for_agency")
    for room in cast.ROOMS:
        agency = county.agencies[room.name]
        for member in room.people:
            person = _person(county, member, room.domain, password, agency=agency)
            if member.signs:
                AgencySigner.objects.create(content_object=agency, user=person, permission=may_sign)
    _person(county, cast.ROOT, cast.ROOT_DOMAIN, password, runs_installation=True)


def demo_password() -> str:
    """Computed once for all: it is slow on purpose. Everybody reads it on the first page, so its salt is no secret."""
    return make_password(cast.PASSWORD, salt="aldercountydemo2222222")


def _person(county: County, member: cast.Member, domain: str, password: str, **fields: Any) -> Person:
    row = Person(
        public_id=county.dice.public_id(), email=member.email(domain), name=member.name, title=member.title,
        password=password, is_supervisor=member.supervises, takes_referrals=member.answers,
        manages_people=member.manages, date_joined=county.dice.ago(days=400), **fields,
    )  # fmt: skip
    return _kept(county.people, member.first, row)


def _teams(county: County) -> None:
    may_coordinate = permission("coordinate_team")
    for table in cast.TABLES:
        team = Team(
            public_id=county.dice.public_id(), name=table.name, structure=table.structure,
            parent=county.teams.get(table.parent), jurisdiction=county.places[table.place],
            time_zone=county.places[table.place].time_zone, takes_pool_referrals=table.pool,
        )  # fmt: skip
        _kept(county.teams, table.name, team)
        for chair in table.chairs:
            _seat(county, team, chair)
        coordinator = county.people[table.coordinator]
        TeamCoordinator.objects.create(content_object=team, user=coordinator, permission=may_coordinate)


def _seat(county: County, team: Team, chair: cast.Chair) -> None:
    person = county.people[chair.who]
    Seat(
        public_id=county.dice.public_id(), team=team, person=person, agency=person.agency,
        discipline=chair.discipline, role=chair.role, starts_on=county.dice.ago(days=380).date(),
    ).save()  # fmt: skip


def _acknowledgements(county: County) -> None:
    text = acknowledging.wording("en")
    for first, person in county.people.items():
        if first in cast.NEVER_ACKNOWLEDGED:
            continue
        left = cast.ACKNOWLEDGED_FOR.get(first) or county.dice.number(120, 300)
        ends = county.dice.base + timedelta(days=left)
        signed = Acknowledgement.objects.create(
            person=person, wording=text.version, text_sha256=text.sha256, signed_name=person.name,
            signed_at=ends - YEAR, expires_at=ends,
        )  # fmt: skip
        if left > 0:
            reminders.schedule_acknowledgement_reminders(signed)
