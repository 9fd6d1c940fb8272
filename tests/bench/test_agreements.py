"""Pages of a long agreement: what they ask of the database does not grow with its parties, its clauses or its comments."""

from typing import Any

import pytest
from auditlog.context import disable_auditlog

from bench import agreements, ready
from protocols.actions import signing, writing
from protocols.models import Version
from protocols.views import agreements as views
from tests import rooms
from tests.counting import Asked
from tests.protocols.agreeing import Table, as_

MOST = 30  # statements of a page
TODAY = 36  # of the page that brings together what waits in each app


def crowded(parties: int) -> tuple[Table, Version]:
    """A draft with so many parties, each of which has said something."""
    table = Table()
    version = table.drafted()
    agencies = [
        table.harbor,
        table.sheriff,
        table.cac,
        *(rooms.agency(jurisdiction=table.county) for _ in range(parties)),
    ]
    rows = [{"agency": agency, "position": 1, "is_required": True, "body": ""} for agency in agencies]
    with as_(table.cora):
        writing.set_parties(version=version, parties=rows, by=table.cora)
        for _ in range(parties):
            writing.comment(
                agreement=version.agreement, version=version, key="purpose", body="Otherwise", by=table.cora
            )
    return table, version


def asked(browser: Any, path: str) -> int:
    browser.get(path)
    with Asked() as found:
        assert browser.get(path).status_code == 200
    return len(found.captured_queries)


@pytest.mark.slow
def test_pages_of_an_agreement_ask_as_much_for_25_parties_as_for_5(as_person: Any) -> None:
    counts: list[list[int]] = []
    for parties in (2, 22):  # and the three at the table
        table, version = crowded(parties)
        browser, here = as_person(table.cora), f"/agreements/{version.agreement.public_id}/"
        draft = [asked(browser, here), asked(browser, f"{here}parties/"), asked(browser, f"{here}send/")]
        table.out(version)
        table.sign(version, table.lou)
        with as_(table.hana):
            signing.decline(version=version, party=table.party(version, table.harbor), reason="No", by=table.hana)
        out = [asked(browser, here), asked(as_person(table.gus), f"{here}sign/")]
        with as_(table.cora):
            later = writing.change(agreement=version.agreement, by=table.cora)
            writing.save_clause(version=later, key="purpose", heading="Why", body="Otherwise", by=table.cora)
        redline = [asked(browser, f"{here}versions/1/to/2/"), asked(browser, "/agreements/"), asked(browser, "/")]
        counts.append([*draft, *out, *redline])
    assert counts[0] == counts[1]
    assert max(counts[0][:-1]) <= MOST and counts[0][-1] <= TODAY, counts[0]


@pytest.fixture
def long_one() -> tuple[Table, Any]:
    table = Table()
    with disable_auditlog():
        return table, agreements.make(table.team, table.cora, 3)


def test_what_is_measured_is_a_page_rendered_from_what_is_at_hand(long_one: tuple[Table, Any], as_person: Any) -> None:
    """The floor of ``manage.py bench`` asks for nothing, and says the same."""
    table, agreement = long_one
    browser = as_person(table.cora)
    for path in ("versions/2/", "versions/1/to/2/"):
        bare = ready.ready(browser, f"/agreements/{agreement.public_id}/{path}", views)
        bare()
        with Asked() as found:
            answer: Any = bare()
        assert len(found.captured_queries) <= 3, "session, person and her agency"
        assert answer.status_code == 200
        assert len(answer.content) > 200_000, "sixty pages"
