"""The after-hours roster and its warnings (law T-06), response times and holidays, as pages."""

from datetime import timedelta

import psycopg
import pytest
from django.urls import reverse

from agencies.queries.tables import tables_of
from cases.actions import response as actions
from cases.queries.roster import gaps_for, roster_of
from mdt.kit import clock
from mdt.kit.errors import Refused
from tests import rooms
from tests.cases.referring import Scene, as_


@pytest.fixture
def scene() -> Scene:
    return Scene()


def lined(scene: Scene) -> Scene:
    with as_(scene.cora):
        actions.add_line(team=scene.team, tier=1, discipline="advocacy", by=scene.cora)
    return scene


def fill(scene: Scene, **people: object) -> None:
    with as_(scene.cora):
        actions.fill_line(
            team=scene.team, tier=1, discipline="advocacy", by=scene.cora,
            people={int(day[1:]): person for day, person in people.items()},
        )  # fmt: skip


def test_T06_a_discipline_has_seven_slots_that_cover_all_hours_when_offices_are_shut(scene: Scene) -> None:
    (line,) = roster_of(lined(scene).team)
    assert [night.label for night in line.nights][3:6] == [
        "Thursday, 5 p.m. to Friday, 8 a.m.", "Friday, 5 p.m. to Saturday, 8 a.m.", "Saturday, 8 a.m. to Sunday, 8 a.m.",
    ]  # fmt: skip
    assert line.empty == 7


def test_T06_empty_slots_warn_the_coordinator_until_filled(scene: Scene) -> None:
    lined(scene)
    assert [(gap.team, gap.empty) for gap in gaps_for(tables_of(scene.cora))] == [(scene.team, 7)]
    fill(scene, **{f"d{day}": scene.cora for day in range(7)})
    assert gaps_for(tables_of(scene.cora)) == []
    assert gaps_for(tables_of(scene.ada)) == []


def test_T06_a_slot_is_empty_again_when_its_person_can_no_longer_answer(
    scene: Scene, owner_db: psycopg.Connection
) -> None:
    bea = rooms.person(scene.harbor)
    rooms.seat(scene.team, bea)
    signed = rooms.acknowledged(bea)
    lined(scene)
    fill(scene, **{f"d{day}": bea for day in range(7)})
    assert roster_of(scene.team)[0].empty == 0
    owner_db.execute(
        "UPDATE agencies_acknowledgement SET signed_at = signed_at - interval '2 years', expires_at = %s WHERE id = %s",
        [clock.now() - timedelta(minutes=1), signed.pk],
    )
    assert roster_of(scene.team)[0].empty == 7


def test_T06_only_people_of_the_table_can_be_named_and_only_by_its_coordinators(scene: Scene) -> None:
    lined(scene)
    with pytest.raises(Refused, match="does not sit"):
        fill(scene, d0=scene.dan)
    with as_(scene.ada), pytest.raises(Refused):
        actions.add_line(team=scene.team, tier=2, discipline="medical", by=scene.ada)
    with pytest.raises(Refused, match="already"):
        lined(scene)


def test_T06_roster_of_a_systems_team_does_not_exist(scene: Scene, as_person) -> None:
    team = rooms.team(jurisdiction=scene.county, purpose="systems")
    who = rooms.coordinator(team, rooms.person(scene.cac))
    assert as_person(who).get(reverse("roster", args=[team.public_id])).status_code == 404
    with as_(who), pytest.raises(Refused):
        actions.add_line(team=team, tier=1, discipline="medical", by=who)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("weekday = 7", psycopg.errors.CheckViolation),
        ("weekday = 0", psycopg.errors.UniqueViolation),
    ],
)
def test_T06_constraints_of_the_roster_hold(
    scene: Scene, owner_db: psycopg.Connection, change: str, error: type
) -> None:
    lined(scene)
    with pytest.raises(error):
        owner_db.execute(f"UPDATE cases_rosterslot SET {change}, starts = '17:00' WHERE team_id = %s", [scene.team.pk])


# --- Pages --------------------------------------------------------------------------------------------------------


