"""Pages about keeping and destroying: two people decide on what is due, and whoever works on a record holds it (K-01, K-03, K-04)."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from agencies.models import Person
from confidentiality.models import ChangeEntry
from mdt.kit import clock
from tests import purging as bait
from tests import rooms, rows
from tests.copies import Connection, database_copy
from tests.counting import Asked

KEEPING = "/own-agency/keeping/"
RULE = {"after": "5", "unit": "years", "source": "Board policy, section 4", "verified": "on"}


@dataclass
class House:
    """Two who supervise and one who works there, a stranger who supervises elsewhere, and a record that was closed long ago."""

    db: Connection
    hana: Person
    gil: Person
    ada: Person
    olga: Person
    case: int
    public_id: Any

    def one(self, sql: str, *params: Any) -> Any:
        found = self.db.execute(sql, params).fetchone()
        return found and found[0]


@pytest.fixture
def house(owner_db: Connection) -> House:
    agency = rooms.agency()
    hana, gil = (rooms.person(agency, is_supervisor=True) for _n in range(2))
    ada, olga = rooms.person(agency), rooms.person(rooms.agency(), is_supervisor=True)
    case, public_id = bait.full(owner_db, agency=agency, by=ada)
    return House(owner_db, hana, gil, ada, olga, case, public_id)


def text(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def asked(house: House) -> Any:
    return house.one(
        "SELECT public_id FROM confidentiality_purge WHERE agency_id = %s ORDER BY id DESC LIMIT 1",
        house.hana.agency_id,
    )


def test_K01_K04_one_asks_another_approves_and_a_certificate_is_there_to_print(house: House, as_person) -> None:
    hana, gil = as_person(house.hana), as_person(house.gil)
    assert "No rule yet: it is kept." in text(hana.get(KEEPING))
    assert hana.post(f"{KEEPING}identity/", RULE).url == KEEPING
    page = text(hana.get(KEEPING))
    assert "Kept for 5 years after the record was closed." in page and "Confirmed by counsel" in page
    assert "1 record is due." in page
    hana.post(f"{KEEPING}identity/ask/")
    page = hana.get(KEEPING)
    assert "Somebody else who supervises has to approve it." in text(page) and "approve/" not in page.content.decode()
    waits = "asked on .* that what was due is destroyed: 1"
    today = {
        who: bool(re.search(waits, text(as_person(getattr(house, who)).get("/"))))
        for who in ("hana", "gil", "ada", "olga")
    }
    assert today == {"hana": False, "gil": True, "ada": False, "olga": False}, "it is on the day of who can approve it"
    approve = f"{KEEPING}asked/{asked(house)}/approve/"
    assert "somebody else who supervises approves it" in text(hana.post(approve, follow=True))
    assert approve in gil.get(KEEPING).content.decode()
    assert "carried out in the next night" in text(gil.post(approve, follow=True))
    assert "settled already" in text(gil.post(approve, follow=True))
    assert not re.search(waits, text(gil.get("/")))
    made = bait.purged(house.one("SELECT id FROM confidentiality_purge WHERE public_id = %s", asked(house)))
    assert "Nothing is due." in text(hana.get(KEEPING))
    printed = text(hana.get(f"{KEEPING}certificates/{made.public_id}/"))
    for said in (
        f"Certificate {made.number}",
        "Names, contact and papers",
        house.hana.name,
        house.gil.name,
        made.sha256,
    ):
        assert said in printed
    assert str(house.public_id) not in printed and bait.BAIT not in printed
    record = text(as_person(house.hana).get(f"/cases/{house.public_id}/"))
    assert "Names, contact, papers and what she told us are gone since" in record
    looked = text(hana.get(f"/cases/{house.public_id}/who-looked/"))
    assert (
        "Two people who supervise" in looked
        and "Destroyed by the agency's rule: Names, contact and papers" in looked.replace("&#x27;", "'")
    )
    assert "Open a new record." in text(hana.post(f"/cases/{house.public_id}/reopen/", follow=True))
    kinds = ChangeEntry._base_manager.using("owner").filter(actor_id__in=[house.hana.pk, house.gil.pk])
    assert {"retentionrule", "purge"} <= set(kinds.values_list("content_type__model", flat=True))


def test_K01_a_rule_that_nobody_confirmed_only_counts(house: House, as_person) -> None:
    hana = as_person(house.hana)
    hana.post(f"{KEEPING}words/", {**RULE, "verified": ""})
    page = hana.get(KEEPING)
    assert "1 record is due." in text(page) and "Not confirmed yet" in text(page)
    assert "words/ask/" not in page.content.decode()
    assert "say that counsel confirmed it" in text(hana.post(f"{KEEPING}words/ask/", follow=True))
    assert asked(house) is None
    for wrong, sentence in (
        ({"after": "0"}, "greater than or equal to 1"),
        ({"source": ""}, "required"),
        ({"unit": "moons"}, ""),
    ):
        answer = hana.post(f"{KEEPING}words/", {**RULE, **wrong})
        assert answer.status_code == 200 and sentence in text(answer), wrong
    assert "Nothing has changed." in text(hana.post(f"{KEEPING}words/", {**RULE, "verified": ""}))
    assert hana.post(f"{KEEPING}everything/", RULE).status_code == 404


def test_K04_it_is_taken_back_until_it_is_done_and_asked_once(house: House, as_person) -> None:
    hana, gil = as_person(house.hana), as_person(house.gil)
    hana.post(f"{KEEPING}words/", RULE)
    hana.post(f"{KEEPING}words/ask/")
    first = asked(house)
    assert "asked for this already" in text(gil.post(f"{KEEPING}words/ask/", follow=True))
    gil.post(f"{KEEPING}asked/{first}/approve/")
    assert "Nothing was destroyed" in text(hana.post(f"{KEEPING}asked/{first}/withdraw/", follow=True))
    assert "settled already" in text(gil.post(f"{KEEPING}asked/{first}/withdraw/", follow=True))
    gil.post(f"{KEEPING}words/ask/")
    assert asked(house) != first
    assert house.one("SELECT told_us FROM cases_narrative WHERE case_id = %s", house.case) == bait.BAIT
    house.db.execute("UPDATE cases_case SET status = 'open' WHERE id = %s", [house.case])
    gil.post(f"{KEEPING}asked/{asked(house)}/withdraw/")
    assert "Nothing is due." in text(gil.post(f"{KEEPING}words/ask/", follow=True))


def test_K04_for_everybody_else_the_pages_are_not_there(house: House, as_person) -> None:
    as_person(house.hana).post(f"{KEEPING}words/", RULE)
    as_person(house.hana).post(f"{KEEPING}words/ask/")
    decide = f"{KEEPING}asked/{asked(house)}/approve/"
    for person in (house.ada, house.olga):
        assert as_person(person).post(decide).status_code == 404
    ada = as_person(house.ada)
    assert (
        ada.get(KEEPING).status_code
        == ada.get(f"{KEEPING}words/").status_code
        == ada.post(f"{KEEPING}words/ask/").status_code
        == 404
    )
    assert "1 record is due" not in text(as_person(house.olga).get(KEEPING))
    assert house.one("SELECT approved_at FROM confidentiality_purge WHERE public_id = %s", asked(house)) is None


def test_K03_who_works_on_it_holds_it_and_who_supervises_reviews_and_ends_it(house: House, as_person) -> None:
    opened = rooms.case(house.ada)
    url = f"/cases/{opened.public_id}/hold/"
    ada, hana = as_person(house.ada), as_person(house.hana)
    assert ada.post(url, {"why": "spite"}).status_code == 200
    assert "It is held." in text(ada.post(url, {"why": "subpoena"}, follow=True))
    assert "held already" in text(ada.post(url, {"why": "audit"}))
    hold = house.one("SELECT public_id FROM confidentiality_legalhold WHERE case_id = %s", opened.pk)
    assert house.ada.name in text(ada.get(url)) and f"{hold}/end/" not in ada.get(url).content.decode()
    assert "Only who supervises" in text(ada.post(f"{url}{hold}/end/", follow=True))
    assert opened.code in text(hana.get(KEEPING)) and "Review by" in text(hana.get(KEEPING))
    assert "another 90 days" in text(hana.post(f"{url}{hold}/review/", follow=True))
    assert (
        house.one("SELECT reviewed_by_id FROM confidentiality_legalhold WHERE case_id = %s", opened.pk) == house.hana.pk
    )
    assert "The hold has ended" in text(hana.post(f"{url}{hold}/end/", follow=True))
    assert "ended already" in text(hana.post(f"{url}{hold}/review/", follow=True))
    assert opened.code not in text(hana.get(KEEPING))
    for call in (as_person(house.olga).get, as_person(house.olga).post):
        assert call(url).status_code == 404
    assert as_person(house.olga).post(f"{url}{hold}/end/").status_code == 404


def test_K03_after_ninety_days_the_page_says_that_a_review_is_overdue_and_the_look_is_on_record(
    house: House, as_person
) -> None:
    rows.put(
        house.db,
        "confidentiality_legalhold",
        case_id=house.case,
        set_by_id=house.ada.pk,
        set_at=clock.now() - timedelta(days=91),
    )
    page = text(as_person(house.hana).get(KEEPING))
    assert "Review was due on" in page
    code = house.one("SELECT code FROM cases_case WHERE id = %s", house.case)
    assert code in page
    shown = "SELECT count(*) FROM confidentiality_ledger WHERE purpose = 'retention.holds' AND %s = ANY (case_ids) AND actor_id = %s"
    assert house.one(shown, house.case, house.hana.pk) == 1
    rows.put(
        house.db, "confidentiality_recusal", case_id=house.case, person_id=house.gil.pk, recorded_by_id=house.hana.pk
    )
    assert code not in text(as_person(house.gil).get(KEEPING))


def test_the_page_asks_as_often_for_three_of_each_as_for_one(house: House, as_person) -> None:
    """In a copy, as its certificates are none."""
    counts = []
    with database_copy("kept") as copy, copy.served(), copy.owner() as db:
        hana = as_person(house.hana)
        for record_class in ("words", "identity", "referral"):
            bait.ruled(db, house.hana.agency, house.hana, record_class)
        for more in (1, 2):
            for _n in range(more):
                case, _id = bait.closed(db, agency=house.hana.agency, by=house.ada)
                rows.put(db, "confidentiality_legalhold", case_id=case, set_by_id=house.ada.pk)
                rows.put(db, "confidentiality_certificate", agency_id=house.hana.agency_id, approved_by_id=house.gil.pk)
            hana.get(KEEPING)
            with Asked() as found:
                assert hana.get(KEEPING).status_code == 200
            counts.append(len(found))
    assert counts[0] == counts[1]
