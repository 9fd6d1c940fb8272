"""``migrate``, and then the wall: tables never stand without their row security, and grants follow from facts as of now."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate

from confidentiality import mending, wall
from mdt import earlier
from mdt.startup import refusing


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        with refusing():
            pass
        whole = options["app_label"] is None and not options["plan"] and not options["check_unapplied"]
        if whole:
            earlier.put_in_order()
        super().handle(*args, **options)
        if whole:
            wall.apply()
            mended = mending.mend()
            if options["verbosity"]:
                self.stdout.write("  Row security applied.")
                if mended:
                    self.stdout.write(f"  {mended} grants now follow from the facts as this version reads them.")
