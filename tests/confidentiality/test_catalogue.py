"""The database's own catalogue against the wall: every table, view, sequence, policy and function, and no door besides."""

import re
from collections.abc import Iterator
from itertools import product

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.urls import get_resolver

from agencies.models import Person
from cases import models as case_models
from confidentiality import functions as callable_by
from confidentiality import wall
from confidentiality.wall import WALL
from tests import rows
from tests.copies import Connection

ROLES = ("mdt_web", "mdt_worker")
COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
ELEMENTS = [*sorted(t.name for t in WALL.tables.values() if t.note.startswith("element ")), "cases_draft"]
EMPTY = ["auth_group", "auth_group_permissions", "agencies_person_groups", "agencies_person_user_permissions",
         "guardian_userobjectpermission", "guardian_groupobjectpermission", "auditlog_logentry"]  # fmt: skip


def ask(db: Connection, sql: str, *params: object) -> list[tuple[object, ...]]:
    return db.execute(sql, params).fetchall()


@pytest.fixture
def tables(owner_db: Connection) -> dict[str, str]:
    """Each table of the database, with the name under which it is classified: a partition by its parent's."""
    found = ask(owner_db, """SELECT c.relname, coalesce(p.relname, c.relname) FROM pg_class c
        LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'f')""")  # fmt: skip
    return dict(found)  # type: ignore[arg-type]


def test_every_table_is_classified_and_every_classified_table_is_there(tables: dict[str, str]) -> None:
    assert set(tables.values()) == set(WALL.tables)
    assert sum(name != parent for name, parent in tables.items()) > 12  # the ledger's months


def test_there_is_nothing_outside_the_schema(owner_db: Connection) -> None:
    found = ask(owner_db, """SELECT n.nspname FROM pg_namespace n WHERE n.nspname !~ '^pg_' AND n.nspname NOT IN
        ('public', 'information_schema')""")  # fmt: skip
    assert found == []
    assert ask(owner_db, "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql'") == []


def test_G1_protected_tables_force_row_security_on_everybody(owner_db: Connection) -> None:
    found = ask(owner_db, """SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')""")  # fmt: skip
    forced = {name for name, both in found if both}
    assert forced == {t.name for t in WALL.tables.values() if t.protected}
    protected = {m._meta.db_table for m in apps.get_models() if issubclass(m, wall_models())}
    assert protected <= forced | {"confidentiality_ledger"}


def wall_models() -> type:
    from confidentiality.protected import ProtectedModel

    return ProtectedModel


def test_G1_the_owner_owns_everything_and_the_served_roles_nothing(owner_db: Connection) -> None:
    owners = ask(owner_db, """SELECT DISTINCT r.rolname FROM (
        SELECT relowner AS o FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT proowner FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        UNION ALL SELECT typowner FROM pg_type WHERE typnamespace = 'public'::regnamespace) x JOIN pg_roles r ON r.oid = x.o""")  # fmt: skip
    assert owners == [("mdt_owner",)]
    owned = ask(owner_db, """SELECT count(*) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid
        WHERE r.rolname = ANY (%s) AND d.deptype = 'o'""", list(ROLES))  # fmt: skip
    assert owned == [(0,)]


def test_G1_no_served_role_can_pass_the_wall(owner_db: Connection) -> None:
    found = ask(owner_db, """SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles
        WHERE rolname IN ('mdt_owner', 'mdt_web', 'mdt_worker') ORDER BY 1""")  # fmt: skip
    assert len(found) == 3
    for role, *powers in found:  # the owner may make databases, as the tests of a trial do; never pass a policy
        assert not any(powers[:2] if role == "mdt_owner" else powers), role
    member_of = ask(owner_db, """SELECT r.rolname, g.rolname FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member
        JOIN pg_roles g ON g.oid = m.roleid WHERE r.rolname = ANY (%s)""", list(ROLES))  # fmt: skip
    assert member_of == []
    for role, right in product(ROLES, ("CREATE",)):
        assert ask(owner_db, "SELECT has_schema_privilege(%s, 'public', %s)", role, right) == [(False,)]


@pytest.mark.parametrize("role", ROLES)
def test_served_roles_have_the_declared_rights_and_no_other(
    owner_db: Connection, tables: dict[str, str], role: str
) -> None:
    for name, parent in tables.items():
        declared = getattr(WALL.tables[parent], role.removeprefix("mdt_")).split() if name == parent else []
        held = [
            c for c in COMMANDS if ask(owner_db, "SELECT has_table_privilege(%s, %s, %s)", role, name, c) == [(True,)]
        ]
        assert sorted(held) == sorted(declared), (role, name)


