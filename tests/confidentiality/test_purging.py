"""What two people decided to destroy is gone, everywhere, and what is counted and what was recorded stays (K-01 to K-04, K-12)."""

from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import psycopg
import pytest

from confidentiality import purging, retention, sealing, verifying
from confidentiality.wall import WALL, Table
from mdt.kit import clock
from tests import purging as bait
from tests import rooms, rows
from tests.copies import Connection, database_copy, ledger_key
from tests.reports import random_work
from tests.reports.test_facts import Recorded


@pytest.fixture
def room(owner_db: Connection) -> bait.Room:
    return bait.room(owner_db)


def test_K01_every_table_with_row_security_belongs_to_one_class() -> None:
    assert list(retention.faults()) == []
    protected = {name for name, table in WALL.tables.items() if table.protected}
    assert protected <= set(retention.KEPT.of) and len(protected) > 50
    assert [one.key for one in retention.destroyed()] == ["words", "identity", "referral"]


def test_K01_what_nobody_speaks_for_stops_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """A table of no class, of two, a new column of words, and a class that says neither when nor why."""
    kept = retention.KEPT
    monkeypatch.setitem(WALL.tables, "cases_diary", Table("cases_diary", rules={}))
    monkeypatch.setitem(kept.of, "cases_narrative", ["words", "identity"])
    monkeypatch.setitem(kept.stays, "cases_identity", set())
    monkeypatch.setitem(kept.classes, "counted", replace(kept.classes["counted"], why=""))
    found = [one.msg for one in retention.classified(None)]
    assert len(found) == 4
    for word in (
        "cases_diary belongs to 0",
        "cases_narrative belongs to 2",
        "cases_identity.absences",
        "class counted",
    ):
        assert any(word in sentence for sentence in found), word


def test_K02_words_go_by_themselves_and_names_stay(room: bait.Room) -> None:
    bait.ruled(room.db, room.agency, room.lead, "words")
    case, _id = bait.full(room.db, agency=room.agency, by=room.worker)
    bait.purged(room.approved("words"))
    assert room.one("SELECT count(*) FROM cases_narrative WHERE case_id = %s", case) == 0
    assert room.one("SELECT happened FROM cases_victimization WHERE case_id = %s", case) == ""
    assert room.one("SELECT name FROM cases_identity WHERE case_id = %s", case) == bait.BAIT
    assert room.one(
        "SELECT words_destroyed_at IS NOT NULL AND identity_destroyed_at IS NULL FROM cases_case WHERE id = %s", case
    )
    room.db.execute("UPDATE cases_case SET status = 'open' WHERE id = %s", [case])  # with a name it can be opened again


def test_K02_every_count_is_the_same_before_and_after(owner_db: Connection) -> None:
    """Hundreds of files, most of their days at an edge of the rules; nothing of who they were is left."""
    room = Recorded(owner_db, random_work.crowd(11, 200))
    before = {award: room.counted(award) for award in random_work.AWARDS}
    ages = {person["age"] for counted in before.values() for person in counted.values()}
    assert sum(map(len, before.values())) > 100 and len(ages) > 5
    made = bait.everybody_goes(owner_db, room.agency, room.director)
    assert made.count == len(room.keys)
    assert owner_db.execute(
        "SELECT count(*) FROM cases_identity WHERE agency_id = %s AND (date_of_birth IS NOT NULL OR name <> '')", [room.agency.pk]
    ).fetchone() == (0,)  # fmt: skip
    assert {award: room.counted(award) for award in random_work.AWARDS} == before


