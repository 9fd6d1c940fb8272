"""Pages beside signing: declining, approval, paper, and who may sign for an agency."""

from datetime import timedelta

import pytest
from django.urls import reverse

from protocols.actions import writing
from protocols.models import Authority, Decline, GoverningApproval
from protocols.queries.agreements import board
from protocols.vocabulary import Standing
from tests.protocols.agreeing import Table, as_
from tests.protocols.reading import at, picture, said, text


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def coordinator(table, as_person):
    return as_person(table.cora)


def test_E05_declining_takes_a_reason(table, as_person):
    version = table.out()
    lou = as_person(table.lou)
    assert "this needs an answer" in text(lou.post(at("agreement_decline", version), {"reason": ""}))
    assert "does not sign this version" in said(lou.post(at("agreement_decline", version), {"reason": "Too long"}))
    assert Decline.objects.filter(party__version=version, by=table.lou).count() == 1
    assert "Too long" in text(lou.get(at("agreement", version)))
    assert "Only who may sign" in said(as_person(table.dan).post(at("agreement_decline", version), {"reason": "No"}))


def test_A06_the_approval_of_a_council_is_recorded(table, coordinator, as_person):
    version = table.drafted()
    with as_(table.cora):
        rows = [{"agency": table.cac, "position": 1, "is_required": True, "body": "tribal_council"}]
        writing.set_parties(version=version, parties=rows, by=table.cora)
    table.out(version)
    gus, here = as_person(table.gus), at("agreement_approve", version)
    assert "Record the approval" in text(gus.get(at("agreement", version)))
    late = {"number": "R-7", "decided_on": table.today + timedelta(days=2)}
    page = text(gus.post(here, late))
    assert "That day has not come." in page
    assert 'value="R-7"' in page
    assert gus.post(here, {**late, "decided_on": table.today, "scan": picture()}).status_code == 302
    kept = GoverningApproval.objects.get(party__version=version)
    assert (kept.number, kept.content_type) == ("R-7", "image/png")
    assert "Its approval is on record." in said(gus.get(here))


def test_E05_paper_is_handed_in_by_one_and_verified_by_another(table, coordinator, as_person):
    version = table.out()
    ada, here = as_person(table.ada), at("agreement_paper", version, table.harbor.public_id)
    typed = {"signatory": str(table.hana.public_id), "name": "Hana H.", "signed_on": table.today + timedelta(days=1)}
    page = text(ada.post(here, {**typed, "scan": picture()}))
    assert "That day has not come." in page
    assert 'value="Hana H."' in page
    assert "cannot have been signed before" in text(
        ada.post(here, {**typed, "signed_on": "2020-01-01", "scan": picture()})
    )
    assert ada.post(here, {**typed, "signed_on": table.today, "scan": picture()}).status_code == 302
    made = version.parties.get(agency=table.harbor).signatures.get()
    check = at("agreement_paper_check", version, made.public_id)
    assert check in text(coordinator.get(at("agreement", version)))
    assert "Somebody else verifies it" in said(ada.post(check))
    scan = coordinator.get(at("agreement_paper_scan", version, made.public_id))
    assert scan.headers["Content-Disposition"] == 'attachment; filename="paper.png"'
    assert "sandbox" in scan.headers["Content-Security-Policy"]
    assert as_person(table.olga).get(at("agreement_paper_scan", version, made.public_id)).status_code == 404
    assert coordinator.post(check).status_code == 302
    assert board(version.agreement).stands == Standing.PARTIALLY_SIGNED
    assert "upload its paper" in said(ada.get(at("agreement_paper", version, table.sheriff.public_id)))
    assert "nothing for this agency to sign" in said(ada.get(here))


# --- Who may sign ----------------------------------------------------------------------------------------------
def test_A07_authority_is_recorded_by_another_and_ended(table, as_person):
    mia, adam = as_person(table.mia), as_person(table.adam)
    assert table.harbor.name in text(adam.get("/agreements/authority/"))
    assert table.hana.name in text(mia.get("/agreements/authority/"))
    for who, status in ((table.hana, 200), (table.ada, 404), (table.lou, 404), (table.olga, 404), (table.adam, 200)):
        assert as_person(who).get(reverse("agency_authorities", args=[table.harbor.public_id])).status_code == status
    here = reverse("authority_record", args=[table.harbor.public_id])
    typed = {
        "person": str(table.ada.public_id),
        "office": "Chair",
        "source": "bylaws",
        "citation": "",
        "starts_on": table.today,
    }
    page = text(mia.post(here, typed))
    assert 'value="Chair"' in page
    assert str(table.mia.public_id) not in page  # nobody records her own
    assert mia.post(here, {**typed, "citation": "Bylaws 7"}).status_code == 302
    made = Authority.objects.get(person=table.ada)
    end = reverse("authority_end", args=[table.harbor.public_id, made.public_id])
    assert "records this" in said(as_person(table.hana).get(end))
    assert mia.post(end, {"on": table.today}).status_code == 302
    made.refresh_from_db()
    assert made.ends_on == table.today


def test_E06_the_head_delegates_by_an_instrument(table, as_person):
    hana = as_person(table.hana)
    assert "/agreements/authority/delegate/" in text(hana.get("/agreements/authority/"))
    typed = {
        "person": str(table.ada.public_id),
        "office": "Acting director",
        "citation": "Letter",
        "starts_on": table.today,
    }
    page = text(hana.post("/agreements/authority/delegate/", typed))
    assert "The signed delegation: this needs an answer." in page
    assert 'value="Acting director"' in page
    assert hana.post("/agreements/authority/delegate/", {**typed, "instrument": picture()}).status_code == 302
    made = Authority.objects.get(person=table.ada)
    assert made.delegated_from.person == table.hana
    for who in (table.ada, table.mia, table.adam):
        assert as_person(who).get("/agreements/authority/delegate/").status_code == 404
