"""A day's work: rows in one sending, each found by its code or name, written once, taken back; nothing typed is lost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Award, Person
from cases.forms.daywork import PaidForm
from confidentiality.elements import Element
from tests import rooms
from tests.cases.serving import award, events, row, sent, today
from tests.cases.working import BAIT, Room, looks, room_fixture  # noqa: F401
from tests.counting import Asked
from tests.examples import tried

SERVICES = "/services/"


def test_three_rows_two_records_and_a_contact_are_written_in_one_sending(room: Room, as_person, owner_db) -> None:
    ada, other = as_person(room.ada), rooms.case(room.ada, name="Testa Person-942")
    before = len(looks(room.ada))
    answer = sent(
        ada,
        row(0, record=room.case.code[:6].lower()),
        row(1, record=BAIT, service="emergency_shelter", units="3", family="2"),
        row(2, record=other.code),
        row(3, kind="hotline", service="hotline", units="2"),
        row(4, service=""),
        row(5, service="", units="2"),
    )
    assert answer.status_code == 302
    assert answer.url == SERVICES  # nothing of anybody in the address
    assert events(owner_db, room.case.pk) == [("counseling", 1, []), ("emergency_shelter", 3, [])]
    assert events(owner_db, other.pk) == [("counseling", 1, [])]
    contact = owner_db.execute(
        "SELECT kind, count FROM cases_servicecontact WHERE by_id = %s", [room.ada.pk]
    ).fetchall()
    assert contact == [("hotline", 2)]
    written = [look for look in looks(room.ada)[before:] if look["purpose"] == "services.record"]
    assert [look["elements"] for look in written] == [Element.COVER | Element.SERVICES] * 2  # one look for each record
    page = ada.get(SERVICES).content.decode()
    assert page.count(">Undo<") == 4
    assert BAIT not in page


def test_a_double_click_writes_once(room: Room, as_person, owner_db) -> None:
    ada, typed, call = as_person(room.ada), row(0, record=room.case.code), row(1, kind="outreach")
    for _click in range(3):
        assert sent(ada, typed, call).status_code == 302
    assert events(owner_db, room.case.pk) == [("counseling", 1, [])]
    count = owner_db.execute("SELECT count(*) FROM cases_servicecontact WHERE by_id = %s", [room.ada.pk]).fetchone()
    assert count == (1,)
    assert ada.get(SERVICES).content.decode().count(">Undo<") == 2


def test_wrong_rows_say_so_at_their_field_and_lose_nothing(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    page = sent(
        ada,
        row(0, record=room.case.code),
        row(1, record=room.case.code, on=str(today() + timedelta(days=1))),
        row(2, record="ZZ9-99", units="0"),
    ).content.decode()
    assert "This day has not come yet" in page
    assert 'value="ZZ9-99"' in page
    assert 'href="#id_r1-on"' in page
    assert events(owner_db, room.case.pk) == []  # all or none, until it is put right
    page = sent(ada, row(0, record="ZZ9-99")).content.decode()
    assert "No record that you work on fits" in page


def test_a_service_before_birth_is_refused_at_its_day_and_the_others_of_other_records_are_written(
    room: Room, as_person, owner_db
) -> None:
    other = rooms.case(room.ada, name="Testa Person-943")
    owner_db.execute("UPDATE cases_identity SET date_of_birth = %s WHERE case_id = %s", [today(), room.case.pk])
    yesterday = str(today() - timedelta(days=1))
    ada = as_person(room.ada)
    page = sent(
        ada, row(0, record=room.case.code, on=yesterday), row(1, record=other.code, on=yesterday)
    ).content.decode()
    assert "before the date of birth" in page
    assert page.count('data-row="') == 1  # what was written is gone from the form
    assert events(owner_db, room.case.pk) == []
    assert len(events(owner_db, other.pk)) == 1


def test_several_records_that_fit_are_told_by_code_alone(room: Room, as_person) -> None:
    twin = rooms.case(room.ada, name=BAIT)
    page = sent(as_person(room.ada), row(0, record=BAIT)).content.decode()
    assert "Several records fit" in page
    assert twin.code in page
    assert room.case.code in page


@pytest.mark.parametrize("who", ["bea", "olga"])
def test_nobody_else_records_for_a_record_that_is_not_hers(room: Room, as_person, owner_db, who: str) -> None:
    """Bea works beside Ada and has no part in it, Olga supervises elsewhere: to both it is as if there were none."""
    page = sent(as_person(getattr(room, who)), row(0, record=room.case.code), row(1, record=BAIT)).content.decode()
    assert page.count("No record that you work on fits") >= 2
    assert events(owner_db, room.case.pk) == []


def test_a_supervisor_writes_down_what_a_colleague_did_and_nobody_else_does(room: Room, as_person, owner_db) -> None:
    sent(as_person(room.hana), row(0, record=room.case.code, by=str(room.bea.public_id)))
    sent(as_person(room.ada), row(0, record=room.case.code, by=str(room.bea.public_id)))
    by = owner_db.execute(
        "SELECT by_id FROM cases_serviceevent WHERE case_id = %s ORDER BY id", [room.case.pk]
    ).fetchall()
    assert by == [(room.bea.pk,), (room.ada.pk,)]  # for Ada the question is not there


def test_what_was_just_written_is_taken_back_once_and_by_nobody_else(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    sent(ada, row(0, record=room.case.code), row(1, kind="hotline"))
    (event,) = owner_db.execute(
        "SELECT public_id FROM cases_serviceevent WHERE case_id = %s", [room.case.pk]
    ).fetchone()
    (call,) = owner_db.execute("SELECT public_id FROM cases_servicecontact WHERE by_id = %s", [room.ada.pk]).fetchone()
    for other in (room.hana, room.bea, room.olga):
        client = as_person(other)
        client.post(reverse("services_undo"), {"one": f"{room.case.public_id} {event}"})
        client.post(reverse("services_undo"), {"one": f"{call} hotline"})
    assert len(events(owner_db, room.case.pk)) == 1
    for one in (f"{room.case.public_id} {event}", f"{call} hotline", f"{call} hotline", "nonsense here", "one"):
        assert ada.post(reverse("services_undo"), {"one": one}).status_code == 302
    assert events(owner_db, room.case.pk) == []
    assert owner_db.execute("SELECT count(*) FROM cases_servicecontact WHERE by_id = %s", [room.ada.pk]).fetchone() == (
        0,
    )
    assert ">Undo<" not in ada.get(SERVICES).content.decode()


def test_whose_service_it_was_is_not_told_after_access_ended(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    sent(ada, row(0, record=room.case.code))
    assert room.case.code in ada.get(SERVICES).content.decode()
    owner_db.execute("DELETE FROM cases_caseassignment WHERE content_object_id = %s", [room.case.pk])
    assert room.case.code not in ada.get(SERVICES).content.decode()


def test_what_was_typed_is_kept_given_back_and_gone_after_sending(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    typed = row(0, record="AB1", service="stalk") | {"rows": "2"} | row(1, record="CD2")
    assert ada.post(reverse("services_draft"), typed).status_code == 204
    page = ada.get(SERVICES).content.decode()
    assert 'value="AB1"' in page
    assert 'value="CD2"' in page
    assert 'value="AB1"' not in as_person(room.hana).get(SERVICES).content.decode()
    sent(ada, row(0, record=room.case.code))
    assert 'value="AB1"' not in ada.get(SERVICES).content.decode()


def test_another_row_like_this_without_a_script(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    page = ada.post(SERVICES, {"rows": "1", "add": "1", **row(0, record="AB1", units="4")}).content.decode()
    assert page.count('data-row="') == 2
    assert page.count('value="4"') == 2
    assert page.count('value="AB1"') == 1


def test_a_copy_that_nobody_filled_is_no_row_and_one_that_was_changed_is(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    assert sent(ada, row(0, record=room.case.code), row(1)).status_code == 302
    assert len(events(owner_db, room.case.pk)) == 1
    page = sent(ada, row(0, record=room.case.code), row(1, units="2")).content.decode()
    assert "Record: this needs an answer" in page


def test_GR11_the_one_award_that_pays_is_taken_two_must_be_chosen_or_split(room: Room, as_person, owner_db) -> None:
    ada, harbor = as_person(room.ada), room.ada.agency
    sent(ada, row(0, record=room.case.code))  # outside of every award is allowed
    one = award(owner_db, harbor, room.hana, services=["counseling"])
    sent(ada, row(0, record=room.case.code), row(1, record=room.case.code, service="transportation"))
    assert events(owner_db, room.case.pk)[1:] == [("counseling", 1, [100]), ("transportation", 1, [])]
    two = award(owner_db, harbor, room.hana)
    page = sent(ada, row(0, record=room.case.code)).content.decode()
    assert "More than one award pays" in page
    halves = {f"share-{one.public_id}": "60", f"share-{two.public_id}": "30"}
    page = sent(ada, row(0, record=room.case.code, paid="split", **halves)).content.decode()
    assert "add up to 100 percent" in page
    sent(ada, row(0, record=room.case.code, paid="split", **halves, **{"share-other": "10"}))
    assert sorted(events(owner_db, room.case.pk)[3][2]) == [10, 30, 60]
    page = ada.get(room.url("case_show", "services")).content.decode()
    assert page.count("Outside every award") == 2


def test_an_award_outside_its_term_and_one_of_others_are_refused(room: Room, as_person, owner_db) -> None:
    ended = award(owner_db, room.ada.agency, room.hana, ends_on=today() - timedelta(days=1))
    theirs = award(owner_db, room.olga.agency, room.olga)
    ada = as_person(room.ada)
    assert (
        "does not run on that day"
        in sent(ada, row(0, record=room.case.code, paid=str(ended.public_id))).content.decode()
    )
    assert "does not run on that day" in sent(ada, row(0, kind="hotline", paid=str(ended.public_id))).content.decode()
    page = sent(ada, row(0, record=room.case.code, paid=str(theirs.public_id))).content.decode()
    assert "Select a valid choice" in page
    assert events(owner_db, room.case.pk) == []


def test_family_is_for_nights_and_more_than_twelve_rows_are_not_taken(room: Room, as_person, owner_db) -> None:
    ada = as_person(room.ada)
    assert "for nights only" in sent(ada, row(0, record=room.case.code, family="2")).content.decode()
    sent(ada, *[row(n, record=room.case.code) for n in range(14)])
    assert len(events(owner_db, room.case.pk)) == 12


def test_an_agency_of_systems_work_records_nothing(as_person) -> None:
    press = rooms.person(rooms.agency(sector="media", discipline="other"))
    assert as_person(press).get(SERVICES).url == reverse("cases")


def test_the_page_asks_as_often_with_three_records_as_with_one(room: Room, as_person) -> None:
    ada, counts = as_person(room.ada), []
    for more in (0, 2):
        for n in range(more):
            sent(ada, row(0, record=rooms.case(room.ada, name=f"Testa Person-98{n}").code))
        ada.get(SERVICES)
        with Asked() as asked:
            assert ada.get(SERVICES).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


@given(shares=st.lists(st.integers(0, 100), min_size=3, max_size=3) | st.permutations([60, 30, 10]))
@tried(60)
def test_GR11_a_split_is_taken_when_it_makes_a_whole_and_only_then(shares: list[int]) -> None:
    awards = [Award(pk=n, title=f"Award {n}", starts_on=today(), ends_on=today()) for n in range(2)]
    keys = [*(str(award.public_id) for award in awards), "other"]
    typed = {f"share-{key}": str(share) for key, share in zip(keys, shares, strict=True)}
    form = PaidForm(
        {"service": "counseling", "on": str(today()), "units": "1", "paid": "split", **typed},
        actor=Person(),
        awards=awards,
    )
    assert form.is_valid() == (sum(shares) == 100)
    if form.is_valid():
        assert sum(form.shares.values()) in (0, 100)  # nothing at all: other money alone
        assert all(form.shares.values())


def test_G04_a_police_interview_is_written_on_one_of_its_two_lines(room: Room, as_person, owner_db) -> None:
    """In one sending and in two; the sentence stands at the question and says what to do."""
    ada = as_person(room.ada)
    both = [
        row(n, record=room.case.code, service=name)
        for n, name in enumerate(("police_interview", "police_interview_justice"))
    ]
    answer = sent(ada, *both)
    assert answer.status_code == 200 and "write both on one line" in answer.content.decode()
    assert events(owner_db, room.case.pk) == []
    assert sent(ada, both[0]).status_code == 302
    assert (
        "write both on one line"
        in sent(ada, row(0, record=room.case.code, service="police_interview_justice")).content.decode()
    )
    assert [name for name, *_rest in events(owner_db, room.case.pk)] == ["police_interview"]
