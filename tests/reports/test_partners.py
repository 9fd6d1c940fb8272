"""Totals that partner agencies give: added up and never joined, whole, checked as a sum, and for the funder alone (GR-07)."""

import csv
import io
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from reports import kept
from reports.models import Run
from tests import rooms, rows
from tests.cases.referring import as_
from tests.counting import Asked
from tests.reports.scene import Agency
from tests.reports.test_otherwise import as_it_stands
from tests.reports.test_pages import FIRST, award, worked
from tests.reports.test_pages import here as here  # a quarter of the measures

SAID = {"given_by": "Rosa Diaz", "role": "Director", "given_on": "2025-10-03", "signed": "on"}


def partner(here: Agency, name: str = "") -> Any:
    """Another agency at the same table."""
    made = rooms.agency(**({"name": name} if name else {}))
    team = rooms.team()
    rooms.seat(team, here.director)
    rooms.seat(team, rooms.person(made))
    return made


def url(here: Agency, name: str, *more: Any) -> str:
    return reverse(name, args=[award(here).public_id, FIRST, *more])


def gives(here: Agency, client: Any, place: Any, section: str = "people", **lines: int | str) -> Any:
    answer = client.post(url(here, "report_partner_new"), {**SAID, "partner": str(place.public_id)})
    assert answer.status_code == 302, strip_tags(answer.content.decode())
    return client.post(url(here, "report_partner_totals", place.public_id, section), lines)


def counted(here: Agency, client: Any) -> Run:
    answer = client.post(url(here, "report_count"))
    worked()
    from confidentiality import gate

    with as_(here.director), gate.own_rows(here.director):
        return Run.objects.get(public_id=answer.url.split("/")[-2])


def lines_of(client: Any, run: Run) -> dict[str, dict[str, str]]:
    answer = client.get(reverse("report_download", args=[run.public_id, "csv"]))
    return {
        f"{one['line']}.{one['dim1']}": one
        for one in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    }  # fmt: skip


PEOPLE = {"individuals.individuals": 10, "anonymous.contacts": 7, "new.new": 4}


@pytest.mark.slow
def test_GR07_totals_are_added_up_and_the_report_says_so_everywhere(here: Agency, as_person: Any) -> None:
    client, run = as_person(here.director), counted(here, as_person(here.director))
    assert lines_of(client, run)["individuals.individuals"]["value"] == "24"
    assert gives(here, client, partner(here), **PEOPLE).status_code == 302
    second = partner(here)
    assert gives(here, client, second, **{"individuals.individuals": 1}).status_code == 302
    found = lines_of(client, run)
    assert found["individuals.individuals"]["value"] == "35" and found["new.new"]["value"] == "28"
    said = "Sum of 2 partner totals, not unduplicated across agencies"
    assert said in found["individuals.individuals"]["basis"]
    page = client.get(reverse("report", args=[run.public_id])).content.decode()
    assert said in page and ">35<" in page
    assert (
        said
        in client.get(reverse("report_behind_one", args=[run.public_id, "individuals", "individuals"])).content.decode()
    )
    json = client.get(reverse("report_download", args=[run.public_id, "json"])).json()
    assert json["sum_of"] == 2
    for kind in ("xlsx", "pdf"):
        assert client.get(reverse("report_download", args=[run.public_id, kind])).status_code == 200
    file = client.get(reverse("report_download", args=[run.public_id, "csv"])).content.decode()
    assert second.name not in file and "Rosa Diaz" not in file, "of a partner only the sum leaves"


def test_GR07_the_checks_run_on_the_sum(here: Agency, as_person: Any) -> None:
    """More new persons than persons is an error of the partner's numbers alone, and of no number that was counted."""
    client = as_person(here.director)
    run = counted(here, client)
    before = strip_tags(client.get(reverse("report", args=[run.public_id])).content.decode())
    gives(here, client, partner(here), **{"individuals.individuals": 1, "new.new": 9})
    after = strip_tags(client.get(reverse("report", args=[run.public_id])).content.decode())
    assert "cannot be more than the second" not in before and "New individuals: 33" in after


@pytest.mark.parametrize("wrong", ["1.5", "-1", "many", "99999999999"])
def test_GR07_a_total_is_whole_and_not_below_zero(here: Agency, as_person: Any, wrong: str) -> None:
    client, place = as_person(here.director), partner(here)
    answer = gives(here, client, place, **{"individuals.individuals": wrong, "new.new": 3})
    page = answer.content.decode()
    assert answer.status_code == 200 and "summary" in page
    assert f'value="{wrong}"' in page and 'value="3"' in page, "nothing that was typed is lost"
    found = here.db.execute("SELECT count(*) FROM reports_typedfigure WHERE partner_id = %s", [place.pk]).fetchone()
    assert found == (0,)


def test_GR07_without_a_signed_form_or_in_days_to_come_nothing_is_taken(here: Agency, as_person: Any) -> None:
    client, place = as_person(here.director), partner(here)
    unsigned = {key: value for key, value in SAID.items() if key != "signed"} | {"partner": str(place.public_id)}
    page = client.post(url(here, "report_partner_new"), unsigned).content.decode()
    assert "Without a signed form" in page and "Rosa Diaz" in page
    page = client.post(
        url(here, "report_partner_new"), {**SAID, "partner": str(place.public_id), "given_on": "2037-01-01"}
    )
    assert "still to come" in page.content.decode()
    own = client.post(url(here, "report_partner_new"), {**SAID, "partner": str(here.agency.public_id)})
    assert own.status_code == 200
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        rows.put(here.db, "reports_typedfigure", award_id=here.pmt, starts_on=FIRST, line="new.new", value=Decimal(1),  # type: ignore[attr-defined]
                 partner_id=place.pk, by_id=here.director.pk)  # fmt: skip
    assert refused.value.diag.constraint_name == "typed_partner_gave"


