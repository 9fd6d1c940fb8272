"""Sealing: every few seconds the settled rows of the ledger become one signed checkpoint, chained to the last."""

import base64
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.db import connection, transaction

from confidentiality import merkle
from confidentiality.models import Checkpoint
from confidentiality.witness import witness
from mdt.kit import clock

BATCH = 50_000  # rows in one checkpoint, and what belongs to the last one's transaction
_LOCK = 7_001  # one sealer at a time


def signing_key() -> Ed25519PrivateKey:
    """The worker's key, from MDT_LEDGER_KEY (base64 of a 32-byte seed)."""
    if not settings.LEDGER_KEY:
        raise RuntimeError("MDT_LEDGER_KEY is not set: this process cannot seal the ledger.")
    return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings.LEDGER_KEY))


def public_key(given: str = "") -> Ed25519PublicKey:
    """The one that was given (base64), else the public half of the worker's."""
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(given)) if given else signing_key().public_key()


def seal() -> int:
    """Seal what is settled; the number of rows sealed. Rows of transactions that still run wait for the next turn.

    Batches are cut by transaction id and never by row id or time, since sequences commit out of order.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        last = Checkpoint.objects.order_by("-number").first()
        start = last.xid_to if last else 0
        cursor.execute(
            "SELECT h::text, (SELECT xid FROM confidentiality_ledger WHERE xid >= %s::text::xid8 AND xid < h ORDER BY xid"
            " OFFSET %s LIMIT 1)::text FROM (SELECT mdt_settled() AS h) s",
            [str(start), BATCH - 1],
        )
        settled, last_of_batch = cursor.fetchone()
        end = int(last_of_batch) + 1 if last_of_batch else int(settled)  # a transaction is never cut in two
        cursor.execute(merkle.LEAF_SQL, [str(start), str(end)])
        rows = cursor.fetchall()
        if not rows:
            return 0
        made = _checkpoint(last, start, end, rows)
    if settings.LEDGER_WITNESS:
        witness(Path(settings.LEDGER_WITNESS), made)
    return len(rows)


def _checkpoint(last: Checkpoint | None, start: int, end: int, rows: list[tuple[object, ...]]) -> Checkpoint:
    leaves = [merkle.leaf(row) for row in rows]
    number, previous = (last.number + 1, bytes(last.hash)) if last else (1, merkle.GENESIS)
    tree, at = merkle.root(leaves), clock.now()
    digest = merkle.checkpoint_hash(
        number=number, xid_from=start, xid_to=end, rows=len(rows), sealed=merkle.microseconds(at), tree_root=tree,
        previous=previous,
    )  # fmt: skip
    return Checkpoint.objects.create(
        number=number, xid_from=start, xid_to=end, rows=len(rows), ids=[row[0] for row in rows],
        leaves=b"".join(leaves), root=tree, previous=previous, hash=digest, signature=signing_key().sign(digest),
        sealed_at=at,
    )  # fmt: skip
