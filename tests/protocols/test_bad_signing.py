"""What goes wrong when an agreement is signed: each is refused with a sentence, on record, and leaves nothing half-signed."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from mdt.kit import clock
from mdt.kit.errors import Refused
from protocols.actions import signing, writing
from protocols.models import Executed, PaperScan, Signature, Version
from protocols.queries.agreements import board
from protocols.vocabulary import PartyStanding, Standing, VersionStatus
from tests.agencies.doors import Clock
from tests.protocols.agreeing import PAPER, Table, as_
from tests.protocols.reading import at, picture, said, text
from tests.protocols.sealing import sealed


@pytest.fixture
def table() -> Table:
    return Table()


def on_record(db: Any, who: Any) -> list[str]:
    """What she asked for and was refused."""
    asked = "SELECT purpose FROM confidentiality_ledger WHERE actor_id = %s AND kind = 'refused' ORDER BY id"
    return [purpose for (purpose,) in db.execute(asked, [who.pk]).fetchall()]


def signatures(version: Version) -> int:
    return Signature.objects.filter(party__version=version, voided_at=None).count()


def test_A07_who_has_no_authority_on_file_signs_neither_by_page_nor_by_paper(
    table: Table, as_person: Any, owner_db: Any
) -> None:
    version = table.out()
    ada = as_person(table.ada)
    for path in (at("agreement_sign", version), at("agreement_sign_now", version)):
        assert "No authority to sign for" in said(ada.post(path, {"reached": version.sha256}))
    with pytest.raises(Refused, match="No authority to sign for"):
        table.sign(version, table.ada)
    with as_(table.cora), pytest.raises(Refused, match="No authority to sign for"):
        signing.sign_on_paper(
            version=version, party=table.party(version, table.harbor), signatory=table.ada, name="Ada", signed_on=table.today,
            scan=PAPER, by=table.cora,
        )  # fmt: skip
    assert on_record(owner_db, table.ada) == ["agreement.page", "agreement.page", "agreement.sign"]
    assert on_record(owner_db, table.cora) == ["agreement.paper"]
    assert signatures(version) == 0
    assert PaperScan.objects.filter(uploaded_by=table.cora).count() == 0


@pytest.mark.parametrize("content", [b"", b"not a picture", b"%PDF-1.7 cut off", b"\x89PNG\r\n\x1a\n cut off"])
def test_E05_what_cannot_be_read_as_a_paper_is_not_taken(table: Table, as_person: Any, content: bytes) -> None:
    version = table.out()
    typed = {"signatory": str(table.hana.public_id), "name": "Hana H.", "signed_on": table.today}
    scan = SimpleUploadedFile("paper.pdf", content, "application/pdf")
    page = text(
        as_person(table.ada).post(at("agreement_paper", version, table.harbor.public_id), {**typed, "scan": scan})
    )
    assert any(words in page for words in ("The file is empty", "not a PDF, JPEG or PNG", "The PDF is not whole"))
    assert 'value="Hana H."' in page
    assert signatures(version) == 0


def test_E05_a_paper_that_is_not_the_text_is_sent_back_and_the_agency_signs_anew(
    table: Table, as_person: Any, owner_db: Any
) -> None:
    """Whether it is the text only a person can tell: the second one says no, and no program counts it after that."""
    version = table.out()
    typed = {"signatory": str(table.hana.public_id), "name": "Hana H.", "signed_on": table.today, "scan": picture()}
    as_person(table.ada).post(at("agreement_paper", version, table.harbor.public_id), typed)
    made = version.parties.get(agency=table.harbor).signatures.get()
    check, cora = at("agreement_paper_check", version, made.public_id), as_person(table.cora)
    assert "It is not this text: send it back" in text(cora.get(check))
    assert "was sent back and does not count" in said(cora.post(check, {"fits": "no"}))
    for answer in ("yes", "no"):
        assert "This paper was sent back. It does not count." in said(cora.post(check, {"fits": answer}))
    assert "It is the same text" not in text(cora.get(check))
    assert on_record(owner_db, table.cora) == ["agreement.verify"] * 2
    row = next(row for row in board(version.agreement).rows if row.party.agency == table.harbor)
    assert (row.stands, signatures(version)) == (PartyStanding.INVITED, 0)
    for who in (table.hana, table.lou, table.gus):
        table.sign(version, who)
    assert board(version.agreement).stands == Standing.IN_FORCE


def test_E05_a_paper_that_was_verified_is_not_sent_back(table: Table) -> None:
    version = table.out()
    table.on_paper(version, table.hana)
    made = version.parties.get(agency=table.harbor).signatures.get()
    with as_(table.cora), pytest.raises(Refused, match="verified already"):
        signing.send_paper_back(signature=made, by=table.cora)
    assert signatures(version) == 1


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each in a thread with a connection of its own, begun at the same instant; what came of each, or the refusal."""
    together = threading.Barrier(len(acts))

    def done(act: Callable[[], object]) -> object:
        try:
            together.wait(20)
            return act()
        except Refused as no:
            return no.sentence
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(done, acts))