def test_K02_a_referral_that_is_over_loses_what_it_said_of_her(room: bait.Room) -> None:
    bait.ruled(room.db, room.agency, room.lead, "referral", after=30, unit="days")
    to = rooms.agency()
    said = {
        "age_band": "18_24",
        "language": "es",
        "risk_band": "high",
        "access_needs": ["hearing"],
        "status": "declined",
    }
    place = {"from_agency_id": room.agency.pk, "sent_by_id": room.worker.pk, "area_id": room.agency.jurisdiction_id}
    over, running = (
        rows.put(room.db, "cases_referral", **place, to_agency_id=to.pk, **said | {"status": status})
        for status in ("declined", "received")
    )
    for one in (over, running):
        rows.put(room.db, "cases_referralevent", referral_id=one, by_id=room.worker.pk, by_agency_id=room.agency.pk)
    assert bait.purged(room.approved("referral")).count == 1
    left = room.db.execute(
        "SELECT id, age_band, language, risk_band, access_needs, status, asked_for <> '{}' FROM cases_referral WHERE id IN (%s, %s)"
        " ORDER BY id", [over, running],
    ).fetchall()  # fmt: skip
    assert left == [
        (over, "", "", "", [], "declined", True),
        (running, "18_24", "es", "high", ["hearing"], "received", True),
    ]


def test_K03_a_hold_and_an_open_release_keep_that_record_only(room: bait.Room) -> None:
    bait.ruled(room.db, room.agency, room.lead, "identity")
    held, open_, gone = (bait.full(room.db, agency=room.agency, by=room.worker)[0] for _n in range(3))
    rows.put(room.db, "confidentiality_legalhold", case_id=held, set_by_id=room.worker.pk)
    rows.put(
        room.db, "confidentiality_release", case_id=open_, agency_id=room.agency.pk, recipient_id=rooms.agency().pk,
        prepared_by_id=room.worker.pk, kind="after_death", prepared_at=clock.now(), expires_at=clock.now() + timedelta(days=900),
        status="active", countersigned_at=clock.now(), countersigned_by_id=room.worker.pk,
    )  # fmt: skip
    assert bait.purged(room.approved()).count == 1
    left = "SELECT array_agg(case_id ORDER BY case_id) FROM cases_identity WHERE name <> '' AND agency_id = %s"
    assert room.one(left, room.agency.pk) == [held, open_]
    room.db.execute(
        "UPDATE confidentiality_legalhold SET ended_at = now(), ended_by_id = %s WHERE case_id = %s",
        [room.lead.pk, held],
    )
    assert bait.purged(room.approved()).count == 1
    assert room.one(left, room.agency.pk) == [open_]
    assert gone not in (held, open_)


def test_K03_a_hold_that_is_set_after_the_approval_counts(room: bait.Room) -> None:
    bait.ruled(room.db, room.agency, room.lead, "words")
    case, _id = bait.full(room.db, agency=room.agency, by=room.worker)
    asked = room.approved("words")
    rows.put(room.db, "confidentiality_legalhold", case_id=case, set_by_id=room.worker.pk)
    made = bait.purged(asked)
    assert (made.count, made.records, made.from_year) == (0, [], None)
    assert room.one("SELECT told_us FROM cases_narrative WHERE case_id = %s", case) == bait.BAIT


@pytest.mark.parametrize("change", ["after = 90", "verified = false"])
def test_K01_a_rule_that_was_made_longer_or_doubted_since_keeps_all(room: bait.Room, change: str) -> None:
    bait.ruled(room.db, room.agency, room.lead, "words")
    bait.full(room.db, agency=room.agency, by=room.worker)
    asked = room.approved("words")
    room.db.execute(f"UPDATE confidentiality_retentionrule SET {change} WHERE agency_id = %s", [room.agency.pk])
    assert bait.purged(asked).count == 0


def test_K01_without_a_rule_that_was_confirmed_nothing_can_be_asked(room: bait.Room) -> None:
    bait.full(room.db, agency=room.agency, by=room.worker)
    with pytest.raises(psycopg.errors.CheckViolation, match="no rule"):
        room.approved("words")
    bait.ruled(room.db, room.agency, room.lead, "words", verified=False)
    with pytest.raises(psycopg.errors.CheckViolation, match="no rule"):
        room.approved("words")


def test_K04_another_agency_and_what_is_not_due_stay(room: bait.Room) -> None:
    bait.ruled(room.db, room.agency, room.lead, "identity", after=10)
    other = rooms.agency()
    theirs, _id = bait.full(room.db, agency=other, by=rooms.person(other))
    young, _id = bait.full(room.db, agency=room.agency, by=room.worker, days_ago=3_600)
    old, _id = bait.full(room.db, agency=room.agency, by=room.worker, days_ago=3_700)
    assert bait.purged(room.approved()).count == 1
    kept = "SELECT name <> '' FROM cases_identity WHERE case_id = %s"
    assert [room.one(kept, case) for case in (theirs, young, old)] == [True, True, False]


