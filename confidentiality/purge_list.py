"""The list of what was destroyed, in a file outside the database: by it a restored backup is purged again before it opens (K-04).

One certificate a line, each with the hash of the one before: opaque ids, and nothing of anybody. What is cut off its end only a
certificate that an agency kept can show, so the number of the last one is said whenever it is read.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from agencies.models import Agency, Person
from confidentiality import purging, retention
from confidentiality.backing_up import Refused
from confidentiality.models import Certificate


@dataclass(frozen=True)
class Replayed:
    """Up to which certificate the database is purged now, by how many of them, and how many records that touched."""

    through: int
    certificates: int
    records: int


def read(path: Path) -> list[dict[str, Any]]:
    """Its lines, whole and in order. Raises Refused where it was cut within, changed or mixed."""
    try:
        lines = [json.loads(line) for line in path.read_text().splitlines() if line]
        previous = purging.GENESIS
        for number, line in enumerate(lines, 1):
            whole = (line["number"], line["previous"], line["sha256"]) == (number, previous, purging.hash_of(line))
            if not whole or line["record_class"] not in retention.KEPT.classes or line["count"] != len(line["records"]):
                raise Refused(f"Line {number} of {path} is not what was written.")
            previous = line["sha256"]
    except OSError:
        raise Refused(f"{path} cannot be read.") from None
    except (ValueError, KeyError, TypeError):
        raise Refused(f"{path} is not a list of what was destroyed.") from None
    return lines


def write(path: Path) -> int:
    """Add what the database has and the list lacks; how many. Raises Refused where the two do not tell one story."""
    there = read(path) if path.exists() else []
    mine = list(Certificate.objects.order_by("number"))
    if [line["sha256"] for line in there] != [one.sha256 for one in mine[: len(there)]]:
        raise Refused(f"{path} is the list of another database, or of this one before it was restored.")
    missing = mine[len(there) :]
    try:
        private = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError:
        raise Refused(f"{path} cannot be written.") from None
    with os.fdopen(private, "a") as file:
        for one in missing:
            file.write(json.dumps(json.loads(one.said) | {"sha256": one.sha256}, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return len(missing)


def replay(path: Path) -> Replayed:
    """Destroy again what the list says was destroyed after this backup, and keep its certificates. Raises Refused."""
    lines = read(path)
    last = Certificate.objects.order_by("-number").first()
    known = last.number if last else 0
    if last and (len(lines) < known or lines[known - 1]["sha256"] != last.sha256):
        raise Refused(f"{path} does not go on from certificate {known}, which is the last one in this backup.")
    with transaction.atomic():
        touched = sum(_again(line) for line in lines[known:])
    for record_class in {line["record_class"] for line in lines}:  # all: an earlier try may have been refused here
        purging.rewrite(record_class)
    return Replayed(len(lines), len(lines) - known, touched)


def _again(line: dict[str, Any]) -> int:
    """One certificate. A record that was still open when the backup was made is closed first: it was, before it was destroyed."""
    table = purging.subject(line["record_class"])
    with purging.at_work() as cursor:
        cursor.execute(f"SELECT id FROM {table} WHERE public_id = ANY (%s::uuid[]) ORDER BY id", [line["records"]])
        ids = [row[0] for row in cursor.fetchall()]
        if table == "cases_case":
            for statement in _CLOSE:
                cursor.execute(statement, [ids])
        purging.destroy(cursor, line["record_class"], ids)
        agency = Agency.objects.filter(public_id=line["agency"]).values_list("pk", flat=True).first()
        asked, approved = (
            Person.objects.filter(public_id=line[name]).values_list("pk", flat=True).first() if line[name] else None
            for name in ("asked_by", "approved_by")
        )
        purging.keep(cursor, line, agency, asked, approved, ids)
    return len(ids)


_CLOSE = (
    "UPDATE confidentiality_release SET status = 'closed' WHERE case_id = ANY (%s) AND status IN ('prepared', 'active')",
    "UPDATE confidentiality_mandate SET ended_at = mdt_now() WHERE case_id = ANY (%s) AND ended_at IS NULL",
    "UPDATE cases_case SET status = 'closed' WHERE id = ANY (%s) AND status <> 'closed'",
)
