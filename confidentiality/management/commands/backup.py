"""``manage.py backup FILE --to PUBLIC_KEY``: everything, encrypted to a key whose other half is not on this machine."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from confidentiality import backing_up


class Command(BaseCommand):
    help = "Writes an encrypted backup, and beside it FILE.json that says what it is. As the owner: MDT_ROLE=owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--to", required=True, metavar="PUBLIC_KEY", help="of age, from age-keygen: age1…")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = backing_up.back_up(options["file"], options["to"])
        except backing_up.Refused as why:
            raise CommandError(str(why)) from None
        self.stdout.write(f"Written: {made.size:,} bytes, up to checkpoint {made.checkpoint} of the ledger.")
        self.stdout.write(f"sha256, to be kept elsewhere: {made.sha256}")
