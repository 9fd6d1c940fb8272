"""``manage.py verify_ledger``: is the record of looks and changes whole? Says what is wrong and where, exit code 1."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from confidentiality import sealing, verifying


class Command(BaseCommand):
    help = "Verify the ledger against its signed checkpoints."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--public-key", default="", help="base64; else the public half of MDT_LEDGER_KEY")
        parser.add_argument("--witness", help="a file of checkpoints kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        key = sealing.public_key(options["public_key"])
        witness = options["witness"] or settings.LEDGER_WITNESS
        with connection.cursor() as cursor:
            findings = list(verifying.verify(cursor, key, Path(witness) if witness else None))
            cursor.execute("SELECT coalesce(sum(rows), 0), count(*) FROM confidentiality_checkpoint")
            rows, checkpoints = cursor.fetchone()
        for finding in findings:
            self.stderr.write(finding)
        if findings:
            raise CommandError(f"The ledger is not whole: {len(findings)} findings.")
        self.stdout.write(f"The ledger is whole: {rows} rows in {checkpoints} checkpoints.")
