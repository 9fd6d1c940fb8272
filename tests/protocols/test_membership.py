"""Which places of a list no signed agency fills, on the agreement's page: against its own list or another (A-11)."""

import pytest

from agencies.models import Agency
from protocols.queries.agreements import board
from protocols.queries.membership import membership
from protocols.vocabulary import Profile
from tests.protocols.agreeing import Table
from tests.protocols.reading import at, text


@pytest.fixture
def table(owner_db) -> Table:
    made = Table()
    kinds = {made.sheriff: ("local_police", "law_enforcement"), made.cac: ("cac", "cac")}
    for agency, (sector, discipline) in kinds.items():
        Agency.objects.using("owner").filter(pk=agency.pk).update(sector=sector, discipline=discipline)
    return made


def states(version, profile: str) -> dict[str, str]:
    return {place["label"]: place["state"] for place in membership(board(version.agreement), profile).places}


def test_A11_a_place_is_filled_by_who_has_signed_and_by_nobody_else(table):
    version = table.out()
    assert set(states(version, "nca").values()) == {"empty"}
    table.sign(version, table.lou)
    filled = [label for label, state in states(version, "nca").items() if state == "filled"]
    assert filled == ["Law enforcement"]
    table.sign(version, table.hana)
    table.sign(version, table.gus)
    found = membership(board(version.agreement), "texas")
    assert {place["label"] for place in found.places if place["state"] == "empty"} == {
        "Prosecutor with jurisdiction in the county", "Sexual assault nurse examiner or other medical staff",
    }  # fmt: skip
    sheriff = next(place for place in found.places if place["label"] == "Sheriff")
    assert table.sheriff.name in sheriff["note"]
    assert "right office" in sheriff["note"]  # the police of the city are of the same kind


def test_A11_without_a_list_of_its_own_the_disciplines_at_the_table_stand_in(table):
    found = membership(board(table.executed().agreement))
    assert (found.profile, found.from_table, found.chosen) == (Profile.OWN, True, True)
    assert {place["label"]: place["state"] for place in found.places}["Advocacy"] == "filled"


def test_A11_the_page_shows_another_list_with_its_source_and_that_nobody_confirmed_it(table, as_person):
    version = table.executed()
    ada = as_person(table.ada)
    own = text(ada.get(at("agreement", version)))
    assert "This agreement is measured against: The team" in own
    assert "Not confirmed by counsel" not in own  # it is nobody's law
    for profile, source in (("nca", "NCA National Standards"), ("texas", "Gov&#x27;t Code 351.252"), ("washington", "RCW 26.44.180"),
                            ("mississippi", "Code Ann. 43-15-51"), ("california", "Inst. Code 16524.8")):  # fmt: skip
        page = text(ada.get(at("agreement", version), {"profile": profile}))
        assert source in page
        assert "Not confirmed by counsel." in page
        assert "You look at: " in page
        assert ("court order names" in page) is (profile == "mississippi")
    assert own.count("selected") == text(ada.get(at("agreement", version), {"profile": "nonsense"})).count("selected")
