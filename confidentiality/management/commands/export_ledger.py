"""``manage.py export_ledger FILE``: a copy of what is sealed, for somebody else to keep and to verify without us."""

import gzip
import hashlib
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError, connection, transaction

from agencies.models import Agency
from confidentiality import copying, sealing


class Command(BaseCommand):
    help = (
        "Writes a copy of the sealed ledger, ids only; bin/verify-ledger-copy verifies it. With --agency as the owner."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="compressed when its name ends in .gz")
        parser.add_argument("--agency", help="public id: every checkpoint, and the rows that are this agency's own")
        parser.add_argument("--public-key", default="", help="base64; else the public half of MDT_LEDGER_KEY")

    def handle(self, *args: Any, **options: Any) -> None:
        key = sealing.public_key(options["public_key"])
        unfinished = options["file"].with_name(options["file"].name + ".part")
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                agency = Agency.objects.get(public_id=options["agency"]) if options["agency"] else None
                file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # nobody else reads it
                with os.fdopen(file, "wb") as raw, _packed(raw, options["file"]) as out:
                    out.writelines(copying.lines(cursor, key, agency))
        except (Agency.DoesNotExist, ValidationError):
            raise CommandError("No agency has this public id.") from None
        except ProgrammingError as refused:
            raise CommandError("An agency's copy is made as the owner: set MDT_ROLE=owner.") from refused
        unfinished.replace(options["file"])
        public = copying.key_bytes(key)
        self.stdout.write(
            f"Written. Fingerprint of the key, to be kept apart from the copy: {hashlib.sha256(public).hexdigest()}"
        )


def _packed(raw: Any, file: Path) -> Any:
    return gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6) if file.suffix == ".gz" else raw
