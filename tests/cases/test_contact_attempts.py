"""First contact where a law sets its time: the log of attempts, who is told when it came too late, and who sees any of it."""

import re
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.db import Error, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases import clocks as pure
from cases.actions import answers
from cases.actions import contact as actions
from cases.actions import response as rules
from cases.defaults import Term
from cases.forms.contact import AttemptForm, PastMinute
from cases.models import ContactAttempt, ContactNotice
from cases.queries.contact import contact_of
from cases.vocabulary import Calendar
from confidentiality import gate
from mdt.kit import clock as time
from mdt.kit.errors import Refused
from tests import rooms
from tests.cases.referring import Scene, as_, clocks, look, rows
from tests.cases.test_referral_escalation import run, told
from tests.cases.test_referral_pages import words
from tests.counting import Asked
from tests.rows import put

AsPerson = Callable[[Any], Client]
LAW = "Stat. Ex. 1-2-3"
RULE = {"contact_hours": 24, "contact_law": LAW, "contact_checked_on": date(2026, 3, 1)}
BAIT = "Through another person: Not safe to try"
TASKS = ("Tell the team's coordinator", "Tell the police")


@pytest.fixture
def scene() -> Scene:
    """A county with the rule; police sit at the team's table, and so does a coordinator of another agency."""
    scene = Scene(**RULE)
    scene.pat = rooms.person(rooms.agency(jurisdiction=scene.county, discipline="law_enforcement"))
    rooms.seat(scene.team, scene.pat)
    scene.tess = rooms.coordinator(scene.team, rooms.person(rooms.agency(jurisdiction=scene.county)))
    return scene


def accepted(scene: Scene, **changed: Any) -> uuid.UUID:
    """To the team's pool, accepted by Cora's agency; she coordinates it."""
    sent = scene.send(to=scene.to_team(), **changed)
    with as_(scene.cora):
        answers.accept(referral=sent, coordinator=scene.cora, by=scene.cora)
    return sent


def contact_clock(by: Any, sent: uuid.UUID) -> Any:
    return clocks(by, sent)["first_contact"]


def log(by: Any, sent: uuid.UUID, way: str = "through", outcome: str = "not_safe", **given: Any) -> None:
    with as_(by):
        actions.log_attempt(referral=sent, way=way, outcome=outcome, by=by, **{"once": uuid.uuid4(), **given})


def tick(by: Any, sent: uuid.UUID, whom: str, way: str = "phone") -> None:
    with as_(by):
        actions.tick_notice(referral=sent, whom=whom, way=way, by=by)


def step(by: Any, sent: uuid.UUID, action: str, **given: Any) -> None:
    with as_(by):
        answers.step(referral=sent, action=action, by=by, **given)


def refusal(act: Callable[..., None], *args: Any, **given: Any) -> str:
    with pytest.raises(Refused) as refused:
        act(*args, **given)
    return refused.value.sentence


def pass_by(owner: psycopg.Connection, clock: int, **ago: float) -> None:
    """As if so much more time had passed since it began."""
    with owner.transaction():
        owner.execute("ALTER TABLE cases_clock DISABLE TRIGGER guard")
        names = ("started_at", "due_at", "escalate_at", "in_person_by")
        set_ = ", ".join(f"{name} = {name} - %(ago)s" for name in names)
        owner.execute(f"UPDATE cases_clock SET {set_} WHERE id = %(id)s", {"ago": timedelta(**ago), "id": clock})
        owner.execute("ALTER TABLE cases_clock ENABLE TRIGGER guard")


def missed(scene: Scene, owner: psycopg.Connection) -> uuid.UUID:
    sent = accepted(scene)
    pass_by(owner, contact_clock(scene.cora, sent).pk, hours=25)
    return sent


def owed(by: Any, sent: uuid.UUID) -> list[str]:
    with as_(by), gate.open_referral(by, sent, purpose="test") as opened:
        contact = contact_of(opened.referral)
        return [to.value for to in contact.to_tell] if contact else []


