"""The warning before a few coarse facts point at one person: law T-03."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.queries.places import population_of
from cases.singling_out import FEWEST, SHARES, warning
from cases.vocabulary import AccessNeed, AgeBand, Language
from tests import rooms

answers = st.fixed_dictionaries({
    "age_band": st.sampled_from(["", *AgeBand.values]),
    "language": st.sampled_from(["", *Language.values]),
    "access_needs": st.lists(st.sampled_from(AccessNeed.values), unique=True),
})  # fmt: skip


def test_T03_rare_language_and_age_in_a_small_county_warn() -> None:
    warned = warning(38_000, {"age_band": "60+", "language": "hmn"})
    assert warned is not None
    assert warned.about == 6
    assert warned.narrowing == ("language", "age_band")  # the one that narrows most first


def test_T03_the_same_answers_in_a_great_county_do_not() -> None:
    assert warning(5_000_000, {"age_band": "60+", "language": "hmn"}) is None


def test_T03_common_answers_in_a_small_county_do_not() -> None:
    assert warning(38_000, {"age_band": "25-59", "language": "en", "access_needs": ["child_care"]}) is None


def test_T03_where_nobody_has_recorded_a_population_it_counts_as_small() -> None:
    assert warning(None, {"age_band": "12-17", "language": "es"}) is not None
    assert warning(None, {"age_band": "12-17", "language": "es"}).population_known is False


def test_T03_a_place_with_hardly_anybody_warns_without_any_answer() -> None:
    assert warning(40, {}) is not None


def test_T03_an_interpreter_tells_nothing_new_about_a_language_that_was_told() -> None:
    told = {"language": "es", "age_band": "25-59"}
    assert warning(3_000, told) == warning(3_000, {**told, "access_needs": ["interpreter"]})


@given(st.integers(0, 10_000_000), answers, st.sampled_from(["age_band", "language"]))
def test_T03_leaving_an_answer_out_never_makes_it_worse(population, given_answers, name) -> None:
    if warning(population, given_answers) is None and name == "age_band":
        assert warning(population, {**given_answers, name: ""}) is None


@given(st.integers(0, 10_000_000), st.integers(1, 10_000_000), answers)
def test_T03_more_people_never_make_it_worse(population, more, given_answers) -> None:
    if warning(population, given_answers) is None:
        assert warning(population + more, given_answers) is None


@given(st.integers(0, 10_000_000), answers)
def test_T03_what_is_told_is_rough_and_below_the_threshold(population, given_answers) -> None:
    warned = warning(population, given_answers)
    if warned:
        assert 0 <= warned.about <= FEWEST
        assert len(str(warned.about).rstrip("0")) <= 1
        assert set(warned.narrowing) <= set(SHARES)


def test_T03_every_answer_has_a_share_and_ages_and_languages_are_whole() -> None:
    assert [set(SHARES[name]) for name in SHARES] == [set(AgeBand), set(Language), set(AccessNeed)]
    for name in ("age_band", "language"):
        assert sum(SHARES[name].values()) == pytest.approx(1, abs=0.02)


def test_T03_the_wider_region_counts_the_state_as_far_as_it_is_recorded() -> None:
    here, _other = rooms.county(state="QX", population=9_000), rooms.county(state="QX", population=2_000_000)
    rooms.county(state="QX", population=None)
    assert population_of("county", here) == 9_000
    assert population_of("wider", here) == 2_009_000
    assert population_of("wider", rooms.county(state="", population=12)) == 12
    assert population_of("wider", rooms.county(state="QY", population=None)) is None