def test_T06_the_coordinator_fills_the_roster_on_its_page_and_today_warns(scene: Scene, as_person) -> None:
    cora, here = as_person(scene.cora), [scene.team.public_id]
    added = cora.post(reverse("roster_add", args=here), {"tier": "1", "discipline": "advocacy"})
    assert added.headers["Location"] == reverse("roster_line", args=[*here, 1, "advocacy"])
    page = cora.get(reverse("roster", args=here)).content.decode()
    assert "7 slots are empty: nobody answers then." in page
    assert "7 nights have nobody who answers" in cora.get("/").content.decode()
    names = {f"day_{day}": str(scene.cora.public_id) for day in range(6)}
    assert cora.post(reverse("roster_line", args=[*here, 1, "advocacy"]), names).status_code == 302
    assert "1 slot is empty: nobody answers then." in cora.get(reverse("roster", args=here)).content.decode()
    again = cora.post(reverse("roster_line", args=[*here, 1, "advocacy"]), names)
    assert "Nothing has changed." in again.content.decode()
    cora.post(reverse("roster_remove", args=[*here, 1, "advocacy"]))
    assert "No discipline is on the roster yet" in cora.get(reverse("roster", args=here)).content.decode()


def test_members_read_the_roster_and_strangers_find_no_team(scene: Scene, as_person) -> None:
    rooms.seat(scene.team, scene.ada)
    here = [scene.team.public_id]
    ada, olga = as_person(scene.ada), as_person(scene.olga)
    for name in ("roster", "team_terms", "holidays"):
        assert ada.get(reverse(name, args=here)).status_code == 200
        assert olga.get(reverse(name, args=here)).status_code == 404
    assert ada.get(reverse("roster_add", args=here)).headers["Location"] == reverse("roster", args=here)
    assert ada.post(reverse("roster_add", args=here), {"tier": "1", "discipline": "medical"}).status_code == 302
    assert roster_of(scene.team) == []
    assert ada.get(reverse("roster_line", args=[*here, 1, "medical"])).status_code == 404


def test_T04_coordinators_set_a_response_time_and_go_back_to_the_built_in_one(scene: Scene, as_person) -> None:
    cora, here = as_person(scene.cora), [scene.team.public_id, 1, "consult"]
    given = {"calendar": "business", "amount": "7", "unit": "days", "later": "1", "later_unit": "hours"}
    assert cora.post(reverse("team_term", args=here), given).status_code == 302
    page = cora.get(reverse("team_terms", args=here[:1])).content.decode()
    assert "7 business days" in page
    assert "1 business hour" in page
    form = cora.get(reverse("team_term", args=here)).content.decode()
    assert 'value="7"' in form
    wrong = cora.post(reverse("team_term", args=here), {**given, "amount": "4000"}).content.decode()
    assert "At most one year." in wrong
    cora.post(reverse("team_term_built_in", args=here))
    assert "7 business days" not in cora.get(reverse("team_terms", args=here[:1])).content.decode()
    for missing in ([scene.team.public_id, 9, "consult"], [scene.team.public_id, 1, "nothing"]):
        assert cora.get(reverse("team_term", args=missing)).status_code == 404


def test_T04_an_agencys_response_times_are_its_supervisors(scene: Scene, as_person) -> None:
    assert as_person(scene.lou).get(reverse("agency_terms")).status_code == 200
    for person in (scene.dan, scene.adam):
        assert as_person(person).get(reverse("agency_terms")).status_code == 404
        assert as_person(person).post(reverse("agency_term", args=[1, "mdt"]), {}).status_code == 404


def test_holidays_are_added_and_removed(scene: Scene, as_person) -> None:
    cora, here = as_person(scene.cora), [scene.team.public_id]
    day = (clock.now() + timedelta(days=40)).date().isoformat()
    cora.post(reverse("holidays", args=here), {"day": day, "name": "Founders' day"})
    assert "Founders&#x27; day" in cora.get(reverse("holidays", args=here)).content.decode()
    assert "already" in cora.post(reverse("holidays", args=here), {"day": day, "name": "Again"}).content.decode()
    cora.post(reverse("holiday_remove", args=[*here, day]))
    assert "Founders" not in cora.get(reverse("holidays", args=here)).content.decode()
    assert cora.post(reverse("holiday_remove", args=[*here, "not-a-day"])).status_code == 404
