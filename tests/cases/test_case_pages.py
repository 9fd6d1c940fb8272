"""The list, the search, a new case and the case page: covers alone until somebody asks for more."""

import re

import pytest
from django.urls import reverse

from confidentiality.elements import ALL, Element
from tests import rooms
from tests.cases.working import BAIT, Room, looks, posted, room_fixture, the_case_of  # noqa: F401
from tests.counting import Asked

SECTIONS = ["words", "identity", "contact", "location", "background", "events", "people"]


def test_the_list_shows_covers_newest_first_and_tells_the_ledger_which(room: Room, as_person) -> None:
    second = rooms.case(room.ada)
    before = len(looks(room.ada))
    page = as_person(room.ada).get(reverse("cases")).content.decode()
    assert page.index(second.code) < page.index(room.case.code)
    assert BAIT not in page
    (look,) = looks(room.ada)[before:]
    assert (look["kind"], look["purpose"]) == ("browse", "case.list")
    assert set(look["case_ids"]) == {room.case.pk, second.pk}


def test_S05_neither_address_nor_title_nor_list_says_anything_but_the_code(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    for url in (reverse("cases"), room.url("case"), room.url("case_show", "identity"), room.url("who_looked")):
        page = ada.get(url).content.decode()
        title = re.search(r"<title>(.*?)</title>", page, re.S).group(1).strip()
        assert title in ("Record", "Records"), url
        assert "Testa" not in url


def test_C01_C09_others_find_no_case_by_any_address(room: Room, as_person) -> None:
    component = rooms.agency(parent_id=room.ada.agency_id)
    strangers = [room.bea, room.olga, rooms.person(component, is_supervisor=True), rooms.person(None)]
    names = ["case", "who_looked", "who_looked_pdf", "case_access"]
    urls = [room.url(name) for name in names]
    urls += [room.url(name, word) for name in ("case_show", "element_edit") for word in ("identity", "contact")]
    missing = reverse("case", args=["00000000-0000-4000-8000-000000000000"])
    for stranger in strangers:
        client = as_person(stranger)
        hidden = [client.get(url) for url in urls]
        assert {answer.status_code for answer in hidden} == {404}
        gone = client.get(missing)
        assert all(answer.content == gone.content for answer in hidden)
        assert room.case.code not in client.get(reverse("cases")).content.decode()


def test_C01_others_change_nothing_by_any_address(room: Room, as_person) -> None:
    data = {"person": room.bea.public_id, "name": "X", "seen": ""}
    urls = [room.url(name) for name in ("case_close", "case_reopen", "case_assign", "case_unassign", "case_recuse")]
    urls += [room.url("element_edit", "identity"), room.url("element_draft", "identity"), room.url("row_add", "people")]
    for stranger in (room.bea, room.olga):
        client = as_person(stranger)
        for url in urls:
            assert client.post(url, data).status_code == 404 or "assign" in url or "recuse" in url, url
    page = room.page(as_person(room.ada)).content.decode()
    assert room.bea.name not in page


def test_S11_everything_but_the_cover_is_closed_until_it_is_shown(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    before = len(looks(room.ada))
    page = room.page(ada).content.decode()
    assert BAIT not in page
    (look,) = looks(room.ada)[before:]
    assert (look["purpose"], look["elements"]) == ("case.show", Element.COVER)
    for word in SECTIONS:
        assert room.url("case_show", word) in page


@pytest.mark.parametrize("word", SECTIONS)
def test_S11_a_reveal_is_one_more_look_at_one_element(room: Room, as_person, word: str) -> None:
    ada = as_person(room.ada)
    before = len(looks(room.ada))
    page = ada.get(room.url("case_show", word))
    assert page.status_code == 200
    assert (BAIT in page.content.decode()) == (word == "identity")
    (look,) = looks(room.ada)[before:]
    assert look["purpose"] == "case.reveal"
    assert look["elements"] & ~Element.COVER in [e for e in Element if e & ALL and e is not Element.COVER]


def test_S11_an_unknown_section_is_not_found(room: Room, as_person) -> None:
    assert as_person(room.ada).get(room.url("case_show", "everything")).status_code == 404


def test_a_case_opens_with_nothing_but_the_agency_of_record(room: Room, as_person) -> None:
    bea = as_person(room.bea)
    token = _token(bea)
    answer = posted(bea, reverse("case_new"), once=token)
    opened = the_case_of(answer)
    page = bea.get(answer.url)
    assert page.status_code == 200
    assert room.bea.name in page.content.decode()
    assert as_person(room.ada).get(answer.url).status_code == 404  # need to know, inside the agency
    assert as_person(room.hana).get(answer.url).status_code == 200
    assert "Opened the record" in bea.get(reverse("who_looked", args=[opened])).content.decode()
    again = posted(bea, reverse("case_new"), once=token)  # the second click
    assert the_case_of(again) == opened


def _token(client) -> str:
    page = client.get(reverse("case_new")).content.decode()
    return re.search(r'name="once" value="([^"]+)"', page).group(1)


def test_a_double_click_opens_one_case(room: Room, as_person, owner_db) -> None:
    bea = as_person(room.bea)
    token = _token(bea)
    for _click in range(3):
        posted(bea, reverse("case_new"), once=token)
    count = owner_db.execute("SELECT count(*) FROM cases_case WHERE opened_by_id = %s", [room.bea.pk]).fetchone()
    assert count == (1,)


def test_C01_an_id_cannot_be_tried_by_opening_a_case_with_it(room: Room, as_person, owner_db) -> None:
    """Were the id taken as it comes, the answer would tell whether it exists."""
    stranger = as_person(room.olga)
    for forged in (str(room.case.public_id), _token(as_person(room.ada)), ""):
        answer = posted(stranger, reverse("case_new"), once=forged)
        assert answer.url == reverse("case_new")
    count = owner_db.execute("SELECT count(*) FROM cases_case WHERE opened_by_id = %s", [room.olga.pk]).fetchone()
    assert count == (0,)


def test_an_agency_of_systems_work_keeps_no_cases(as_person) -> None:
    visitor = as_person(rooms.person(rooms.agency(sector="research")))
    assert reverse("case_new") not in visitor.get(reverse("cases")).content.decode()
    assert posted(visitor, reverse("case_new"), once="x").url == reverse("cases")


def test_search_finds_by_name_and_code_and_shows_covers_alone(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    code = room.case.code
    for text in (
        "testa person-941",
        code.lower(),
        code[:5],
        code.replace("-", ""),
        code.replace("-", " "),
        code[:3] + code[4],
    ):
        page = posted(ada, reverse("case_search"), text=text).content.decode()
        assert code in page
        assert BAIT not in page.replace(f'value="{text}"', "")
    for stranger in (room.bea, room.olga):
        page = posted(as_person(stranger), reverse("case_search"), text=BAIT).content.decode()
        assert code not in page


def test_C10_what_was_searched_for_is_in_no_address_and_no_ledger(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    assert ada.get(reverse("case_search"), {"text": BAIT}).url == reverse("cases")
    posted(ada, reverse("case_search"), text=BAIT)
    kept = owner_db.execute("SELECT count(*) FROM confidentiality_ledger l WHERE l::text LIKE '%Testa%'").fetchone()
    assert kept == (0,)
    assert looks(room.ada)[-1]["kind"] == "search"


def test_lists_ask_as_much_for_one_row_as_for_three(as_person) -> None:
    harbor = rooms.agency()
    counts = []
    for number in (1, 3):
        person = rooms.person(harbor)
        for _case in range(number):
            rooms.case(person)
        client = as_person(person)
        client.get(reverse("cases"))
        with Asked() as asked:
            client.get(reverse("cases"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_older_pages_go_on_where_the_last_one_ended(room: Room, as_person) -> None:
    from confidentiality import gate
    from mdt.kit.acting import Acting, acting

    newer = [rooms.case(room.ada) for _ in range(2)]
    with acting(Acting(room.ada.pk, room.ada.agency_id, "test")):
        first = gate.browse_cases(room.ada, purpose="test", limit=2)
    assert [case.pk for case in first.rows] == [newer[1].pk, newer[0].pk]
    page = as_person(room.ada).get(reverse("cases"), {"before": newer[0].public_id.hex}).content.decode()
    assert room.case.code in page
    assert newer[0].code not in page
    assert as_person(room.ada).get(reverse("cases"), {"before": "nonsense"}).status_code == 200


def test_a_closed_case_takes_no_words_and_a_supervisor_opens_it_again(room: Room, as_person) -> None:
    ada, hana = as_person(room.ada), as_person(room.hana)
    posted(ada, room.url("case_close"))
    assert room.page(ada).context["case"].status == "open"  # who works on it may not
    posted(hana, room.url("case_close"))
    assert room.page(ada).context["case"].status == "closed"
    posted(ada, room.url("element_edit", "identity"), name="Renamed", seen="")
    assert "Renamed" not in ada.get(room.url("case_show", "identity")).content.decode()
    posted(hana, room.url("case_reopen"))
    assert room.page(ada).context["case"].status == "open"
