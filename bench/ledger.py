"""The ledger at a million rows: sealing, exporting and verifying timed, then every kind of tampering done and found."""

import base64
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from psycopg import sql

from bench.place import ROOT, URLS, _database, _named
from confidentiality.copying import key_bytes

TOGETHER = 1_000  # rows that one transaction writes
WIDE = "{:<42} {:>8.1f} s {:>8.1f} s CPU {:>8.0f} MB"
SEAL = "from confidentiality import sealing, tasks; sealing.BATCH = {}; tasks.seal_ledger()"
# Every tenth row is a list of up to fifty covers; the others are looks, every second by a release.
ROWS = """INSERT INTO confidentiality_ledger (request_id, actor_id, agency_id, kind, outcome, basis, purpose, route, elements,
    case_ids, asked, grounds)
  SELECT gen_random_uuid(), p.ids[1 + mod(i, p.n)], p.agencies[1 + mod(i, p.n)],
         CASE mod(i, 10) WHEN 0 THEN 'browse' ELSE 'look' END, 'shown', 'RELEASE', 'case.open', 'cases:case', 3,
         CASE mod(i, 10) WHEN 0 THEN c.ids[1 : 50] ELSE c.ids[1 + mod(i, c.n) : 1 + mod(i, c.n)] END,
         CASE WHEN mod(i, 10) > 0 THEN gen_random_uuid() END,
         CASE WHEN mod(i, 2) = 0 THEN ARRAY['release:' || i] ELSE '{}' END
    FROM generate_series(1, %s) AS i,
         (SELECT array_agg(id ORDER BY id) AS ids, count(*)::int AS n FROM cases_case) c,
         (SELECT array_agg(id ORDER BY id) AS ids, array_agg(agency_id ORDER BY id) AS agencies, count(*)::int AS n
            FROM agencies_person) p"""

L, C = "confidentiality_ledger", "confidentiality_checkpoint"
AGAIN = f"INSERT INTO {L} SELECT (jsonb_populate_record(l, %(said)s::jsonb)).* FROM {L} l WHERE id = %(row)s"


@dataclass(frozen=True)
class Kind:
    """What somebody does who owns the tables, and the sentence that has to name it."""

    name: str
    statement: str
    sentence: str
    in_copy: str = ""  # where the script says it in other words
    said: str = ""


KINDS = [
    Kind("edit", f"UPDATE {L} SET actor_id = 1 + actor_id WHERE id = %(row)s", "Row {row} of checkpoint {at} was altered."),
    Kind("grounds", f"UPDATE {L} SET grounds = '{{release:0}}' WHERE id = %(row)s", "Row {row} of checkpoint {at} was altered."),
    Kind("delete", f"DELETE FROM {L} WHERE id = %(row)s", "Row {row} of checkpoint {at} was deleted or moved."),
    Kind("insert", AGAIN, "Row 9000000000 was inserted into checkpoint {at} afterwards.", said='{"id": 9000000000}'),
    Kind("duplicate", AGAIN, "Row {row} of checkpoint {at} is there 2 times.", said='{"at": "2026-01-01T00:00:00Z"}',
         in_copy="Row {row} was inserted into checkpoint {at} afterwards."),
    Kind("trade places", f"UPDATE {L} SET id = 2 * %(row)s + 1 - id WHERE id IN (%(row)s, %(row)s + 1)",
         "Row {row} of checkpoint {at} was altered."),
    Kind("hash", f"UPDATE {C} SET hash = sha256(hash) WHERE number = %(at)s", "Checkpoint {at} was altered."),
    Kind("leaves", f"UPDATE {C} SET leaves = substr(leaves, 1, 32 * rows - 32) WHERE number = %(at)s",
         "Checkpoint {at} was altered."),
    Kind("signature", f"UPDATE {C} SET signature = sha512(hash) WHERE number = %(at)s",
         "Checkpoint {at} bears a wrong signature."),
    Kind("lose one", f"DELETE FROM {C} WHERE number = %(at)s", "Checkpoint {at} is missing."),
    Kind("swap", f"UPDATE {C} c SET number = -1 - o.number FROM {C} o WHERE c.number IN (%(at)s, %(at)s + 1)"
         " AND o.number = 2 * %(at)s + 1 - c.number", "Checkpoint {at} is not chained to the one before."),
]  # fmt: skip


