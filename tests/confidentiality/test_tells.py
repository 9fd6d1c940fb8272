"""What can be learned around the wall: functions, errors, statistics, other connections, the worker's role, logs."""

import logging
import os

import psycopg
import pytest

from confidentiality.elements import Element
from confidentiality.wall import WALL
from mdt.logs import NoPersonalData
from tests import rooms, rows
from tests.confidentiality.test_attacks import Raw, cast, is_nothing, raw  # noqa: F401  (fixtures)

MISSING = 2**60
BY_CASE = [
    "SELECT mdt_may_staff(%s)", "SELECT mdt_in_own_room(%s)", "SELECT mdt_may_break(%s, 1)", "SELECT * FROM mdt_who_can_see(%s)",
    "SELECT * FROM mdt_explain(%s, 1)", "SELECT * FROM mdt_accounting(%s, '2020-01-01', 'infinity')",
    "SELECT * FROM mdt_refused_outside(%s, '2020-01-01', 'infinity')",
    "SELECT * FROM mdt_looks_since(%s, '2020-01-01')", "SELECT * FROM mdt_who_looked(%s, 'infinity', 10)",
]  # fmt: skip


def answer(person: Raw, sql: str, case: int) -> list[tuple[object, ...]]:
    found = person.reads(sql, case)
    return [] if "looks_since" in sql and found == [(0, 0, 0)] else found


@pytest.mark.parametrize("sql", BY_CASE)
def test_functions_answer_a_hidden_case_like_a_missing_one(cast, raw, sql) -> None:  # noqa: F811
    raw(cast.sup).puts(
        "confidentiality_recusal", case_id=cast.other.pk, person_id=cast.ada.pk, recorded_by_id=cast.sup.pk
    )
    nobody = rooms.person(None)
    for person, hidden in ((cast.cole, cast.case), (cast.pam, cast.case), (cast.ada, cast.other), (nobody, cast.case)):
        assert answer(raw(person), sql, hidden.pk) == answer(raw(person), sql, MISSING), person


@pytest.mark.parametrize("call", [
    "mdt_may_be_alerted(1, 1, 1)", "mdt_principals_of(1)", "mdt_recused_of(1)", "mdt_derive()", "mdt_ledger_months(1)",
    "mdt_note(1, gen_random_uuid(), 'browse', 't', 't', '{1}', '{}')",
])  # fmt: skip
def test_what_decides_or_records_for_others_cannot_be_called(web_db, call) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        web_db.execute(f"SELECT {call}")


def test_a_change_is_recorded_in_ones_own_name_room_and_agency(cast, raw, owner_db) -> None:  # noqa: F811
    kind = owner_db.execute("SELECT id FROM django_content_type WHERE model = 'case'").fetchone()[0]
    entry = {"content_type_id": kind, "actor_id": cast.ada.pk, "agency_id": cast.harbor.pk, "case_id": cast.case.pk}
    for false in ({"actor_id": cast.pam.pk}, {"agency_id": cast.police.pk}, {"agency_id": None}, {"case_id": cast.theirs.pk},
                  {"case_id": MISSING}):  # fmt: skip
        is_nothing(raw(cast.ada).puts, "confidentiality_changeentry", **{**entry, **false})
    raw(cast.ada).puts("confidentiality_changeentry", **entry)


def test_colleagues_do_not_read_what_was_changed(cast, raw) -> None:  # noqa: F811
    """An entry without a case, such as the one of opening it, names a row all the same."""
    for person in (cast.cole, cast.pam, rooms.person(None)):
        assert raw(person).reads("SELECT 1 FROM confidentiality_changeentry WHERE actor_id = %s", cast.ada.pk) == []


def test_the_planner_keeps_no_sample_of_words(superuser_db) -> None:
    """EXPLAIN estimates from samples of all rows: from «how many come before M» one could read names letter by letter."""
    with_words = [t.name for t in WALL.tables.values() if t.words]
    assert len(with_words) > 13
    for table in with_words:
        superuser_db.execute(f"ANALYZE {table}")
        sampled = superuser_db.execute("SELECT attname, atttypid::regtype::text FROM pg_attribute JOIN pg_statistic ON starelid = attrelid"
                                       " AND staattnum = attnum WHERE attrelid = %s::regclass", [table]).fetchall()  # fmt: skip
        assert {kind for _name, kind in sampled} <= {"bigint", "integer", "timestamp with time zone"}, (table, sampled)
    assert superuser_db.execute(
        "SELECT count(*) FROM pg_statistic WHERE starelid = 'cases_identity'::regclass"
    ).fetchone()[0]


@pytest.mark.parametrize("power", [
    "SET ROLE mdt_owner", "SET SESSION AUTHORIZATION mdt_owner", "SET session_replication_role = replica", "SET log_statement = 'all'",
    "SET track_activities = on", "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE TABLE public.t (a int)",
    "ALTER TABLE cases_identity DISABLE ROW LEVEL SECURITY", "ALTER TABLE cases_clock DISABLE TRIGGER guard",
    "CREATE POLICY p ON cases_identity USING (true)", "COPY cases_identity TO '/tmp/x'", "COPY cases_identity FROM PROGRAM 'true'",
    "TRUNCATE cases_identity", "SELECT pg_read_file('PG_VERSION')", "SELECT * FROM pg_statistic", "SELECT * FROM mdt_derived",
    "SET row_security = off; SELECT * FROM cases_identity",
])  # fmt: skip
@pytest.mark.parametrize("role", ["web_db", "worker_db"])
def test_the_served_roles_have_no_other_power(request, role, power) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        request.getfixturevalue(role).execute(power)


