"""Owns what the trial's database holds: nothing yet, or the demo of some scale; noted there."""

import psycopg
from psycopg import sql

PREFIX = "demo: "


def loaded_scale(admin_url: str) -> str | None:
    """The scale whose demo is completely loaded; None before that."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = 'mdt'"
        ).fetchone()
    note = row[0] if row else None
    return note.removeprefix(PREFIX) if note and note.startswith(PREFIX) else None


def note_loaded(admin_url: str, scale: str) -> None:
    """Say that the demo is complete; an interrupted first start never comes here."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("COMMENT ON DATABASE mdt IS {}").format(PREFIX + scale))


def has_tables(admin_url: str) -> bool:
    """Whether a first start got as far as its migrations."""
    with psycopg.connect(psycopg.conninfo.make_conninfo(admin_url, dbname="mdt")) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public')").fetchone()
    return bool(row and row[0])


def drop(admin_url: str) -> None:
    """Remove the database."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE mdt WITH (FORCE)")
