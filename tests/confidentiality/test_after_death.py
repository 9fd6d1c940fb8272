"""A release that she signed for after her death: shut while she lives, open when her death is written down (law 1.6)."""
# ruff: noqa: F811 - the fixtures are those of the other releases

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from agencies.models import Person
from cases.actions.cases import close_case
from confidentiality import gate
from confidentiality.actions import releases as actions
from confidentiality.actions.death import record_death
from confidentiality.actions.disclosures import Said, record
from confidentiality.elements import Element
from confidentiality.models import Death, Release
from confidentiality.queries.received import naming
from confidentiality.vocabulary import Method
from mdt.kit import clock
from mdt.kit.errors import Refused
from tests import rooms, rows
from tests.confidentiality.test_releases import NAME, Doors, doors, given, sees, sign  # noqa: F401

LONG = {"kind": "after_death", "expires_at": clock.now() + timedelta(days=9 * 365)}
DEATH: dict[str, Any] = {"died_on": date(2026, 2, 3), "known_from": "family"}


@pytest.fixture
def boss(doors: Doors) -> Person:
    return rooms.person(doors.ada.agency, is_supervisor=True)


@pytest.fixture
def dies(doors: Doors, boss: Person, acting_as: Callable[[Person], Any]) -> Callable[[], int]:
    def written() -> int:
        with acting_as(boss):
            return record_death(case=doors.case.public_id, by=boss, **DEATH)

    return written


def terms_read_by(who: Person, doors: Doors, acting_as: Callable[[Person], Any]) -> set[str]:
    """The kinds of the releases whose terms the person can read."""
    with acting_as(who), gate.open(who, doors.case.public_id, purpose="test") as opened:
        return set(Release.objects.filter(case=opened.case).values_list("kind", flat=True))


def test_it_opens_when_her_death_is_written_down_and_not_before(doors, given, dies, acting_as, as_person) -> None:
    given(**LONG)
    assert not sees(doors.dan, doors, acting_as)
    assert as_person(doors.dan).get(f"/cases/{doors.case.public_id}/").status_code == 404
    assert dies() == 1
    assert sees(doors.dan, doors, acting_as)
    assert not sees(doors.dan, doors, acting_as, Element.CONTACT)
    assert not sees(doors.tom, doors, acting_as)
    assert NAME in as_person(doors.dan).get(f"/cases/{doors.case.public_id}/show/identity/").content.decode()


def test_whom_another_release_lets_in_does_not_learn_that_there_is_one(
    doors, given, dies, acting_as, as_person
) -> None:
    given(elements=int(Element.CONTACT), purpose="housing")
    given(**LONG, purpose="child")
    assert terms_read_by(doors.dan, doors, acting_as) == {"normal"}
    page = as_person(doors.dan).get(f"/cases/{doors.case.public_id}/").content.decode()
    assert "Housing" in page
    assert "Safety of a child" not in page
    assert not sees(doors.dan, doors, acting_as)
    dies()
    assert terms_read_by(doors.dan, doors, acting_as) == {"normal", "after_death"}
    page = as_person(doors.dan).get(f"/cases/{doors.case.public_id}/").content.decode()
    assert "Housing" in page
    assert "Safety of a child" in page


def test_her_death_opens_nothing_else(doors, given, dies, acting_as) -> None:
    with acting_as(doors.ada):
        made = actions.prepare(case=doors.case.public_id, terms=doors.terms(), by=doors.ada)
        sign(doors, made)
        late = actions.prepare(case=doors.case.public_id, terms=doors.terms(**LONG), by=doors.ada)
        sign(doors, late)
    assert dies() == 0
    assert not sees(doors.dan, doors, acting_as)
    with acting_as(doors.ada), pytest.raises(Refused, match="not countersigned before"):
        actions.countersign(case=doors.case.public_id, release=late, by=doors.ada)
    assert not sees(doors.dan, doors, acting_as)


def test_K05_closing_the_record_does_not_end_it_and_does_not_open_it(doors, given, boss, dies, acting_as) -> None:
    given(**LONG)
    given(elements=int(Element.CONTACT))
    with acting_as(boss):
        close_case(case=doors.case.public_id, by=boss)
    with acting_as(doors.ada), gate.own_rows(doors.ada):
        found = dict(Release.objects.filter(case=doors.case).values_list("kind", "status"))
    assert found == {"after_death": "active", "normal": "closed"}
    assert not sees(doors.dan, doors, acting_as)
    dies()
    assert sees(doors.dan, doors, acting_as)


