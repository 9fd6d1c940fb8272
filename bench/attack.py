"""Three made-up years of three linked tables, released quarter by quarter and year by year, and then attacked all together.

    python -m bench.attack

The attacker is ``bench.attacker``: it has the files alone. True counts say at the end whether what she finds is small.
"""

import datetime
import random
import sys
import time
from dataclasses import replace

import django
from django.conf import settings

from bench.attacker.files import from_json
from bench.attacker.judging import attack
from reports.protecting.building import Task
from reports.protecting.refusing import Refused
from reports.protecting.register import Released
from reports.protecting.release import marked, protect
from reports.protecting.rules import PUBLIC, TEAM, Audience, Plan

YEARS, QUARTERS = (2024, 2025, 2026), ((1, 3), (4, 6), (7, 9), (10, 12))


def three_years(audience: Audience, seed: int = 3) -> tuple[list[Released], list[str]]:
    """Each quarter as it would go out, knowing those before; after the fourth the year. What is refused is named."""
    dice = random.Random(seed)  # noqa: S311 - numbers of a made-up county
    out: list[Released] = []
    refused: list[str] = []
    for year in YEARS:
        quarters = [_numbers(dice) for _ in QUARTERS]
        sums = [
            [[sum(q[t][r][c] for q in quarters) for c in range(3)] for r in range(len(quarters[0][t]))]
            for t in range(3)
        ]
        for number, (first, last) in enumerate(QUARTERS):
            _release(out, refused, audience, f"{year}-{number + 1}", _days(year, first, last), quarters[number])
        _release(out, refused, audience, str(year), _days(year, 1, 12), sums)
    return out, refused


def _numbers(dice: random.Random) -> list[list[list[int]]]:
    return [[[int(dice.expovariate(1 / 9)) for _ in range(3)] for _ in range(rows)] for rows in (4, 6, 9)]


def _days(year: int, first: int, last: int) -> str:
    end = datetime.date(year + last // 12, last % 12 + 1, 1) - datetime.timedelta(days=1)
    return f"{datetime.date(year, first, 1)}/{end}"


def _release(
    out: list[Released], refused: list[str], audience: Audience, name: str, period: str, numbers: list[list[list[int]]]
) -> None:  # fmt: skip
    from tests.reports.protecting.making import report, table

    plan = Plan(flows=frozenset({"t0", "t1", "t2"}))
    counted = replace(report(*(table(f"t{n}", one) for n, one in enumerate(numbers)), period=period), snapshot=name)
    try:
        found = protect(Task(counted, audience, earlier=tuple(out), plan=plan))
    except Refused as why:
        refused.append(f"{name}: {type(why).__name__}")
        return
    out.append(Released(name, audience.key, counted, found.withheld, plan=plan))


def main() -> None:
    if not settings.configured:
        settings.configure(USE_I18N=False)
        django.setup()
    from reports.exporting import json_file

    for audience in (TEAM, PUBLIC):
        begun = time.perf_counter()
        releases, refused = three_years(audience)
        between = time.perf_counter()
        files = [from_json(json_file.render(marked(one.exact, one.withheld))) for one in releases]
        true = {
            one.exact.snapshot: {
                (t.key, *at): int(c.value or 0) for _s, t in one.exact.tables() for at, c in t.cells.items()
            }
            for one in releases
        }
        found = attack(files, audience.threshold, true)
        sys.stdout.write(
            f"{audience.key}: {found.files} releases in {between - begun:.1f} s, {len(refused)} refused {refused}; "
            f"{found.shown} numbers shown, {found.withheld} withheld, {found.guarded} guarded; "
            f"attack {time.perf_counter() - between:.1f} s: {len(found.wrongly)} small numbers found, "
            f"{found.exact} others worked out\n"
        )


if __name__ == "__main__":
    main()