def page(client: Client, sent: uuid.UUID) -> str:
    return words(client.get(reverse("referral", args=[sent])))


# --- The time ----------------------------------------------------------------------------------------------------


def test_T05_hours_of_the_law_are_hours_that_pass_over_both_clock_changes() -> None:
    chicago = ZoneInfo("America/Chicago")
    for day, hour in ((datetime(2026, 3, 7, 12, tzinfo=chicago), 13), (datetime(2026, 10, 31, 12, tzinfo=chicago), 11)):
        by = pure.in_person_by(day, 24)
        assert by - day.astimezone(UTC) == timedelta(hours=24)
        assert by.astimezone(chicago).hour == hour
        assert pure.no_later(by + timedelta(minutes=1), by) == pure.no_later(by, None) == by
        assert pure.no_later(by - timedelta(minutes=1), by) < by
    assert pure.in_person_by(day, None) is None


def test_T05_first_contact_is_due_no_later_than_the_law_says_and_as_early_as_the_team_says(scene: Scene) -> None:
    slow = contact_clock(scene.cora, accepted(scene, tier=3))
    assert slow.in_person_by == slow.due_at == slow.escalate_at == slow.started_at + timedelta(hours=24)
    with as_(scene.cora):
        rules.set_term(
            place=scene.team, tier=3, kind="first_contact", term=Term(60, Calendar.ALWAYS, 9999), by=scene.cora
        )
    quick = contact_clock(scene.cora, accepted(scene, tier=3))
    assert quick.due_at - quick.started_at == timedelta(hours=1)
    assert quick.escalate_at == quick.in_person_by == quick.started_at + timedelta(hours=24)


def test_T05_without_such_a_law_nothing_of_it_is_asked_or_shown(as_person: AsPerson) -> None:
    plain = Scene()
    sent = accepted(plain)
    assert {clock.in_person_by for clock in clocks(plain.cora, sent).values()} == {None}
    assert "Log of attempts" not in page(as_person(plain.cora), sent)
    assert "No log of attempts is asked for here." in refusal(log, plain.cora, sent)
    step(plain.cora, sent, "contact")


def test_T05_a_clock_keeps_the_law_with_which_it_began(scene: Scene, owner_db: psycopg.Connection) -> None:
    sent = missed(scene, owner_db)
    owner_db.execute("UPDATE agencies_jurisdiction SET contact_hours = NULL WHERE id = %s", [scene.county.pk])
    assert owed(scene.cora, sent) == ["coordinator", "police"]
    assert contact_clock(scene.cora, accepted(scene)).in_person_by is None


@pytest.mark.parametrize("change", ["in_person_by = in_person_by + interval '1 day'", "in_person_by = NULL"])
def test_T05_the_time_of_the_law_cannot_be_improved(scene: Scene, owner_db: psycopg.Connection, change: str) -> None:
    with pytest.raises(psycopg.errors.CheckViolation, match="do not change"):
        owner_db.execute(
            f"UPDATE cases_clock SET {change} WHERE id = %s", [contact_clock(scene.cora, accepted(scene)).pk]
        )


# --- The rule is data, and not certain -----------------------------------------------------------------------------


def test_T05_the_rule_is_set_as_data_and_shown_as_not_verified(scene: Scene, as_person: AsPerson) -> None:
    adam, place = as_person(scene.adam), rooms.county()
    here = reverse("jurisdiction_change", args=[place.public_id])
    given = {"name": place.name, "state": "ZZ", "time_zone": "America/Chicago", "contact_hours": "24"}
    half = words(adam.post(here, given))
    assert "needs its hours, the law that sets them, and the day" in half
    adam.post(here, {**given, "contact_law": LAW, "contact_checked_on": "2026-03-01"})
    place.refresh_from_db()
    assert (place.contact_hours, place.contact_law, place.contact_verified) == (24, LAW, False)
    listed = words(adam.get(f"{reverse('administration_jurisdictions')}?q={place.name}"))
    assert re.search(rf"First contact in person within 24 hours: {LAW},\s+not verified", listed)
    shown = page(as_person(scene.cora), accepted(scene))
    assert f"within 24 hours, {LAW}." in shown
    assert "Not verified: looked up on March 1, 2026, not confirmed by counsel." in shown
    for person in (scene.cora, scene.gus):
        assert as_person(person).post(here, given).status_code == 404


