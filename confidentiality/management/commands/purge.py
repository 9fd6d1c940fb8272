"""``manage.py purge --list FILE``: destroys what two people of an agency decided on, and keeps the list that a restore needs."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from confidentiality import purge_list, purging
from confidentiality.backing_up import Refused
from confidentiality.models import Purge


class Command(BaseCommand):
    help = "Carries out approved purges and writes their certificates into FILE, beside the backups. As the owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--list", type=Path, required=True, metavar="FILE", help="is made, and only ever added to")

    def handle(self, *args: Any, **options: Any) -> None:
        """The list first: nothing is destroyed that could not be written down beside the backups."""
        try:
            purge_list.write(options["list"])
            owed = purging.waiting()
            for purge in owed:
                if not purge.done_at:
                    self._destroy(purge, options["list"])
            for purge in owed:
                purging.finish(purge)
        except Refused as why:
            raise CommandError(str(why)) from None

    def _destroy(self, purge: Purge, path: Path) -> None:
        made = purging.carry_out(purge)
        purge_list.write(path)
        self.stdout.write(
            f"Certificate {made.number}: {made.count} records of the class {made.record_class} destroyed."
        )
