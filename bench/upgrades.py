"""Every earlier state of ``main`` with data, migrated to now: ``python -m bench.upgrades``, with servers to try it on.

A state is a commit of main that changed a migration. Its own code makes the database and loads its own demo; the code here
migrates it, and then nothing may be missing: rows are counted, the grants compared, the ledger verified.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg

from tests.architecture.test_schema import SAYS
from tests.database import renamed

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "docs" / "upgrading.md"
URLS = ("OWNER_DATABASE_URL", "DATABASE_URL", "WORKER_DATABASE_URL")
MIGRATIONS = ":(glob)*/migrations/0*.py"
COMPARED = ("columns", "constraints", "triggers", "policies", "functions", "rights")
# In one process: migrate, then what must hold.
UPGRADE = """
from django.core.management import call_command
from confidentiality.sealing import seal
call_command("migrate", verbosity=0)
call_command("check_grants")
seal()
call_command("verify_ledger")
"""
# The first states had no demo yet.
FIRST_DATA = """
from auditlog.context import disable_auditlog
from agencies.models import Agency, Jurisdiction, Person
with disable_auditlog():
    place = Jurisdiction.objects.create(name="First County", state="ZZ", population=40000)
    room = Agency.objects.create(name="First Room", sector="advocacy", discipline="advocacy", regimes=[], jurisdiction=place)
    Person.objects.create(email="first@rooms.example", name="First Person", agency=room)
"""
NOTHING = "made no database of its own: nothing to upgrade"
BEGIN, END = "<!-- states -->", "<!-- end of states -->"


class NoHistory(Exception):
    """This clone does not know what main was."""


@dataclass(frozen=True)
class State:
    commit: str
    date: str
    subject: str


@dataclass(frozen=True)
class Tried:
    state: State
    rows: int
    seconds: float
    fault: str = ""
    note: str = ""

    def line(self) -> str:
        which, found = self.state, self.fault or self.note or "whole"
        return (
            f"| `{which.commit[:8]}` | {which.date} | {which.subject} | {self.rows:,} | {self.seconds:.0f} | {found} |"
        )


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoHistory(done.stderr.strip() or "git said nothing")
    return done.stdout.strip()


def states(head: str = "HEAD") -> list[State]:
    """The commits of main that changed a migration, oldest first. Raises NoHistory in a shallow clone or none at all."""
    if git("rev-parse", "--is-shallow-repository") == "true":
        raise NoHistory("this clone is shallow; git fetch --unshallow brings the history")
    said = git("log", "--first-parent", "--reverse", "--format=%H%x09%cs%x09%s", head, "--", MIGRATIONS)
    return [State(*line.split("\t", 2)) for line in said.splitlines()]


def attempt(state: State) -> Tried:
    """Make the state with its own code and data, migrate it with ours, and say what is wrong with the outcome."""
    begun, counted = time.monotonic(), 0
    try:
        with _database(f"mdt_upgrade_{state.commit[:8]}") as env, _checkout(state.commit) as old:
            try:
                _manage(old, env, "migrate", "-v0")
            except _Wrong:
                return Tried(state, 0, time.monotonic() - begun, note=NOTHING)
            if (old / "mdt/management/commands/demo.py").exists():
                _manage(old, env, "demo")
            else:
                _manage(old, env, "shell", "-c", FIRST_DATA)
            before = _rows(env["OWNER_DATABASE_URL"])
            counted = sum(before.values())
            _manage(ROOT, env, "shell", "-c", UPGRADE)
            _compare(before, _rows(env["OWNER_DATABASE_URL"]), _schema(env["OWNER_DATABASE_URL"]))
    except _Wrong as wrong:
        return Tried(state, counted, time.monotonic() - begun, str(wrong))
    return Tried(state, counted, time.monotonic() - begun)


class _Wrong(Exception):
    pass


def _compare(before: dict[str, int], after: dict[str, int], schema: dict[str, set[str]]) -> None:
    """No row is lost (law as data and the libraries' tables may grow), and the tables are those of a new database."""
    lost = [f"{name} {rows} → {after.get(name, 0)}" for name, rows in before.items() if after.get(name, 0) < rows]
    if lost:
        raise _Wrong("rows lost: " + ", ".join(lost))
    for what, rows in _new_schema().items():
        other = sorted(rows ^ schema[what])
        if other:
            raise _Wrong(f"{len(other)} {what} differ: {other[0][:160]}")


@cache
def _new_schema() -> dict[str, set[str]]:
    with _database("mdt_upgrade_new") as env:
        _manage(ROOT, env, "migrate", "-v0")
        return _schema(env["OWNER_DATABASE_URL"])


def _schema(url: str) -> dict[str, set[str]]:
    """What was applied is apart: names that earlier states gave their migrations stay."""
    with psycopg.connect(url) as owner:
        return {
            what: {str(row) for row in owner.execute(sql).fetchall()} for what, sql in SAYS.items() if what in COMPARED
        }  # type: ignore[arg-type]


def _rows(url: str) -> dict[str, int]:
    with psycopg.connect(url) as owner:
        names = owner.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition ORDER BY 1"
        ).fetchall()
        count = psycopg.sql.SQL("SELECT count(*) FROM {}")
        return {name: owner.execute(count.format(psycopg.sql.Identifier(name))).fetchone()[0] for (name,) in names}  # type: ignore[index]


