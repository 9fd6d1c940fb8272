"""What comes of a proposal: the rules against a naive oracle, and the database against the rules (law P-06)."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protocols.lifecycle import least_allowed, outcome
from protocols.vocabulary import Outcome, Threshold
from tests.copies import Connection
from tests.examples import tried
from tests.rows import put

NUMBERS = st.lists(st.one_of(st.none(), st.integers(1, 8)), max_size=14)


def naive(threshold: str, least: int, numbers: list[int | None]) -> bool:
    """Agency by agency, as somebody would count on her fingers."""
    if not numbers:
        return False
    agree = 0
    for number in numbers:
        if threshold == "no_objection" and number not in (1, 2, 3, 4, 5, 6):
            return False
        if threshold == "all_agree" and number not in (1, 2, 3, 4):
            return False
        if threshold == "at_least" and number == 8:
            return False
        agree += number in (1, 2, 3)
    return threshold != "at_least" or agree >= least


@tried(300)
@given(st.sampled_from(Threshold), NUMBERS, st.integers(1, 14))
def test_P06_the_outcome_is_what_a_naive_count_says(threshold: str, numbers: list[int | None], least: int) -> None:
    given_least = least if threshold == Threshold.AT_LEAST else None
    assert (outcome(threshold, given_least, numbers) == Outcome.CARRIED) is naive(threshold, least, numbers)


@tried(100)
@given(st.sampled_from(Threshold), NUMBERS, st.integers(1, 14))
def test_P06_silence_never_helps_and_a_veto_always_stops(threshold: str, numbers: list[int | None], least: int) -> None:
    """Whoever answers from 1 to 3 in place of saying nothing never makes it fail; an 8 always does."""
    if outcome(threshold, least, numbers) == Outcome.CARRIED:
        assert outcome(threshold, least, [number or 1 for number in numbers]) == Outcome.CARRIED
        assert 8 not in numbers
    assert outcome(threshold, least, [*numbers, 8]) == Outcome.NOT_CARRIED
    assert outcome(threshold, least, [None] * len(numbers)) == Outcome.NOT_CARRIED


@given(st.integers(1, 200))
def test_P06_no_number_that_may_be_chosen_is_a_simple_majority(asked: int) -> None:
    least = least_allowed(asked)
    assert least * 3 >= asked * 2 > (least - 1) * 3
    assert least > asked / 2


@pytest.mark.parametrize("threshold", Threshold)
def test_P06_the_database_says_the_same(owner_db: Connection, threshold: str) -> None:
    """All that two agencies can say, and one that says nothing."""
    least = 2 if threshold == Threshold.AT_LEAST else None
    with owner_db.transaction(force_rollback=True):
        place = put(owner_db, "agencies_jurisdiction")
        agencies = [put(owner_db, "agencies_agency", jurisdiction_id=place) for _ in range(2)]
        people = [put(owner_db, "agencies_person", agency_id=at) for at in agencies]
        team = put(owner_db, "agencies_team", jurisdiction_id=place)
        agreement = put(owner_db, "protocols_agreement", team_id=team, created_by_id=people[0], kind="protocol")
        version = put(owner_db, "protocols_version", agreement_id=agreement, created_by_id=people[0])
        links = {"version_id": version, "opened_by_id": people[0], "threshold": threshold, "least": least}
        for numbers in product([None, *range(1, 9)], repeat=2):
            with owner_db.transaction(force_rollback=True):
                proposal = put(owner_db, "protocols_proposal", **links)
                for at in agencies:
                    put(owner_db, "protocols_asked", proposal_id=proposal, agency_id=at)
                for at, who, number in zip(agencies, people, numbers, strict=True):
                    if number:
                        words = (
                            {"words": "Why", "answer": "So", "answered_by_id": who, "answered_at": "2026-01-01Z"}
                            if number > 6
                            else {}
                        )
                        gradient = put(
                            owner_db,
                            "protocols_gradient",
                            proposal_id=proposal,
                            agency_id=at,
                            by_id=who,
                            number=number,
                            **words,
                        )
                        assert gradient
                said = owner_db.execute(
                    "SELECT mdt_carries_proposal(%s, %s, %s)", [proposal, threshold, least]
                ).fetchone()
            assert said == (outcome(threshold, least, numbers) == Outcome.CARRIED,), numbers
