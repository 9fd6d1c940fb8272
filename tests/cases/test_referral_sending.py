"""Sending a referral: who may receive it, what it carries, and that it leaves once."""

import threading
import uuid
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from agencies.models import Reminder
from cases.actions import referrals as actions
from cases.facts import facts
from cases.models import Referral, ReferralEvent, ReferralOrigin
from cases.queries.recipients import choices, recipients_for
from confidentiality import gate
from mdt.kit import clock
from mdt.kit.errors import Refused
from tests import rooms
from tests.cases.referring import Scene, as_, clocks, look, rows


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene()


def test_T01_referral_reaches_sender_and_recipient_and_nobody_else(scene: Scene) -> None:
    sent = scene.send()
    seen = {name for name, one in vars(scene).items() if hasattr(one, "email") and scene.sees(one, sent)}
    assert seen == {"ada", "hana", "dan", "lou"}  # not bea beside ada, not rex beside dan


def test_T01_pool_referral_reaches_the_teams_coordinators_alone(scene: Scene) -> None:
    sent = scene.send(to=scene.to_team())
    seen = {name for name, one in vars(scene).items() if hasattr(one, "email") and scene.sees(one, sent)}
    assert seen == {"ada", "hana", "cora"}


def test_T01_identity_is_refused_with_what_would_open_it(scene: Scene) -> None:
    case = rooms.case(scene.ada)
    with as_(scene.ada), pytest.raises(Refused, match=r"signed by the survivor, naming .* and Identity"):
        actions.send(
            by=scene.ada, once=uuid.uuid4(), recipient=scene.to_sheriff(), answers=scene.answers(),
            case=case.public_id, carries=2,
        )  # fmt: skip


def test_T02_no_column_of_a_referral_takes_free_text() -> None:
    free = {
        field.name for field in Referral._meta.get_fields()
        if field.concrete and field.get_internal_type() in ("TextField", "CharField") and not field.choices
    }  # fmt: skip
    assert free == {"code"}  # random, the opaque id


def test_T02_facts_say_only_the_coarse_answers(scene: Scene) -> None:
    told = facts(look(scene.dan, scene.send()))
    assert [fact["term"] for fact in told] == [
        "From", "To", "Asked for", "How soon", "Tier", "Where", "Danger, as judged by a person", "Age", "Language",
        "Access needs",
    ]  # fmt: skip
    assert told[5]["value"] == f"In the county: {scene.county.name}"


def test_T09_unknown_not_collected_declined_and_left_open_are_four_things(scene: Scene) -> None:
    absences = {"risk_band": "unknown", "age_band": "not_collected", "language": "declined"}
    sent = scene.send(risk_band="", age_band="", language="", access_needs=[], absences=absences)
    told = {fact["term"]: fact.get("absence") for fact in facts(look(scene.dan, sent))}
    assert told["Danger, as judged by a person"] == "Unknown"
    assert told["Age"] == "Not collected"
    assert told["Language"] == "Declined to say"
    assert told["Access needs"] == "Left open"


def test_sending_from_a_case_tells_the_recipient_nothing_of_it(scene: Scene) -> None:
    case = rooms.case(scene.ada)
    sent = scene.send(case=case.public_id)
    assert [origin.case_id for origin in rows(scene.ada, sent, ReferralOrigin)] == [case.pk]
    assert rows(scene.dan, sent, ReferralOrigin) == []
    assert not any("case" in field.name for field in Referral._meta.concrete_fields)


def test_a_case_of_another_room_is_not_found(scene: Scene) -> None:
    case = rooms.case(scene.ada)
    for person in (scene.bea, scene.dan):
        with pytest.raises(gate.RecordNotFound):
            scene.send(by=person, to=scene.to_team(), case=case.public_id)


def test_sending_starts_one_clock_writes_one_event_and_brings_it_to_those_who_answer(scene: Scene) -> None:
    sent = scene.send()
    referral = look(scene.dan, sent)
    (event,) = rows(scene.ada, sent, ReferralEvent)
    assert (event.before, event.after, event.by_id) == ("", "received", scene.ada.pk)
    assert list(clocks(scene.dan, sent)) == ["consult"]
    told = Reminder.objects.filter(key__startswith=f"referral:{referral.pk}:")
    assert [(row.person_id, row.path) for row in told] == [(scene.dan.pk, "/referrals/")]


def test_same_once_sends_one_referral(scene: Scene) -> None:
    once = uuid.uuid4()
    assert scene.send(once=once) == scene.send(once=once)


