"""``manage.py open_restored``: lets pages and jobs into a database whose restore was found whole."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from confidentiality import restoring
from confidentiality.backing_up import Refused


class Command(BaseCommand):
    help = "Opens a restored database, after what was done since the backup has been done again. As the owner."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            restoring.open_restored()
        except Refused as why:
            raise CommandError(str(why)) from None
        self.stdout.write("Open.")
