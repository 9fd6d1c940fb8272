"""The pages of protocols: what is typed and kept, what is refused in a sentence, who sees what, and how much is asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agencies.models import Person
from protocols.actions import adopting, deciding, writing
from protocols.models import Agreement, Understanding, Version
from tests import rooms
from tests.counting import Asked
from tests.protocols.agreeing import as_
from tests.protocols.deciding import ProtocolTable
from tests.protocols.reading import at, said, text

AsPerson = Callable[[Person], Client]


@pytest.fixture
def table() -> ProtocolTable:
    return ProtocolTable()


@pytest.fixture
def coordinator(table: Any, as_person: AsPerson) -> Client:
    return as_person(table.cora)


def questions(table: Any, **more: Any) -> dict[str, Any]:
    return {
        "question": "Do we adopt it?", "threshold": "at_least", "least": 2, "closes_on": table.today + timedelta(days=7), **more,
    }  # fmt: skip


# --- The text and who does what --------------------------------------------------------------------------------
def test_P03_a_coordinator_begins_one_and_the_list_names_both_kinds_apart(
    table: Any, as_person: AsPerson, coordinator: Client
) -> None:
    assert as_person(table.ada).get(reverse("protocol_new")).status_code == 302
    assert as_person(table.adam).get(reverse("protocol_new")).status_code == 404
    page = text(coordinator.post(reverse("protocol_new"), {"team": str(rooms.team().public_id), "title": "Ours"}))
    assert 'value="Ours"' in page
    answer = coordinator.post(reverse("protocol_new"), {"team": str(table.team.public_id), "title": "Ours"})
    made = Agreement.objects.get(title="Ours", team=table.team)
    assert answer.url == reverse("agreement", args=[made.public_id])
    page = said(answer)
    assert "No task is named yet." in page
    assert "Grace after it lapses" not in page
    super(ProtocolTable, table).drafted("sart")
    listed = text(coordinator.get("/agreements/"))
    assert f"{table.team.name} · Protocol" in listed
    assert f"{table.team.name} · Memorandum of understanding" in listed


def lines(version: Version, coordinator: Client, name: str = "protocol_tasks") -> dict[str, str]:
    """What the page's form holds, as a browser sends it."""
    form = coordinator.get(at(name, version)).context["form"]
    return {
        bound.html_name: "" if bound.value() is None else str(bound.value())
        for bound in form
        if bound.value() is not False
    }


@pytest.mark.slow
def test_P03_the_matrix_is_filled_and_what_is_wrong_is_said_above_the_field(table: Any, coordinator: Client) -> None:
    version = table.drafted(filled=False)
    began = lines(version, coordinator)
    wrong = {
        **began, "what_0": "Call an advocate", "advocacy_0": "leads", "law_enforcement_0": "leads", "cac_1": "informed",
    }  # fmt: skip
    page = text(coordinator.post(at("protocol_tasks", version), wrong))
    for sentence in (
        "Say to which section it belongs.",
        "Only one leads, and Advocacy does already.",
        "Say what it is about, or empty the whole card.",
    ):
        assert sentence in page
    assert 'value="Call an advocate"' in page
    right = {
        **began,
        "what_0": "Call an advocate",
        "key_0": "first_response",
        "advocacy_0": "leads",
        "law_enforcement_0": "supports",
    }
    answer = coordinator.post(at("protocol_tasks", version), right)
    assert answer.url.endswith("#h-tasks")
    page = said(answer)
    assert "Call an advocate" in page
    assert 'href="#c-first_response"' in page
    again = lines(version, coordinator)
    assert (again["what_0"], again["advocacy_0"], again["what_1"]) == ("Call an advocate", "leads", "")
    more = coordinator.post(
        at("protocol_tasks", version), {**again, "what_1": "Call an advocate", "key_1": "medical", "more": "1"}
    )
    assert "It is said twice. Say it once." in text(more)
    more = coordinator.post(
        at("protocol_tasks", version), {**again, "what_1": "Drive her", "key_1": "medical", "more": "1"}
    )
    assert more.url == at("protocol_tasks", version)
    out = coordinator.post(at("protocol_tasks", version), {**lines(version, coordinator), "out_0": "on"})
    assert out.status_code == 302
    assert [task.what for task in version.tasks.all()] == ["Drive her"]