def test_a_double_click_at_the_same_moment_sends_one(scene: Scene) -> None:
    once, found, case = uuid.uuid4(), [], rooms.case(scene.ada)

    def click(number: int) -> None:
        found.append(scene.send(once=once, case=case.public_id if number % 2 else None))
        connection.close()

    clicks = [threading.Thread(target=click, args=[number]) for number in range(4)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_somebody_elses_once_gives_nothing_away(scene: Scene) -> None:
    once = uuid.uuid4()
    sent = scene.send(once=once)
    other = scene.send(by=scene.hana, once=once)
    assert other != sent
    assert look(scene.ada, sent).sent_by_id == scene.ada.pk
    assert look(scene.hana, other).sent_by_id == scene.hana.pk


def keys_for(person: object) -> set[str]:
    return {recipient.key for recipient in recipients_for(person).found}


def test_recipients_are_others_who_can_answer_now(scene: Scene) -> None:
    keys = keys_for(scene.ada)
    assert scene.to_sheriff() in keys
    assert scene.to_team() in keys
    assert f"agency:{scene.harbor.public_id}" not in keys  # one's own
    assert f"agency:{rooms.agency().public_id}" not in keys  # nobody there
    closed = rooms.person(rooms.agency(is_active=False), takes_referrals=True)
    assert f"agency:{closed.agency.public_id}" not in keys


@pytest.mark.parametrize(
    "fields", [{"purpose": "systems"}, {"takes_pool_referrals": False}, {"is_active": False}], ids=str
)
def test_systems_only_and_closed_teams_never_receive(scene: Scene, fields: dict[str, object]) -> None:
    team = rooms.agreed(rooms.team(jurisdiction=scene.county, **fields), scene.cora)
    rooms.coordinator(team, rooms.person(scene.cac))
    key = f"team:{team.public_id}"
    assert key not in keys_for(scene.ada)
    with pytest.raises(Refused, match="takes no referrals"):
        scene.send(to=key)


def test_a_team_whose_coordinator_has_lapsed_does_not_receive(scene: Scene) -> None:
    team = rooms.agreed(rooms.team(jurisdiction=scene.county), scene.cora)
    rooms.coordinator(team, rooms.person(scene.cac), acknowledged_until=clock.now() - timedelta(minutes=1))
    assert f"team:{team.public_id}" not in keys_for(scene.ada)


def test_agencies_for_systems_work_never_receive(scene: Scene) -> None:
    funder = rooms.person(rooms.agency(sector="funder", discipline="other"), takes_referrals=True)
    assert f"agency:{funder.agency.public_id}" not in keys_for(scene.ada)


def test_recipients_are_grouped_by_county_ones_own_first(scene: Scene) -> None:
    groups = [name for name, _ in choices(recipients_for(scene.ada).found)]
    assert groups[:2] == [f"Teams in {scene.county.name}", f"Agencies in {scene.county.name}"]


def test_whoever_runs_the_installation_sends_none(scene: Scene) -> None:
    with pytest.raises(Refused):
        scene.send(by=scene.adam)


@pytest.mark.parametrize(
    ("column", "value", "constraint"),
    [
        ("to_team_id", "NULL", "referral_one_recipient"),
        ("identified", "true", "referral_identity_needs_basis"),
        ("status", "'accepted'", "referral_accepted_has_one_coordinator"),
        ("coordinator_id", "sent_by_id", "referral_accepted_has_one_coordinator"),
        ("status", "'lost'", "referral_status_known"),
        ("asked_for", "'{}'", "referral_asks_for_something"),
    ],
)
def test_the_database_refuses_what_no_referral_may_be(
    scene: Scene, owner_db: psycopg.Connection, column: str, value: str, constraint: str
) -> None:
    sent = scene.send(to=scene.to_team())
    drawn = {"id": "nextval('cases_referral_id_seq')", "public_id": "gen_random_uuid()", "once": "gen_random_uuid()"}
    columns = [field.column for field in Referral._meta.concrete_fields]
    values = ", ".join({**drawn, column: value}.get(name, name) for name in columns)
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        owner_db.execute(
            f"INSERT INTO cases_referral ({', '.join(columns)}) SELECT {values} FROM cases_referral WHERE public_id = %s",
            [sent],
        )
    assert refused.value.diag.constraint_name == constraint


def test_what_was_sent_stays_as_it_was_sent(scene: Scene, owner_db: psycopg.Connection) -> None:
    sent = scene.send()
    with pytest.raises(psycopg.errors.CheckViolation, match="does not change"):
        owner_db.execute("UPDATE cases_referral SET language = 'en' WHERE public_id = %s", [sent])
