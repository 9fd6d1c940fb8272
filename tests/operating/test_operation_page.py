"""The operator's page: what it says when something is wrong, that it asks as little with more of it, and whom it never names."""

import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.utils.html import strip_tags

from mdt import tasks
from mdt.kit import clock
from mdt.operating import signs
from tests import rows
from tests.copies import Connection, Copy, database_copy
from tests.counting import Asked
from tests.operating.broken import own_broker
from tests.world import World

PAGE = "/administration/operation/"
WORDS = "Testa Person-907"


@pytest.fixture(scope="module")
def copy() -> Iterator[Copy]:
    with database_copy("operation") as one, one.served():
        yield one


@pytest.fixture
def owner(copy: Copy) -> Iterator[Connection]:
    with copy.owner() as db:
        yield db


@pytest.fixture
def adam(copy: Copy, world: World, as_person: Callable[..., Client]) -> Client:
    cache.delete(tasks.KEY)
    return as_person(world.adam)


def lines(client: Client) -> dict[str, signs.Sign]:
    answer = client.get(PAGE)
    assert answer.status_code == 200
    return {line.name: line for line in answer.context["lines"]}


def state(client: Client, name: str) -> tuple[str, str]:
    line = lines(client)[name]
    assert bool(line.todo) == (line.state in ("wait", "stop")), "who is asked for something is told for what"
    return line.state, line.text


def reminder(owner: Connection, world: World, **more: object) -> None:
    rows.put(owner, "agencies_reminder", person_id=world.ada.pk, **more)


def test_a_worker_gives_a_sign_of_life_and_is_missed_without_it(adam: Client) -> None:
    assert state(adam, "Workers") == ("stop", "No sign of life since the broker began")
    tasks.pulse()
    assert state(adam, "Workers") == ("good", "At work")
    cache.set(tasks.KEY, clock.now() - signs.SILENT - timedelta(seconds=1), timeout=None)
    assert state(adam, "Workers") == ("stop", "Silent")


def test_without_a_broker_the_page_still_tells_the_rest(adam: Client) -> None:
    with own_broker() as broker:
        assert state(adam, "Queue of jobs") == ("good", "Empty")
        broker.kill()
        assert state(adam, "Workers") == ("stop", "The broker does not answer")
        assert state(adam, "Ledger verified")[0] == "wait"


def test_late_mails_are_told_as_a_total_and_of_no_kind(adam: Client, owner: Connection, world: World) -> None:
    owner.execute("UPDATE agencies_reminder SET cancelled_at = now() WHERE sent_at IS NULL AND cancelled_at IS NULL")
    now = clock.now()
    assert state(adam, "Reminders") == ("good", "None waits")
    reminder(owner, world, due_at=now + timedelta(days=3))
    assert state(adam, "Reminders") == ("good", "None waits"), "what is not due does not wait"
    reminder(owner, world, due_at=now)
    assert state(adam, "Reminders") == ("good", "1 waits")
    reminder(owner, world, due_at=now - timedelta(hours=3), key=f"referral:{WORDS}")
    assert state(adam, "Reminders") == ("wait", "2 wait, 1 late or failed")
    reminder(owner, world, due_at=now + timedelta(hours=1), attempts=3)
    assert state(adam, "Reminders") == ("wait", "3 wait, 2 late or failed")
    assert lines(adam)["Reminders"].since == now - timedelta(hours=3)


def test_documents_that_nobody_seals_are_told(adam: Client, owner: Connection) -> None:
    before = lines(adam)["Sealed documents"]
    assert before.state in ("good", "wait")
    owner.execute("UPDATE protocols_executed SET trouble = %s WHERE content IS NULL", [WORDS])
    line = lines(adam)["Sealed documents"]
    assert line.state == "wait"
    assert "late or failed" in line.text
    assert WORDS not in adam.get(PAGE).content.decode()


def test_C20_what_the_nightly_check_found_is_told_until_it_is_settled(adam: Client, owner: Connection) -> None:
    put = "INSERT INTO confidentiality_ledgercheck (at, checkpoint, rows, findings) VALUES (%s, 41, 900, %s)"
    now = clock.now()
    for hours, findings, told in (
        (60, 0, ("stop", "Whole, up to checkpoint 41")), (40, 0, ("wait", "Whole, up to checkpoint 41")),
        (20, 0, ("good", "Whole, up to checkpoint 41")), (1, 2, ("stop", "2 findings")),
    ):  # fmt: skip
        owner.execute(put, [now - timedelta(hours=hours), findings])
        assert state(adam, "Ledger verified") == told
    assert "manage.py verify_ledger" in lines(adam)["Ledger verified"].todo
    owner.execute("DELETE FROM confidentiality_ledgercheck")


def test_backups_and_restores_that_are_old_or_not_whole_are_told(adam: Client, owner: Connection) -> None:
    assert state(adam, "Backup") == state(adam, "Restore tried") == ("wait", "Never yet")
    put = (
        "INSERT INTO confidentiality_backuprecord (kind, at, checkpoint, size, sha256, verified)"
        " VALUES (%s, %s, 7, 2048, '', %s)"
    )
    now = clock.now()
    for kind, days, whole, told in (
        ("backup", 4, False, "stop"), ("backup", 2, False, "wait"), ("backup", 1, False, "good"),
        ("restore", 201, True, "stop"), ("restore", 101, True, "wait"), ("restore", 99, True, "good"),
        ("restore", 98, False, "stop"),
    ):  # fmt: skip
        owner.execute(put, [kind, now - timedelta(days=days), whole])
        assert state(adam, {"backup": "Backup", "restore": "Restore tried"}[kind])[0] == told, (kind, days)
    assert lines(adam)["Restore tried"].text == "It was not whole"
    owner.execute("DELETE FROM confidentiality_backuprecord")


