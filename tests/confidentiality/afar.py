"""A release that waits to be signed by somebody who is elsewhere: what the tests of one-time links stand on."""

import datetime
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.models import Person
from cases.models import ContactMethod, InvolvedPerson
from confidentiality import gate
from confidentiality.actions import releases, signing
from confidentiality.elements import Element
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from tests import rooms
from tests.confidentiality.test_releases import MINOR, NAME, Doors

WORDS = "So that they know whom to ask for"  # hers, in what is sealed


@dataclass
class Afar:
    """Ada's case with a safe phone, and a release that is prepared."""

    doors: Doors
    release: UUID
    phone: UUID
    token: str = ""
    code: str = ""

    def address(self, name: str, *more: Any) -> str:
        return reverse(name, args=[self.doors.case.public_id, self.release, *more])

    def make(self, **changes: Any) -> "Afar":
        """A link, as Ada makes it; its token and code are kept here."""
        given = {"capacity": "survivor", "check_way": "voice", "contact": self.phone, **changes}
        with as_(self.doors.ada):
            self.token, self.code = signing.make_link(
                case=self.doors.case.public_id, release=self.release, by=self.doors.ada, **given
            )
        return self

    @property
    def url(self) -> str:
        return reverse("signing_link", args=[self.token])

    def open(self, client: Client | None = None, **data: Any) -> Any:
        return (client or Client()).post(self.url, {"code": self.code, **data})

    def sign(self, client: Client | None = None, **data: Any) -> Any:
        return self.open(client, **{"name": NAME, "read": "on", **data})

    def signed(self) -> list[tuple[Any, ...]]:
        return asked(
            "SELECT s.capacity, s.way, s.name, s.check_way, s.checked_by_id, s.witnessed_by_id, s.sha256 = r.sha256 FROM"
            " confidentiality_releasesignature s JOIN confidentiality_release r ON r.id = s.release_id"
            " WHERE r.public_id = %s ORDER BY s.id", self.release,
        )  # fmt: skip

    def link(self, columns: str = "*") -> tuple[Any, ...]:
        """The newest row, read past the wall."""
        return asked(f"SELECT {columns} FROM confidentiality_releaselink WHERE case_id = %s ORDER BY id DESC",
                     self.doors.case.pk)[0]  # fmt: skip

    def ledger(self) -> list[tuple[Any, ...]]:
        """What nobody's account did with the case: actor, agency, kind, outcome, purpose, route."""
        return asked(
            "SELECT actor_id, agency_id, kind, outcome, purpose, route FROM confidentiality_ledger"
            " WHERE case_ids = ARRAY[%s]::bigint[] AND actor_id IS NULL ORDER BY id", self.doors.case.pk,
        )  # fmt: skip


def asked(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def as_(person: Person) -> Any:
    return acting(Acting(person.pk, person.agency_id, "test"))


def contact(doors: Doors, *, safety: str = "safe", days: int = 3, **fields: Any) -> UUID:
    """A way to reach her that was checked some days ago."""
    day = None if safety == "unknown" else timezone.localdate(clock.now()) - datetime.timedelta(days=days)
    ada, case = doors.ada, doors.case
    with as_(ada), gate.action(ada, case.public_id, Element.CONTACT, purpose="test") as opened:
        given = {"kind": "phone", "value": "555-0177", "safety": safety, "checked_on": day, **fields}
        method = ContactMethod(case=opened.case, agency=ada.agency, updated_by=ada, **given)
        method.save()
    return method.public_id


def involved(doors: Doors, **fields: Any) -> UUID:
    ada, case = doors.ada, doors.case
    with as_(ada), gate.action(ada, case.public_id, Element.PEOPLE, purpose="test") as opened:
        one = InvolvedPerson(case=opened.case, agency=ada.agency, updated_by=ada, relation="Mother", **fields)
        one.save()
    return one.public_id


def doors() -> Doors:
    home, police = rooms.agency(), rooms.agency(sector="local_police", discipline="law_enforcement")
    ada, bea = rooms.person(home), rooms.person(home)
    dan, tom = rooms.person(police, takes_referrals=True), rooms.person(police)
    other = rooms.person(rooms.agency(), takes_referrals=True, is_supervisor=True)
    return Doors(ada, bea, dan, tom, other, rooms.case(ada, name=NAME))


def afar(*, minor: bool = False, **terms: Any) -> Afar:
    here = doors()
    if minor:
        terms["standing"] = MINOR
    with as_(here.ada):
        made = releases.prepare(case=here.case.public_id, terms=here.terms(**terms), by=here.ada)
    return Afar(here, made, contact(here))


@contextmanager
def without_trigger(table: str, name: str) -> Any:
    """Inside, the owner can move times that are fixed."""
    asked_owner = connections["owner"]
    with asked_owner.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        try:
            yield cursor
        finally:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")


def older(scene: Afar, interval: str) -> None:
    """The link was made this much earlier than it was."""
    with without_trigger("confidentiality_releaselink", "fixed") as cursor:
        cursor.execute(
            "UPDATE confidentiality_releaselink SET made_at = made_at - %s::interval, expires_at = expires_at - %s::interval"
            " WHERE case_id = %s", [interval, interval, scene.doors.case.pk],
        )  # fmt: skip
