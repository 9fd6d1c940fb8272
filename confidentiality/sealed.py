"""Reading what is sealed: every checkpoint with the rows that stand under it now, in one pass and little memory."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any

from confidentiality import merkle

TOGETHER = 50_000  # rows that are read at once
_CHECKPOINTS = (
    "SELECT number, xid_from, xid_to, rows, ids, leaves, root, previous, hash, signature, sealed_at"
    " FROM confidentiality_checkpoint WHERE number BETWEEN %s AND %s ORDER BY number"
)
Row = tuple[Any, ...]


def checkpoints(cursor: Any) -> Iterator[tuple[Row, list[Row]]]:
    """Each checkpoint as ``_CHECKPOINTS`` gives it, and its rows as ``merkle.LEAF_SQL`` does. Says nothing of right or wrong."""
    cursor.execute("SELECT number, xid_from, xid_to, rows FROM confidentiality_checkpoint ORDER BY number")
    for group in _groups(cursor.fetchall()):
        cursor.execute(_CHECKPOINTS, [group[0][0], group[-1][0]])
        found = cursor.fetchall()
        cursor.execute(merkle.LEAF_SQL, [str(min(one[1] for one in group)), str(max(one[2] for one in group))])
        rows = cursor.fetchall()
        xids = [int(row[1]) for row in rows]
        for one in found:
            yield one, rows[bisect_left(xids, one[1]) : bisect_left(xids, one[2])]


def _groups(numbered: Sequence[Row]) -> Iterator[list[Row]]:
    """Neighbours, so that many small checkpoints cost few statements."""
    group: list[Row] = []
    rows = 0
    for one in numbered:
        if group and rows + one[3] > TOGETHER:
            yield group
            group, rows = [], 0
        group.append(one)
        rows += one[3]
    if group:
        yield group
