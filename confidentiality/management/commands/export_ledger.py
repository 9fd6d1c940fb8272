"""``manage.py export_ledger FILE``: a copy of what is sealed, for somebody else to keep and to verify without us."""

import base64
import gzip
import hashlib
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from agencies.models import Agency
from confidentiality import copying
from confidentiality.management import ledger_key


class Command(BaseCommand):
    help = (
        "Writes a copy of the sealed ledger, ids only; bin/verify-ledger-copy verifies it. With --agency as the owner."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="compressed when its name ends in .gz")
        parser.add_argument("--agency", help="public id: every checkpoint, and the rows that are this agency's own")
        parser.add_argument("--public-key", default="", help="base64; else the public half of MDT_LEDGER_KEY")

    def handle(self, *args: Any, **options: Any) -> None:
        key, file = ledger_key.given(options["public_key"]), options["file"]
        unfinished = file.with_name(file.name + ".part")
        unfinished.unlink(missing_ok=True)
        try:
            self._write(unfinished, key, options)
            unfinished.replace(file)
        except (Agency.DoesNotExist, ValidationError):
            raise CommandError("No agency has this public id.") from None
        except ProgrammingError as refused:
            if not isinstance(refused.__cause__, InsufficientPrivilege):
                raise
            raise CommandError("An agency's copy is made as the owner: set MDT_ROLE=owner.") from refused
        finally:
            unfinished.unlink(missing_ok=True)
        raw = copying.key_bytes(key)
        fingerprint = hashlib.sha256(raw).hexdigest()
        self.stdout.write(f"Written. Public key of the ledger: {base64.b64encode(raw).decode()}")
        self.stdout.write(f"Fingerprint of the key, to be kept apart from the copy: {fingerprint}")

    def _write(self, path: Path, key: Ed25519PublicKey, options: dict[str, Any]) -> None:
        """All of it as it stood at one moment, in a file that nobody else reads."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            agency = Agency.objects.get(public_id=options["agency"]) if options["agency"] else None
            private = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(private, "wb") as raw, _packed(raw, options["file"]) as out:
                out.writelines(copying.lines(cursor, key, agency))


def _packed(raw: Any, file: Path) -> Any:
    return gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6) if file.suffix == ".gz" else raw
