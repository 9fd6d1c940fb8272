"""What dies when: a pure function of a seed, written down before anything starts."""

import random
from dataclasses import dataclass

# What is killed, always with SIGKILL but for the one that says otherwise.
KINDS = {
    "web": "the web server with all its workers",
    "web-worker": "one worker of the web server",
    "worker": "the job worker with its children",
    "worker-child": "one child of the job worker, at whatever task",
    "beat": "beat",
    "broker": "Valkey, which keeps nothing",
    "database": "the postmaster",
    "database-now": "PostgreSQL, by an immediate shutdown",
    "database-backend": "one backend of PostgreSQL, whereupon it restarts all",
}
BETWEEN = (6.0, 20.0)  # seconds from one fault to the next: sometimes before the one before is mended
DOWN = (0.3, 8.0)  # seconds until what was killed is started again
QUIET = 6.0  # seconds before a window in which nothing is killed
HOURS = 24  # by which the queue's clock is moved on while no mail server answers


@dataclass(frozen=True)
class Fault:
    """At so many seconds after the load began; ``down`` seconds later it is started again."""

    at: float
    kind: str
    down: float

    def __str__(self) -> str:
        return f"{self.at:7.1f} s  {self.kind}, down for {self.down:.1f} s"


@dataclass(frozen=True)
class Window:
    """A time of its own: ``disk`` is full, or ``mail`` has no server."""

    kind: str
    begins: float
    ends: float

    def __str__(self) -> str:
        return f"{self.begins:7.1f} s  {self.kind}, until {self.ends:.1f} s"


@dataclass(frozen=True)
class Plan:
    seed: int
    seconds: float
    faults: tuple[Fault, ...]
    windows: tuple[Window, ...]

    def lines(self) -> list[str]:
        told = sorted([(one.at, str(one)) for one in self.faults] + [(one.begins, str(one)) for one in self.windows])
        return [line for _at, line in told]


def made(seed: int, seconds: float, only: str = "") -> Plan:
    """The same seed and length give the same plan. Each kind comes once before any comes again.

    ``only``: one kind, and no window: for the bait.
    """
    dice = random.Random(seed)
    kinds = [only] if only else list(KINDS)
    windows = (
        ()
        if only
        else (
            Window("disk", round(seconds * 0.3, 1), round(seconds * 0.3 + min(90, seconds * 0.18), 1)),
            Window("mail", round(seconds * 0.6, 1), round(seconds * 0.6 + min(120, max(36, seconds * 0.15)), 1)),
        )
    )
    faults: list[Fault] = []
    bag: list[str] = []
    at = 3.0
    while at < seconds - 10:
        bag = bag or dice.sample(kinds, len(kinds))
        fault = Fault(round(at, 1), bag.pop(), round(dice.uniform(*DOWN), 1))
        if not any(window.begins - QUIET - fault.down < at < window.ends for window in windows):
            faults.append(fault)
        at += dice.uniform(*BETWEEN)
    return Plan(seed, seconds, tuple(faults), windows)
