"""The judge: what was told against what is there. Nothing here asks a database, so that each check can be tried with bait."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from bench.faults.journal import Door, Planted, Seen, Write
from bench.faults.post import Mail

GAP = 30.0  # seconds after a mail came in which the death of its sender explains that it comes again
CLOCKS = 0.005  # seconds: the database writes microseconds and a client reads its own clock


def lost(writes: Iterable[Write], there: Mapping[str, int]) -> list[str]:
    """What was told and is not there once; what was not told and is there twice. ``there``: how often each key is found."""
    told: dict[str, bool] = {}
    for one in writes:
        told[one.key] = told.get(one.key, False) or one.told
    faults = []
    for key, was_told in told.items():
        found = there.get(key, 0)
        if was_told and found == 0:
            faults.append(f"lost: {_kind(key)} was told to be done and is not there")
        if found > 1:
            faults.append(f"twice: {_kind(key)} is there {found} times")
    return faults


def _kind(key: str) -> str:
    return key.partition(":")[0]


@dataclass(frozen=True)
class Row:
    """Of an outbox: the Message-ID that its key gives, and what became of it."""

    id: str
    sent: bool
    cancelled: bool
    due: bool  # before now


@dataclass
class Mails:
    rows: int = 0
    once: int = 0
    again: int = 0  # sent once more under the same Message-ID: its sender died before it could mark the row
    faults: list[str] = field(default_factory=list)


def mails(rows: Sequence[Row], came: Sequence[Mail], deaths: Sequence[float]) -> Mails:
    """``deaths``: when a worker or the database died, in seconds since 1970: the one gap that cannot be closed."""
    at: dict[str, list[float]] = {}
    whom: dict[str, set[str]] = {}
    for mail in came:
        at.setdefault(mail.id, []).append(mail.at)
        whom.setdefault(mail.id, set()).add(mail.to)
    found = Mails(len(rows))
    doubled = [row for row, times in Counter(row.id for row in rows).items() if times > 1]
    found.faults += [f"{len(doubled)} Message-IDs stand for two rows"] if doubled else []
    for row in rows:
        _one(row, sorted(at.get(row.id, [])), sorted(deaths), found)
    if strange := set(at) - {row.id for row in rows}:
        found.faults.append(f"{len(strange)} mails came that no row asked for")
    found.faults += ["one Message-ID went to two people" for people in whom.values() if len(people) > 1]
    return found


def _one(row: Row, times: list[float], deaths: list[float], found: Mails) -> None:
    if row.sent and not times:
        found.faults.append("a mail that is marked as sent never came")
    if not row.sent and not row.cancelled and row.due:
        found.faults.append("a mail that is due still waits")
    found.once += len(times) == 1
    explained = all(_died(deaths, first) for first in times[:-1])
    if len(times) > 1 and explained:
        found.again += len(times) - 1
    elif len(times) > 1:
        found.faults.append(f"a mail came {len(times)} times and nobody had died")
    if times and not row.sent and not (row.cancelled and _died(deaths, times[-1])):
        found.faults.append("a mail came and its row does not say so")


def _died(deaths: list[float], at: float) -> bool:
    following = bisect_left(deaths, at - 1)  # a second: the harness notes a death after it has killed
    return following < len(deaths) and deaths[following] <= at + GAP


@dataclass(frozen=True)
class Look:
    who: str
    case: str
    elements: int
    at: float


def unrecorded(seen: Iterable[Seen], words: Mapping[str, Planted], looks: Iterable[Look]) -> list[str]:
    """Answers with a planted word for which no look at that part was committed between asking and answering."""
    kept: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for look in looks:
        kept.setdefault((look.who, look.case), []).append((look.at, look.elements))
    for of_one in kept.values():
        of_one.sort()
    faults = []
    for one in seen:
        planted = words.get(one.word)
        if planted is None or not _recorded(kept.get((one.who, planted.case), []), one, planted.element):
            faults.append("an answer showed a planted word and no look was committed before it")
    return faults


def _recorded(looks: list[tuple[float, int]], one: Seen, element: int) -> bool:
    first = bisect_left(looks, (one.asked_at - CLOCKS, 0))
    return any(bits & element for at, bits in looks[first:] if at <= one.answered_at + CLOCKS)


def leaks(
    seen: Iterable[Seen], words: Mapping[str, Planted], doors: Sequence[Door], may: Mapping[str, set[str]]
) -> list[str]:
    """Answers with a planted word to somebody who had no basis then. ``may``: who else may see the records of an owner."""
    faults = []
    for one in seen:
        planted = words.get(one.word)
        if one.status >= 500 or planted is None:
            faults.append("a page of a fault showed a planted word")
        elif one.who not in {planted.owner, *may.get(planted.owner, ())} and not any(
            _open(door, one, planted) for door in doors
        ):
            faults.append(f"a planted word was shown to somebody without a basis ({one.who.partition('@')[0]})")
    return faults


def _open(door: Door, one: Seen, planted: Planted) -> bool:
    """It may have been open when the answer was made; what was asked for after it closed may not be answered."""
    here = door.case == planted.case and door.recipient == one.who and bool(door.element & planted.element)
    in_time = door.opened_at <= one.answered_at and (door.closed_at is None or one.asked_at <= door.closed_at)
    return here and in_time


def leaked(name: str, content: bytes, words: Iterable[str], ids: Iterable[str] = ()) -> list[str]:
    """What stands in a log, a mail or a queue and may not."""
    low = content.lower()
    found = [f"{name} holds a planted word" for word in words if word.lower().encode() in low]
    return (found + [f"{name} holds an id or an address" for one in ids if one.encode() in low])[:3]
