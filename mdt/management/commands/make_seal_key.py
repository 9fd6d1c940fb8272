"""``manage.py make_seal_key --name "Alder County MDT"``: a new MDT_SEAL_KEY and its certificate, shown and not kept."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mdt import seal_key


class Command(BaseCommand):
    help = "Makes the key and the certificate that seal finished documents, as lines of an environment file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        seal_key.arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(seal_key.lines(options["name"], options["years"]))
