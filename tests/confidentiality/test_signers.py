"""Who may sign, against a table written out by hand, and against anybody whom hypothesis thinks of (law 1.4)."""

from dataclasses import dataclass
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confidentiality.signers import Standing, explained, refuses_signer, who_signs
from confidentiality.vocabulary import Because, Capacity, Guardian, Service
from mdt.kit.errors import Refused

SHE, PARENT, GUARDIAN = Capacity.SURVIVOR, Capacity.PARENT, Capacity.GUARDIAN


@dataclass(frozen=True)
class Rule:
    service: str
    from_age: int
    verified: bool = True
    state: str = "ZZ"
    citation: str = "Invented Code of ZZ 12-3"
    checked_on: date = date(2026, 3, 5)


ALONE = (Rule("counseling", 14),)


def standing(
    age: int, guardian: str = "none", service: str = "advocacy", why: str = "", emancipated: bool = False
) -> Standing:
    return Standing(age, emancipated, guardian, service, why)


@pytest.mark.parametrize(("who", "expected"), [
    (standing(18), {SHE}),
    (standing(17), {SHE, PARENT}),
    (standing(17, emancipated=True), {SHE}),
    (standing(14, service="counseling"), {SHE}),
    (standing(13, service="counseling"), {SHE, PARENT}),
    (standing(14, service="medical"), {SHE, PARENT}),
    (standing(5, why="She is five and does not know what a record is"), {PARENT}),
    (standing(5, why="   "), {SHE, PARENT}),
    (standing(15, service="counseling", why="no reason counts where she may sign alone"), {SHE}),
    (standing(40, guardian="court"), {GUARDIAN}),
    (standing(40, guardian="court", service="counseling"), {SHE}),
])  # fmt: skip
def test_C08_who_signs(who: Standing, expected: set[Capacity]) -> None:
    assert set(who_signs(who, ALONE).capacities) == expected


def test_C08_a_rule_that_nobody_verified_counts_for_nothing() -> None:
    who = standing(14, service="counseling")
    assert set(who_signs(who, [Rule("counseling", 12, verified=False)]).capacities) == {SHE, PARENT}


def test_informal_care_is_no_guardianship() -> None:
    with pytest.raises(Refused) as refused:
        who_signs(standing(40, guardian="informal"), ())
    assert refused.value.sentence == (
        "Only a guardian whom a court appointed for incapacity signs for somebody. Caring for her is not enough: "
        "choose «nobody» if she signs herself."
    )


UNVERIFIED = (Rule("counseling", 14, verified=False),)
RULE = "Invented Code of ZZ 12-3 (ZZ, from the age of 14), looked up on March 5, 2026:"
YES, NO = "confirmed by counsel.", "not confirmed by counsel, so it counts for nothing."
YOUNGER = "confirmed by counsel, and she is younger."


@pytest.mark.parametrize(("who", "rules", "because", "weighed"), [
    (standing(18), (), "adult", None),
    (standing(40, service="counseling"), ALONE, "adult", None),
    (standing(16, emancipated=True), (), "emancipated", None),
    (standing(40, guardian="court"), (), "guardian", None),
    (standing(40, guardian="court", service="counseling"), ALONE, "alone", YES),
    (standing(40, guardian="court", service="counseling"), UNVERIFIED, "guardian", NO),
    (standing(14, service="counseling"), ALONE, "alone", YES),
    (standing(14, service="counseling"), UNVERIFIED, "with_parent", NO),
    (standing(13, service="counseling"), ALONE, "with_parent", YOUNGER),
    (standing(13, service="shelter"), ALONE, "with_parent", None),
    (standing(6, why="She is six"), (), "incapable", None),
    (standing(14, service="counseling", why="She is ill"), UNVERIFIED, "incapable", NO),
])  # fmt: skip
def test_C08_why_they_and_no_others_sign(who: Standing, rules, because: str, weighed: str | None) -> None:
    needed = who_signs(who, rules)
    assert needed.because == because
    said = explained(needed.because, needed.rule)
    assert said[0] == Because(because).label
    assert said[1:] == ([] if weighed is None else [f"{RULE} {weighed}"])


@given(
    st.integers(0, 120), st.booleans(), st.sampled_from(Guardian.values), st.sampled_from(Service.values), st.text(max_size=5),
    st.lists(st.builds(Rule, st.sampled_from(Service.values), st.integers(0, 30), st.booleans()), max_size=4, unique_by=lambda rule: rule.service),
)  # fmt: skip
def test_C08_somebody_always_signs_and_a_child_never_alone_without_a_rule(
    age, emancipated, guardian, service, why, rules
) -> None:
    who = Standing(age, emancipated, guardian, service, why)
    if guardian == "informal":
        with pytest.raises(Refused):
            who_signs(who, rules)
        return
    needed = set(who_signs(who, rules).capacities)
    assert needed
    listed = any(rule.verified and rule.service == service and rule.from_age <= age for rule in rules)
    if age < 18 and not emancipated and not listed:
        assert PARENT in needed
        assert (SHE in needed) == (not why.strip())
    if age >= 18 and guardian == "none":
        assert needed == {SHE}


HARMED = "Somebody who harmed her or her other parent cannot sign for her. Nothing was signed."
UNANSWERED = "Write down first, under People, whether this person harmed her or her other parent."


@pytest.mark.parametrize(("capacity", "her", "parent", "said"), [
    (SHE, "", "", None),
    (PARENT, "no", "no", None),
    (PARENT, "yes", "no", HARMED),
    (PARENT, "no", "yes", HARMED),
    (PARENT, "no", "", UNANSWERED),
    (PARENT, "", "no", UNANSWERED),
    (GUARDIAN, "no", "", None),
    (GUARDIAN, "", "", UNANSWERED),
    (GUARDIAN, "no", "yes", HARMED),
])  # fmt: skip
def test_C07_who_harmed_her_or_her_other_parent_signs_nothing(capacity, her, parent, said) -> None:
    assert refuses_signer(capacity, her, parent) == said
