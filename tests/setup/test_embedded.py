"""The servers of a trial: no door without a password, nobody from outside, nothing of a person in the log."""

import json
import os
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from mdt import embedded
from mdt.embedded.family import Family
from mdt.embedded.place import Place
from mdt.embedded.servers import Servers, start_servers

ROLES = ["postgres", "owner", "web", "worker"]


@dataclass
class Running:
    place: Place
    family: Family
    servers: Servers

    def url(self, role: str) -> str:
        return self.servers.postgres.url(self.servers.port, role)


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    place = Place(Path(tempfile.mkdtemp()) / "place")
    place.make()
    lock = place.lock()
    fd = lock.take()
    assert fd is not None
    with Family(fd) as family:
        yield Running(place, family, start_servers(place, family))
    place.remove()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("password", ["wrong", "", "postgres"])
def test_a_wrong_password_is_refused(running: Running, role: str, password: str) -> None:
    right = running.servers.secrets[role]
    with psycopg.connect(running.url(role)):
        pass
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(running.url(role).replace(right, password))


def test_every_door_asks_for_a_password(running: Running) -> None:
    with psycopg.connect(running.servers.admin_url) as admin:
        doors = admin.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()
        stored = admin.execute("SELECT DISTINCT left(rolpassword, 14) FROM pg_authid WHERE rolcanlogin").fetchall()
    assert doors == [("scram-sha-256",)]
    assert stored == [("SCRAM-SHA-256$",)]
    right = running.servers.secrets["valkey"]
    for refused in (running.servers.redis_url.replace(right, "wrong"), running.servers.redis_url.replace(right, "")):
        with pytest.raises(redis.AuthenticationError):
            redis.Redis.from_url(refused, retry=Retry(NoBackoff(), 0)).ping()
    assert redis.Redis.from_url(running.servers.redis_url).ping()


def test_written_is_written(running: Running) -> None:
    with psycopg.connect(running.servers.admin_url) as admin:
        wanted = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "server_encoding": "UTF8"}
        assert {name: admin.execute(f"SHOW {name}").fetchone()[0] for name in wanted} == wanted


@pytest.mark.parametrize("elsewhere", ["127.0.0.2", "::1"])
def test_only_loopback_is_listened_on(running: Running, elsewhere: str) -> None:
    valkey = int(running.servers.redis_url.rpartition(":")[2].partition("/")[0])
    for port in (running.servers.port, valkey):
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
        with pytest.raises(OSError):  # a server on all addresses would answer here as well
            socket.create_connection((elsewhere, port), timeout=2)
    with psycopg.connect(running.servers.admin_url) as admin:
        assert admin.execute("SHOW listen_addresses").fetchone() == ("127.0.0.1",)
        assert admin.execute("SHOW unix_socket_directories").fetchone() == ("",)


def test_servers_never_run_as_root(running: Running) -> None:
    users = {psutil.Process(child.process.pid).uids().effective for child in running.family.children}
    assert len(users) == 1
    assert 0 not in users


@pytest.mark.parametrize("role", ["web", "worker"])
def test_roles_own_nothing_and_pass_by_nothing(running: Running, role: str) -> None:
    with psycopg.connect(running.url(role), autocommit=True) as connection:
        powers = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles "
            "WHERE rolname = current_user"
        ).fetchone()
        assert powers == (False,) * 5
        for forbidden in ("CREATE TABLE t ()", "CREATE TEMP TABLE t ()", "CREATE SCHEMA s", "SET ROLE mdt_owner"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(forbidden)


def test_roles_may_be_made_again(running: Running) -> None:
    running.servers.postgres.make_roles(running.servers.port)
    with psycopg.connect(running.url("owner")) as owner:
        assert owner.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = 'mdt_owner'").fetchone() == (
            False,
            False,
        )


def test_the_log_holds_no_statement_and_no_value(running: Running) -> None:
    with psycopg.connect(running.url("owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE person (name text PRIMARY KEY)")
        owner.execute("INSERT INTO person VALUES ('Canary Finch')")
        for broken in ("INSERT INTO person VALUES ('Canary Finch')", "SELECT 'Canary Finch'::int"):
            with pytest.raises(psycopg.Error):
                owner.execute(broken)
        with pytest.raises(psycopg.Error):
            owner.execute("INSERT INTO person VALUES (%s)", ["Canary Finch"])
    log = (running.place.log / "postgres.log").read_text()
    assert "duplicate key" in log
    assert "INSERT" not in log


@pytest.mark.parametrize("pid_of", ["the killed server", "a stranger"])
def test_a_start_after_a_crash_recovers_by_itself(tmp_path: Path, pid_of: str) -> None:
    place = Place(tmp_path / "place")
    place.make()
    lock = place.lock()
    fd = lock.take()
    assert fd is not None
    with Family(fd) as family:
        servers = start_servers(place, family)
        with psycopg.connect(servers.postgres.url(servers.port, "owner")) as owner:
            owner.execute("CREATE TABLE kept AS SELECT 1 AS n")
        family.children[0].process.kill()
        family.children[0].process.wait()
        if pid_of == "a stranger":  # the number was given to somebody else meanwhile
            pid_file = servers.postgres.data / "postmaster.pid"
            lines = pid_file.read_text().splitlines()
            pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with Family(fd) as family:
        servers = start_servers(place, family)
        with psycopg.connect(servers.postgres.url(servers.port, "owner")) as owner:
            assert owner.execute("SELECT n FROM kept").fetchone() == (1,)
    place.remove()


def test_without_servers_the_answer_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MDT_LOCAL", str(tmp_path / "nothing"))
    with pytest.raises(embedded.Trouble) as trouble:
        embedded.environment()
    assert str(trouble.value) == "No database is running. Start one with bin/run, or set DATABASE_URL."


def test_environment_finds_the_running_servers(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MDT_LOCAL", str(running.place.local))
    monkeypatch.delenv("MDT_ROLE", raising=False)
    running.place.write_state(environment=running.servers.for_owner() | running.servers.worker_keys)
    found = embedded.environment()
    assert found["DATABASE_URL"] == running.url("web")
    assert found["OWNER_DATABASE_URL"] == running.url("owner")
    assert not {"MDT_LEDGER_KEY", "MDT_SEAL_KEY"} & set(found)
    assert found["MDT_SEAL_CERTIFICATE"]
    monkeypatch.setenv("MDT_ROLE", "worker")
    assert {"MDT_LEDGER_KEY", "MDT_SEAL_KEY"} <= set(embedded.environment())


def test_a_place_of_an_earlier_release_gets_a_key_for_the_seal_and_keeps_the_rest(tmp_path: Path) -> None:
    place = Place(tmp_path / "place")
    place.make()
    file = place.local / "secrets.json"
    earlier = {name: value for name, value in place.secrets().items() if not name.startswith("seal_")}
    file.write_text(json.dumps(earlier))
    now = place.secrets()
    assert {name: value for name, value in now.items() if name in earlier} == earlier
    assert set(now) - set(earlier) == {"seal_key", "seal_certificate"}
    assert place.secrets() == now  # made once
    assert file.stat().st_mode & 0o777 == 0o600
    place.remove()
