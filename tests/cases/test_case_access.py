"""Assignment, recusal and emergency access, each tried against the page and against the database."""

import re
import uuid

import psycopg
import pytest
from django.db import connections
from django.urls import reverse

from agencies.models import Reminder
from confidentiality.wall import difference
from tests import rooms
from tests.cases.working import BAIT, Room, ledger, looks, posted, room_fixture  # noqa: F401

EMERGENCY = {"reason": "danger"}


def owner(sql: str, *params):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def break_glass(client, room: Room, **given):
    data = {"code": room.case.code, "alerted": room.hana.public_id, **EMERGENCY, **given}
    return posted(client, reverse("emergency"), **data)


# --- Assignment ---------------------------------------------------------------------------------------------


def test_a_supervisor_assigns_and_ends_it_and_access_ends_at_once(room: Room, as_person) -> None:
    hana, bea = as_person(room.hana), as_person(room.bea)
    assert room.page(bea).status_code == 404
    posted(hana, room.url("case_assign"), person=room.bea.public_id)
    assert room.page(bea).status_code == 200
    assert BAIT in bea.get(room.url("case_show", "identity")).content.decode()
    posted(hana, room.url("case_unassign"), person=room.bea.public_id)
    assert room.page(bea).status_code == 404
    assert bea.get(room.url("case_show", "identity")).status_code == 404
    assert room.case.code not in bea.get(reverse("cases")).content.decode()
    assert difference(using="owner") == []


def test_the_last_assignment_may_end_and_the_supervisor_still_sees(room: Room, as_person) -> None:
    hana = as_person(room.hana)
    posted(hana, room.url("case_unassign"), person=room.ada.public_id)
    page = room.page(hana)
    assert page.status_code == 200
    assert "nobody assigned" in page.content.decode()


def test_who_works_on_it_may_not_assign_and_the_refusal_is_on_record(room: Room, as_person) -> None:
    ada = as_person(room.ada)
    assert room.url("case_assign") not in ada.get(room.url("case_access")).content.decode()
    page = ada.post(room.url("case_assign"), {"person": room.bea.public_id}, follow=True).content.decode()
    assert "Only somebody who supervises" in page
    assert room.page(as_person(room.bea)).status_code == 404
    assert ledger(actor_id=room.ada.pk, kind="refused", purpose="case.assign")


def test_C09_people_of_a_component_are_of_another_agency(room: Room, as_person) -> None:
    inside = rooms.person(rooms.agency(parent_id=room.ada.agency_id))
    hana = as_person(room.hana)
    page = hana.get(room.url("case_access"), {"agency": inside.agency.public_id}).content.decode()
    assigning, walling = page.partition('id="h-work"')[2].split(room.url("case_recuse"))
    assert str(inside.public_id) not in assigning
    assert str(inside.public_id) in walling  # whom a release may reach can be walled off
    posted(hana, room.url("case_assign"), person=inside.public_id)
    assert room.page(as_person(inside)).status_code == 404


@pytest.mark.parametrize("who", ["ada", "bea", "olga"])
def test_the_database_lets_nobody_but_the_supervisor_assign(room: Room, web_db, who: str) -> None:
    actor = getattr(room, who)
    permission = owner("SELECT id FROM auth_permission WHERE codename = 'work_case'")[0][0]
    insert = "INSERT INTO cases_caseassignment (content_object_id, user_id, permission_id) VALUES (%s, %s, %s)"
    whom = actor if who != "ada" else room.bea
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        as_actor(web_db, actor, uuid.uuid4(), insert, [room.case.pk, whom.pk, permission])


def as_actor(web_db, actor, request, sql: str, params: list) -> None:
    """One statement of the web role, in a transaction in which the database is told who acts."""
    with web_db.transaction():
        web_db.execute(
            "SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', %s, true)",
            [str(actor.pk), str(request)],
        )
        web_db.execute(sql, params)


# --- Recusal ------------------------------------------------------------------------------------------------


def test_a_recused_person_finds_nothing_anywhere(room: Room, as_person) -> None:
    hana, ada = as_person(room.hana), as_person(room.ada)
    gone = ada.get(reverse("case", args=[uuid.uuid4()])).content
    posted(hana, room.url("case_recuse"), person=room.ada.public_id)
    for name, *args in [("case",), ("case_show", "identity"), ("case_access",), ("who_looked",), ("who_looked_pdf",)]:
        answer = ada.get(room.url(name, *args))
        assert (answer.status_code, answer.content) == (404, gone)
    assert room.case.code not in ada.get(reverse("cases")).content.decode()
    assert room.case.code not in posted(ada, reverse("case_search"), text=room.case.code[:6]).content.decode()
    assert room.ada.name not in "".join(one["name"] for one in seen_by(hana, room))
    posted(hana, room.url("case_recusal_end"), person=room.ada.public_id)
    assert room.page(ada).status_code == 404  # the wall is gone, the assignment too
    posted(hana, room.url("case_assign"), person=room.ada.public_id)
    assert room.page(ada).status_code == 200


