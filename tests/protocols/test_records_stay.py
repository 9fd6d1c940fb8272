"""Agreements move what a team may do, and no permission on any record: before and after signing, renewing, lapsing and
withdrawing everybody of the county sees the same rows (G6, law C-12)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from agencies.models import Person, Team
from agencies.queries.teams import today_of
from confidentiality.wall import WALL
from mdt.kit import clock
from mdt.kit.acting import Acting, acting
from protocols.actions import ending, signing, writing
from protocols.models import Agreement, Version
from protocols.queries.agreements import board
from protocols.queries.capabilities import Able, abilities
from protocols.vocabulary import Capability, PartyStanding, Standing
from tests.access.matrix import TRIED
from tests.copies import Copy, database_copy
from tests.world import World

RECORDS = [t.name for t in WALL.tables.values() if t.protected and "SELECT" in t.web]
ON_FILE = (
    "SELECT user_id, object_pk, codename FROM guardian_userobjectpermission g JOIN auth_permission p ON p.id = g.permission_id"
    " WHERE codename <> 'sign_for_agency'"
)
Matrix = dict[str, Any]


@pytest.fixture(scope="module")
def county() -> Iterator[tuple[Copy, World]]:
    with database_copy("records") as copy, copy.served():
        yield copy, World()


def matrix(copy: Copy, world: World) -> Matrix:
    """How many rows of every protected table each of the cast is shown and which, and every grant and permission on file."""
    seen: Matrix = {}
    with copy.web() as web, copy.owner() as owner:
        for first_name in TRIED[::2]:
            with web.transaction():
                web.execute("SELECT set_config('mdt.user_id', %s, true)", [str(getattr(world, first_name).pk)])
                for table in RECORDS:
                    seen[first_name, table] = web.execute(
                        f"SELECT count(*), md5(string_agg(t::text, ' ' ORDER BY t::text)) FROM {table} t"
                    ).fetchone()
        for name, sql in (("permissions", ON_FILE), ("grants", "SELECT * FROM confidentiality_grant")):
            rows = sorted(map(str, owner.execute(sql).fetchall()))
            seen[name] = (len(rows), rows)
    return seen


def able_now(world: World) -> dict[tuple[str, str], Able]:
    teams = list(Team.objects.all())
    return {(t.name, c): abilities(teams, c)[t.pk] for c in Capability for t in teams}


def as_(person: Person) -> Any:
    return acting(Acting(person.pk, person.agency_id, "test"))


def sign(version: Version, who: Person) -> None:
    now = clock.now()
    proof = signing.Proof("code", now, now - timedelta(minutes=2))
    with as_(who):
        party = version.parties.get(agency=who.agency)
        signing.sign(version=version, party=party, by=who, shown=version.sha256, name=who.name, proof=proof)


def moved(copy: Copy, version: Version, ends: date) -> None:
    """As if it had been executed so long ago that it ends on this day."""
    with copy.owner() as owner:
        owner.execute("ALTER TABLE protocols_version DISABLE TRIGGER guard")
        owner.execute("UPDATE protocols_version SET starts_on = %s, ends_on = %s WHERE id = %s",
                      [ends - timedelta(days=600), ends, version.pk])  # fmt: skip
        owner.execute("ALTER TABLE protocols_version ENABLE TRIGGER guard")


def titled(title: str) -> Agreement:
    return Agreement.objects.get(title__startswith=title)


@pytest.mark.slow
def test_G6_C12_signing_renewing_lapsing_and_withdrawing_move_no_record(county: tuple[Copy, World]) -> None:
    copy, world = county
    before, could = matrix(copy, world), able_now(world)
    assert sum(rows[0] for rows in before.values()) > 500  # there is something to move
    pools, reviews = ("Alder Trafficking Response", "pool_referrals"), ("Alder Trafficking Response", "case_review")
    assert not could[pools].may

    signed = titled("Trafficking").versions.get()
    for who in (world.lou, world.dora):
        sign(signed, who)
        assert (matrix(copy, world), able_now(world)) == (before, could)
    approve(signed, world)
    sign(signed, world.ray)
    assert matrix(copy, world) == before
    may = able_now(world)
    assert {key for key in may if may[key] != could[key]} == {pools, reviews}
    assert may[pools] == may[reviews] == Able(True)

    renewed = renew(titled("Alder County SART"), world)
    assert board(renewed.agreement).stands == Standing.IN_FORCE
    assert (matrix(copy, world), able_now(world)) == (before, may)

    moved(copy, signed, today_of(signed.agreement.team) - timedelta(days=31))
    lapsed = able_now(world)
    assert matrix(copy, world) == before
    assert {key for key in may if may[key] != lapsed[key]} == {pools, reviews}
    assert lapsed[pools] == Able(False, instead=signed.fallback)

    withdraw(renewed, world)
    assert matrix(copy, world) == before
    assert able_now(world) == lapsed


def approve(version: Version, world: World) -> None:
    """The tribe signs when its council has resolved."""
    with as_(world.ray):
        signing.approve(
            party=version.parties.get(agency=world.ray.agency), number="R-26-11", decided_on=today_of(version.agreement.team),
            by=world.ray,
        )  # fmt: skip


def renew(agreement: Agreement, world: World) -> Version:
    with as_(world.cora):
        version = writing.change(agreement=agreement, by=world.cora)
        writing.send(version=version, by=world.cora)
    version.refresh_from_db()
    for party in version.parties.select_related("agency").order_by("position"):
        sign(version, next(one.person for one in party.agency.authorities.select_related("person")))
    version.refresh_from_db()
    return version


def withdraw(version: Version, world: World) -> None:
    party = version.parties.get(agency=world.lou.agency)
    with as_(world.lou):
        ending.give_notice(
            party=party, effective_on=today_of(version.agreement.team) + timedelta(days=60), by=world.lou
        )
    row = next(row for row in board(version.agreement).executed_rows if row.party == party)
    assert row.stands == PartyStanding.NOTICE_OF_WITHDRAWAL