@pytest.mark.parametrize("role", ROLES)
def test_served_roles_have_the_declared_columns_and_no_other(
    owner_db: Connection, tables: dict[str, str], role: str
) -> None:
    for name, parent in tables.items():
        entry = WALL.tables[parent]
        whole = getattr(entry, role.removeprefix("mdt_")).split() if name == parent else []
        columns = {"SELECT": entry.worker_columns, "UPDATE": entry.worker_updates} if role == "mdt_worker" else {}
        for command in ("SELECT", "INSERT", "UPDATE", "REFERENCES"):
            held = {row[0] for row in ask(owner_db, """SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0
                AND NOT attisdropped AND has_column_privilege(%s, attrelid, attnum, %s)""", name, role, command)}  # fmt: skip
            if command not in whole:
                assert held == set(columns.get(command, "").split(", ")) - {""}, (role, name, command)


def test_G5_the_worker_has_no_right_on_any_element(owner_db: Connection, worker_db: Connection) -> None:
    kinds = {m._meta.db_table for m in vars(case_models).values()
             if isinstance(m, type) and issubclass(m, case_models.ElementModel) and not m._meta.abstract}  # fmt: skip
    assert kinds < set(ELEMENTS)
    for name in [
        *ELEMENTS,
        "cases_case",
        "cases_referralorigin",
        "cases_referralintake",
        "cases_caseassignment",
        "confidentiality_grant",
    ]:
        for command in COMMANDS:
            assert ask(owner_db, "SELECT has_table_privilege('mdt_worker', %s, %s)", name, command) == [(False,)]
        for command in ("SELECT", "INSERT", "UPDATE", "REFERENCES"):
            assert ask(owner_db, "SELECT has_any_column_privilege('mdt_worker', %s, %s)", name, command) == [(False,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker_db.execute(f"SELECT 1 FROM {name}")


def test_nobody_else_has_a_right_on_anything(owner_db: Connection) -> None:
    """PUBLIC, or a role that somebody added: no right on a table, sequence or function."""
    found = ask(owner_db, """SELECT c.relname, a.grantee::regrole::text, a.privilege_type FROM pg_class c, aclexplode(c.relacl) a
        WHERE c.relnamespace = 'public'::regnamespace
          AND (a.grantee = 0 OR a.grantee::regrole::text NOT IN ('mdt_owner', 'mdt_web', 'mdt_worker'))""")  # fmt: skip
    assert found == []


def test_every_sequence_belongs_to_a_table_and_is_used_only_where_rows_are_added(owner_db: Connection) -> None:
    found = ask(owner_db, """SELECT s.oid::regclass::text, t.relname FROM pg_class s
        LEFT JOIN pg_depend d ON d.objid = s.oid AND d.deptype IN ('a', 'i') AND d.classid = 'pg_class'::regclass
        LEFT JOIN pg_class t ON t.oid = d.refobjid WHERE s.relkind = 'S' AND s.relnamespace = 'public'::regnamespace""")  # fmt: skip
    assert len(found) > 20
    for (sequence, name), role in product(found, ROLES):
        declared = getattr(WALL.tables[name], role.removeprefix("mdt_")).split()  # type: ignore[index]
        assert ask(owner_db, "SELECT has_sequence_privilege(%s, %s, 'USAGE')", role, sequence) == [
            ("INSERT" in declared,)
        ], sequence
        assert ask(owner_db, "SELECT has_sequence_privilege(%s, %s, 'SELECT, UPDATE')", role, sequence) == [(False,)], (
            sequence
        )


def test_the_only_view_is_the_owners(owner_db: Connection) -> None:
    found = ask(
        owner_db,
        """SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')""",
    )
    assert found == [("mdt_derived",)]
    for role, command in product(ROLES, COMMANDS):
        assert ask(owner_db, "SELECT has_table_privilege(%s, 'mdt_derived', %s)", role, command) == [(False,)]


# --- Functions and policies ----------------------------------------------------------------------------------
@pytest.fixture
def functions(owner_db: Connection) -> Iterator[list[tuple[str, bool, list[str] | None, str]]]:
    """Signature, security definer, settings, body."""
    return ask(owner_db, """SELECT p.oid::regprocedure::text, p.prosecdef, p.proconfig, p.prosrc FROM pg_proc p
        WHERE p.pronamespace = 'public'::regnamespace ORDER BY 1""")  # type: ignore[misc] # fmt: skip


PLANNED = ["plan_cache_mode=force_generic_plan"]  # changes how an answer is found, never which


def test_functions_that_run_as_the_owner_pin_their_search_path(functions) -> None:
    definers = [f for f in functions if f[1]]
    assert len(definers) > 12
    for signature, _, config, body in definers:
        assert [one for one in config or [] if one not in PLANNED] == ["search_path=pg_catalog, public, pg_temp"], (
            signature
        )
        executed = re.findall(r"EXECUTE(?!\s+FUNCTION)\s+(.{0,40})", body)
        assert all(e.startswith("format(") for e in executed), signature  # no SQL text of anybody's
        assert not executed or "p_" not in "".join(re.findall(r"EXECUTE(?!\s+FUNCTION)[^;]+;", body)), signature


def test_functions_are_callable_by_nobody_but_whom_the_wall_names(owner_db: Connection, functions) -> None:
    named = {role: {ask(owner_db, "SELECT %s::regprocedure::text", f)[0][0] for f in listed}
             for role, listed in (("mdt_web", callable_by.WEB), ("mdt_worker", callable_by.WORKER))}  # fmt: skip
    for signature, *_ in functions:
        everybody = ask(owner_db, """SELECT count(*) FROM pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
            WHERE p.oid = %s::regprocedure AND a.grantee = 0""", signature)  # fmt: skip
        assert everybody == [(0,)], signature
        for role in ROLES:
            may = ask(owner_db, "SELECT has_function_privilege(%s, %s::regprocedure, 'EXECUTE')", role, signature)
            assert may == [(signature in named[role],)], (role, signature)


def test_the_shipped_clock_is_the_databases_own(functions) -> None:
    """Tests of instants put another body into a copy of their own; this is the one that is shipped."""
    bodies = {signature: body for signature, _, _, body in functions}
    assert bodies["mdt_now()"].strip() == "SELECT statement_timestamp()"
    for path in [*(wall.HERE / "sql").glob("*.sql"), *WALL.files]:
        assert "test_now" not in path.read_text()


def test_every_right_on_a_protected_table_has_its_policy_and_no_other(owner_db: Connection) -> None:
    found = ask(
        owner_db,
        "SELECT tablename, roles::text[], cmd, permissive, qual, with_check FROM pg_policies WHERE schemaname = 'public'",
    )
    by_table: dict[str, dict[tuple[str, str], tuple[object, object]]] = {}
    for name, roles, command, permissive, qual, check in found:
        assert permissive == "PERMISSIVE"
        assert len(roles) == 1  # type: ignore[arg-type]
        by_table.setdefault(name, {})[roles[0], command] = (qual, check)  # type: ignore[index,arg-type]
    for entry in WALL.tables.values():
        rules = by_table.get(entry.name, {})
        assert bool(rules) is entry.protected, entry.name
        if entry.protected:
            wanted = {("mdt_owner", "ALL")} | {("mdt_web", c) for c in entry.web.split()}
            wanted |= {("mdt_worker", "ALL")} if entry.worker or entry.worker_columns else set()
            assert set(rules) == wanted, entry.name
            assert not any(
                rule in ("true", "(true)") for (role, _), both in rules.items() if role == "mdt_web" for rule in both
            )


def test_G1_no_policy_compares_a_grant_with_itself(owner_db: Connection) -> None:
    """A bare ``case_id`` inside the subquery is the grant's own: then one grant opens every row of the table."""
    found = ask(
        owner_db,
        "SELECT tablename, cmd, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies WHERE coalesce(qual, '') <> 'true'",
    )
    assert len(found) > 40
    for name, command, rule in found:
        assert not re.search(r"\b(\w+\.\w+) = \1\b", rule), (name, command)  # type: ignore[arg-type]
        asked = len(re.findall(r"FROM confidentiality_grant g", rule))  # type: ignore[arg-type]
        tied = len(re.findall(rf"g\.(?:case_id|referral_id) = {name}\.\w+", rule))  # type: ignore[arg-type]
        assert asked == tied, (name, command)


# --- What must not be there ------------------------------------------------------------------------------------
def test_C04_no_index_and_no_key_joins_survivors(owner_db: Connection) -> None:
    """Nothing that could match one survivor's record with another's, inside an agency or across."""
    found = ask(owner_db, """SELECT t.relname, i.relname, array(SELECT pg_get_indexdef(i.oid, k, true)
          FROM generate_series(1, x.indnkeyatts) k) FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
        JOIN pg_class t ON t.oid = x.indrelid WHERE t.relname = ANY (%s)""", ELEMENTS)  # fmt: skip
    assert len(found) > len(ELEMENTS)
    for name, index, keys in found:
        harmless = {"id", "case_id", "agency_id", "updated_by_id", "public_id"} | (
            {"owner_id", "form"} if name == "cases_draft" else set()
        )
        if index == "service_of_agency_on":  # the days on which an agency worked, by which its reports are counted
            harmless |= {'"on"'}
        within = keys[0] in (
            "case_id",
            "event_id",
            "contact_id",
        )  # begins with one record, or a thing of its one agency
        links = {"award_id", "by_id", "event_id", "contact_id"} | (
            {"other_id"} if name == "cases_relatedfile" else set()
        )
        assert within or set(keys) <= harmless | links, (name, index)  # type: ignore[arg-type]


def test_C04_no_column_holds_a_key_to_match_by(owner_db: Connection) -> None:
    found = ask(owner_db, """SELECT table_name, column_name, data_type, is_generated FROM information_schema.columns
        WHERE table_name LIKE 'cases\\_%%'""")  # fmt: skip
    assert len(found) > 100
    for name, column, kind, generated in found:
        assert not re.search(r"hash|digest|sound|metaphone|phonet|salt|fingerprint|match|token", column), (name, column)  # type: ignore[arg-type]
        assert kind != "bytea", (name, column)
        assert generated == "NEVER", (name, column)


def test_C04_no_element_model_asks_for_an_index_of_its_words() -> None:
    for model in apps.get_models():
        if issubclass(model, case_models.ElementModel):
            assert all(
                index.fields[0] == "case" or index.fields == ["agency", "on"] for index in model._meta.indexes
            ), model
            words = [f for f in model._meta.concrete_fields if not f.is_relation and f.name not in ("id", "public_id")]
            assert not any(f.db_index or f.unique for f in words), model


def test_S05_no_foreign_key_links_two_cases(owner_db: Connection) -> None:
    """Two agencies that serve the same person have two cases, and nothing that says so (law C-04).

    Inside one agency one file may name another: the constraint ``related_file_in_room`` keeps it there (GR-07).
    """
    found = ask(owner_db, """SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'
        AND confrelid = 'cases_case'::regclass GROUP BY 1 HAVING count(*) > 1""")  # fmt: skip
    assert found == [("cases_relatedfile",)]
    assert ask(owner_db, """SELECT 1 FROM pg_constraint WHERE contype = 'f' AND confrelid = 'cases_case'::regclass
        AND conrelid = 'cases_case'::regclass""") == []  # fmt: skip


def test_C03_there_is_no_admin() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert not [p for p in map(str, get_resolver().reverse_dict) if "admin:" in p]
    assert Person(is_superuser=True).is_staff is False


def test_C03_what_must_stay_empty_is_empty_and_closed(owner_db: Connection, web_db: Connection) -> None:
    for name in EMPTY:
        assert ask(owner_db, f"SELECT count(*) FROM {name}") == [(0,)], name
        for role, command in product(ROLES, ("INSERT", "UPDATE", "DELETE")):
            assert ask(owner_db, "SELECT has_table_privilege(%s, %s, %s)", role, name, command) == [(False,)], name


def test_C03_nobody_can_be_made_a_superuser(owner_db: Connection) -> None:
    place = rows.put(owner_db, "agencies_jurisdiction")
    agency = rows.put(owner_db, "agencies_agency", jurisdiction_id=place)
    with pytest.raises(psycopg.errors.CheckViolation, match="person_is_never_superuser"):
        rows.put(owner_db, "agencies_person", agency_id=agency, is_superuser=True)
    someone = rows.put(owner_db, "agencies_person", agency_id=agency)
    with pytest.raises(psycopg.errors.CheckViolation, match="person_is_never_superuser"):
        owner_db.execute("UPDATE agencies_person SET is_superuser = true WHERE id = %s", [someone])
