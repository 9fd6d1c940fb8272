"""Three years of a county's reports, released as in life for the team and for everybody, and attacked all together.

    python -m mdt.supervise exec --forgetful -- python -m bench.county_releases [--agencies 3] [--keep FOLDER]

Every quarter of PMT and every year of STOP is counted by the functions of the database, filed, made by one person and
released by another; after some of them a few services are entered late and the report is filed and released again. What is
attacked are the JSON files that a reader downloads, by ``bench.attacker``, which knows nothing else of it.
"""

import argparse
import datetime
import os
import random
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import django

SEED, LATE, AMENDED = 9, 3, 4  # how many are entered late at most; every fourth report is filed again
FORMS = ("ovc.pmt", "ovw.stop")
AUDIENCES = {"team": (5, {"team", "public"}), "public": (11, {"public"})}  # threshold, and whose files she reads
FIRST_YEAR, YEARS = -3, 3  # before the county's own
SERVICE = "crisis_intervention"
LINE = "{:<22} {:<7} {:>8} {:>8} {:>8} {:>8} {:>8} {:>8} {:>9} {:>8}"
HEAD = ("agency", "reader", "releases", "shown", "withheld", "guarded", "between", "wrongly", "narrowest", "seconds")


@dataclass
class Made:
    """What one agency released: files in the order in which they went out, and the true numbers behind each count."""

    agency: str
    files: list[tuple[str, bytes]] = field(default_factory=list)  # for whom, JSON
    true: dict[str, Mapping[tuple[str, str, str], int]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    guessed: int = 0


class Releases:
    """One agency. ``place`` switches between the roles of pages, of the worker and of the owner."""

    def __init__(self, place: "Place", agency: int, forms: tuple[str, ...] = FORMS) -> None:
        self.place, self.dice = place, random.Random(SEED + agency)  # noqa: S311 - numbers of a made-up county
        place.as_bare()
        self.awards = list(Award.objects.filter(agency=agency, form__in=forms).select_related("agency__jurisdiction"))
        staff = list(Person.objects.filter(agency=agency, is_active=True).order_by("-is_supervisor", "pk")[:2])
        self.by, self.second = staff[0], staff[-1]
        for award in self.awards:
            for one in staff:
                place.owner_rows(
                    "INSERT INTO agencies_awardreporter (award_id, person_id, named_by_id, named_at)"
                    " VALUES (%s, %s, %s, now()) ON CONFLICT DO NOTHING", [award.pk, one.pk, self.by.pk],
                )  # fmt: skip
        self.made = Made(self.awards[0].agency.name)
        self.before = {(run.award_id, run.starts_on): run for run in self._of_before(agency)}

    def _of_before(self, agency: int) -> "list[Run]":
        """What is filed already, and what of it is out: a reader has that too."""
        with bare_reads():
            for one in Publication.objects.filter(agency=agency, status="released").select_related("run"):
                self.made.files.append((one.audience, json_file.render(kept.from_plain(one.report))))
                self._true(kept.from_plain(one.run.report or {}))
            return list(Run.objects.filter(agency=agency, status="filed").order_by("filed_at"))

    def _true(self, report: "Report") -> None:
        self.made.true[report.snapshot] = {
            (table.key, *at): int(cell.value)
            for _section, table in report.tables() for at, cell in table.cells.items()
            if isinstance(cell.value, Decimal) and cell.value == int(cell.value)
        }  # fmt: skip

    def release(self, year: int) -> Made:
        for number, (last, first, award) in enumerate(sorted(self._owed(year), key=lambda one: (one[0], one[2].pk))):
            run = self._filed(award, first, last, amends=self.before.get((award.pk, first)))
            self._out(run)
            if number % AMENDED == 1 and self._late(award, first, last):
                self._out(self._filed(award, first, last, amends=run))
        return self.made

    def _owed(self, year: int) -> Iterator[tuple[datetime.date, datetime.date, "Award"]]:
        for award in self.awards:
            for one in range(year + FIRST_YEAR, year + FIRST_YEAR + YEARS):
                for first, last in spans(get(award.form, award.version).period, one):
                    if first <= award.ends_on and last >= award.starts_on:
                        yield last, first, award

    def _filed(
        self, award: "Award", first: datetime.date, last: datetime.date, amends: "Run | None" = None
    ) -> "Run":  # fmt: skip
        definition = get(award.form, award.version)
        self._answer(award, first, [section.key for section in definition.sections if section.gate])
        why = "Services were entered late." if amends else ""
        self.place.as_web()
        with acting(Acting(self.by.pk, self.by.agency_id, "bench")):
            run = runs.ask(
                by=self.by, award=award, definition=definition, first=first, last=last, amends=amends, reason=why
            )
        self.place.as_worker()
        tasks.count(run.pk)
        self.place.as_web()
        with acting(Acting(self.by.pk, self.by.agency_id, "bench")):
            with looked(self.by, run.public_id, purpose="report.file") as here:
                said = told(here)
            self.made.errors.update(one.check for one in said.findings if one.level == "error")
            filed = runs.file(by=self.by, run=here, report=kept.to_plain(said.report))
        self._true(said.report)
        self.before[award.pk, first] = filed
        return filed

    def _out(self, run: "Run") -> None:
        """For each audience: made by one, released by another."""
        for audience in AUDIENCES:
            name = f"{run.form} {run.starts_on}{' again' if run.amends_id else ''} for {audience}"
            begun = time.perf_counter()
            try:
                with acting(Acting(self.by.pk, self.by.agency_id, "bench")):
                    publication = publishing.publish(by=self.by, run=run, audience=audience, nation_agreed=True)
                with acting(Acting(self.second.pk, self.second.agency_id, "bench")):
                    out = publishing.decide(by=self.second, publication=publication, released=True)
            except Refused as no:
                self.made.refused.append(f"{name}: {no}")
                progress(f"  {name}: refused after {time.perf_counter() - begun:.1f} s. {no}")
                continue
            self.made.seconds.append(time.perf_counter() - begun)
            self.made.files.append((audience, json_file.render(kept.from_plain(out.report))))
            progress(f"  {name}: {self.made.seconds[-1]:.1f} s")

    def _answer(self, award: "Award", first: datetime.date, gates: list[str]) -> None:
        self.place.as_bare()
        for gate in gates:
            self.place.owner_rows(
                "INSERT INTO reports_typedfigure (award_id, starts_on, line, value, text, reason, by_id, at)"
                " VALUES (%s, %s, %s, 1, '', '', %s, now()) ON CONFLICT DO NOTHING",
                [award.pk, first, f"gate.{gate}", self.by.pk],
            )

    def _late(self, award: "Award", first: datetime.date, last: datetime.date) -> int:
        """Some of whom nothing stood there in this period are helped on one of its days, as was found out later."""
        rows = self.place.owner_rows(
            "SELECT c.id FROM cases_case c WHERE c.agency_id = %s AND c.opened_at::date <= %s AND NOT EXISTS ("
            ' SELECT 1 FROM cases_serviceevent e WHERE e.case_id = c.id AND e."on" BETWEEN %s AND %s) ORDER BY c.id',
            [award.agency_id, last, first, last],
        )
        chosen = self.dice.sample(rows, min(len(rows), self.dice.randint(1, LATE)))
        for (case,) in chosen:
            day = first + datetime.timedelta(self.dice.randrange((last - first).days + 1))
            self.place.owner_rows(
                "WITH event AS (INSERT INTO cases_serviceevent (public_id, case_id, agency_id, service, \"on\", units, family,"
                " by_id, once, absences, updated_at, updated_by_id) VALUES (%s, %s, %s, %s, %s, 1, 0, %s, %s, '{}', now(), %s)"
                " RETURNING id) INSERT INTO cases_servicefunding (case_id, agency_id, event_id, award_id, share, absences,"
                " updated_at, updated_by_id) SELECT %s, %s, id, %s, 100, '{}', now(), %s FROM event",
                [
                    uuid.uuid4(), case, award.agency_id, SERVICE, day, self.by.pk, uuid.uuid4(), self.by.pk,
                    case, award.agency_id, award.pk, self.by.pk,
                ],
            )  # fmt: skip
        return len(chosen)


def attacked(made: Made) -> Iterator[str]:
    """A line of the table for each reader."""
    for reader, (threshold, reads) in AUDIENCES.items():
        files = [from_json(data, audience) for audience, data in made.files if audience in reads]
        begun = time.perf_counter()
        found = attack(files, threshold, made.true)
        narrowest = "open" if found.narrowest is None else found.narrowest
        yield LINE.format(
            made.agency[:22], reader, found.files, found.shown, found.withheld, found.guarded, found.between,
            len(found.wrongly), narrowest, f"{time.perf_counter() - begun:.0f}",
        )  # fmt: skip
        for one in found.wrongly[:10]:
            yield f"    {one.why}: {one.low} to {one.high} {one.terms}"


def progress(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--agencies", type=int, default=3)
    options.add_argument("--after", type=int, default=0, help="leave out so many of the largest agencies")
    options.add_argument("--form", choices=FORMS, help="this one alone")
    options.add_argument("--keep", type=Path)
    options.add_argument("--scale", default="county")
    given = options.parse_args()
    place = Place(given.scale, progress)
    try:
        place.as_bare()
        found = place.owner_rows(
            "SELECT w.agency_id, count(DISTINCT e.id) AS many, max(extract(year FROM e.\"on\"))::int FROM agencies_award w"
            " JOIN cases_serviceevent e ON e.agency_id = w.agency_id WHERE w.form IN ('ovc.pmt', 'ovw.stop')"
            " AND EXISTS (SELECT 1 FROM agencies_person p WHERE p.agency_id = w.agency_id AND p.is_supervisor AND p.is_active)"
            " GROUP BY w.agency_id HAVING count(DISTINCT w.form) = 2 ORDER BY many DESC, 1 LIMIT %s OFFSET %s",
            [given.agencies, given.after],
        )  # fmt: skip
        for agency, many, year in found:
            one = Releases(place, agency, (given.form,) if given.form else FORMS)
            progress(f"{one.made.agency}: {many} services.")
            made = one.release(year)
            if given.keep:
                folder = given.keep / str(agency)
                folder.mkdir(parents=True, exist_ok=True)
                for number, (audience, data) in enumerate(made.files):
                    (folder / f"{number:03d}-{audience}.json").write_bytes(data)
            lines = [LINE.format(*HEAD), *attacked(made)]
            took = sorted(made.seconds)
            lines.append(
                f"refused {len(made.refused)}; to make and release one: median {took[len(took) // 2]:.1f} s,"
                f" most {took[-1]:.1f} s; errors in the reports as filed: {dict(made.errors)}"
            )  # fmt: skip
            sys.stdout.write("\n".join([*lines, *(f"  refused: {no}" for no in made.refused)]) + "\n")
            sys.stdout.flush()
    finally:
        place.close()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mdt.settings")
django.setup()

from agencies.models import Award, Person  # noqa: E402 - after the setup
from bench.attacker.files import from_json  # noqa: E402
from bench.attacker.judging import attack  # noqa: E402
from bench.place import Place  # noqa: E402
from bench.reads import bare_reads  # noqa: E402
from mdt.kit.acting import Acting, acting  # noqa: E402
from mdt.kit.errors import Refused  # noqa: E402
from reports import kept, tasks  # noqa: E402
from reports.actions import publishing, runs  # noqa: E402
from reports.definition import get  # noqa: E402
from reports.exporting import json_file  # noqa: E402
from reports.models import Publication, Run  # noqa: E402
from reports.periods import spans  # noqa: E402
from reports.queries.runs import looked, told  # noqa: E402
from reports.shape import Report  # noqa: E402

if __name__ == "__main__":
    main()