def test_P03_two_who_fill_it_see_each_others_lines_and_keep_their_own(table: Any, coordinator: Client) -> None:
    version = table.drafted(filled=False)
    began = lines(version, coordinator)
    first = {**began, "what_0": "Mine", "key_0": "medical"}
    second = {**began, "what_0": "Yours", "key_0": "medical"}
    assert coordinator.post(at("protocol_tasks", version), first).status_code == 302
    answer = coordinator.post(at("protocol_tasks", version), second)
    page = text(answer)
    assert "Somebody changed this while you wrote" in page
    assert "As it stands now" in page
    assert "Mine" in page and 'value="Yours"' in page
    seen = answer.context["form"]["seen"].value()
    assert coordinator.post(at("protocol_tasks", version), {**second, "seen": seen}).status_code == 302


def test_P03_steps_that_can_be_measured(table: Any, coordinator: Client) -> None:
    version = table.drafted(filled=False)
    began = lines(version, coordinator, "protocol_measures")
    page = text(coordinator.post(at("protocol_measures", version), {**began, "what_0": "She is seen", "number_0": "0"}))
    for sentence in ("Say in what it is counted.", "Say from what it is counted.", "Say to which section it belongs."):
        assert sentence in page
    full = {
        **began,
        "what_0": "She is seen",
        "number_0": "1",
        "unit_0": "hours",
        "counted_from_0": "her yes",
        "key_0": "medical",
    }
    page = said(coordinator.post(at("protocol_measures", version), full))
    assert "within 1 hour" in page
    assert "She is seen: within 1 hour, counted from: her yes" in page


def test_P03_the_redline_tells_what_changed_in_the_matrix(table: Any, coordinator: Client) -> None:
    version = table.executed()
    coordinator.post(at("agreement_change", version))
    later = version.agreement.versions.get(number=2)
    coordinator.post(
        at("protocol_tasks", later), {**lines(later, coordinator), "out_1": "on", "advocacy_0": "informed"}
    )
    page = text(coordinator.get(at("agreement_redline", version, 1, 2)))
    assert "Who does what, and how soon" in page
    assert "Leads: Law enforcement · Supports: Advocacy" in page
    assert "Leads: Law enforcement · Is informed: Advocacy" in page
    assert "Offer an exam" in page


# --- Deciding --------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_P06_from_the_question_to_the_outcome(table: Any, as_person: AsPerson, coordinator: Client) -> None:
    version = table.drafted()
    page = text(coordinator.post(at("protocol_propose", version), questions(table, least="", closes_on="")))
    assert "Say how many agencies have to agree." in page
    assert "3 agencies are asked" in page
    answer = coordinator.post(at("protocol_propose", version), questions(table))
    proposal = version.proposals.get()
    assert "Silence is not consent" in said(answer)
    ada, dan = as_person(table.ada), as_person(table.dan)
    assert "Questions to your agency" in text(ada.get("/"))
    say = at("protocol_say", version, proposal.public_id)
    wrong = text(dan.post(say, {"number": "7", "words": "", "seen": ""}))
    assert "At 7 or 8, say what stands in the way." in wrong
    assert said(dan.post(say, {"number": "7", "words": "Not at <b>night</b>", "seen": ""})).count(
        "Not at &lt;b&gt;night"
    )
    assert ada.post(say, {"number": "2", "words": "", "seen": ""}).status_code == 302
    assert "Questions to your agency" not in text(ada.get("/"))
    coordinator.post(say, {"number": "1", "words": "", "seen": ""})
    assert "Reservations to answer" in text(coordinator.get("/"))
    page = text(coordinator.get(at("protocol_proposal", version, proposal.public_id)))
    assert f"Not answered yet: what {table.sheriff.name} holds against it." in page
    assert "Not answered yet" in said(coordinator.post(at("protocol_close", version, proposal.public_id)))
    gradient = proposal.gradients.get(number=7)
    assert "needs an answer" in text(
        coordinator.post(at("protocol_answer", version, gradient.public_id), {"answer": ""})
    )
    assert (
        coordinator.post(at("protocol_answer", version, gradient.public_id), {"answer": "In March"}).status_code == 302
    )
    page = said(coordinator.post(at("protocol_close", version, proposal.public_id)))
    assert "It is carried." in page
    assert "1 agency dissents, on record." in page
    assert "Dissent" in page and "In March" in page


