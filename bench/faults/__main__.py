"""``python -m bench.faults --minutes 30 --seed 7``: exit code 0 when nothing was lost, sent twice, or seen that should not be."""

import argparse
import logging
import os
import random
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench.faults import disk, plan, record
from bench.faults.house import House
from bench.faults.journal import Journal
from mdt.embedded.family import Family
from mdt.embedded.place import Place


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.faults", description=__doc__)
    options.add_argument("--minutes", type=float, default=30.0)
    options.add_argument(
        "--seed", type=int, help="the same seed kills the same at the same moments; else one is drawn and said"
    )
    options.add_argument("--replay", action="store_true", help="with the seed and the length that docs/faults.md tells")
    options.add_argument("--write", action="store_true", help="put what came out into docs/faults.md")
    options.add_argument("--only", default="", choices=list(plan.KINDS), help="kill this alone, and try nothing else")
    options.add_argument(
        "--careless", action="store_true", help="the bait: a database that tells too early that it has committed"
    )
    options.add_argument("--keep", type=Path, help="a folder for journal and logs of a run that found something")
    chosen = options.parse_args()
    seed = chosen.seed if chosen.seed is not None else secrets.randbelow(100_000)
    seed, minutes = record.written() if chosen.replay else (seed, chosen.minutes)
    planned = plan.made(seed, minutes * 60, "database" if chosen.careless else chosen.only)
    sys.stderr.write("\n".join([f"Seed {seed}, {minutes:g} minutes.", *planned.lines(), ""]))
    with installed(careless=chosen.careless) as house:
        whole = False
        try:
            found = tried(house, planned)
            whole = not found.faults
        finally:
            if chosen.keep and not whole:
                record.keep(house.place, chosen.keep)
    sys.stdout.write(found.text())
    if chosen.write:
        record.write(found, planned)
    return 1 if found.faults else 0


@contextmanager
def installed(*, careless: bool) -> Iterator[House]:
    """Servers of its own, which nothing else uses and of which nothing is left."""
    apart = disk.apart()  # before any other thread or process
    place, lock = Place.test()
    small = disk.Disk(place.servers) if apart and place.account else None
    try:
        with Family(lock) as family:
            house = House(place, family, small, careless)
            try:
                house.begin()
                yield house
            finally:
                house.post.stop()
    finally:
        if small is not None:
            small.unmount()
        place.remove()
        os.close(lock)


def tried(house: House, planned: plan.Plan) -> "record.Found":
    os.environ.update(house.env("owner"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
    import django

    django.setup()
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # the mail server of this process tells of each word
    from bench.faults import reading
    from bench.faults.judging import judged
    from bench.faults.trying import Trying
    from mdt.demo import cast

    with house.superuser() as db:
        known = reading.known(db, cast.SART, "Alder County")
    journal = Journal(house.place.log / "journal.jsonl", random.Random(planned.seed))
    since, began = datetime.now(UTC), time.monotonic()
    trying = Trying(house, planned, journal, known)
    trying.run()
    trying.drain()
    return judged(trying, since, time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
