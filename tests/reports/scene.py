"""An agency whose work is counted: awards, persons, services, and the count as its reporter asks for it and the worker does it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connections

from agencies.models import Award
from cases.models import Case
from confidentiality import gate
from reports import tasks
from reports.actions import runs
from reports.definition import Definition, get
from reports.models import CountedCell, Run
from reports.vocabulary import Source
from tests import rooms, rows
from tests.cases.referring import as_
from tests.copies import as_worker

Cells = dict[tuple[str, str, str], Decimal]


class Agency:
    """Written past the wall by the owner, counted as in life."""

    def __init__(self, db: Any, **fields: Any) -> None:
        self.db = db
        self.agency = rooms.agency(**fields)
        self.director = rooms.person(self.agency, is_supervisor=True)
        self.advocate = rooms.person(self.agency)
        self.stop = self.award("ovw.stop", "2017")
        for source in Source.values:
            rows.put(db, "reports_tracked", agency_id=self.agency.pk, source=source, by_id=self.director.pk)

    def award(self, form: str, version: str, **fields: Any) -> int:
        key = rows.put(
            self.db,
            "agencies_award",
            agency_id=self.agency.pk,
            created_by_id=self.director.pk,
            form=form,
            version=version,
            **fields,
        )
        rows.put(
            self.db, "agencies_awardreporter", award_id=key, person_id=self.director.pk, named_by_id=self.director.pk
        )
        return key

    def _row(self, table: str, case: int, **columns: Any) -> int:
        return rows.put(
            self.db, table, case_id=case, agency_id=self.agency.pk, updated_by_id=self.advocate.pk, **columns
        )

    def person(self, **known: Any) -> int:
        """A file, with what is known: ``born``, ``told`` (age, day), ``race``, ``sex``, ``absences``, ``kinds``, ``counted_under``."""
        case = rows.put(self.db, "cases_case", agency_id=self.agency.pk, opened_by_id=self.advocate.pk)
        if "born" in known:
            self._row("cases_identity", case, date_of_birth=known["born"])
        told = known.get("told", (None, None))
        self._row(
            "cases_demographics", case, race=known.get("race", []), sex=known.get("sex", ""), age_told=told[0], age_told_on=told[1],
            absences=rows.psycopg.types.json.Jsonb(known.get("absences", {})),
        )  # fmt: skip
        if "kinds" in known:
            self._row("cases_victimization", case, kinds=known["kinds"])
        for kind, day in known.get("counted_under", ()):
            self._row("cases_primaryvictimization", case, kind=kind, from_on=day)
        return case

    def service(self, case: int, service: str, day: date, award: int | None = None, **more: Any) -> int:
        """``shares`` instead of one award: {award or None: percent}."""
        shares = more.pop("shares", {self.stop if award is None else award: 100})
        event = self._row("cases_serviceevent", case, service=service, on=day, by_id=self.advocate.pk, **more)
        with self.db.transaction():
            for paid, share in shares.items():
                self._row("cases_servicefunding", case, event_id=event, award_id=paid, share=share)
        return event

    def request(self, case: int, service: str, day: date, outcome: str = "provided", *reasons: str, **more: Any) -> int:
        settled = more.pop("settled_on", None if outcome == "waiting" else day)
        return self._row(
            "cases_servicerequest",
            case,
            service=service,
            asked_on=day,
            outcome=outcome,
            settled_on=settled,
            reasons=[*reasons],
            **more,
        )

    def row(self, table: str, case: int, **columns: Any) -> int:
        return self._row(f"cases_{table}", case, **columns)

    def ask(self, award: int, first: date, last: date, definition: Definition | None = None, **more: Any) -> Run:
        """As the director asks, and with what the worker counts."""
        mine = Award.objects.select_related("agency__jurisdiction").get(pk=award)
        with as_(self.director):
            run = runs.ask(
                by=self.director,
                award=mine,
                definition=definition or get(mine.form, mine.version),
                first=first,
                last=last,
                **more,
            )
        with as_worker():
            tasks.count_waiting()
        return run

    def cells(self, run: Run, by: Any = None) -> Cells:
        """What somebody may read of it."""
        by = by or self.director
        with as_(by), gate.own_rows(by):
            return {(c.table, c.row, c.column): c.value.normalize() for c in CountedCell.objects.filter(run_id=run.pk)}

    def count(self, award: int, first: date, last: date, definition: Definition | None = None) -> Cells:
        return self.cells(self.ask(award, first, last, definition))

    def facts(self, run: Run) -> set[tuple[str, int, str, str, Decimal]]:
        """As the owner of the database alone could read them."""
        found = self.db.execute(
            "SELECT kind, key, dim, code, amount FROM reports_fact WHERE run_id = %s", [run.pk]
        ).fetchall()
        return {(kind, key, dim, code, amount.normalize()) for kind, key, dim, code, amount in found}


__all__ = ["Agency", "Case", "Cells", "connections"]