def test_P06_two_of_one_agency_at_once_see_each_other(table: Any, as_person: AsPerson) -> None:
    proposal = table.asked()
    bea = rooms.person(table.harbor)
    rooms.seat(table.team, bea, role="alternate")
    say = at("protocol_say", proposal.version, proposal.public_id)
    assert as_person(table.ada).post(say, {"number": "1", "words": "", "seen": ""}).status_code == 302
    page = text(as_person(bea).post(say, {"number": "3", "words": "Nights are thin", "seen": ""}))
    assert "Somebody of your agency answered meanwhile" in page
    assert "What your agency says now" in page
    assert "Nights are thin" in page
    seen = proposal.gradients.get().public_id
    assert f'value="{seen}"' in page
    assert as_person(bea).post(say, {"number": "3", "words": "Nights are thin", "seen": str(seen)}).status_code == 302


def test_P06_a_text_that_changed_makes_it_void_and_the_pages_say_so(
    table: Any, as_person: AsPerson, coordinator: Client
) -> None:
    proposal = table.asked()
    version = proposal.version
    assert "Any change of the text makes it void." in text(coordinator.get(at("agreement", version)))
    coordinator.post(at("agreement_clause", version, "purpose"), {"heading": "Why", "body": "Others", "seen": ""})
    page = text(coordinator.get(at("agreement", version)))
    assert "The answers to it count for nothing: put it again." in page
    assert "Void: the text was changed" in page
    ada = as_person(table.ada)
    answer = ada.post(at("protocol_say", version, proposal.public_id), {"number": "1", "words": "", "seen": ""})
    assert "makes it void" in said(answer)
    page = text(coordinator.get(at("agreement_send", version)))
    assert "The text has changed since the question was put" in page
    assert at("protocol_propose", version) in page


def test_P06_below_its_threshold_it_is_not_sent(table: Any, coordinator: Client) -> None:
    version = table.drafted()
    proposal = table.asked(version, threshold="all_agree", least=None)
    for who in (table.ada, table.cora, table.dan):
        table.say(proposal, who, 5)
    with as_(table.cora):
        deciding.close(proposal=proposal, by=table.cora)
    answer = coordinator.post(at("agreement_send", version), {"step": "send"})
    assert "stayed below the threshold" in said(answer)
    version.refresh_from_db()
    assert version.status == "draft"


# --- Adopted ---------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_P03_read_and_understood_twice_is_once_and_today_asks_until_then(
    table: Any, as_person: AsPerson, coordinator: Client
) -> None:
    version = table.executed()
    ada = as_person(table.ada)
    assert "Protocols to read" in text(ada.get("/"))
    read = at("protocol_read", version)
    assert "This is the end of the text." in text(ada.get(read))
    assert "Tick that you have read and understood it." in text(ada.post(read, {"shown": version.sha256}))
    assert "newer version has been adopted" in text(ada.post(read, {"shown": "0" * 64, "understood": "on"}))
    for _ in range(2):
        assert ada.post(read, {"shown": version.sha256, "understood": "on"}).status_code == 302
    assert Understanding.objects.filter(version=version, person=table.ada).count() == 1
    assert "Protocols to read" not in text(ada.get("/"))
    assert "You have said so on" in text(ada.get(read))
    assert "Protocols to read" not in text(as_person(table.hana).get("/"))
    with as_(table.cora):
        writing.change(agreement=table.fresh(version), by=table.cora)
    assert "Protocols to read" not in text(ada.get("/"))


