"""``manage.py restore FILE --identity KEYFILE``: a backup into an empty database, verified; pages stay out until it is opened."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from confidentiality import restoring
from confidentiality.backing_up import Refused
from confidentiality.management import ledger_key
from mdt.kit import clock


def settled(purges: Path | None, none: bool) -> str:
    """Purge again, or keep that there is nothing to purge; the sentence that says what was done. Nothing said, nothing done."""
    if none:
        restoring.nothing_was_purged()
        return "It is noted that nothing was ever destroyed."
    if purges is None:
        return ""
    done = restoring.purge_again(purges)
    return (
        f"Destroyed again: {done.records} records, by {done.certificates} certificates. The last one on the list is number"
        f" {done.through}; an agency that keeps a later one knows that the list was cut."
    )


class Command(BaseCommand):
    help = "Restores a backup into an empty database and verifies it. As the owner: MDT_ROLE=owner."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--identity", type=Path, required=True, metavar="KEYFILE", help="from age-keygen")
        parser.add_argument("--public-key", default="", help="of the ledger, base64; else the half of MDT_LEDGER_KEY")
        parser.add_argument("--witness", type=Path, help="the file of checkpoints that was kept elsewhere")
        said = parser.add_mutually_exclusive_group()
        said.add_argument(
            "--purges", type=Path, metavar="FILE", help="the list of what was destroyed, beside the backups"
        )
        said.add_argument("--no-purges", action="store_true", help="nothing was ever destroyed, so there is no list")
        parser.add_argument("--open", action="store_true", help="let pages in at once: for a drill")

    def handle(self, *args: Any, **options: Any) -> None:
        file, key = options["file"], ledger_key.given(options["public_key"])
        try:
            found = restoring.restore(file, options["identity"], key, options["witness"])
            self._say(found)
            self._receipt(file, found)
            if not found.findings and (said := settled(options["purges"], options["no_purges"])):
                self.stdout.write(said)
            if options["open"] and not found.findings:
                restoring.open_restored()
                self.stdout.write("Open.")
        except Refused as why:
            raise CommandError(str(why)) from None
        if found.findings:
            raise CommandError("The restored database is not whole, and stays closed.")

    def _say(self, found: restoring.Restored) -> None:
        for finding in found.findings:
            self.stderr.write(finding)
        if found.findings:
            return
        self.stdout.write(f"Whole: rights, grants and the ledger up to checkpoint {found.checkpoint}.")
        if found.lost:
            self.stdout.write(
                f"Lost: {len(found.lost)} checkpoints that were witnessed later, from {found.lost[0]} to {found.lost[-1]}."
            )
        self.stdout.write(
            f"Nothing that was done after {found.made or 'the backup'} is here. Releases taken back, walls raised and accounts"
            " closed since then count no more: do these again, then let people in with manage.py open_restored. What was"
            " destroyed since then is here again until --purges was given."
        )

    def _receipt(self, file: Path, found: restoring.Restored) -> None:
        """For the installation that made the backup, so that its operators see that it was tried."""
        said = {
            "at": clock.now().isoformat(), "checkpoint": found.checkpoint, "verified": not found.findings, "size": found.size,
            "sha256": found.sha256,
        }  # fmt: skip
        restoring.receipt_of(file).write_text(json.dumps(said, indent=1) + "\n")
