"""A streaming replica in a temporary folder: row security there, looks on the primary, and which pages may go there."""

import logging
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg

from bench import everywhere
from bench.place import Place
from bench.run import progress
from mdt.embedded.account import ordinary_account, software
from mdt.embedded.net import free_port, is_open

ME = "SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', %s, true)"
LIST = "SELECT count(*), md5(string_agg(public_id::text, ',' ORDER BY id)) FROM cases_case"
PATIENCE = 60  # seconds


@contextmanager
def streaming(admin: str) -> Iterator[int]:
    """A copy of the whole server that follows it; its port."""
    account, port = ordinary_account(), free_port()
    programs, parts = software(account).postgres, urlsplit(admin)
    user: dict[str, Any] = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
    folder = Path(tempfile.mkdtemp(prefix="mdt-replica-"))
    if account:
        os.chown(folder, account.uid, account.gid)
    env = {"PATH": os.environ["PATH"], "PGPASSWORD": parts.password or "", "LC_ALL": "C"}
    where = ["-h", "127.0.0.1", "-p", str(parts.port), "-U", str(parts.username)]
    copy = [str(programs / "pg_basebackup"), *where, "-D", str(folder / "data"), "-R", "-X", "stream", "-c", "fast"]
    try:
        subprocess.run(copy, env=env, check=True, cwd=folder, **user)
        words = [
            "-D",
            str(folder / "data"),
            f"--port={port}",
            "--listen_addresses=127.0.0.1",
            "--unix_socket_directories=",
        ]
        log = (folder / "log").open("wb")
        server = subprocess.Popen([str(programs / "postgres"), *words], env=env, cwd=folder, stderr=log, **user)
        try:
            for _ in range(PATIENCE * 5):
                if is_open(port):
                    break
                time.sleep(0.2)
            yield port
        finally:
            server.terminate()
            server.wait(30)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def tried() -> list[list[str]]:
    place = Place("small", progress)
    everywhere.furnish(place)
    hall = everywhere.hall_of(place)
    web = place.env("web")["DATABASE_URL"]
    with streaming(os.environ["MDT_TEST_ADMIN_URL"]) as port:
        there = urlunsplit(
            urlsplit(web)._replace(netloc=f"{urlsplit(web).username}:{urlsplit(web).password}@127.0.0.1:{port}")
        )
        _caught_up(web, there)
        rows = [[what, said] for what, said in (*_walls(web, there, place), *_looks(web, there, place))]
        rows += [[what, said] for what, said in _pages(place, hall, port)]
        rows.append(["the replica is behind by, after a page of the primary", f"{_behind(web, there):.0f} ms"])
    place.close()
    return rows


def _caught_up(web: str, there: str) -> None:
    for _ in range(PATIENCE):
        try:
            if _count(there) == _count(web):
                return
        except psycopg.OperationalError:
            pass
        time.sleep(1)
    raise RuntimeError("The replica does not follow.")


def _count(url: str) -> Any:
    with psycopg.connect(url) as line:
        return line.execute("SELECT pg_is_in_recovery() OR true, count(*) FROM agencies_person").fetchone()


def _seen(url: str, person: int | str) -> Any:
    with psycopg.connect(url) as line, line.transaction():
        line.execute(ME, [str(person), str(uuid4())])
        return line.execute(LIST).fetchone()


def _walls(web: str, there: str, place: Place) -> Iterator[tuple[str, str]]:
    people = [one.pk for one in everywhere.people(place)]
    alike = [_seen(web, pk) == _seen(there, pk) for pk in people]
    most = max(_seen(there, pk)[0] for pk in people)
    yield (
        "row security there: people who see the same covers as on the primary",
        f"{sum(alike)} of {len(people)}, {most} at most",
    )
    yield "covers for nobody", str(_seen(there, "")[0])
    with psycopg.connect(there) as line:
        try:
            line.execute("UPDATE agencies_person SET name = name WHERE false")
            said = "is taken"
        except psycopg.errors.ReadOnlySqlTransaction:
            said = "is refused"
    yield "a change there", said


def _looks(web: str, there: str, place: Place) -> Iterator[tuple[str, str]]:
    """A look on the primary, its read on the replica in the same request: seen once the look has arrived, and not before."""
    ((person, case, public),) = place.owner_rows(
        "SELECT p.id, c.id, c.public_id FROM cases_case c JOIN agencies_person p ON p.agency_id = c.agency_id AND p.is_supervisor"
        " JOIN cases_identity i ON i.case_id = c.id WHERE p.email LIKE 'hana.%%' ORDER BY c.id LIMIT 1"
    )
    look = "SELECT count(*) FROM mdt_look(%s, %s, 'case.reveal', 'bench', %s, 3)"
    request = str(uuid4())
    with psycopg.connect(there, autocommit=True) as line:
        try:
            line.execute(look, [person, request, public])
            said = "is taken"
        except psycopg.errors.ReadOnlySqlTransaction:
            said = "is refused"
    yield "a look there", said
    yield "an identity there without a look", f"{_identity(there, person, request, case)} rows"
    with psycopg.connect(web, autocommit=True) as line:
        line.execute(look, [person, request, public])
        primary = _identity(web, person, request, case)
        begun = time.perf_counter()
        while not (seen := _identity(there, person, request, case)) and time.perf_counter() < begun + 10:
            time.sleep(0.002)
    took = (time.perf_counter() - begun) * 1000
    yield (
        "the identity after the look was committed on the primary",
        f"{primary} row there, {seen} here after {took:.0f} ms",
    )


def _identity(url: str, person: int, request: str, case: int) -> int:
    with psycopg.connect(url) as line, line.transaction():
        line.execute(ME, [str(person), request])
        row = line.execute("SELECT count(*) FROM cases_identity WHERE case_id = %s", [case]).fetchone()
        return int(row[0]) if row else 0


def _pages(place: Place, hall: Any, port: int) -> Iterator[tuple[str, str]]:
    """Every page of the map as it is, with the replica in the primary's place: what writes, a look above all, does not come."""
    browsers: dict[int, Any] = {}
    chosen = [one for one in everywhere.choose(place, hall, browsers) if not isinstance(one, str)]
    logging.getLogger("django.request").setLevel(logging.CRITICAL)  # pages that fail are what is asked
    time.sleep(1)
    place.web.close()
    before, place.web.settings_dict["PORT"] = place.web.settings_dict["PORT"], port
    good = []
    try:
        for one in chosen:
            place.as_web()
            if _answers(browsers[one.person.pk], one.path):
                good.append(one.name)
            place.web.close()
    finally:
        place.web.settings_dict["PORT"] = before
    yield "pages of the map that the replica serves whole", f"{len(good)} of {len(chosen)}"
    yield "these are", ", ".join(f"`{name}`" for name in good)


def _answers(browser: Any, path: str) -> bool:
    from django.db import Error

    try:
        return bool(browser.get(path, HTTP_X_BACKGROUND="1") == 200)  # so that the session notes no use of itself
    except Error:
        return False


def _behind(web: str, there: str) -> float:
    """Milliseconds until something that was committed there is seen here."""
    with psycopg.connect(web) as line, psycopg.connect(there, autocommit=True) as other:
        at = line.execute("SELECT pg_current_wal_lsn()").fetchone()
        begun = time.perf_counter()
        while other.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", [at[0] if at else ""]).fetchone() != (
            True,
        ):
            time.sleep(0.001)
    return (time.perf_counter() - begun) * 1000
