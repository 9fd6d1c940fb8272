"""Leaves, roots and the chain of checkpoints. Plain Python, so that anybody can verify a ledger with this file alone."""

import hashlib
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

GENESIS = bytes(32)
# The columns of a ledger row, in the order in which they are hashed.
LEAF_SQL = (
    "SELECT id, xid::text, (extract(epoch FROM at) * 1000000)::bigint, request_id::text, actor_id, agency_id, kind, outcome,"
    " basis, purpose, route, elements, case_ids, referral_ids, asked::text, encode(digest, 'hex'), grounds"
    " FROM confidentiality_ledger WHERE xid >= %s::text::xid8 AND xid < %s::text::xid8"
    " ORDER BY confidentiality_ledger.xid, id"  # xid alone would be the text above
)


def said(row: Sequence[object]) -> bytes:
    """What is hashed of one row as ``LEAF_SQL`` gives it. Rows without grounds are hashed as before there were any."""
    return json.dumps(list(row) if row[-1] else list(row[:-1]), separators=(",", ":")).encode()


def leaf(row: Sequence[object]) -> bytes:
    """32 bytes for one row as ``LEAF_SQL`` gives it."""
    return hashlib.sha256(b"\x00" + said(row)).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of the Merkle tree; an odd node moves up alone."""
    level = list(leaves)
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0]


def microseconds(at: datetime) -> int:
    """An instant as the database counts it, without rounding."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def checkpoint_hash(
    *, number: int, xid_from: int, xid_to: int, rows: int, sealed: int, tree_root: bytes, previous: bytes
) -> bytes:
    """What is signed: everything that a checkpoint says, chained to the one before. ``sealed`` is in microseconds."""
    return hashlib.sha256(
        b"\x02" + previous + tree_root + f"{number}|{xid_from}|{xid_to}|{rows}|{sealed}".encode()
    ).digest()
