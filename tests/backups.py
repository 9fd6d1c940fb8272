"""Empty databases to restore into, and what two databases are compared by."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections
from psycopg import sql

from tests.architecture.test_schema import SAYS
from tests.copies import Connection, Copy
from tests.database import renamed

# Who is signed in stays behind, and each database keeps its own note of backups and restores.
APART = {"django_session", "agencies_staffsession", "confidentiality_backuprecord"}


@contextmanager
def empty_database(label: str, admin: str = "") -> Iterator[Copy]:
    """As mdt/roles.sql makes it."""
    admin = renamed(admin or os.environ["MDT_TEST_ADMIN_URL"], "postgres")
    copy = Copy(f"test_mdt_{os.environ.get('MDT_TEST_NAME', '')}_{label}_{os.getpid()}")
    with psycopg.connect(admin, autocommit=True) as superuser:
        superuser.execute(f'DROP DATABASE IF EXISTS "{copy.name}" WITH (FORCE)')
        superuser.execute(f'CREATE DATABASE "{copy.name}" OWNER mdt_owner')
        superuser.execute(f'REVOKE ALL ON DATABASE "{copy.name}" FROM PUBLIC')
        superuser.execute(f'GRANT CONNECT ON DATABASE "{copy.name}" TO mdt_web, mdt_worker')
        with psycopg.connect(renamed(admin, copy.name), autocommit=True) as inside:
            inside.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            inside.execute("GRANT USAGE ON SCHEMA public TO mdt_web, mdt_worker")
        try:
            yield copy
        finally:
            connections.close_all()
            superuser.execute(f'DROP DATABASE IF EXISTS "{copy.name}" WITH (FORCE)')


def rows(db: Connection) -> dict[str, tuple[int, str]]:
    """Each table with how many rows it has, and the digest of all that they say."""
    found = {}
    for name in sorted(tables(db) - APART):
        counted = db.execute(
            sql.SQL(
                "SELECT count(*), coalesce(encode(sha256(string_agg(sha256(convert_to(t::text, 'UTF8')), ''::bytea"
                " ORDER BY sha256(convert_to(t::text, 'UTF8')))), 'hex'), '') FROM {} AS t"
            ).format(sql.Identifier(name))
        ).fetchone()
        found[name] = counted
    return found  # type: ignore[return-value]


def tables(db: Connection) -> set[str]:
    return {str(name) for (name,) in db.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")}  # fmt: skip


def sequences(db: Connection) -> dict[str, Any]:
    """Where counting goes on; that of backups apart."""
    found = db.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'").fetchall()
    return {str(name): value for name, value in found if not str(name).startswith(tuple(APART))}


def catalogue(db: Connection) -> dict[str, list[str]]:
    """What the database itself says: columns, constraints, triggers, policies, functions, rights."""
    said = SAYS | {
        "calls": "SELECT p.oid::regprocedure::text, p.proacl::text, p.proconfig::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace",
        "forced": "SELECT relname, relforcerowsecurity FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
        "samples": "SELECT attrelid::regclass::text, attname, attstattarget FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND attnum > 0 AND NOT attisdropped",
        "owners": "SELECT relname, relowner::regrole::text FROM pg_class WHERE relnamespace = 'public'::regnamespace",
        "schema": "SELECT nspname, nspacl::text FROM pg_namespace WHERE nspname = 'public'",
    }  # fmt: skip
    return {what: sorted(_plain(row) for row in db.execute(text).fetchall()) for what, text in said.items()}  # type: ignore[arg-type]


def _plain(row: object) -> str:
    """The server writes a cast where the one that read the same text back had none."""
    return re.sub(r"::character varying|::text|\[\]|[()]", "", str(row))


def is_empty(db: Connection) -> bool:
    return tables(db) == set()


def may_connect(copy: Copy, variable: str = "DATABASE_URL") -> bool:
    try:
        psycopg.connect(copy.url(variable)).close()
    except psycopg.OperationalError as refused:
        if "permission denied for database" not in str(refused):
            raise
        return False
    return True
