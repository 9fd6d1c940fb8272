"""The pages of agreements: who sees them, what is typed and kept, what is refused in a sentence."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from protocols.actions import writing
from protocols.models import Agreement, Authority, Comment, Decline, GoverningApproval
from protocols.queries.agreements import board
from protocols.vocabulary import Standing, VersionStatus
from tests import rooms
from tests.protocols.agreeing import Table, as_


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def coordinator(table, as_person):
    return as_person(table.cora)


def at(name, version, *more):
    return reverse(name, args=[version.agreement.public_id, *more])


def text(answer):
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    return answer.content.decode()


def said(answer):
    """The sentence on the page to which one is led."""
    return text(answer.client.get(answer.url))


def picture():
    drawn = BytesIO()
    Image.new("RGB", (40, 40), "white").save(drawn, "PNG")
    return SimpleUploadedFile("her name.png", drawn.getvalue(), "image/png")


# --- Reading ---------------------------------------------------------------------------------------------------
def test_who_sees_an_agreement_and_for_whom_it_does_not_exist(table, as_person):
    version = table.out()
    for who, status in (
        (table.cora, 200),
        (table.ada, 200),
        (table.hana, 200),
        (table.olga, 404),
        (table.mia, 404),
        (table.adam, 404),
    ):
        browser = as_person(who)
        assert browser.get(at("agreement", version)).status_code == status
        assert browser.get(at("agreement_version", version, 1)).status_code == status
        assert ("Working together" in browser.get("/agreements/").content.decode()) is (status == 200)
    for name in ("agreement_send", "agreement_change", "agreement_terms", "agreement_sign", "agreement_decline"):
        assert as_person(table.olga).post(at(name, version)).status_code == 404


def test_the_list_begins_with_what_waits_for_me_and_shows_the_matrix(table, as_person):
    version = table.out()
    table.sign(version, table.lou)
    page = text(as_person(table.hana).get("/agreements/"))
    assert (
        page.index("Waits for your signature")
        < page.index("Agreements of your teams")
        < page.index("Who has signed what")
    )
    assert at("agreement_sign", version) in page
    assert "Write a new agreement" not in page
    assert "Partly signed: unlocks nothing" in page
    assert "Has to sign" in page
    other = text(as_person(table.dan).get("/agreements/"))
    assert "Waits for your signature" not in other
    assert "Signed" in other


def test_lists_and_today_ask_as_much_for_one_as_for_three(table, as_person):
    browsers = [as_person(who) for who in (table.cora, table.hana)]
    counted = []
    for more in (1, 2):
        for _ in range(more):
            version = table.out()
            table.sign(version, table.lou)
        counts = []
        for browser in browsers:
            for path in ("/agreements/", "/"):
                browser.get(path)
                with CaptureQueriesContext(connection) as asked:
                    text(browser.get(path))
                counts.append(len(asked))
        counted.append(counts)
    assert counted[0] == counted[1]


def test_partly_signed_says_that_it_unlocks_nothing_and_for_whom_it_waits(table, coordinator):
    version = table.out()
    table.sign(version, table.hana)
    page = text(coordinator.get(at("agreement", version)))
    assert "Partly signed: it unlocks nothing yet. Waiting for: " in page
    assert table.sheriff.name in page
    assert version.sha256 in page
    assert "Charter, section 4" in page


def test_earlier_versions_stay_readable_with_their_digest_and_what_changed(table, coordinator):
    version = table.out()
    coordinator.post(at("agreement_change", version))
    later = Agreement.objects.get(pk=version.agreement_id).versions.get(number=2)
    with as_(table.cora):
        body = version.clauses.get(key="purpose").body
        writing.save_clause(
            version=later, key="purpose", heading="Purpose", body=f"{body} And <b>more</b>.", by=table.cora
        )
        writing.remove_clause(version=later, key="media", by=table.cora)
    page = text(coordinator.get(at("agreement_version", version, 1)))
    assert version.sha256 in page
    assert "You read version 1" in page
    line = text(coordinator.get(at("agreement_redline", version, 1, 2)))
    assert "1 clause changed, 1 removed." in line
    assert "And &lt;b&gt;more&lt;/b&gt;." in line
    assert "<ins>" in line
    assert "<del>" in line
    assert coordinator.get(at("agreement_version", version, 3)).status_code == 404


# --- Writing ---------------------------------------------------------------------------------------------------
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


# --- Beside signing --------------------------------------------------------------------------------------------
def test_E05_declining_takes_a_reason(table, as_person):
    version = table.out()
    lou = as_person(table.lou)
    assert "this needs an answer" in text(lou.post(at("agreement_decline", version), {"reason": ""}))
    assert "does not sign this version" in said(lou.post(at("agreement_decline", version), {"reason": "Too long"}))
    assert Decline.objects.filter(party__version=version, by=table.lou).count() == 1
    assert "Too long" in text(lou.get(at("agreement", version)))
    assert "Only who may sign" in said(as_person(table.dan).post(at("agreement_decline", version), {"reason": "No"}))


def test_A06_the_approval_of_a_council_is_recorded(table, coordinator, as_person):
    version = table.drafted()
    with as_(table.cora):
        rows = [{"agency": table.cac, "position": 1, "is_required": True, "body": "tribal_council"}]
        writing.set_parties(version=version, parties=rows, by=table.cora)
    table.out(version)
    gus, here = as_person(table.gus), at("agreement_approve", version)
    assert "Record the approval" in text(gus.get(at("agreement", version)))
    late = {"number": "R-7", "decided_on": table.today + timedelta(days=2)}
    page = text(gus.post(here, late))
    assert "That day has not come." in page
    assert 'value="R-7"' in page
    assert gus.post(here, {**late, "decided_on": table.today, "scan": picture()}).status_code == 302
    kept = GoverningApproval.objects.get(party__version=version)
    assert (kept.number, kept.content_type) == ("R-7", "image/png")
    assert "Its approval is on record." in said(gus.get(here))


def test_E05_paper_is_handed_in_by_one_and_verified_by_another(table, coordinator, as_person):
    version = table.out()
    ada, here = as_person(table.ada), at("agreement_paper", version, table.harbor.public_id)
    typed = {"signatory": str(table.hana.public_id), "name": "Hana H.", "signed_on": table.today + timedelta(days=1)}
    page = text(ada.post(here, {**typed, "scan": picture()}))
    assert "That day has not come." in page
    assert 'value="Hana H."' in page
    assert "cannot have been signed before" in text(
        ada.post(here, {**typed, "signed_on": "2020-01-01", "scan": picture()})
    )
    assert ada.post(here, {**typed, "signed_on": table.today, "scan": picture()}).status_code == 302
    made = version.parties.get(agency=table.harbor).signatures.get()
    check = at("agreement_paper_check", version, made.public_id)
    assert check in text(coordinator.get(at("agreement", version)))
    assert "Somebody else verifies it" in said(ada.post(check))
    scan = coordinator.get(at("agreement_paper_scan", version, made.public_id))
    assert scan.headers["Content-Disposition"] == 'attachment; filename="paper.png"'
    assert "sandbox" in scan.headers["Content-Security-Policy"]
    assert as_person(table.olga).get(at("agreement_paper_scan", version, made.public_id)).status_code == 404
    assert coordinator.post(check).status_code == 302
    assert board(version.agreement).stands == Standing.PARTIALLY_SIGNED
    assert "upload its paper" in said(ada.get(at("agreement_paper", version, table.sheriff.public_id)))
    assert "nothing for this agency to sign" in said(ada.get(here))


# --- Who may sign ----------------------------------------------------------------------------------------------
def test_A07_authority_is_recorded_by_another_and_ended(table, as_person):
    mia, adam = as_person(table.mia), as_person(table.adam)
    assert table.harbor.name in text(adam.get("/agreements/authority/"))
    assert table.hana.name in text(mia.get("/agreements/authority/"))
    for who, status in ((table.hana, 200), (table.ada, 404), (table.lou, 404), (table.olga, 404), (table.adam, 200)):
        assert as_person(who).get(reverse("agency_authorities", args=[table.harbor.public_id])).status_code == status
    here = reverse("authority_record", args=[table.harbor.public_id])
    typed = {
        "person": str(table.ada.public_id),
        "office": "Chair",
        "source": "bylaws",
        "citation": "",
        "starts_on": table.today,
    }
    page = text(mia.post(here, typed))
    assert 'value="Chair"' in page
    assert str(table.mia.public_id) not in page  # nobody records her own
    assert mia.post(here, {**typed, "citation": "Bylaws 7"}).status_code == 302
    made = Authority.objects.get(person=table.ada)
    end = reverse("authority_end", args=[table.harbor.public_id, made.public_id])
    assert "records this" in said(as_person(table.hana).get(end))
    assert mia.post(end, {"on": table.today}).status_code == 302
    made.refresh_from_db()
    assert made.ends_on == table.today


def test_E06_the_head_delegates_by_an_instrument(table, as_person):
    hana = as_person(table.hana)
    assert "/agreements/authority/delegate/" in text(hana.get("/agreements/authority/"))
    typed = {
        "person": str(table.ada.public_id),
        "office": "Acting director",
        "citation": "Letter",
        "starts_on": table.today,
    }
    page = text(hana.post("/agreements/authority/delegate/", typed))
    assert "The signed delegation: this needs an answer." in page
    assert 'value="Acting director"' in page
    assert hana.post("/agreements/authority/delegate/", {**typed, "instrument": picture()}).status_code == 302
    made = Authority.objects.get(person=table.ada)
    assert made.delegated_from.person == table.hana
    for who in (table.ada, table.mia, table.adam):
        assert as_person(who).get("/agreements/authority/delegate/").status_code == 404


# --- Where one comes from --------------------------------------------------------------------------------------
def test_today_shows_what_waits_and_the_coordinator_what_lapses(table, as_person):
    version = table.drafted()
    with as_(table.cora):
        terms = {name: getattr(version, name) for name in writing.TERMS} | {"term_months": 3}
        writing.set_terms(version=version, by=table.cora, **terms)
    table.out(version)
    today = text(as_person(table.hana).get("/"))
    assert "Agreements to sign" in today
    assert "/agreements/" in today
    assert "Agreements to sign" not in text(as_person(table.ada).get("/"))
    for who in (table.hana, table.lou, table.gus):
        table.sign(version, who)
    assert "Agreements that lapse" in text(as_person(table.cora).get("/"))
    assert "Agreements that lapse" not in text(as_person(table.dan).get("/"))


def test_who_runs_the_installation_has_no_agreements(table, as_person):
    adam = as_person(table.adam)
    assert adam.get("/agreements/").status_code == 404
    assert '"/agreements/"' not in text(adam.get("/"))