def test_K04_the_certificate_is_chained_in_the_ledger_and_names_nobody(room: bait.Room) -> None:
    bait.ruled(room.db, room.agency, room.lead, "words")
    case, public_id = bait.full(room.db, agency=room.agency, by=room.worker)
    code = room.one("SELECT code FROM cases_case WHERE id = %s", case)
    made = bait.purged(room.approved("words"))
    for word in (bait.BAIT, code, room.lead.name, room.second.name, room.agency.name):
        assert word not in made.said
    assert str(public_id) in made.said
    assert str(room.second.public_id) in made.said
    found = room.db.execute(
        "SELECT case_ids, encode(digest, 'hex'), outcome FROM confidentiality_ledger WHERE kind = 'purge' AND asked = %s", [made.public_id]
    ).fetchall()  # fmt: skip
    assert found == [([case], made.sha256, "done")]
    assert made.sha256 == purging.hash_of(purging.json.loads(made.said))
    with database_copy("certified") as copy, copy.served("OWNER_DATABASE_URL"), ledger_key():
        sealing.seal()
        assert verifying.whole(sealing.public_key(), "").findings == []


def test_K04_nobody_but_the_owner_purges_and_a_certificate_stays(
    room: bait.Room, web_db: Connection, worker_db: Connection
) -> None:
    bait.ruled(room.db, room.agency, room.lead, "words")
    case, _id = bait.full(room.db, agency=room.agency, by=room.worker)
    bait.purged(room.approved("words"))
    for role in (web_db, worker_db):
        role.execute(
            "SELECT set_config('mdt.purging', 'on', false), set_config('mdt.user_id', %s, false)", [str(room.lead.pk)]
        )
        for statement in (
            "DELETE FROM confidentiality_certificate", "UPDATE confidentiality_certificate SET count = 0",
            "INSERT INTO confidentiality_certificate (number) VALUES (1)", "SELECT * FROM cases_agethen",
            "SELECT * FROM mdt_due(1, 'words', now())", "DELETE FROM confidentiality_purge",
        ):  # fmt: skip
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                role.execute(statement)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only be added to"):
        room.db.execute("DELETE FROM confidentiality_certificate")
    # The setting by which guards know a purge is nothing in the hands of the web.
    with pytest.raises(psycopg.errors.CheckViolation, match="destroyed by a purge alone"):
        web_db.execute("UPDATE cases_case SET words_destroyed_at = NULL WHERE id = %s", [case])
    for settled in ("rewritten_at", "done_at", "withdrawn_by_id"):
        with pytest.raises(psycopg.errors.CheckViolation, match="settled"):
            web_db.execute(f"UPDATE confidentiality_purge SET {settled} = NULL WHERE agency_id = %s", [room.agency.pk])
    mine = "SELECT count(*) FROM confidentiality_certificate"
    assert web_db.execute(mine).fetchone() == (1,)
    web_db.execute("SELECT set_config('mdt.user_id', %s, false)", [str(room.worker.pk)])
    assert web_db.execute(mine).fetchone() == (0,)


def test_K04_a_record_without_a_name_is_not_opened_again(room: bait.Room) -> None:
    bait.ruled(room.db, room.agency, room.lead, "identity")
    case, _id = bait.full(room.db, agency=room.agency, by=room.worker)
    bait.purged(room.approved())
    with pytest.raises(psycopg.errors.CheckViolation, match="nobody is in it"):
        room.db.execute("UPDATE cases_case SET status = 'open' WHERE id = %s", [case])
    assert room.one("SELECT count(*) FROM confidentiality_grant WHERE case_id = %s AND source = 'case'", case) == 1


