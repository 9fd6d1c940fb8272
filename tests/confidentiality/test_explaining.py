"""Why somebody sees a part, or does not, and what would open it: rules in plain Python, tried without a database."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confidentiality.elements import ALL, Element
from confidentiality.explaining import Answer, Question, Standing, verdict, why
from confidentiality.grounds import Ground
from tests.examples import tried

NOW = datetime(2026, 3, 10, 15, tzinfo=UTC)
DAY, FAR = timedelta(days=1), datetime(9999, 1, 1, tzinfo=UTC)
HOME, OTHER, ME = 1, 2, 7
ADA = Standing(ME, "Ada", HOME, "Harbor House", "advocacy", True, True, False, False, False)
DAN = replace(ADA, name="Dan", agency=OTHER, agency_name="Alder Sheriff", sector="local_police", answers=True)
SUPERVISED = Ground("case", 3, 2, HOME, 0, ALL, "OWN_AGENCY", True, NOW - DAY, FAR)
GIVEN = Ground("assignment", 4, 1, ME, HOME, ALL, "OWN_AGENCY", True, NOW - DAY, FAR)
HOUR = Ground("emergency", 5, 1, ME, HOME, ALL, "OWN_AGENCY", True, NOW, NOW + timedelta(hours=1), label="danger")
RELEASED = Ground("release", 6, 5, OTHER, 0, 3, "RELEASE", False, NOW - DAY, NOW + DAY)
ORDERED = Ground("mandate", 8, 5, OTHER, 0, 3, "COURT_MANDATE", False, NOW - DAY, NOW + DAY, label="Order 24-118")
NAMED = replace(RELEASED, kind=1, a=ME, b=OTHER)


def asked(standing: Standing, *grounds: Ground, element: Element = Element.IDENTITY) -> Answer:
    return why(Question(standing, grounds, element, HOME, "Harbor House", NOW))


@pytest.mark.parametrize(("standing", "grounds", "bits"), [
    (ADA, [SUPERVISED], 0), (replace(ADA, supervises=True), [SUPERVISED], ALL), (ADA, [GIVEN], ALL), (ADA, [HOUR], ALL),
    (ADA, [replace(HOUR, expires_at=NOW)], 0), (ADA, [replace(HOUR, starts_at=NOW + DAY)], 0), (ADA, [], 0),
    (replace(ADA, active=False), [GIVEN], 0), (replace(ADA, agency_active=False), [GIVEN], 0), (replace(ADA, agency=None), [GIVEN], 0),
    (replace(ADA, agency=OTHER), [GIVEN], 0), (replace(ADA, walled=True), [GIVEN, SUPERVISED, HOUR], 0),
    (DAN, [RELEASED], 3), (DAN, [RELEASED, replace(ORDERED, elements=513)], 515), (replace(DAN, answers=False), [RELEASED], 0),
    (replace(DAN, answers=False, supervises=True), [replace(RELEASED, kind=2)], 3), (replace(DAN, answers=False), [NAMED], 3),
    (DAN, [replace(NAMED, a=99)], 0), (DAN, [replace(RELEASED, a=99)], 0), (DAN, [replace(RELEASED, ended="withdrawn")], 0),
    (DAN, [replace(RELEASED, expires_at=NOW)], 0), (DAN, [replace(RELEASED, elements=2)], 0), (DAN, [GIVEN, SUPERVISED], 0),
    (DAN, [replace(RELEASED, kind=3)], 0), (DAN, [replace(RELEASED, kind=4)], 0),  # a seat opens no record
])  # fmt: skip
def test_C23_the_verdict_by_the_facts(standing: Standing, grounds: list[Ground], bits: int) -> None:
    assert verdict(standing, grounds, NOW) == bits


def test_C23_a_yes_is_a_chain_from_who_she_is_to_its_end() -> None:
    answer = asked(DAN, RELEASED)
    assert answer.sees
    assert not answer.fails
    assert not answer.opens
    assert list(answer.chains[0]) == [
        "Dan works at Alder Sheriff, and the account is active.", "Dan answers referrals for Alder Sheriff.",
        "She signed a release on March 9, 2026.", "It opens: Identity.",
        "Until March 11, 2026, 10:00 a.m. CDT. Then it closes by itself.", "Nobody has walled Dan off from it.",
    ]  # fmt: skip
    assert [chain[2] for chain in asked(DAN, RELEASED, replace(ORDERED, expires_at=NOW + 3 * DAY)).chains] == [
        "A law or an order compels it: Order 24-118.", "She signed a release on March 9, 2026.",
    ]  # fmt: skip
    assert "It opens all parts." in asked(ADA, GIVEN).chains[0]


NOTHING_RELEASED = "Nothing is released to Alder Sheriff, and no law or order recorded here compels to tell it."


@pytest.mark.parametrize(("standing", "grounds", "first", "opens"), [
    (ADA, [SUPERVISED], "Ada does not work on this record and does not supervise the records of Harbor House.",
     ["That a supervisor of Harbor House lets Ada work on it.", "Emergency access"]),
    (ADA, [replace(HOUR, expires_at=NOW)], "Emergency access was asked for: danger. It was over on", ["That a supervisor", "Emergency"]),
    (replace(ADA, active=False), [GIVEN], "The account of Ada is not active.", ["The account has to be opened again"]),
    (replace(ADA, agency_active=False), [], "Harbor House is not active here.", ["Harbor House has to take", "That a sup", "Emergency"]),
    (replace(ADA, walled=True, active=False), [GIVEN], "The account of Ada", ["Nothing but that a supervisor of Harbor House ends"]),
    (replace(ADA, walled=True), [GIVEN], "Ada is walled off", ["Nothing but that a supervisor of Harbor House ends the wall."]),
    (replace(ADA, agency=None), [], "Ada belongs to no agency. Who runs the installation sees no record.", ["Nothing. Nobody there"]),
    (replace(DAN, sector="research"), [], NOTHING_RELEASED, ["Nothing. Nobody there"]),
    (DAN, [SUPERVISED], NOTHING_RELEASED, ["A release that she signs, which names Alder Sheriff and this part (Identity).",
                                          "A law that compels Harbor House", "An order that a judge signed"]),
    (DAN, [replace(GIVEN, a=ME)], "Dan worked on it at another agency", ["A release that she signs", "A law", "An order"]),
    (DAN, [replace(RELEASED, elements=513)], "She signed a release on March 9, 2026. It does not name this part.",
     ["A new release that names this part too (Identity)", "A law", "An order"]),
    (DAN, [replace(RELEASED, expires_at=NOW)], "She signed a release on March 9, 2026. It was over on March 10, 2026, 10:00 a.m. CDT.",
     ["A new release, signed anew. One that is over", "A law", "An order"]),
    (DAN, [replace(RELEASED, ended="withdrawn", ended_at=NOW)], "She signed a release on March 9, 2026. She took it back on March 10",
     ["A new release, signed anew.", "A law", "An order"]),
    (DAN, [replace(RELEASED, ended="void", ended_at=NOW)], "She signed a release on March 9, 2026. It became void", ["A new", "A law", "An"]),
    (DAN, [replace(RELEASED, ended="prepared")], "A release was prepared on March 9, 2026. It waits to be signed.",
     ["That the release that waits is signed", "A law", "An order"]),
    (DAN, [replace(RELEASED, ended="prepared", expires_at=NOW)], "A release was prepared on March 9, 2026. Its time was over before",
     ["A new release, signed anew.", "A law", "An order"]),
    (DAN, [replace(ORDERED, ended="ended", ended_at=NOW)], "A law or an order compels it: Order 24-118. It was ended on",
     ["A release that she signs", "A law", "An order"]),
    (replace(DAN, answers=False), [RELEASED], "She signed a release on March 9, 2026. It leads to who answers referrals",
     ["A new release that names Dan, signed anew; or that Dan answers", "A law", "An order"]),
    (DAN, [replace(NAMED, a=99)], "She signed a release on March 9, 2026. It names somebody else there.", ["A new rel", "A law", "An order"]),
    (DAN, [replace(NAMED, b=9)], "She signed a release on March 9, 2026. It names Dan at another agency.", ["A new rel", "A law", "An order"]),
])  # fmt: skip
def test_C23_a_no_says_what_fails_first_and_what_would_open_it(standing, grounds, first, opens) -> None:
    answer = asked(standing, *grounds)
    assert answer.sees is False
    assert not answer.chains
    assert answer.fails[0].startswith(first)
    assert len(answer.opens) == len(opens), answer.opens
    for said, begins in zip(answer.opens, opens, strict=True):
        assert said.startswith(begins)


def test_C23_each_condition_that_fails_is_told_once() -> None:
    over = replace(RELEASED, expires_at=NOW)
    answer = asked(
        replace(DAN, active=False, walled=True),
        over,
        replace(over, kind=2),
        replace(RELEASED, source_id=9, elements=513),
    )
    assert [re.split(r"\. (?=[A-Z][a-z])", said)[-1] for said in answer.fails] == [
        "The account of Dan is not active.", "That goes before everything else.", "It does not name this part.",
        "It was over on March 10, 2026, 10:00 a.m. CDT.",
    ]  # fmt: skip


def test_C23_only_the_facts_that_open_it_are_told_as_its_grounds() -> None:
    for other in (replace(ORDERED, expires_at=NOW), replace(ORDERED, elements=513), replace(ORDERED, a=99)):
        assert [chain[2] for chain in asked(DAN, RELEASED, other).chains] == ["She signed a release on March 9, 2026."]
    head = replace(DAN, answers=False, supervises=True)
    assert asked(head, replace(RELEASED, kind=2)).chains[0][1] == "Dan supervises the records of Alder Sheriff."
    for kind in (3, 4):
        assert head.is_meant(replace(RELEASED, kind=kind)) is False


NOT_HERS = "Ada does not work on this record and does not supervise the records of Harbor House."
CLOSED = "The account of %s is not active."


@pytest.mark.parametrize(("standing", "grounds", "fails"), [
    (replace(ADA, active=False), [GIVEN], [CLOSED % "Ada"]),
    (replace(ADA, active=False, supervises=True), [SUPERVISED], [CLOSED % "Ada"]),
    (replace(ADA, active=False), [HOUR], [CLOSED % "Ada", NOT_HERS]), (replace(DAN, active=False), [RELEASED], [CLOSED % "Dan"]),
    (ADA, [replace(GIVEN, a=99)], [NOT_HERS]), (DAN, [replace(SUPERVISED, a=ME)], [NOTHING_RELEASED]),
])  # fmt: skip
def test_C23_nothing_is_told_as_failing_that_holds(standing: Standing, grounds: list[Ground], fails: list[str]) -> None:
    assert list(asked(standing, *grounds).fails) == fails


def test_C23_where_only_the_agency_is_closed_nothing_else_has_to_be_opened() -> None:
    for closed in ({"agency_active": False}, {"active": False}, {"active": False, "agency_active": False}):
        assert len(asked(replace(ADA, **closed), GIVEN).opens) == len(closed)


def test_C23_a_release_that_waits_for_other_parts_opens_nothing_here() -> None:
    assert (
        asked(DAN, replace(RELEASED, ended="prepared", elements=513)).opens[0].startswith("A new release, signed anew.")
    )


times = st.sampled_from([NOW + n * DAY for n in (-2, -1, 0, 1, 2)])
people = st.builds(
    replace, st.sampled_from([ADA, DAN]), active=st.booleans(), agency_active=st.booleans(), supervises=st.booleans(),
    answers=st.booleans(), walled=st.booleans(), agency=st.sampled_from([HOME, OTHER, None]),
    sector=st.sampled_from(["advocacy", "research"]),
)  # fmt: skip
facts = st.builds(
    replace, st.sampled_from([SUPERVISED, GIVEN, HOUR, RELEASED, NAMED, ORDERED]), starts_at=times, expires_at=times,
    elements=st.integers(0, ALL), ended=st.sampled_from(["", "", "withdrawn", "void"]), source_id=st.integers(1, 3),
)  # fmt: skip
some = st.lists(facts, max_size=5)


@tried(60)
@given(standing=people, grounds=some, more=facts)
def test_C23_another_fact_never_takes_away(standing: Standing, grounds: list[Ground], more: Ground) -> None:
    before = verdict(standing, grounds, NOW)
    assert before & verdict(standing, [*grounds, more], NOW) == before


@tried(60)
@given(standing=people, grounds=some)
def test_C23_a_wall_and_a_closed_account_beat_every_fact(standing: Standing, grounds: list[Ground]) -> None:
    for changes in ({"walled": True}, {"active": False}, {"agency_active": False}, {"agency": None}):
        assert verdict(replace(standing, **changes), grounds, NOW) == 0


@tried(60)
@given(standing=people, grounds=some, element=st.sampled_from(list(Element)))
def test_C23_every_answer_explains_itself(standing: Standing, grounds: list[Ground], element: Element) -> None:
    answer = asked(standing, *grounds, element=element)
    assert answer.sees == bool(verdict(standing, grounds, NOW) & element)
    assert bool(answer.chains) == answer.sees
    assert bool(answer.fails) == bool(answer.opens) == (not answer.sees)
    said = [*answer.fails, *answer.opens, *(line for chain in answer.chains for line in chain)]
    assert all(line and line.endswith(".") and "%(" not in line for line in said)
    if standing.walled and not answer.sees:
        assert len(answer.opens) == 1  # nothing but the end of the wall


@tried(30)
@given(standing=people, grounds=some)
def test_C23_time_alone_opens_nothing_that_was_not_to_come(standing: Standing, grounds: list[Ground]) -> None:
    begun = [ground for ground in grounds if ground.starts_at <= NOW]
    shown = [verdict(standing, begun, NOW + n * DAY) for n in range(4)]
    assert all(later & ~sooner == 0 or sooner == 0 == later for sooner, later in pairwise(shown))
