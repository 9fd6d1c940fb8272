"""Restoring a backup into an empty database: proved first, loaded whole or not at all, verified, and closed until then.

Closed means that the roles which serve pages and run jobs may not connect. The owner opens, as the last step.
"""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyrage
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from confidentiality import mending, purge_list, verifying, wall
from confidentiality.backing_up import Hashed, Manifest, Refused, manifest_of, program, server_environment, spoken
from confidentiality.models import BackupRecord, Certificate, Checkpoint
from confidentiality.witness import lines

_EMPTY = "SELECT NOT EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace)"
_ROLES = "SELECT count(*) FROM pg_roles WHERE rolname IN ('mdt_owner', 'mdt_web', 'mdt_worker')"
_OTHERS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
# The numbers that the ledger has used, against those that this server will use next.
_SHIFT = (
    "SELECT greatest(0, greatest((SELECT coalesce(max(xid_to), 0) FROM confidentiality_checkpoint),"
    " (SELECT coalesce(max(xid::text::bigint), 0) + 1 FROM confidentiality_ledger)) - pg_current_xact_id()::text::bigint)"
)


@dataclass
class Restored:
    """What came of it. With findings the database stays closed."""

    made: str  # when the backup was made; empty where nothing beside it says so
    checkpoint: int
    findings: list[str] = field(default_factory=list)
    lost: list[str] = field(
        default_factory=list
    )  # when the checkpoints were made that the witness saw after the backup
    sha256: str = ""  # of the backup
    size: int = 0


def restore(file: Path, identity: Path, key: Ed25519PublicKey, witness: Path | None = None) -> Restored:
    """Load and verify; the database stays closed. Raises Refused, and then it is as empty as before."""
    secret, said = _identity(identity), Manifest.read(manifest_of(file))
    _check_versions(said)
    _check_database()
    digest = _prove(file, secret, said)
    _close()
    _load(file, secret)
    if MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes()):
        _migrate()
    found = _verify(said, key, witness)
    found.sha256, found.size = digest.digest.hexdigest(), digest.size
    BackupRecord.objects.create(
        kind=BackupRecord.Kind.RESTORE, checkpoint=found.checkpoint, size=found.size, sha256=found.sha256,
        verified=not found.findings, xid_shift=_one(_SHIFT),
    )  # fmt: skip
    return found


def purge_again(purges: Path) -> purge_list.Replayed:
    """Destroy what was destroyed after the backup, by the list that lies beside the backups (law K-04). Raises Refused."""
    record = _whole_restore()
    done = purge_list.replay(purges)
    if wall.difference():
        raise Refused("The grants index does not agree with the facts any more. The database stays closed.")
    BackupRecord.objects.filter(pk=record.pk).update(purged_through=done.through)
    return done


def nothing_was_purged() -> None:
    """Somebody says that nothing was ever destroyed, so there is no list. Raises Refused where the backup knows better."""
    record = _whole_restore()
    if last := Certificate.objects.order_by("-number").first():
        raise Refused(f"There is a list: this backup knows certificate {last.number}. Give the list with --purges.")
    BackupRecord.objects.filter(pk=record.pk).update(purged_through=0)


def open_restored() -> None:
    """Let the roles in. Raises Refused where the last restore was not found whole, or could bring back what was destroyed."""
    if _whole_restore().purged_through is None:
        raise Refused(
            "What was destroyed since the backup is here again: give the list with --purges FILE, or say --no-purges."
        )
    _connecting("GRANT CONNECT ON DATABASE {} TO mdt_web, mdt_worker")


def _whole_restore() -> BackupRecord:
    tried = BackupRecord.objects.filter(kind=BackupRecord.Kind.RESTORE, xid_shift__isnull=False)
    last = None if _one(_EMPTY) else tried.first()
    if last is None or not last.verified:
        raise Refused("No restore into this database has been found whole, so it stays closed.")
    return last


def receipt_of(file: Path) -> Path:
    return file.with_name(file.name + ".restored.json")


# --- Before anything is touched ------------------------------------------------------------------------------
def _identity(path: Path) -> Any:
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        return pyrage.x25519.Identity.from_str(next(line for line in lines if line and not line.startswith("#")))
    except PermissionError:
        raise Refused(f"{path} may not be read by the user as whom this runs.") from None
    except (OSError, UnicodeDecodeError, StopIteration, pyrage.IdentityError):
        raise Refused(f"{path} is not a key file of age.") from None


