"""Pages on which an agreement is written: what is typed and kept, what is refused in a sentence."""

import pytest
from django.urls import reverse

from protocols.actions import writing
from protocols.models import Agreement, Comment
from protocols.queries.agreements import board
from protocols.vocabulary import Standing, VersionStatus
from tests import rooms
from tests.protocols.agreeing import Table, as_
from tests.protocols.reading import at, said, text


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def coordinator(table, as_person):
    return as_person(table.cora)


def test_only_a_coordinator_begins_one_and_only_for_the_own_team(table, as_person, coordinator):
    assert as_person(table.ada).get("/agreements/new/").status_code == 302
    assert as_person(table.adam).get("/agreements/new/").status_code == 404
    typed = {
        "team": str(table.team.public_id),
        "kind": "mou",
        "title": "Our promise",
        "template": "sart",
        "profile": "own",
    }
    wrong = text(coordinator.post("/agreements/new/", {**typed, "title": "", "team": str(rooms.team().public_id)}))
    assert "Title: this needs an answer." in wrong
    answer = coordinator.post("/agreements/new/", typed)
    made = Agreement.objects.get(title="Our promise", team=table.team)
    assert answer.url == reverse("agreement", args=[made.public_id])
    assert "It is being written and holds for nobody yet." in said(answer)


def test_a_clause_is_written_and_what_was_typed_is_kept(table, coordinator):
    version = table.drafted()
    here = at("agreement_clause", version, "purpose")
    began = version.clauses.get(key="purpose").body
    page = text(coordinator.post(here, {"heading": "", "body": "My words", "seen": began}))
    assert "My words" in page
    assert "Heading: this needs an answer." in page
    assert (
        coordinator.post(
            here, {"heading": "Why", "body": "My\r\nwords", "seen": began.replace("\n", "\r\n")}
        ).status_code
        == 302
    )
    assert version.clauses.get(key="purpose").body == "My\nwords"


def test_two_who_write_one_clause_lose_nothing(table, coordinator):
    version = table.drafted()
    began = version.clauses.get(key="purpose").body
    here = at("agreement_clause", version, "purpose")
    assert coordinator.post(here, {"heading": "Why", "body": "First", "seen": began}).status_code == 302
    page = text(coordinator.post(here, {"heading": "Why", "body": "Second", "seen": began}))
    assert "Somebody changed this clause while you wrote" in page
    assert "Second" in page
    assert "As it stands now" in page
    assert 'name="seen" value="First"' in page
    assert coordinator.post(here, {"heading": "Why", "body": "Both", "seen": "First"}).status_code == 302


def test_clauses_come_and_go_and_required_ones_only_with_a_reason(table, coordinator):
    version = table.drafted()
    answer = coordinator.post(at("agreement_clause_add", version), {"heading": "Ours", "body": "Only here."})
    assert answer.status_code == 302
    assert version.clauses.get(heading="Ours").key.startswith("own_")
    for key in ("cultural", "no_waiver"):
        assert coordinator.post(at("agreement_clause_remove", version, key)).status_code == 302
    page = text(coordinator.get(at("agreement_send", version)))
    assert "What holds it back" in page
    assert at("agreement_override", version, "cultural") in page
    assert at("agreement_override", version, "no_waiver") not in page
    assert "is missing" in said(coordinator.post(at("agreement_send", version), {"step": "send"}))
    assert "Why it is left out: this needs an answer." in text(
        coordinator.post(at("agreement_override", version, "cultural"), {"reason": ""})
    )
    assert "never sent" in text(coordinator.post(at("agreement_override", version, "no_waiver"), {"reason": "x"}))
    assert (
        coordinator.post(at("agreement_override", version, "cultural"), {"reason": "In the protocol"}).status_code
        == 302
    )
    page = text(coordinator.get(at("agreement", version)))
    assert "In the protocol" in page
    assert "Cultural responsiveness" in text(coordinator.get(at("agreement_clause_add", version)))


