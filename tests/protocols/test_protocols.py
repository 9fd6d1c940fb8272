"""A protocol from its draft to its adoption, and what is refused on the way (law section 5)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import connection

from agencies.models import Team
from mdt.kit.errors import Refused
from protocols.actions import adopting, deciding, ending, matrix, writing
from protocols.actions.matrix import TaskLine
from protocols.fingerprint import of_version
from protocols.models import Agreement, Asked, Duty, Executed, Proposal, Understanding, Version
from protocols.policy.agreements import refuses_sending
from protocols.queries.agreements import board
from protocols.queries.capabilities import able
from protocols.queries.matrix import digest_of_tasks, who_does_what
from protocols.saying_protocols import changed_tasks
from protocols.vocabulary import Capability, Outcome, Standing, VersionStatus
from tests import rooms
from tests.protocols.agreeing import as_
from tests.protocols.deciding import TASKS, ProtocolTable
from tests.rows import put


@pytest.fixture
def table() -> ProtocolTable:
    return ProtocolTable()


def reload(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


# --- Text and matrix -------------------------------------------------------------------------------------------
def test_P03_a_protocol_goes_the_road_of_an_agreement_to_its_last_signature_and_lets_the_team_do_nothing(
    table: Any,
) -> None:
    version = table.executed(document=True)
    assert board(version.agreement).stands == Standing.IN_FORCE
    assert Executed.objects.filter(version=version).exists()
    for one in Capability:
        assert not able(table.team, one).may


def test_P03_no_matrix_and_no_lead_hold_it_back(table: Any) -> None:
    version = table.drafted(filled=False)
    assert [key for key, _sentence in refuses_sending(version)] == ["tasks"]
    lines = [*TASKS, TaskLine("training", "Train each other", {"advocacy": "supports"})]
    with as_(table.cora):
        matrix.set_tasks(version=version, lines=lines, seen=digest_of_tasks(version), by=table.cora)
    assert refuses_sending(version) == [("tasks", "Nobody leads «Train each other». Say which discipline does.")]
    with as_(table.cora), pytest.raises(Refused, match="Nobody leads"):
        deciding.propose(
            version=version, question="Do we?", threshold="all_agree", least=None, closes_on=table.today, by=table.cora
        )


def test_P03_the_required_sections_are_confidentiality_survivors_and_language(table: Any) -> None:
    version = table.drafted()
    with as_(table.cora):
        for key in ("no_waiver", "cultural", "survivor_input", "training"):
            writing.remove_clause(version=version, key=key, by=table.cora)
        assert [key for key, _sentence in refuses_sending(version)] == ["cultural", "no_waiver", "survivor_input"]
        with pytest.raises(Refused, match="cannot be left out"):
            writing.override(version=version, key="no_waiver", reason="We need it not", by=table.cora)
        writing.override(version=version, key="survivor_input", reason="Stands in the MOU", by=table.cora)
    assert "survivor_input" not in dict(refuses_sending(version))


def test_P03_tasks_and_measures_are_part_of_what_is_signed_and_fixed_with_it(table: Any, owner_db: Any) -> None:
    version = table.drafted()
    before = of_version(version)
    with as_(table.cora):
        lines = [
            TaskLine("first_response", "Call an advocate", {"law_enforcement": "supports", "advocacy": "leads"}),
            TASKS[1],
        ]
        matrix.set_tasks(version=version, lines=lines, seen=digest_of_tasks(version), by=table.cora)
    assert of_version(version) != before
    out = table.out(version)
    for change in ("UPDATE protocols_task SET what = 'x' WHERE version_id = %s", "DELETE FROM protocols_measure WHERE version_id = %s",
                   "UPDATE protocols_duty SET part = 'informed' WHERE task_id IN (SELECT id FROM protocols_task WHERE version_id = %s)"):  # fmt: skip
        with pytest.raises(psycopg.errors.CheckViolation, match="is out"):
            owner_db.execute(change, [out.pk])
    assert of_version(out) == out.sha256


def test_P03_an_mou_says_the_same_digest_as_before_there_were_protocols(table: Any, owner_db: Any) -> None:
    version = super(ProtocolTable, table).drafted("sart")
    before = of_version(version)
    with as_(table.cora):
        with pytest.raises(Refused, match="Only a protocol"):
            matrix.set_tasks(version=version, lines=TASKS, seen=digest_of_tasks(version), by=table.cora)
    put(owner_db, "protocols_task", version_id=version.pk)
    assert of_version(version) == before


def test_P03_the_next_version_begins_with_the_matrix_and_its_changes_are_told_in_words(table: Any) -> None:
    old = table.executed()
    with as_(table.cora):
        new = writing.change(agreement=table.fresh(old), by=table.cora)
        assert who_does_what(new).cells != []
        assert changed_tasks(old, new) == []
        lines = [TaskLine("first_response", "Call an advocate", {"advocacy": "leads"}),
                 TaskLine("training", "Train each other", {"cac": "leads", "advocacy": "informed"})]  # fmt: skip
        matrix.set_tasks(version=new, lines=lines, seen=digest_of_tasks(new), by=table.cora)
        matrix.set_measures(version=new, lines=[], seen=matrix.digest_of_measures(new), by=table.cora)
    told = {what: (before, after) for what, before, after in changed_tasks(old, new)}
    assert told["Call an advocate"] == (
        "Leads: Law enforcement · Supports: Advocacy · Is informed: Children's advocacy center · First response",
        "Leads: Advocacy · First response",
    )
    assert told["Train each other"] == ("", "Leads: Children's advocacy center · Is informed: Advocacy · Training")
    assert told["Offer an exam"][1] == ""
    assert told["An advocate is with her"] == (
        "within 60 minutes, counted from: her yes to an advocate (First response)",
        "",
    )


def test_P03_two_who_fill_the_matrix_lose_nothing(table: Any) -> None:
    version = table.drafted()
    seen = digest_of_tasks(version)
    with as_(table.cora):
        matrix.set_tasks(version=version, lines=TASKS[:1], seen=seen, by=table.cora)
        with pytest.raises(Refused, match="Somebody changed this while you wrote"):
            matrix.set_tasks(version=version, lines=TASKS[1:], seen=seen, by=table.cora)
    assert [task.what for task in version.tasks.all()] == ["Call an advocate"]
    with as_(table.ada), pytest.raises(Refused, match="Only a coordinator"):
        matrix.set_tasks(version=version, lines=[], seen=digest_of_tasks(version), by=table.ada)
    assert Duty.objects.filter(task__version=version).count() == 3


# --- Deciding --------------------------------------------------------------------------------------------------
def test_P06_carried_by_the_rule_with_the_dissent_kept(table: Any) -> None:
    version = table.drafted()
    with as_(table.cora), pytest.raises(Refused, match="has not decided on this text yet"):
        writing.send(version=version, by=table.cora)
    proposal = table.carried(version)
    assert proposal.outcome == Outcome.CARRIED
    assert refuses_sending(version) == []
    with as_(table.cora):
        writing.send(version=version, by=table.cora)
    version.refresh_from_db()
    assert (version.status, version.sha256) == (VersionStatus.OUT, proposal.sha256)
    kept = proposal.gradients.get(number=7)
    assert kept.words == "The hour cannot be kept at night" and kept.answer == "It is looked at again in March"


def test_P06_below_the_threshold_it_is_refused_and_that_is_on_record(table: Any, owner_db: Any) -> None:
    version = table.drafted()
    proposal = table.asked(version, threshold="all_agree", least=None)
    for who, number in ((table.ada, 1), (table.cora, 1), (table.dan, 5)):
        table.say(proposal, who, number)
    with as_(table.cora):
        assert deciding.close(proposal=proposal, by=table.cora) == Outcome.NOT_CARRIED
        with pytest.raises(Refused, match="stayed below the threshold"):
            writing.send(version=version, by=table.cora)
    version.refresh_from_db()
    assert version.status == VersionStatus.DRAFT
    recorded = owner_db.execute(
        "SELECT count(*) FROM confidentiality_ledger WHERE purpose = 'protocol.send' AND kind = 'refused' AND actor_id = %s",
        [table.cora.pk],
    ).fetchone()
    assert recorded == (1,)


def test_P06_the_database_sends_out_nothing_that_was_not_decided_for_these_words(table: Any, owner_db: Any) -> None:
    version = table.drafted()
    out = "UPDATE protocols_version SET status = 'out', sent_at = now(), sent_by_id = created_by_id, sha256 = %s WHERE id = %s"
    proposal = table.carried(version)
    with pytest.raises(psycopg.errors.CheckViolation, match="not decided"):
        owner_db.execute(out, ["1" * 64, version.pk])
    owner_db.execute(out, [proposal.sha256, version.pk])


def test_P06_a_change_of_the_text_makes_the_question_void_and_saving_the_same_words_does_not(table: Any) -> None:
    version = table.drafted()
    proposal = table.asked(version)
    table.say(proposal, table.ada, 1)
    clause = version.clauses.get(key="purpose")
    with as_(table.cora):
        writing.save_clause(version=version, key="purpose", heading=clause.heading, body=clause.body, by=table.cora)
        assert reload(proposal).outcome == ""
        writing.save_clause(version=version, key="purpose", heading=clause.heading, body="Others", by=table.cora)
    assert reload(proposal).outcome == Outcome.VOID
    with as_(table.ada), pytest.raises(Refused, match="makes it void"):
        deciding.say(proposal=proposal, number=2, words="", seen="", by=table.ada)
    with as_(table.cora), pytest.raises(Refused, match="makes it void"):
        deciding.close(proposal=proposal, by=table.cora)
    again = table.carried(version)
    assert version.proposals.count() == 2
    with as_(table.cora):
        writing.save_clause(version=version, key="purpose", heading=clause.heading, body="Others still", by=table.cora)
        assert "The text has changed" in dict(refuses_sending(version))["decision"]
        with pytest.raises(Refused, match="The text has changed"):
            writing.send(version=version, by=table.cora)
    assert reload(again).outcome == Outcome.CARRIED


def test_P06_an_agency_that_was_renamed_meanwhile_signs_other_words(table: Any, owner_db: Any) -> None:
    proposal = table.asked()
    for who in (table.ada, table.cora, table.dan):
        table.say(proposal, who, 1)
    owner_db.execute("UPDATE agencies_agency SET name = name || ' anew' WHERE id = %s", [table.harbor.pk])
    with as_(table.cora):
        assert deciding.close(proposal=proposal, by=table.cora) == Outcome.VOID


def test_P06_7_and_8_say_why_and_every_reservation_is_answered_before_it_closes(table: Any) -> None:
    proposal = table.asked()
    with pytest.raises(Refused, match="say what stands in the way"):
        table.say(proposal, table.dan, 8, "  ")
    held = table.say(proposal, table.dan, 3, "Nights are thin")
    table.say(proposal, table.ada, 2, "Fine words")
    table.say(proposal, table.cora, 6)
    with as_(table.cora):
        with pytest.raises(Refused, match=f"Not answered yet: what {table.sheriff.name}"):
            deciding.close(proposal=proposal, by=table.cora)
        deciding.answer(gradient=held, answer="We add a car", by=table.cora)
        with pytest.raises(Refused, match="answered this already"):
            deciding.answer(gradient=held, answer="Or not", by=table.cora)
        assert deciding.close(proposal=proposal, by=table.cora) == Outcome.CARRIED
        with pytest.raises(Refused, match="is closed"):
            deciding.close(proposal=proposal, by=table.cora)


def test_P06_one_answer_for_each_agency_can_be_changed_until_it_is_closed_and_what_it_said_stays(table: Any) -> None:
    proposal = table.asked()
    first = table.say(proposal, table.ada, 7, "Too soon")
    bea = rooms.person(table.harbor)
    rooms.seat(table.team, bea, role="alternate")
    with as_(bea), pytest.raises(Refused, match="Somebody of your agency answered meanwhile"):
        deciding.say(proposal=proposal, number=1, words="", seen="", by=bea)
    table.say(proposal, bea, 1)
    assert [one.number for one in proposal.gradients.filter(agency=table.harbor)] == [7, 1]
    with as_(table.cora), pytest.raises(Refused, match="has said something else since"):
        deciding.answer(gradient=first, answer="Why?", by=table.cora)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Each in a thread of its own; what came of each, an error of ours among them."""
    ready = Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        ready.wait(10)
        try:
            return act()
        except Refused as no:
            return no
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_P06_two_of_one_agency_at_the_same_moment_are_one_answer(table: Any) -> None:
    proposal = table.asked()
    bea = rooms.person(table.harbor)
    rooms.seat(table.team, bea)

    def says(who: Any, number: int) -> object:
        with as_(who):
            return deciding.say(proposal=proposal, number=number, words="", seen="", by=who)

    came = at_once(lambda: says(table.ada, 1), lambda: says(bea, 4))
    assert sorted(isinstance(one, Refused) for one in came) == [False, True]
    assert proposal.gradients.count() == 1