def test_K04_what_was_approved_and_is_not_carried_out_is_told_without_a_word_of_whose(
    adam: Client, owner: Connection, world: World
) -> None:
    assert state(adam, "Destroying by rule") == ("good", "None waits")
    asked = owner.execute(
        "SELECT id FROM confidentiality_purge WHERE approved_at IS NULL AND done_at IS NULL"
    ).fetchone()
    owner.execute("UPDATE confidentiality_purge SET approved_by_id = %s WHERE id = %s", [world.ada.pk, asked[0]])  # type: ignore[index]
    assert state(adam, "Destroying by rule") == ("good", "Waits for the night")
    owner.execute("ALTER TABLE confidentiality_purge DISABLE TRIGGER USER")
    owner.execute(
        "UPDATE confidentiality_purge SET approved_at = now() - interval '31 hours' WHERE id = %s", [asked[0]]
    )  # type: ignore[index]
    assert state(adam, "Destroying by rule") == ("wait", "Approved, and not carried out")
    owner.execute(
        "UPDATE confidentiality_purge SET withdrawn_at = now(), withdrawn_by_id = asked_by_id WHERE id = %s", [asked[0]]
    )  # type: ignore[index]
    assert state(adam, "Destroying by rule")[0] == "good"


def test_rows_that_nobody_seals_are_told(adam: Client, copy: Copy, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signs, "UNSEALED", timedelta())  # the demo may be younger than a minute
    with copy.superuser() as db:
        db.execute("SET session_replication_role = replica")
        db.execute("DELETE FROM confidentiality_checkpoint")  # somebody may have sealed what this is a copy of
        (since,) = db.execute("SELECT min(at) FROM confidentiality_ledger").fetchone() or ("",)
    line = lines(adam)["Ledger sealed"]
    assert (line.state, line.text, line.since) == ("stop", "Rows wait for their seal", since)


@pytest.mark.parametrize(("days", "told"), [(400, "good"), (30, "wait"), (5, "stop"), (-1, "stop")])
def test_certificates_that_end_are_told(
    adam: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, days: int, told: str
) -> None:
    assert state(adam, "Certificate of the seal")[0] == "good"
    assert "Certificate of the address" not in lines(adam)
    file = tmp_path / "address.pem"
    file.write_bytes(ending_in(days))
    monkeypatch.setattr(settings, "TLS_CERTIFICATE", str(file))
    assert state(adam, "Certificate of the address")[0] == told
    file.write_text("no certificate")
    assert state(adam, "Certificate of the address") == ("stop", "Cannot be read")


def ending_in(days: int) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import Encoding

    key, name = Ed25519PrivateKey.generate(), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mdt.example")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(clock.now() - timedelta(days=500))
    return made.not_valid_after(clock.now() + timedelta(days=days)).sign(key, None).public_bytes(Encoding.PEM)


def test_a_disk_that_fills_and_a_database_of_another_version_are_told(
    adam: Client, owner: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert state(adam, "Migrations") == ("good", "The database fits the code")
    with owner.transaction(force_rollback=False):
        owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '9999_later', now())")
    assert state(adam, "Migrations") == ("stop", "1 differs")
    owner.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    monkeypatch.setattr(signs, "FULL", (2, 0))
    assert state(adam, "Disk")[0] == "wait"
    monkeypatch.setattr(signs, "OFF", (timedelta(-1), timedelta(hours=1)))
    assert state(adam, "Clock")[0] == "wait"
    assert f"Application {signs.version()}, PostgreSQL 1" in lines(adam)["Versions"].text


def test_more_of_everything_asks_no_more_and_names_nobody(adam: Client, owner: Connection, world: World) -> None:
    asked = []
    for _ in range(2):
        reminder(owner, world, due_at=clock.now() - timedelta(hours=1), key=f"{WORDS}:{uuid.uuid4()}")
        adam.get(PAGE)
        with Asked() as queries:
            adam.get(PAGE)
        asked.append(len(queries))
    assert asked[0] == asked[1]
    page = strip_tags(adam.get(PAGE).content.decode())
    names = [row[0] for row in owner.execute("SELECT name FROM agencies_agency UNION SELECT name FROM agencies_person WHERE"
                                             " agency_id IS NOT NULL UNION SELECT code FROM cases_case")]  # fmt: skip
    assert len(names) > 20
    assert [name for name in names if str(name) in page] == []
    assert WORDS not in page


def test_S10_a_day_of_guessing_is_told_as_a_number_and_names_nobody(
    adam: Client, owner: Connection, world: World
) -> None:
    assert state(adam, "Failed sign-ins")[0] == "good"
    for _ in range(signs.GUESSES):
        rows.put(owner, "agencies_signintry", person_id=world.ada.pk, outcome="password", at=clock.now())
    told = state(adam, "Failed sign-ins")
    assert told[0] == "wait"
    assert int(told[1].split()[0]) >= signs.GUESSES
    assert world.ada.name not in adam.get(PAGE).content.decode()
