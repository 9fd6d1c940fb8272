"""Crosswalks are total functions: every code of every list, on every form, whatever an award chooses."""

import pytest

from agencies.vocabulary import Sector
from reports.crosswalks import BadDefinition, read, sectors
from reports.definition import get
from reports.dims import OLDEST, dims
from tests.reports.forms import FORMS, form


@pytest.mark.parametrize(("key", "version"), FORMS)
def test_GR03_every_code_has_its_row_or_is_said_not_to_be_on_the_form(key: str, version: str) -> None:
    definition = form(key, version)
    for choices in definition.combinations():
        for walk in definition.crosswalks.values():
            rules = walk.rules(choices)
            assert set(rules.map) == set(dims()[walk.by].codes), walk.name
            for code, rows in rules.map.items():
                assert set(rows) <= set(walk.rows)
                assert walk.kind == "many" or len(rows) <= 1, code


@pytest.mark.parametrize(("key", "version"), [one for one in FORMS if "age" in form(*one).crosswalks])
def test_GR16_each_age_is_in_exactly_one_band(key: str, version: str) -> None:
    definition = form(key, version)
    for choices in definition.combinations():
        floor = int(choices.get("age_floor", 0))
        for age in range(OLDEST + 1):
            rows = definition.crosswalks["age"].rules(choices).map[str(age)]
            assert len(rows) == (1 if age >= floor else 0), (choices, age)


def test_GR16_bands_are_half_open() -> None:
    bands = get("ovc.pmt", "2015").crosswalks["age"].rules(get("ovc.pmt", "2015").chosen())
    edges = {"0": "0_12", "12": "0_12", "13": "13_17", "17": "13_17", "18": "18_24", "24": "18_24", "25": "25_59",
             "59": "25_59", "60": "60_up", "120": "60_up"}  # fmt: skip
    assert {age: bands.rows([age]) for age in edges} == {age: {row} for age, row in edges.items()}
    assert bands.rows(["unknown"]) == {"not_reported"} == bands.rows([])


@pytest.mark.parametrize(
    ("answers", "several", "mena", "row"),
    [
        ([], "multiple", "white", "not_reported"),
        (["declined"], "multiple", "white", "not_reported"),
        (["not_collected"], "multiple", "white", "not_tracked"),
        (["asian"], "multiple", "white", "asian"),
        (["mena"], "multiple", "white", "white"),
        (["mena"], "multiple", "other", "other"),
        (["mena", "white"], "multiple", "white", "multiple"),
        (["hispanic"], "multiple", "white", "hispanic"),
        (["hispanic", "white"], "multiple", "white", "multiple"),
        (["hispanic", "white"], "hispanic", "white", "hispanic"),
        (["asian", "hispanic", "black"], "hispanic", "other", "hispanic"),
        (["black", "white"], "hispanic", "other", "multiple"),
    ],
)
def test_GR18_one_row_for_each_person_by_what_the_agency_chose(
    answers: list[str], several: str, mena: str, row: str
) -> None:
    for version in ("2015", "2026"):
        rules = (
            get("ovc.pmt", version)
            .crosswalks["race"]
            .rules({"race_several": several, "race_mena": mena, "dating": "teen"})
        )
        assert rules.rows(answers) == {row}


def test_GR32_every_sector_has_its_row_in_each_family_of_forms() -> None:
    stop = get("ovw.stop", "2017")
    for walk in [*sectors().values(), stop.crosswalks["agency_type"]]:
        rules = walk.rules(stop.chosen())
        for sector in Sector.values:
            assert len(rules.map[sector]) == 1, (walk.name, sector)
    assert stop.crosswalks["agency_type"].rules(stop.chosen({"advocates": "sexual_assault"})).map["advocacy"] == (
        "sexual_assault",
    )
    assert set(stop.crosswalks["agency_type"].rows) <= set(stop.crosswalks["ccr"].rows)
    assert len(stop.crosswalks["ccr"].rows) == 17


def test_GR32_each_row_of_the_other_families_can_be_reached() -> None:
    for walk in sectors().values():
        assert walk.rules({}).reached() == set(walk.rows)


GOOD = {"by": "sex", "kind": "one", "version": 1, "rows": {"f": "F", "rest": "Rest"}, "map": {
    "female": "f", "male": "rest", "other": "rest", "unknown": "rest", "declined": "rest", "not_collected": "rest",
    "unanswered": "rest"}}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"map": {k: v for k, v in GOOD["map"].items() if k != "male"}}, "The code “male” is not mapped"),
        ({"map": {**GOOD["map"], "male": ["f", "rest"]}}, "The code “male” has more than one row"),
        ({"map": {**GOOD["map"], "male": "men"}}, "There is no row “men”"),
        ({"map": {**GOOD["map"], "boy": "rest"}}, "There is no code “boy”"),
        ({"by": "gender"}, "there is no dim “gender”"),
        ({"kind": "some"}, "its kind has to be"),
        ({"kind": "bands"}, "ages are mapped by bands"),
        ({"version": None}, "it has no version"),
        ({"rest": ""}, "only one that picks out a single row"),
        ({"starts": [], "colour": 1}, "“colour” is not known here"),
        ({"none": "nobody"}, "There is no row “nobody”"),
        ({"marks": {"men": "K"}}, "there is no row “men”"),
    ],
)
def test_GR03_what_is_not_whole_is_refused_by_name(change: dict[str, object], sentence: str) -> None:
    assert read("sex", GOOD).rules({}).rows(["female"]) == {"f"}
    with pytest.raises(BadDefinition, match=sentence):
        read("sex", {**GOOD, **change}).rules({})


AGES = {"by": "age", "kind": "bands", "version": 1, "rows": {"a": "A", "b": "B"}, "starts": [[0, "a"], [18, "b"]],
        "map": dict.fromkeys(("unknown", "declined", "not_collected", "unanswered"), "b")}  # fmt: skip


@pytest.mark.parametrize(
    "starts",
    [
        [],
        [[1, "a"], [18, "b"]],
        [[0, "a"], [18, "b"], [18, "a"]],
        [[0, "a"], [30, "b"], [18, "a"]],
        [[0, "a"], [121, "b"]],
    ],
)
def test_GR16_bands_with_a_gap_or_an_overlap_are_refused(starts: list[list[object]]) -> None:
    assert read("age", AGES).rules({}).map["18"] == ("b",)
    assert read("age", {**AGES, "starts": [[0, "a"], [OLDEST, "b"]]}).rules({}).rows(["120"]) == {"b"}
    with pytest.raises(BadDefinition, match="The bands have to"):
        read("age", {**AGES, "starts": starts}).rules({})


def test_GR18_a_list_of_which_one_can_have_several_says_where_they_stand_then() -> None:
    race = {
        "by": "race",
        "kind": "one",
        "version": 1,
        "rows": {"all": "All"},
        "map": dict.fromkeys(dims()["race"].codes, "all"),
    }
    with pytest.raises(BadDefinition, match="several of these codes"):
        read("race", race).rules({})
    assert read("race", {**race, "several": "all"}).rules({}).rows(["asian", "white"]) == {"all"}