@pytest.mark.parametrize("first", ["death", "word"])
def test_R08_a_word_ends_it_before_and_after(doors, given, dies, acting_as, first) -> None:
    made = given(**LONG)
    if first == "death":
        dies()
        assert sees(doors.dan, doors, acting_as)
    with acting_as(doors.ada):
        actions.withdraw(case=doors.case.public_id, release=made, channel="oral", by=doors.ada)
    if first == "word":
        assert dies() == 0
    assert not sees(doors.dan, doors, acting_as)


def test_R01_R02_it_has_an_end_within_ten_years_and_names_nothing_that_is_to_stay_secret(
    doors, given, acting_as
) -> None:
    for changes, said in (
        ({"expires_at": clock.now() + timedelta(days=3651)}, "ten years"),
        ({"expires_at": clock.now() - timedelta(days=1)}, "in the past"),
        ({"withheld": "Where her sister lives"}, "can become public"),
        ({"kind": "normal"}, "90 days"),
    ):
        with acting_as(doors.ada), pytest.raises(Refused, match=said):
            actions.prepare(case=doors.case.public_id, terms=doors.terms(**{**LONG, **changes}), by=doors.ada)
    with acting_as(doors.ada), gate.own_rows(doors.ada):
        assert not Release.objects.filter(case=doors.case).exists()


def test_R02_the_database_itself_gives_ten_years_to_this_kind_alone(doors, owner_db) -> None:
    links = {"case_id": doors.case.pk, "agency_id": doors.ada.agency_id, "recipient_id": doors.dan.agency_id,
             "prepared_by_id": doors.ada.pk}  # fmt: skip
    with owner_db.transaction(force_rollback=True):
        for kind, days, kept in (("after_death", 3640, True), ("after_death", 3660, False), ("normal", 91, False)):
            end = rows.LONG_AGO + timedelta(days=days)
            if kept:
                rows.put(owner_db, "confidentiality_release", kind=kind, expires_at=end, **links)
                continue
            with pytest.raises(psycopg.errors.CheckViolation, match="longer than"), owner_db.transaction():
                rows.put(owner_db, "confidentiality_release", kind=kind, expires_at=end, **links)


def test_who_supervises_writes_it_down_once_and_nobody_else_does(doors, given, boss, dies, acting_as) -> None:
    given(**LONG)
    with acting_as(doors.ada), pytest.raises(Refused, match="supervises"):
        record_death(case=doors.case.public_id, by=doors.ada, **DEATH)
    stranger = doors.other
    with acting_as(stranger), pytest.raises(gate.RecordNotFound):
        record_death(case=doors.case.public_id, by=stranger, **DEATH)
    tomorrow = timezone.localdate() + timedelta(days=1)
    for changes, said in (({"died_on": tomorrow}, "to come"), ({"known_from": "rumor"}, "how you know")):
        with acting_as(boss), pytest.raises(Refused, match=said):
            record_death(case=doors.case.public_id, by=boss, **{**DEATH, **changes})
    assert not sees(doors.dan, doors, acting_as)
    dies()
    with pytest.raises(Refused, match="already"):
        dies()
    assert sees(doors.dan, doors, acting_as)


def test_the_web_itself_cannot_open_it_or_write_a_death_without_supervising(doors, given, acting_as) -> None:
    made = given(**LONG)
    with (
        acting_as(doors.ada),
        pytest.raises(Exception, match="not written down"),
        gate.action(doors.ada, doors.case.public_id, purpose="t"),
    ):
        release = Release.objects.get(public_id=made)
        release.takes_effect_at = clock.now()
        release.save()
    with (
        acting_as(doors.ada),
        pytest.raises(Exception, match="row-level security"),
        gate.action(doors.ada, doors.case.public_id, purpose="t") as opened,
    ):
        Death(case=opened.case, recorded_by=doors.ada, **DEATH).save()
    assert not sees(doors.dan, doors, acting_as)


