"""Owns the embedded PostgreSQL: passwords for everybody, loopback only, no value in its log."""

import os
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from mdt.embedded.account import Account, Software
from mdt.embedded.family import SERVER, Family, die_with_parent
from mdt.embedded.net import free_port, is_open
from mdt.embedded.place import Place
from mdt.embedded.trouble import Trouble
from mdt.embedded.watchdog import halt, is_alive

ROLES = Path(__file__).resolve().parents[1] / "roles.sql"
DATABASE = "mdt"
MAJOR = "18"
HOST = "127.0.0.1"
START_LIMIT = 60.0  # seconds; recovery after a crash is part of it
SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "fsync": "on",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_statement": "none",
    # The log must hold nothing of a survivor: no failed statement, no parameter, no "Key (…)=(…) exists".
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
}
# For what may be lost with the machine: nothing waits for the disk.
FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


@dataclass(frozen=True)
class Postgres:
    """A cluster of one place. `passwords` are the place's secrets."""

    place: Place
    software: Software
    passwords: dict[str, str]
    forgetful: bool = False

    @property
    def data(self) -> Path:
        return self.place.servers / "postgres"

    def start(self, family: Family) -> int:
        """Start it, made first if need be, and return its port once it answers and has its roles."""
        account = self.place.account
        if not self.data.is_dir():
            self._create(account)
        self._check_version()
        self._recover()
        port = self._serve(family, account)
        self.make_roles(port)
        return port

    def url(self, port: int, role: str, database: str = DATABASE) -> str:
        user = role if role == "postgres" else f"mdt_{role}"
        return f"postgresql://{user}:{self.passwords[role]}@{HOST}:{port}/{database}"

    def make_roles(self, port: int) -> None:
        """Make or mend roles and database with roles.sql. Passwords travel in the environment."""
        known = {f"MDT_{role.upper()}_PASSWORD": self.passwords[role] for role in ("owner", "web", "worker")}
        env = _plain_env() | known | {"MDT_OWNER_CREATEDB": "1", "PGPASSWORD": self.passwords["postgres"]}
        command: list[str | Path] = [
            self.software.postgres / "psql",
            "-X",
            "-q",
            "-h",
            HOST,
            "-p",
            str(port),
            "-U",
            "postgres",
        ]
        done = subprocess.run(
            [*command, "-d", "postgres", "-f", ROLES], env=env, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Trouble(f"The database roles could not be made: {done.stderr.strip()[-500:]}")

    def _create(self, account: Account | None) -> None:
        """initdb into a folder beside the final one: an interrupted first start leaves nothing half made."""
        new, password = self.data.with_name("postgres.new"), self.data.with_name("password")
        shutil.rmtree(new, ignore_errors=True)
        password.touch(mode=0o600)
        password.write_text(self.passwords["postgres"])
        if account:
            os.chown(password, account.uid, account.gid)
        command: list[str | Path] = [
            self.software.postgres / "initdb",
            "-D",
            new,
            "-U",
            "postgres",
            f"--pwfile={password}",
        ]
        command += ["--auth=scram-sha-256", "--no-instructions", "--encoding=UTF8", "--locale=C"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]  # letters sort alike everywhere
        try:
            done = subprocess.run(
                command,
                env=_plain_env(),
                cwd=new.parent,
                capture_output=True,
                text=True,
                check=False,
                preexec_fn=die_with_parent(signal.SIGTERM),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        finally:
            password.unlink()
        if done.returncode:
            raise Trouble(f"PostgreSQL could not make its data folder: {done.stderr.strip()[-500:]}")
        new.rename(self.data)

    def _check_version(self) -> None:
        made_by = (self.data / "PG_VERSION").read_text().strip()
        if made_by != MAJOR:
            raise Trouble(
                f"The data in {self.data} was made by PostgreSQL {made_by}, and this is {MAJOR}; "
                "bin/run --reset begins again."
            )

    def _recover(self) -> None:
        """After a kill: stop a server that still has the data, or remove a pid file that is out of date."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return
        if is_alive(pid) and str(self.data) in command_line(pid):
            halt([(pid, signal.SIGINT)], is_alive)
        pid_file.unlink(missing_ok=True)

    def _serve(self, family: Family, account: Account | None) -> int:
        log = self.place.log / "postgres.log"
        for _ in range(3):  # somebody may take the port between asking for it and using it
            port = free_port()
            settings = {**SETTINGS, **(FORGETFUL if self.forgetful else {}), "port": str(port)}
            options = [f"--{name}={value}" for name, value in settings.items()]
            child = family.start(
                "PostgreSQL",
                [self.software.postgres / "postgres", "-D", self.data, *options],
                env=_plain_env(),
                cwd=self.data,
                log=log,
                account=account,
                tier=SERVER,
                stop=signal.SIGINT,
            )
            end = time.monotonic() + START_LIMIT
            while child.running and time.monotonic() < end:
                if self._answers(port):
                    return port
                time.sleep(0.05)
            if child.running or not is_open(port):
                break
            family.forget(child)
        raise Trouble(f"PostgreSQL did not start. Its log is {log}.")

    def _answers(self, port: int) -> bool:
        import psycopg

        try:
            psycopg.connect(self.url(port, "postgres", "postgres"), connect_timeout=5).close()
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                secrets = self.place.local / "secrets.json"
                raise Trouble(f"{secrets} does not fit the data; bin/run --reset begins again.") from None
            return False
        return True


def command_line(pid: int) -> str:
    """How a process was started, as far as the system tells."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        command = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
        ps = subprocess.run(command, capture_output=True, text=True, check=False)
        return ps.stdout


def _plain_env() -> dict[str, str]:
    """What a server learns from us: nothing but where programs are."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "PGCONNECT_TIMEOUT": "10"}
