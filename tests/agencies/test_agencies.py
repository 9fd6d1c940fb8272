"""Setting up places, agencies, components and teams; what a lead corrects; what stays shut to everybody else."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from agencies.actions import agencies as actions
from agencies.models import Agency
from agencies.vocabulary import SYSTEMS_ONLY_SECTORS, Regime, Sector
from mdt.kit.errors import Refused
from tests import rooms
from tests.agencies.tables import new_name, set_up

PAGES = [
    "administration", "administration_teams", "administration_jurisdictions", "agency_add", "team_add", "jurisdiction_add",
]  # fmt: skip


# --- Who may ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_pages_of_administration_are_missing_for_everybody_else(as_person, name):
    for role in ("is_supervisor", "takes_referrals", "manages_people"):
        one = rooms.person(rooms.agency(), **{role: True})
        assert as_person(one).get(reverse(name)).status_code == 404
        assert as_person(one).post(reverse(name), {"name": "X"}).status_code in (404, 405)


@pytest.mark.parametrize("name", PAGES)
def test_who_runs_the_installation_opens_them(as_person, admin, name):
    assert as_person(admin).get(reverse(name)).status_code == 200


def test_actions_refuse_everybody_else_too(acting_as):
    lead = rooms.person(rooms.agency(), manages_people=True)
    for action, fields in (
        (actions.add_jurisdiction, {"name": "X"}),
        (actions.add_agency, {"name": "X"}),
        (actions.add_team, {"name": "X"}),
        (actions.change_agency, {"agency": lead.agency, "regimes": []}),
        (actions.change_team, {"team": rooms.team(), "name": "X"}),
        (actions.change_jurisdiction, {"jurisdiction": lead.agency.jurisdiction, "name": "X"}),
    ):
        with pytest.raises(Refused, match="Only who runs the installation"):
            set_up(acting_as, lead, action, **fields)


def test_C03_setting_up_opens_nothing_to_who_does_it(acting_as, admin, owner_db):
    set_up(acting_as, admin, actions.add_agency, name=new_name("Agency"), sector="advocacy", discipline="advocacy",
           jurisdiction=rooms.county())  # fmt: skip
    assert owner_db.execute("SELECT mdt_principals_of(%s)", [admin.pk]).fetchone()[0] == []


# --- Agencies and components ------------------------------------------------------------------------------------


def test_C09_a_component_is_a_room_of_its_own_with_its_own_regimes(as_person, admin, owner_db):
    police = rooms.agency(sector="local_police", discipline="law_enforcement", regimes=["CJIS"])
    name = new_name("Victim services")
    typed = {
        "name": name, "parent": police.pk, "sector": "victim_services", "discipline": "advocacy",
        "regimes": ["VAWA", "VOCA"], "jurisdiction": police.jurisdiction_id,
    }  # fmt: skip
    browser = as_person(admin)
    assert "no regime is inherited" in browser.get(reverse("agency_add")).content.decode()
    assert browser.post(reverse("agency_add"), typed).status_code == 302
    unit = Agency.objects.get(name=name)
    assert (unit.parent_id, unit.regimes) == (police.pk, ["VAWA", "VOCA"])
    vic, pia = rooms.person(unit), rooms.person(police, is_supervisor=True)
    held = [owner_db.execute("SELECT mdt_principals_of(%s)", [one.pk]).fetchone()[0] for one in (vic, pia)]
    assert not set(held[0]) & set(held[1])


def test_a_component_without_regimes_has_none_whatever_its_parent_has(acting_as, admin):
    parent = rooms.agency(regimes=["VAWA", "HIPAA"])
    unit = set_up(acting_as, admin, actions.add_agency, name=new_name("Unit"), sector="victim_services",
                  discipline="advocacy", jurisdiction=parent.jurisdiction, parent=parent)  # fmt: skip
    assert unit.regimes == []


def test_agency_is_changed_through_the_page_and_on_record(as_person, admin, owner_db):
    agency = rooms.agency(regimes=["VAWA"])
    typed = {
        "name": agency.name, "sector": "advocacy", "discipline": "housing", "regimes": ["VAWA", "FVPSA"],
        "jurisdiction": agency.jurisdiction_id, "is_active": "on", "is_tribal": "on",
    }  # fmt: skip
    assert as_person(admin).post(reverse("agency_change", args=[agency.public_id]), typed).status_code == 302
    agency.refresh_from_db()
    assert (agency.discipline, agency.regimes, agency.is_tribal) == ("housing", ["VAWA", "FVPSA"], True)
    changes = owner_db.execute(
        "SELECT changes FROM confidentiality_changeentry WHERE object_id = %s AND actor_id = %s", [agency.pk, admin.pk]
    ).fetchall()
    assert changes == [({"discipline": True, "is_tribal": True, "regimes": True},)]


def test_nothing_stands_under_itself_over_however_many_steps(acting_as, admin):
    top = rooms.agency()
    middle = rooms.agency(parent_id=top.pk)
    low = rooms.agency(parent_id=middle.pk)
    with pytest.raises(Refused, match="under itself"):
        set_up(acting_as, admin, actions.change_agency, agency=top, parent=low)
    team = rooms.team()
    under = rooms.team(structure="subcommittee", parent_id=team.pk)
    with pytest.raises(Refused, match="under itself"):
        set_up(acting_as, admin, actions.change_team, team=team, parent=under)


def test_the_database_refuses_a_parent_that_is_oneself_and_unknown_words():
    agency, team = rooms.agency(), rooms.team()
    for thing, changed, constraint in (
        (agency, {"parent_id": agency.pk}, "agency_is_not_its_own_parent"),
        (agency, {"sector": "nonsense"}, "agency_sector_known"),
        (agency, {"discipline": "nonsense"}, "agency_discipline_known"),
        (team, {"parent_id": team.pk}, "team_is_not_its_own_parent"),
        (team, {"structure": "subcommittee"}, "team_subcommittee_has_parent"),
    ):
        with pytest.raises(IntegrityError, match=constraint):
            type(thing).objects.using("owner").filter(pk=thing.pk).update(**changed)


def test_an_agency_closes_when_no_account_in_it_is_open(acting_as, admin, owner_db):
    agency = rooms.agency()
    person = rooms.person(agency)
    with pytest.raises(Refused, match="still have open accounts"):
        set_up(acting_as, admin, actions.change_agency, agency=agency, is_active=False)
    owner_db.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [person.pk])
    set_up(acting_as, admin, actions.change_agency, agency=agency, is_active=False)
    agency.refresh_from_db()
    assert not agency.is_active


@pytest.mark.parametrize("sector", sorted(SYSTEMS_ONLY_SECTORS))
def test_A13_an_agency_at_a_case_table_does_not_become_one_for_systems_work_only(acting_as, admin, sector):
    agency = rooms.agency()
    rooms.seat(rooms.team(), rooms.person(agency))
    with pytest.raises(Refused, match="sits on a team that works on cases"):
        set_up(acting_as, admin, actions.change_agency, agency=agency, sector=sector)


def test_every_sector_and_regime_can_be_chosen(as_person, admin):
    page = as_person(admin).get(reverse("agency_add")).content.decode()
    for value in (*Sector.values, *Regime.values):
        assert f'value="{value}"' in page


def test_two_agencies_of_one_name_are_told_apart_before_saving(as_person, admin):
    first = rooms.agency()
    typed = {"name": first.name, "sector": "cac", "discipline": "cac", "jurisdiction": first.jurisdiction_id}
    page = as_person(admin).post(reverse("agency_add"), typed)
    assert page.status_code == 200
    assert Agency.objects.filter(name=first.name).count() == 1


def test_a_form_sent_unchanged_is_no_error_and_no_change(as_person, admin, owner_db):
    place = rooms.county(population=40_000)
    typed = {"name": place.name, "state": place.state, "population": 40_000, "time_zone": place.time_zone}
    assert as_person(admin).post(reverse("jurisdiction_change", args=[place.public_id]), typed).status_code == 302
    count = "SELECT count(*) FROM confidentiality_changeentry WHERE actor_id = %s"
    assert owner_db.execute(count, [admin.pk]).fetchone() == (0,)


# --- What a lead corrects ---------------------------------------------------------------------------------------


def test_lead_puts_name_and_discipline_of_the_own_agency_right_and_nothing_else(as_person):
    agency = rooms.agency(regimes=["VAWA"])
    lead, name = rooms.person(agency, manages_people=True), new_name("Corrected")
    typed = {"name": name, "discipline": "housing", "regimes": ["CJIS"], "sector": "media", "is_active": ""}
    assert as_person(lead).post(reverse("own_agency"), typed).status_code == 302
    agency.refresh_from_db()
    assert (agency.name, agency.discipline) == (name, "housing")
    assert (agency.regimes, agency.sector, agency.is_active) == (["VAWA"], "advocacy", True)


def test_lead_corrects_no_other_agency_not_even_a_component_or_the_parent(acting_as):
    parent = rooms.agency()
    unit = rooms.agency(parent_id=parent.pk)
    for lead, other in (
        (rooms.person(parent, manages_people=True), unit),
        (rooms.person(unit, manages_people=True), parent),
    ):
        with acting_as(lead), pytest.raises(Refused, match="Only who manages"):
            actions.correct_agency(agency=other, by=lead, name="X", discipline="other")


def test_own_agency_is_missing_for_who_does_not_manage_it(as_person, admin):
    for one in (rooms.person(rooms.agency(), is_supervisor=True), admin):
        assert as_person(one).get(reverse("own_agency")).status_code == 404