def seen_by(client, room: Room) -> list[dict[str, str]]:
    page = client.get(room.url("case_access"))
    return [{"name": one.name, "why": one.why, "until": one.until} for one in page.context["seers"]]


def test_a_recused_supervisor_is_walled_off_like_everybody(room: Room, as_person) -> None:
    second = rooms.person(room.ada.agency, is_supervisor=True)
    posted(as_person(second), room.url("case_recuse"), person=room.hana.public_id)
    assert room.page(as_person(room.hana)).status_code == 404
    posted(as_person(second), room.url("case_recuse"), person=second.public_id)  # not oneself
    assert room.page(as_person(second)).status_code == 200


def test_a_recused_person_cannot_be_assigned_before_the_wall_is_gone(room: Room, as_person) -> None:
    hana = as_person(room.hana)
    posted(hana, room.url("case_recuse"), person=room.bea.public_id)
    page = hana.post(room.url("case_assign"), {"person": room.bea.public_id}, follow=True).content.decode()
    assert "walled off from the record" in page
    assert room.page(as_person(room.bea)).status_code == 404


def test_a_recused_person_does_not_find_her_own_assignment_in_the_database(room: Room, web_db) -> None:
    permission = owner("SELECT id FROM auth_permission WHERE codename = 'work_case'")[0][0]
    owner(
        "INSERT INTO confidentiality_recusal (case_id, person_id, recorded_by_id, recorded_at) VALUES (%s, %s, %s, now())",
        room.case.pk, room.ada.pk, room.hana.pk,
    )  # fmt: skip
    assert permission
    with web_db.transaction():
        web_db.execute("SELECT set_config('mdt.user_id', %s, true)", [str(room.ada.pk)])
        assert web_db.execute("SELECT count(*) FROM cases_caseassignment").fetchone() == (0,)


# --- Emergency access ---------------------------------------------------------------------------------------


def test_S12_sixty_minutes_with_a_reason_and_a_second_person(room: Room, as_person) -> None:
    bea, hana = as_person(room.bea), as_person(room.hana)
    answer = break_glass(bea, room)
    assert answer.url == room.url("case")
    page = room.page(bea).content.decode()
    assert "Emergency access until" in page
    assert BAIT in bea.get(room.url("case_show", "identity")).content.decode()
    ((minutes,),) = owner(
        "SELECT extract(epoch FROM expires_at - starts_at) / 60 FROM confidentiality_emergencyaccess WHERE case_id = %s",
        room.case.pk,
    )
    assert minutes == 60
    reminder = Reminder.objects.get(person=room.hana)
    assert reminder.path == reverse("case_alerts")
    assert room.case.code not in reminder.key
    alerts = hana.get(reverse("case_alerts")).content.decode()
    for words in (room.case.code, room.bea.name, "Somebody is in danger now"):
        assert words in alerts
    assert room.hana.name in room.page(as_person(room.ada)).content.decode()
    assert "emergency access" in str(seen_by(hana, room))
    assert difference(using="owner") == []


def test_S12_after_sixty_minutes_it_is_over_by_the_clock(room: Room, as_person) -> None:
    bea = as_person(room.bea)
    break_glass(bea, room)
    assert room.page(bea).status_code == 200
    owner(
        "UPDATE confidentiality_emergencyaccess SET starts_at = now() - interval '61 minutes',"
        " expires_at = now() - interval '1 minute' WHERE case_id = %s", room.case.pk,
    )  # fmt: skip
    assert room.page(bea).status_code == 404


def test_S12_it_never_crosses_agencies_and_tells_nothing(room: Room, as_person) -> None:
    olga = as_person(room.olga)
    other = rooms.person(room.olga.agency, is_supervisor=True)
    hidden = break_glass(olga, room, alerted=other.public_id)
    missing = break_glass(olga, room, code="QQQ-QQQQ", alerted=other.public_id)
    plain = [_without_typed(answer) for answer in (hidden, missing)]
    assert plain[0] == plain[1]
    assert "The try is on record" in plain[0]
    assert room.page(olga).status_code == 404
    assert owner("SELECT 1 FROM confidentiality_emergencyaccess WHERE case_id = %s", room.case.pk) == []


def _without_typed(answer) -> str:
    return re.sub(r'value="[^"]*"', "", answer.content.decode())


