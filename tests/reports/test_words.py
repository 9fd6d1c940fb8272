"""The words of a report: a person goes through them in her own name, and a scan points at what to look at again (GR-49)."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from reports.narrative import Words, digest_of, scanned, words_of
from reports.shape import Cell, Product, Report, Section, Status, Table, Unit
from reports.vocabulary import WordsItem
from tests import rooms
from tests.reports.scene import Agency
from tests.reports.test_pages import FIRST, answered, award
from tests.reports.test_pages import counted as asked_for
from tests.reports.test_pages import here as here  # a quarter of the measures

STORY = "A 34-year-old woman came on March 3 from Pine Street"
ITEMS = [item.value for item in WordsItem]


@pytest.mark.parametrize(("text", "kinds"), [
    ("a 34-year-old nurse", {"age"}), ("she was aged 17 then", {"age"}), ("una madre de 34 años", {"age", "few"}),
    ("it began on March 3", {"date"}), ("on 3/14 they came", {"date"}), ("since 2025-03-14", {"birth"}), ("el 3 de marzo", {"date"}),
    ("We helped one woman to move", {"few"}), ("two young sisters stayed", {"few"}), ("una mujer indígena", {"few"}),
    ("She lives at 12 Pine Street", {"address"}), ("near the high school", {"place"}),
    ("Maria Lopez told us so", {"name"}), ("write to ann@home.example", {"email"}), ("call 555-201-3344", {"phone"}),
])  # fmt: skip
def test_GR49_the_scan_points_at_what_may_give_somebody_away(text: str, kinds: set[str]) -> None:
    assert kinds <= {hit.kind for hit in scanned(text)}, scanned(text)


@pytest.mark.parametrize("text", [
    "Demand for shelter grew in every month of the quarter.",
    "Officers, advocates and nurses met each week and improved how they refer to each other.",
    "La demanda de refugio creció.",
])  # fmt: skip
def test_GR49_plain_words_about_the_work_are_left_alone(text: str) -> None:
    assert scanned(text) == []


def _report(*tables: Table, is_open: bool | None = None) -> Report:
    section = Section("s", "1", "S", tables, gate="Is it?" if is_open is not None else "", open=is_open)
    return Report("a.b", "1", "T", "2025-01-01/2025-12-31", "A", "1", "x", Product.FUNDER_EXACT, (section,))


def _words(text: str | None) -> Table:
    cell = Cell("w", "", text, Status.EXACT if text else Status.NOT_REPORTED)
    return Table(
        "t", "", "In words", Unit.TEXT, "", "F", True, (("w", "For the board"),), (("", ""),), {("w", ""): cell}
    )


def test_GR49_only_what_goes_out_is_gone_through() -> None:
    assert words_of(_report(_words(STORY))) == [Words(("In words", "For the board", ""), STORY)]
    assert words_of(_report(_words(None))) == []
    assert words_of(_report(_words(STORY), is_open=False)) == [], "behind a closed gate nothing is reported"
    one, other = (digest_of(words_of(_report(_words(text)))) for text in (STORY, f"{STORY}."))
    assert one != other


def url(run: str) -> str:
    return f"{run}words/"


def typed(here: Agency, client: Any, text: str) -> None:
    address = reverse("report_typed", args=[award(here).public_id, FIRST, "annual"])
    client.post(address, {"gate.annual": "1", "surveys.sent": 9, "surveys.returned": 4, "annual_words.trends": text})


@pytest.fixture
def run(here: Agency, as_person: Any) -> str:
    client = as_person(here.director)
    answered(here, client)
    typed(here, client, STORY)
    return asked_for(here, client)


def ticks(client: Any, run: str, *items: str, seen: str = "") -> Any:
    page = client.get(url(run)).content.decode()
    digest = seen or page.split('name="seen" value="')[1][:64]
    return client.post(url(run), {"items": items, "seen": digest}, follow=True)


def files(client: Any, run: str) -> str:
    return strip_tags(client.post(f"{run}file/", {"confirmed": "yes"}, follow=True).content.decode())


def test_GR49_unread_words_are_not_filed_and_each_tick_has_its_name(here: Agency, as_person: Any, run: str) -> None:
    client = as_person(here.director)
    page = client.get(url(run)).content.decode()
    assert "«34-year-old» looks like" in page or "34-year-old" in strip_tags(page)
    assert "looks like an age" in page and "looks like a day" in page
    assert "6 things were not looked for" in client.get(run).content.decode()
    assert "set right first" in files(client, run)
    for item in ITEMS[:5]:
        assert here.director.name in ticks(client, run, item).content.decode()
    assert "1 thing was not looked for" in client.get(run).content.decode() and "set right first" in files(client, run)
    for _twice in range(2):  # sent twice
        seen = client.get(url(run)).content.decode().split('name="seen" value="')
        client.post(url(run), {"items": [ITEMS[5]], "seen": seen[1][:64] if len(seen) > 1 else "0" * 64})
    assert here.db.execute(
        "SELECT count(*), count(DISTINCT by_id) FROM reports_checkedwords WHERE by_id = %s", [here.director.pk]
    ).fetchone() == (6, 1)  # fmt: skip
    assert "Filed" in files(client, run)
    assert "stays as it is" in ticks(client, run, "ages", seen="0" * 64).content.decode()


def test_GR49_when_a_word_changes_it_is_asked_again(here: Agency, as_person: Any, run: str) -> None:
    client = as_person(here.director)
    old = client.get(url(run)).content.decode().split('name="seen" value="')[1][:64]
    ticks(client, run, *ITEMS)
    assert "was looked for" in client.get(url(run)).content.decode()
    typed(here, client, "Demand for shelter grew.")
    assert "6 things were not looked for" in client.get(run).content.decode()
    answer = ticks(client, run, *ITEMS, seen=old)
    assert "changed while you read" in answer.content.decode()
    assert b"Tick what you have looked for" in ticks(client, run).content
    assert "set right first" in files(client, run)


def test_GR49_the_action_itself_refuses_words_that_nobody_read(here: Agency, as_person: Any, run: str) -> None:
    from confidentiality import gate
    from mdt.kit.errors import Refused
    from reports import kept
    from reports.actions.runs import file
    from reports.models import Run
    from reports.queries.runs import told
    from tests.cases.referring import as_

    with as_(here.director):
        with gate.own_rows(here.director):
            mine = Run.objects.select_related("award__agency__jurisdiction").get(public_id=run.split("/")[-2])
            exact = kept.to_plain(told(mine).report)
        with pytest.raises(Refused, match="Go through the words"):
            file(by=here.director, run=mine, report=exact)


def test_GR49_without_words_there_is_nothing_to_read(here: Agency, as_person: Any) -> None:
    client = as_person(here.director)
    answered(here, client)
    run = asked_for(here, client)
    assert "There are no words" in client.get(url(run)).content.decode()
    assert "Filed" in files(client, run)


def test_GR49_GR06_nobody_else_reads_them(here: Agency, as_person: Any, run: str) -> None:
    for person in (here.advocate, rooms.person(here.agency, is_supervisor=True), rooms.person(rooms.agency())):
        assert as_person(person).get(url(run)).status_code == 404
        assert as_person(person).post(url(run), {"items": ITEMS}).status_code == 404
