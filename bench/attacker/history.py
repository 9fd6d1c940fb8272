"""What several files say together: versions, parts of a longer period, periods that overlap, quarters of an award's year."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from bench.attacker.files import File, Place
from bench.attacker.forms import people

Name = tuple[str, Place]  # of which count, where
Terms = tuple[tuple[Name, int], ...]
ONCE_A_YEAR = {"ovc.pmt": ("new", "race", "sex", "age")}  # persons who are new once: their quarters add up
YEAR_BEGINS = 10  # month in which somebody is new again; federal awards begin then
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Said:
    """low ≤ Σ factor × number ≤ high. ``sure``: it cannot be otherwise, but for what was entered late."""

    terms: Terms
    low: int | None
    high: int | None
    sure: bool = True


@dataclass(frozen=True)
class Difference:
    """Σ factor × number is how many people (or times) lie between files. Nobody prints it; a reader forms it."""

    why: str
    terms: Terms


@dataclass(frozen=True)
class Spans:
    """Releases of one form and award as sums of ``atoms``: the days between any two borders."""

    files: tuple[File, ...]
    atoms: tuple[datetime.date, ...]  # first days
    inside: np.ndarray  # files × atoms, 1 where the file counts it


def latest(files: Sequence[File]) -> list[File]:
    """Of each period and award of each form the last that was released."""
    return list({(*file.about, file.period): file for file in files}.values())


def flows(file: File) -> Iterator[Place]:
    once = ONCE_A_YEAR.get(file.form, ())
    return (p for p in people(file) if file.units[p[0]] in ("occurrences", "events") or p[0] in once)


def said(files: Sequence[File]) -> Iterator[Said]:
    for large in files:
        for small in files:
            if within(small, large):
                for place in people(small):
                    if place in large.cells:
                        yield Said(minus(large, [small], place), 0, None, sure=False)
    yield from _arrivals(files)
    for spans in overlapping(files):
        for place in {place for file in spans.files for place in flows(file)}:
            for number, file in enumerate(spans.files):
                if place in file.cells:
                    parts = [
                        (atom(spans, n, place), -1) for n in range(len(spans.atoms)) if spans.inside[number, n]
                    ]  # fmt: skip
                    yield Said((((file.snapshot, place), 1), *parts), 0, 0, sure=False)


def differences(files: Sequence[File]) -> Iterator[Difference]:
    yield from _versions(files)
    now = latest(files)
    for large in now:
        inside = [small for small in now if within(small, large)]
        for small in inside:
            for place in people(small):
                if place in large.cells:
                    yield Difference("part of a whole", minus(large, [small], place))
        at_once = [small for small in inside if small.period == large.period]
        if len(at_once) > 1:
            for place in people(large):
                if all(place in small.cells for small in at_once):
                    yield Difference("award of all", minus(large, at_once, place))
    for spans in overlapping(now):
        yield from _runs(spans)


def within(small: File, large: File) -> bool:
    """All that ``small`` counts is counted in ``large``; no award is all of them."""
    if (small.form, small.agency) != (large.form, large.agency) or large.award not in ("", small.award):
        return False
    days = large.first <= small.first and small.last <= large.last
    return days and (small.period, small.award) != (large.period, large.award)


def minus(large: File, small: Sequence[File], place: Place) -> Terms:
    return (((large.snapshot, place), 1), *(((one.snapshot, place), -1) for one in small))


def atom(spans: Spans, number: int, place: Place) -> Name:
    return f"{'|'.join(spans.files[0].about)}|{spans.atoms[number]}", place


def overlapping(files: Sequence[File]) -> Iterator[Spans]:
    """Groups in which some day stands in two files, the last version of each."""
    groups: dict[tuple[str, str, str], list[File]] = {}
    for file in latest(files):
        groups.setdefault(file.about, []).append(file)
    for group in groups.values():
        borders = sorted({file.first for file in group} | {file.last + DAY for file in group})
        inside = np.array([[int(f.first <= a and b <= f.last + DAY) for a, b in pairwise(borders)] for f in group])
        if len(group) > 1 and inside.sum(axis=0).max() > 1:
            kept = np.flatnonzero(inside.any(axis=0))
            yield Spans(tuple(group), tuple(borders[n] for n in kept), inside[:, kept])


def _versions(files: Sequence[File]) -> Iterator[Difference]:
    seen: dict[tuple[object, ...], list[File]] = {}
    for file in {file.snapshot: file for file in files}.values():
        before = seen.setdefault((*file.about, file.period), [])
        for old in before:
            for place in people(file):
                if place in old.cells:
                    yield Difference("version", minus(file, [old], place))
        before.append(file)


def _runs(spans: Spans) -> Iterator[Difference]:
    """Stretches of time that no file is about, and that files add up to."""
    there = {tuple(row) for row in spans.inside}
    size = len(spans.atoms)
    places = sorted({place for file in spans.files for place in flows(file)})
    for begin in range(size):
        for end in range(begin + 1, size + 1):
            target = np.array([int(begin <= n < end) for n in range(size)])
            if tuple(target) in there:
                continue
            for place in places:
                has = [n for n, file in enumerate(spans.files) if place in file.cells]
                factors = _combined(spans.inside[has], target)
                if factors is not None:
                    pairs = zip(has, factors, strict=True)
                    yield Difference(
                        "between periods", tuple(((spans.files[n].snapshot, place), f) for n, f in pairs if f)
                    )


def _combined(inside: np.ndarray, target: np.ndarray) -> list[int] | None:
    """Whole factors with which the files make up the stretch, if there are."""
    if not len(inside):
        return None
    found = np.linalg.lstsq(inside.T.astype(float), target.astype(float), rcond=None)[0]
    whole = np.round(found)
    if not np.array_equal(inside.T @ whole, target):
        return None
    return [int(factor) for factor in whole]


def _arrivals(files: Sequence[File]) -> Iterator[Said]:
    """Whoever was helped in a quarter was new in it or in one before it, since the award's year began."""
    now = [file for file in latest(files) if file.form == "ovc.pmt"]
    whole, new = ("individuals", "individuals", ""), ("new", "new", "")
    for file in {file.snapshot: file for file in files if file.form == "ovc.pmt"}.values():
        begins = datetime.date(file.first.year - (file.first.month < YEAR_BEGINS), YEAR_BEGINS, 1)
        others = [f for f in now if f.about == file.about and f.period != file.period]
        before = [f for f in others if begins <= f.first and f.last < file.first]
        covered = sum((f.last - f.first).days + 1 for f in before) == (file.first - begins).days
        if covered and whole in file.cells and all(new in f.cells for f in [file, *before]):
            terms = (((f.snapshot, new), -1) for f in [file, *before])
            yield Said((((file.snapshot, whole), 1), *terms), None, 0, sure=False)