def test_the_page_says_what_waits_and_who_supervises_finds_the_button(doors, given, boss, as_person) -> None:
    made = given(**LONG)
    path = f"/cases/{doors.case.public_id}"
    listed = as_person(doors.ada).get(f"{path}/releases/").content.decode()
    assert "Signed, for after her death" in listed
    assert "In force" not in listed
    assert "before her death is written down" in as_person(doors.ada).get(f"{path}/releases/{made}/").content.decode()
    assert "/death/" not in as_person(doors.ada).get(f"{path}/releases/").content.decode()
    lead = as_person(boss)
    assert f"{path}/death/" in lead.get(f"{path}/releases/").content.decode()
    assert "this needs an answer" in lead.post(f"{path}/death/", {"died_on": ""}).content.decode()
    answer = lead.post(f"{path}/death/", {"died_on": "2026-02-03", "known_from": "certificate"}, follow=True)
    assert "open from now on" in answer.content.decode()
    assert f"{path}/death/" not in answer.content.decode()
    assert as_person(doors.dan).get(f"{path}/").status_code == 200


def test_nothing_new_is_released_by_her_once_her_death_is_written_down(doors, dies, acting_as) -> None:
    with acting_as(doors.ada):
        first = actions.prepare(case=doors.case.public_id, terms=doors.terms(), by=doors.ada)
    dies()
    with acting_as(doors.ada), pytest.raises(Refused, match="Her death is written down"):
        actions.prepare(case=doors.case.public_id, terms=doors.terms(purpose="housing"), by=doors.ada)
    assert first and not sees(doors.dan, doors, acting_as)


def test_whom_it_is_for_is_told_what_it_waits_for(doors, given, dies, as_person) -> None:
    """Told to the agency of record, which asks about the recipient."""
    given(**LONG)
    ask = f"/cases/{doors.case.public_id}/access/?person={doors.dan.public_id}&part={int(Element.IDENTITY)}"
    ada = as_person(doors.ada)
    assert "It is for after her death, and waits for that." in ada.get(ask).content.decode()
    dies()
    assert "waits for that" not in ada.get(ask).content.decode()


def test_R05_while_she_lives_it_lends_its_ways_to_nothing(doors, given, dies, acting_as, as_person, owner_db) -> None:
    """Another release lets the part be read on the screen alone; the one that waits names a copy and the telephone."""
    given(elements=int(Element.IDENTITY), methods=["here"])
    late = given(**LONG, methods=["here", "copy", "phone"])
    told = Said("release", late, "Somebody", int(Element.IDENTITY), "Her name", "phone", clock.now(), "told")
    ada, dan = as_person(doors.ada), as_person(doors.dan)
    page, form = (f"/cases/{doors.case.public_id}/{end}" for end in ("", "disclosures/new/"))

    def copies() -> list[Any]:
        with (
            acting_as(doors.dan),
            gate.open(doors.dan, doors.case.public_id, Element.IDENTITY, purpose="test") as opened,
        ):
            return naming(opened, doors.dan, Method.COPY)

    assert copies() == []
    assert "copy/identity" not in dan.get(page).content.decode()
    assert f"release:{late}" not in ada.get(form).content.decode()
    with acting_as(doors.ada), pytest.raises(Refused, match="not in force"):
        record(case=doors.case.public_id, said=told, by=doors.ada)
    release = owner_db.execute("SELECT id FROM confidentiality_release WHERE public_id = %s", [late]).fetchone()[0]
    row = {"case_id": doors.case.pk, "agency_id": doors.ada.agency_id, "recipient_id": doors.dan.agency_id,
           "basis": "RELEASE", "release_id": release, "method": "phone", "elements": 3, "at": clock.now(), "recorded_by_id": doors.ada.pk}  # fmt: skip
    with pytest.raises(psycopg.errors.CheckViolation, match="not by that basis"):
        rows.put(owner_db, "confidentiality_disclosure", **row)
    dies()
    assert [one.public_id for one in copies()] == [late]
    assert "copy/identity" in dan.get(page).content.decode()
    assert f"release:{late}" in ada.get(form).content.decode()
    with acting_as(doors.ada):
        assert record(case=doors.case.public_id, said=replace(told, at=clock.now()), by=doors.ada)