@dataclass
class Bench:
    """One database that is thrown away, a key, and what was measured."""

    name: str
    owner: psycopg.Connection
    folder: Path
    say: Callable[[str], None]
    seed: str = field(default_factory=lambda: base64.b64encode(secrets.token_bytes(32)).decode())
    report: list[str] = field(default_factory=list)

    @property
    def public(self) -> str:
        key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(self.seed))
        return base64.b64encode(key_bytes(key.public_key())).decode()

    def run(self, what: str, *words: str, role: str = "worker") -> str:
        """A command of its own process; its time, what it had of a processor and its peak of memory go into the report."""
        env = os.environ | {url: _named(os.environ[url], self.name) for url in URLS}
        env |= {"MDT_ROLE": role, "MDT_LEDGER_KEY": self.seed, "MDT_LEDGER_WITNESS": str(self.folder / "witness")}
        began = time.monotonic()
        with (self.folder / "said").open("w+") as said:
            process = subprocess.Popen([sys.executable, *words], cwd=ROOT, env=env, stdout=said, stderr=said)  # noqa: S603
            _, _, used = os.wait4(process.pid, 0)
            said.seek(0)
            text = said.read()
        self.note(what, time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
        return text

    def note(self, what: str, seconds: float, own: float = 0, megabytes: float = 0) -> None:
        self.report.append(WIDE.format(what, seconds, own, megabytes))
        self.say(self.report[-1])


@contextmanager
def bench(say: Callable[[str], None]) -> Iterator[Bench]:
    owner_url = os.environ["OWNER_DATABASE_URL"]
    name = f"{_database(owner_url)}_bench_ledger"
    with psycopg.connect(owner_url, autocommit=True) as server, tempfile.TemporaryDirectory() as folder:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            with psycopg.connect(_named(owner_url, name), autocommit=True) as owner:
                yield Bench(name, owner, Path(folder), say)
        finally:
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def measure(rows: int, in_checkpoint: int, say: Callable[[str], None]) -> str:
    """All of it, once; raises if something that was done is not named."""
    with bench(say) as b:
        for command in ("migrate", "demo"):
            b.run(command, "manage.py", command, "--skip-checks", "-v0", role="owner")
        began = time.monotonic()
        for _ in range(rows // TOGETHER):
            b.owner.execute(ROWS, [TOGETHER])
        b.note(f"writing {rows:,} rows", time.monotonic() - began)
        b.run("sealing", "manage.py", "shell", "-c", SEAL.format(in_checkpoint))
        whole, out = _both(b, "")
        _expect("The ledger is whole", whole)
        _expect("All as it was sealed.", out)
        first = "SELECT a.public_id::text FROM agencies_agency a JOIN cases_case c ON c.agency_id = a.id LIMIT 1"
        agency = b.owner.execute(first).fetchall()[0][0]
        own = str(b.folder / "own")
        b.run("export_ledger --agency", "manage.py", "export_ledger", own, "--agency", agency, role="owner")
        out = b.run(
            "verify-ledger-copy, two copies", "bin/verify-ledger-copy", str(b.folder / "copy"), own, "--key", b.public
        )
        _expect("All as it was sealed.", out)
        expected = _tamper(b)
        whole, out = _both(b, ", tampered")
        for kind, by_us, by_script in expected:
            _expect(by_us, whole, kind)
            _expect(by_script, out, kind)
        return "\n".join([*b.report, f"Done and found by both: {', '.join(kind for kind, *_ in expected)}."])


def _both(b: Bench, how: str) -> tuple[str, str]:
    copy = str(b.folder / "copy")
    said = b.run(f"verify_ledger{how}", "manage.py", "verify_ledger")
    b.run(f"export_ledger{how}", "manage.py", "export_ledger", copy)
    size = Path(copy).stat().st_size / 1e6
    out = b.run(f"verify-ledger-copy{how}, {size:,.0f} MB", "bin/verify-ledger-copy", copy, "--key", b.public)
    return said, out


def _tamper(b: Bench) -> list[tuple[str, str, str]]:
    """Every kind at once, each in a checkpoint of its own: its name, and the two sentences to come. Takes a dozen checkpoints."""
    b.owner.execute(f"ALTER TABLE {L} DISABLE TRIGGER USER; ALTER TABLE {C} DISABLE TRIGGER USER")
    b.owner.execute(f"ALTER TABLE {L} ALTER id DROP IDENTITY")
    numbers = b.owner.execute(f"SELECT number, ids[10] FROM {C} ORDER BY number").fetchall()
    step = len(numbers) // (len(KINDS) + 1)
    expected: list[tuple[str, str, str]] = []
    for place, kind in enumerate(KINDS):
        at, row = numbers[place * step]
        b.owner.execute(kind.statement, {"row": row, "at": at, "said": kind.said})
        sentences = (kind.sentence, kind.in_copy or kind.sentence)
        by_us, by_script = (sentence.format(row=row, at=at) for sentence in sentences)
        expected.append((kind.name, by_us, by_script))
    b.owner.execute(f"UPDATE {C} SET number = -1 - number WHERE number < 0")
    b.owner.execute(f"DELETE FROM {C} WHERE number = %s", [numbers[-1][0]])
    cut = f"Checkpoint {numbers[-1][0]} was witnessed and is gone: the end of the ledger was cut off."
    return [*expected, ("cut off", cut, " rows were not sealed yet")]


def _expect(sentence: str, said: str, kind: str = "whole") -> None:
    if sentence not in said:
        raise AssertionError(f"{kind}: «{sentence}» was not said, but: {said[-2000:]}")
