"""Runs the measurements of one or more scales and says what came out, as a table or for machines."""

import sys
from collections.abc import Iterator
from contextlib import nullcontext
from functools import partial

from bench import checks, people, reads, released, rounds
from bench.place import CASES, Place

Results = dict[str, rounds.Result]
WIDE = "{:<22} {:>10} {:>10} {:>10} {:>7} {:>10}"


def progress(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def measure(scales: list[str], turns: int, with_pages: bool = True) -> Results:
    results: Results = {}
    for scale in scales:
        place = Place(scale, progress)
        try:
            for name, result in _scale(place, turns, with_pages):
                results[name] = result
                progress(f"  {name}: {result.floor_ms:.2f} → {result.ours_ms:.2f} ms, {result.ratio:.2f}×")
        finally:
            place.close()
    return results


def _scale(place: Place, turns: int, with_pages: bool) -> Iterator[tuple[str, rounds.Result]]:
    four = people.four(place)
    seen = ", ".join(f"{who.letter} {who.sees:,}" for who in four)
    progress(f"{place.cases:,} cases; may see: {seen}.")
    checks.check(place, four)
    for pair in reads.PAIRS:
        for who in four:
            floor, ours = reads.as_bare(pair.bare, who), reads.as_person(pair.ours, who)
            with nullcontext() if pair.recorded else place.unrecorded():
                result = rounds.compare(place, floor, ours, turns, partial(pair.prepare, place))
            yield f"{pair.name}/{who.letter}@{place.cases}", result
    if with_pages:
        from bench import agreements, meetings, pages

        yield from pages.compare(place, four, turns)
        yield from released.compare(place, turns)
        yield from agreements.compare(place, turns)
        yield from meetings.compare(place, turns)


def table(results: Results) -> str:
    lines = [WIDE.format("what/who@cases", "cases", "bare ms", "ours ms", "ratio", "p95 ms")]
    for name, one in results.items():
        numbers = (f"{one.floor_ms:.2f}", f"{one.ours_ms:.2f}", f"{one.ratio:.2f}", f"{one.p95_ms:.2f}")
        lines.append(WIDE.format(name, one.scale, *numbers))
    return "\n".join([*lines, *_growth(results)])


def _growth(results: Results) -> list[str]:
    """How our own time grew from the smallest to the largest scale: the list should not notice the table."""
    small, large = min(CASES.values()), max(CASES.values())
    out = []
    for name, one in results.items():
        what = name.split("@")[0]
        before = results.get(f"{what}@{small}")
        if one.scale == large and before:
            out.append(f"{what}: {one.ours_ms / before.ours_ms:.2f} times the time at {small:,} cases")
    return out
