"""What is wrong with a definition is refused when it is read, with a sentence that says where."""

import copy
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.compiling import compiled
from reports.crosswalks import BadDefinition
from reports.definition import from_dict
from reports.extending import merged, written_out
from reports.lines import lines
from tests.reports.forms import changed, county

AGE = "sections/people/tables/age"
NIGHTS = "sections/work/tables/nights"
CRIME = {
    "by": "primary",
    "kind": "one",
    "version": 1,
    "rows": {"dv": "DV"},
    "map": {"domestic_violence": "dv"},
    "rest": "",
}
SEX = {"by": "sex", "kind": "one", "version": 1, "rows": {"female": "F"}, "map": {"female": "female"}, "rest": ""}
TYPES = {
    "by": "victimization",
    "kind": "many",
    "version": 1,
    "rows": {"dv": "DV"},
    "map": {"domestic_violence": "dv"},
    "rest": "",
}


def with_walks(**walks: dict[str, Any]) -> dict[str, Any]:
    raw = county()
    raw["crosswalks"] |= walks
    return raw


def test_the_crime_may_stand_beside_one_attribute() -> None:
    """The bait of the next test: the same table, and it is taken."""
    made = from_dict(changed(with_walks(crime=CRIME), f"{AGE}/columns", "crime")).table("age")
    assert list(made.columns) == ["dv"]
    assert made.private


def test_GR42_no_table_crosses_two_attributes_of_a_survivor() -> None:
    with pytest.raises(
        BadDefinition, match=r"county\.board 1: Section people, table age: No table crosses “age” with “sex”"
    ):
        from_dict(changed(with_walks(sex=SEX), f"{AGE}/columns", "sex"))
    raw = changed(with_walks(crime=CRIME, types=TYPES), f"{AGE}/rows", "types")
    with pytest.raises(BadDefinition, match="crosses “victimization” with “primary”"):
        from_dict(changed(changed(raw, f"{AGE}/columns", "crime"), f"{AGE}/total_row", None))


@pytest.mark.parametrize(
    "where",
    [{"sex": ["female"]}, {"age": ["13"]}, {"classification": ["immigrant"]}, {"race": ["asian"]}, {"primary": ["stalking"]},
     {"service": ["forensic_exam"]}, {"relationship": ["parent"]}, {"reason": ["capacity"]}, {"victimization": ["arson"]}],
)  # fmt: skip
def test_GR42_nobody_is_picked_out_by_an_attribute(where: dict[str, list[str]]) -> None:
    assert from_dict(changed(county(), f"{AGE}/where", {"role": ["primary"], "status": ["served"], "new": ["new"]}))
    with pytest.raises(BadDefinition, match="Nobody is picked out by"):
        from_dict(changed(county(), f"{AGE}/where", where))


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        ("period", "fortnight", "There is no period “fortnight”"),
        ("title", None, "missing or has the wrong shape: 'title'"),
        ("colour", "red", "“colour” is not known here"),
        ("funder", "The County", "“The County” is no key"),
        ("form", "x" * 41, "is no key"),
        ("title", 7, "“7” is no text"),
        ("sections/words/label", "x" * 501, "longer than 500"),
        ("sections/words/tables/words/rows", {}, "There is nothing in it"),
        ("sections/words/tables/words/rows", {"=1+1": "Sum"}, "“=1.1” is no key"),
        ("sections/words/tables/words/columns", {"a": "A", "": "None"}, "“” is no key"),
        (
            "choices/many",
            {"label": "Many", "default": "o1", "options": {f"o{n}": "O" for n in range(251)}},
            "too many choices",
        ),
        ("due", {"after_months": 1}, "missing or has the wrong shape: 'day'"),
        ("not_alone", ["walking"], "There is no service “walking”"),
        (f"{AGE}/mark", "", "A mark is F, C or K"),
        ("order", ["people", "plays"], "There is no section “plays”"),
        ("effective/from", "soon", "“from” is no day"),
        ("choices/young/default", "30", "its default is none of its options"),
        ("crosswalks/age/when/old", {"x": {}}, "“old” is no choice of this form"),
        ("crosswalks/age/when/young/99", {}, "has no such option"),
        ("crosswalks/age/rows/ghost", "Nobody", "nothing can come into the row “ghost”"),
        ("crosswalks/shelter/map", {"emergency_shelter": "tent"}, "There is no row “tent”"),
        ("crosswalks/shelter/same", None, "The code “emergency_shelter” is not mapped"),
        ("crosswalks/shelter/like", "tents", "it is like “tents”"),
        (f"{AGE}/of", "people", "There is no kind of fact “people”"),
        (f"{AGE}/of", "contact", "A contact is not told by"),
        (f"{AGE}/rows", "ages", "There is no crosswalk “ages”"),
        (f"{AGE}/columns", "crime", "There is no crosswalk “crime”"),
        (f"{AGE}/columns", {"a": "A", "b": "B"}, "Columns that are counted come from a crosswalk"),
        (f"{AGE}/rows", {"a": "A", "b": "B"}, "Rows that are counted come from a crosswalk"),
        (f"{AGE}/count", "mean", "Nothing is counted by “mean”"),
        (f"{AGE}/count", "amount", "a crosswalk without rules for whole persons"),
        (f"{AGE}/count", "several", "Who has several needs one row"),
        (f"{AGE}/where", {"role": ["witness"]}, "There is no code “witness” in “role”"),
        (f"{AGE}/where", {"event": "*"}, "A person is not told by “event”"),
        (f"{AGE}/mark", "X", "A mark is F, C or K"),
        (f"{AGE}/marks", {"child": "X"}, "A mark is F, C or K"),
        (f"{AGE}/unit", "souls", "missing or of the wrong shape"),
        (f"{AGE}/basis", None, "missing or of the wrong shape: 'basis'"),
        (f"{AGE}/zero_needs", "luck", "There is no source “luck”"),
        (f"{AGE}/only", ["child", "adult"], "no table shows the row “unknown”"),
        (f"{AGE}/overlapping", True, "Rows that overlap have no total"),
        (f"{AGE}/colour", "red", "“colour” is not known here"),
        (f"{NIGHTS}/count", "keys", "Rows that overlap have no total"),
        ("checks/nights_for_people/left", ["beds/*"], "there is no “beds/"),
        ("checks/nights_for_people/left", ["nights/beds"], "there is no “nights/beds”"),
        ("checks/nights_for_people/kind", "sum", "its kind, its level"),
        ("checks/nights_for_people/level", "fatal", "its kind, its level"),
        ("checks/nights_for_people/right", None, "compares with rows or with a number"),
        ("due/after_weeks", 2, "“after_weeks” is not known here"),
    ],
)
def test_GR03_GR42_each_mistake_is_named(path: str, value: Any, sentence: str) -> None:
    assert from_dict(county()).key == "county.board"
    with pytest.raises(BadDefinition, match=sentence) as wrong:
        from_dict(changed(county(), path, value))
    assert str(wrong.value).startswith("county.board 1: ") or path in ("funder", "form")


