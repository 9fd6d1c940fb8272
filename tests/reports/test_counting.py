"""From facts to cells: what the database counts by a form's plan is what a naive reading of the form counts."""

import os
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports import tasks
from reports.actions.runs import plan
from reports.dims import KINDS
from tests import rows
from tests.copies import as_worker
from tests.reports.forms import FORMS, form
from tests.reports.oracle import Cells, Fact, cells
from tests.reports.records import facts
from tests.reports.scene import Agency


@pytest.fixture(scope="module")
def here(_database: Any) -> Iterator[Agency]:
    with psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as db:
        yield Agency(db)


def counted(here: Agency, definition: Any, choices: dict[str, str], records: list[Fact]) -> Cells:
    """The facts written down as the count would write them, and then table by table."""
    made = plan(definition, choices)
    run = rows.put(
        here.db, "reports_run", agency_id=here.agency.pk, award_id=here.stop, asked_by_id=here.director.pk, status="counting",
        steps=len(made["tables"]), plan=rows.psycopg.types.json.Jsonb(made),
    )  # fmt: skip
    keys = {
        (one.kind, one.key) for one in records
    }  # a person and a contact may well have one number: they are two tables
    numbers = {
        (kind, key): n for kind in KINDS for n, (_, key) in enumerate(sorted(k for k in keys if k[0] == kind), 1)
    }
    with here.db.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO reports_fact (run_id, kind, key, dim, code, amount) VALUES (%s, %s, %s, %s, %s, %s)",
            [
                (run, one.kind, numbers[one.kind, one.key], one.dim, one.code, 1 if one.amount is None else one.amount)
                for one in records
            ],
        )
    with as_worker():
        for step in range(len(made["tables"])):
            with tasks.connection.cursor() as cursor:
                cursor.execute("SELECT mdt_count_table(%s, %s)", [run, step])
    found = here.db.execute(
        'SELECT "table", "row", "column", value FROM reports_countedcell WHERE run_id = %s', [run]
    ).fetchall()
    return {(table, row, column): Decimal(value) for table, row, column, value in found if value}


@pytest.mark.parametrize(("key", "version"), FORMS)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(records=facts(), chance=st.integers(min_value=0, max_value=11))
def test_GR10_GR20_GR21_what_the_database_counts_is_what_the_form_says(
    here: Agency, key: str, version: str, records: list[Fact], chance: int
) -> None:
    definition = form(key, version)
    ways = list(definition.combinations())
    choices = ways[chance % len(ways)]
    assert counted(here, definition, choices, records) == cells(definition, choices, records)
