"""Owns where a trial or a test run keeps its things: for its owner alone, and for one run at a time."""

import base64
import fcntl
import hashlib
import json
import os
import secrets
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mdt import seal_key
from mdt.embedded.account import SHARED, Account, ordinary_account
from mdt.embedded.trouble import Trouble

CHECKOUT = Path(__file__).resolve().parents[2]
WORKER_KEYS = {"MDT_LEDGER_KEY": "ledger_key", "MDT_SEAL_KEY": "seal_key"}  # variables, and their secrets
TRIAL_YEARS = 10  # that the certificate of a trial's seal is in force
KEPT_ON_RESET = {"lock", "log", "test", "test.lock"}


@dataclass(frozen=True)
class Place:
    """A private folder. `servers` is where the servers' files are: elsewhere when root keeps the folder."""

    local: Path

    @classmethod
    def trial(cls) -> "Place":
        """The place of bin/run: `.local` of this checkout, or the folder that MDT_LOCAL names."""
        return cls(Path(os.environ.get("MDT_LOCAL") or CHECKOUT / ".local").absolute())

    @classmethod
    def test(cls) -> "tuple[Place, int]":
        """A new place for one test run, and its lock; what killed runs left behind is cleared away first."""
        trial = cls.trial()
        trial.make()
        folder = trial.local / "test"
        door = Lock(trial.local / "test.lock")  # or two runs clear each other away between making and locking
        if door.take(wait=60) is None:
            raise Trouble(f"Another test run holds {door.path}; end it and try again.")
        for left in folder.iterdir() if folder.is_dir() else ():
            with cls(left).lock() as taken:
                if taken is not None:
                    cls(left).remove()
        place = cls(folder / f"{os.getpid()}-{secrets.token_hex(3)}")
        place.make()
        lock = place.lock().take()
        door.release()
        if lock is None:
            raise Trouble(f"{place.local} cannot be locked.")
        return place, lock

    @property
    def account(self) -> Account | None:
        """Whom the servers run as when root starts them; None for anybody else."""
        return ordinary_account()

    @property
    def servers(self) -> Path:
        if os.geteuid() != 0:
            return self.local
        return SHARED / hashlib.sha256(os.fsencode(self.local)).hexdigest()[:16]

    @property
    def log(self) -> Path:
        return self.local / "log"

    def make(self) -> None:
        """Make the folders, private; refuse a folder that is somebody else's."""
        for folder in (self.local, self.log):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.local.stat().st_uid != os.geteuid():
            raise Trouble(f"{self.local} belongs to another user; start as that user, or remove the folder.")
        self.local.chmod(0o700)
        if account := self.account:
            self._make_servers(account)

    def _make_servers(self, account: Account) -> None:
        self.servers.mkdir(mode=0o700, parents=True, exist_ok=True)
        SHARED.chmod(0o755)
        os.chown(self.servers, account.uid, account.gid)
        link = self.local / "postgres"  # so that a person finds the data from the checkout
        if not link.is_symlink():
            link.symlink_to(self.servers / "postgres")

    def lock(self) -> "Lock":
        return Lock(self.local / "lock")

    def in_use(self) -> bool:
        """Whether a supervisor, or the watchdog of one that was killed, still holds this place."""
        if not (self.local / "lock").exists():
            return False
        with self.lock() as taken:
            return taken is None

    def read_state(self) -> dict[str, Any]:
        try:
            return dict(json.loads((self.local / "state.json").read_text()))
        except (FileNotFoundError, PermissionError, ValueError):
            return {}

    def write_state(self, **state: object) -> None:
        write_private(self.local / "state.json", json.dumps({"pid": os.getpid(), **state}, indent=1))

    def secrets(self) -> dict[str, str]:
        """Passwords and keys of this place, made once; a place of an earlier release gets what it lacks."""
        path = self.local / "secrets.json"
        if not path.exists():
            if (self.servers / "postgres").is_dir():
                raise Trouble(f"{path} is gone, so the data cannot be opened; bin/run --reset begins again.")
            write_private(path, json.dumps(new_secrets(), indent=1))
        found = dict(json.loads(path.read_text()))
        if "seal_key" not in found:
            found |= new_seal()
            write_private(path, json.dumps(found, indent=1))
        return found

    def reset(self) -> None:
        """Remove the data, the secrets and the mail of the trial; logs and running tests stay."""
        if self.servers != self.local:
            shutil.rmtree(self.servers, ignore_errors=True)
        for path in self.local.iterdir():
            if path.name in KEPT_ON_RESET:
                continue
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()

    def remove(self) -> None:
        """Remove everything, the place too."""
        if self.servers != self.local:
            shutil.rmtree(self.servers, ignore_errors=True)
        shutil.rmtree(self.local, ignore_errors=True)


class Lock:
    """A file lock that ends with its holder, however it dies. `with lock as fd`: None if another has it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fd: int | None = None

    def take(self, wait: float = 0.5) -> int | None:
        """Try for `wait` seconds: somebody who only asks `in_use` holds it for an instant."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fd = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        end = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > end:
                    os.close(fd)
                    return None
                time.sleep(0.05)
            else:
                self.fd = fd
                return fd

    def release(self) -> None:
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None

    def __enter__(self) -> int | None:
        return self.take(wait=0)

    def __exit__(self, *error: object) -> None:
        self.release()


def new_secrets() -> dict[str, str]:
    """Random passwords for four database roles and Valkey, and the four keys that settings ask for."""
    passwords = {name: secrets.token_urlsafe(24) for name in ("postgres", "owner", "web", "worker", "valkey")}
    keys = {name: base64.b64encode(secrets.token_bytes(32)).decode() for name in ("ledger_key", "field_key")}
    return passwords | keys | {"secret_key": secrets.token_urlsafe(50)} | new_seal()


def new_seal() -> dict[str, str]:
    """A key that seals documents, and its certificate."""
    made = seal_key.make("MDT trial", TRIAL_YEARS)
    return {"seal_key": made.value, "seal_certificate": made.certificate}


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    new = path.with_name(path.name + ".new")
    new.unlink(missing_ok=True)
    fd = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(fd, "w") as file:
        file.write(text)
    new.replace(path)
