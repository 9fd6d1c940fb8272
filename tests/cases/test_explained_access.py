"""Who can see what, by which chain, until when; for a no what would open it; for a past look why it was allowed then."""

import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.template import engines
from django.utils.translation import override

from confidentiality.elements import Element
from mdt.kit import clock, flow
from tests import rooms, rows
from tests.cases.outside import Neighbors, looked, neighbors
from tests.cases.working import BAIT, ledger, posted
from tests.counting import Asked


@pytest.fixture(name="near")
def near_fixture() -> Neighbors:
    return neighbors()


def answered(client: Any, near: Neighbors, about: Any, part: int = Element.IDENTITY) -> str:
    page = client.get(near.room.url("case_access"), {"person": about.public_id, "part": int(part)}).content.decode()
    found = re.search(r'<div id="answer".*?</section>', page, re.S)
    return found[0] if found else ""


@pytest.mark.slow
def test_C23_a_yes_with_its_chain_and_a_no_with_what_would_open_it(near: Neighbors, owner_db, as_person) -> None:
    hana = as_person(near.room.hana)
    yes = answered(hana, near, near.room.ada)
    assert f"Yes. {near.room.ada.name} can see this: Identity" in yes
    for said in ("It was given to this person to work on.", "It opens all parts.", "Until somebody ends it."):
        assert said in yes
    no = answered(hana, near, near.room.bea)
    assert f"No. {near.room.bea.name} cannot see this: Identity" in no
    assert f"That a supervisor of {near.room.bea.agency.name} lets {near.room.bea.name} work on it." in no
    assert "for sixty minutes" in no
    outside = answered(hana, near, near.dan)
    assert f"Nothing is released to {near.dan.agency.name}" in outside
    assert "An order that a judge signed" in outside
    near.released(owner_db)
    assert "She signed a release on" in answered(hana, near, near.dan)
    assert "Yes." in answered(hana, near, near.dan)
    assert "It does not name this part." in answered(hana, near, near.dan, Element.NARRATIVE)
    assert "A new release that names this part too (In her own words)" in answered(
        hana, near, near.dan, Element.NARRATIVE
    )
    assert f"{near.tom.name} does neither" in answered(hana, near, near.tom).replace("&#x27;", "'")


def test_C23_what_ended_is_told_with_how_it_ended(near: Neighbors, owner_db, as_person) -> None:
    hana = as_person(near.room.hana)
    key = near.released(owner_db)
    owner_db.execute("UPDATE confidentiality_release SET status = 'withdrawn' WHERE id = %s", [key])
    order = near.ordered(owner_db)
    owner_db.execute("UPDATE confidentiality_mandate SET ended_at = now() WHERE id = %s", [order])
    said = answered(hana, near, near.dan)
    assert "She took it back on" in said
    assert "Order 24-118. It was ended on" in said
    assert "One that is over does not come back." in said


def test_C23_a_wall_goes_before_all_and_nothing_else_opens_it(near: Neighbors, as_person) -> None:
    hana = as_person(near.room.hana)
    posted(hana, near.room.url("case_recuse"), person=near.room.ada.public_id)
    said = answered(hana, near, near.room.ada)
    assert "is walled off from this record. That goes before everything else." in said
    assert said.partition("What would lawfully open it")[2].count("<li>") == 1
    assert "ends the wall" in said


def test_C23_the_question_is_a_look_of_the_case_and_others_get_no_answer(
    near: Neighbors, owner_db, as_person, web_db
) -> None:
    near.released(owner_db)
    before = len(ledger(actor_id=near.room.hana.pk, purpose="case.access"))
    assert answered(as_person(near.room.hana), near, near.dan)
    assert len(ledger(actor_id=near.room.hana.pk, purpose="case.access")) == before + 1
    url, given = near.room.url("case_access"), {"person": near.dan.public_id, "part": 2}
    for who in (near.dan, near.room.bea, near.stranger):
        assert as_person(who).get(url, given).status_code == 404
    for actor, told in ((near.room.ada, True), (near.dan, False), (near.room.bea, False)):
        with web_db.transaction():
            web_db.execute("SELECT set_config('mdt.user_id', %s, true)", [str(actor.pk)])
            assert (
                bool(web_db.execute(f"SELECT 1 FROM mdt_explain({near.room.case.pk}, {near.dan.pk})").fetchall())
                == told
            )
    for raw in ("mdt_facts_for", "mdt_standing_of"):
        with pytest.raises(Exception, match="permission denied"):
            web_db.execute(f"SELECT * FROM {raw}({near.room.case.pk}, {near.dan.pk})")
    page = as_person(near.room.hana).get(url, {"person": "nonsense", "part": "77"}).content.decode()
    assert page.count("Select a valid choice") >= 2