def test_P03_read_and_understood_in_two_windows_at_the_same_moment_is_once(table: Any) -> None:
    version = table.executed()

    def says() -> object:
        with as_(table.ada):
            return adopting.understood(version=version, shown=version.sha256, by=table.ada)

    assert at_once(says, says) == [None, None]
    assert Understanding.objects.filter(version=version).count() == 1


def test_P06_silence_is_named_and_is_no_consent(table: Any) -> None:
    proposal = table.asked(threshold="no_objection", least=None, closes_on=table.today)
    table.say(proposal, table.ada, 1)
    with as_(table.cora), pytest.raises(Refused, match="Silence is not consent"):
        deciding.close(proposal=proposal, by=table.cora)


def test_P06_after_the_last_day_nobody_answers_and_it_closes(table: Any, owner_db: Any) -> None:
    proposal = table.asked(threshold="no_objection", least=None)
    table.say(proposal, table.ada, 1)
    owner_db.execute("ALTER TABLE protocols_proposal DISABLE TRIGGER USER")
    try:
        owner_db.execute(
            "UPDATE protocols_proposal SET closes_on = %s WHERE id = %s", [table.today - timedelta(days=1), proposal.pk]
        )
    finally:
        owner_db.execute("ALTER TABLE protocols_proposal ENABLE TRIGGER USER")
    with pytest.raises(Refused, match="last day for answers has passed"):
        table.say(proposal, table.dan, 1)
    with as_(table.cora):
        assert deciding.close(proposal=proposal, by=table.cora) == Outcome.NOT_CARRIED


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"least": 1}, "Say a number from 2, which is two thirds, to 3"),
    ({"least": 4}, "Say a number from 2, which is two thirds, to 3"),
    ({"least": None}, "Say a number from 2"),
    ({"closes_on": None}, "That day is past"),
])  # fmt: skip
def test_P06_a_threshold_that_is_too_low_or_a_day_that_is_past_is_refused(
    table: Any, changes: Any, sentence: str
) -> None:
    if "closes_on" in changes:
        changes = {"closes_on": table.today - timedelta(days=1)}
    with pytest.raises(Refused, match=sentence):
        table.asked(**changes)


