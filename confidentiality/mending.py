"""Mending the grants index: from the facts, when a new version reads them otherwise."""

from django.db import connection, transaction

from confidentiality.wall import COLUMNS


def mend() -> int:
    """Make the index follow from the facts where a new version reads them otherwise; how many grants changed."""
    kept = f"SELECT source, {COLUMNS} FROM confidentiality_grant"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE confidentiality_grant IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"CREATE TEMP TABLE mended ON COMMIT DROP AS ({kept} EXCEPT ALL SELECT source, {COLUMNS} FROM mdt_derived)"
                       f" UNION ALL (SELECT source, {COLUMNS} FROM mdt_derived EXCEPT ALL {kept})")  # fmt: skip
        changed: int = cursor.rowcount
        of = "(source, source_id) IN (SELECT source, source_id FROM mended)"
        cursor.execute(f"DELETE FROM confidentiality_grant WHERE {of}")
        cursor.execute(
            f"INSERT INTO confidentiality_grant (source, {COLUMNS}) SELECT source, {COLUMNS} FROM mdt_derived WHERE {of}"
        )
    return changed
