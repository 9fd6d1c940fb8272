"""Awards: kept by who supervises the agency, seen there alone, reported on by whom that person names from among her own people."""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from agencies.models import Award, AwardReporter
from tests.cases.working import Room, room_fixture  # noqa: F401
from tests.counting import Asked
from tests.rows import put

NEW = "/own-agency/awards/new/"


def given(**fields: Any) -> dict[str, Any]:
    return {
        "number": "A-1", "title": "Night advocates", "report": "ovw.stop@2017", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
        "reset_month": "10", "reset_day": "1", "has_match": "on", "services": ["counseling", "hotline"], **fields,
    }  # fmt: skip


def test_GR06_a_supervisor_keeps_an_award_and_names_who_reports(room: Room, as_person) -> None:
    hana = as_person(room.hana)
    named = [str(room.ada.public_id), str(room.hana.public_id)]
    assert hana.post(NEW, given(reporters=named)).status_code == 302
    award = Award.objects.get(agency=room.hana.agency)
    assert (award.form, award.version, award.services, award.starts_on) == (
        "ovw.stop",
        "2017",
        ["counseling", "hotline"],
        date(2026, 1, 1),
    )
    assert {row.person_id for row in AwardReporter.objects.filter(award=award)} == {room.ada.pk, room.hana.pk}
    url = reverse("award_change", args=[award.public_id])
    assert hana.post(url, given(title="Day advocates", reporters=[str(room.bea.public_id)])).status_code == 302
    assert [row.person_id for row in AwardReporter.objects.filter(award=award)] == [room.bea.pk]
    page = hana.get("/own-agency/awards/").content.decode()
    assert "Day advocates" in page
    assert room.bea.name in page
    same = hana.post(url, given(title="Day advocates", reporters=[str(room.bea.public_id)]))
    assert "Nothing has changed" in same.content.decode()


def test_GR06_nobody_of_another_agency_can_be_named(room: Room, as_person) -> None:
    page = as_person(room.hana).post(NEW, given(reporters=[str(room.olga.public_id)])).content.decode()
    assert "Select a valid choice" in page or "not one of the available choices" in page
    assert not Award.objects.filter(agency=room.hana.agency).exists()


def test_a_number_is_given_once_and_awards_of_one_form_at_one_time_are_told(room: Room, as_person) -> None:
    hana = as_person(room.hana)
    hana.post(NEW, given())
    assert "an award with this number already" in hana.post(NEW, given()).content.decode()
    page = hana.post(NEW, given(number="A-2", starts_on="2026-06-01"), follow=True).content.decode()
    assert "Each person is counted under one of them" in page
    assert page.count("Another award of this form runs at the same time: each person") == 2
    assert (
        hana.post(NEW, given(number="A-3", report="ovc.pmt@2015"), follow=True)
        .content.decode()
        .count("runs at the same time: each")
        == 2
    )
    assert as_person(room.olga).post(NEW, given()).status_code == 302  # another agency may have the same number


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"ends_on": "2025-12-31"}, "The last day comes before the first"),
        ({"reset_month": "13"}, "A month is a number from 1 to 12"),
        ({"reset_day": "31"}, "Give a day from 1 to 28"),
        ({"report": "own.words@1"}, "Select a valid choice"),
        ({"services": ["alchemy"]}, "Select a valid choice"),
        ({"number": ""}, "needs an answer"),
        ({"starts_on": "31 February"}, "Enter a valid date"),
    ],
)
def test_bad_input_says_so_and_keeps_what_was_typed(
    room: Room, as_person, wrong: dict[str, Any], sentence: str
) -> None:
    page = as_person(room.hana).post(NEW, given(**wrong)).content.decode()
    assert sentence in page
    assert 'value="Night advocates"' in page
    assert not Award.objects.filter(agency=room.hana.agency).exists()


def test_awards_are_not_there_for_others(room: Room, as_person, owner_db) -> None:
    put(
        owner_db, "agencies_award", agency_id=room.hana.agency_id, created_by_id=room.hana.pk, title="Award of the bait"
    )
    award = Award.objects.get(agency=room.hana.agency)
    url = reverse("award_change", args=[award.public_id])
    assert "Award of the bait" in as_person(room.hana).get("/own-agency/awards/").content.decode()
    assert "Award of the bait" not in as_person(room.olga).get("/own-agency/awards/").content.decode()
    assert as_person(room.olga).post(url, given()).status_code == 404
    for address in ("/own-agency/awards/", NEW, url):
        assert as_person(room.ada).get(address).status_code == 404


def test_the_list_asks_as_often_for_three_awards_as_for_one(room: Room, as_person, owner_db) -> None:
    hana, counts = as_person(room.hana), []
    for more in (1, 2):
        for _n in range(more):
            one = put(owner_db, "agencies_award", agency_id=room.hana.agency_id, created_by_id=room.hana.pk)
            put(owner_db, "agencies_awardreporter", award_id=one, person_id=room.ada.pk, named_by_id=room.hana.pk)
        hana.get("/own-agency/awards/")
        with Asked() as asked:
            assert hana.get("/own-agency/awards/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
