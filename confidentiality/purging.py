"""Destroying what two people of the agency of record decided on, as the owner of the database, and certifying it (law K-04).

Nobody who serves pages or runs jobs has a right to do this. A certificate names no survivor: it says of which class, how many,
how, of which years, who asked and who approved, and by opaque ids what is gone, so that a restored backup can be purged again.
"""

import hashlib
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from confidentiality import retention
from confidentiality.backing_up import Refused
from confidentiality.models import Certificate, Purge
from mdt.kit import clock

METHOD = "rows deleted or blanked in the database, its tables rewritten next"
GENESIS = "0" * 64
_ONE_AT_A_TIME = 7_003  # an advisory lock: the numbers of certificates have no gap
_SUBJECT = {"case": "cases_case", "referral": "cases_referral"}
_MARK = {"words": ("words_destroyed_at",), "identity": ("words_destroyed_at", "identity_destroyed_at")}


def waiting() -> list[Purge]:
    """Approved and not carried out, or not yet in the files of the database; the oldest first."""
    found = Purge.objects.filter(approved_at__isnull=False, withdrawn_at=None, rewritten_at=None)
    return list(found.select_related("agency", "asked_by", "approved_by").order_by("approved_at", "pk"))


def carry_out(purge: Purge) -> Certificate:
    """Destroy what was due when it was asked and still is, in one transaction with its certificate.

    What was held, opened again or released since stays, as does everything under a rule that was made longer.
    """
    with at_work() as cursor:
        locked = Purge.objects.select_for_update(of=("self",)).get(pk=purge.pk)
        found = _due(cursor, locked)
        destroy(cursor, locked.record_class, [row[0] for row in found])
        made = _certify(cursor, purge, found)
        locked.done_at = made.at
        locked.save(update_fields=["done_at"])
    return made


def finish(purge: Purge) -> None:
    """What was destroyed goes from the files of the database too, and that is kept. Raises Refused; then the next run does it."""
    rewrite(purge.record_class)
    with at_work():
        Purge.objects.filter(pk=purge.pk).update(rewritten_at=clock.now())