def test_a_table_has_one_key_and_no_point_in_it() -> None:
    raw = county()
    raw["sections"]["work"]["tables"]["age"] = raw["sections"]["people"]["tables"]["age"]
    with pytest.raises(BadDefinition, match="There are two tables “age”"):
        from_dict(raw)
    with pytest.raises(BadDefinition, match=r"“in\.words” is no key"):
        from_dict(changed(county(), "sections/words/tables/in.words", county()["sections"]["words"]["tables"]["words"]))


def test_people_in_several_rows_have_to_be_said_to_overlap() -> None:
    raw = changed(
        changed(changed(county(), f"{NIGHTS}/count", "keys"), f"{NIGHTS}/total_row", None), f"{NIGHTS}/unit", "persons"
    )
    with pytest.raises(BadDefinition, match="say that they overlap"):
        from_dict(raw)
    assert from_dict(changed(raw, f"{NIGHTS}/overlapping", True)).table("nights").overlapping


def test_total_is_the_key_of_a_sum() -> None:
    with pytest.raises(BadDefinition, match="“total” is the key of a sum"):
        from_dict(changed(county(), "sections/words/tables/words/rows/total", "All"))


def test_an_option_that_is_not_offered_cannot_be_chosen() -> None:
    definition = from_dict(county())
    assert definition.chosen({"young": "21"}) == {"young": "21"}
    for choices in ({"young": "30"}, {"old": "18"}):
        with pytest.raises(BadDefinition, match="cannot be chosen"):
            definition.chosen(choices)


def test_a_version_says_only_what_it_changes() -> None:
    raws = {
        "a": {"x": {"one": 1, "two": 2}, "y": {"z": 1}, "w": [1]},
        "b": {"extends": "a", "x": {"two": 3}, "y": {"omit": True}},
    }
    assert written_out("b", raws) == {"x": {"one": 1, "two": 3}, "w": [1]}
    assert merged({"x": {"a": 1}}, {"x": {"replace": True, "b": 2}}) == {"x": {"b": 2}}
    for base in ("c", "nothing"):
        with pytest.raises(BadDefinition, match="takes over from"):
            written_out("c", {"c": {"extends": base}})
    with pytest.raises(BadDefinition, match="takes over from"):
        written_out("c", {"c": {"extends": "d"}, "d": {"extends": "c"}})


def test_a_row_and_a_column_do_not_read_like_another_row() -> None:
    rows, columns = {"a.b": "One", "a": "Two"}, {"c": "C", "b.c": "BC"}
    raw = changed(
        changed(county(), "sections/words/tables/words/rows", rows), "sections/words/tables/words/columns", columns
    )
    with pytest.raises(BadDefinition, match="read like another row"):
        from_dict(raw)


def places(raw: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    return [way, *(place for key, one in inner for place in places(one, (*way, key)))]


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["age", "total", "sex", "*"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=120, deadline=None)
@given(at=st.integers(min_value=1, max_value=10**6), junk=JUNK, kept=st.booleans())
def test_GR03_whatever_is_wrong_is_refused_and_nothing_else_happens(at: int, junk: Any, kept: bool) -> None:
    """One place of a good definition, as written or as kept, filled with anything."""
    raw = from_dict(county()).raw if kept else county()
    raw = copy.deepcopy(dict(raw))
    found = places(raw)
    *way, last = found[1 + at % (len(found) - 1)]
    place: Any = raw
    for step in way:
        place = place[step]
    place[last] = junk
    with suppress(BadDefinition):
        made = from_dict(raw)
        assert compiled(made)["tables"] is not None
        assert list(lines(made))
