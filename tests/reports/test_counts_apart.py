"""A count reads the records of its own agency, and nothing that another count has written: in whatever order counts are made."""

from datetime import date
from typing import Any

from tests.reports.scene import Agency

BEFORE = date(2024, 1, 1), date(2024, 12, 31)
NOW = date(2025, 1, 1), date(2025, 12, 31)


def lived(here: Agency) -> dict[str, int]:
    """Two years of four files, in which everything that a count reads changes from one year to the next."""
    child = here.person(born=date(2014, 6, 1), sex="female", race=["white"], kinds=["sexual_assault"],
                        counted_under=[("sexual_assault", date(2024, 1, 1))])  # fmt: skip
    adult = here.person(told=(30, date(2024, 1, 1)), sex="male", race=["black"], kinds=["stalking"],
                        counted_under=[("stalking", date(2024, 1, 1)), ("sexual_assault", date(2025, 2, 1))])  # fmt: skip
    again, sharing = here.person(race=["asian"]), here.person(counted_under=[("stalking", date(2024, 1, 1))])
    here.row("relatedfile", again, kind="same", other_id=adult)
    here.row("relatedfile", sharing, kind="secondary", other_id=again)
    for year in (2024, 2025):
        for case in (child, adult, again, sharing):
            here.service(case, "counseling", date(year, 7, 1), units=year - 2022)
        here.service(adult, "emergency_shelter", date(year, 8, 1), units=year - 2020, family=year - 2024)
        here.request(adult, "counseling", date(year, 3, 1), "partly", "capacity" if year == 2024 else "language")
        here.row(
            "protectionorder", child, kind="final_civil", requested_on=date(year, 5, 1), granted_on=date(year, 6, 1)
        )
    here.row("knownbarrier", child, code="rural", learned_on=date(2025, 3, 1), learned_from="she_said")
    here.row("involvedperson", adult, harmed_her="yes", relationship="spouse", relation="Husband")
    # Of another period, and of another form: neither says where she is counted now.
    here.row("reportedunder", adult, award_id=here.award("ovw.stop", "2017"), starts_on=BEFORE[0])
    here.row("reportedunder", sharing, award_id=here.award("ovc.pmt", "2015"), starts_on=NOW[0])
    return {"child": child, "adult": adult, "sharing": sharing}


def of_persons(here: Agency, period: tuple[date, date]) -> set[Any]:
    return {fact for fact in here.facts(here.ask(here.stop, *period)) if fact[0] == "person"}


def test_GR04_a_count_sees_no_other_count_and_no_other_agency(owner_db: Any) -> None:
    here, other = Agency(owner_db), Agency(owner_db)
    who = lived(here)
    alone = of_persons(here, NOW)
    assert {key for _kind, key, _dim, _code, _amount in alone} == set(who.values())
    lived(other)
    assert of_persons(other, NOW)
    before = of_persons(here, BEFORE)
    assert before != alone
    assert of_persons(here, NOW) == alone
    assert of_persons(here, BEFORE) == before


def test_GR15_who_was_a_child_in_the_last_count_is_not_one_in_this(owner_db: Any) -> None:
    here = Agency(owner_db)
    who = lived(here)
    for period, age, role in ((BEFORE, "10", "outside"), (NOW, "11", "primary")):
        told = {dim: code for _kind, key, dim, code, _amount in of_persons(here, period) if key == who["child"]}
        assert (told["age"], told["role"]) == (age, role)
