"""What earlier states of this program recorded otherwise, put right before ``migrate`` goes on from there."""

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Key = tuple[str, str]
RENAMED: dict[Key, Key] = {("cases", "0002_releases"): ("cases", "0003_releases")}


def put_in_order() -> None:
    """Two lines of work met: a migration may stand here whose dependency, of the other line, was never applied.

    Django refuses that. So what came too early is hidden, what it depends on is applied, and it is shown again.
    """
    recorder = MigrationRecorder(connection)
    if not recorder.has_table():
        return
    with transaction.atomic():
        for was, key in RENAMED.items():
            if was in recorder.applied_migrations():
                recorder.record_unapplied(*was)
                recorder.record_applied(*key)
        early, missing = _too_early(set(recorder.applied_migrations()))
        if missing:
            for key in early:
                recorder.record_unapplied(*key)
            MigrationExecutor(connection).migrate(sorted(missing))
            for key in early:
                recorder.record_applied(*key)


def _too_early(applied: set[Key]) -> tuple[set[Key], set[Key]]:
    """Applied migrations with something below them that is not applied, and what is missing."""
    graph = MigrationLoader(connection).graph
    below = {key: set(graph.forwards_plan(key)) - applied for key in applied & graph.nodes.keys()}
    early = {key for key, lacks in below.items() if lacks}
    return early, set().union(*(below[key] for key in early)) if early else set()
