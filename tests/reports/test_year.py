"""The checks of the victim assistance measures that look past one number: two lines of the same words, and four quarters as a year."""

from datetime import date
from typing import Any

import psycopg
import pytest
from django.urls import reverse

from reports.queries.runs import looked, told
from tests import rows
from tests.cases.referring import as_
from tests.reports.scene import Agency

QUARTERS = [
    (date(2024, 10, 1), date(2024, 12, 31)), (date(2025, 1, 1), date(2025, 3, 31)), (date(2025, 4, 1), date(2025, 6, 30)),
    (date(2025, 7, 1), date(2025, 9, 30)),
]  # fmt: skip


@pytest.fixture
def here(owner_db: Any) -> Agency:
    made = Agency(owner_db)
    made.pmt = made.award("ovc.pmt", "2015")  # type: ignore[attr-defined]
    return made


def served(here: Agency, *days: date) -> int:
    case = here.person(
        told=(30, date(2025, 1, 1)), sex="female", race=["white"], counted_under=[("sexual_assault", date(2024, 10, 1))]
    )
    for day in days:
        here.service(case, "counseling", day, here.pmt)  # type: ignore[attr-defined]
    return case


def files(here: Agency, first: date, last: date) -> Any:
    """Counted and filed as a page would, whatever else the form asks for."""
    from reports import kept
    from reports.actions import runs

    run = here.ask(here.pmt, first, last)  # type: ignore[attr-defined]
    with as_(here.director):
        with looked(here.director, run.public_id, purpose="test") as found:
            report = told(found).report
        return runs.file(by=here.director, run=found, report=kept.to_plain(report))


def page(here: Agency, as_person: Any, first: date) -> str:
    award = here.db.execute("SELECT public_id FROM agencies_award WHERE id = %s", [here.pmt]).fetchone()[0]  # type: ignore[attr-defined]
    return str(as_person(here.director).get(reverse("report_period", args=[award, first])).content.decode())


def test_G04_the_new_of_four_filed_quarters_are_no_more_than_the_persons_of_the_year(
    here: Agency, as_person: Any
) -> None:
    """The bait: somebody who is new in two quarters, because what came first was written down after the later one was filed."""
    for first, last in QUARTERS:
        served(here, first, last)
    late = served(here, QUARTERS[2][0])
    files(here, *QUARTERS[2])
    assert "The year from" not in page(here, as_person, QUARTERS[3][0])
    for quarter in (QUARTERS[1], QUARTERS[3]):
        files(here, *quarter)
    assert "The year from" not in page(here, as_person, QUARTERS[3][0])  # one is not filed
    files(here, *QUARTERS[0])
    said = page(here, as_person, QUARTERS[3][0])
    assert "no more than the persons of the year" in said and "That cannot be more" not in said
    here.service(late, "counseling", QUARTERS[1][0], here.pmt)  # type: ignore[attr-defined]
    again(here, QUARTERS[1])
    said = page(here, as_person, QUARTERS[3][0])
    assert "New in all quarters: 6. Persons in the year, each once: 5. That cannot be more." in said
    assert "The year from" not in page(here, as_person, QUARTERS[2][0])
    note = here.db.execute(
        "SELECT count(*) FROM confidentiality_ledger WHERE purpose = 'report.year' AND actor_id = %s AND kind = 'tally'",
        [here.director.pk],
    ).fetchone()
    assert note[0] >= 4  # each look and each count of it


def again(here: Agency, quarter: tuple[date, date]) -> None:
    """The amendment of one that is filed."""
    from reports import kept
    from reports.actions import runs
    from reports.models import Run

    with as_(here.director):
        first = here.db.execute(
            "SELECT public_id FROM reports_run WHERE award_id = %s AND starts_on = %s AND status = 'filed'",
            [here.pmt, quarter[0]],  # type: ignore[attr-defined]
        ).fetchone()[0]
        with looked(here.director, first, purpose="test") as found:
            before: Run = found
    run = here.ask(here.pmt, *quarter, amends=before, reason="One came late")  # type: ignore[attr-defined]
    with as_(here.director):
        with looked(here.director, run.public_id, purpose="test") as found:
            report = told(found).report
        runs.file(by=here.director, run=found, report=kept.to_plain(report))


def test_G04_where_persons_are_new_again_inside_a_quarter_no_year_is_compared(here: Agency, as_person: Any) -> None:
    here.db.execute("UPDATE agencies_award SET reset_month = 7, reset_day = 2 WHERE id = %s", [here.pmt])  # type: ignore[attr-defined]
    for quarter in QUARTERS:
        files(here, *quarter)
    assert all("The year from" not in page(here, as_person, first) for first, _last in QUARTERS)


def test_G04_an_interview_with_the_police_stands_on_one_of_its_two_lines(here: Agency) -> None:
    """Refused on one record; on two files of one person it is found by the count, and the report cannot be filed."""
    first, last = QUARTERS[3]
    case = served(here, first)
    here.service(case, "police_interview", first, here.pmt, units=2)  # type: ignore[attr-defined]
    here.service(case, "police_interview_justice", last, here.pmt)  # type: ignore[attr-defined]
    with pytest.raises(psycopg.errors.CheckViolation) as no:
        here.service(case, "police_interview_justice", first, here.pmt)  # type: ignore[attr-defined]
    assert no.value.diag.constraint_name == "service_interview_on_one_line"
    assert not doubled(here)
    other = here.person()
    rows.put(
        here.db,
        "cases_relatedfile",
        case_id=other,
        agency_id=here.agency.pk,
        updated_by_id=here.advocate.pk,
        other_id=case,
        kind="same",
    )
    here.service(other, "police_interview_justice", first, here.pmt)  # type: ignore[attr-defined]
    (finding,) = doubled(here)
    assert finding.level == "error" and finding.tables == ("interviews",) and "both lines" in finding.sentence


def doubled(here: Agency) -> list[Any]:
    run = here.ask(here.pmt, *QUARTERS[3])  # type: ignore[attr-defined]
    with as_(here.director), looked(here.director, run.public_id, purpose="test") as found:
        return [one for one in told(found).findings if one.check == "interview_on_one_line"]
