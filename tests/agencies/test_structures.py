"""What a team may do follows from its purpose, in the program and behind it (law A-13, P-10, P-11)."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from agencies.actions import agencies as actions
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS, Sector, Structure
from cases.queries.recipients import recipients_for
from mdt.kit.errors import Refused
from tests import rooms
from tests.agencies.tables import Table
from tests.rows import put

SYSTEMS = sorted(SYSTEMS_ONLY_SECTORS)


@pytest.fixture
def db(owner_db: Any) -> Any:
    with owner_db.transaction(force_rollback=True):
        yield owner_db


def test_A13_the_database_and_the_program_have_one_list_of_sectors(db: Any) -> None:
    held = {one for one in Sector.values if db.execute("SELECT mdt_systems_only(%s)", [one]).fetchone()[0]}
    assert held == set(SYSTEMS_ONLY_SECTORS)


@pytest.mark.parametrize(
    "given", [{"sector": one} for one in SYSTEMS[:3]] + [{"role": "adviser"}, {"discipline": "survivor_adviser"}]
)
def test_A13_P10_P11_the_database_seats_nobody_for_systems_work_where_cases_are_worked_on(
    db: Any, given: dict[str, str]
) -> None:
    place = put(db, "agencies_jurisdiction")
    agency = put(db, "agencies_agency", jurisdiction_id=place, sector=given.pop("sector", "advocacy"))
    person = put(db, "agencies_person", agency_id=agency)
    links = {"person_id": person, "agency_id": agency, **given}
    put(db, "agencies_seat", team_id=put(db, "agencies_team", jurisdiction_id=place, purpose="systems"), **links)
    with pytest.raises(psycopg.errors.CheckViolation, match="a seat for systems work"):
        put(db, "agencies_seat", team_id=put(db, "agencies_team", jurisdiction_id=place), **links)


def test_A13_an_agency_with_a_seat_there_does_not_change_its_sector(db: Any) -> None:
    place = put(db, "agencies_jurisdiction")
    agency = put(db, "agencies_agency", jurisdiction_id=place)
    person, team = put(db, "agencies_person", agency_id=agency), put(db, "agencies_team", jurisdiction_id=place)
    change = f"UPDATE agencies_agency SET sector = 'media' WHERE id = {agency}"
    seat = put(db, "agencies_seat", team_id=team, person_id=person, agency_id=agency)
    with pytest.raises(psycopg.errors.CheckViolation, match="it sits where cases"), db.transaction():
        db.execute(change)
    db.execute(f"UPDATE agencies_seat SET ends_on = starts_on WHERE id = {seat}")
    db.execute(change)


def test_A13_the_program_says_so_before_the_database_does(acting_as: Any) -> None:
    """Also of a seat that begins later, and of one whose person works elsewhere now."""
    admin, table = rooms.person(None), Table()
    later = rooms.agency()
    rooms.seat(table.team, rooms.person(later), starts_on=table.today + timedelta(days=30))
    gone = rooms.agency()
    rooms.seat(table.team, rooms.person(gone, is_active=False))
    for agency in (later, gone):
        with acting_as(admin), pytest.raises(Refused, match="works on cases"):
            actions.change_agency(agency=agency, sector="media", by=admin)
    free = rooms.agency()
    rooms.seat(table.team, rooms.person(free), ends_on=table.today - timedelta(days=1))
    with acting_as(admin):
        actions.change_agency(agency=free, sector="media", by=admin)


@pytest.mark.parametrize("structure", Structure.values)
def test_P11_of_whichever_structure_a_systems_team_receives_no_referral(db: Any, structure: str) -> None:
    place = put(db, "agencies_jurisdiction")
    agency = put(db, "agencies_agency", jurisdiction_id=place)
    sent = {"from_agency_id": agency, "sent_by_id": put(db, "agencies_person", agency_id=agency), "area_id": place}
    parent = put(db, "agencies_team", jurisdiction_id=place)
    teams = [
        put(db, "agencies_team", jurisdiction_id=place, structure=structure, purpose=purpose, parent_id=parent)
        for purpose in ("case", "systems")
    ]
    put(db, "cases_referral", to_team_id=teams[0], **sent)
    with pytest.raises(psycopg.errors.CheckViolation, match="systems work only"):
        put(db, "cases_referral", to_team_id=teams[1], **sent)


def test_P11_what_a_team_is_for_never_changes(db: Any) -> None:
    team = put(db, "agencies_team", jurisdiction_id=put(db, "agencies_jurisdiction"), purpose="systems")
    with pytest.raises(psycopg.errors.CheckViolation, match="purpose of agencies_team does not change"):
        db.execute(f"UPDATE agencies_team SET purpose = 'case' WHERE id = {team}")


def test_P11_a_systems_team_is_offered_to_nobody_who_refers() -> None:
    county = rooms.county()
    ada = rooms.person(rooms.agency(jurisdiction=county))
    teams = {}
    for purpose in ("case", "systems"):
        teams[purpose] = rooms.agreed(rooms.team(jurisdiction=county, purpose=purpose), ada)
        rooms.coordinator(teams[purpose], rooms.person(rooms.agency(jurisdiction=county)))
    offered = {one.place.pk for one in recipients_for(ada).found if one.team}
    assert teams["case"].pk in offered
    assert teams["systems"].pk not in offered


@pytest.mark.parametrize("sector", SYSTEMS)
def test_A13_nothing_of_a_survivor_goes_to_such_an_agency_and_it_keeps_no_record(db: Any, sector: str) -> None:
    place = put(db, "agencies_jurisdiction")
    home, other = (put(db, "agencies_agency", jurisdiction_id=place, sector=one) for one in ("advocacy", sector))
    ada = put(db, "agencies_person", agency_id=home)
    case = put(db, "cases_case", agency_id=home, opened_by_id=ada)
    refused = {
        "cases_referral": {"from_agency_id": home, "sent_by_id": ada, "area_id": place, "to_agency_id": other},
        "cases_case": {"agency_id": other, "opened_by_id": ada},
        "confidentiality_release": {"case_id": case, "agency_id": home, "recipient_id": other, "prepared_by_id": ada},
        "confidentiality_mandate": {"case_id": case, "agency_id": home, "recipient_id": other, "recorded_by_id": ada},
    }
    for table, links in refused.items():
        with (
            pytest.raises(psycopg.errors.CheckViolation, match=r"systems work only|keeps no records"),
            db.transaction(),
        ):
            put(db, table, **links)
