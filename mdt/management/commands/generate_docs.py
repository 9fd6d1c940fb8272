"""``manage.py generate_docs``: write the documents that follow from the code; ``--check`` only says which are stale."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mdt.generated import documents


class Command(BaseCommand):
    help = "Write docs/states, docs/data-dictionary.md, docs/access-matrix.md and the proofs in docs/rules.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when something is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = [(path, text) for path, text in documents().items() if not path.exists() or path.read_text() != text]
        if options["check"] and stale:
            names = ", ".join(path.name for path, _text in stale)
            raise CommandError(f"Stale: {names}. Run manage.py generate_docs.")
        for path, text in stale:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            self.stdout.write(f"Wrote {path.name}.")
