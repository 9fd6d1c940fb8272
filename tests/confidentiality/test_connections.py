"""One connection, many people: reuse, pools, errors in the middle, late streams, accounts that end; and guardian's traps."""

import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import DataError, ProgrammingError, connection, transaction
from django.http import StreamingHttpResponse
from django.test import Client
from guardian.shortcuts import assign_perm
from psycopg_pool import ConnectionPool

from agencies.models import Person
from cases.models import Case, Identity
from confidentiality import gate, protected
from confidentiality.elements import Element
from confidentiality.wall import WALL
from mdt.kit.acting import Acting, acting, statements_as
from tests import rooms, rows
from tests.copies import Connection, Copy, connected, database_copy

PROTECTED = [t.name for t in WALL.tables.values() if t.protected and "SELECT" in t.web]


@dataclass
class Two:
    """Two people of two rooms, each with a case of her own."""

    ada: Person
    olga: Person
    hers: Any
    other: Any


@pytest.fixture
def two() -> Two:
    ada, olga = rooms.person(rooms.agency()), rooms.person(rooms.agency())
    return Two(ada, olga, rooms.case(ada, name="Testa Person-981"), rooms.case(olga, name="Testa Person-982"))


def rows_for(db: Connection, person: Person, request: uuid.UUID | None = None) -> dict[str, int]:
    """How many rows of each protected table the web role sees in this person's name."""
    with db.transaction():
        db.execute("SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', %s, true)",
                   [str(person.pk), str(request or uuid.uuid4())])  # fmt: skip
        return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in PROTECTED}  # type: ignore[index,misc]


def cases_of(db: Connection, person: Person) -> set[int]:
    with db.transaction():
        db.execute("SELECT set_config('mdt.user_id', %s, true)", [str(person.pk)])
        return {row[0] for row in db.execute("SELECT id FROM cases_case")}  # type: ignore[misc]


def nobody_is_left(db: Connection) -> bool:
    found = db.execute(
        "SELECT coalesce(current_setting('mdt.user_id', true), ''), (SELECT count(*) FROM cases_case)"
    ).fetchone()
    return found == ("", 0)


# --- One after the other -------------------------------------------------------------------------------------
def test_G1_one_connection_two_people(web_db: Connection, two: Two) -> None:
    for _ in range(3):
        assert cases_of(web_db, two.ada) == {two.hers.pk}
        assert nobody_is_left(web_db)
        assert cases_of(web_db, two.olga) == {two.other.pk}
        assert nobody_is_left(web_db)


def test_G1_prepared_plans_ask_anew_for_each_person(web_db: Connection, two: Two) -> None:
    """A plan that was kept for one person decides again for the next."""
    web_db.prepare_threshold = 0
    for person, case in [(two.ada, two.hers), (two.olga, two.other)] * 8:
        assert cases_of(web_db, person) == {case.pk}


def test_G1_a_person_changes_within_a_transaction_and_so_do_the_rows(web_db: Connection, two: Two) -> None:
    with web_db.transaction():
        for person, case in ((two.ada, two.hers), (two.olga, two.other)):
            web_db.execute("SELECT set_config('mdt.user_id', %s, true)", [str(person.pk)])
            assert web_db.execute("SELECT id FROM cases_case").fetchall() == [(case.pk,)]


def test_G1_a_pool_of_one_serves_two_people(two: Two) -> None:
    with ConnectionPool(os.environ["DATABASE_URL"], min_size=1, max_size=1, kwargs={"autocommit": True}) as pool:
        for person, case in [(two.ada, two.hers), (two.olga, two.other)] * 3:
            with pool.connection() as db:
                assert nobody_is_left(db)
                assert cases_of(db, person) == {case.pk}


def test_G1_the_applications_pool_serves_two_people(two: Two, as_person: Callable[[Person], Client]) -> None:
    options = {**connection.settings_dict["OPTIONS"], "pool": {"min_size": 1, "max_size": 1, "timeout": 5}}
    with connected(OPTIONS=options, CONN_MAX_AGE=0):
        try:
            for person, case, hidden in [(two.ada, two.hers, two.other), (two.olga, two.other, two.hers)] * 2:
                client = as_person(person)
                assert client.get(f"/cases/{case.public_id}/").status_code == 200
                assert client.get(f"/cases/{hidden.public_id}/").status_code == 404
        finally:
            connection.close_pool()


def test_G1_the_end_of_a_transaction_is_the_end_of_the_person(web_db: Connection, two: Two) -> None:
    """Committed, rolled back, broken off by an error, or by a savepoint: nobody stays."""
    set_her = "SELECT set_config('mdt.user_id', %s, true)"
    with web_db.transaction(force_rollback=True):
        web_db.execute(set_her, [str(two.ada.pk)])
    assert nobody_is_left(web_db)
    with pytest.raises(psycopg.errors.DivisionByZero), web_db.transaction():
        web_db.execute(set_her, [str(two.ada.pk)])
        web_db.execute("SELECT 1 / 0")
    assert nobody_is_left(web_db)
    with web_db.transaction():
        with web_db.transaction(force_rollback=True):
            web_db.execute(set_her, [str(two.ada.pk)])
        assert nobody_is_left(web_db)
    assert nobody_is_left(web_db)


