"""Work without a survivor in it stays in its agency's room by row policies; and of a count, a page can file what was counted."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg
import pytest
from django.db import connection

from reports.models import (
    AwardAgreement,
    CustomForm,
    PolicyWork,
    Product,
    StaffAssignment,
    Tracked,
    Training,
    TrainingPeople,
    Verification,
)
from reports.queries.runs import looked
from tests import rooms, rows
from tests.cases.referring import as_
from tests.copies import Connection
from tests.reports.teamwork import Working
from tests.reports.test_facts import Agency

MODELS = (
    AwardAgreement,
    CustomForm,
    PolicyWork,
    Product,
    StaffAssignment,
    Tracked,
    Training,
    TrainingPeople,
    Verification,
)
TABLES = [model._meta.db_table for model in MODELS]
# A change that says nothing new, so that only the policy can refuse it.
CHANGED = {"reports_trainingpeople": "people = people", "reports_tracked": "to_on = to_on"}
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture
def here(owner_db: Any) -> Working:
    made = Working(owner_db)
    training = made.wrote("training")
    made.trained(training, 3, "court", made.stop)
    for table in ("product", "staffassignment", "policywork"):
        made.wrote(table, award_id=made.stop)
    made.links(made.agrees(FIRST, LAST))
    rows.put(owner_db, "reports_verification", agency_id=made.agency.pk, by_id=made.director.pk)
    rows.put(owner_db, "reports_customform", agency_id=made.agency.pk, made_by_id=made.director.pk)
    return made


@contextmanager
def named(db: Connection, person: Any) -> Iterator[None]:
    with db.transaction(force_rollback=True):
        db.execute("SELECT set_config('mdt.user_id', %s, true)", [str(person.pk)])
        yield


def seen(db: Connection, person: Any, table: str) -> int:
    with named(db, person):
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # type: ignore[index,call-overload]


@pytest.mark.parametrize("table", TABLES)
def test_GR06_work_of_an_agency_is_seen_and_changed_in_its_own_room_alone(
    here: Working, web_db: Any, table: str
) -> None:
    stranger = rooms.person(rooms.agency(), is_supervisor=True)  # has bait before her: all that the first agency wrote
    nobody = rooms.person(None)
    mine = 16 if table == "reports_tracked" else 1
    assert seen(web_db, here.director, table) == seen(web_db, here.advocate, table) == mine
    for other in (stranger, nobody, here.deputy):
        assert seen(web_db, other, table) == 0
    with web_db.transaction():
        assert web_db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
    key = here.db.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
    for command in (
        f"UPDATE {table} SET {CHANGED.get(table, 'id = id')} WHERE id = %s",
        f"DELETE FROM {table} WHERE id = %s",
    ):
        for other, least in ((stranger, 0), (here.advocate, 0), (here.director, 1)):
            with named(web_db, other):
                try:
                    assert web_db.execute(command, [key]).rowcount == least, (command, other)
                except psycopg.errors.InsufficientPrivilege:  # no right on the table at all
                    assert table in ("reports_verification", "reports_customform", "reports_awardagreement")


@pytest.mark.parametrize("table", TABLES)
def test_GR06_nobody_writes_into_anothers_room_or_in_anothers_name(here: Working, web_db: Any, table: str) -> None:
    columns = [name for (name,) in here.db.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attname <> 'id'", [table])]  # fmt: skip
    names = ", ".join(f'"{name}"' for name in columns)
    if table == "reports_training":
        here.db.execute("DELETE FROM reports_trainingpeople")
    with here.db.transaction():
        row = here.db.execute(f"SELECT {names} FROM {table} ORDER BY id DESC LIMIT 1").fetchone()
        here.db.execute(f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})")
    values = [psycopg.types.json.Jsonb(one) if isinstance(one, dict) else one for one in row]
    said = f"INSERT INTO {table} ({names}) VALUES ({', '.join(['%s'] * len(values))})"
    for other in (rooms.person(rooms.agency(), is_supervisor=True), here.advocate):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), named(web_db, other):
            web_db.execute(said, values)
    second = rooms.person(here.agency, is_supervisor=True)
    if table != "reports_trainingpeople":  # which says nobody's name
        with pytest.raises(psycopg.errors.InsufficientPrivilege), named(web_db, second):
            web_db.execute(said, values)
    with named(web_db, here.director):
        web_db.execute(said, values)


def test_GR06_the_models_ask_in_the_name_of_whoever_acts(here: Working) -> None:
    for model in MODELS:
        assert not model.objects.exists() and model.objects.count() == 0 and list(model.objects.all()) == [], model
        with as_(here.director):
            assert model.objects.exists() and model.objects.count() >= 1 and list(model.objects.all()), model
            assert not connection.in_atomic_block


# --- A count ---------------------------------------------------------------------------------------------------
@pytest.fixture
def counted(owner_db: Any) -> Any:
    made = Agency(owner_db)
    case = made.person(told=(30, FIRST), sex="female", counted_under=[("sexual_assault", FIRST)])
    made.service(case, "counseling", LAST, made.stop)
    return made, made.ask(made.stop, FIRST, LAST)


def reported(made: Any, run: Any) -> dict[str, Any]:
    from reports import kept
    from reports.queries.runs import told

    with as_(made.director), looked(made.director, run.public_id, purpose="test") as here:
        return kept.to_plain(told(here).report)


def files(db: Any, made: Any, run: Any, report: Any, more: str = "", by: Any = None) -> None:
    with named(db, made.director):
        count = db.execute(
            f"UPDATE reports_run SET status = 'filed', filed_at = now(), filed_by_id = %s, report = %s {more} WHERE id = %s",
            [(by or made.director).pk, psycopg.types.json.Jsonb(report), run.pk],
        ).rowcount
        assert count == 1


def test_GR04_nobody_files_in_anothers_name(counted: Any, web_db: Any) -> None:
    made, run = counted
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        files(web_db, made, run, reported(made, run), by=made.advocate)


def cells(report: dict[str, Any]) -> Any:
    return ((table, cell) for part in report["sections"] for table in part["tables"] for cell in table["cells"])


def test_GR04_what_is_filed_says_the_numbers_that_were_counted(counted: Any, web_db: Any) -> None:
    """The bait is one number, wherever it stands: one that was counted, a zero, a sum."""
    made, run = counted
    report = reported(made, run)
    files(web_db, made, run, report)  # and rolled back
    numbers = [(table["key"], cell) for table, cell in cells(report) if cell[3] is not None]
    some = (
        [one for one in numbers if one[1][3] not in ("0", "0.0000")]
        + numbers[:2]
        + [one for one in numbers if "total" in one[1][:2]][:2]
    )
    assert len(some) > 4
    for key, cell in some:
        before, cell[3] = cell[3], str(int(float(cell[3])) + 1)
        with pytest.raises(psycopg.errors.CheckViolation) as no:
            files(web_db, made, run, report)
        assert no.value.diag.constraint_name == "run_filed_as_counted", (key, cell)
        cell[3] = before
    for wrong in ({}, {"sections": []}):
        with pytest.raises(psycopg.errors.CheckViolation):
            files(web_db, made, run, wrong)
    with pytest.raises(psycopg.errors.CheckViolation):
        files(web_db, made, run, report, ", reason = 'Another'")


def test_GR04_GR30_a_number_is_typed_where_nothing_counts_and_nowhere_else(counted: Any, web_db: Any) -> None:
    made, run = counted
    line = next(one for one, unit in run.plan["typed"].items() if unit in ("persons", "events", "occurrences"))
    before = reported(made, run)
    for typed in (line, "services.counseling"):
        rows.put(
            made.db,
            "reports_typedfigure",
            award_id=made.stop,
            starts_on=FIRST,
            by_id=made.director.pk,
            line=typed,
            value=7,
        )
    after = reported(made, run)
    assert [cell[3] for _table, cell in cells(after) if cell[3] and float(cell[3]) == 7] == ["7.0000"]
    files(web_db, made, run, after)
    table, row, *column = line.split(".", 2)
    for told in (cell for one, cell in cells(after) if one["key"] == table and cell[:2] == [row, *(column or [""])]):
        told[3] = "8"
    with pytest.raises(psycopg.errors.CheckViolation):
        files(web_db, made, run, after)
    assert before != after


@pytest.mark.parametrize("said", [
    "status = 'counted'", "status = 'waiting'", "status = 'failed'", "step = 0", "counted_at = NULL", "reason = 'So'",
])  # fmt: skip
def test_GR04_a_page_changes_nothing_of_a_count_but_files_it(counted: Any, web_db: Any, said: str) -> None:
    made, run = counted
    with pytest.raises(psycopg.errors.InsufficientPrivilege), named(web_db, made.director):
        web_db.execute(f"UPDATE reports_run SET {said} WHERE id = {run.pk}")
    waits = rows.put(made.db, "reports_run", agency_id=made.agency.pk, award_id=made.stop, asked_by_id=made.director.pk)
    with named(web_db, made.director):
        assert web_db.execute(f"UPDATE reports_run SET step = 1 WHERE id = {waits}").rowcount == 0
    made.db.execute("DELETE FROM reports_run WHERE id = %s", [waits])
