"""Copies of the ledger to keep elsewhere: the whole, or an agency's own rows. ``bin/verify-ledger-copy`` reads them."""

import base64
import json
from collections.abc import Iterator
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from agencies.models import Agency
from confidentiality import merkle, sealed
from mdt.kit import clock

FORMAT = "mdt ledger copy 1"

# May the agency have the row l? Only if it names no case but the agency's own and no referral but those it sent, got or
# accepted. Of its own people whatever they did; a look at nothing is left out, since a look at what is hidden is left out
# too (ADR 5). Of others what they did on its cases; a refused try is left out, as pages do not name who made it.
_MAY = """CASE WHEN {l}.agency_id IS NOT DISTINCT FROM %(agency)s THEN {l}.outcome <> 'missing'
       ELSE {l}.case_ids <> '{{}}' AND {l}.outcome IN ('shown', 'done') END
  AND NOT EXISTS (SELECT 1 FROM unnest({l}.case_ids) AS i (id) LEFT JOIN cases_case c ON c.id = i.id
                   WHERE c.agency_id IS DISTINCT FROM %(agency)s)
  AND NOT EXISTS (SELECT 1 FROM unnest({l}.referral_ids) AS i (id) LEFT JOIN cases_referral r ON r.id = i.id
                   WHERE (r.from_agency_id = %(agency)s OR r.to_agency_id = %(agency)s OR r.accepted_agency_id = %(agency)s)
                     IS NOT TRUE)"""
# A request's rows go together or not at all: its random id is all that keeps the hash of a row left out from being guessed.
_KEPT = (
    "SELECT l.id, (extract(epoch FROM l.at) * 1000000)::bigint FROM confidentiality_ledger l"
    " WHERE l.xid >= %(from)s::text::xid8 AND l.xid < %(to)s::text::xid8 AND " + _MAY.format(l="l") +
    " AND NOT EXISTS (SELECT 1 FROM confidentiality_ledger o WHERE o.request_id = l.request_id AND NOT (" +
    _MAY.format(l="o") + "))"
)  # fmt: skip


def key_bytes(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def lines(cursor: Any, key: Ed25519PublicKey, agency: Agency | None = None) -> Iterator[bytes]:
    """A head, each checkpoint with its rows behind it, and an end. Within one snapshot of the database, please."""
    yield _object(
        format=FORMAT, agency=str(agency.public_id) if agency else None, key=base64.b64encode(key_bytes(key)).decode(),
        made=clock.now().isoformat(),
    )  # fmt: skip
    reached = count = 0
    for checkpoint, rows in sealed.checkpoints(cursor):
        yield _checkpoint(checkpoint, whole=agency is None)
        kept = _kept(cursor, checkpoint, agency) if agency else None
        for row in rows:
            if kept is None or (row[0], row[2]) in kept:
                yield merkle.said(row) + b"\n"
        reached, count = checkpoint[2], count + 1
    cursor.execute("SELECT count(*) FROM confidentiality_ledger WHERE xid >= %s::text::xid8", [str(reached)])
    yield _object(end=count, unsealed=cursor.fetchone()[0])


def _checkpoint(row: sealed.Row, *, whole: bool) -> bytes:
    """What the database says of it. Which rows it holds is in the whole copy alone."""
    number, xid_from, xid_to, rows, ids, leaves, tree, previous, digest, signature, sealed_at = row
    said = {
        "number": number, "xid_from": xid_from, "xid_to": xid_to, "rows": rows, "sealed": merkle.microseconds(sealed_at),
        "root": bytes(tree).hex(), "previous": bytes(previous).hex(), "hash": bytes(digest).hex(),
        "signature": bytes(signature).hex(), "leaves": bytes(leaves).hex(),
    }  # fmt: skip
    return _object(**said, ids=ids) if whole else _object(**said)


def _kept(cursor: Any, checkpoint: sealed.Row, agency: Agency) -> set[tuple[int, int]]:
    cursor.execute(_KEPT, {"agency": agency.pk, "from": str(checkpoint[1]), "to": str(checkpoint[2])})
    return set(cursor.fetchall())


def _object(**said: object) -> bytes:
    return json.dumps(said, separators=(",", ":")).encode() + b"\n"
