"""``migrate``, and then the wall: tables never stand without their row security."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from confidentiality import wall
from mdt.startup import refusing


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        with refusing():
            pass
        super().handle(*args, **options)
        if options["app_label"] is None and not options["plan"] and not options["check_unapplied"]:
            wall.apply()
            if options["verbosity"]:
                self.stdout.write("  Row security applied.")
