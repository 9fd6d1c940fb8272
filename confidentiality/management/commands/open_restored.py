"""``manage.py open_restored``: lets pages and jobs into a database whose restore was found whole."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from confidentiality import restoring
from confidentiality.backing_up import Refused
from confidentiality.management.commands.restore import settled


class Command(BaseCommand):
    help = "Opens a restored database, after what was done since the backup has been done again. As the owner."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        said = parser.add_mutually_exclusive_group()
        said.add_argument(
            "--purges", type=Path, metavar="FILE", help="the list of what was destroyed, beside the backups"
        )
        said.add_argument("--no-purges", action="store_true", help="nothing was ever destroyed, so there is no list")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if said := settled(options["purges"], options["no_purges"]):
                self.stdout.write(said)
            restoring.open_restored()
        except Refused as why:
            raise CommandError(str(why)) from None
        self.stdout.write("Open.")
