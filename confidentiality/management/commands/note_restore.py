"""``manage.py note_restore FILE.restored.json``: where backups are made, that one of them was restored elsewhere."""

import json
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from confidentiality.models import BackupRecord


class Command(BaseCommand):
    help = "Notes a restore that was tried on another machine, from the receipt that it left. As the owner."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("receipt", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            said = json.loads(options["receipt"].read_text())
            at, checkpoint, verified = (
                datetime.fromisoformat(said["at"]),
                int(said["checkpoint"]),
                said["verified"] is True,
            )
            sha256, size = str(said["sha256"]), int(said["size"])
        except (OSError, ValueError, KeyError, TypeError):
            raise CommandError("This is not the receipt of a restore.") from None
        made = BackupRecord.objects.filter(kind=BackupRecord.Kind.BACKUP, sha256=sha256)
        if not made.exists():
            raise CommandError("The backup that was restored was not made here.")
        BackupRecord.objects.create(
            kind=BackupRecord.Kind.RESTORE, at=at, checkpoint=checkpoint, size=size, sha256=sha256, verified=verified
        )
        made.update(verified=verified)
        self.stdout.write("Noted.")