def test_one_connection_does_not_see_what_another_asks(web_db) -> None:
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT 'Testa Person-902'")
        seen = web_db.execute("SELECT query FROM pg_stat_activity WHERE pid = %s", [other.info.backend_pid]).fetchall()
    assert seen in ([("",)], [(None,)])


@pytest.mark.parametrize("role", ["web_db", "worker_db", "owner_db"])
def test_the_server_logs_no_statement_and_no_value(request, role) -> None:
    shown = request.getfixturevalue(role).execute(
        "SELECT current_setting('log_min_error_statement'), current_setting('log_error_verbosity'), current_setting('log_statement'),"
        " current_setting('log_min_duration_statement'), current_setting('log_parameter_max_length_on_error')"
    ).fetchone()  # fmt: skip
    assert shown == ("panic", "terse", "none", "-1", "0")


@pytest.mark.parametrize("role", ["web_db", "worker_db", "owner_db"])
def test_what_is_told_to_be_committed_is_written_down_however_the_server_is_set(request, role) -> None:
    """Or a look that was shown is gone with the server."""
    found = request.getfixturevalue(role).execute(
        "SELECT setting, source FROM pg_settings WHERE name = 'synchronous_commit'"
    )
    assert found.fetchone() == ("on", "user")


def test_a_basis_that_ends_within_a_transaction_is_over_for_its_next_statement(cast, raw, owner_db) -> None:  # noqa: F811
    rows.put(
        owner_db,
        "confidentiality_emergencyaccess",
        case_id=cast.case.pk,
        person_id=cast.cole.pk,
        alerted_id=cast.sup.pk,
    )
    owner_db.execute("UPDATE confidentiality_emergencyaccess SET expires_at = clock_timestamp() + interval '1 second'"
                     " WHERE case_id = %s", [cast.case.pk])  # fmt: skip
    cole, read = raw(cast.cole), f"SELECT 1 FROM cases_identity WHERE case_id = {cast.case.pk}"
    cole.looks(cast.case, Element.IDENTITY)
    with cole.web.transaction():
        cole.claim()
        assert cole.web.execute(read).fetchall() == [(1,)]
        cole.web.execute("SELECT pg_sleep(1)")
        assert cole.web.execute(read).fetchall() == []


def test_the_worker_sees_whose_turn_it_is_and_marks_that_it_has_told(cast, worker_db) -> None:  # noqa: F811
    for sql in ("SELECT * FROM cases_referral", "SELECT language FROM cases_referral", "SELECT name FROM agencies_person",
                "SELECT 1 FROM cases_identity", "SELECT 1 FROM cases_case", "SELECT 1 FROM confidentiality_grant",
                "SELECT 1 FROM cases_draft", "UPDATE cases_clock SET met_at = now()", "UPDATE cases_clock SET due_at = now()",
                "UPDATE cases_referral SET status = 'accepted'", "SELECT mdt_look(1, gen_random_uuid(), 't', 't', gen_random_uuid(), 2)",
                "SELECT 1 FROM django_session", "SELECT 1 FROM mfa_authenticator"):  # fmt: skip
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker_db.execute(sql)
    worker_db.execute("UPDATE cases_clock SET escalated_at = now() WHERE false")


def logged(message: str, *args: object, exc_info: object = None) -> str:
    record = logging.LogRecord("test", logging.ERROR, "f", 1, message, args, exc_info)  # type: ignore[arg-type]
    assert NoPersonalData().filter(record)
    return logging.Formatter("{message}", style="{").format(record)


def test_no_value_reaches_a_log_by_an_exception(owner_db) -> None:
    with pytest.raises(psycopg.DataError, match="Testa Person-903") as failed:
        owner_db.execute("SELECT 'Testa Person-903'::date")
    error = failed.value
    info = (type(error), error, error.__traceback__)
    for said in (logged("x", exc_info=info), logged("%s", error), logged("it failed: %r", error),
                 logged("Task raised unexpected: %(exc)s", {"exc": repr(error)}, exc_info=info)):  # fmt: skip
        assert "Person-903" not in said, said
        assert "InvalidDatetimeFormat" in said


def test_the_database_says_no_value_of_a_row_that_it_refused(cast, raw) -> None:  # noqa: F811
    """Neither «failing row contains» nor «key already exists»: row security keeps both silent."""
    ada = raw(cast.ada)
    ada.looks(cast.case, Element.IDENTITY)
    words = {"agency_id": cast.harbor.pk, "updated_by_id": cast.ada.pk, "name": "Testa Person-904"}
    for more in (
        {"case_id": cast.case.pk},
        {"case_id": cast.case.pk, "other_names": None},
        {"case_id": cast.theirs.pk},
    ):
        with pytest.raises(psycopg.DatabaseError) as refused:
            ada.puts("cases_identity", **words, **more)
        assert "Person-904" not in f"{refused.value} {refused.value.diag.message_detail}"
