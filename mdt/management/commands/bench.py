"""``manage.py bench``: what the wall and the ledger cost, against the same reads bare. See bench/README.md."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Measures list, search, detail, reveal and the ledger against the same reads bare, in databases of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        from bench.place import CASES

        parser.add_argument("--scale", choices=list(CASES), action="append", help="again for more; both unless named")
        parser.add_argument("--rounds", type=int, default=41)
        parser.add_argument("--json", action="store_true", help="for machines, on stdout")
        parser.add_argument("--write", action="store_true", help="the goals and what was reached, into docs/speed.md")
        parser.add_argument("--no-pages", action="store_true", help="the database's part alone")
        parser.add_argument("--plans", action="store_true", help="statements, buffers and scans instead of times")
        parser.add_argument(
            "--memory", action="store_true", help="of a web process over many requests, instead of times"
        )
        parser.add_argument("--ledger", action="store_true", help="sealing, exporting, verifying and tampering instead")
        parser.add_argument("--rows", type=int, default=1_000_000, help="for --ledger")
        parser.add_argument("--in-checkpoint", type=int, default=50_000, help="for --ledger: rows under one checkpoint")
        parser.add_argument("--requests", type=int, default=10_000, help="for --memory")

    def handle(self, *args: Any, **options: Any) -> None:
        from bench import goals, report, run
        from bench.place import CASES

        if options["ledger"]:
            from bench import ledger

            self.stdout.write(ledger.measure(options["rows"], options["in_checkpoint"], run.progress))
            return
        scales = options["scale"] or list(CASES)
        if options["memory"] or options["plans"]:
            self._other(scales, options)
            return
        if options["write"] and (set(scales) != set(CASES) or options["no_pages"]):
            raise CommandError(
                "The goals are about both scales and their pages: --write stands without --scale and --no-pages."
            )
        results = run.measure(scales, options["rounds"], not options["no_pages"])
        if options["json"]:
            self.stdout.write(json.dumps({name: one.as_json() for name, one in results.items()}, indent=1))
        else:
            self.stdout.write(run.table(results))
        if options["write"]:
            report.say(goals.table(results), "goals", write=True)

    def _other(self, scales: list[str], options: dict[str, Any]) -> None:
        from bench import memory, plans

        for scale in scales:
            report = memory.report(scale, options["requests"]) if options["memory"] else plans.report(scale)
            self.stdout.write(report)
