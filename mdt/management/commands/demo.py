"""``manage.py demo``: loads the demo once, says who is in it, or begins again."""

import time
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand, CommandParser

from mdt.demo import bulk, cast, load
from mdt.kit import clock


class Command(BaseCommand):
    help = "Loads Alder County, an obviously invented county, into an empty database. A second run does nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=sorted(bulk.SCALES), default="small")
        parser.add_argument("--seed", type=int, default=7, help="the same seed makes the same county (7)")
        parser.add_argument("--who", action="store_true", help="say who can sign in, and do nothing")
        parser.add_argument("--reset", action="store_true", help="remove ALL data first; needs MDT_DEMO=1")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["who"]:
            self._who()
            return
        if options["reset"]:
            self._reset()
        try:
            if load.is_loaded():
                self.stdout.write("The demo is loaded already; nothing was done.")
                return
        except load.NotEmpty as other:
            raise CommandError(str(other)) from None
        self._load(options["scale"], options["seed"])

    def _who(self) -> None:
        for line in cast.who():
            self.stdout.write("  ".join(line))
        self.stdout.write(f"Password: {cast.PASSWORD}")

    def _reset(self) -> None:
        if not settings.DEMO:
            raise CommandError("This removes all data, so it is for a demo alone: set MDT_DEMO=1 to do it.")
        load.empty()
        call_command("migrate", verbosity=0, interactive=False)

    def _load(self, scale: str, seed: int) -> None:
        begun, base = time.monotonic(), clock.now()
        size = bulk.SCALES[scale]
        load.load_alder(seed, base, self._say)
        if size is not None:
            bulk.load(size, seed, base, self._say)
        made = ", ".join(f"{number:,} {what}" for what, number in load.totals().items())
        self._say(f"Loaded demo ({scale}) in {time.monotonic() - begun:.1f} s: {made}.")

    def _say(self, sentence: str) -> None:
        self.stdout.write(f"  {sentence}")
        self.stdout.flush()