# --- The log ---------------------------------------------------------------------------------------------------------


def test_T05_contact_is_not_marked_and_nothing_is_closed_while_the_log_is_empty(scene: Scene) -> None:
    sent = accepted(scene)
    assert "log of attempts, and it is empty" in refusal(step, scene.cora, sent, "contact")
    assert "log of attempts, and it is empty" in refusal(step, scene.cora, sent, "close", reason="no_contact")
    log(scene.cora, sent, "phone", "reached")
    log(scene.cora, sent, "in_person", "not_there")
    assert "contact in person" in refusal(step, scene.cora, sent, "contact")
    log(scene.cora, sent, "in_person", "reached")
    step(scene.cora, sent, "contact")
    assert contact_clock(scene.cora, sent).met_at is not None
    assert "No first contact is owed any more." in refusal(log, scene.cora, sent)
    step(scene.cora, sent, "close", reason="done")
    step(scene.cora, sent, "reopen")  # a new contact is owed, with a log of its own
    assert "it is empty" in refusal(step, scene.cora, sent, "contact")
    log(scene.cora, sent)
    step(scene.cora, sent, "close", reason="no_contact")


def test_T05_an_attempt_lies_between_acceptance_and_now(scene: Scene, owner_db: psycopg.Connection) -> None:
    sent, now = accepted(scene), time.now()
    assert "before your agency had accepted it" in refusal(log, scene.cora, sent, at=now - timedelta(minutes=2))
    assert "still to come" in refusal(log, scene.cora, sent, at=now + timedelta(minutes=2))
    log(scene.cora, sent, at=contact_clock(scene.cora, sent).started_at.replace(second=0, microsecond=0))
    log(scene.cora, sent)
    first, second = rows(scene.cora, sent, ContactAttempt)
    assert first.at <= contact_clock(scene.cora, sent).started_at < first.recorded_at
    assert second.at == second.recorded_at
    assert "Choose one" in refusal(log, scene.cora, sent, way="through her sister Testa")
    assert "Choose one" in refusal(log, scene.cora, sent, outcome="she cried")


def test_T05_an_attempt_is_never_changed_or_deleted(scene: Scene, owner_db: psycopg.Connection) -> None:
    sent = missed(scene, owner_db)
    log(scene.cora, sent)
    tick(scene.cora, sent, "police")
    for table, change in (("cases_contactattempt", "outcome = 'reached'"), ("cases_contactattempt", "recorded_at = now()"),
                          ("cases_contactattempt", "at = at - interval '1 hour'"), ("cases_contactnotice", "told_at = now()"),
                          ("cases_contactnotice", "way = 'message'")):  # fmt: skip
        with as_(scene.cora), pytest.raises(Error, match="permission denied"), gate.begin(scene.cora):
            connection.cursor().execute(f"UPDATE {table} SET {change}")
        with as_(scene.cora), pytest.raises(Error, match="permission denied"), gate.begin(scene.cora):
            connection.cursor().execute(f"DELETE FROM {table}")
        with pytest.raises(psycopg.errors.CheckViolation, match="does not change"):
            owner_db.execute(f"UPDATE {table} SET {change} WHERE clock_id = %s", [contact_clock(scene.cora, sent).pk])


def test_T05_when_it_was_recorded_is_the_databases_word(scene: Scene) -> None:
    sent, long_ago = accepted(scene), datetime(2020, 1, 1, tzinfo=UTC)
    clock = contact_clock(scene.cora, sent)
    with as_(scene.cora), gate.referral_action(scene.cora, sent, purpose="test"):
        ContactAttempt(
            referral_id=clock.referral_id, clock=clock, once=uuid.uuid4(), at=clock.started_at, way="phone",
            outcome="reached", by=scene.cora, recorded_at=long_ago,
        ).save()  # fmt: skip
    assert rows(scene.cora, sent, ContactAttempt)[0].recorded_at > clock.started_at