@pytest.mark.slow
def test_C23_closed_accounts_of_ones_own_agency_can_be_asked_about_and_of_others_not(
    near: Neighbors, owner_db, as_person
) -> None:
    hana = as_person(near.room.hana)
    assert answered(hana, near, near.dan)
    owner_db.execute(
        "UPDATE agencies_person SET is_active = false WHERE id = ANY (%s)", [[near.dan.pk, near.room.ada.pk]]
    )
    assert "The account of" in answered(hana, near, near.room.ada)
    assert "The account has to be opened again by who manages the people of" in answered(hana, near, near.room.ada)
    assert answered(hana, near, near.dan) == ""


def test_C23_people_are_offered_of_one_agency_and_another_can_be_chosen(near: Neighbors, as_person) -> None:
    hana, url = as_person(near.room.hana), near.room.url("case_access")

    def offered(**given: Any) -> tuple[bool, bool, bool]:
        """Whether people of the agency of record and of the other one can be asked about, and walled off."""
        page = hana.get(url, given).content.decode()
        ask, wall = (page.partition(f'id="{one}_person"')[2].partition("</select>")[0] for one in ("ask", "recuse"))
        near_one, far_one = str(near.room.bea.public_id), str(near.dan.public_id)
        return near_one in ask, far_one in ask, far_one in wall

    assert offered() == (True, False, False)
    assert offered(agency=near.dan.agency.public_id) == (False, True, True)
    assert offered(person=near.dan.public_id, part=int(Element.IDENTITY)) == (False, True, True)
    page = hana.get(url, {"agency": "nonsense"}).content.decode()
    assert "field--error" in page and str(near.room.bea.public_id) in page


def test_C23_nothing_of_another_record_explains_this_one(near: Neighbors, owner_db, as_person) -> None:
    hana, other = as_person(near.room.hana), rooms.case(near.room.ada)
    near.released(owner_db, other)
    near.ordered(owner_db, other, citation="Order of the other record")
    assert "Nothing is released to" in answered(hana, near, near.dan)
    url = near.room.url("case_access").replace(str(near.room.case.public_id), str(other.public_id))
    assert "Order of the other record" in hana.get(url, {"person": near.dan.public_id, "part": 4}).content.decode()


def test_C23_the_list_and_the_picture_name_each_door_its_end_and_who_is_behind_it(
    near: Neighbors, owner_db, as_person
) -> None:
    near.released(owner_db)
    near.ordered(owner_db)
    page = as_person(near.room.hana).get(near.room.url("case_access")).content.decode()
    picture = page[page.index('<svg class="table-picture flow"') :].split("</svg>")[0]
    assert picture.count("flow__door--") == 3
    for said in ("own", "release", "mandate"):
        assert f"flow__door--{said}" in picture
    words = re.search(r'aria-label="([^"]*)"', picture)[1]
    for said in (near.room.ada.name, near.dan.name, near.sue.name, "Court order", "Safe contact", "Identity", "until"):
        assert said in words
    table = page[page.index("<table") :].split("</table>")[0]
    assert "Court order: Order 24-118, recorded " in table
    assert f"Released to {near.dan.agency.name}, signed " in table
    assert (
        table.count(near.dan.name) == table.count(near.sue.name) == 2
    )  # a line for each fact, with its own parts and end
    assert near.sue.name in table
    assert near.tom.name not in picture + table
    assert BAIT not in page


def lanes(people: int) -> list[dict[str, Any]]:
    return [{"kind": "own", "title": "A House With A Rather Long Name", "notes": ["all parts"], "people": [f"Person {n}" for n in range(people)]},
            {"kind": "release", "title": "Release", "notes": ["until May 4, 2026", "Identity, Safe contact"], "people": ["Sheriff"]}]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("people", [1, 6, 40])
def test_the_picture_keeps_everything_in_its_frame_in_both_directions(people: int, language: str) -> None:
    with override(language):
        drawn = flow.flow(lanes(people))
        html = (
            engines["django"]
            .from_string("{% load pictures %}{% flow_picture lanes 'Who' 'Record' %}")
            .render({"lanes": lanes(people)})
        )
    ElementTree.fromstring(html)  # noqa: S314 - our own
    for lane in drawn["lanes"]:
        assert 0 <= lane["x"] <= flow.WIDTH - lane["wide"]
        for line in [*lane["lines"], *lane["people"]]:
            assert 0 <= line["x"] <= flow.WIDTH
            assert lane["y"] < line["y"] < lane["y"] + lane["tall"]
    first, second = drawn["lanes"]
    assert first["y"] + first["tall"] < second["y"]
    assert (drawn["record"]["x"] > first["x"]) == (language == "ar")
    assert ("and 35 more" in html) == (people == 40)
    assert all(f"Person {n}" in html for n in range(people))  # the words name all