def seen_in_one_message(person: Person) -> list[int]:
    who = Acting(person.pk, person.agency_id, "test")
    with acting(who), gate._reading(who, statements_as):
        return [case.pk for case in Case.objects.select_related("agency")]


def nobody_is_left_here() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('mdt.user_id', true), (SELECT count(*) FROM cases_case)")
        return bool(cursor.fetchone() in (("", 0), (None, 0)))


def test_G1_who_acts_is_said_in_the_message_of_the_read_and_ends_with_it(two: Two) -> None:
    for person, case in [(two.ada, two.hers), (two.olga, two.other)] * 3:
        assert seen_in_one_message(person) == [case.pk]
        assert nobody_is_left_here()
    who = Acting(two.ada.pk, two.ada.agency_id, "test")
    with pytest.raises(DataError), acting(who), gate._reading(who, statements_as):
        Case.objects.extra(where=["1 / 0 = 1"]).first()
    assert nobody_is_left_here()
    with acting(who), gate._reading(who, statements_as), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM cases_case WHERE id = ANY (%s)", [[two.hers.pk, two.other.pk]])
        assert cursor.fetchall() == [(two.hers.pk,)]
        cursor.execute("SELECT current_setting('mdt.user_id') || '%'")  # without parameters too
        assert cursor.fetchall() == [(f"{two.ada.pk}%",)]


def test_G1_in_a_transaction_it_would_outlive_its_read_and_is_refused(two: Two) -> None:
    with pytest.raises(RuntimeError, match="not this statement's"), transaction.atomic():
        seen_in_one_message(two.ada)
    assert nobody_is_left_here()


