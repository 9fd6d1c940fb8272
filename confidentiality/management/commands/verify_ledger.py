"""``manage.py verify_ledger``: is the record of looks and changes whole? Says what is wrong and where, exit code 1."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from confidentiality import verifying
from confidentiality.management import ledger_key


class Command(BaseCommand):
    help = "Verify the ledger against its signed checkpoints."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--public-key", default="", help="base64; else the public half of MDT_LEDGER_KEY")
        parser.add_argument("--witness", help="a file of checkpoints kept elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        key = ledger_key.given(options["public_key"])
        found = verifying.whole(key, options["witness"] or settings.LEDGER_WITNESS)
        for finding in found.findings:
            self.stderr.write(finding)
        if found.findings:
            raise CommandError(f"The ledger is not whole: {len(found.findings)} findings.")
        self.stdout.write(f"The ledger is whole: {found.rows} rows in {found.checkpoint} checkpoints.")