def test_P06_who_is_asked_and_who_may_answer() -> None:
    """Those at the table, advisers too; no guest, nobody who came later, nobody who only signs, no stranger."""
    table = ProtocolTable(purpose="systems")
    adviser = rooms.person(rooms.agency(sector="survivors", discipline="survivor_adviser"))
    rooms.seat(table.team, adviser, role="adviser")
    proposal = table.asked(least=3)
    assert {one.agency_id for one in Asked.objects.filter(proposal=proposal)} == {
        table.harbor.pk, table.sheriff.pk, table.cac.pk, adviser.agency_id,
    }  # fmt: skip
    table.say(proposal, adviser, 3, "Ask us earlier")
    later = rooms.person(rooms.agency())
    rooms.seat(table.team, later)
    for who, sentence in ((table.guest, "sits at the team's table as a member"), (later, "asked the next time"),
                          (table.hana, "sits at the team's table"), (table.olga, "sits at the team's table")):  # fmt: skip
        with pytest.raises(Refused, match=sentence):
            table.say(proposal, who, 1)
    with as_(table.ada), pytest.raises(Refused, match="Only a coordinator"):
        deciding.close(proposal=proposal, by=table.ada)


def test_P06_a_systems_team_and_its_advisers_decide_and_an_mou_asks_no_question(table: Any) -> None:
    systems = ProtocolTable(purpose="systems")
    assert systems.carried().outcome == Outcome.CARRIED
    assert Team.objects.get(pk=systems.team.pk).purpose == "systems"
    mou = super(ProtocolTable, table).drafted("sart")
    with pytest.raises(Refused, match="Only a protocol"):
        table.asked(mou)


