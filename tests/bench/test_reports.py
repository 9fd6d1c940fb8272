"""Counting a report, as far as it does not vary: rows and lookups for each count, statements for each page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from bench import counted, plans, reports
from bench.counted import Asked
from bench.pages import Browser
from bench.people import Measured
from bench.place import Place
from bench.reads import bare_reads
from cases.master_lists import NOT_A_SERVICE_ALONE
from mdt.kit import clock
from reports import tasks
from reports.models import CountedCell, Run

MOST = 30  # statements of a page
READ = "SELECT relname, seq_tup_read + coalesce(idx_tup_fetch, 0), coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables"


@pytest.fixture(scope="module")
def stop_and_pmt(place: Place) -> list[Run]:
    """The reports of the largest agency, counted by the worker."""
    return [_counted(place, asked) for asked in counted.reports(clock.now().date())]


def _counted(place: Place, asked: Asked, agency: int | None = None) -> Run:
    run = counted.ask(place, asked, agency)
    place.as_worker()
    tasks.count(run.pk)
    place.as_bare()
    with bare_reads():
        found = Run.objects.get(pk=run.pk)
    assert found.status == "counted"
    return found


@contextmanager
def touched(place: Place) -> Iterator[dict[str, tuple[int, int]]]:
    """Rows read of each table, and lookups by an index, of what is done inside. Nothing of it stays."""
    found: dict[str, tuple[int, int]] = {}
    place.as_bare()
    with transaction.atomic():
        before = {name: (rows, lookups) for name, rows, lookups in place.owner_rows(READ)}
        yield found
        for name, rows, lookups in place.owner_rows(READ):
            was = before.get(name, (0, 0))
            found[name] = (rows - was[0], lookups - was[1])
        transaction.set_rollback(True)


def test_the_bare_statement_counts_about_the_same_persons_and_the_same_services(
    place: Place, stop_and_pmt: list[Run]
) -> None:
    """Else the floor of ``bench.reports`` would be no floor."""
    for asked, run in zip(counted.reports(clock.now().date()), stop_and_pmt, strict=True):
        bare = counted.bare(place, asked)
        persons = sum(number for what, _code, number, _sum in bare if what == "primary")
        ((ours,),) = place.owner_rows(
            "SELECT count(DISTINCT key) FROM reports_fact WHERE run_id = %s AND dim = 'service'", [run.pk]
        )
        assert ours > 100
        assert 0.8 <= persons / ours <= 1.4
        codes = {code for what, code, _number, _sum in bare if what == "service"}
        mine = place.owner_rows(
            "SELECT DISTINCT code FROM reports_fact WHERE run_id = %s AND dim = 'service'", [run.pk]
        )
        assert len(codes) >= 5 and codes <= {code for (code,) in mine} | NOT_A_SERVICE_ALONE


def smaller(place: Place) -> int:
    """An agency that reports, with few cases."""
    ((agency,),) = place.owner_rows(
        "SELECT w.agency_id FROM agencies_award w JOIN agencies_awardreporter n ON n.award_id = w.id"
        " JOIN cases_case c ON c.agency_id = w.agency_id GROUP BY w.agency_id HAVING count(DISTINCT c.id) >= 50"
        " ORDER BY count(DISTINCT c.id) LIMIT 1"
    )
    return int(agency)


def test_what_was_done_is_found_by_agency_and_day(place: Place) -> None:
    _stop, pmt = counted.reports(clock.now().date())
    place.as_bare()
    given = [smaller(place), pmt.form, pmt.first, pmt.last]
    ((here, period),) = place.owner_rows(
        'SELECT count(*), count(*) FILTER (WHERE "on" BETWEEN %s AND %s) FROM cases_serviceevent WHERE agency_id = %s',
        [pmt.first, pmt.last, given[0]],
    )
    assert here > 3 * period > 0
    with touched(place) as found:
        place.owner_rows("SELECT count(*) FROM mdt_counted_services(%s, %s, %s, %s)", given)
    assert found["cases_serviceevent"][0] <= 1.1 * period
    with touched(place) as found:
        place.owner_rows("DROP INDEX service_of_agency_on")
        place.owner_rows("SELECT count(*) FROM mdt_counted_services(%s, %s, %s, %s)", given)
    assert found["cases_serviceevent"][0] >= here, "the loss of the index would be seen"


def test_a_table_of_a_report_looks_up_less_often_than_it_has_persons(place: Place, stop_and_pmt: list[Run]) -> None:
    """One walk over the facts for each thing that a table asks, however many persons there are."""
    for run in stop_and_pmt:
        ((persons, facts),) = place.owner_rows(
            "SELECT count(DISTINCT key), count(*) FROM reports_fact WHERE run_id = %s AND kind = 'person'", [run.pk]
        )
        assert facts > 8 * persons > 1_000
        for entry in run.plan["tables"]:
            with touched(place) as found:
                place.owner_rows(
                    "SELECT count(*) FROM reports_run r, jsonb_array_elements(r.plan -> 'tables') AS e (entry),"
                    " LATERAL mdt_placed(r.id, e.entry) WHERE r.id = %s AND e.entry ->> 'key' = %s",
                    [run.pk, entry["key"]],
                )
            assert found["reports_fact"][1] <= persons / 2, entry["key"]
        with touched(place) as found:
            place.owner_rows(
                "SELECT count(*) FROM reports_fact f WHERE f.run_id = %s AND EXISTS (SELECT 1 FROM reports_fact g"
                " WHERE g.run_id = f.run_id AND g.kind = f.kind AND g.dim = 'status' AND g.key = f.key OFFSET 0)",
                [run.pk],
            )
        assert found["reports_fact"][1] >= facts, "a lookup for each fact would be seen"


def test_pages_of_a_report_ask_as_much_for_a_thousand_cases_as_for_two_hundred(
    place: Place, stop_and_pmt: list[Run]
) -> None:
    stop, _pmt = counted.reports(clock.now().date())
    counts = []
    for run in (stop_and_pmt[0], _counted(place, stop, smaller(place))):
        browser = Browser(place, Measured("R", _reporter(place, run), 0, None))  # type: ignore[arg-type]
        try:
            counts.append(
                {name: len(plans.statements(place, browser, path)) for name, path in reports.pages(run).items()}
            )
        finally:
            browser.close()
        place.as_bare()
        with bare_reads():
            assert CountedCell.objects.filter(run=run).count() > 100
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= MOST


def _reporter(place: Place, run: Run) -> Any:
    from agencies.models import Person

    place.as_bare()
    return Person.objects.select_related("agency").get(pk=run.asked_by_id)
