"""Who still has to answer a text, and since when: a draft, one that is out, in turn, on paper, declined."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from agencies.models import Agency
from protocols.actions import writing
from protocols.models import Comment, Decline, GoverningApproval, Party, Signature, Version
from protocols.queries.agreements import PartyRow, party_rows
from protocols.vocabulary import VersionStatus
from protocols.waiting import answers
from tests.protocols.agreeing import Table, as_
from tests.protocols.reading import at, text

ZONE, TODAY = ZoneInfo("America/Chicago"), date(2026, 3, 18)


def moment(day: int) -> datetime:
    """Late in the evening in Chicago, which is the next day in UTC."""
    return datetime(2026, 3, day + 1, 3, tzinfo=UTC)


def version(status=VersionStatus.OUT, **more) -> Version:
    return Version(pk=1, number=1, status=status, created_at=moment(1), sent_at=moment(2), **more)


def rows(of: Version, *parties: Party) -> list[PartyRow]:
    of._prefetched_objects_cache = {"parties": list(parties)}
    return party_rows(of, TODAY)


def party(of: Version, key: int, *, signatures=(), declines=(), **more) -> Party:
    made = Party(pk=key, version=of, agency=Agency(pk=key, name=f"Agency {key}"), **more)
    made._prefetched_objects_cache = {"signatures": list(signatures), "declines": list(declines)}
    return made


def signature(day: int) -> Signature:
    return Signature(capacity="agency", way="online", signed_at=moment(day))


def said(of: Version, *parties: Party, comments=()) -> list[tuple[str, str, int | None]]:
    found = answers(of, rows(of, *parties), comments, ZONE)
    return [(one.agency, one.on, one.since.day if one.since else None) for one in found]


def test_of_a_draft_who_said_nothing_is_waited_for_and_who_asked_waits_for_an_answer():
    draft = version(VersionStatus.DRAFT)
    comments = [Comment(agency_id=2, at=moment(4)), Comment(agency_id=2, at=moment(3), answered_at=moment(5)),
                Comment(agency_id=3, at=moment(3), answered_at=moment(5))]  # fmt: skip
    parties = [party(draft, key) for key in (1, 2, 3)]
    assert said(draft, *parties, comments=comments) == [
        ("Agency 1", "Agency 1: has said nothing yet", 1),
        ("Agency 2", "Who coordinates: a comment is not answered", 4),
        ("Agency 3", "", None),
    ]


def test_of_a_text_that_is_out_each_waits_for_whom_it_waits_for():
    out = version()
    approval = GoverningApproval(recorded_at=moment(7))
    approved = party(out, 3, body="council")
    approved.approval = approval
    assert said(
        out, party(out, 1, signatures=[signature(4)]), party(out, 2, body="council"), approved,
        party(out, 4, declines=[Decline(at=moment(5))]), party(out, 5, is_required=False),
    ) == [
        ("Agency 2", "City or county council", 2),
        ("Agency 5", "Agency 5: may sign", 2),
        ("Agency 4", "Who coordinates, or Agency 4 if it comes back", 5),
        ("Agency 3", "Agency 3: signs or declines", 7),
        ("Agency 1", "", None),
    ]  # fmt: skip


def test_one_after_the_other_it_waits_since_the_one_before_has_signed():
    out = version(in_order=True)
    assert said(
        out, party(out, 1, position=1, signatures=[signature(6)]), party(out, 2, position=2), party(out, 3, position=3)
    ) == [("Agency 3", "Agency 2", 2), ("Agency 2", "Agency 2: signs or declines", 6), ("Agency 1", "", None)]


@pytest.fixture
def table() -> Table:
    return Table()


def test_the_page_says_who_still_has_to_answer_until_it_is_in_force(table, as_person):
    draft = table.drafted()
    with as_(table.ada):
        writing.comment(agreement=draft.agreement, version=draft, key="purpose", body="Otherwise", by=table.ada)
    ada = as_person(table.ada)
    page = text(ada.get(at("agreement", draft)))
    assert "Who still has to answer" in page
    assert f"{table.sheriff.name}: has said nothing yet" in page
    assert "Who coordinates: a comment is not answered" in page
    table.out(draft)
    table.sign(draft, table.hana)
    page = text(ada.get(at("agreement", draft)))
    assert f"{table.sheriff.name}: signs or declines" in page
    assert f"{table.harbor.name}: signs or declines" not in page
    table.sign(draft, table.lou)
    table.sign(draft, table.gus)
    assert "Who still has to answer" not in text(ada.get(at("agreement", draft)))
