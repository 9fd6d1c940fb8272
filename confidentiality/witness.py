"""The witness file of the ledger: a line for each checkpoint, where the database cannot reach.

What is cut off the end of the chain shows against it. The file is only ever added to, so it may be kept where nothing else is
allowed. A line that was cut short, since the disk was full or the worker died, is passed over; the checkpoint gets a whole one
with the next that is sealed.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from confidentiality.models import Checkpoint

_TAIL = 65_536  # bytes at the end among which the last whole line is looked for


def witness(path: Path, made: Checkpoint) -> None:
    """Write down the checkpoint, and before it those that the file missed. Raises OSError where it cannot be written."""
    with path.open("a+b") as file:
        end = _end(file)
        last = max((line["number"] for line in _whole(end)), default=made.number - 1)
        missed = Checkpoint.objects.filter(number__gt=last, number__lt=made.number).order_by("number")
        text = "".join(_line(one) for one in [*missed.only("number", "hash", "sealed_at").iterator(), made])
        if end and not end.endswith(b"\n"):
            text = "\n" + text
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """What stands there. Raises FileNotFoundError."""
    yield from _whole(path.read_bytes())


def _line(one: Checkpoint) -> str:
    said = {"number": one.number, "hash": bytes(one.hash).hex(), "sealed_at": one.sealed_at.isoformat()}
    return json.dumps(said) + "\n"


def _end(file: Any) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    return bytes(file.read())


def _whole(text: bytes) -> Iterator[dict[str, Any]]:
    """A line that is no whole object was cut short: it says nothing."""
    for line in text.splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue
