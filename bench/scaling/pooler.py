"""A pooler in transaction mode before the database: two people through one and two connections, and none is ever the other."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from bench import everywhere
from bench.mixed import CONNECTIONS, Ask, Load, alternate, asks_of, cookies_of, pairs
from bench.pages import Browser
from bench.place import Place
from bench.run import progress
from bench.serving import served
from mdt.embedded.account import ordinary_account
from mdt.embedded.net import free_port, is_open

SECONDS = 15.0
CONFIG = """[databases]
* = host=127.0.0.1 port={server}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {folder}/users
pool_mode = transaction
default_pool_size = {size}
max_client_conn = 200
logfile = {folder}/log
server_reset_query =
"""


@contextmanager
def pooled(size: int, url: str) -> Iterator[str]:
    """pgbouncer before the server of the address; the address behind which it listens."""
    parts, port = urlsplit(url), free_port()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "users").write_text(f'"{parts.username}" "{parts.password}"\n')
        (folder / "ini").write_text(CONFIG.format(server=parts.port, port=port, folder=folder, size=size))
        account = ordinary_account()
        if account:
            for one in (folder, *folder.iterdir()):
                os.chown(one, account.uid, account.gid)
        user = {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}
        pooler = subprocess.Popen(["pgbouncer", "-q", str(folder / "ini")], **user)
        try:
            for _ in range(50):
                if is_open(port):
                    break
                time.sleep(0.1)
            yield urlunsplit(parts._replace(netloc=f"{parts.username}:{parts.password}@127.0.0.1:{port}"))
        finally:
            pooler.terminate()
            pooler.wait(10)


def tried() -> list[list[str]]:
    place = Place("county", progress)
    everywhere.furnish(place)
    hall = everywhere.hall_of(place)
    people = [one for one in everywhere.people(place) if one.email.split(".")[0] in ("hana", "olga")]
    browsers = {one.pk: Browser.of(place, one) for one in people}
    direct = place.env("web")["DATABASE_URL"]
    rows = []
    for size in (1, 2):
        with pooled(size, direct) as url:
            rows += [[f"pool of {size}: {what}", said] for what, said in _raw(url)]
            with served(_behind(place, url), "bench.ours_wsgi", "web") as port:
                cookies = cookies_of(browsers, _backend())
                rows.append([f"pool of {size}: two people hammer", _hammered(place, hall, browsers, cookies, port)])
                with served(place, "bench.ours_wsgi", "web") as straight:
                    asks = asks_of(place, hall, browsers, cookies)
                    found = alternate({"ours": Load(port, asks), "straight": Load(straight, asks)}, 36, progress)
                ratio = pairs(found, "straight", lambda one: one.rate)
                rows.append([f"pool of {size}: requests a second, to without a pooler", f"{ratio:.2f}"])
                progress("\n".join(": ".join(row) for row in rows))
    place.close()
    return rows


def _backend() -> str:
    from bench.mixed import backend_of

    return backend_of("ours", None)


def _behind(place: Place, url: str) -> Any:
    """The same place, whose web asks through the pooler."""

    class Behind:
        env = staticmethod(lambda role: place.env(role) | {"DATABASE_URL": url, "MDT_CONN_MAX_AGE": "60"})

    return Behind


def _line(url: str) -> Any:
    """A connection that prepares nothing by itself, as the house's."""
    return psycopg.connect(url, autocommit=True, prepare_threshold=None)


def _raw(url: str) -> Iterator[tuple[str, str]]:
    """What a setting of the session and a prepared statement would do here: why the house has neither."""
    with _line(url) as first, _line(url) as second:
        seen = set()
        for turn in range(20):
            first.execute("SELECT set_config('mdt.user_id', '17', false)")
            row = second.execute("SELECT current_setting('mdt.user_id', true)").fetchone()
            seen.add(row[0] if row else "")
            with first.transaction():
                first.execute("SELECT set_config('mdt.user_id', '', false)")
            with first.transaction():
                first.execute("SELECT set_config('mdt.user_id', %s, true)", [str(turn)])
            row = second.execute("SELECT current_setting('mdt.user_id', true)").fetchone()
            if row and row[0] not in ("", None, "17"):
                seen.add("a transaction's")
    yield "another client sees an actor set for the session", "yes" if "17" in seen else "no"
    yield (
        "another client sees an actor set for a transaction",
        "yes" if "a transaction's" in seen else "no, in 20 tries",
    )
    failed = 0
    lines = [psycopg.connect(url, autocommit=True, prepare_threshold=0) for _ in range(4)]
    for turn in range(40):
        try:
            lines[turn % 4].execute("SELECT %s::int + 1", [turn])
        except psycopg.Error:
            failed += 1
    for one in lines:
        one.close()
    yield (
        "statements that a driver prepares by itself, of 40",
        f"{failed} fail; the house prepares none (Django's default)",
    )


def _hammered(place: Place, hall: Any, browsers: dict[int, Any], cookies: dict[int, str], port: int) -> str:
    """Each asks for the list, own records and those of the other, without a pause, and looks at whose words come back."""
    files = {pk: _records(place, hall, browser) for pk, browser in browsers.items()}
    tried, wrong, lock = [0, 0], [0], threading.Lock()
    until = time.perf_counter() + SECONDS

    def one(pk: int, others: list[tuple[str, bytes]]) -> None:
        line = HTTPConnection("127.0.0.1", port, timeout=30)
        mine, turn = files[pk], 0
        while time.perf_counter() < until:
            turn += 1
            path, code = (mine if turn % 2 else others)[turn // 2 % len(mine if turn % 2 else others)]
            status, body = _body(line, Ask("", path, cookies[pk]))
            listed = _body(line, Ask("", "/cases/", cookies[pk]))
            bad = (status, code in body) != ((200, True) if turn % 2 else (404, False))
            leaked = any(word in listed[1] for _path, word in others) or listed[0] != 200
            with lock:
                tried[0] += 2
                tried[1] += not turn % 2
                wrong[0] += bad + leaked

    people = list(browsers)
    threads = [threading.Thread(target=one, args=(people[n % 2], files[people[1 - n % 2]])) for n in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return f"{tried[0]:,} answers by {CONNECTIONS} connections, {tried[1]:,} of them for records of the other; {wrong[0]} wrong"


def _records(place: Place, hall: Any, browser: Any) -> list[tuple[str, bytes]]:
    """Of a person: addresses of records in her own room alone, each with its code."""
    me = hall.facts.people[browser.who.person.pk]
    own = [case for case in hall.facts.cases.values() if case.agency == me.agency]
    found = []
    place.as_web()
    for case in own[:12]:
        path = f"/cases/{case.public}/"
        if browser.get(path) == 200 and case.code.encode() in browser.body:
            found.append((path, case.code.encode()))
    if not found:
        raise RuntimeError("A person without records proves nothing.")
    return found


def _body(line: HTTPConnection, ask: Ask) -> tuple[int, bytes]:
    line.request("GET", ask.path, headers={"Cookie": ask.cookie, "Accept-Language": "en"})
    answer = line.getresponse()
    return answer.status, answer.read()