def test_T05_a_double_click_logs_one_attempt(scene: Scene, as_person: AsPerson) -> None:
    sent, cora = accepted(scene), as_person(scene.cora)
    here = reverse("referral_attempt", args=[sent])
    form = cora.get(here).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', form).group(1)
    given = {"way": "in_person", "outcome": "reached", "at": "", "once": once}
    assert [cora.post(here, given).status_code for _ in range(2)] == [302, 302]
    assert len(rows(scene.cora, sent, ContactAttempt)) == 1
    assert "This attempt stands in the log already." in page(cora, sent)
    main = form.split("<main", 1)[1].split("</main>", 1)[0]
    assert "<textarea" not in main
    assert 'type="text"' not in main
    assert " checked" not in main  # no answer is a default


def test_T05_the_hour_that_is_told_twice_and_the_one_that_is_never_told(monkeypatch: pytest.MonkeyPatch) -> None:
    field, chicago = PastMinute(), ZoneInfo("America/Chicago")
    with timezone.override(chicago):
        monkeypatch.setattr(time, "now", lambda: datetime(2026, 11, 1, 6, 45, tzinfo=UTC))  # 1:45, the first time
        assert field.clean("2026-11-01T01:30") == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
        monkeypatch.setattr(time, "now", lambda: datetime(2026, 11, 1, 9, 0, tzinfo=UTC))
        assert field.clean("2026-11-01T01:30") == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
        with pytest.raises(ValidationError, match="There was no such minute"):
            field.clean("2026-03-08T02:30")
        assert field.clean("2026-03-08T03:30") == datetime(2026, 3, 8, 8, 30, tzinfo=UTC)
        with pytest.raises(ValidationError, match="still to come"):
            field.clean("2026-11-01T04:00")
        assert "America/Chicago" in str(AttemptForm().fields["at"].help_text)
    assert isinstance(field, forms.DateTimeField)


# --- Telling others ----------------------------------------------------------------------------------------------------


def test_T05_at_the_second_it_is_missed_both_are_to_be_told_without_any_worker(
    scene: Scene, as_person: AsPerson, owner_db: psycopg.Connection
) -> None:
    sent, cora = accepted(scene), as_person(scene.cora)
    clock = contact_clock(scene.cora, sent)
    pass_by(owner_db, clock.pk, seconds=(clock.in_person_by - time.now()).total_seconds() - 30)
    assert not any(task in page(cora, sent) for task in TASKS)
    assert "To be told at once" not in words(cora.get("/"))
    assert "Nothing is to be told here now." in refusal(tick, scene.cora, sent, "police")
    pass_by(owner_db, clock.pk, seconds=31)
    shown = page(cora, sent)
    assert all(task in shown for task in TASKS)
    assert scene.pat.agency.name in shown
    assert scene.cora.name in shown
    for person in (scene.cora, scene.gus):  # who coordinates it, and who supervises there
        today = words(as_person(person).get("/"))
        assert "To be told at once" in today
        assert " · ".join(TASKS) in today
    assert told("missed", clock.pk) == told("notice", clock.pk) == set()


def test_T05_a_task_is_ticked_off_once_with_who_when_and_how(
    scene: Scene, as_person: AsPerson, owner_db: psycopg.Connection
) -> None:
    sent, gus = missed(scene, owner_db), as_person(scene.gus)
    here = reverse("referral_told", args=[sent, "police"])
    assert "Not who she is" in words(gus.get(here))
    assert [gus.post(here, {"way": "phone"}).status_code for _ in range(2)] == [302, 302]
    shown = page(gus, sent)
    assert "That was ticked off already." in shown
    assert re.search(rf"Police were told</p> <p class=\"row__detail\">[^<]* · By phone · {scene.gus.name}", shown)
    assert owed(scene.cora, sent) == ["coordinator"]
    (row,) = rows(scene.cora, sent, ContactNotice)
    assert abs(row.told_at - time.now()) < timedelta(minutes=1)
    tick(scene.cora, sent, "coordinator", "in_person")
    assert "To be told at once" not in words(gus.get("/"))
    assert "Choose one" in refusal(tick, scene.cora, missed(scene, owner_db), "police", way="her address is")


