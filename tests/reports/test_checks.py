"""What is checked before a report is final: each check is silent on a report that fits, and speaks when one number is changed."""

from decimal import Decimal
from typing import Any

import pytest

from reports.assemble import Filled, Heading, asides, assemble
from reports.checking import check, check_year
from reports.compiling import lines_typed
from reports.definition import Definition, get
from reports.finding import Finding
from reports.shape import Unit

HEADING = Heading(period="2026-01-01/2026-12-31", agency="Harbor Advocates", award="VA-1", snapshot="s")
STOP, PMT = get("ovw.stop", "2017"), get("ovc.pmt", "2015")

GOOD_STOP = {
    ("status", "served", "sa"): 3, ("status", "partial", "dv"): 2, ("not_served", "not_served", "st"): 1,
    ("reasons", "capacity", ""): 3, ("secondary", "secondary", "dv"): 4,
    ("sex", "female", "sa"): 3, ("sex", "unknown", "dv"): 2, ("age", "25_59", "sa"): 3, ("age", "youth", "dv"): 2,
    ("race", "asian", "sa"): 3, ("race", "white", "sa"): 1, ("race", "unknown", "dv"): 2,
    ("services", "counseling", ""): 5, ("orders_requested", "final_civil", "dv"): 2, ("orders_granted", "final_civil", "dv"): 1,
    ("hotline", "calls", ""): 9, ("staff", "victim_advocate", ""): 1, ("staff_heads", "victim_advocate", ""): 2,
    ("ccr_meetings", "court", "monthly"): 1, ("ccr_meetings_held", "court", ""): 12, ("ccr_mou", "other", "yes"): 1,
    ("shelter_nights", "emergency_shelter", ""): 9, ("shelter_victims", "emergency_shelter", ""): 2,
    ("training_events", "events", ""): 1, ("policies", "victim_services.training", ""): 1, ("products", "manual", ""): 1,
}  # fmt: skip
GOOD_PMT = {
    ("individuals", "individuals", ""): 5, ("new", "new", ""): 2, ("race", "multiple", ""): 1, ("race", "asian", ""): 1,
    ("sex", "female", ""): 2, ("age", "25_59", ""): 2, ("victimization", "domestic", ""): 5, ("victimization", "stalking", ""): 4,
    ("several", "several", ""): 4, ("classes", "deaf", ""): 5, ("compensation", "persons", ""): 1,
    ("persons_a", "a", ""): 1, ("lines_a", "a1", ""): 1, ("persons_b", "b", ""): 1, ("lines_b", "b4", ""): 8,
    ("persons_c", "c", ""): 3, ("lines_c", "c2", ""): 3, ("persons_d", "d", ""): 1, ("lines_d", "d1", ""): 30,
    ("persons_e", "e", ""): 1, ("lines_e", "e3", ""): 1, ("unmet", "capacity", ""): 1,
}  # fmt: skip


def everything_typed(definition: Definition) -> dict[str, Decimal | str]:
    """Each line filled in, so that nothing but the changed number can be found."""
    typed: dict[str, Decimal | str] = {}
    for _section, table in definition.tables():
        for number, line in enumerate(lines_typed(table)):
            words = {Unit.TEXT: "Words", Unit.TICKS: "no" if number else "yes"}
            typed[line] = words.get(table.unit, Decimal(1))
    if "shares.sa" in typed:
        typed |= {"shares.sa": "50", "shares.dv": "30 %", "shares.st": "20"}
    return typed


def found(
    definition: Definition, counted: dict[Any, int], typed: dict[str, Any] | None = None, **filled: Any
) -> list[Finding]:
    numbers = {cell: Decimal(value) for cell, value in counted.items()}
    gates = {section.key: True for section in definition.sections if section.gate} | filled.pop("gates", {})
    given = Filled(numbers, typed=everything_typed(definition) | (typed or {}), gates=gates, **filled)
    return check(assemble(definition, given, HEADING), definition, asides(definition, given), numbers)


@pytest.mark.parametrize(("definition", "good"), [(STOP, GOOD_STOP), (get("ovw.stop", "2012"), GOOD_STOP), (PMT, GOOD_PMT), (get("ovc.pmt", "2026"), GOOD_PMT)])  # fmt: skip
def test_a_report_that_fits_passes_without_a_word(definition: Definition, good: dict[Any, int]) -> None:
    assert found(definition, good) == []


