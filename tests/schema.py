"""``python -m tests.schema``: the tables straight from the models, which takes two seconds where all migrations take twenty.

That the migrations make the same is held by tests/architecture/test_schema.py.
"""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")


class NoMigrations(dict[str, None]):
    def __contains__(self, app: object) -> bool:
        return True

    def __getitem__(self, app: str) -> None:
        return None


def make() -> None:
    """As ``migrate`` leaves an empty database, the record of what was applied included."""
    django.setup()
    from auditlog.models import LogEntry
    from django.core.management import call_command
    from django.core.management.commands.migrate import Command as Migrate
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.recorder import MigrationRecorder

    from confidentiality import wall

    recorder = MigrationRecorder(connection)
    recorder.ensure_schema()
    for app, name in MigrationLoader(None).disk_migrations:
        recorder.record_applied(app, name)
    settings.MIGRATION_MODULES = NoMigrations()
    call_command(Migrate(), verbosity=0, skip_checks=True, run_syncdb=True)
    with connection.schema_editor() as editor:
        editor.create_model(LogEntry)  # another one takes its place, so that its migrations alone make it
    wall.apply()


if __name__ == "__main__":
    make()