def test_T05_a_minute_that_is_stated_later_takes_no_task_away(scene: Scene, owner_db: psycopg.Connection) -> None:
    sent = missed(scene, owner_db)
    clock = contact_clock(scene.cora, sent)
    log(scene.cora, sent, "in_person", "reached", at=clock.started_at + timedelta(hours=1))
    assert owed(scene.cora, sent) == ["coordinator", "police"]
    step(scene.cora, sent, "contact")
    assert owed(scene.cora, sent) == ["coordinator", "police"]


def test_T05_contact_in_person_on_record_in_time_leaves_nothing_to_tell(
    scene: Scene, owner_db: psycopg.Connection
) -> None:
    sent = missed(scene, owner_db)
    clock = contact_clock(scene.cora, sent)
    log(scene.cora, sent, "phone", "reached")
    in_time = {"at": clock.started_at, "recorded_at": clock.started_at + timedelta(hours=23)}
    links = {"referral_id": clock.referral_id, "clock_id": clock.pk, "by_id": scene.cora.pk}
    put(owner_db, "cases_contactattempt", **links, **in_time, way="phone", outcome="reached")
    assert owed(scene.cora, sent) == ["coordinator", "police"]
    put(owner_db, "cases_contactattempt", **links, **in_time, way="in_person", outcome="reached")
    assert owed(scene.cora, sent) == []


def test_T05_closing_before_its_time_leaves_nothing_to_miss(scene: Scene, owner_db: psycopg.Connection) -> None:
    sent = accepted(scene)
    log(scene.cora, sent)
    step(scene.cora, sent, "close", reason="survivor_ended")
    assert owed(scene.cora, sent) == []


@pytest.mark.slow
def test_T05_the_worker_reminds_each_once_and_says_nothing(scene: Scene, owner_db: psycopg.Connection) -> None:
    from agencies.models import Reminder

    sent = missed(scene, owner_db)
    clock = contact_clock(scene.cora, sent).pk
    run("escalate_clocks", times=2)
    run("escalate_clocks")
    assert told("missed", clock) == told("notice", clock) == {scene.cora.pk, scene.gus.pk}
    mails = Reminder.objects.filter(key__startswith=f"notice:{clock}:")
    assert set(mails.values_list("path", flat=True)) == {"/referrals/"}
    tick(scene.cora, sent, "police")
    assert mails.filter(cancelled_at=None).count() == 2
    tick(scene.cora, sent, "coordinator")
    assert mails.filter(cancelled_at=None).count() == 0


def test_T05_an_agency_that_was_asked_itself_tells_the_table_at_which_it_sits(
    scene: Scene, as_person: AsPerson, owner_db: psycopg.Connection
) -> None:
    rooms.seat(scene.team, scene.rex)
    sent = scene.send()
    with as_(scene.dan):
        answers.accept(referral=sent, coordinator=scene.rex, by=scene.dan)
    pass_by(owner_db, contact_clock(scene.rex, sent).pk, hours=25)
    shown = page(as_person(scene.rex), sent)
    assert scene.pat.agency.name in shown
    assert scene.cora.name in shown


# --- Who sees it ------------------------------------------------------------------------------------------------------