STOP_CASES: list[tuple[str, dict[Any, int], dict[str, Any], str]] = [
    ("sex_is_all", {("sex", "male", "sa"): 1}, {}, "Sex: Sexual assault: 4."),
    ("sex_is_all", {("sex", "female", "sa"): 2}, {}, "have to be equal"),
    ("age_is_all", {("age", "60_up", "dv"): 1}, {}, "have to be equal"),
    ("race_is_all", {("race", "unknown", "dv"): 1}, {}, "cannot be less"),
    ("reasons_for_all", {("reasons", "capacity", ""): 2}, {}, "Why victims were not served or partially served: 2."),
    ("services_of_the_served", {("services", "counseling", ""): 6}, {}, "Services: Counseling/support group: 6."),
    ("secondary_have_a_primary", {("secondary", "secondary", "st"): 1}, {}, "That needs something here"),
    ("orders_granted", {("orders_granted", "final_civil", "dv"): 3}, {}, "cannot be more"),
    ("calls_of_primary_victims", {}, {"hotline_primary.calls": Decimal(10)}, "cannot be more"),
    ("staff_are_people", {("staff", "victim_advocate", ""): 3}, {}, "Victim advocate (non-governmental): 3."),
    ("shares_are_whole", {}, {"shares.sa": "51"}, "101. Expected: 100"),
    ("one_organization", {}, {"organization.court": "yes"}, "Kind of organization (one): 2."),
    (
        "meetings_were_held",
        {("ccr_meetings_held", "court", ""): 0},
        {},
        "That needs something here: Meetings behind the ticks: Court.",
    ),
    ("other_is_named", {}, {"ccr_words.other": ""}, "That needs something here"),
    ("nights_have_victims", {("shelter_nights", "transitional_housing", ""): 1}, {}, "That needs something here"),
    ("sheltered_are_served", {("shelter_victims", "emergency_shelter", ""): 6}, {}, "cannot be more"),
    ("primary_is_known", {("missing", "missing", ""): 1}, {}, "No primary victimization is recorded: 1."),
    ("other_crimes", {("outside", "crime", ""): 2}, {}, "Another crime than the form asks for: 2."),
    ("too_young", {("outside", "young", ""): 1}, {}, "Younger than the form counts"),
    ("discipline_known", {("people_unknown", "unknown", ""): 4}, {}, "Discipline not known: 4."),
]
WARNINGS = {"orders_granted", "other_crimes", "too_young", "discipline_known", "every_service_has_a_line"}


@pytest.mark.parametrize(("name", "change", "typed", "words"), STOP_CASES)
def test_GR20_GR35_one_wrong_number_of_stop_is_found(
    name: str, change: dict[Any, int], typed: dict[str, Any], words: str
) -> None:
    findings = [one for one in found(STOP, GOOD_STOP | change, typed) if one.check != "unfilled"]
    assert {one.check for one in findings} == {name}
    assert any(words in one.sentence for one in findings), findings
    assert {one.level for one in findings} == {"warning" if name in WARNINGS else "error"}
    assert all(one.cells for one in findings)


PMT_CASES: list[tuple[str, dict[Any, int]]] = [
    ("race_is_new", {("race", "asian", ""): 2}),
    ("race_is_new", {("race", "multiple", ""): 0}),
    ("sex_is_new", {("sex", "not_reported", ""): 1}),
    ("age_is_new", {("age", "0_12", ""): 1}),
    ("types_are_individuals", {("victimization", "domestic", ""): 6}),
    ("several_are_individuals", {("several", "several", ""): 6}),
    ("classes_are_individuals", {("classes", "deaf", ""): 6}),
    ("compensation_are_individuals", {("compensation", "persons", ""): 6}),
    ("family_a_are_individuals", {("persons_a", "a", ""): 6}),
    ("family_b_are_individuals", {("persons_b", "b", ""): 6}),
    ("family_c_are_individuals", {("persons_c", "c", ""): 6}),
    ("family_d_are_individuals", {("persons_d", "d", ""): 6}),
    ("family_e_are_individuals", {("persons_e", "e", ""): 6}),
    ("individuals_are_in_families", {("individuals", "individuals", ""): 9}),
    ("lines_a_have_people", {("persons_a", "a", ""): 0}),
    ("lines_b_have_people", {("persons_b", "b", ""): 0}),
    ("lines_c_have_people", {("persons_c", "c", ""): 0, ("persons_a", "a", ""): 5}),
    ("lines_d_have_people", {("persons_d", "d", ""): 0}),
    ("lines_e_have_people", {("persons_e", "e", ""): 0}),
    ("every_service_has_a_line", {("no_line", "other", ""): 1}),
    ("interview_on_one_line", {("interviews", "days", ""): 1}),
]


