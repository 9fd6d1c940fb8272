"""From records to facts: who is counted, since when, how often and under which award, against a naive reading of the rules."""

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from reports import tasks
from tests import rows
from tests.copies import as_worker
from tests.reports import random_work as records
from tests.reports.random_work import AWARDS, FIRST, LAST, File
from tests.reports.scene import Agency

PLAN = {
    "tables": [{"key": "x", "of": "person", "count": "keys", "into": "", "where": {}, "column": None,
                "row": {"by": "", "kind": "one", "map": {}, "none": "all", "several": "", "first": []}}],
    "age_floor": records.FLOOR, "primaries": sorted(records.REPORTED), "not_alone": sorted(records.NOT_ALONE),
}  # fmt: skip


class Recorded(Agency):
    """Random records, written down, and counted for one award."""

    def __init__(self, db: Any, files: list[File]) -> None:
        super().__init__(db)
        month, day = records.RESET
        self.awards = {
            name: self.award("other.form" if name == "other" else "test.form", "1", starts_on=first, ends_on=last, services=services,
                             reset_month=month, reset_day=day)
            for name, (first, last, services) in AWARDS.items()
        }  # fmt: skip
        self.keys: list[int] = []
        for one in files:
            self.write(one)

    def write(self, one: File) -> None:
        known: dict[str, Any] = {
            "race": one.race,
            "counted_under": [(kind, day) for day, kind in one.counted_under.items()],
        }
        if one.born:
            known["born"] = one.born
        if one.told:
            known["told"] = one.told
        if one.absent:
            known["absences"] = {"age_told": one.absent}
        case = self.person(**known)
        self.keys.append(case)
        for service in one.services:
            shares = {self.awards[name] if name else None: share for name, share in service.shares.items()}
            self.service(case, service.service, service.day, shares=shares, units=service.units, family=service.family)
        for request in one.requests:
            self.request(
                case, request.service, request.day, request.outcome, *request.reasons, settled_on=request.settled
            )
        if one.earlier is not None:
            self.row("relatedfile", case, kind="same", other_id=self.keys[one.earlier])
        if one.harm_of is not None:
            self.row("relatedfile", case, kind="secondary", other_id=self.keys[one.harm_of])
        if one.under:
            self.row("reportedunder", case, award_id=self.awards[one.under], starts_on=FIRST)
        if one.elsewhere:
            name, first = one.elsewhere
            self.row("reportedunder", case, award_id=self.awards[name], starts_on=first)

    def counted(self, award: str) -> dict[int, dict[str, Any]]:
        run = rows.put(
            self.db, "reports_run", agency_id=self.agency.pk, award_id=self.awards[award], form="test.form", version="1", starts_on=FIRST,
            ends_on=LAST, asked_by_id=self.director.pk, plan=rows.psycopg.types.json.Jsonb(PLAN),
        )  # fmt: skip
        with as_worker():
            tasks.count(run)
        found: dict[int, dict[str, Any]] = defaultdict(
            lambda: {"race": set(), "service": {}, "nights": {}, "new": None}
        )
        for key, dim, code, amount in self.db.execute(
            "SELECT key, dim, code, amount FROM reports_fact WHERE run_id = %s AND kind = 'person'", [run]
        ).fetchall():
            person = found[self.keys.index(key)]
            if dim == "race":
                person["race"].add(code)
            elif dim in ("service", "nights"):
                person[dim][code] = int(amount)
            elif dim in ("status", "new", "age", "primary", "role"):
                assert person.get(dim) is None, f"{dim} twice"
                person[dim] = code
            elif dim == "since":
                person["since"] = date.fromisoformat(code)
        return dict(found)


@pytest.mark.parametrize("award", ["one", "two"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=records.files())
def test_GR10_GR11_GR12_GR14_GR15_GR17_who_is_counted_is_what_the_rules_say(
    owner_db: Any, award: str, files: list[File]
) -> None:
    here = Recorded(owner_db, files)
    assert here.counted(award) == records.counted(files, award)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(files=records.files())
def test_GR11_nobody_is_counted_under_two_awards_of_one_form(owner_db: Any, files: list[File]) -> None:
    here = Recorded(owner_db, files)
    assert not here.counted("one").keys() & here.counted("two").keys()


def test_GR10_GR11_GR12_GR14_GR15_GR17_a_crowd_at_the_edges_of_the_rules(owner_db: Any) -> None:
    """Always the same families, counted at once under both awards."""
    files = records.crowd(7, 240)
    here = Recorded(owner_db, files)
    for award in ("one", "two"):
        expected = records.counted(files, award)
        assert len(expected) > 25
        assert here.counted(award) == expected