def test_T05_neither_the_sender_nor_another_agency_at_the_table_sees_a_word_of_it(
    scene: Scene, as_person: AsPerson, owner_db: psycopg.Connection
) -> None:
    sent = missed(scene, owner_db)
    log(scene.cora, sent)
    tick(scene.cora, sent, "police", "in_person")
    assert BAIT in page(as_person(scene.cora), sent)
    for person in (scene.ada, scene.hana, scene.tess):  # the sender's side, and a coordinator of another agency
        client = as_person(person)
        shown = page(client, sent)
        assert look(scene.cora, sent).code in shown
        for word in (BAIT, "Log of attempts", LAW, "Police were told", *TASKS):
            assert word not in shown, (person, word)
        assert "To be told at once" not in words(client.get("/"))
        assert rows(person, sent, ContactAttempt) == rows(person, sent, ContactNotice) == []
        assert "Only those who work on it" in refusal(log, person, sent)
        assert "Only those who work on it" in refusal(tick, person, sent, "coordinator")
    assert "First contact" in page(as_person(scene.ada), sent)  # as before: whether it was made


def test_T05_the_wall_itself_refuses_what_is_not_ones_own_to_write(scene: Scene, owner_db: psycopg.Connection) -> None:
    sent, fresh = missed(scene, owner_db), accepted(scene)
    clock, early = contact_clock(scene.cora, sent), contact_clock(scene.cora, fresh)
    log(scene.cora, fresh)

    def attempt(by: Any, **given: Any) -> None:
        fields = {"referral_id": clock.referral_id, "clock_id": clock.pk, "by": by, "at": time.now(), **given}
        with as_(by), gate.begin(by):
            ContactAttempt(once=uuid.uuid4(), way="phone", outcome="reached", **fields).save()

    def notice(by: Any, at: Any) -> None:
        with as_(by), gate.begin(by):
            ContactNotice(referral_id=at.referral_id, clock_id=at.pk, whom="police", way="phone", by=by).save()

    for person in (scene.ada, scene.tess, scene.olga):
        with pytest.raises(Error, match="row-level security"):
            attempt(person)
        with pytest.raises(Error, match="row-level security"):
            notice(person, clock)
    for given in ({"by_id": scene.gus.pk}, {"clock_id": early.pk}, {"clock_id": clocks(scene.cora, sent)["mdt"].pk}):
        with pytest.raises(Error, match="row-level security"):
            attempt(scene.cora, **given)
    with pytest.raises(Error, match="row-level security"):
        notice(scene.cora, early)  # nothing was missed yet
    step(scene.cora, fresh, "close", reason="moved")
    with pytest.raises(Error, match="row-level security"):
        attempt(scene.cora, referral_id=early.referral_id, clock_id=early.pk)
    attempt(scene.cora)
    notice(scene.cora, clock)


@pytest.mark.parametrize("name", ["referral_attempt", "referral_told"])
def test_T05_hidden_and_missing_give_the_same_answer(
    scene: Scene, as_person: AsPerson, owner_db: psycopg.Connection, name: str
) -> None:
    sent, missing, more = missed(scene, owner_db), uuid.uuid4(), ["police"] if name == "referral_told" else []
    here, nowhere = reverse(name, args=[sent, *more]), reverse(name, args=[missing, *more])
    assert as_person(scene.cora).get(here).status_code == 200
    assert as_person(scene.cora).get(reverse("referral_told", args=[sent, "her-sister"])).status_code == 404
    for stranger in (scene.bea, scene.rex, scene.fay, scene.olga, scene.adam):
        client = as_person(stranger)
        for way in (client.get, client.post):
            hidden, gone = way(here), way(nowhere)
            assert hidden.status_code == gone.status_code == 404
            assert hidden.content.replace(str(sent).encode(), b"") == gone.content.replace(str(missing).encode(), b"")


def test_T05_pages_ask_as_much_for_one_missed_contact_as_for_three(
    scene: Scene, as_person: AsPerson, owner_db: psycopg.Connection
) -> None:
    cora = as_person(scene.cora)

    def asked(address: str) -> int:
        with Asked() as found:
            assert cora.get(address).status_code == 200
        return len(found)

    sent = missed(scene, owner_db)
    log(scene.cora, sent)
    here = reverse("referral", args=[sent])
    asked("/")
    before = asked("/"), asked("/referrals/"), asked(here)
    for _ in range(2):
        log(scene.cora, sent, "phone", "declined")
        log(scene.cora, missed(scene, owner_db))
    assert (asked("/"), asked("/referrals/"), asked(here)) == before