@pytest.mark.parametrize(("name", "change"), PMT_CASES)
def test_G04_GR17_GR20_one_wrong_number_of_pmt_is_found(name: str, change: dict[Any, int]) -> None:
    findings = found(PMT, GOOD_PMT | change)
    assert {one.check for one in findings} == {name}
    assert {one.level for one in findings} == {"warning" if name in WARNINGS else "error"}


def test_G04_more_new_people_than_people_is_found() -> None:
    more = GOOD_PMT | {
        ("new", "new", ""): 6,
        ("race", "asian", ""): 5,
        ("sex", "female", ""): 6,
        ("age", "25_59", ""): 6,
    }
    assert {one.check for one in found(PMT, more)} == {"new_are_individuals"}


def test_GR22_a_line_may_come_from_contacts_without_a_record() -> None:
    change = {("persons_d", "d", ""): 0, ("anonymous", "contacts", ""): 2}
    assert found(PMT, GOOD_PMT | change) == []


def test_every_check_of_both_forms_has_a_number_that_breaks_it() -> None:
    broken = {case[0] for case in STOP_CASES} | {"served_adds_up"}  # added up by us: tests of the sums show it
    assert {one["key"] for one in STOP.checks} == broken
    assert {one["key"] for one in PMT.checks} == {case[0] for case in PMT_CASES} | {
        "new_are_individuals",
        "surveys_came_back",
    }


def test_surveys_that_come_back_were_given_out() -> None:
    assert {one.check for one in found(PMT, GOOD_PMT, {"surveys.returned": Decimal(2)})} == {"surveys_came_back"}


def test_GR26_what_is_not_tracked_is_not_compared() -> None:
    empty = {cell: value for cell, value in GOOD_PMT.items() if cell[0] not in ("race", "sex", "age")}
    assert {one.check for one in found(PMT, empty)} == {"race_is_new", "sex_is_new", "age_is_new"}
    assert found(PMT, empty, sources_off={"demographics"}) == []


def test_GR35_a_gate_without_an_answer_is_asked_for() -> None:
    findings = found(PMT, GOOD_PMT, gates={"family_d": None})
    assert [(one.level, one.check, one.tables) for one in findings] == [("error", "gate", ("persons_d", "lines_d"))]
    assert findings[0].sentence == "8D Shelter and housing: say yes or no."


def test_GR35_yes_and_all_zero_has_to_be_confirmed() -> None:
    change = {("persons_d", "d", ""): 0, ("lines_d", "d1", ""): 0}
    findings = found(PMT, GOOD_PMT | change)
    assert [(one.level, one.check) for one in findings] == [("warning", "gate")]
    assert "all of it is zero" in findings[0].sentence


def test_GR35_no_and_something_counted_has_to_be_confirmed_and_is_compared_with_nothing() -> None:
    findings = found(PMT, GOOD_PMT, gates={"family_d": False})
    assert [(one.level, one.check) for one in findings] == [("warning", "gate")]
    assert "answered with no, and something was counted" in findings[0].sentence
    change = {("persons_d", "d", ""): 0, ("lines_d", "d1", ""): 0}
    assert found(PMT, GOOD_PMT | change, gates={"family_d": False}) == []
    assert found(
        STOP, {}, gates={section.key: False for section in STOP.sections if section.gate}, typed={"ccr_words.other": ""}
    )


def test_a_number_that_nobody_filled_in_is_an_error_and_words_are_a_reminder() -> None:
    findings = found(PMT, GOOD_PMT, {"surveys.sent": "", "annual_words.trends": ""})
    assert [(one.level, one.check, one.tables) for one in findings] == [
        ("error", "unfilled", ("surveys",)),
        ("warning", "unfilled", ("annual_words",)),
    ]
    assert findings[0].sentence == "Surveys of clients: 1 line is not filled in."


def test_G04_the_new_of_four_quarters_are_no_more_than_the_persons_of_the_year() -> None:
    quarters = [assemble(PMT, Filled({("new", "new", ""): Decimal(n)}), HEADING) for n in (3, 2, 0, 1)]
    assert check_year(quarters, Decimal(6)) == []
    assert [one.level for one in check_year(quarters, Decimal(5))] == ["error"]
