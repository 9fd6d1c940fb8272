"""What the people of the load asked for, what they were told, and what they saw: kept as it happens, one line for each."""

import json
import random
import re
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Planted wherever a survivor's words go. No other text anywhere has this form, so one pattern finds every leak.
PLANTED = re.compile(rb"Zyq[a-z]{8}")


@dataclass
class Write:
    """``key`` names what there will be, such as ``case:<id>``. ``told``: the answer said that it is done."""

    who: str
    key: str
    asked_at: float
    told: bool = False
    told_at: float = 0.0


@dataclass(frozen=True)
class Seen:
    """A planted word in an answer: by whom, asked and answered when (seconds since 1970), in which part of which record."""

    who: str
    word: str
    asked_at: float
    answered_at: float
    status: int


@dataclass(frozen=True)
class Planted:
    case: str
    element: int
    owner: str


@dataclass
class Door:
    """A release as its people saw it: open at the earliest, closed for certain."""

    case: str
    recipient: str
    element: int
    opened_at: float
    closed_at: float | None = None  # when the answer came that it is taken back, or when it runs out


@dataclass
class Journal:
    """Shared by all clients. ``dice`` makes the words; it has no part in what dies when."""

    path: Path
    dice: random.Random
    writes: list[Write] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    words: dict[str, Planted] = field(default_factory=dict)
    doors: list[Door] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    unplain: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def word(self, case: str, element: int, owner: str) -> str:
        with self.lock:
            made = "Zyq" + "".join(self.dice.choices("abcdefghijklmnopqrstuvwxyz", k=8))
            self.words[made] = Planted(case, element, owner)
        return made

    def asked(self, who: str, key: str) -> Write:
        """Before it is sent."""
        one = Write(who, key, time.time())
        with self.lock:
            self.writes.append(one)
            self._keep(asked=key, who=who)
        return one

    def told(self, one: Write) -> None:
        """The answer has come, and it said that it is done."""
        one.told, one.told_at = True, time.time()
        with self.lock:
            self._keep(told=one.key, who=one.who)

    def saw(self, one: Seen) -> None:
        with self.lock:
            self.seen.append(one)
            self._keep(saw=one.word, who=one.who, status=one.status)

    def count(self, what: str) -> None:
        with self.lock:
            self.counts[what] = self.counts.get(what, 0) + 1

    def complain(self, sentence: str) -> None:
        with self.lock:
            self.unplain.append(sentence)

    def _keep(self, **facts: Any) -> None:
        with self.path.open("a") as file:
            file.write(json.dumps({"at": round(time.time(), 3), **facts}) + "\n")
