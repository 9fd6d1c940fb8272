"""Verifying: reads the ledger and its checkpoints with nothing but a connection, and says what is wrong and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection, transaction

from confidentiality import merkle, sealed
from confidentiality.witness import lines

_CHANGES = (
    "SELECT id, encode(sha256(convert_to(jsonb_build_array(id, content_type_id, object_pk, object_id, object_repr,"
    " serialized_data, action, changes_text, changes, actor_id, agency_id, case_id, cid, remote_addr, remote_port,"
    " (extract(epoch FROM timestamp) * 1000000)::bigint, additional_data, actor_email)::text, 'UTF8')), 'hex')"
    " FROM confidentiality_changeentry"
)


@dataclass(frozen=True)
class Verified:
    """What was found, up to which checkpoint, and how many rows stand under them."""

    findings: list[str]
    checkpoint: int
    rows: int


def whole(key: Ed25519PublicKey, witness: str) -> Verified:
    """The ledger of this process's database as it was at one moment, however much is added meanwhile."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        findings = list(verify(cursor, key, Path(witness) if witness else None))
        cursor.execute("SELECT coalesce(max(number), 0), coalesce(sum(rows), 0) FROM confidentiality_checkpoint")
        checkpoint, rows = cursor.fetchone()
    return Verified(findings, checkpoint, int(rows))


def verify(cursor: Any, key: Ed25519PublicKey, witness: Path | None = None) -> Iterator[str]:
    """Every finding as one sentence; nothing at all when the ledger is whole.

    While others work it has to be told in one snapshot (:func:`whole`). The witness is read first: what stands there was
    committed before, so that no checkpoint that is made meanwhile can seem to be gone.
    """
    said = _witnessed(witness)
    previous, number, reached = merkle.GENESIS, 0, 0
    kept: dict[int, str] = {}
    for row, rows in sealed.checkpoints(cursor):
        if row[0] != number + 1:
            yield f"Checkpoint {number + 1} is missing."
        if row[1] != reached:
            yield f"Checkpoint {row[0]} does not begin where the one before ended."
        yield from _check_chain(row, previous, key)
        yield from _check_rows(row, rows)
        number, reached, previous = row[0], row[2], bytes(row[8])
        kept[number] = previous.hex()
    yield from _check_witness(kept, said)
    yield from _check_changes(cursor)


def _check_chain(row: tuple[Any, ...], previous: bytes, key: Ed25519PublicKey) -> Iterator[str]:
    number, xid_from, xid_to, rows, ids, leaves, tree, said_previous, digest, signature, sealed_at = row
    stored = [bytes(leaves)[i : i + 32] for i in range(0, len(bytes(leaves)), 32)]
    if bytes(said_previous) != previous:
        yield f"Checkpoint {number} is not chained to the one before."
    expected = merkle.checkpoint_hash(
        number=number,
        xid_from=xid_from,
        xid_to=xid_to,
        rows=rows,
        sealed=merkle.microseconds(sealed_at),
        tree_root=bytes(tree),
        previous=bytes(said_previous),
    )
    if expected != bytes(digest) or len(stored) != rows or len(ids) != rows or merkle.root(stored) != bytes(tree):
        yield f"Checkpoint {number} was altered."
    try:
        key.verify(bytes(signature), bytes(digest))
    except InvalidSignature:
        yield f"Checkpoint {number} bears a wrong signature."


def _check_rows(row: tuple[Any, ...], rows: list[tuple[Any, ...]]) -> Iterator[str]:
    number, ids, leaves = row[0], row[4], bytes(row[5])
    kept = {i: leaves[n * 32 : n * 32 + 32] for n, i in enumerate(ids)}
    there: dict[int, list[bytes]] = {}  # a list, since the table's key is (id, at): an id can be there twice
    for found in rows:
        there.setdefault(found[0], []).append(merkle.leaf(found))
    for i in sorted(kept.keys() - there.keys()):
        yield f"Row {i} of checkpoint {number} was deleted or moved."
    for i in sorted(there.keys() - kept.keys()):
        yield f"Row {i} was inserted into checkpoint {number} afterwards."
    for i in sorted(kept.keys() & there.keys()):
        if len(there[i]) > 1:
            yield f"Row {i} of checkpoint {number} is there {len(there[i])} times."
        elif there[i] != [kept[i]]:
            yield f"Row {i} of checkpoint {number} was altered."


def _witnessed(witness: Path | None) -> list[dict[str, Any]] | None:
    """Its lines; None where there should be some and the file is not there."""
    if witness is None:
        return []
    return list(lines(witness)) if witness.exists() else None


def _check_witness(kept: dict[int, str], witnessed: list[dict[str, Any]] | None) -> Iterator[str]:
    if witnessed is None and kept:
        yield "The witness file is not there: nobody can say whether the end of the ledger was cut off."
    for said in witnessed or ():
        if said["number"] not in kept:
            yield f"Checkpoint {said['number']} was witnessed and is gone: the end of the ledger was cut off."
        elif kept[said["number"]] != said["hash"]:
            yield f"Checkpoint {said['number']} is not the one that was witnessed."


def _check_changes(cursor: Any) -> Iterator[str]:
    cursor.execute(_CHANGES)
    entries = {digest: i for i, digest in cursor.fetchall()}
    cursor.execute("SELECT id, encode(digest, 'hex') FROM confidentiality_ledger WHERE kind = 'change'")
    recorded = {digest: i for i, digest in cursor.fetchall()}
    for digest in entries.keys() - recorded.keys():
        yield f"Change entry {entries[digest]} was altered or inserted afterwards."
    for digest in recorded.keys() - entries.keys():
        yield f"The change entry that row {recorded[digest]} stands for was altered or deleted."
