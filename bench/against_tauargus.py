"""The same tables through an independent tool, pytauargus, side by side: cells withheld, time, and what our audit says.

    python -m venv tau && tau/bin/pip install pytauargus
    TAUARGUS_PYTHON=tau/bin/python python -m bench.against_tauargus

The tool is no dependency: it lives in an environment of its own, and without it one sentence says so. Its rule differs: it
guards a small count by up to all of itself each way, ours from zero to the threshold. It takes cells
without anybody as known to be empty, so the fair comparison is with ours where zeros are always shown.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import django
from django.conf import settings

from reports.protecting.auditing import faults, shown_in
from reports.protecting.building import Task
from reports.protecting.refusing import Refused
from reports.protecting.release import marked, protect
from reports.protecting.rules import Audience, Place, Plan

Numbers = Sequence[Sequence[int]]
LINE = "{:<22} {:>6} {:>6} | {:>14} {:>6} | {:>14} {:>6} | {:>14} {:>6} {:>6}"
HEAD = ("table", "cells", "small", "ours", "s", "ours, zeros on", "s", "pytauargus", "s", "found")
NOT_THERE = "pytauargus is not installed there: set TAUARGUS_PYTHON to the interpreter of an environment that has it."
CHILD = r"""
import json, sys, time
from pytauargus import protect
asked = json.load(sys.stdin)
rows = [{"Row": r, "Col": c, "One": 1.0} for r, line in enumerate(asked["numbers"]) for c, n in enumerate(line) for _ in range(n)]
data = {"Row": ["r%02d" % x["Row"] for x in rows], "Col": ["c%02d" % x["Col"] for x in rows], "One": [x["One"] for x in rows]}
begun = time.perf_counter()
found = protect(data, ["Row", "Col"], response="One", safety_rules="FREQ(5,100)", suppress="OPT(1)")
took = time.perf_counter() - begun
table = found.tables[0]
cells = [[str(x["Row"]), str(x["Col"])] for x in table.rows if x["status"] in "UM"]
sys.stdout.write("\n#" + json.dumps({"seconds": took, "cells": cells}))
"""


def tables() -> dict[str, Numbers]:
    from tests.reports.protecting import test_trial as trial

    vector = [[n] for n in (0, 1, 2, 8, 0, 15, 0, 3, 1, 0)]
    return {
        "10-row vector": vector, "4 x 8": trial.FOUR_BY_EIGHT, "7 x 4": trial.SEVEN_BY_FOUR, "10 x 8, sparse": trial.SPARSE,
        "10 x 8, larger counts": trial.LARGER,
    }  # fmt: skip


def theirs(numbers: Numbers) -> tuple[set[Place], float] | str:
    """Withheld places and seconds, or what the tool said."""
    python = str(Path(os.environ.get("TAUARGUS_PYTHON", sys.executable)).absolute())
    with tempfile.TemporaryDirectory() as place:  # the tool leaves files of its work where it runs
        done = subprocess.run(
            [python, "-c", CHILD], input=json.dumps({"numbers": numbers}), capture_output=True, text=True, timeout=120, cwd=place,
        )  # fmt: skip
    if done.returncode:
        return done.stderr.strip().splitlines()[-1]
    found = json.loads(done.stdout.rsplit("\n#", 1)[1])
    return {("t", _name("r", r), _name("c", c)) for r, c in found["cells"]}, found["seconds"]


def _name(kind: str, code: str) -> str:
    return f"{kind}{int(code[1:])}" if code.startswith(kind) else "total"


def ours(numbers: Numbers, show_zeros: bool) -> tuple[str, str]:
    from tests.reports.protecting.making import report, table

    task = Task(
        report(table("t", numbers)), Audience("five", 5), plan=Plan(one_group=frozenset({"t"})), show_zeros=show_zeros
    )
    begun = time.perf_counter()
    try:
        found = str(len(protect(task).withheld))
    except Refused as refused:
        found = type(refused).__name__.lower()
    return found, f"{time.perf_counter() - begun:.2f}"


def audited(numbers: Numbers, hidden: set[Place]) -> str:
    """Small cells that our audit finds although they are withheld so."""
    from tests.reports.protecting.making import report, table

    counted = report(table("t", numbers))
    task = Task(counted, Audience("five", 5), plan=Plan(one_group=frozenset({"t"})))
    places = {(t.key, *at) for _s, t in counted.tables() for at in t.cells}
    one_column = {(t, r, "" if (t, r, "") in places else c) for t, r, c in hidden}
    return str(len(faults(task, shown_in(marked(counted, frozenset(one_column & places))))))


def main() -> int:
    if not settings.configured:
        settings.configure(USE_I18N=False)
        django.setup()
    python = os.environ.get("TAUARGUS_PYTHON", sys.executable)
    if subprocess.run([python, "-c", "import pytauargus"], capture_output=True).returncode:
        sys.stdout.write(NOT_THERE + "\n")
        return 0
    sys.stdout.write(LINE.format(*HEAD) + "\n")
    for name, numbers in tables().items():
        row = [name, str(_cells(numbers)), str(_small(numbers)), *ours(numbers, False), *ours(numbers, True)]
        found = theirs(numbers)
        if isinstance(found, str):
            row += [found[:14], "", ""]
        else:
            row += [str(_counted(numbers, found[0])), f"{found[1]:.2f}", audited(numbers, found[0])]
        sys.stdout.write(LINE.format(*row) + "\n")
    return 0


def _counted(numbers: Numbers, hidden: set[Place]) -> int:
    """Of a table of one column the total of each row is the row itself."""
    return len({(r, "" if len(numbers[0]) == 1 else c) for _t, r, c in hidden})


def _cells(numbers: Numbers) -> int:
    width = len(numbers[0])
    return (len(numbers) + 1) * (width + 1 if width > 1 else 1)


def _small(numbers: Numbers) -> int:
    margins = (
        [sum(line) for line in numbers] + [sum(line) for line in zip(*numbers, strict=True)]
        if len(numbers[0]) > 1
        else []
    )
    return sum(0 < n < 5 for line in numbers for n in line) + sum(0 < n < 5 for n in margins)


if __name__ == "__main__":
    sys.exit(main())