def test_P03_who_has_read_it_is_for_the_coordinator_and_for_leads_of_their_own(table: Any, as_person: AsPerson) -> None:
    version = table.executed()
    with as_(table.ada):
        adopting.understood(version=version, shown=version.sha256, by=table.ada)
    readers = at("protocol_readers", version)
    page = text(as_person(table.cora).get(readers))
    assert table.ada.name in page and table.dan.name in page
    assert "1 of 4 at the table" in page
    own = text(as_person(table.hana).get(readers))
    assert table.ada.name in own
    assert table.dan.name not in own
    answer = as_person(table.dan).get(readers)
    assert "leads an agency, sees who has read it" in said(answer)


# --- Who sees it, and how much is asked ------------------------------------------------------------------------
@pytest.mark.slow
def test_C01_for_others_there_is_no_such_protocol_question_or_reservation(table: Any, as_person: AsPerson) -> None:
    version = table.drafted()
    proposal = table.asked(version)
    gradient = table.say(proposal, table.dan, 7, "Not at night")
    stranger = as_person(table.olga)
    for name, more in (
        ("protocol_tasks", ()), ("protocol_measures", ()), ("protocol_propose", ()), ("protocol_read", ()), ("protocol_readers", ()),
        ("protocol_proposal", (proposal.public_id,)), ("protocol_say", (proposal.public_id,)), ("protocol_answer", (gradient.public_id,)),
    ):  # fmt: skip
        assert as_person(table.cora).get(at(name, version, *more)).status_code in (200, 302)
        assert stranger.get(at(name, version, *more)).status_code == 404
    assert stranger.post(at("protocol_close", version, proposal.public_id)).status_code == 404
    other = ProtocolTable()
    theirs = other.asked()
    assert as_person(table.cora).get(at("protocol_proposal", version, theirs.public_id)).status_code == 404


def test_C01_who_only_signs_sees_a_protocol_once_it_is_sent_and_never_answers(table: Any, as_person: AsPerson) -> None:
    proposal = table.asked()
    hana = as_person(table.hana)
    assert hana.get(at("protocol_proposal", proposal.version, proposal.public_id)).status_code == 404
    out = table.out()
    page = text(hana.get(at("agreement_sign", out)))
    assert "Call an advocate" in page and "within 60 minutes" in page
    assert "The hour cannot be kept at night" in page
    assert hana.get(at("protocol_tasks", out)).status_code == 302


def count(browser: Client, path: str) -> int:
    browser.get(path)
    with Asked() as asked:
        text(browser.get(path))
    return len(asked)


@pytest.mark.slow
def test_lists_today_and_a_version_ask_as_much_for_one_row_as_for_three(table: Any, as_person: AsPerson) -> None:
    cora, ada = as_person(table.cora), as_person(table.ada)
    version = table.drafted()
    counted = []
    for number in range(1, 4):
        table.executed()
        table.say(table.asked(), table.dan, 7, "Not at night")
        table.say(table.asked(version), table.dan, 7, "Not at night")
        with as_(table.cora):  # what was asked is void, and a further one is asked the next time
            writing.save_clause(version=version, key="purpose", heading="Why", body=f"Words {number}", by=table.cora)
        if number != 2:
            counted.append(
                [count(cora, path) for path in ("/agreements/", "/", at("agreement", version))] + [count(ada, "/")]
            )
    assert version.proposals.count() == 3
    assert counted[0] == counted[1]
