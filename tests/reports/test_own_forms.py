"""Forms of an agency's own, made of blocks or pasted: kept as versions that never change, chosen by an award, counted (GR-01, GR-42)."""

import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from agencies.models import Award
from confidentiality import gate
from reports.definition import Definition
from reports.models import CustomForm
from reports.queries.forms import custom
from tests import rooms
from tests.cases.referring import as_
from tests.counting import Asked
from tests.reports.scene import Agency

FIRST, LAST = date(2025, 7, 1), date(2025, 9, 30)
TOML = (Path(__file__).parent / "county_board.toml").read_text()
CHOSEN = {
    "title": "County board",
    "period": "federal_quarter",
    "tables": ["pmt_race", "pmt_individuals"],
    "words": "on",
}
PLACED = {
    "step": "arrange", "place-pmt_individuals": 1, "label-pmt_individuals": "People helped", "place-pmt_race": 2,
    "label-pmt_race": "By race", "place-words": 3, "label-words": "What the board should know",
}  # fmt: skip
CROSSED = """
[crosswalks.sexes]
by = "sex"
kind = "one"
version = 1
same = true
none = "unknown"
rows = { male = "Male", female = "Female", other = "Other", unknown = "Unknown" }
map = { declined = "unknown", not_collected = "unknown", unanswered = "unknown" }
"""


@pytest.fixture
def here(owner_db: Any) -> Agency:
    return Agency(owner_db)


def made(client: Any, **more: Any) -> Any:
    return client.post(reverse("own_form_new"), {**CHOSEN, **PLACED, **more})


def theirs(here: Agency) -> Definition | None:
    with as_(here.director), gate.own_rows(here.director):
        return custom(here.agency.pk, "own.county_board", "1")


def mine(here: Agency) -> list[CustomForm]:
    with as_(here.director), gate.own_rows(here.director):
        return list(CustomForm.objects.filter(agency=here.agency).order_by("pk"))


def test_GR01_a_form_is_made_without_writing_a_line_of_it(here: Agency, as_person: Any) -> None:
    client = as_person(here.director)
    assert "There is no form of your own yet" in client.get(reverse("own_forms")).content.decode()
    page = client.get(reverse("own_form_new")).content.decode()
    assert "Race and ethnicity" in page and "Training events" in page
    page = client.post(reverse("own_form_new"), CHOSEN).content.decode()
    assert 'name="label-pmt_race"' in page and not mine(here)
    answer = made(client)
    assert answer.status_code == 302
    assert made(client).url == answer.url and len(mine(here)) == 1, "sent twice it is made once"
    definition = theirs(here)
    assert definition is not None
    labels = [table.label for _section, table in definition.tables()]
    assert labels == ["People helped", "By race", "What the board should know"]
    page = client.get(answer.url).content.decode()
    assert all(label in page for label in labels)


def test_GR01_a_change_is_a_new_version_and_what_is_kept_never_changes(here: Agency, as_person: Any) -> None:
    client = as_person(here.director)
    address = made(client).url
    page = client.get(f"{address}version/").content.decode()
    assert 'value="pmt_race"' in page and "County board" in page
    page = client.post(f"{address}version/", {**CHOSEN, "tables": ["pmt_race"]}).content.decode()
    assert 'value="By race"' in page, "labels of the version before"
    changed = {**CHOSEN, **PLACED, "label-pmt_race": "Race, as told"}
    second = client.post(f"{address}version/", changed)
    assert client.post(f"{address}version/", changed).url == second.url
    assert [(one.version, one.made_by_id) for one in mine(here)] == [("1", here.director.pk), ("2", here.director.pk)]
    assert (
        "By race" in client.get(address).content.decode() and "Race, as told" in client.get(second.url).content.decode()
    )
    assert b"title" in made(client, **{"label-pmt_race": "Another"}).content  # a form of this title is there
    assert "form of this title" in strip_tags(made(client, **{"label-pmt_race": "Another"}).content.decode())
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _as_web("UPDATE reports_customform SET version = '9'")


def _as_web(sql: str) -> None:
    from django.db import connection, transaction
    from django.db.utils import ProgrammingError

    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    except ProgrammingError as error:
        raise error.__cause__ from error  # type: ignore[misc]


def test_GR42_one_more_dimension_is_refused_in_words(here: Agency, as_person: Any) -> None:
    client = as_person(here.director)
    for word in ("split-pmt_race", "where-pmt_race", "by-pmt_race"):
        page = made(client, **{word: "age", "label-pmt_race": "Keep this"}).content.decode()
        assert "point at single persons" in page and "Keep this" in page
    crossed = TOML.replace("[crosswalks.shelter]", f"{CROSSED}\n[crosswalks.shelter]", 1)
    crossed = crossed.replace('rows = "age"\n', 'rows = "age"\ncolumns = "sexes"\n', 1)
    answer = client.post(reverse("own_form_paste"), {"source": crossed})
    page = strip_tags(answer.content.decode())
    assert "No table crosses “age” with “sex” of a survivor" in page and answer.status_code == 200
    narrowed = TOML.replace('where = { service = "*" }', 'where = { service = "*", sex = ["female"] }', 1)
    assert "Nobody is picked out by “sex”" in strip_tags(
        client.post(reverse("own_form_paste"), {"source": narrowed}).content.decode()
    )
    assert not mine(here)


