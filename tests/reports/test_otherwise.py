"""A tick that somebody knows better: what was counted and what is said stand beside each other, until it is filed (GR-30)."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from reports import kept
from reports.models import Run
from reports.publishing import without_words
from reports.queries.runs import told
from reports.shape import Said
from tests import rooms, rows
from tests.cases.referring import as_
from tests.reports.teamwork import Working

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
BACK = "The two offices share a floor"


@pytest.fixture
def here(owner_db: Any) -> Working:
    made = Working(owner_db)
    for n in range(13):
        made.meets(FIRST + timedelta(days=28 * n))
    return made


def address(run: Run, table: str = "ccr_meetings", line: str = "law_enforcement") -> str:
    return reverse("report_otherwise", args=[run.public_id, table, line])


def lines(client: Any, run: Run) -> dict[tuple[str, str, str], dict[str, str]]:
    answer = client.get(reverse("report_download", args=[run.public_id, "csv"]))
    found = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    return {(one["line"], one["dim1"], one["dim2"]): one for one in found}


def as_it_stands(here: Working, run: Run) -> Any:
    from confidentiality import gate

    with as_(here.director), gate.own_rows(here.director):
        return told(Run.objects.select_related("award__agency").get(pk=run.pk)).report


@pytest.mark.slow
def test_GR30_both_stand_there_and_who_said_it_and_why(here: Working, as_person: Any) -> None:
    client, run = as_person(here.director), here.ask(here.stop, FIRST, LAST)
    page = client.get(reverse("report", args=[run.public_id])).content.decode()
    assert address(run) in page and address(run, "ccr_contacts") in page
    assert "Monthly" in client.get(address(run)).content.decode()
    for _twice in range(2):  # a form that is sent twice
        answer = client.post(address(run), {"said": "weekly", "reason": BACK})
        assert answer.status_code == 302
    page = strip_tags(client.get(reverse("report", args=[run.public_id])).content.decode())
    assert BACK in page and here.director.name in page and "Counted: yes" in page and "Counted: no" in page
    found = lines(client, run)
    weekly, monthly = (found["ccr_meetings", "law_enforcement", one] for one in ("weekly", "monthly"))
    assert (weekly["value"], monthly["value"]) == ("yes", "no")
    assert BACK in weekly["basis"] and "Counted: yes" in monthly["basis"] and here.director.name in weekly["basis"]
    assert "Counted" not in found["ccr_meetings", "law_enforcement", "quarterly"]["basis"]
    for kind in ("xlsx", "pdf", "json"):
        assert client.get(reverse("report_download", args=[run.public_id, kind])).status_code == 200
    again = here.ask(here.stop, FIRST, LAST)  # it is said of the period, not of one count
    assert lines(client, again)["ccr_meetings", "law_enforcement", "weekly"]["value"] == "yes"


def test_GR30_it_is_taken_back_and_what_was_counted_stands(here: Working, as_person: Any) -> None:
    client, run = as_person(here.director), here.ask(here.stop, FIRST, LAST)
    client.post(address(run), {"said": "none", "reason": BACK})
    assert lines(client, run)["ccr_meetings", "law_enforcement", "monthly"]["value"] == "no"
    assert b"Taken back" in client.post(f"{address(run)}back/", follow=True).content
    monthly = lines(client, run)["ccr_meetings", "law_enforcement", "monthly"]
    assert monthly["value"] == "yes" and "Counted" not in monthly["basis"]
    assert b"Nothing else is said" in client.post(f"{address(run)}back/", follow=True).content


def test_GR30_without_a_reason_nothing_is_said_and_nothing_is_lost(here: Working, as_person: Any) -> None:
    client, run = as_person(here.director), here.ask(here.stop, FIRST, LAST)
    page = client.post(address(run), {"said": "weekly", "reason": "   "}).content.decode()
    assert "Say why it is not what was counted." in page and page.index("summary") < page.index('name="reason"')
    assert (
        'value="weekly" id="id_said_0" checked' in " ".join(page.split())
        or "checked" in page.split('value="weekly"')[1][:80]
    )
    assert lines(client, run)["ccr_meetings", "law_enforcement", "monthly"]["value"] == "yes"


def test_GR30_persons_are_counted_and_nobody_types_over_them(here: Working, as_person: Any) -> None:
    """Neither by the page, nor by a row that somebody got past every page."""
    here.service(here.person(counted_under=[("stalking", FIRST)]), "counseling", date(2025, 3, 3))
    client, run = as_person(here.director), here.ask(here.stop, FIRST, LAST)
    for table, line in (("status", "served"), ("hotline", "calls"), ("staff", "prosecutor"), ("policies", "courts.docket"),
                        ("ccr_meetings_held", "law_enforcement"), ("nothing", "at_all"), ("ccr_meetings", "nobody")):  # fmt: skip
        assert client.get(address(run, table, line)).status_code == 404, table
        assert client.post(address(run, table, line), {"said": "weekly", "reason": "So"}).status_code == 404, table
    was = lines(client, run)["status", "served", "st"]["value"]
    rows.put(
        here.db, "reports_typedfigure", award_id=here.stop, starts_on=FIRST, line="status.served.st", value=Decimal(900),
        reason="So", by_id=here.director.pk,
    )  # fmt: skip
    assert was == "1" == lines(client, run)["status", "served", "st"]["value"]


def test_GR30_GR04_what_is_filed_says_what_was_said_then(here: Working, as_person: Any) -> None:
    client, run = as_person(here.director), here.ask(here.stop, FIRST, LAST)
    client.post(address(run), {"said": "weekly", "reason": BACK})
    exact = kept.to_plain(as_it_stands(here, run))
    here.db.execute(
        "UPDATE reports_run SET status = 'filed', filed_at = now(), filed_by_id = asked_by_id, report = %s WHERE id = %s",
        [psycopg.types.json.Jsonb(exact), run.pk],
    )
    before = client.get(reverse("report_download", args=[run.public_id, "csv"])).content
    assert BACK.encode() in before
    page = client.get(address(run)).content.decode()
    assert "stays as it is" in page and 'name="reason"' not in page
    assert b"stays as it is" in client.post(address(run), {"said": "none", "reason": "Late"}, follow=True).content
    assert b"stays as it is" in client.post(f"{address(run)}back/", follow=True).content
    assert client.get(reverse("report_download", args=[run.public_id, "csv"])).content == before
    assert address(run) not in client.get(reverse("report", args=[run.public_id])).content.decode()


def test_GR30_GR49_why_it_was_said_goes_to_the_funder_alone(here: Working, as_person: Any) -> None:
    client, run = as_person(here.director), here.ask(here.stop, FIRST, LAST)
    client.post(address(run), {"said": "weekly", "reason": BACK})
    exact = kept.from_plain(kept.to_plain(as_it_stands(here, run)))
    said = {cell.said for _s, table in without_words(exact).tables() for cell in table.cells.values() if cell.said}
    assert said == {Said("no"), Said("yes")}
    assert any(cell.said and cell.said.why == BACK for _s, table in exact.tables() for cell in table.cells.values())


def test_GR30_GR06_nobody_else_says_anything(here: Working, as_person: Any) -> None:
    run = here.ask(here.stop, FIRST, LAST)
    for person in (here.advocate, here.deputy, rooms.person(here.agency, is_supervisor=True)):
        client = as_person(person)
        assert client.get(address(run)).status_code == 404
        assert client.post(address(run), {"said": "weekly", "reason": BACK}).status_code == 404
        assert client.post(f"{address(run)}back/").status_code == 404
