"""Writing down what was told outside: within its basis, by an agreed way, while it was in force; otherwise nothing is stored."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace as Fact
from typing import Any

import psycopg
import pytest
from django.utils import timezone

from confidentiality import gate
from confidentiality.actions.disclosures import Said, record
from confidentiality.policy.disclosures import refuses_law, refuses_within
from mdt.kit import clock
from mdt.kit.errors import Refused
from tests import rooms, rows
from tests.cases.outside import Neighbors, neighbors
from tests.cases.working import ledger, posted

NOW = datetime(2026, 3, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(name="near")
def near_fixture() -> Neighbors:
    return neighbors()


def stored(db: Any, near: Neighbors) -> list[Any]:
    return db.execute("SELECT basis, method, elements, to_whom, recipient_id FROM confidentiality_disclosure WHERE case_id = %s",
                      [near.room.case.pk]).fetchall()  # fmt: skip


def public(db: Any, table: str, key: int) -> Any:
    return db.execute(f"SELECT public_id FROM confidentiality_{table} WHERE id = %s", [key]).fetchone()[0]


def said(basis: str, of: Any, **changes: Any) -> Said:
    given = {"to_whom": "Detective Doe, front desk", "elements": 2, "what": "Her name", "method": "phone",
             "at": clock.now() - HOUR, "notice": "She was beside us", "safety_steps": "A plan for the day"}  # fmt: skip
    return Said(basis=basis, of=of, **given | changes)


def law(db: Any, **columns: Any) -> Any:
    """A law of the state of Ada's agency."""
    return public(db, "statute", rows.put(db, "confidentiality_statute", **{"elements": 1 | 2 | 8, **columns}))


def tried(near: Neighbors, acting_as: Any, what: Said) -> None:
    with acting_as(near.room.ada):
        record(case=near.room.case.public_id, said=what, by=near.room.ada)


def test_C05_R05_what_the_basis_names_is_written_down(near, owner_db, acting_as) -> None:
    release, order = near.released(owner_db), near.ordered(owner_db)
    tried(near, acting_as, said("release", public(owner_db, "release", release)))
    tried(near, acting_as, said("mandate", public(owner_db, "mandate", order), elements=4, method="paper"))
    tried(near, acting_as, said("law", law(owner_db, verified=False), elements=10, method="fax"))
    police = near.dan.agency_id
    assert sorted(stored(owner_db, near)) == sorted([
        ("RELEASE", "phone", 3, "Detective Doe, front desk", police), ("COURT_MANDATE", "paper", 5, "Detective Doe, front desk", police),
        ("STATUTORY_MANDATE", "fax", 11, "Detective Doe, front desk", None),
    ])  # fmt: skip


@pytest.mark.parametrize(("changes", "sentence"), [
    ({"method": "fax"}, "The ways that it names are: On a page here, By phone"), ({"elements": 512}, "It does not name this: In her own words"),
    ({"elements": 1}, "Name at least one part"), ({"at": "later"}, "in the future"), ({"at": "long ago"}, "it was not in force"),
])  # fmt: skip
def test_R05_what_it_does_not_name_is_refused_in_words_and_stores_nothing(
    near, owner_db, acting_as, changes, sentence
) -> None:
    release = public(owner_db, "release", near.released(owner_db))
    when = {"later": clock.now() + HOUR, "long ago": clock.now() - timedelta(days=30)}
    changes = {name: when.get(value, value) for name, value in changes.items()}
    with pytest.raises(Refused, match=sentence):
        tried(near, acting_as, said("release", release, **changes))
    assert stored(owner_db, near) == []
    tried(near, acting_as, said("release", release))  # all else was right
    assert len(stored(owner_db, near)) == 1


@pytest.mark.parametrize(("columns", "changes", "sentence"), [
    ({"effect": "permits"}, {}, "permits and does not compel"), ({"state": "YY"}, {}, "not a law of your agency's state"),
    ({}, {"elements": 512}, "does not ask for this: In her own words"), ({}, {"notice": " "}, "what she was told of it, or why"), ({}, {"safety_steps": " "}, "for her safety and privacy"),
])  # fmt: skip
def test_C05_a_law_is_obeyed_for_what_it_compels_alone(near, owner_db, acting_as, columns, changes, sentence) -> None:
    with pytest.raises(Refused, match=sentence):
        tried(near, acting_as, said("law", law(owner_db, **columns), **changes))
    assert stored(owner_db, near) == []


def test_C05_a_law_that_permits_is_enough_where_no_federal_confidentiality_binds(near, owner_db, acting_as) -> None:
    owner_db.execute("UPDATE agencies_agency SET regimes = '{STATE}' WHERE id = %s", [near.room.ada.agency_id])
    tried(near, acting_as, said("law", law(owner_db, effect="permits")))
    assert len(stored(owner_db, near)) == 1


def test_R05_after_she_took_it_back_nothing_more_and_what_was_told_before_still(near, owner_db, acting_as) -> None:
    key = near.released(owner_db)
    owner_db.execute("UPDATE confidentiality_release SET status = 'withdrawn' WHERE id = %s", [key])
    release = public(owner_db, "release", key)
    with pytest.raises(Refused, match="it was not in force"):
        tried(near, acting_as, said("release", release, at=clock.now()))
    tried(near, acting_as, said("release", release, at=clock.now() - HOUR))
    assert len(stored(owner_db, near)) == 1


