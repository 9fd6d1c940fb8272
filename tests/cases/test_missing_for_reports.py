"""What is not answered yet for the reports: on the record, and as a list for who works on them; a reason for none is an answer."""

from typing import Any

import pytest
from django.urls import reverse

from tests import rooms, rows
from tests.cases.serving import award, row, sent, today
from tests.cases.test_case_elements import save
from tests.cases.working import Room, looks, room_fixture  # noqa: F401
from tests.counting import Asked

LIST = "/services/missing/"
ALL = [
    "under which crime she is counted",
    "age",
    "sex",
    "race and ethnicity",
    "what happened",
    "who harmed her, in one word",
]
OF_A_CENTER = [
    "age of the person who harmed her", "team review", "charges and outcome in court", "finding of child protection",
    "referrals to medical and mental health care",
]  # fmt: skip


def missing(client: Any, here: Room) -> list[str]:
    _before, told, after = here.page(client).content.decode().partition("Not answered yet: ")
    said = after.split(". A reason")[0] if told else ""
    return [words for words in [*ALL, *OF_A_CENTER, "what services were paid from"] if words in said]


def test_T09_answers_and_reasons_for_none_both_settle_a_question(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    assert missing(ada, room) == ALL
    save(ada, room.url("element_edit", "background"), age_told="34", sex_absence="declined", race_absence="unknown")
    assert missing(ada, room) == [ALL[0], *ALL[4:]]
    kept = owner_db.execute(
        "SELECT age_told, age_told_on FROM cases_demographics WHERE case_id = %s", [room.case.pk]
    ).fetchone()
    assert kept == (34, today())
    assert "34, said on" in ada.get(room.url("case_show", "background")).content.decode()
    save(ada, room.url("element_edit", "events"), kinds_absence="not_collected")
    save(ada, room.url("row_add", "people"), relation="neighbor", harmed_her="yes")
    assert missing(ada, room) == [ALL[0], ALL[5]]
    person = owner_db.execute(
        "SELECT public_id FROM cases_involvedperson WHERE case_id = %s", [room.case.pk]
    ).fetchone()[0]
    save(
        ada, room.url("row_edit", "people", person), relation="neighbor", harmed_her="yes", relationship="acquaintance"
    )
    ada.post(
        room.url("case_counting"),
        {"primary-what": "primary", "primary-kind": "stalking", "primary-from_on": str(today())},
    )
    assert missing(ada, room) == []


def test_T08_a_center_is_asked_for_the_eight_groups_and_nobody_else(as_person) -> None:
    cac = rooms.agency(sector="cac", discipline="cac")
    lee = rooms.person(cac)
    here = Room(lee, lee, lee, lee, rooms.case(lee, name="Testa Person-948"))
    client = as_person(lee)
    assert missing(client, here) == [*ALL, *OF_A_CENTER]
    absent = {
        f"{name}_absence": "unknown"
        for name in ("team_outcome", "charges", "disposition", "protection_finding", "medical")
    }
    save(client, here.url("element_edit", "justice"), **absent)
    assert missing(client, here) == [*ALL, OF_A_CENTER[0], OF_A_CENTER[4]]  # mental health is half of a group
    save(client, here.url("element_edit", "justice"), **absent, mental_health="done")
    assert missing(client, here) == [*ALL, OF_A_CENTER[0]]
    save(
        client,
        here.url("row_add", "people"),
        relation="uncle",
        harmed_her="yes",
        relationship="other_family",
        age_class="18+",
    )
    assert missing(client, here) == ALL[:5]


def test_a_service_outside_an_award_that_could_pay_is_told(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    sent(ada, row(0, record=room.case.code))
    assert "what services were paid from" not in missing(ada, room)
    award(owner_db, room.ada.agency, room.hana, services=["hotline"])
    assert "what services were paid from" not in missing(ada, room)
    award(owner_db, room.ada.agency, room.hana)
    assert "what services were paid from" in missing(ada, room)


def test_the_list_is_of_ones_own_open_records_on_record_and_asks_as_often_for_three_as_for_one(
    room: Room, as_person
) -> None:
    ada, counts = as_person(room.ada), []
    far = rooms.case(room.olga, name="Testa Person-949")
    beside = rooms.case(room.bea, name="Testa Person-951")
    for more in (0, 2):
        for n in range(more):
            rooms.case(room.ada, name=f"Testa Person-96{n}")
        ada.get(LIST)
        with Asked() as asked:
            page = ada.get(LIST).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.count("under which crime") == 3
    assert room.case.code in page
    assert "Testa" not in page
    assert far.code not in page
    assert beside.code not in page
    look = looks(room.ada)[-1]
    assert (look["purpose"], len(look["case_ids"])) == ("services.gaps", 3)
    room_of = as_person(room.hana)
    assert beside.code in room_of.get(LIST).content.decode()
    room_of.post(reverse("case_close", args=[beside.public_id]))
    assert beside.code not in room_of.get(LIST).content.decode()


@pytest.mark.parametrize("end", ["recusal", "assignment"])
def test_who_is_walled_off_or_has_no_part_any_more_is_told_nothing(room: Room, as_person, owner_db, end: str) -> None:
    ada = as_person(room.ada)
    assert room.case.code in ada.get(LIST).content.decode()
    if end == "recusal":
        as_person(room.hana).post(room.url("case_recuse"), {"person": str(room.ada.public_id)})
    else:
        owner_db.execute("DELETE FROM cases_caseassignment WHERE content_object_id = %s", [room.case.pk])
    assert room.case.code not in ada.get(LIST).content.decode()
    assert ada.get(room.url("case_counting")).status_code == 404
    assert ada.get(room.url("case_show", "services")).status_code == 404


def test_in_a_large_room_what_is_missing_is_found_behind_many_records_that_are_closed(
    room: Room, as_person, owner_db
) -> None:
    """Read from the newest end, some hundreds at a time: over the edges, none twice, the newest first."""
    old = rooms.case(room.ada, name="Testa Person-971")
    for n in range(1_010):
        status = "open" if n in (3, 500) else "closed"
        rows.put(owner_db, "cases_case", agency_id=room.ada.agency_id, opened_by_id=room.ada.pk, status=status)
    page = as_person(room.hana).get(LIST).content.decode()
    look = looks(room.hana)[-1]["case_ids"]
    told = owner_db.execute(
        "SELECT array_agg(id ORDER BY id DESC) FROM cases_case WHERE agency_id = %s AND status = 'open'", [room.ada.agency_id]
    ).fetchone()[0]  # fmt: skip
    assert look == told and len(told) >= 4 and room.case.pk in told
    assert page.count(old.code) == page.count(room.case.code) == 1
