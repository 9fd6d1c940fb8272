"""``manage.py check_seal FILE``: is a sealed document whole, and ours? Says what is wrong, exit code 1."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from protocols import seal


class Command(BaseCommand):
    help = "Checks a sealed document with the certificate in MDT_SEAL_KEY and those in MDT_SEAL_CERTIFICATE."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            found = seal.check(options["file"].read_bytes())
        except (OSError, seal.Unsealable) as error:
            raise CommandError(str(error)) from None
        if not found.whole:
            raise CommandError(found.trouble)
        stamped = f" Time stamp: {found.stamped_at}." if found.stamped_at else ""
        self.stdout.write(f"The document is whole. Sealed: {found.sealed_at}.{stamped}")
