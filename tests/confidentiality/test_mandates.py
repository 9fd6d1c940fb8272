"""Laws that compel and orders of a court: what opens, what never does, and what is owed to her first (law C-05, C-06)."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from agencies.models import Agency, Person
from agencies.vocabulary import Regime
from confidentiality import gate
from confidentiality.actions import mandates as actions
from confidentiality.actions.mandates import Care
from confidentiality.elements import Element
from confidentiality.models import Basis, Mandate, Statute
from confidentiality.policy.mandates import Compelled, is_strict
from mdt.kit import clock
from mdt.kit.errors import Refused
from tests import rooms

NAME = "Testa Person-781"
TOLD = Care(
    "Her name, for the report",
    clock.now(),
    "in_person",
    "She asked us to wait until noon",
    "",
    "A safety plan for the day",
)
REPORT = Element.IDENTITY | Element.LOCATION


@dataclass
class Court:
    """Hana supervises, Ada works on the case; Cal answers at child protection, Dan at the police, Paul prosecutes."""

    ada: Person
    hana: Person
    cal: Person
    dan: Person
    case: Any
    law: Statute

    def given(self, **changes: Any) -> Compelled:
        plain = Compelled(
            Basis.STATUTORY_MANDATE, self.law, "", "", False, self.cal.agency, None, int(Element.IDENTITY), ["here"],
            clock.now() + timedelta(days=10),
        )  # fmt: skip
        return replace(plain, **changes)

    def order(self, **changes: Any) -> Compelled:
        says = {"basis": Basis.COURT_MANDATE, "statute": None, "citation": "24-118", "issuer": "A court, Judge Orr",
                "judge_signed": True, "recipient": self.dan.agency, **changes}  # fmt: skip
        return self.given(**says)


def law(sector: str = "child_welfare", **changes: Any) -> Statute:
    row = Statute(**{"state": "ZZ", "title": "A law", "citation": f"Code {clock.now().isoformat()}", "effect": "compels",
                     "sector": sector, "elements": int(REPORT), "checked_on": date(2026, 1, 1), "verified": True, **changes})  # fmt: skip
    return rooms._kept(row)


def court(regimes: tuple[str, ...] = ("VAWA",), sector: str = "advocacy") -> Court:
    home = rooms.agency(regimes=list(regimes), sector=sector)
    ada, hana = rooms.person(home), rooms.person(home, is_supervisor=True)
    cal = rooms.person(rooms.agency(sector="child_welfare", regimes=["CAPTA"]), takes_referrals=True)
    dan = rooms.person(rooms.agency(sector="local_police", regimes=["CJIS"]), takes_referrals=True)
    return Court(ada, hana, cal, dan, rooms.case(ada, name=NAME), law())


@pytest.fixture
def here() -> Court:
    return court()


def sees(who: Person, here: Court, acting_as: Callable[[Person], Any], element: Element = Element.IDENTITY) -> bool:
    with acting_as(who):
        try:
            with gate.open(who, here.case.public_id, element, purpose="test") as opened:
                return bool(opened.elements & element)
        except gate.RecordNotFound:
            return False


def record(
    here: Court, given: Compelled, acting_as: Callable[[Person], Any], care: Care = TOLD, by: str = "hana"
) -> Any:
    who = getattr(here, by)
    with acting_as(who):
        return actions.record(case=here.case.public_id, given=given, care=care, by=who)


def refused(here: Court, given: Compelled, acting_as: Any, match: str, care: Care = TOLD, by: str = "hana") -> None:
    """Refused with that sentence, and nothing is stored or opened."""
    with pytest.raises(Refused, match=match):
        record(here, given, acting_as, care, by)
    with acting_as(here.hana), gate.own_rows(here.hana):
        assert not Mandate.objects.filter(case=here.case).exists()
    assert not sees(given.recipient_person or here.cal, here, acting_as) and not sees(here.dan, here, acting_as)


def test_C05_a_law_that_compels_opens_what_it_asks_for_to_whom_it_names(here, acting_as) -> None:
    assert not sees(here.cal, here, acting_as)
    record(here, here.given(), acting_as, by="ada")
    assert sees(here.cal, here, acting_as)
    assert not sees(here.cal, here, acting_as, Element.NARRATIVE)
    assert not sees(here.dan, here, acting_as)


@pytest.mark.parametrize("regime", ["VAWA", "FVPSA", "VOCA"])
def test_C05_a_law_that_merely_permits_opens_nothing_of_what_is_federally_protected(regime, acting_as) -> None:
    here = court((regime, "HIPAA"))
    allows = law(effect="permits")
    refused(here, here.given(statute=allows), acting_as, "permits it and does not compel")
    elsewhere = court(("CAPTA",), "social_services")
    record(elsewhere, elsewhere.given(statute=allows), acting_as)
    assert sees(elsewhere.cal, elsewhere, acting_as)  # the same law, where federal confidentiality does not bind


def test_C05_an_agency_of_which_no_regime_is_known_counts_as_bound() -> None:
    assert is_strict(Agency(regimes=[])) and is_strict(Agency(regimes=[Regime.VOCA, Regime.CJIS]))
    assert not is_strict(Agency(regimes=[Regime.CJIS]))


def test_C05_a_law_that_nobody_confirmed_opens_nothing(here, acting_as) -> None:
    refused(here, here.given(statute=law(verified=False)), acting_as, "Nobody has confirmed")


def test_C05_a_law_of_another_state_or_for_another_kind_of_agency(here, acting_as) -> None:
    refused(here, here.given(statute=law(state="YY")), acting_as, "law of your state")
    refused(here, here.given(statute=None), acting_as, "law of your state")
    refused(here, here.given(statute=law("local_police")), acting_as, "another kind of agency")


def test_C05_a_ground_outside_the_closed_list(here, acting_as) -> None:
    for basis in ("RELEASE", "OWN_AGENCY", "AGREEMENT", ""):
        refused(here, here.given(basis=basis), acting_as, "no ground that compels")


def test_C06_a_mandated_report_carries_the_required_content_only(here, acting_as) -> None:
    refused(here, here.given(elements=int(REPORT | Element.NARRATIVE)), acting_as, "does not ask for: In her own words")


@pytest.mark.parametrize(("missing", "sentence"), [
    ({"scope": " "}, "exactly what is asked for"),
    ({"safety_steps": ""}, "exactly what is asked for"),
    ({"notice_at": None}, "when and how she was told"),
    ({"notice_way": ""}, "when and how she was told"),
    ({"notice_result": "  "}, "when and how she was told"),
])  # fmt: skip
def test_C06_without_care_for_her_nothing_opens(here, acting_as, missing, sentence) -> None:
    refused(here, here.given(), acting_as, sentence, replace(TOLD, **missing))


def test_C06_why_she_could_not_be_told_stands_in_the_place_of_the_notice(here, acting_as) -> None:
    record(here, here.given(), acting_as, Care("Her name", None, "", "", "No way that she called safe", "A plan"))
    assert sees(here.cal, here, acting_as)


def test_C06_an_order_needs_its_number_its_court_and_a_judges_signature(here, acting_as) -> None:
    refused(here, here.order(judge_signed=False), acting_as, "no judge signed is not an order")
    refused(here, here.order(issuer=" "), acting_as, "the number of the order")
    refused(here, here.order(citation=""), acting_as, "the number of the order")
    refused(here, here.order(), acting_as, "supervises your agency's records", by="ada")
    record(here, here.order(), acting_as)
    assert sees(here.dan, here, acting_as) and not sees(here.cal, here, acting_as)


def test_C05_what_police_made_goes_to_police_and_prosecution_alone(acting_as) -> None:
    police = court(("CJIS",), "local_police")
    made = {"basis": Basis.LE_PROS_GENERATED, "statute": None, "citation": "Report 77"}
    refused(
        police,
        police.given(**made),
        acting_as,
        "police and prosecution, by this ground|police and prosecution by this ground",
    )
    record(police, police.given(**made, recipient=police.dan.agency), acting_as)
    assert sees(police.dan, police, acting_as)
    advocates = court(("VAWA",), "victim_services")
    refused(advocates, advocates.given(**made, recipient=advocates.dan.agency), acting_as, "made themselves")


def test_a_mandate_always_ends_and_not_in_the_past(here, acting_as) -> None:
    refused(here, here.given(expires_at=clock.now()), acting_as, "lies in the past")
    refused(here, here.given(expires_at=clock.now() + timedelta(days=91)), acting_as, "longer than 90 days")
    refused(here, here.order(expires_at=clock.now() + timedelta(days=366)), acting_as, "longer than 365 days")


def test_an_ended_mandate_is_over_at_once_and_does_not_come_back(here, acting_as) -> None:
    made = record(here, here.given(), acting_as)
    with acting_as(here.ada):
        actions.end(case=here.case.public_id, mandate=made, by=here.ada)
    assert not sees(here.cal, here, acting_as)
    with acting_as(here.ada), pytest.raises(Refused, match="ended already"):
        actions.end(case=here.case.public_id, mandate=made, by=here.ada)


def test_C05_the_database_refuses_what_the_page_would_let_pass(here, acting_as) -> None:
    """Written as mdt_web, past the policy in Python."""
    with acting_as(here.hana), pytest.raises(Exception, match="does not compel this"), \
            gate.action(here.hana, here.case.public_id, purpose="test") as opened:  # fmt: skip
        Mandate(
            case=opened.case, agency=opened.case.agency, basis=Basis.STATUTORY_MANDATE, statute=law(effect="permits"),
            citation="x", recipient=here.cal.agency, elements=3, methods=["here"], recorded_by=here.hana,
            expires_at=clock.now() + timedelta(days=1),
        ).save()  # fmt: skip


def test_C05_the_page_says_what_is_wrong_above_the_field_and_keeps_what_was_typed(here, as_person, owner_db) -> None:
    hana, path = as_person(here.hana), f"/cases/{here.case.public_id}/mandates/new/"
    law(effect="permits", title="Sharing in a team")
    assert b"It permits, and does not compel." in hana.get(path).content
    typed = {
        "basis": "COURT_MANDATE", "citation": "24-118", "issuer": "Judge Orr", "scope": "Her name",
        "recipient": f"agency:{here.dan.agency.public_id}", "elements": "2", "methods": "here", "expires_at": "2099-01-01 10:00",
        "why_no_notice": "Not safe", "safety_steps": "A plan",
    }  # fmt: skip
    answer = hana.post(path, typed)
    assert (
        answer.status_code == 200
        and b"no judge signed is not an order" in answer.content
        and b"24-118" in answer.content
    )
    rows: psycopg.Cursor[Any] = owner_db.execute(
        "SELECT kind FROM confidentiality_ledger WHERE actor_id = %s AND purpose = 'mandate.record' AND kind = 'refused'",
        [here.hana.pk],
    )
    assert len(rows.fetchall()) == 1


def test_a_walled_off_person_sees_nothing_by_an_order_either(here, acting_as) -> None:
    from cases.actions.access import recuse

    with acting_as(here.hana):
        recuse(case=here.case.public_id, person=here.dan, by=here.hana)
    record(here, here.order(), acting_as)
    assert not sees(here.dan, here, acting_as)
