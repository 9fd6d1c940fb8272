"""Rooms of a test's own: agencies, people, teams and cases that no other test touches.

Set-up is done by the owner, past the wall; what is under test is done through the gate, as the person.
"""

import itertools
import os
import uuid
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
from auditlog.context import disable_auditlog
from django.contrib.auth.models import Permission
from django.db import connection
from guardian.shortcuts import assign_perm

from agencies.models import Acknowledgement, Agency, Jurisdiction, Person, Seat, Team, TeamCoordinator
from agencies.queries.teams import today_of
from cases.models import Case, Identity, Narrative
from confidentiality import gate
from confidentiality.elements import Element
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from tests import rows
from tests.database import renamed

_numbers = itertools.count(1)


def _name(word: str) -> str:
    return f"{word} {os.getpid()}-{next(_numbers)}"


def _kept(thing: Any) -> Any:
    """Saved by the owner, handed over as the web role reads it."""
    with disable_auditlog():
        thing.save(using="owner")
    return type(thing)._base_manager.using("default").get(pk=thing.pk)


def county(**fields: Any) -> Jurisdiction:
    return _kept(Jurisdiction(**{"name": _name("County"), "state": "ZZ", "population": 40_000, **fields}))


def agency(**fields: Any) -> Agency:
    place = fields.pop("jurisdiction", None) or county()
    defaults = {"name": _name("Agency"), "sector": "advocacy", "discipline": "advocacy", "regimes": ["VAWA"]}
    return _kept(Agency(**{**defaults, "jurisdiction_id": place.pk, **fields}))


def person(at: Agency | None, **fields: Any) -> Person:
    one = Person(
        **{"email": f"p+{uuid.uuid4().hex[:12]}@rooms.example", "name": _name("Person"), **fields},
        agency_id=at.pk if at else None, runs_installation=at is None,
    )  # fmt: skip
    one.set_unusable_password()
    return _kept(one)


def team(**fields: Any) -> Team:
    place = fields.pop("jurisdiction", None) or county()
    return _kept(Team(**{"name": _name("Team"), "structure": "standalone", "jurisdiction_id": place.pk, **fields}))


def agreed(on: Team, by: Person, *, days_left: int = 365, fallback: Agency | None = None, profile: str = "own") -> Team:
    """The team with an agreement in force, as of now, that lets it take referrals and review cases. Put there past every guard."""
    admin, name = os.environ["MDT_TEST_ADMIN_URL"], connection.settings_dict["NAME"]
    ends_on = today_of(on) + timedelta(days=days_left)
    with psycopg.connect(renamed(admin, name)) as db:
        db.execute("SET LOCAL session_replication_role = replica")
        agreement = rows.put(db, "protocols_agreement", team_id=on.pk, created_by_id=by.pk, profile=profile)
        version = rows.put(
            db, "protocols_version", agreement_id=agreement, created_by_id=by.pk, status="executed", sent_at=clock.now(),
            sent_by_id=by.pk, sha256="0" * 64, executed_at=clock.now(), starts_on=ends_on - timedelta(days=700), ends_on=ends_on,
            fallback_id=fallback.pk if fallback else None,
        )  # fmt: skip
        for position, key in enumerate(("referral", "case_review"), 1):
            rows.put(db, "protocols_clause", version_id=version, key=key, position=position)
    return on


def seat(on: Team, who: Person, **fields: Any) -> Seat:
    defaults = {"discipline": who.agency.discipline, "starts_on": date(2020, 1, 1)}
    return _kept(Seat(**{**defaults, "team_id": on.pk, "person_id": who.pk, "agency_id": who.agency_id, **fields}))


def acknowledged(who: Person, until: datetime | None = None) -> Acknowledgement:
    until = until or clock.now() + timedelta(days=300)
    signed = min(clock.now(), until) - timedelta(days=60)
    return _kept(
        Acknowledgement(
            person_id=who.pk,
            wording="1",
            text_sha256="0" * 64,
            signed_name=who.name,
            signed_at=signed,
            expires_at=until,
        )
    )


def coordinator(on: Team, who: Person, *, acknowledged_until: datetime | None = None) -> Person:
    """Seated, acknowledged and permitted to coordinate."""
    seat(on, who)
    acknowledged(who, acknowledged_until)
    permission = Permission.objects.get(codename="coordinate_team")
    _kept(TeamCoordinator(content_object_id=on.pk, user_id=who.pk, permission_id=permission.pk))
    return who


def case(by: Person, *, name: str = "Testa Person-900", told_us: str = "", **fields: Any) -> Case:
    """A case opened by the person in her own room, through the gate, with an identity: the bait."""
    with acting(Acting(by.pk, by.agency_id, "test")):
        with gate.begin(by):
            opened = Case(agency=by.agency, opened_by=by, **fields)
            opened.save()
            assign_perm("work_case", by, opened)
        with gate.action(by, opened.public_id, Element.IDENTITY, purpose="test"):
            Identity(case=opened, agency=by.agency, updated_by=by, name=name).save()
        if told_us:
            with gate.action(by, opened.public_id, Element.NARRATIVE, purpose="test"):
                Narrative(case=opened, agency=by.agency, updated_by=by, told_us=told_us).save()
    return opened
