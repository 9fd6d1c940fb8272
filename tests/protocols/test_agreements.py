"""An MOU from its draft to its last signature, and what is refused on the way (law section 3, 6)."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError

from mdt.kit import clock
from mdt.kit.errors import Refused
from protocols.actions import authority, signing, writing
from protocols.models import Authority, Executed, Signature, Version
from protocols.policy.agreements import refuses_sending
from protocols.queries import pages
from protocols.queries.agreements import board, visible_agreements
from protocols.queries.capabilities import able
from protocols.vocabulary import Capability, PartyStanding, Standing
from tests import rooms
from tests.protocols.agreeing import PAPER, Table, as_


@pytest.fixture
def table() -> Table:
    return Table()


def stands(version: Version) -> str:
    return board(version.agreement).stands


def test_A01_partly_signed_unlocks_nothing_and_the_last_signature_executes(table: Table) -> None:
    version = table.out()
    assert stands(version) == Standing.OUT_FOR_SIGNATURE
    for who in (table.hana, table.lou):
        table.sign(version, who)
        assert stands(version) == Standing.PARTIALLY_SIGNED
        assert not able(table.team, Capability.POOL_REFERRALS).may
    table.sign(version, table.gus)
    version.refresh_from_db()
    assert stands(version) == Standing.IN_FORCE
    assert version.starts_on == table.today
    assert version.ends_on == signing.last_day(table.today, 36)
    assert able(table.team, Capability.POOL_REFERRALS).may
    assert Executed.objects.filter(version=version).exists()


def test_A01_the_database_executes_nothing_that_is_not_signed_by_all(table: Table, owner_db: Any) -> None:
    version = table.out()
    table.sign(version, table.hana)
    with pytest.raises(psycopg.errors.CheckViolation, match="not signed by every party"):
        owner_db.execute(
            "UPDATE protocols_version SET status = 'executed', executed_at = now(), starts_on = now(), ends_on = now() WHERE id = %s",
            [version.pk],
        )


@pytest.mark.parametrize(("key", "excused"), [("no_waiver", False), ("cultural", True), ("survivor_input", True)])
def test_A02_A03_a_draft_without_a_required_clause_stays_a_draft(table: Table, key: str, excused: bool) -> None:
    version = table.drafted()
    with as_(table.cora):
        writing.remove_clause(version=version, key=key, by=table.cora)
        assert [held for held, _said in refuses_sending(version)] == [key]
        with pytest.raises(Refused, match="is missing"):
            writing.send(version=version, by=table.cora)
        if excused:
            writing.override(version=version, key=key, reason="It stands in the protocol", by=table.cora)
            writing.send(version=version, by=table.cora)
        else:
            with pytest.raises(Refused, match="cannot be left out"):
                writing.override(version=version, key=key, reason="No", by=table.cora)
    version.refresh_from_db()
    assert version.status == ("out" if excused else "draft")


def test_A02_past_the_program_too(table: Table, owner_db: Any) -> None:
    version = table.drafted()
    with as_(table.cora):
        writing.remove_clause(version=version, key="no_waiver", by=table.cora)
    with pytest.raises(psycopg.errors.CheckViolation, match="no waiver"):
        owner_db.execute(
            "UPDATE protocols_version SET status = 'out', sent_at = now(), sent_by_id = %s, sha256 = 'x' WHERE id = %s",
            [table.cora.pk, version.pk],
        )


def test_A07_without_authority_on_file_nobody_signs(table: Table) -> None:
    version = table.out()
    for who in (table.ada, table.mia):
        with pytest.raises(Refused, match="No authority to sign"):
            table.sign(version, who)
    with as_(table.adam):
        authority.end(
            authority=Authority.objects.get(person=table.hana), on=table.today - timedelta(days=1), by=table.adam
        )
    with pytest.raises(Refused, match="No authority to sign"):
        table.sign(version, table.hana)
    assert not Signature.objects.filter(party__version=version).exists()


def test_A07_nobody_records_her_own_authority(table: Table) -> None:
    how = {"office": "Director", "source": "head", "citation": "Charter", "starts_on": table.today}
    for who, by, said in (
        (table.mia, table.mia, "by somebody else"),
        (table.ada, table.dan, "records this"),
        (table.ada, table.ada, "else"),
    ):
        with as_(by), pytest.raises(Refused, match=said):
            authority.record(agency=table.harbor, person=who, by=by, **how)  # type: ignore[arg-type]
    with as_(table.mia):
        assert authority.record(agency=table.harbor, person=table.ada, by=table.mia, **how)  # type: ignore[arg-type]
    assert Authority.objects.get(person=table.hana).ends_on == table.today - timedelta(days=1)


def test_A06_the_council_goes_first(table: Table) -> None:
    version = table.drafted()
    with as_(table.cora):
        rows = [{"agency": p.agency, "position": 1, "is_required": True, "body": "tribal_council" if p.agency == table.cac else ""}
                for p in version.parties.select_related("agency")]  # fmt: skip
        writing.set_parties(version=version, parties=rows, by=table.cora)
    table.out(version)
    party = table.party(version, table.cac)
    with pytest.raises(Refused, match="approval"):
        table.sign(version, table.gus)
    with as_(table.ada), pytest.raises(Refused, match="Only people of"):
        signing.approve(party=party, number="R-1", decided_on=table.today, by=table.ada)
    with as_(table.gus), pytest.raises(Refused, match="has not come"):
        signing.approve(party=party, number="R-1", decided_on=table.today + timedelta(days=1), by=table.gus)
    with as_(table.gus):
        signing.approve(party=party, number="R-1", decided_on=table.today, by=table.gus)
    table.sign(version, table.gus)


def test_A08_E12_a_change_is_a_new_version_and_voids_what_was_signed(table: Table, owner_db: Any) -> None:
    version = table.out()
    table.sign(version, table.hana)
    with as_(table.cora), pytest.raises(Refused, match="next version"):
        writing.save_clause(version=version, key="purpose", heading="Purpose", body="Other", by=table.cora)
    with pytest.raises(psycopg.errors.CheckViolation, match="text is out"):
        owner_db.execute("UPDATE protocols_clause SET body = 'Other' WHERE version_id = %s", [version.pk])
    with as_(table.cora):
        later = writing.change(agreement=version.agreement, by=table.cora)
        writing.save_clause(version=later, key="purpose", heading="Purpose", body="Other", by=table.cora)
    assert Signature.objects.get(party__version=version).voided_at is not None
    assert stands(version) == Standing.DRAFT
    with pytest.raises(Refused, match="has changed"):
        table.sign(version, table.lou)
    assert version.clauses.get(key="purpose").body != "Other"  # the earlier one stays readable, with its digest


def test_a_second_click_or_a_clause_that_is_gone_is_told_and_changes_nothing(table: Table) -> None:
    version = table.drafted()
    with as_(table.ada):
        said = writing.comment(
            agreement=version.agreement, version=version, key="cultural", body="Otherwise", proposed="So", by=table.ada
        )
    with as_(table.cora):
        writing.remove_clause(version=version, key="cultural", by=table.cora)
        with pytest.raises(Refused, match="no such clause"):
            writing.remove_clause(version=version, key="cultural", by=table.cora)
        with pytest.raises(Refused, match="no such clause"):
            writing.answer(comment=said, taken=True, answer="", by=table.cora)
        writing.override(version=version, key="cultural", reason="Elsewhere", by=table.cora)
        with pytest.raises(Refused, match="left out already"):
            writing.override(version=version, key="cultural", reason="Elsewhere", by=table.cora)
    said.refresh_from_db()
    assert said.answered_at is None


def test_what_is_said_while_it_is_out_is_answered_or_goes_along_to_the_next_version(table: Table) -> None:
    version = table.out()
    with as_(table.ada):
        no, yes, later = (
            writing.comment(
                agreement=version.agreement, version=version, key="purpose", body="Otherwise", proposed=words, by=table.ada
            )
            for words in ("No", "So it is", "Later")
        )  # fmt: skip
    with as_(table.dan), pytest.raises(Refused, match="Only a coordinator"):
        writing.answer(comment=no, taken=False, answer="It says so below", by=table.dan)
    with as_(table.cora):
        writing.answer(comment=no, taken=False, answer="It says so below", by=table.cora)
        with pytest.raises(Refused, match="The text is out"):
            writing.answer(comment=yes, taken=True, answer="", by=table.cora)
        changed = writing.change(agreement=version.agreement, by=table.cora)
        (row,) = (row for row in pages.text_of(changed) if row.clause.key == "purpose")
        assert (row.open, row.answered) == ([yes, later], [])
        writing.answer(comment=yes, taken=True, answer="", by=table.cora)
    (row,) = (row for row in pages.text_of(changed) if row.clause.key == "purpose")
    assert (row.open, row.answered) == ([later], [yes])  # the answer stands where it was given
    assert changed.clauses.get(key="purpose").body == "So it is"
    assert version.clauses.get(key="purpose").body != "So it is"
    for who in (table.hana, table.lou, table.gus):
        table.sign(table.out(changed) if who == table.hana else changed, who)
    with as_(table.cora), pytest.raises(Refused, match="is executed"):
        writing.answer(comment=later, taken=False, answer="Too late", by=table.cora)


def test_two_who_write_one_clause_lose_nothing(table: Table) -> None:
    version = table.drafted()
    began = version.clauses.get(key="purpose").body
    with as_(table.cora):
        writing.save_clause(version=version, key="purpose", heading="Purpose", body="First", seen=began, by=table.cora)
        with pytest.raises(Refused, match="while you wrote"):
            writing.save_clause(
                version=version, key="purpose", heading="Purpose", body="Second", seen=began, by=table.cora
            )
    assert version.clauses.get(key="purpose").body == "First"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"shown": "0" * 64}, "has changed"),
        ({"minutes": 6}, "Prove again"),
        ({"minutes": -1}, "Prove again"),
        ({"unread": True}, "to its end"),
    ],
)
def test_E01_E02_E06_what_is_not_shown_proved_or_read_is_not_signed(
    table: Table, how: dict[str, Any], said: str
) -> None:
    version, now = table.out(), clock.now()
    proof = signing.Proof(
        "code",
        now - timedelta(minutes=how.pop("minutes", 0)),
        now + timedelta(minutes=1 if how.pop("unread", False) else -1),
    )
    with pytest.raises(Refused, match=said):
        table.sign(version, table.hana, proof=proof, **how)
    assert not Signature.objects.exists() or not Signature.objects.filter(party__version=version).exists()


def test_E06_one_proof_is_good_for_one_signature(table: Table) -> None:
    first, now = table.out(), clock.now()
    proof = signing.Proof("code", now, now)
    table.sign(first, table.hana, proof=proof)
    other = Table.drafted(table)
    table.out(other)
    with pytest.raises(Refused, match="Prove again"):
        table.sign(other, table.hana, proof=proof)
    table.sign(other, table.hana)


def test_E05_paper_counts_when_somebody_of_another_agency_has_verified_it(table: Table, owner_db: Any) -> None:
    version = table.out()
    rooms.seat(table.team, colleague := rooms.person(table.harbor))
    for who in (table.lou, table.gus):
        table.sign(version, who)
    with as_(table.ada):
        made = signing.sign_on_paper(
            version=version, party=table.party(version, table.harbor), signatory=table.hana, name="Hana", signed_on=table.today,
            scan=PAPER, by=table.ada,
        )  # fmt: skip
        with pytest.raises(Refused, match="Somebody else"):
            signing.verify_paper(signature=made, by=table.ada)
    assert stands(version) == Standing.PARTIALLY_SIGNED
    with as_(table.hana), pytest.raises(Refused, match="Somebody else"):
        signing.verify_paper(signature=made, by=table.hana)
    with as_(colleague), pytest.raises(Refused, match="Somebody of another agency"):
        signing.verify_paper(signature=made, by=colleague)
    with pytest.raises(psycopg.errors.CheckViolation, match="verified within one agency"):
        owner_db.execute(
            "UPDATE protocols_paperscan SET verified_by_id = %s, verified_at = now() WHERE signature_id = %s",
            [colleague.pk, made.pk],
        )
    assert stands(version) == Standing.PARTIALLY_SIGNED
    with as_(table.cora):
        signing.verify_paper(signature=made, by=table.cora)
    assert stands(version) == Standing.IN_FORCE


def test_E05_declined_is_no_and_may_come_back(table: Table) -> None:
    version = table.out()
    party = table.party(version, table.sheriff)
    with as_(table.lou):
        signing.decline(version=version, party=party, reason="The term is too long", by=table.lou)
    assert [r.stands for r in board(version.agreement).rows if r.party == party] == [PartyStanding.DECLINED]
    table.sign(version, table.lou)
    assert [r.stands for r in board(version.agreement).rows if r.party == party] == [PartyStanding.SIGNED]
    with as_(table.lou), pytest.raises(Refused, match="gives notice"):
        signing.decline(version=version, party=party, reason="Late", by=table.lou)


def test_E06_a_delegate_signs_by_an_instrument_until_it_ends(table: Table) -> None:
    version = table.out()
    with as_(table.hana):
        given = authority.delegate(to=table.ada, office="Acting director", citation="Letter", starts_on=table.today, ends_on=None,
                                   instrument=PAPER, by=table.hana)  # fmt: skip
    with as_(table.ada), pytest.raises(Refused, match="office of her own"):
        authority.delegate(
            to=table.mia, office="x", citation="x", starts_on=table.today, ends_on=None, instrument=PAPER, by=table.ada
        )
    made = table.sign(version, table.ada)
    assert "Letter" in made.by_authority_of
    with as_(table.hana):
        authority.end(authority=given, on=table.today, by=table.hana)
    given.refresh_from_db()
    assert given.ends_on == table.today


def test_the_parties_sign_one_after_the_other_where_the_text_says_so(table: Table) -> None:
    version = table.drafted()
    with as_(table.cora):
        order = {table.harbor.pk: 1, table.sheriff.pk: 2, table.cac.pk: 3}
        rows = [
            {"agency": p.agency, "position": order[p.agency_id], "is_required": True, "body": ""}
            for p in version.parties.all()
        ]
        writing.set_parties(version=version, parties=rows, by=table.cora)
        terms = {name: getattr(version, name) for name in writing.TERMS} | {"in_order": True}
        writing.set_terms(version=version, by=table.cora, **terms)
    table.out(version)
    for late in (table.gus, table.lou):
        with pytest.raises(Refused, match="Others sign before"):
            table.sign(version, late)
    for who in (table.hana, table.lou, table.gus):
        table.sign(version, who)
    assert stands(version) == Standing.IN_FORCE


def test_A05_a_new_head_flips_what_the_predecessor_signed(table: Table) -> None:
    version = table.executed()
    table.heads(rooms.person(table.sheriff), since=table.today)
    assert stands(version) == Standing.SIGNATORY_CHANGED
    assert able(table.team, Capability.POOL_REFERRALS).may


def test_A_stranger_finds_no_agreement(table: Table) -> None:
    version = table.out()
    for who, sees in (
        (table.cora, True),
        (table.ada, True),
        (table.lou, True),
        (table.olga, False),
        (table.adam, False),
        (table.mia, False),
    ):
        assert visible_agreements(who).filter(pk=version.agreement_id).exists() is sees, who


def test_nothing_of_a_signature_changes(table: Table, owner_db: Any, web_db: Any) -> None:
    version = table.out()
    made = table.sign(version, table.hana)
    with pytest.raises(psycopg.errors.CheckViolation, match="does not change"):
        web_db.execute("UPDATE protocols_signature SET name = 'x' WHERE id = %s", [made.pk])
    with pytest.raises(psycopg.errors.CheckViolation, match="a signature stands"):
        owner_db.execute("UPDATE protocols_signature SET voided_at = now() WHERE id = %s", [made.pk])
    with pytest.raises(IntegrityError):
        Signature.objects.create(party=made.party, person=table.hana, name="", signed_at=clock.now())
