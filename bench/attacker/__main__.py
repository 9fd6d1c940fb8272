"""Attacks a folder of released files: what can be found of what they withhold, with no more than the files.

    python -m bench.attacker FOLDER        # *.json in the order of their names, as the pages give them

It prints how far each withheld number can be narrowed down; whether that is too far only who counted can say.
"""

import sys
from collections import Counter
from pathlib import Path

from bench.attacker.files import from_json
from bench.attacker.judging import attack


def main(folder: str) -> None:
    found = attack([from_json(path.read_bytes()) for path in sorted(Path(folder).glob("*.json"))], threshold=1)
    widths = Counter(
        "open above" if high is None else str(high - low + 1) for low, high in found.intervals.values()
    )  # fmt: skip
    sys.stdout.write(f"{found.files} files, {found.shown} numbers shown, {found.withheld} withheld\n")
    for width, many in sorted(widths.items()):
        sys.stdout.write(f"  {many:>6} can have this many values: {width}\n")
    for (snapshot, place), (low, high) in found.intervals.items():
        if high is not None and high - low < 5:
            sys.stdout.write(f"  {snapshot} {'/'.join(place)}: {low} to {high}\n")


if __name__ == "__main__":
    main(sys.argv[1])
