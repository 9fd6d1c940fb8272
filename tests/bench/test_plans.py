"""Speed as far as it does not vary: statements, buffers and scans at 5,000 cases, at 1,000,000 with MDT_TEST_ALL.

Times are for ``manage.py bench``; a machine that others use too would make a test of them lie.
"""

from contextlib import nullcontext

import pytest
from django.db import IntegrityError, transaction

from bench import checks, plans
from bench.pages import PAGES, Browser
from bench.people import Measured, four
from bench.place import Place
from bench.reads import PAIRS, as_person

# Buffers at most, at any size of the table: what a read touches depends on what it shows, never on what there is.
BUFFERS = {"list: find and record": 400, "list: rows": 600, "search": 100, "look": 100, "element": 150}
REMOVED = 1_000  # rows that a filter may throw away
SETTLED = 6  # runs until a function has chosen its plan

# Statements of a page at most, transactions included: session and person, the look, then the reading transaction.
STATEMENTS = {"list page": 9, "detail page": 16, "reveal page": 18}
REFUSED = 7


@pytest.fixture(scope="module")
def people(place: Place) -> list[Measured]:
    return four(place)


def test_the_gate_and_a_naive_oracle_agree_for_all_four(place: Place, people: list[Measured]) -> None:
    assert {who.letter: bool(who.sees) for who in people} == {"W": True, "S": True, "X": True, "Z": False}
    checks.check(place, people)


def test_no_read_grows_with_the_table(place: Place, people: list[Measured]) -> None:
    for name, read in plans.READS.items():
        for who in people:
            place.as_web()
            for _ in range(SETTLED):
                found = read(who)
            assert found.scanned == (), f"{name}/{who.letter} reads {found.scanned} from end to end"
            assert found.buffers <= BUFFERS[name], f"{name}/{who.letter}: {found.buffers} buffers"
            assert found.removed <= REMOVED, f"{name}/{who.letter}: {found.removed} rows thrown away"


def test_a_search_for_a_name_reads_the_names_of_ones_own_records_and_no_other(
    place: Place, people: list[Measured]
) -> None:
    """Left to itself the planner reads everybody's, the newest first."""
    for who in people:
        ((own,),) = place.owner_rows(
            "SELECT count(DISTINCT case_id) FROM confidentiality_grant WHERE own AND principal = ANY (mdt_principals_of(%s))",
            [who.person.pk],
        )
        place.as_web()
        for _ in range(SETTLED):
            found = plans.search_name(who)
        assert found.scanned == ()
        assert found.buffers <= 8 * own + 100, f"{who.letter}: {found.buffers} buffers for {own} records"


def test_how_often_a_record_was_looked_at_is_told_without_reading_looks_at_others(
    place: Place, people: list[Measured]
) -> None:
    """A list of what is still to be entered in the index would be read to its end by the page of each record."""
    who, reads = people[1], []
    for looks in (10, 3_000):
        place.owner_rows(
            "SELECT count(*) FROM (SELECT public_id FROM cases_case WHERE id <> %s ORDER BY id LIMIT %s) c,"
            " LATERAL mdt_look(%s, gen_random_uuid(), 'bench', 'bench', c.public_id, 1)",
            [who.case.pk, looks, who.person.pk],
        )
        place.as_web()
        reads.append([plans.looks_since(who).buffers for _ in range(SETTLED)][-1])
    assert reads[1] <= reads[0] + 3, reads


def test_a_scan_of_a_protected_table_would_be_seen(place: Place) -> None:
    place.as_bare()
    found = plans.explain("SELECT count(*) FROM cases_narrative WHERE told_us = %s", ["nothing"])
    assert found.scanned == ("cases_narrative",)
    assert found.buffers > 50
    assert found.removed >= 1_000


def test_each_protected_response_sends_few_statements_and_leaves_one_ledger_row(
    place: Place, people: list[Measured]
) -> None:
    for who in people:
        browser = Browser(place, who)
        for name, address in PAGES.items():
            path = address(who)
            most = STATEMENTS[name] if who.sees or name == "list page" else REFUSED
            sent = plans.statements(place, browser, path)
            assert len(sent) <= most, f"{name}/{who.letter}: {len(sent)} statements\n" + "\n".join(sent)
            before = _looks(place, who)
            place.as_web()
            browser.get(path)
            assert _looks(place, who) == before + 1, f"{name}/{who.letter}"
        browser.close()


def test_each_read_of_the_gate_leaves_one_ledger_row(place: Place, people: list[Measured]) -> None:
    for who in people:
        for pair in PAIRS:
            before = _looks(place, who)
            with nullcontext() if pair.recorded else place.unrecorded():
                pair.prepare(place)
                as_person(pair.ours, who)()
            assert _looks(place, who) == before + pair.recorded, f"{pair.name}/{who.letter}"


def test_the_grants_of_bulk_data_are_those_that_the_facts_give(place: Place) -> None:
    from confidentiality import wall

    place.as_bare()
    assert wall.difference() == []


# What triggers forbid of bulk rows, which came in without them; each is asked again by a change that changes nothing.
GUARDED = {
    "agencies_awardreporter": "named_at", "cases_identity": "date_of_birth", "cases_relatedfile": "kind",
    "cases_serviceevent": "units", "cases_servicefunding": "share", "cases_servicecontact": "count",
    "cases_contactlink": "linked_on", "reports_trainingpeople": "people", "reports_staffassignment": "percent",
}  # fmt: skip


def test_bulk_rows_keep_the_rules_that_triggers_keep(place: Place) -> None:
    place.as_bare()
    with pytest.raises(IntegrityError, match="not a whole"), transaction.atomic():
        place.owner_rows("UPDATE cases_servicefunding SET share = 99 WHERE share = 100")
        place.owner_rows("SET CONSTRAINTS ALL IMMEDIATE")
    with transaction.atomic():
        for table, column in GUARDED.items():
            place.owner_rows(f"UPDATE {table} SET {column} = {column}")
            assert place.owner_rows(f"SELECT count(*) FROM {table}")[0][0] >= 10, table
        place.owner_rows("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)
    assert place.owner_rows(
        "SELECT count(*) FROM cases_relatedfile a JOIN cases_relatedfile b ON b.case_id = a.other_id WHERE a.kind = b.kind AND a.kind = 'same'"
    ) == [(0,)], "a chain of files"


def test_bulk_records_are_served_about_nine_times_few_of_them_often_and_paid_in_all_ways(place: Place) -> None:
    ((served, mean, most),) = place.owner_rows(
        "SELECT count(*), avg(n), max(n) FROM (SELECT count(*) AS n FROM cases_serviceevent GROUP BY case_id) AS x"
    )
    assert served > place.cases / 4
    assert 8 <= mean <= 10
    assert most >= 40
    paid = place.owner_rows(
        "SELECT DISTINCT (SELECT coalesce(array_agg(a.form ORDER BY f.share DESC), '{}')::text FROM cases_servicefunding f"
        " LEFT JOIN agencies_award a ON a.id = f.award_id WHERE f.event_id = e.id) FROM cases_serviceevent e"
    )
    assert {one for (one,) in paid} >= {
        "{ovw.stop}",
        "{ovc.pmt}",
        "{ovw.stop,ovc.pmt}",
        "{ovc.pmt,NULL}",
        "{NULL}",
        "{}",
    }


def _looks(place: Place, who: Measured) -> int:
    counted = "SELECT count(*) FROM confidentiality_ledger WHERE actor_id = %s AND kind <> 'change'"
    return int(place.owner_rows(counted, [who.person.pk])[0][0])