def test_P06_one_question_at_a_time_and_none_when_it_is_decided(table: Any) -> None:
    version = table.drafted()
    table.asked(version)
    with pytest.raises(Refused, match="A question is open already"):
        table.asked(version)
    other = table.drafted()
    table.carried(other)
    with pytest.raises(Refused, match="has decided on these very words"):
        table.asked(other)


def test_P06_the_next_version_is_decided_anew(table: Any) -> None:
    old = table.executed()
    with as_(table.cora):
        new = writing.change(agreement=table.fresh(old), by=table.cora)
        with pytest.raises(Refused, match="has not decided on this text yet"):
            writing.send(version=new, by=table.cora)
    assert board(old.agreement).stands == Standing.AMENDING


# --- Adopted ---------------------------------------------------------------------------------------------------
def test_P03_read_and_understood_once_by_people_at_the_table_of_what_was_adopted(table: Any) -> None:
    version = table.out()
    with as_(table.ada), pytest.raises(Refused, match="every agency that has to sign has signed"):
        adopting.understood(version=version, shown=version.sha256, by=table.ada)
    for who in (table.hana, table.lou, table.gus):
        table.sign(version, who)
    version = Version.objects.get(pk=version.pk)
    with as_(table.ada):
        with pytest.raises(Refused, match="newer version has been adopted"):
            adopting.understood(version=version, shown="0" * 64, by=table.ada)
        for _ in range(2):
            adopting.understood(version=version, shown=version.sha256, by=table.ada)
    assert Understanding.objects.filter(version=version).count() == 1
    with as_(table.hana), pytest.raises(Refused, match="People at the team's table"):
        adopting.understood(version=version, shown=version.sha256, by=table.hana)


def test_A09_who_leaves_a_protocol_keeps_the_seat(table: Any) -> None:
    version = table.executed()
    with as_(table.hana):
        ending.give_notice(
            party=table.party(version, table.harbor), effective_on=table.today + timedelta(days=40), by=table.hana
        )
    assert table.team.seats.get(person=table.ada).ends_on is None
    assert Agreement.objects.get(pk=version.agreement_id).kind == "protocol"
