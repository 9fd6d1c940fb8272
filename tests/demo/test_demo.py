"""What ``manage.py demo`` promises: the cast as designed, the same each time, once, and nothing that anybody bears."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest

from cases import lifecycle
from cases.vocabulary import Absence, ReferralStatus, Safety
from confidentiality import gate
from mdt.demo import cast
from mdt.demo.dice import Dice
from tests.database import ROOT, URLS, manage, renamed
from tests.world import World

Rows = Callable[..., list[tuple[Any, ...]]]
ActingAs = Callable[..., AbstractContextManager[Any]]


def failing(*args: str, **env: str) -> str:
    """Run a command that has to refuse; what it says."""
    done = subprocess.run(
        [sys.executable, "manage.py", *args], cwd=ROOT, env={**os.environ, "MDT_ROLE": "owner", **env},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stderr


@pytest.fixture
def rows(owner_db: psycopg.Connection[tuple[Any, ...]]) -> Rows:
    return lambda statement, *params: owner_db.execute(statement, params).fetchall()


@pytest.fixture
def empty_database() -> Iterator[dict[str, str]]:
    """A migrated database of its own, as the environment of a command names it."""
    admin, name = os.environ["MDT_TEST_ADMIN_URL"], f"demo_{os.getpid()}"
    with psycopg.connect(admin, autocommit=True) as superuser:
        superuser.execute(f'CREATE DATABASE "{name}" OWNER mdt_owner')
        env = {variable: renamed(os.environ[variable], name) for variable in URLS}
        try:
            manage("migrate", "-v0", "--skip-checks", **env)
            yield env
        finally:
            superuser.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.slow
def test_a_second_run_does_nothing_and_says_so(rows: Rows) -> None:
    before = rows("SELECT (SELECT max(id) FROM agencies_person), (SELECT max(id) FROM confidentiality_ledger)")
    assert "loaded already" in manage("demo", "--skip-checks")
    assert rows("SELECT (SELECT max(id) FROM agencies_person), (SELECT max(id) FROM confidentiality_ledger)") == before


@pytest.mark.slow
def test_who_says_the_address_first_and_the_password_last() -> None:
    lines = manage("demo", "--who", "--skip-checks").splitlines()
    assert lines[0] == "ada.quill@harbor-house.example  Ada Quill  Harbor House  Advocate"
    assert lines[-1] == "Password: alder county demo only"
    assert all(re.match(r"[a-z]+\.[a-z]+@[a-z-]+\.example  ", line) for line in lines[:-1])
    assert len(lines) == 30


def test_everybody_in_the_list_can_sign_in(world: World, rows: Rows) -> None:
    stored = rows(
        "SELECT email, is_active FROM agencies_person WHERE email LIKE '%%.example' AND email NOT LIKE '%%+%%'"
    )
    listed = {line[0] for line in cast.who()}
    assert listed <= {email for email, active in stored if active}
    assert world.ada.check_password(cast.PASSWORD)
    assert {person.password for person in world.people() if person.email in listed} == {world.ada.password}


@pytest.mark.slow
def test_the_same_seed_makes_the_same_county_in_another_database(rows: Rows, empty_database: dict[str, str]) -> None:
    said = manage("demo", "--skip-checks", **empty_database)
    assert "Loaded demo (small) in" in said
    columns = (
        "SELECT public_id, code FROM cases_case ORDER BY id LIMIT 43",
        "SELECT public_id, code, status FROM cases_referral ORDER BY id LIMIT 21",
        "SELECT public_id, email FROM agencies_person ORDER BY id LIMIT 29",
        "SELECT name, absences FROM cases_identity ORDER BY id LIMIT 43",
        "SELECT public_id, slot, place FROM meetings_meeting ORDER BY id LIMIT 14",
    )
    with psycopg.connect(empty_database["OWNER_DATABASE_URL"]) as other:
        for column in columns:
            assert other.execute(column).fetchall() == rows(column)
        assert other.execute("SELECT count(*) FROM cases_case").fetchall() == [(44,)]  # one of them destroyed by rule
        other.execute("DELETE FROM agencies_acknowledgement; DELETE FROM agencies_reminder")
    manage("check_grants", "--skip-checks", **empty_database)
    assert Dice(7, datetime(2026, 1, 1, tzinfo=UTC)).code() != Dice(8, datetime(2026, 1, 1, tzinfo=UTC)).code()


@pytest.mark.slow
def test_it_never_goes_on_top_of_others_or_removes_without_being_told(empty_database: dict[str, str]) -> None:
    with psycopg.connect(empty_database["OWNER_DATABASE_URL"]) as other:
        other.execute(
            "INSERT INTO agencies_person (password, is_superuser, public_id, email, name, title, is_active, is_supervisor,"
            " takes_referrals, manages_people, runs_installation, language, date_joined)"
            " VALUES ('!', false, gen_random_uuid(), 'root@elsewhere.test', 'R', '', true, false, false, false, true, 'en',"
            " now())"
        )
    assert "already holds people" in failing("demo", "--skip-checks", **empty_database)
    assert "MDT_DEMO=1" in failing("demo", "--reset", "--skip-checks", MDT_DEMO="0", **empty_database)
    assert "Loaded demo" in manage("demo", "--reset", "--skip-checks", MDT_DEMO="1", **empty_database)
    with psycopg.connect(empty_database["OWNER_DATABASE_URL"]) as other:
        assert other.execute("SELECT count(*) FROM agencies_person WHERE name = 'R'").fetchall() == [(0,)]


@pytest.mark.slow
def test_check_grants_finds_a_grant_that_no_fact_gives_and_one_that_is_missing(rows: Rows, owner_db: Any) -> None:
    assert "agrees" in manage("check_grants", "--skip-checks")
    made = rows(
        "INSERT INTO confidentiality_grant"
        " (principal, case_id, subject_at, elements, own, basis, source, source_id, starts_at, expires_at)"
        " SELECT principal + 1, case_id, subject_at, elements, own, basis, source, source_id, starts_at, expires_at"
        " FROM confidentiality_grant WHERE source = 'case' ORDER BY id LIMIT 1 RETURNING id"
    )
    try:
        said = failing("check_grants", "--skip-checks")
        assert "1 grants differ" in said
    finally:
        owner_db.execute("DELETE FROM confidentiality_grant WHERE id = %s", made[0])
    assert "agrees" in manage("check_grants", "--skip-checks")


def test_every_name_number_and_address_is_obviously_invented(rows: Rows) -> None:
    alder = "case_id <= 43"
    names = rows(
        f"SELECT name FROM cases_identity WHERE {alder} UNION SELECT other_names FROM cases_identity WHERE {alder}"
    )
    assert all(re.fullmatch(r"(Test(in)?a Person-\d{3})?", name) for (name,) in names)
    assert all(
        re.fullmatch(r"(Testo Relative-\d{3}[abc])?", name)
        for (name,) in rows(f"SELECT name FROM cases_involvedperson WHERE {alder}")
    )
    ways = rows(f"SELECT kind, value FROM cases_contactmethod WHERE {alder}")
    assert all(re.fullmatch(r"555-01\d\d", value) for kind, value in ways if kind in ("text", "phone"))
    assert all(value.endswith(".example") for kind, value in ways if kind == "email")
    told = rows(f"SELECT told_us FROM cases_narrative WHERE {alder} AND told_us <> ''")
    assert all("invented for the demo" in text for (text,) in told)


def test_T09_all_three_absences_and_every_kind_of_safety_are_there(rows: Rows) -> None:
    reasons = rows(
        "SELECT DISTINCT value FROM cases_identity, jsonb_each_text(absences) WHERE case_id <= 43"
        " UNION SELECT DISTINCT value FROM cases_demographics, jsonb_each_text(absences) WHERE case_id <= 43"
    )
    assert {reason for (reason,) in reasons} == set(Absence.values)
    assert {row[0] for row in rows("SELECT DISTINCT safety FROM cases_contactmethod WHERE case_id <= 43")} == set(
        Safety.values
    )
    assert rows(
        "SELECT 1 FROM cases_contactmethod WHERE case_id = 1 AND safety = 'safe' AND checked_on < now() - interval '200 days'"
    )


def test_a_referral_stands_in_every_state_and_came_there_by_the_lifecycle(rows: Rows) -> None:
    assert {row[0] for row in rows("SELECT DISTINCT status FROM cases_referral WHERE id <= 21")} == set(
        ReferralStatus.values
    )
    allowed = {(before, after) for before, _action, after in lifecycle.TRANSITIONS["referral"]}
    steps = rows("SELECT before, after FROM cases_referralevent WHERE referral_id <= 21 AND before <> ''")
    assert {tuple(step) for step in steps} <= allowed
    last = rows(
        "SELECT r.status, (SELECT e.after FROM cases_referralevent e WHERE e.referral_id = r.id ORDER BY e.id DESC LIMIT 1)"
        " FROM cases_referral r WHERE r.id <= 21"
    )
    assert all(status == after for status, after in last)


def test_clocks_are_met_missed_and_running_and_questions_open_and_answered(rows: Rows) -> None:
    of_demo = "FROM cases_clock WHERE referral_id <= 21 AND"
    assert rows(f"SELECT 1 {of_demo} met_at <= due_at")
    assert rows(f"SELECT 1 {of_demo} met_at > due_at")
    assert rows(f"SELECT 1 {of_demo} met_at IS NULL AND stopped_at IS NULL AND due_at > now()")
    assert rows(
        f"SELECT 1 {of_demo} met_at IS NULL AND stopped_at IS NULL AND due_at < now() AND escalated_at IS NOT NULL"
    )
    assert {row[0] for row in rows("SELECT answer <> '' FROM cases_consultation WHERE referral_id <= 21")} == {
        True,
        False,
    }
    assert rows("SELECT 1 FROM cases_referral WHERE redirected_from_id IS NOT NULL AND id <= 21")
    assert rows("SELECT 1 FROM cases_referralintake WHERE referral_id <= 21")
    assert rows("SELECT discipline FROM cases_rosterslot WHERE person_id IS NULL LIMIT 1") == [("law_enforcement",)]


def test_rooms_are_closed_from_the_start(world: World, acting_as: ActingAs) -> None:
    """Olga sees her own two cases and no other; who works on no case sees none; Rex does not see the one that is not for him."""
    seen = {}
    for first in ("ada", "hana", "olga", "adam", "stan", "rae", "rex", "lou"):
        person = getattr(world, first)
        with acting_as(person):
            seen[first] = {case.agency_id for case in gate.browse_cases(person, purpose="test").rows}
            if first == "rex":
                rex = gate.browse_cases(person, purpose="test").total
    assert seen["ada"] == seen["hana"] == {world.ada.agency_id}
    assert seen["olga"] == {world.olga.agency_id}
    assert seen["adam"] == seen["stan"] == seen["rae"] == set()
    assert rex == 2  # his own two; the third that he was put on is walled off


def test_lena_has_lapsed_and_bea_used_the_glass(world: World, rows: Rows) -> None:
    assert not rows("SELECT 1 FROM agencies_acknowledgement WHERE person_id = %s AND expires_at > now()", world.lena.pk)
    used = rows(
        "SELECT alerted_id, expires_at - starts_at FROM confidentiality_emergencyaccess WHERE person_id = %s",
        world.bea.pk,
    )
    assert [(alerted, length.total_seconds()) for alerted, length in used] == [(world.hana.pk, 3600)]