# --- Why a past look was allowed ------------------------------------------------------------------------------


def whys(client: Any, near: Neighbors) -> str:
    return client.get(near.room.url("who_looked")).content.decode()


def test_C23_each_past_look_says_the_fact_that_allowed_it(near: Neighbors, owner_db, as_person) -> None:
    room, hana = near.room, as_person(near.room.hana)
    near.released(owner_db)
    near.ordered(owner_db)
    for who in (near.dan, room.ada, room.hana):
        assert as_person(who).get(room.url("case")).status_code == 200
    page = whys(hana, near)
    assert f"Released to {near.dan.agency.name}, signed " in page
    assert "Court order: Order 24-118, recorded " in page
    assert "Worked on it, and still does" in page
    assert "Supervised the agency&#x27;s records" in page
    assert "was not kept then" not in page
    owner_db.execute("UPDATE confidentiality_release SET status = 'withdrawn' WHERE case_id = %s", [room.case.pk])
    posted(hana, room.url("case_unassign"), person=room.ada.public_id)
    page = whys(hana, near)
    assert re.search(r"Released to [^<]*, signed [^<]*, ended on ", page)
    assert "Worked on it, until " in page
    assert "still does" not in page


def test_C23_emergency_access_says_its_reason_and_old_looks_that_nothing_was_kept(
    near: Neighbors, owner_db, as_person
) -> None:
    room = near.room
    posted(
        as_person(room.bea), "/cases/emergency/", code=room.case.code, reason="hospital", alerted=room.hana.public_id
    )
    assert as_person(room.bea).get(room.url("case")).status_code == 200
    assert "Emergency access until" in whys(as_person(room.hana), near)
    assert "She is in a hospital or with police" in whys(as_person(room.hana), near)
    assert "not kept then" not in whys(as_person(room.hana), near)
    looked(owner_db, near.dan, room.case, at=clock.now() - timedelta(days=400), kind="look")
    assert whys(as_person(room.hana), near).count("What allowed it was not recorded at that time") == 1


def test_C23_a_list_tells_the_facts_of_this_record_alone(near: Neighbors, owner_db, as_person) -> None:
    other = rooms.case(near.room.ada)
    near.released(owner_db)
    near.ordered(owner_db, other, citation="Order of the other record")
    dan, ada = as_person(near.dan), as_person(near.room.ada)
    dan.get("/cases/")
    kept = [row["grounds"] for row in ledger(actor_id=near.dan.pk, kind="browse")]
    assert any(len(facts) == 2 for facts in kept)  # the bait: the row holds the facts of both
    page = whys(ada, near)
    assert "Saw the code in a list" in page
    assert "Released to" in page
    assert "Order of the other record" not in page
    url = near.room.url("who_looked").replace(str(near.room.case.public_id), str(other.public_id))
    theirs = ada.get(url).content.decode()
    assert "Order of the other record" in theirs
    assert "Released to" not in theirs


def test_C23_the_database_itself_hands_out_no_fact_of_another_record(near: Neighbors, owner_db, web_db) -> None:
    other = rooms.case(near.room.ada)
    mine, theirs = near.released(owner_db), near.released(owner_db, other)
    order = near.ordered(owner_db, other)
    facts = [f"release:{mine}", f"release:{theirs}", f"mandate:{order}"]
    looked(owner_db, near.dan, near.room.case, other, kind="browse", grounds=facts)
    found = {}
    for case in (near.room.case, other):
        with web_db.transaction():
            web_db.execute("SELECT set_config('mdt.user_id', %s, true)", [str(near.room.ada.pk)])
            rows_of = web_db.execute(
                f"SELECT grounds FROM mdt_who_looked({case.pk}, 'infinity', 100) WHERE kind = 'browse'"
            ).fetchall()
            found[case.pk] = rows_of[0][0]
    assert found == {near.room.case.pk: facts[:1], other.pk: sorted(facts[1:])}


def test_who_looked_asks_as_much_for_many_facts_as_for_few(near: Neighbors, owner_db, as_person) -> None:
    ada, counts = as_person(near.room.ada), []
    ada.get(near.room.url("who_looked"))
    for number in (1, 3):
        for _ in range(number):
            facts = [f"release:{near.released(owner_db)}", f"mandate:{near.ordered(owner_db)}"]
            use = rows.put(
                owner_db,
                "confidentiality_emergencyaccess",
                case_id=near.room.case.pk,
                person_id=near.room.bea.pk,
                alerted_id=near.room.hana.pk,
            )
            looked(
                owner_db,
                near.dan,
                near.room.case,
                kind="look",
                grounds=[*facts, f"emergency:{use}", f"assignment:{use + 10**6}"],
            )
        with Asked() as asked:
            assert ada.get(near.room.url("who_looked")).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
