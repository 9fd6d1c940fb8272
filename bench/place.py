"""Owns the databases that are measured: one for each scale, made and filled when missing, beside the real one."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
URLS = ("OWNER_DATABASE_URL", "DATABASE_URL", "WORKER_DATABASE_URL")
ALDER = {"small": 44}  # the cast's own county
CASES = {"county": 5_000, "state": 1_000_000}
ROOMS = {"agency": 5_000, "large_agency": 50_000}  # nearly all of them in one agency's room: what a report counts
READY = "bench: "
# The bare page's own index. The product needs none: nothing of it lists all cases.
BARE_INDEX = "CREATE INDEX IF NOT EXISTS bench_newest ON cases_case (opened_at DESC, id DESC)"
# The web writes no note by itself; here one is measured alone.
NOTE = "mdt_note(bigint,uuid,text,text,text,bigint[],bigint[],text[],uuid)"
NOTE_ALONE = f"GRANT EXECUTE ON FUNCTION {NOTE} TO mdt_web"


def _named(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _database(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


class Place:
    """Two connections to one measured database: ``web`` as pages have it, ``bare`` as the owner, whom no policy stops."""

    def __init__(self, scale: str, say: Callable[[str], None], template: str = "", suffix: str = "") -> None:
        """``template``: a migrated database, to begin with a copy of it; ``suffix`` for another one of the scale."""
        self.scale, self.cases = scale, {**ALDER, **CASES, **ROOMS}[scale]
        self.urls = {name: os.environ[name] for name in URLS}
        self.name = f"{_database(self.urls['OWNER_DATABASE_URL'])}_bench_{scale}{suffix}"
        self._make(say, template)
        self._before = connections["default"]
        self.web = self._connect("DATABASE_URL", "mdt-web")
        self.bare = self._connect("OWNER_DATABASE_URL", "mdt-bench")
        self.worker = self._connect("WORKER_DATABASE_URL", "mdt-worker")

    def _make(self, say: Callable[[str], None], template: str) -> None:
        with psycopg.connect(self.urls["OWNER_DATABASE_URL"], autocommit=True) as owner:
            found = owner.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [self.name]
            ).fetchone()
            if found and found[0] == READY + self.scale:
                return
            say(f"Making {self.name}.")
            name = sql.Identifier(self.name)
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(name))
            if template:
                owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(template)))
            else:
                owner.execute(sql.SQL("CREATE DATABASE {}").format(name))
                self._manage("migrate", "-v0")
            if self.scale in ROOMS:
                self._run("-m", "bench.one_room", str(self.cases))
            else:
                self._manage("demo", "--scale", self.scale)
            with psycopg.connect(_named(self.urls["OWNER_DATABASE_URL"], self.name), autocommit=True) as there:
                there.execute(BARE_INDEX)
                there.execute(NOTE_ALONE)
            owner.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, READY + self.scale))

    def _manage(self, *words: str) -> None:
        self._run("manage.py", *words, "--skip-checks")

    def _run(self, *words: str) -> None:
        command = [sys.executable, *words]
        subprocess.run(command, cwd=ROOT, env=self.env("owner"), check=True, stdout=2)  # noqa: S603 - our own command

    def env(self, role: str) -> dict[str, str]:
        """The environment of a process that works on this database in a role."""
        return os.environ | {name: _named(url, self.name) for name, url in self.urls.items()} | {"MDT_ROLE": role}

    def _connect(self, variable: str, application: str) -> DatabaseWrapper:
        parts = urlsplit(self.urls[variable])
        settings: dict[str, Any] = {
            **connections.settings["default"], "NAME": self.name, "USER": parts.username,
            "PASSWORD": parts.password or "", "OPTIONS": {"application_name": application},
        }  # fmt: skip
        return DatabaseWrapper(settings, "default")

    def as_web(self) -> None:
        connections["default"] = self.web

    def as_worker(self) -> None:
        connections["default"] = self.worker

    def as_bare(self) -> None:
        connections["default"] = self.bare

    def owner_rows(self, statement: str, params: list[Any] | None = None) -> list[tuple[Any, ...]]:
        with self.bare.cursor() as cursor:
            cursor.execute(statement, params)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def unrecorded(self) -> Iterator[None]:
        """Inside, lists and searches of this database leave no record: what finding and reading cost by themselves."""
        kept = str(self.owner_rows(f"SELECT pg_get_functiondef('{NOTE}'::regprocedure)")[0][0])
        head, end = kept.split("$function$")[0], "$function$ BEGIN END $function$"
        self.owner_rows(head + end)
        try:
            yield
        finally:
            self.owner_rows(kept)

    def close(self) -> None:
        for one in (self.web, self.bare, self.worker):
            one.close()
        connections["default"] = self._before

    def drop(self) -> None:
        """Close it and remove the database."""
        self.close()
        with psycopg.connect(self.urls["OWNER_DATABASE_URL"], autocommit=True) as owner:
            owner.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(self.name)))