def test_terms_and_parties_are_set(table, coordinator):
    version = table.drafted()
    typed = {
        "term_months": "0",
        "review_months": "6",
        "notice_days": "60",
        "grace_days": "10",
        "fallback": str(table.cac.public_id),
    }
    page = text(coordinator.post(at("agreement_terms", version), typed))
    assert 'value="60"' in page
    assert (
        coordinator.post(at("agreement_terms", version), {**typed, "term_months": "24", "in_order": "on"}).status_code
        == 302
    )
    version.refresh_from_db()
    assert (version.term_months, version.fallback, version.in_order) == (24, table.cac, True)
    keys = [agency.public_id.hex for agency in (table.harbor, table.sheriff, table.cac)]
    rows = {f"position_{key}": n for n, key in enumerate(keys, 1)} | {f"body_{key}": "" for key in keys}
    assert "Name at least one agency" in text(coordinator.post(at("agreement_parties", version), rows))
    rows |= {
        f"in_{keys[0]}": "on",
        f"required_{keys[0]}": "on",
        f"in_{keys[2]}": "on",
        f"body_{keys[2]}": "tribal_council",
    }
    assert coordinator.post(at("agreement_parties", version), rows).status_code == 302
    found = [(party.agency, party.position, party.is_required, party.body) for party in version.parties.all()]
    assert found == [(table.harbor, 1, True, ""), (table.cac, 3, False, "tribal_council")]


@pytest.mark.slow
def test_sent_to_lawyers_and_back_and_out_and_nobody_else_writes(table, coordinator, as_person):
    version = table.drafted()
    for step, status in (
        ("review", VersionStatus.REVIEW),
        ("revise", VersionStatus.DRAFT),
        ("send", VersionStatus.OUT),
    ):
        assert coordinator.post(at("agreement_send", version), {"step": step}).status_code == 302
        version.refresh_from_db()
        assert version.status == status
    assert "This text is out" in said(coordinator.get(at("agreement_clause", version, "purpose")))
    for name in ("agreement_change", "agreement_terms", "agreement_parties", "agreement_clause_add"):
        assert "Only a coordinator" in said(as_person(table.ada).post(at(name, version)))


@pytest.mark.slow
def test_words_that_still_wait_in_square_brackets_are_named_before_it_goes_out(table, coordinator):
    version = table.drafted()
    clauses = {clause.key: clause for clause in version.clauses.all()}
    page = text(coordinator.get(at("agreement_send", version)))
    assert "Words in square brackets are still to be filled in:" in page
    assert clauses["parties"].heading in page.split("square brackets")[1].split("</p>")[0]
    with as_(table.cora):
        for key, clause in clauses.items():
            words = clause.body.replace("[", "").replace("]", "")
            writing.save_clause(version=version, key=key, heading=clause.heading, body=words, by=table.cora)
    assert "square brackets" not in text(coordinator.get(at("agreement_send", version)))


def test_the_next_version_says_first_what_becomes_void(table, coordinator):
    version = table.out()
    table.sign(version, table.hana)
    page = text(coordinator.get(at("agreement_change", version)))
    assert "What was signed under it becomes void." in page
    assert table.harbor.name in page
    assert "draft with the words of the last" in said(coordinator.post(at("agreement_change", version)))
    assert board(version.agreement).stands == Standing.DRAFT


def test_agencies_comment_and_the_coordinator_answers(table, coordinator, as_person):
    version = table.drafted()
    here = at("agreement_comment", version, 1, "purpose")
    member = as_person(table.ada)
    assert "needs an answer" in text(member.post(here, {"body": "", "proposed": "Better words"}))
    for words in ("Better words", ""):
        assert member.post(here, {"body": "We read it otherwise", "proposed": words}).status_code == 302
    with_words, without = Comment.objects.filter(version=version)
    page = text(member.get(at("agreement", version)))
    assert "Open comment" in page
    assert table.harbor.name in page
    assert "Only a coordinator" in said(member.get(at("agreement_answer", version, with_words.public_id)))
    assert coordinator.post(at("agreement_answer", version, with_words.public_id), {"taken": "yes"}).status_code == 302
    assert version.clauses.get(key="purpose").body == "Better words"
    assert "Say why it is not taken" in text(
        coordinator.post(at("agreement_answer", version, without.public_id), {"taken": "no"})
    )
    answer = coordinator.post(
        at("agreement_answer", version, without.public_id), {"taken": "no", "answer": "It says so below"}
    )
    assert "It says so below" in text(coordinator.get(answer.url))
    assert "Somebody answered this already" in said(coordinator.get(at("agreement_answer", version, without.public_id)))