def _check_versions(said: Manifest | None) -> None:
    known = MigrationLoader(None).disk_migrations
    newer = [
        f"{app}.{name}"
        for app, names in (said.migrations if said else {}).items()
        for name in names
        if (app, name) not in known
    ]
    if newer:
        raise Refused(f"A newer version made this backup ({newer[0]} is not known here): install that one first.")


def _check_database() -> None:
    if not _one(_EMPTY):
        raise Refused("This database is not empty, and a restore never writes over anything: make a new one.")
    if _one(_ROLES) != 3:
        raise Refused("The roles of the database are not there: run mdt/roles.sql first.")


def _prove(file: Path, secret: Any, said: Manifest | None) -> Hashed:
    """Read the whole file once without loading anything: what comes out is known to be whole before it is used."""
    try:
        with file.open("rb") as raw:
            read = _Reading(raw)
            pyrage.decrypt_io(read, Hashed(), [secret])
    except pyrage.DecryptError:
        raise Refused("This key does not open this backup.") from None
    except OSError as fault:
        if fault.errno:
            raise Refused(f"{file} cannot be read.") from None
        raise Refused(f"{file} was cut short or changed: it is not what was written.") from None
    if said and (said.size, said.sha256) != (read.hashed.size, read.hashed.digest.hexdigest()):
        raise Refused(f"{file} is not the file that {manifest_of(file).name} speaks of.")
    return read.hashed


class _Reading:
    """A file that is hashed as it is read."""

    def __init__(self, raw: Any) -> None:
        self.raw, self.hashed = raw, Hashed()

    def read(self, size: int = -1) -> bytes:
        part: bytes = self.raw.read(size)
        self.hashed.write(part)
        return part


# --- Loading -------------------------------------------------------------------------------------------------
def _close() -> None:
    _connecting("REVOKE CONNECT ON DATABASE {} FROM PUBLIC, mdt_web, mdt_worker")
    if _one(_OTHERS):
        raise Refused("Somebody else is connected to this database: stop web, worker and beat first.")


def _connecting(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement.format(connection.ops.quote_name(str(connection.settings_dict["NAME"]))))


def _load(file: Path, secret: Any) -> None:
    """In one transaction: whoever kills this, or the server, leaves an empty database behind."""
    command = [
        program("pg_restore"), "--single-transaction", "--exit-on-error", "--enable-row-security", "--no-password",
        f"--dbname={connection.settings_dict['NAME']}",
    ]  # fmt: skip
    with subprocess.Popen(command, env=server_environment(), stdin=subprocess.PIPE, stderr=subprocess.PIPE) as load:  # noqa: S603
        stopped = False
        try:
            with file.open("rb") as raw, load.stdin:  # type: ignore[union-attr]  # a pipe, as asked
                pyrage.decrypt_io(raw, load.stdin, [secret])
        except (pyrage.DecryptError, OSError):
            stopped = True  # pg_restore hung up, or the file was changed since it was proved
            load.kill()
        spoke = load.stderr.read().decode(errors="replace")  # type: ignore[union-attr]
    if load.returncode or stopped:
        raise Refused(f"The backup could not be loaded, and the database is empty as before. {spoken(spoke)}".strip())


def _migrate() -> None:
    """An earlier version made it. As ``migrate`` does, without what that asks of a place before it serves there."""
    call_command(Migrate(), verbosity=0, interactive=False)
    wall.apply()
    mending.mend()


# --- Verifying -----------------------------------------------------------------------------------------------
def _verify(said: Manifest | None, key: Ed25519PublicKey, witness: Path | None) -> Restored:
    last = Checkpoint.objects.order_by("-number").first()
    found = Restored(said.made if said else "", last.number if last else 0)
    if said and (said.checkpoint, said.hash) != (found.checkpoint, bytes(last.hash).hex() if last else ""):
        found.findings.append("The ledger does not end with the checkpoint that stands beside the backup.")
    if wall.difference():
        found.findings.append("The grants index does not agree with the facts.")
    with connection.cursor() as cursor:
        found.findings += verifying.verify(cursor, key)
    for line in _witnessed(witness):
        if line["number"] > found.checkpoint:
            found.lost.append(str(line["sealed_at"]))
        elif not Checkpoint.objects.filter(number=line["number"], hash=bytes.fromhex(line["hash"])).exists():
            found.findings.append(f"Checkpoint {line['number']} is not the one that was witnessed.")
    return found


def _witnessed(witness: Path | None) -> Iterator[dict[str, Any]]:
    if witness is None:
        return
    try:
        yield from lines(witness)
    except FileNotFoundError:
        raise Refused(f"{witness} is not there. The database is loaded and stays closed.") from None


def _one(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]
