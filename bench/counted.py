"""One count of a report: what is asked for, the worker that makes it, and the same numbers by one statement without rules."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.place import ROOT, Place

EVERY = 0.02  # seconds between two looks at the memory of a process


@dataclass(frozen=True)
class Asked:
    """A report of the first agency: the last whole year for the STOP office, the last whole quarter for VOCA."""

    name: str
    form: str
    first: date
    last: date


def reports(today: date) -> list[Asked]:
    year, month = today.year, 3 * ((today.month - 1) // 3) + 1
    end = date(year, month, 1) - timedelta(days=1)
    return [
        Asked("STOP year", "ovw.stop", date(year - 1, 1, 1), date(year - 1, 12, 31)),
        Asked("PMT quarter", "ovc.pmt", date(end.year, end.month - 2, 1), end),
    ]


# The numbers of the main tables as anybody would ask for them: files for persons, the day's award for the first one's, no
# rule of who is served or new, nothing that a number could be followed back to. %(…)s: agency, form, first and last day.
BARE = """
WITH done AS MATERIALIZED (
  SELECT DISTINCT e.id, e.case_id, e.service, e.units, e.family FROM cases_serviceevent e
    JOIN cases_servicefunding f ON f.event_id = e.id JOIN agencies_award w ON w.id = f.award_id AND w.form = %(form)s
   WHERE e.agency_id = %(agency)s AND e.on BETWEEN %(first)s AND %(last)s
), who AS MATERIALIZED (
  SELECT d.case_id, i.date_of_birth, g.age_told, g.sex, g.race, v.kinds, coalesce(p.kind, 'missing') AS kind
    FROM (SELECT DISTINCT case_id FROM done) d LEFT JOIN cases_identity i USING (case_id)
    LEFT JOIN cases_demographics g USING (case_id) LEFT JOIN cases_victimization v USING (case_id)
    LEFT JOIN (SELECT DISTINCT ON (case_id) case_id, kind FROM cases_primaryvictimization WHERE from_on <= %(last)s
                ORDER BY case_id, from_on) p USING (case_id)
)
SELECT 'primary', kind, count(DISTINCT case_id), 0 FROM who GROUP BY kind
UNION ALL SELECT 'race', x.code || ' ' || w.kind, count(DISTINCT w.case_id), 0 FROM who w, unnest(w.race) AS x (code) GROUP BY 2
UNION ALL SELECT 'sex', sex || ' ' || kind, count(DISTINCT case_id), 0 FROM who GROUP BY 2
UNION ALL SELECT 'age', width_bucket(coalesce(extract(year FROM age(%(first)s, date_of_birth))::int, age_told),
                                     ARRAY[7, 11, 13, 18, 25, 60]) || ' ' || kind, count(DISTINCT case_id), 0 FROM who GROUP BY 2
UNION ALL SELECT 'victimization', x.code, count(DISTINCT w.case_id), 0 FROM who w, unnest(w.kinds) AS x (code) GROUP BY 2
UNION ALL SELECT 'relationship', p.relationship || ' ' || w.kind, count(DISTINCT w.case_id), 0
  FROM who w JOIN cases_involvedperson p USING (case_id) GROUP BY 2
UNION ALL SELECT 'barrier', k.code, count(DISTINCT w.case_id), 0 FROM who w JOIN cases_knownbarrier k USING (case_id) GROUP BY 2
UNION ALL SELECT 'service', service, count(DISTINCT case_id), sum(units) FROM done GROUP BY service
UNION ALL SELECT 'nights', service, count(DISTINCT case_id), sum(units * (1 + family)) FROM done
 WHERE service IN ('emergency_shelter', 'transitional_housing') GROUP BY service
UNION ALL SELECT 'reason', x.code, count(DISTINCT q.case_id), 0 FROM cases_servicerequest q, unnest(q.reasons) AS x (code)
 WHERE q.agency_id = %(agency)s AND q.asked_on BETWEEN %(first)s AND %(last)s GROUP BY 2
UNION ALL SELECT 'order', o.kind, count(*), 0 FROM who w JOIN cases_protectionorder o USING (case_id)
 WHERE o.requested_on BETWEEN %(first)s AND %(last)s GROUP BY 2
UNION ALL SELECT 'contact', kind, 0, sum(count) FROM cases_servicecontact
 WHERE agency_id = %(agency)s AND "on" BETWEEN %(first)s AND %(last)s GROUP BY kind
"""


def bare(place: Place, asked: Asked) -> list[tuple[Any, ...]]:
    """The owner's, without jobs, steps or records of them."""
    award = _award(place, asked)
    names = {"agency": award.agency_id, "form": asked.form, "first": asked.first, "last": asked.last}
    with place.bare.cursor() as cursor:
        cursor.execute(BARE, names)
        return cursor.fetchall()


def ask(place: Place, asked: Asked, agency: int | None = None) -> Any:
    """A count that waits, as a page leaves it; of the agency with most records, or of another one."""
    from reports.actions.runs import plan
    from reports.definition import get
    from reports.models import Run

    place.as_bare()
    award = _award(place, asked, agency)
    definition = get(award.form, award.version)
    run = Run(
        agency_id=award.agency_id, award=award, form=definition.key, version=definition.version, starts_on=asked.first,
        ends_on=asked.last, definition=definition.raw, plan=plan(definition, award.choices),
        choices=definition.chosen(award.choices), sha256=definition.sha256, asked_by_id=award.created_by_id,
    )  # fmt: skip
    run.save()
    return run


def _award(place: Place, asked: Asked) -> Any:
    """The longest that the agency with most records has of the form; a supervisor set it up and reports on it."""
    from agencies.models import Award

    place.as_bare()
    ((agency,),) = place.owner_rows(
        "SELECT agency_id FROM cases_case GROUP BY agency_id ORDER BY count(*) DESC LIMIT 1"
    )
    return Award.objects.filter(agency_id=agency, form=asked.form).order_by("starts_on")[:1].get()


def by_a_worker(place: Place, run: Any) -> dict[str, float]:
    """In a process of its own, in the worker's role: seconds, and the most megabytes that it and its backend held."""
    command = [sys.executable, "-m", "bench.counted", str(run.pk)]
    done = subprocess.run(command, cwd=ROOT, env=place.env("worker"), check=True, stdout=subprocess.PIPE)  # noqa: S603
    place.as_bare()
    ((status,),) = place.owner_rows("SELECT status FROM reports_run WHERE id = %s", [run.pk])
    if status != "counted":
        raise RuntimeError(f"The count ended {status}.")
    return dict(json.loads(done.stdout))


def _work(run: int) -> None:
    """What the scheduled job does with one that waits."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
    django.setup()
    from django.db import connection

    from reports import tasks

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    processor = _processor(backend)
    with _watched(os.getpid()) as mine, _watched(backend) as theirs:
        begun = time.monotonic()
        tasks.count(run)
        seconds = time.monotonic() - begun
    told = {
        "seconds": seconds,
        "processor": _processor(backend) - processor,
        "worker_mb": max(mine),
        "backend_mb": max(theirs),
    }
    sys.stdout.write(json.dumps(told))


@contextmanager
def _watched(pid: int) -> Iterator[list[float]]:
    """Megabytes of its own that a process holds, shared memory apart, again and again. Linux, and on the same machine."""
    seen, ended = [_held(pid)], threading.Event()

    def look() -> None:
        while not ended.wait(EVERY):
            seen.append(_held(pid))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        ended.set()
        watcher.join()


def _held(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1000


def _processor(pid: int) -> float:
    """Seconds of a processor that a process has had."""
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    _work(int(sys.argv[1]))
