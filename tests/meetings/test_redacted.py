"""What is told of a closed file: choices of closed lists and nothing else, and a warning where they may point at one person."""

from typing import Any

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from mdt.kit.forms import PlainModelForm
from meetings import redacting
from meetings.forms.shared import ScreenedForm
from meetings.models import Meeting

ONE = {
    name: st.sampled_from([value for value, _words in choices])
    for name, (_l, choices, several) in redacting.TOLD.items()
    if not several
}
SEVERAL = {
    name: st.lists(st.sampled_from([value for value, _words in choices]), unique=True)
    for name, (_l, choices, several) in redacting.TOLD.items() if several
}  # fmt: skip
ANSWERS = st.fixed_dictionaries({}, optional={**ONE, **SEVERAL})


@given(ANSWERS)
def test_P05_T12_every_answer_is_told_in_the_words_of_its_list_and_nothing_is_added(answers: dict[str, Any]) -> None:
    kept = redacting.coarse({**answers, "counsel": "A Lawyer", "note": "Her name"})
    assert kept == {name: given for name, given in answers.items() if given}
    said = redacting.lines(kept)
    words = {str(label) for _l, choices, _s in redacting.TOLD.values() for _v, label in choices}
    assert len(said) == max(1, len(kept))
    if kept:
        assert any(one in told for _label, told in said for one in words)
        assert "Her name" not in str(said)


@pytest.mark.parametrize(
    "answers", [{"outcome": "Her name"}, {"kinds": ["stalking", "Testa Person"]}, {"age_band": "31"}]
)
def test_P05_what_is_not_in_a_list_is_never_kept(answers: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not from its list"):
        redacting.coarse(answers)


def test_words_that_came_into_the_row_another_way_are_not_told() -> None:
    assert "Testa" not in str(redacting.lines({"outcome": "Testa Person", "note": "Testa Person", "kinds": ["Testa"]}))


@pytest.mark.parametrize(("population", "age", "warns"), [
    (40_000, "12-17", True), (40_000, "25-59", False), (4_000_000, "12-17", False), (None, "25-59", False), (None, "12-17", False),
    (900, "", True),
])  # fmt: skip
def test_T03_few_who_fit_are_warned_about(population: int | None, age: str, warns: bool) -> None:
    assert (redacting.may_point_at_one(population, {"age_band": age}) is not None) == warns


class _Place(ScreenedForm, PlainModelForm):
    """The screen works on the form of a model as well."""

    screened = ("place",)

    class Meta:
        model = Meeting
        fields = ("place", "minutes")


def test_R19_any_form_can_have_its_words_screened() -> None:
    assert _Place({"place": "Small room", "minutes": "60"}).is_valid()
    asked = _Place({"place": "Home of Testa Person", "minutes": "60"})
    assert not asked.is_valid()
    assert "Testa Person" in str(asked["found_read"].help_text)
    read = {
        "place": "Home of Testa Person",
        "minutes": "60",
        "found_read": "on",
        "found_digest": asked["found_digest"].value(),
    }
    again = _Place(read)
    assert again.is_valid()
    assert again.reviewed
    assert set(again.typed()) == {"place", "minutes"}
    assert isinstance(again, forms.ModelForm)
    known = _Place({"place": "Office of Ada Park", "minutes": "60"}, known=frozenset({"Ada Park"}))
    assert known.is_valid()
