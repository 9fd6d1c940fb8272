"""The pages of agreements: who sees them, what is typed and kept, what is refused in a sentence."""

import pytest

from protocols.actions import writing
from protocols.models import Agreement
from tests.counting import Asked
from tests.protocols.agreeing import Table, as_
from tests.protocols.reading import at, text


@pytest.fixture
def table() -> Table:
    return Table()


@pytest.fixture
def coordinator(table, as_person):
    return as_person(table.cora)


# --- Reading ---------------------------------------------------------------------------------------------------
@pytest.mark.slow
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


@pytest.mark.slow
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
                with Asked() as asked:
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


# --- Where one comes from --------------------------------------------------------------------------------------
@pytest.mark.slow
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
