"""``manage.py check_grants``: the grants index says what the facts say, nothing more and nothing less."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from confidentiality import wall

SHOWN = 20


class Command(BaseCommand):
    help = "Compares the grants index with the facts that it is derived from. Exit code 1 where they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        found = wall.difference()
        if not found:
            self.stdout.write("The grants index agrees with the facts.")
            return
        for row in found[:SHOWN]:
            self.stdout.write("  ".join(str(value) for value in row))
        raise CommandError(f"{len(found)} grants differ from the facts.", returncode=1)