def test_K02_the_age_that_is_left_changes_only_where_a_count_can_ask(room: bait.Room) -> None:
    bait.ruled(room.db, room.agency, room.lead, "identity")
    case, _id = bait.full(room.db, agency=room.agency, by=room.worker)
    element = {"case_id": case, "agency_id": room.agency.pk, "updated_by_id": room.worker.pk, "by_id": room.worker.pk}
    for day in (date(2015, 1, 5), date(2015, 5, 4), date(2015, 6, 1), date(2015, 7, 1), date(2017, 1, 1)):
        rows.put(room.db, "cases_serviceevent", **element, on=day)
    bait.purged(room.approved())
    left = room.db.execute('SELECT "on", years FROM cases_agethen WHERE case_id = %s ORDER BY 1', [case]).fetchall()
    assert left == [(date(2015, 1, 5), 24), (date(2015, 6, 1), 25), (date(2017, 1, 1), 26)]


def test_K04_past_the_program_nobody_approves_for_another_says_done_or_lets_a_guard_open(
    room: bait.Room, web_db: Connection
) -> None:
    bait.ruled(room.db, room.agency, room.lead, "words")
    case, _id = bait.full(room.db, agency=room.agency, by=room.worker)
    web_db.execute("SELECT set_config('mdt.purging', 'on', false)")

    def acts(person: Any) -> None:
        web_db.execute("SELECT set_config('mdt.user_id', %s, false)", [str(person.pk)])

    acts(room.lead)
    web_db.execute(
        "INSERT INTO confidentiality_purge (public_id, agency_id, record_class, due_before, counted, asked_by_id, asked_at, approved_by_id,"
        " approved_at, done_at) VALUES (gen_random_uuid(), %s, 'words', now() + interval '9 years', 7, %s, '2020-01-01', %s, now(), now())",
        [room.agency.pk, room.lead.pk, room.second.pk],
    )  # fmt: skip
    found = room.db.execute(
        "SELECT id, counted, approved_by_id, done_at, due_before < now() - interval '4 years', asked_at > now() - interval '1 hour'"
        " FROM confidentiality_purge WHERE agency_id = %s", [room.agency.pk],
    ).fetchone()  # fmt: skip
    assert found is not None and found[1:] == (1, None, None, True, True)
    for person, change in (
        (room.lead, f"approved_by_id = {room.second.pk}"), (room.lead, f"approved_by_id = {room.lead.pk}"),
        (room.second, f"withdrawn_by_id = {room.lead.pk}"), (room.lead, "done_at = now()"), (room.lead, "done_at = now(), rewritten_at = now()"), (room.lead, "due_before = now()"),
    ):  # fmt: skip
        acts(person)
        with pytest.raises(psycopg.errors.CheckViolation):
            web_db.execute(f"UPDATE confidentiality_purge SET {change} WHERE id = {found[0]}")
    acts(room.worker)
    assert (
        web_db.execute(
            f"UPDATE confidentiality_purge SET withdrawn_by_id = {room.worker.pk} WHERE id = {found[0]}"
        ).rowcount
        == 0
    )
    acts(room.lead)
    for statement in (
        f"UPDATE confidentiality_mandate SET citation = 'another' WHERE case_id = {case}",
        f"UPDATE confidentiality_mandate SET ended_at = NULL WHERE case_id = {case}",
    ):  # fmt: skip
        with pytest.raises(psycopg.errors.CheckViolation):
            web_db.execute(statement)


def test_K01_of_records_that_were_closed_before_their_time_is_that_of_the_change_else_it_begins_now(
    room: bait.Room, as_person: Any
) -> None:
    opened = rooms.case(room.worker)
    as_person(room.lead).post(f"/cases/{opened.public_id}/close/")
    unknown, _id = bait.closed(room.db, agency=room.agency, by=room.worker)
    both = [opened.pk, unknown]
    room.db.execute("UPDATE cases_case SET closed_at = '2001-01-01' WHERE id = ANY (%s)", [both])
    begun = room.one("SELECT now()")
    with room.db.transaction(force_rollback=True):
        room.db.execute(import_module("cases.migrations.0008_retention").CLOSED)
        found = dict(room.db.execute("SELECT id, closed_at FROM cases_case WHERE id = ANY (%s)", [both]).fetchall())
    changed = room.one(
        "SELECT max(timestamp) FROM confidentiality_changeentry WHERE case_id = %s AND changes ? 'status'", opened.pk
    )
    assert found[opened.pk] == changed < begun <= found[unknown]
