"""Where the time of a mixed load goes, and what the three largest costs that were found took before and take now.

    python -m mdt.supervise exec -- python -m bench.costs [--scale county] [--rounds 20] [--write]
    python -m mdt.supervise exec -- python -m bench.costs --before CHECKOUT --only today referrals cases

The profile is one process's over the pages of the mix, as often as the mix asks for them. ``--before`` times the same pages in a
process of another checkout and in one of this one, in turns, on the same database.
"""

import argparse
import cProfile
import json
import os
import pstats
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
ROOT = str(Path(__file__).resolve().parent.parent)
ROUNDS_OF_BOTH = 5
# What is told of a profile, by where it stands: seconds inside it, all that it calls included.
PARTS = {
    "templates": ("django/template/backends/django.py", "render"),
    "statements, sent and waited for": ("django/db/backends/utils.py", "execute"),
    "statements, put together": ("django/db/models/sql/compiler.py", "as_sql"),
    "session and person": ("django/contrib/auth/middleware.py", "get_user"),
    "the gate's questions": ("confidentiality/gate.py", "_ask"),
    "transactions in somebody's name": ("mdt/kit/acting.py", "transaction_as"),
    "components of a page": ("mdt/kit/components.py", "tag"),
}


def main() -> None:
    django.setup()
    from bench import report

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", default="county")
    options.add_argument("--rounds", type=int, default=20)
    options.add_argument("--before", type=Path)
    options.add_argument(
        "--only",
        nargs="*",
        default=["today", "referrals", "agreements", "cases", "case", "meetings", "agenda", "report"],
    )
    options.add_argument("--write", action="store_true", help="into docs/speed.md")
    options.add_argument("--once", action="store_true", help=argparse.SUPPRESS)  # one side of --before
    asked = options.parse_args()
    pages = Pages(asked.scale, asked.only)
    if asked.once:
        sys.stdout.write(json.dumps(pages.timed(asked.rounds)))
    elif asked.before:
        report.say(_before(asked.before, asked), "removed", asked.write)
    else:
        report.say(pages.profiled(asked.rounds), "profile", asked.write)
    pages.place.close()


class Pages:
    """The pages of the mix, each with the first person who gets it."""

    def __init__(self, scale: str, names: list[str]) -> None:
        from bench import everywhere
        from bench.place import Place

        self.place = Place(scale, lambda sentence: None)
        everywhere.furnish(self.place)
        self.browsers: dict[int, Any] = {}
        hall, cast = everywhere.hall_of(self.place), everywhere.people(self.place)
        found = [everywhere.first(self.place, hall, self.browsers, cast, name) for name in names]
        self.pages = {one.name: one for one in found if one}
        self.place.as_web()

    def get(self, name: str) -> None:
        one = self.pages[name]
        if self.browsers[one.person.pk].get(one.path) != 200:
            raise RuntimeError(f"{name} does not answer.")

    def timed(self, rounds: int) -> dict[str, list[float]]:
        """Of each page the median milliseconds of the processor, and the statements of one request."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        found = {}
        for name in self.pages:
            self.get(name)
            with CaptureQueriesContext(connection) as sent:
                self.get(name)
            asked, took = len(sent.captured_queries), []
            for _ in range(rounds):
                begun = time.process_time()
                self.get(name)
                took.append((time.process_time() - begun) * 1000)
            found[name] = [median(took), asked]
        return found

    def profiled(self, rounds: int) -> str:
        from bench.mixed import MIX
        from bench.report import grid

        turns = [name for name in self.pages for _ in range(MIX.get(name, 1))]
        for name in self.pages:
            self.get(name)
        profile, whole = cProfile.Profile(), dict.fromkeys(self.pages, 0.0)
        for _ in range(max(1, rounds // 10)):
            for name in turns:
                begun = time.process_time()
                profile.enable()
                self.get(name)
                profile.disable()
                whole[name] += time.process_time() - begun
        stats = pstats.Stats(profile).stats  # type: ignore[attr-defined]
        total = sum(whole.values())
        rows = [
            [f"page `{name}`", f"{took / total:.0%}"] for name, took in sorted(whole.items(), key=lambda one: -one[1])
        ]
        wall = max(one[3] for one in stats.values())
        for said, (file, function) in PARTS.items():
            took = max(
                [one[3] for key, one in stats.items() if key[0].endswith(file) and key[2] == function], default=0.0
            )
            rows.append([said, f"{took / wall:.0%}"])
        mine = {f"{key[0].removeprefix(ROOT + '/')} {key[2]}": one[3] for key, one in stats.items() if key[0].startswith(ROOT)
                and "/queries/" in key[0]}  # fmt: skip
        rows += [
            [f"`{name}`", f"{took / wall:.0%}"] for name, took in sorted(mine.items(), key=lambda one: -one[1])[:8]
        ]
        return grid(["where", "of the whole"], rows)


def _before(checkout: Path, asked: argparse.Namespace) -> str:
    """Both sides in turns, each a process of its own; the ratio inside each round."""
    from bench.report import grid

    ours: list[dict[str, list[float]]] = []
    theirs: list[dict[str, list[float]]] = []
    for turn in range(ROUNDS_OF_BOTH):
        for side, where in [(ours, Path(ROOT)), (theirs, checkout)][:: 1 if turn % 2 else -1]:
            side.append(_side(where, asked))
    rows = []
    for name in ours[0].keys() & theirs[0].keys():
        ratio = median(now[name][0] / before[name][0] for now, before in zip(ours, theirs, strict=True))
        before, now = (median(one[name][0] for one in side) for side in (theirs, ours))
        rows.append(
            [
                f"`{name}`",
                f"{theirs[0][name][1]:.0f}, {ours[0][name][1]:.0f}",
                f"{before:.1f}, {now:.1f}",
                f"{ratio:.2f}",
            ]
        )
    return grid(
        ["page", "statements before, now", "ms of the processor before, now", "ratio"],
        sorted(rows, key=lambda one: one[3]),
    )


def _side(where: Path, asked: argparse.Namespace) -> dict[str, list[float]]:
    """The earlier checkout gets this bench, its own product."""
    command = [
        sys.executable,
        "-c",
        SIDE.format(root=ROOT, where=where),
        "--once",
        "--scale",
        asked.scale,
        "--rounds",
        str(asked.rounds),
    ]
    done = subprocess.run([*command, "--only", *asked.only], cwd=where, capture_output=True, text=True, check=True)
    found: dict[str, list[float]] = json.loads(done.stdout.splitlines()[-1])
    return found


SIDE = """
import sys
sys.path[:0] = ["{where}"]
import importlib.util
for name in ("bench", "tests"):
    path = "{root}/" + name
    spec = importlib.util.spec_from_file_location(name, path + "/__init__.py", submodule_search_locations=[path])
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
from bench.costs import main
main()
"""

if __name__ == "__main__":
    main()