def test_S12_every_try_is_on_record_with_the_case_that_it_touched(room: Room, as_person) -> None:
    olga = as_person(room.olga)
    other = rooms.person(room.olga.agency, is_supervisor=True)
    break_glass(olga, room, alerted=other.public_id)
    break_glass(olga, room, code="QQQ-QQQQ", alerted=other.public_id)
    tries = ledger(actor_id=room.olga.pk, purpose="case.emergency")
    assert [(row["kind"], row["outcome"], row["case_ids"]) for row in tries] == [
        ("refused", "denied", [room.case.pk]), ("refused", "missing", []),
    ]  # fmt: skip
    page = as_person(room.ada).get(room.url("who_looked")).content.decode()
    assert "Tried emergency access, and saw nothing" in page
    assert f"Somebody at {room.olga.agency.name}" in page
    assert room.olga.name not in page


def test_S12_a_recused_person_cannot_break_the_wall(room: Room, as_person) -> None:
    posted(as_person(room.hana), room.url("case_recuse"), person=room.bea.public_id)
    bea = as_person(room.bea)
    assert "The try is on record" in break_glass(bea, room).content.decode()
    assert room.page(bea).status_code == 404


def test_S12_the_second_person_supervises_and_is_somebody_else(room: Room, as_person) -> None:
    bea = as_person(room.bea)
    for wrong in (room.ada, room.bea, room.olga):
        assert break_glass(bea, room, alerted=wrong.public_id).status_code == 200
    assert break_glass(bea, room, reason="curious").status_code == 200
    assert room.page(bea).status_code == 404
    second = rooms.person(room.ada.agency, is_supervisor=True)
    posted(as_person(second), room.url("case_recuse"), person=room.hana.public_id)
    assert break_glass(bea, room).status_code == 200  # told to somebody who may not know


def test_S12_who_can_open_it_anyway_needs_no_emergency(room: Room, as_person) -> None:
    assert break_glass(as_person(room.ada), room).url == room.url("case")
    assert owner("SELECT 1 FROM confidentiality_emergencyaccess WHERE case_id = %s", room.case.pk) == []
    assert not Reminder.objects.filter(person=room.hana).exists()


def test_S12_a_code_may_be_typed_in_any_way(room: Room, as_person) -> None:
    typed = f" {room.case.code.lower().replace('-', ' ')} "
    assert break_glass(as_person(room.bea), room, code=typed).url == room.url("case")


def test_S12_the_database_opens_nothing_without_the_recorded_try(room: Room, web_db) -> None:
    """Not by raw SQL of one's own agency, and with no time of one's own choosing."""
    insert = (
        "INSERT INTO confidentiality_emergencyaccess (case_id, person_id, reason, alerted_id, starts_at, expires_at)"
        f" VALUES ({room.case.pk}, %s, 'danger', {room.hana.pk}, now(), now() + interval '9 years')"
    )
    request = uuid.uuid4()
    for actor in (room.bea, room.olga):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_actor(web_db, actor, request, insert, [actor.pk])
    tried = "SELECT mdt_break_glass(%s, %s, 'test', %s, %s)"
    web_db.execute(tried, [room.bea.pk, request, room.case.code, room.hana.pk])
    as_actor(web_db, room.bea, request, insert, [room.bea.pk])
    ((hours,),) = owner(
        "SELECT extract(epoch FROM expires_at - starts_at) / 3600 FROM confidentiality_emergencyaccess WHERE case_id = %s",
        room.case.pk,
    )
    assert hours == 1


def test_without_a_second_supervisor_emergency_access_is_closed_and_says_so(as_person) -> None:
    alone = as_person(rooms.person(rooms.agency()))
    page = alone.get(reverse("emergency")).content.decode()
    assert "nobody could be told" in page


def test_alerts_show_nothing_of_other_rooms_and_are_recorded(room: Room, as_person) -> None:
    break_glass(as_person(room.bea), room)
    assert room.case.code not in as_person(room.olga).get(reverse("case_alerts")).content.decode()
    as_person(room.hana).get(reverse("case_alerts"))
    assert looks(room.hana)[-1]["case_ids"] == [room.case.pk]


@pytest.mark.parametrize("typed", ["nonsense", "\0", "9" * 40, ""])
def test_an_agency_that_there_is_not_is_told_in_plain_words_and_asks_nothing(room: Room, as_person, typed: str) -> None:
    page = as_person(room.hana).get(room.url("case_access"), {"agency": typed, "person": typed, "part": "1"})
    said = page.content.decode()
    assert page.status_code == 200 and page.context["whose"] == room.case.agency
    assert "UUID" not in said and 'id="answer"' not in said
    if typed.isalnum():
        assert "That choice is not one of the available choices." in said