def test_A01_two_who_sign_last_at_the_same_time_execute_it_once(table: Table) -> None:
    version = table.out()
    table.sign(version, table.gus)
    came = at_once(lambda: table.sign(version, table.hana), lambda: table.sign(version, table.lou))
    assert [type(one) for one in came] == [Signature, Signature]
    version.refresh_from_db()
    assert (version.status, signatures(version)) == (VersionStatus.EXECUTED, 3)
    assert Executed.objects.filter(version=version).count() == 1


def test_E06_one_who_signs_twice_at_the_same_time_signs_once(table: Table, owner_db: Any) -> None:
    version = table.out()
    came = at_once(*[lambda: table.sign(version, table.hana)] * 2)
    assert f"{table.harbor.name} has signed." in came
    assert [isinstance(one, Signature) for one in came].count(True) == 1
    assert signatures(version) == 1
    assert on_record(owner_db, table.hana) == ["agreement.sign"]


def test_A08_E12_a_version_that_changed_while_it_was_read_is_not_signed(
    table: Table, as_person: Any, owner_db: Any
) -> None:
    version = table.out()
    hana = as_person(table.hana)
    hana.post(at("agreement_sign", version), {"reached": version.sha256})
    with as_(table.cora):
        later = writing.change(agreement=version.agreement, by=table.cora)
        writing.save_clause(version=later, key="purpose", heading="Why", body="Otherwise", by=table.cora)
    table.out(later)
    answer = hana.post(at("agreement_sign_now", version), {"intent": "on", "consent": "on", "name": "H", "proof": "x"})
    assert "The text has changed since you opened it. Nothing is signed." in said(answer)
    with pytest.raises(Refused, match="text has changed"):
        table.sign(later, table.hana, shown=version.sha256)
    with pytest.raises(Refused, match="text has changed"):
        table.sign(version, table.hana)
    assert on_record(owner_db, table.hana) == ["agreement.sign"] * 2
    assert signatures(version) == signatures(later) == 0


def test_E01_E06_a_clock_that_is_set_back_signs_nothing(
    table: Table, monkeypatch: pytest.MonkeyPatch, owner_db: Any
) -> None:
    """A proof, a reading or a signature from what is now the future: each is asked for again."""
    version, other = table.out(), table.out()
    table.sign(version, table.hana)
    before = clock.now()
    Clock(monkeypatch).pass_(minutes=-10)
    with pytest.raises(Refused, match="Prove again who you are"):
        table.sign(other, table.hana)  # proved now, which is before her last signature
    with pytest.raises(Refused, match="Prove again who you are"):
        table.sign(other, table.lou, proof=signing.Proof("code", before, before - timedelta(minutes=20)))
    with pytest.raises(Refused, match="Read the text to its end first"):
        table.sign(other, table.lou, proof=signing.Proof("code", clock.now(), before))
    assert signatures(other) == 0
    assert on_record(owner_db, table.lou) == ["agreement.sign"] * 2


@pytest.mark.slow
def test_E03_without_a_certificate_it_is_in_force_and_its_document_waits_and_says_why(
    table: Table, as_person: Any
) -> None:
    version = table.executed()
    sealed(version, "")
    row = Executed.objects.get(version=version)
    assert (row.content, row.sha256, row.step) == (None, "", 0)
    page = text(as_person(table.lou).get(at("agreement", version)))
    assert "The sealed document waits: MDT_SEAL_KEY is not set" in page
    assert board(version.agreement).stands == Standing.IN_FORCE
    sealed(version)
    row.refresh_from_db()
    assert (row.trouble, row.step, bool(row.content)) == ("", 4, True)