# --- An error in the middle, and what comes too late -----------------------------------------------------------
def test_G1_a_request_that_breaks_off_leaves_nobody_behind(
    two: Two, as_person: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    her, other = as_person(two.ada), as_person(two.olga)
    her.raise_request_exception = False
    assert her.get("/").status_code == 200
    with monkeypatch.context() as broken:
        broken.setattr("cases.views.cases.sections", lambda *a, **k: 1 / 0)  # in the middle of the open gate
        answer = her.get(f"/cases/{two.hers.public_id}/")
    assert answer.status_code == 500
    assert two.hers.code.encode() not in answer.content
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('mdt.user_id', true), (SELECT count(*) FROM cases_case)")
        assert cursor.fetchone() == ("", 0)
    assert other.get(f"/cases/{two.hers.public_id}/").status_code == 404
    assert her.get(f"/cases/{two.hers.public_id}/").status_code == 200


def test_G2_a_look_whose_request_broke_off_stays_on_record(
    two: Two, as_person: Callable[[Person], Client], owner_db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    her = as_person(two.ada)
    her.raise_request_exception = False
    last = owner_db.execute("SELECT max(id) FROM confidentiality_ledger").fetchone()[0]  # type: ignore[index]
    monkeypatch.setattr("cases.views.cases.sections", lambda *a, **k: 1 / 0)
    her.get(f"/cases/{two.hers.public_id}/show/identity/")
    kept = owner_db.execute(
        "SELECT kind, outcome, case_ids FROM confidentiality_ledger WHERE id > %s AND kind = 'look'", [last]
    )
    assert kept.fetchall() == [("look", "shown", [two.hers.pk])]


def test_G1_a_stream_that_outlives_the_gate_reads_nothing(
    two: Two, acting_as: Callable[[Person], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the bell it is loud; without it the stream is empty."""

    def streamed() -> StreamingHttpResponse:
        with acting_as(two.ada), gate.open(two.ada, two.hers.public_id, Element.IDENTITY, purpose="test"):
            assert Identity.objects.get().name == "Testa Person-981"
            return StreamingHttpResponse(late())

    def late() -> Iterator[str]:
        yield from (one.name for one in Identity.objects.all())

    with pytest.raises(protected.UngatedRead):
        b"".join(streamed().streaming_content)
    monkeypatch.setattr(protected._GatedQuery, "get_compiler", protected.Query.get_compiler)
    assert b"".join(streamed().streaming_content) == b""


# --- Accounts that end -----------------------------------------------------------------------------------------
@dataclass
class Ended:
    copy: Copy
    owner: Connection
    two: Two


@pytest.fixture
def ended() -> Iterator[Ended]:
    """In a copy of its own: the owner's hand on accounts and agencies, and two people with a case each."""
    with database_copy("ended") as copy, copy.served():
        ada, olga = (rooms_in(copy, name) for name in ("Testa Person-983", "Testa Person-984"))
        with copy.owner() as owner:
            yield Ended(copy, owner, Two(ada[0], olga[0], ada[1], olga[1]))


def rooms_in(copy: Copy, name: str) -> tuple[Person, Any]:
    """A person with a room and a case in the copy, made by its owner."""
    with copy.owner() as owner:
        place = rows.put(owner, "agencies_jurisdiction")
        agency = rows.put(owner, "agencies_agency", jurisdiction_id=place)
        key = rows.put(owner, "agencies_person", agency_id=agency, is_supervisor=True, takes_referrals=True)
    person = Person.objects.select_related("agency").get(pk=key)
    return person, rooms.case(person, name=name)


@pytest.mark.parametrize("end", [
    "UPDATE agencies_person SET is_active = false WHERE id = {0}",
    "UPDATE agencies_agency SET is_active = false WHERE id = (SELECT agency_id FROM agencies_person WHERE id = {0})",
])  # fmt: skip
def test_C03_an_account_that_ends_sees_nothing_from_its_next_statement_on(ended: Ended, end: str) -> None:
    owner, two = ended.owner, ended.two
    browser = Client()
    browser.force_login(two.ada)
    page = f"/cases/{two.hers.public_id}/"
    assert browser.get(page).status_code == 200
    with acting(Acting(two.ada.pk, two.ada.agency_id, "test")):
        with gate.open(two.ada, two.hers.public_id, Element.IDENTITY, purpose="test"):
            assert Identity.objects.count() == 1
            owner.execute(end.format(two.ada.pk))  # while the page is being made
            assert Identity.objects.count() == Case.objects.count() == 0
        with pytest.raises(gate.RecordNotFound), gate.open(two.ada, two.hers.public_id, purpose="test"):
            pass
    assert browser.get(page).status_code in (302, 404)
    with ended.copy.web() as web:
        assert not {name: n for name, n in rows_for(web, two.ada).items() if n}
        assert cases_of(web, two.olga) == {two.other.pk}


def test_C09_who_moves_to_another_agency_leaves_the_old_room_behind(ended: Ended) -> None:
    owner, two = ended.owner, ended.two
    rows.put(owner, "cases_draft", owner_id=two.ada.pk, case_id=two.hers.pk)
    owner.execute("UPDATE agencies_person SET agency_id = %s WHERE id = %s", [two.olga.agency_id, two.ada.pk])
    with ended.copy.web() as web:
        assert cases_of(web, two.ada) == {two.other.pk}  # as a supervisor there
        with web.transaction():
            web.execute("SELECT set_config('mdt.user_id', %s, true)", [str(two.ada.pk)])
            assert web.execute("SELECT count(*) FROM cases_draft").fetchone() == (0,)
            assert web.execute("SELECT DISTINCT content_object_id FROM cases_caseassignment").fetchall() == [
                (two.other.pk,)
            ]


# --- Guardian ------------------------------------------------------------------------------------------------
def test_C03_an_assignment_of_an_account_that_ended_opens_nothing(ended: Ended) -> None:
    """Guardian's rows do not expire with the account; the principals do."""
    owner, two = ended.owner, ended.two
    owner.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [two.ada.pk])
    assert owner.execute("SELECT count(*) FROM cases_caseassignment WHERE user_id = %s", [two.ada.pk]).fetchone() == (
        1,
    )
    assert owner.execute("SELECT mdt_principals_of(%s)", [two.ada.pk]).fetchone() == ([],)


def test_C03_a_permission_for_everything_opens_nothing(ended: Ended) -> None:
    """Guardian takes a global permission for one on each object. The wall asks for the assignment."""
    owner, two = ended.owner, ended.two
    right = rows.permission(owner, "work_case")
    owner.execute(
        "INSERT INTO agencies_person_user_permissions (person_id, permission_id) VALUES (%s, %s)", [two.ada.pk, right]
    )
    ada = Person.objects.get(pk=two.ada.pk)
    with pytest.raises(ProgrammingError, match="permission denied"):
        ada.has_perm("cases.work_case")  # the web role may not even ask
    with acting(Acting(ada.pk, ada.agency_id, "test")), gate.own_rows(ada):
        assert {case.pk for case in Case.objects.all()} == {two.hers.pk}
    with acting(Acting(ada.pk, ada.agency_id, "test")), pytest.raises(gate.RecordNotFound):
        with gate.open(ada, two.other.public_id, purpose="test"):
            pass


def test_C03_an_assignment_across_rooms_opens_nothing(ended: Ended) -> None:
    """Nobody can write one through the wall; and one that the owner writes by mistake counts for nothing."""
    owner, two = ended.owner, ended.two
    with acting(Acting(two.ada.pk, two.ada.agency_id, "test")), pytest.raises(Exception, match="row-level security"):
        with gate.begin(two.ada):
            assign_perm("work_case", two.olga, two.hers)
    rows.put(
        owner,
        "cases_caseassignment",
        content_object_id=two.hers.pk,
        user_id=two.olga.pk,
        permission_id=rows.permission(owner, "work_case"),
    )
    with ended.copy.web() as web:
        assert cases_of(web, two.olga) == {two.other.pk}
