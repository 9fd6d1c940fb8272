"""``python -m bench.one_room N``: Alder, and N cases in all, nearly all of them in the room of one agency."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
SEED = 7


def main(cases: int) -> None:
    django.setup()
    from mdt.demo import bulk, load
    from mdt.kit import clock

    base = clock.now()
    load.load_alder(SEED, base, _say)
    bulk.load(bulk.Size(cases=cases, agencies=15, people=70, teams=3, one_room=True), SEED, base, _say)


def _say(sentence: str) -> None:
    sys.stderr.write(f"  {sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
