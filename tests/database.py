"""The databases of the tests: one is migrated and filled for the whole run, and each process works on a copy of it."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

ROOT = Path(__file__).resolve().parent.parent
URLS = ("OWNER_DATABASE_URL", "DATABASE_URL", "WORKER_DATABASE_URL")
MIGRATED, READY = (f"test_mdt_{os.environ.get('MDT_TEST_NAME', '')}_{state}" for state in ("migrated", "ready"))
ONE_MAKES_IT = 4_711  # an advisory lock


def renamed(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def manage(*args: str, **env: str) -> str:
    """Run a command of the project as its owner against the test database; its output, or its error in full."""
    return _run("manage.py", *args, **env)


def _run(*words: str, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env={**os.environ, "MDT_ROLE": "owner", **env},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def make(name: str, run: str) -> None:
    """A database with the demo county, as it is when nothing has been tried on it; ``run`` names this run of the tests."""
    admin = os.environ["MDT_TEST_ADMIN_URL"]
    with psycopg.connect(admin, autocommit=True) as superuser:
        superuser.execute("SELECT pg_advisory_lock(%s)", [ONE_MAKES_IT])
        made_by = superuser.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [READY]
        ).fetchone()
        if made_by != (run,):
            _make_ready(superuser, admin)
            superuser.execute(
                psycopg.sql.SQL("COMMENT ON DATABASE {} IS {}").format(psycopg.sql.Identifier(READY), run)
            )
        superuser.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        superuser.execute(f'CREATE DATABASE "{name}" TEMPLATE "{READY}" OWNER mdt_owner')
        _close(superuser, name)


def drop(name: str, admin: str) -> None:
    with psycopg.connect(admin, autocommit=True) as superuser:
        superuser.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _make_ready(superuser: psycopg.Connection[tuple[object, ...]], admin: str) -> None:
    """Migrated and filled by the owner."""
    for name in (READY, MIGRATED):
        superuser.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    superuser.execute(f'CREATE DATABASE "{MIGRATED}" OWNER mdt_owner')
    _close(superuser, MIGRATED)
    with psycopg.connect(renamed(admin, MIGRATED), autocommit=True) as inside:
        inside.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        inside.execute("GRANT USAGE ON SCHEMA public TO mdt_web, mdt_worker")
    _run("-m", "tests.schema", **urls_of(MIGRATED))
    superuser.execute(f'CREATE DATABASE "{READY}" TEMPLATE "{MIGRATED}" OWNER mdt_owner')
    _close(superuser, READY)
    manage("demo", **urls_of(READY))


def urls_of(name: str) -> dict[str, str]:
    return {variable: renamed(os.environ[variable], name) for variable in URLS}


def _close(superuser: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """As mdt/roles.sql does it; a copy does not bring the rights of its original along."""
    superuser.execute(f'REVOKE ALL ON DATABASE "{name}" FROM PUBLIC')
    superuser.execute(f'GRANT CONNECT ON DATABASE "{name}" TO mdt_web, mdt_worker')
