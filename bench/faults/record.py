"""What came out, as a page that is kept: counts and sentences, no address and no name of a machine."""

import re
import shutil
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.faults.plan import KINDS, Plan
from mdt.embedded.place import Place

LOG = Path(__file__).resolve().parents[2] / "docs" / "faults.md"
BEGIN, END = "<!-- run -->", "<!-- end of run -->"
_WRITTEN = re.compile(r"--minutes ([\d.]+) --seed (\d+)")


@dataclass
class Found:
    seed: int
    seconds: float
    planned: float
    killed: Counter[str]
    skipped: int
    fell: dict[str, int]
    counts: dict[str, int]
    writes: Counter[str]
    asked: int
    shown: int
    shown_there: int  # to the recipient of a release, while it was open
    pried: int  # requests of people without a basis
    doors: int
    ledger: int
    rows: int
    once: int
    again: int
    notes: dict[str, str]
    checks: dict[str, list[tuple[str, int]]] = field(default_factory=dict)

    @property
    def faults(self) -> bool:
        return any(self.checks.values())

    @property
    def command(self) -> str:
        return f"python -m bench.faults --minutes {self.planned / 60:g} --seed {self.seed} --write"

    def text(self) -> str:
        counts = self.counts
        lines = [
            f"`{self.command}`, {datetime.now(UTC):%d %B %Y}, {self.seconds / 60:.0f} minutes with what followed.", "",
            "| what was killed | times |", "|---|--:|",
            *(f"| {words} (`{kind}`) | {self.killed[kind]} |" for kind, words in KINDS.items()),
            f"| together | {self.killed.total()} |", "",
            f"{self.skipped} planned faults met something that was down already. Ended by themselves, most of them because what they need"
            f" was not there when they started, and started again: {', '.join(f'{name} {times}' for name, times in self.fell.items())}.", "",
            f"- Requests: {counts.get('requests', 0):,}, of them {counts.get('answered 2xx', 0):,} answered with a page,"
            f" {counts.get('answered 3xx', 0):,} with a redirect, {counts.get('answered 4xx', 0):,} with «not found» or another refusal,"
            f" {counts.get('answered 5xx', 0):,} with our page of a fault, {counts.get('without an answer', 0):,} not at all.",
            f"- Writes asked for: {self.asked:,}; acknowledged: {self.writes.total():,}"
            f" ({', '.join(f'{name} {number}' for name, number in sorted(self.writes.items()))}).",
            f"- Answers that showed a planted word: {self.shown:,}, of them {self.shown_there:,} at another agency by a release."
            f" Releases that were opened meanwhile, and ran out or were taken back: {self.doors}. Requests of people without a basis:"
            f" {self.pried:,}. Rows of the ledger: {self.ledger:,}.",
            f"- Mails: {self.rows:,} rows of the two outboxes, {self.once:,} came once, {self.again} came again under the same Message-ID"
            " because their sender died after the server had taken them and before it could mark the row.",
            *(f"- {self.notes[name][0].upper() + self.notes[name][1:]}." for name in sorted(self.notes)), "",
            "| check | found wrong |", "|---|---|",
            *(f"| {name} | {_wrong(found)} |" for name, found in self.checks.items()), "",
        ]  # fmt: skip
        return "\n".join(lines)


def _wrong(found: list[tuple[str, int]]) -> str:
    return "; ".join(f"{sentence} (×{times})" for sentence, times in found).replace("\n", " ") or "nothing"


def write(found: Found, planned: Plan) -> None:
    """Between the marks of docs/faults.md: what came out, and the plan."""
    told = LOG.read_text()
    head, tail = told[: told.index(BEGIN) + len(BEGIN)], told[told.index(END) :]
    LOG.write_text("\n".join([head, found.text(), "The plan:", "", "```", *planned.lines(), "```", tail]))


def written() -> tuple[int, float]:
    """Seed and minutes of the run that stands in docs/faults.md."""
    told = LOG.read_text()
    found = _WRITTEN.search(told[told.index(BEGIN) :])
    if found is None:
        raise SystemExit("docs/faults.md tells of no run yet.")
    return int(found[2]), float(found[1])


def keep(place: Place, folder: Path) -> None:
    """Journal and logs, for who has to find out why."""
    shutil.copytree(place.log, folder, dirs_exist_ok=True)
