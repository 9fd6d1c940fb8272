"""python -m mdt.supervise exec -- python -m bench.scaling pooler|workers|replica|partitions [--write]

Each step makes what it needs in a temporary folder on the loopback interface, and prints what came out; ``--write`` puts it into
docs/scaling.md. ``pooler`` needs the program pgbouncer.
"""

import argparse
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")


def main() -> None:
    django.setup()
    from bench import report
    from bench.scaling import partitions, pooler, replica, workers

    steps = {"pooler": pooler.tried, "workers": workers.tried, "replica": replica.tried, "partitions": partitions.tried}
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("step", choices=list(steps))
    options.add_argument("--write", action="store_true", help="into docs/scaling.md")
    asked = options.parse_args()
    rows = steps[asked.step]()
    report.say(report.grid(["tried", "came out"], rows), asked.step, asked.write, "scaling.md")


if __name__ == "__main__":
    main()
