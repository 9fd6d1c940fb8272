"""What was handed in is fetched by whoever sees what it belongs to: only saved, with a name that says nothing."""

from typing import Any

import pytest
from django.urls import reverse

from agencies.models import Person
from protocols.actions import authority, signing, writing
from protocols.models import Authority, Version
from tests import rooms
from tests.protocols.agreeing import PAPER, Table, as_
from tests.protocols.reading import at, text


@pytest.fixture
def table() -> Table:
    return Table()


def approved(table: Table) -> Version:
    version = table.drafted()
    with as_(table.cora):
        rows = [{"agency": one, "position": 1, "is_required": True, "body": "board" if one == table.cac else ""}
                for one in (table.cac, table.harbor)]  # fmt: skip
        writing.set_parties(version=version, parties=rows, by=table.cora)
    table.out(version)
    with as_(table.gus):
        signing.approve(
            party=table.party(version, table.cac), number="R-7", decided_on=table.today, scan=PAPER, by=table.gus
        )
    return version


def only_saved(answer: Any) -> None:
    assert (answer.status_code, answer.content) == (200, PAPER.content)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="paper.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_A06_the_resolution_is_fetched_by_whoever_sees_the_agreement(table, as_person):
    version = approved(table)
    here = at("agreement_approval_file", version, 1, table.cac.public_id)
    assert here in text(as_person(table.ada).get(at("agreement", version)))
    for who in (table.ada, table.hana, table.cora):
        only_saved(as_person(who).get(here))
    for gone in (table.harbor, table.sheriff):  # a party without one, and none at all
        assert as_person(table.ada).get(at("agreement_approval_file", version, 1, gone.public_id)).status_code == 404
    assert as_person(table.ada).get(at("agreement_approval_file", version, 2, table.cac.public_id)).status_code == 404
    for who in (table.olga, table.mia, table.adam):
        assert as_person(who).get(here).status_code == 404


def delegated(table: Table, to: Person) -> Authority:
    with as_(table.lou):
        return authority.delegate(
            to=to, office="Deputy", citation="Letter of today", starts_on=table.today, ends_on=None, instrument=PAPER,
            by=table.lou,
        )  # fmt: skip


def test_E06_the_delegation_is_fetched_by_whom_the_list_is_there_for(table, as_person):
    made = delegated(table, table.dan)
    here = reverse("authority_instrument", args=[table.sheriff.public_id, made.public_id])
    chief = rooms.person(table.sheriff, manages_people=True)
    assert here in text(as_person(table.lou).get(reverse("agency_authorities", args=[table.sheriff.public_id])))
    for who in (table.lou, table.dan, chief, table.adam):
        only_saved(as_person(who).get(here))
    for who in (table.hana, table.mia, table.olga, rooms.person(table.sheriff)):
        assert as_person(who).get(here).status_code == 404
    office = Authority.objects.get(person=table.lou)
    for agency, one in ((table.sheriff, office), (table.harbor, made)):  # no instrument; another agency's
        elsewhere = reverse("authority_instrument", args=[agency.public_id, one.public_id])
        assert as_person(table.adam).get(elsewhere).status_code == 404


def test_E05_the_scan_stays_within_reach_once_it_is_verified(table, as_person):
    version = table.out()
    with as_(table.ada):
        signed = signing.sign_on_paper(
            version=version, party=table.party(version, table.harbor), signatory=table.hana, name="Hana",
            signed_on=table.today, scan=PAPER, by=table.ada,
        )  # fmt: skip
    with as_(table.cora):
        signing.verify_paper(signature=signed, by=table.cora)
    here = at("agreement_paper_scan", version, signed.public_id)
    assert here in text(as_person(table.dan).get(at("agreement", version)))
    only_saved(as_person(table.dan).get(here))