def test_R05_the_words_and_the_wall_agree_on_random_disclosures(near, owner_db) -> None:
    """The policy refuses what the database refuses, at the edges too."""
    starts, ends = NOW - timedelta(days=3), NOW - timedelta(days=1)
    key = near.released(owner_db, prepared_at=starts - HOUR, countersigned_at=starts, expires_at=ends, elements=3)
    for at in (starts - timedelta(microseconds=1), starts, ends - timedelta(microseconds=1), ends):
        for elements in (2, 3, 6):
            for method in ("phone", "fax"):
                refusal = refuses_within(starts, ends, 3, ["here", "phone"], at=at, elements=elements, method=method)
                columns = {"at": at, "elements": elements | 1, "method": method, "release_id": key, "basis": "RELEASE",
                           "case_id": near.room.case.pk, "agency_id": near.room.ada.agency_id, "recipient_id": near.dan.agency_id,
                           "recorded_by_id": near.room.ada.pk, "recorded_at": NOW}  # fmt: skip
                try:
                    rows.put(owner_db, "confidentiality_disclosure", **columns)
                    held = True
                except psycopg.errors.CheckViolation:
                    held = False
                assert held == (refusal is None), (at, elements, method)
    assert len(stored(owner_db, near)) == 4


def test_C05_of_another_record_or_agency_nothing_can_be_named(near, owner_db, acting_as) -> None:
    other = rooms.case(near.room.ada)
    theirs = public(owner_db, "release", near.released(owner_db, other))
    with pytest.raises(gate.RecordNotFound):
        tried(near, acting_as, said("release", theirs))
    with acting_as(near.dan), pytest.raises(gate.RecordNotFound):
        record(case=near.room.case.public_id, said=said("release", theirs), by=near.dan)
    mine = public(owner_db, "release", near.released(owner_db))
    with (
        acting_as(near.dan),
        pytest.raises(gate.RecordNotFound),
    ):  # who sees it by the release writes nothing down for them
        record(case=near.room.case.public_id, said=said("release", mine), by=near.dan)
    assert stored(owner_db, near) == []


# --- The page -------------------------------------------------------------------------------------------------


def test_R05_the_page_writes_it_down_and_a_refusal_keeps_what_was_typed(near, owner_db, as_person) -> None:
    ada, url = as_person(near.room.ada), near.room.url("disclosure_new")
    owner_db.execute(
        "UPDATE agencies_jurisdiction SET state = 'WW' WHERE id = %s", [near.room.ada.agency.jurisdiction_id]
    )
    assert "Nothing may be told" in ada.get(url).content.decode()
    release = public(owner_db, "release", near.released(owner_db))
    other = public(owner_db, "release", near.released(owner_db, rooms.case(near.room.ada)))
    page = ada.get(url).content.decode()
    assert str(release) in page
    assert str(other) not in page
    given = {"basis": f"release:{release}", "to_whom": "Detective Doe", "elements": "2", "what": "That she is safe", "method": "fax",
             "at": _typed(clock.now() - HOUR), "notice": ""}  # fmt: skip
    before = len(ledger(actor_id=near.room.ada.pk, kind="refused"))
    refused = posted(ada, url, **given | {"at": "2026-01-01 10:00", "method": "phone"}).content.decode()
    assert "it was not in force" in refused
    refused = posted(ada, url, **given).content.decode()
    assert "Not by this way. The ways that it names are: On a page here, By phone." in refused
    assert "That she is safe" in refused
    assert len(ledger(actor_id=near.room.ada.pk, kind="refused", purpose="disclosure.record")) == before + 2
    assert stored(owner_db, near) == []
    empty = posted(ada, url, to_whom="").content.decode()
    assert "Person and office: this needs an answer." in empty
    assert "lies in the future" in posted(ada, url, **given | {"at": "2039-01-01 10:00"}).content.decode()
    answer = posted(ada, url, **given | {"method": "phone"})
    assert answer.status_code == 302
    assert "That she is safe" in ada.get(answer.url).content.decode()
    assert [row[0] for row in stored(owner_db, near)] == ["RELEASE"]


def _typed(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def test_C05_a_law_nobody_verified_is_shown_as_such(near, owner_db, as_person) -> None:
    owner_db.execute(
        "UPDATE agencies_jurisdiction SET state = 'QQ' WHERE id = %s", [near.room.ada.agency.jurisdiction_id]
    )
    law(owner_db, state="QQ", title="A law of this state", verified=False)
    law(owner_db, state="YY", title="A law of another state")
    page = as_person(near.room.ada).get(near.room.url("disclosure_new")).content.decode()
    assert "A law of this state" in page
    assert "not verified by counsel" in page
    assert "A law of another state" not in page


def test_C05_the_policy_knows_what_binds_an_agency() -> None:
    place = Fact(state="ZZ")
    for regimes, refused in (
        (["VAWA"], True),
        (["FVPSA"], True),
        (["VOCA", "HIPAA"], True),
        (["HIPAA"], False),
        ([], True),  # of which nothing is known
    ):
        agency = Fact(regimes=regimes, jurisdiction=place)
        rule = Fact(state="ZZ", effect="permits", elements=3)
        assert (refuses_law(agency, rule, elements=2) is not None) == refused, regimes
        assert refuses_law(agency, Fact(state="ZZ", effect="compels", elements=3), elements=2) is None