def _manage(folder: Path, env: dict[str, str], *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *words, *(["--skip-checks"] if words[0] != "shell" else [])],
        cwd=folder, env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines() or [""]
        raise _Wrong(f"{'here' if folder == ROOT else 'there'}, {words[0]}: {said[-1][:200]}")


class _checkout:  # noqa: N801 - used like a function
    """The files of a commit in a folder of their own; the repository's list of work trees stays as it is."""

    def __init__(self, commit: str) -> None:
        self.commit, self.folder = commit, tempfile.TemporaryDirectory(prefix="mdt-upgrade-")

    def __enter__(self) -> Path:
        packed = subprocess.run(["git", "archive", self.commit], cwd=ROOT, capture_output=True, check=True)
        subprocess.run(["tar", "-x", "-C", self.folder.name], input=packed.stdout, check=True)
        return Path(self.folder.name)

    def __exit__(self, *why: object) -> None:
        self.folder.cleanup()


class _database:  # noqa: N801
    """A database as mdt/roles.sql makes it, gone afterwards."""

    def __init__(self, name: str) -> None:
        self.name, self.admin = name, os.environ["MDT_TEST_ADMIN_URL"]
        self.env = (
            os.environ | {url: renamed(os.environ[url], name) for url in URLS} | {"MDT_ROLE": "owner", "MDT_DEMO": "1"}
        )

    def __enter__(self) -> dict[str, str]:
        self.drop()
        with psycopg.connect(self.admin, autocommit=True) as superuser:
            superuser.execute(f'CREATE DATABASE "{self.name}" OWNER mdt_owner')
            superuser.execute(f'REVOKE ALL ON DATABASE "{self.name}" FROM PUBLIC')
            superuser.execute(f'GRANT CONNECT ON DATABASE "{self.name}" TO mdt_web, mdt_worker')
        with psycopg.connect(renamed(self.admin, self.name), autocommit=True) as inside:
            inside.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            inside.execute("GRANT USAGE ON SCHEMA public TO mdt_web, mdt_worker")
        return self.env

    def __exit__(self, *why: object) -> None:
        self.drop()

    def drop(self) -> None:
        with psycopg.connect(self.admin, autocommit=True) as superuser:
            superuser.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')


def tried(only: list[str]) -> Iterator[Tried]:
    for state in states():
        if not only or any(state.commit.startswith(one) for one in only):
            yield attempt(state)


def _with(text: str, lines: list[str], *, keep: bool) -> str:
    """The document with these lines in its table, in the order of the states; ``keep`` leaves lines of other states there."""
    (head, before), tail = text[: text.index(END)].split(BEGIN), text[text.index(END) :]
    columns = [
        "| state | made | what came with it | rows | seconds | found after migrating |",
        "|---|---|---|--:|--:|---|",
    ]
    rows = [*(line for line in before.splitlines() if keep and line.startswith("| `")), *lines]
    by_state = {line.split("`")[1]: line for line in rows}
    told = [by_state[state.commit[:8]] for state in states() if state.commit[:8] in by_state]
    return "\n".join([head + BEGIN, *columns, *told, tail])


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.upgrades", description=__doc__)
    options.add_argument("commits", nargs="*", help="the first digits of some states; else all")
    options.add_argument("--write", action="store_true", help="put the table into docs/upgrading.md")
    chosen = options.parse_args()
    lines, failed = [], 0
    try:
        for one in tried(chosen.commits):
            lines.append(one.line())
            failed += bool(one.fault)
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
    except NoHistory as why:
        sys.stderr.write(f"The history of main is needed and is not here: {why}.\n")
        return 2
    if chosen.write:
        TABLE.write_text(_with(TABLE.read_text(), lines, keep=bool(chosen.commits)))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