def test_GR07_it_is_replaced_and_removed_and_sent_twice_it_is_there_once(here: Agency, as_person: Any) -> None:
    client, place = as_person(here.director), partner(here)
    run = counted(here, client)
    gives(here, client, place, **PEOPLE)
    client.post(url(here, "report_partner_totals", place.public_id, "people"), PEOPLE)
    again = client.post(url(here, "report_partner_new"), {**SAID, "partner": str(place.public_id)}, follow=True)
    assert again.status_code == 200 and lines_of(client, run)["new.new"]["value"] == "28"
    assert lines_of(client, run)["individuals.individuals"]["value"] == "34"
    client.post(url(here, "report_partner_totals", place.public_id, "people"), {"individuals.individuals": 2})
    assert lines_of(client, run)["individuals.individuals"]["value"] == "26"
    assert (
        client.post(url(here, "report_partner", place.public_id), {**SAID, "role": "Acting director"}).status_code
        == 302
    )
    assert b"Acting director" in client.get(url(here, "report_partners")).content
    assert client.post(url(here, "report_partner_remove", place.public_id)).status_code == 302
    assert client.post(url(here, "report_partner_remove", place.public_id)).status_code == 404
    found = lines_of(client, run)["individuals.individuals"]
    assert found["value"] == "24" and "Sum of" not in found["basis"]


def files(here: Agency, run: Run) -> None:
    exact = kept.to_plain(as_it_stands(here, run))
    here.db.execute(
        "UPDATE reports_run SET status = 'filed', filed_at = now(), filed_by_id = asked_by_id, report = %s WHERE id = %s",
        [psycopg.types.json.Jsonb(exact), run.pk],
    )


def test_GR07_GR04_what_is_filed_keeps_its_sum(here: Agency, as_person: Any) -> None:
    client, place = as_person(here.director), partner(here)
    gives(here, client, place, **PEOPLE)
    run = counted(here, client)
    files(here, run)
    before = client.get(reverse("report_download", args=[run.public_id, "csv"])).content
    client.post(url(here, "report_partner_remove", place.public_id))
    assert client.get(reverse("report_download", args=[run.public_id, "csv"])).content == before
    assert lines_of(client, run)["individuals.individuals"]["value"] == "34"


@pytest.mark.parametrize("partners", [1, 2, 3])
def test_GR07_GR40_a_sum_with_partners_is_released_to_nobody(here: Agency, as_person: Any, partners: int) -> None:
    """Who gave a part knows it, and two who talk know two parts: what is left is the exact number of the third."""
    client = as_person(here.director)
    for _n in range(partners):
        gives(here, client, partner(here), **{"anonymous.contacts": 7})
    run = counted(here, client)
    files(here, run)
    page = client.get(reverse("report_publish", args=[run.public_id])).content.decode()
    assert "could work out the rest" in page and 'name="audience"' not in page
    answer = client.post(reverse("report_publish", args=[run.public_id]), {"audience": "team"})
    assert "could work out the rest" in answer.content.decode()
    assert here.db.execute("SELECT count(*) FROM reports_publication WHERE run_id = %s", [run.pk]).fetchone() == (0,)
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        rows.put(here.db, "reports_publication", run_id=run.pk, agency_id=here.agency.pk, made_by_id=here.director.pk)
    assert refused.value.diag.constraint_name == "publication_of_own_numbers"


def test_GR07_GR06_the_partner_and_everybody_else_find_no_such_page(here: Agency, as_person: Any) -> None:
    client, place = as_person(here.director), partner(here)
    gives(here, client, place, **PEOPLE)
    theirs = rooms.person(place, is_supervisor=True)
    others = (theirs, here.advocate, rooms.person(here.agency, is_supervisor=True))
    for person in others:
        hers = as_person(person)
        for address in (url(here, "report_partners"), url(here, "report_partner_new"), url(here, "report_partner", place.public_id),
                        url(here, "report_partner_totals", place.public_id, "people")):  # fmt: skip
            assert hers.get(address).status_code == 404, address
        assert hers.post(url(here, "report_partner_remove", place.public_id)).status_code == 404
    stranger = rooms.agency()
    assert client.get(url(here, "report_partner", stranger.public_id)).status_code == 404


def test_a_list_of_three_partners_asks_no_more_than_of_one(here: Agency, as_person: Any) -> None:
    client, counts = as_person(here.director), []
    for more in (1, 2):
        for _n in range(more):
            gives(here, client, partner(here), **PEOPLE)
        client.get(url(here, "report_partners"))
        with Asked() as asked:
            assert client.get(url(here, "report_partners")).content.decode().count("Rosa Diaz") == (
                1 if more == 1 else 3
            )
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_GR07_only_what_is_counted_in_whole_numbers_is_asked_for(here: Agency, as_person: Any) -> None:
    client, place = as_person(here.director), partner(here)
    gives(here, client, place, **PEOPLE)
    assert client.get(url(here, "report_partner_totals", place.public_id, "nowhere")).status_code == 404
    page = client.get(url(here, "report_partner_totals", place.public_id, "annual")).content.decode()
    assert "unmet.capacity" in page and "surveys" not in page and "annual_words" not in page