@contextmanager
def at_work() -> Iterator[Any]:
    """One transaction in which the guards of fixed columns know that the owner purges, one purge at a time."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s), set_config('mdt.purging', 'on', true)", [_ONE_AT_A_TIME])
        yield cursor


def _due(cursor: Any, purge: Purge) -> list[tuple[int, UUID, Any]]:
    """Locked first and asked again, so that a hold that came in between counts. Nothing, where the rule counts no more."""
    ask = (
        "SELECT d.id, d.public_id, d.since FROM mdt_due(%(agency)s, %(class)s, least(%(before)s,"
        " mdt_due_before(%(agency)s, %(class)s))) d WHERE d.kept = '' AND EXISTS (SELECT 1 FROM confidentiality_retentionrule r"
        " WHERE r.agency_id = %(agency)s AND r.record_class = %(class)s AND r.verified) ORDER BY d.id"
    )
    said = {"agency": purge.agency_id, "class": purge.record_class, "before": purge.due_before}
    cursor.execute(ask, said)
    ids = [row[0] for row in cursor.fetchall()]
    cursor.execute(f"SELECT id FROM {subject(purge.record_class)} WHERE id = ANY (%s) ORDER BY id FOR UPDATE", [ids])
    cursor.execute(ask, said)
    return [row for row in cursor.fetchall() if row[0] in set(ids)]


def subject(record_class: str) -> str:
    return _SUBJECT[retention.KEPT.classes[record_class].kind]


def destroy(cursor: Any, record_class: str, ids: Sequence[int]) -> None:
    """What the class says goes. Of cases it is marked, so that pages can say it and nothing is asked for twice."""
    for step in retention.steps_of(record_class):
        cursor.execute(step.sql, {"ids": list(ids)})
    if marks := _MARK.get(record_class):
        sets = ", ".join(f"{name} = mdt_now()" for name in marks)
        cursor.execute(f"UPDATE cases_case SET {sets} WHERE id = ANY (%s)", [list(ids)])


# --- Tables anew ------------------------------------------------------------------------------------------------
# A snapshot that is older than the deletion keeps what was deleted alive, and with it in a table that is written anew. Such a
# snapshot has who is at work in this database, and who begins while somebody writes, in whichever database of the server.
_MARK_XID = "SELECT pg_current_xact_id()::text"
_AT_WORK = """SELECT coalesce(array_agg(l.virtualxid), '{}') FROM pg_locks l JOIN pg_stat_activity a USING (pid)
  WHERE l.locktype = 'virtualxid' AND a.datname = current_database() AND pid <> pg_backend_pid()"""
_WRITING = "SELECT pg_snapshot_xmin(pg_current_snapshot()) <= %s::xid8"
_READING = "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'virtualxid' AND virtualxid = ANY (%s))"
# What the table was written with: nothing that ended before this transaction was copied (cluster.c, FreezeXid).
_WHOLE = "SELECT age(relfrozenxid) <= age(%s::xid8::xid) FROM pg_class WHERE oid = %s::regclass"
PATIENCE = 60  # seconds; a page's own transaction ends long before, a backup does not
_WHY = (
    "Destroyed, but what was destroyed may still lie in files of the database: somebody began to read before and reads still,"
    " such as a backup. Run this again when that has ended."
)


def rewrite(record_class: str) -> None:
    """The tables anew, so that what was deleted is in none of their files either. For moments nobody else can use them.

    Raises Refused where that cannot be had yet: somebody still reads what was there before, or a table cannot be locked.
    """
    with connection.cursor() as cursor:
        cursor.execute(_MARK_XID)
        mark = cursor.fetchone()[0]
        _older_have_ended(cursor, mark)
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{PATIENCE}s"])
        for table in (*retention.tables_of(record_class), subject(record_class)):
            _anew(cursor, table, mark)
        cursor.execute("RESET lock_timeout")


def _anew(cursor: Any, table: str, mark: str) -> None:
    try:
        cursor.execute(f"VACUUM (FULL, ANALYZE) {table}")
    except OperationalError as why:
        if isinstance(why.__cause__, LockNotAvailable):
            raise Refused(_WHY) from None
        raise
    cursor.execute(_WHOLE, [mark, table])
    if not cursor.fetchone()[0]:
        raise Refused(_WHY)


def _older_have_ended(cursor: Any, mark: str) -> None:
    """First who writes, then who is at work here: nobody who begins in between can still see what is gone."""
    end = time.monotonic() + PATIENCE
    _over(cursor, _WRITING, mark, end)
    cursor.execute(_AT_WORK)
    _over(cursor, _READING, cursor.fetchone()[0], end)


def _over(cursor: Any, ask: str, about: Any, end: float) -> None:
    while True:
        cursor.execute(ask, [about])
        if not cursor.fetchone()[0]:
            return
        if time.monotonic() > end:
            raise Refused(_WHY)
        time.sleep(0.1)


# --- Certificates --------------------------------------------------------------------------------------------
def _certify(cursor: Any, purge: Purge, found: list[tuple[int, UUID, Any]]) -> Certificate:
    last = Certificate.objects.order_by("-number").first()
    years = [row[2].year for row in found]
    line = {
        "number": last.number + 1 if last else 1, "certificate": str(uuid4()), "agency": str(purge.agency.public_id),
        "record_class": purge.record_class, "count": len(found), "method": METHOD, "from_year": min(years, default=None),
        "to_year": max(years, default=None), "asked_by": str(purge.asked_by.public_id),
        "approved_by": str(purge.approved_by.public_id) if purge.approved_by else "", "at": clock.now().isoformat(),
        "records": sorted(str(row[1]) for row in found), "previous": last.sha256 if last else GENESIS,
    }  # fmt: skip
    return keep(cursor, line, purge.agency_id, purge.asked_by_id, purge.approved_by_id, [row[0] for row in found])


def canonical(line: dict[str, Any]) -> str:
    """The line without its hash, always the same bytes."""
    return json.dumps({k: v for k, v in line.items() if k != "sha256"}, sort_keys=True, separators=(",", ":"))


def hash_of(line: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(line).encode()).hexdigest()


def keep(
    cursor: Any, line: dict[str, Any], agency: int | None, asked: int | None, approved: int | None, ids: list[int]
) -> Certificate:
    """The certificate, and its digest in the ledger, where it is sealed and witnessed with everything else."""
    made = Certificate.objects.create(
        number=line["number"], public_id=line["certificate"], agency_id=agency, record_class=line["record_class"],
        count=line["count"], from_year=line["from_year"], to_year=line["to_year"], asked_by_id=asked, approved_by_id=approved,
        at=line["at"], records=line["records"], said=canonical(line), sha256=hash_of(line),
    )  # fmt: skip
    of = "referral_ids" if retention.KEPT.classes[line["record_class"]].kind == "referral" else "case_ids"
    cursor.execute(
        f"INSERT INTO confidentiality_ledger (request_id, agency_id, kind, outcome, purpose, route, {of}, asked, digest)"
        " VALUES (%s, %s, 'purge', 'done', %s, 'manage.purge', %s, %s, decode(%s, 'hex'))",
        [uuid4(), agency, f"purge.{line['record_class']}", ids, made.public_id, made.sha256],
    )
    made.refresh_from_db()
    return made