@pytest.mark.parametrize(("text", "says"), [
    ("", "Paste the form, or choose a file."), ("title = [", "cannot be read"), ('{"title": ', "cannot be read"), ("{}", "missing"),
    (TOML.replace('kind = "bands"', 'kind = "odd"', 1), "its kind has to be one, many or bands"),
    (TOML.replace('unknown = "Not known"', 'unknown = "Not known\\u0000"', 1), "no text has"),
    (TOML.replace('funder = "county"', 'funder = "ovw"').replace('form = "board"', 'form = "stop"'), "comes with the system"),
    ("[" * 5000, "cannot be read"), (TOML.replace('title = "County board, quarterly"', "title = nan"), "no text"),
    (TOML.replace("version = \"1\"", f'version = "{"9" * 30}"'), "too long"), ('{"a": ' * 3000 + "1" + "}" * 3000, ""),
])  # fmt: skip
def test_GR01_a_text_that_is_wrong_is_refused_above_its_field_and_kept_there(
    here: Agency, as_person: Any, text: str, says: str
) -> None:
    answer = as_person(here.director).post(reverse("own_form_paste"), {"source": text})
    page = answer.content.decode()
    assert answer.status_code == 200 and says in strip_tags(page) and not mine(here)
    field = page.split('id="id_source"')[0]
    assert says.split("“")[0] in strip_tags(field), "above the field"
    if text and len(text) < 4000:
        assert "County board" not in text or "County board" in page, "nothing is lost"


def test_GR01_toml_json_and_a_file_make_the_same_form(here: Agency, as_person: Any) -> None:
    client = as_person(here.director)
    first = client.post(reverse("own_form_paste"), {"source": TOML})
    assert first.status_code == 302
    again = client.post(reverse("own_form_paste"), {"source": json.dumps(mine(here)[0].source)})
    assert again.url == first.url and len(mine(here)) == 1
    file = io.BytesIO(TOML.replace('version = "1"', 'version = "2"', 1).encode())
    file.name = "board.toml"
    assert client.post(reverse("own_form_paste"), {"source": "", "file": file}).status_code == 302
    changed = TOML.replace("County board, quarterly", "County board, each quarter")
    page = strip_tags(client.post(reverse("own_form_paste"), {"source": changed}).content.decode())
    assert "a version never changes" in page
    address = reverse("own_form_version", args=[mine(here)[0].public_id])
    assert "county" in client.get(address).content.decode() and 'name="source"' in client.get(address).content.decode()
    broken = io.BytesIO(b"title = [")
    broken.name = "broken.toml"
    assert "title = [" in client.post(reverse("own_form_paste"), {"source": "", "file": broken}).content.decode()


def test_GR01_an_award_chooses_it_and_it_is_counted_as_the_form_of_its_blocks(here: Agency, as_person: Any) -> None:
    client = as_person(here.director)
    made(client)
    page = client.get(reverse("award_new")).content.decode()
    assert "own.county_board@1" in page and "County board (1)" in page
    other = as_person(rooms.person(rooms.agency(), is_supervisor=True))
    assert "own.county_board" not in other.get(reverse("award_new")).content.decode()
    award = here.award("own.county_board", "1")
    measures = here.award("ovc.pmt", "2015")
    for n in range(7):
        case = here.person(race=["white"] if n % 2 else ["black"], told=(30, FIRST))
        here.service(case, "counseling", FIRST, shares={award: 50, measures: 50})
    definition = theirs(here)
    one, two = here.count(award, FIRST, LAST, definition), here.count(measures, FIRST, LAST)
    assert one["pmt_race", "white", ""] == two["race", "white", ""] == 3
    assert {place[1:]: value for place, value in one.items() if place[0] == "pmt_race"} == {
        place[1:]: value for place, value in two.items() if place[0] == "race"
    }
    public = Award.objects.get(pk=award).public_id
    client.post(reverse("report_count", args=[public, FIRST]))
    period = client.get(reverse("report_period", args=[public, FIRST])).content.decode()
    assert "County board" in period
    assert "County board" in client.get(reverse("reports")).content.decode()
    assert "County board (1)" in client.get(reverse("awards")).content.decode()
    assert "1 award uses it" in client.get(reverse("own_forms")).content.decode()


def test_GR01_who_makes_forms_and_for_whom_they_are_there(here: Agency, as_person: Any) -> None:
    address = made(as_person(here.director)).url
    advocate = as_person(here.advocate)
    for url in (
        reverse("own_forms"),
        reverse("own_form_new"),
        reverse("own_form_paste"),
        address,
        f"{address}version/",
    ):
        assert advocate.get(url).status_code == 302, url  # told who makes them
    assert made(advocate).status_code == 302 and len(mine(here)) == 1
    stranger = as_person(rooms.person(rooms.agency(), is_supervisor=True))
    assert stranger.get(address).status_code == stranger.get(f"{address}version/").status_code == 404
    assert stranger.post(f"{address}version/", {**CHOSEN, **PLACED}).status_code == 404


def test_lists_ask_no_more_for_three_forms_than_for_one(here: Agency, as_person: Any) -> None:
    client, counts = as_person(here.director), []
    for more in (("One",), ("Two", "Three")):
        for title in more:
            made(client, title=title)
            here.award(f"own.{title.lower()}", "1")
        asked = []
        for name in ("own_forms", "reports", "awards"):
            client.get(reverse(name))
            with Asked() as queries:
                assert client.get(reverse(name)).status_code == 200
            asked.append(len(queries))
        counts.append(asked)
    assert counts[0] == counts[1]


def test_errors_in_the_order_keep_what_was_typed(here: Agency, as_person: Any) -> None:
    page = made(as_person(here.director), **{"place-pmt_race": "first", "label-words": "Said by us"}).content.decode()
    assert "summary" in page and 'value="first"' in page and "Said by us" in page and not mine(here)
    page = as_person(here.director).post(reverse("own_form_new"), {**CHOSEN, "tables": []}).content.decode()
    assert "Choose at least one table." in page and 'value="County board"' in page
