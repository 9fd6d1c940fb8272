"""Attacks with raw SQL as the web role, in the name of somebody with a valid sign-in: what is hers to read or write, and no more."""

import contextlib
import uuid
from collections.abc import Callable, Iterator
from types import SimpleNamespace as Cast

import psycopg
import pytest

from cases.actions import access
from confidentiality.elements import Element
from tests import rooms, rows
from tests.copies import Connection

DENIED = (psycopg.errors.InsufficientPrivilege, psycopg.errors.CheckViolation)
FAR = "2039-01-01T00:00:00Z"


@pytest.fixture
def cast(owner_db: Connection) -> Iterator[Cast]:
    """Harbor's people and case, and a referral from it to the police, all their own."""
    harbor, police, third = (rooms.agency() for _ in range(3))
    who = Cast(
        harbor=harbor, police=police, third=third, sup=rooms.person(harbor, is_supervisor=True), ada=rooms.person(harbor),
        cole=rooms.person(harbor), olga=rooms.person(police, takes_referrals=True), omar=rooms.person(police),
        pam=rooms.person(police, is_supervisor=True), tess=rooms.person(third, is_supervisor=True),
    )  # fmt: skip
    who.case, who.other = rooms.case(who.ada), rooms.case(who.ada)
    who.theirs = rooms.case(who.pam)
    sent = {
        "from_agency_id": harbor.pk,
        "sent_by_id": who.ada.pk,
        "to_agency_id": police.pk,
        "area_id": rooms.county().pk,
    }
    who.sent = {**sent, "to_agency_id": police.pk}
    who.referral = rows.put(owner_db, "cases_referral", **sent)
    return who


class Raw:
    """Raw SQL as the web role in one person's name, each piece in a transaction of its own."""

    def __init__(self, web: Connection, person: object, request: uuid.UUID | None = None) -> None:
        self.web, self.person, self.request = web, person, request or uuid.uuid4()

    def claim(self) -> None:
        self.web.execute(
            "SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', %s, true)",
            [str(self.person.pk), str(self.request)],  # type: ignore[attr-defined]
        )

    def does(self, statement: str, *values: object) -> int:
        with self.web.transaction():
            self.claim()
            return self.web.execute(statement, values).rowcount  # type: ignore[arg-type]

    def reads(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        with self.web.transaction():
            self.claim()
            return self.web.execute(statement, values).fetchall()  # type: ignore[arg-type]

    def puts(self, table: str, **columns: object) -> None:
        """An insert whose key is drawn first, as the application does it."""
        row = {name: value() if callable(value) else value for name, value in rows.SAMPLES[table].items()} | columns
        names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
        self.does(f"INSERT INTO {table} ({names}) VALUES ({marks})", *row.values())

    def looks(self, case: object, element: Element) -> None:
        self.web.execute("SELECT * FROM mdt_look(%s, %s, 't', 't', %s, %s)",
                         [self.person.pk, self.request, case.public_id, int(element) | 1])  # type: ignore[attr-defined]  # fmt: skip


@pytest.fixture
def raw(web_db: Connection) -> Callable[[object], Raw]:
    return lambda person: Raw(web_db, person)


def is_nothing(act: Callable[..., object], *given: object, **named: object) -> None:
    """Refused, or done to no row."""
    with contextlib.suppress(DENIED):
        assert act(*given, **named) in (0, [])


ANSWER = "UPDATE cases_referral SET status = %s, accepted_agency_id = %s, coordinator_id = %s WHERE id = %s"


def test_a_sender_cannot_answer_her_own_referral(cast, raw) -> None:
    ada, here = raw(cast.ada), cast.referral
    for status in ("screened", "declined", "redirected"):
        is_nothing(ada.does, ANSWER, status, None, None, here)
    for agency, person in ((cast.harbor, cast.cole), (cast.police, cast.olga), (cast.third, cast.tess)):
        is_nothing(ada.does, ANSWER, "accepted", agency.pk, person.pk, here)
    assert ada.does(ANSWER, "withdrawn", None, None, here) == 1
    is_nothing(raw(cast.olga).does, ANSWER, "accepted", cast.police.pk, cast.olga.pk, here)


def test_a_recipient_accepts_for_her_own_agency_and_people_alone(cast, raw, owner_db) -> None:
    olga, here = raw(cast.olga), cast.referral
    for agency, person in (
        (cast.third, cast.tess),
        (cast.harbor, cast.ada),
        (cast.police, cast.tess),
        (cast.third, cast.olga),
    ):
        is_nothing(olga.does, ANSWER, "accepted", agency.pk, person.pk, here)
    is_nothing(olga.does, ANSWER, "withdrawn", None, None, here)  # the sender's to do
    assert olga.does(ANSWER, "accepted", cast.police.pk, cast.omar.pk, here) == 1
    for person in (cast.ada, cast.olga, cast.omar):  # and what was accepted stays accepted
        is_nothing(raw(person).does, ANSWER, "withdrawn", None, None, here)
        is_nothing(raw(person).does, ANSWER, "received", None, None, here)
    assert owner_db.execute("SELECT status FROM cases_referral WHERE id = %s", [here]).fetchone() == ("accepted",)
    assert raw(cast.tess).reads("SELECT id FROM cases_referral WHERE id = %s", here) == []


def test_a_referral_is_not_born_accepted_nor_hung_on_one_that_is_hidden(cast, raw, owner_db) -> None:
    ada = raw(cast.ada)
    is_nothing(ada.puts, "cases_referral", **cast.sent, status="accepted", accepted_agency_id=cast.third.pk,
               coordinator_id=cast.tess.pk)  # fmt: skip
    hidden = rows.put(
        owner_db, "cases_referral", **{**cast.sent, "from_agency_id": cast.third.pk, "sent_by_id": cast.tess.pk}
    )
    for key in (hidden, 2**60):  # a key that is there must answer like one that is not
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ada.puts("cases_referral", **cast.sent, redirected_from_id=key)


def test_an_event_says_nothing_that_is_not_so(cast, raw) -> None:
    event = {"referral_id": cast.referral, "by_id": cast.ada.pk, "by_agency_id": cast.harbor.pk}
    is_nothing(raw(cast.ada).puts, "cases_referralevent", **event, after="accepted")
    is_nothing(
        raw(cast.ada).puts, "cases_referralevent", **{**event, "by_id": cast.olga.pk, "by_agency_id": cast.police.pk}
    )
    raw(cast.ada).puts("cases_referralevent", **event, after="received")


def test_one_side_cannot_ask_or_answer_for_the_other(cast, raw, owner_db) -> None:
    ada, olga, here = raw(cast.ada), raw(cast.olga), {"referral_id": cast.referral}
    answered = {"answer": "yes", "answered_by_id": cast.ada.pk, "answered_at": FAR}
    is_nothing(ada.puts, "cases_consultation", **here, asked_by_id=cast.ada.pk)
    is_nothing(olga.puts, "cases_consultation", **here, asked_by_id=cast.olga.pk, **answered)
    olga.puts("cases_consultation", **here, asked_by_id=cast.olga.pk)
    answer = "UPDATE cases_consultation SET answer = %s, answered_by_id = %s, answered_at = %s WHERE referral_id = %s"
    is_nothing(olga.does, answer, "yes", cast.ada.pk, FAR, cast.referral)
    is_nothing(ada.does, answer, "yes", cast.sup.pk, FAR, cast.referral)
    assert ada.does(answer, "yes", cast.ada.pk, FAR, cast.referral) == 1
    is_nothing(ada.does, answer, "no", cast.ada.pk, FAR, cast.referral)
    kept = owner_db.execute("SELECT answer, answered_at < now(), asked_at > now() - interval '1 hour' FROM cases_consultation"
                            " WHERE referral_id = %s", [cast.referral])  # fmt: skip
    assert kept.fetchall() == [("yes", True, True)]


def test_a_clock_cannot_be_stopped_met_or_silenced_by_whom_it_does_not_bind(cast, raw, owner_db) -> None:
    ada, olga, here = raw(cast.ada), raw(cast.olga), cast.referral
    ada.puts("cases_clock", referral_id=here, due_at=FAR, escalate_at=FAR, met_at=FAR, escalated_at=FAR)
    assert owner_db.execute(
        "SELECT met_at, escalated_at FROM cases_clock WHERE referral_id = %s", [here]
    ).fetchall() == [(None, None)]
    for change in ("met_at = now()", "stopped_at = now()", "due_at = now()"):
        is_nothing(ada.does, f"UPDATE cases_clock SET {change} WHERE referral_id = %s", here)
    is_nothing(olga.does, "UPDATE cases_clock SET escalated_at = now() WHERE referral_id = %s", here)
    is_nothing(ada.puts, "cases_clock", referral_id=here, kind="mdt", due_at=FAR, escalate_at=FAR)
    assert olga.does("UPDATE cases_clock SET met_at = now() WHERE referral_id = %s", here) == 1
    assert olga.does(ANSWER, "screened", None, None, here) == 1
    is_nothing(ada.puts, "cases_clock", referral_id=here, due_at=FAR, escalate_at=FAR)


def test_each_side_links_its_own_case_and_learns_nothing_of_the_others(cast, raw, owner_db) -> None:
    without = rows.put(owner_db, "cases_referral", **cast.sent)
    rows.put(owner_db, "cases_referralorigin", referral_id=cast.referral, case_id=cast.case.pk)
    for referral in (cast.referral, without):  # one that came from a record, one that did not
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw(cast.pam).puts("cases_referralorigin", referral_id=referral, case_id=cast.theirs.pk)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            raw(cast.ada).puts("cases_referralintake", referral_id=referral, case_id=cast.case.pk)
    is_nothing(raw(cast.ada).puts, "cases_referralorigin", referral_id=without, case_id=cast.theirs.pk)


def test_words_cannot_be_moved_to_another_record_or_signed_with_another_name(cast, raw) -> None:
    ada = raw(cast.ada)
    for case in (cast.case, cast.other):
        ada.looks(case, Element.IDENTITY)
        ada.looks(case, Element.NARRATIVE)
    is_nothing(ada.does, "UPDATE cases_identity SET updated_by_id = %s WHERE case_id = %s", cast.sup.pk, cast.case.pk)
    words = {"agency_id": cast.harbor.pk, "updated_by_id": cast.ada.pk}
    is_nothing(ada.puts, "cases_narrative", case_id=cast.case.pk, **{**words, "updated_by_id": cast.sup.pk})
    ada.puts("cases_narrative", case_id=cast.case.pk, **words)
    for case in (cast.other, cast.theirs):
        is_nothing(ada.does, "UPDATE cases_narrative SET case_id = %s WHERE case_id = %s", case.pk, cast.case.pk)
    is_nothing(ada.puts, "cases_narrative", case_id=cast.theirs.pk, **words)


def test_only_who_supervises_walls_off_and_takes_the_wall_away(cast, raw) -> None:
    wall = {"case_id": cast.case.pk, "person_id": cast.cole.pk}
    for person in (cast.ada, cast.cole, cast.pam):
        is_nothing(raw(person).puts, "confidentiality_recusal", **wall, recorded_by_id=person.pk)
    raw(cast.sup).puts("confidentiality_recusal", **wall, recorded_by_id=cast.sup.pk)
    ends = "UPDATE confidentiality_recusal SET ended_at = now() WHERE case_id = %s"
    for person in (cast.ada, cast.cole, cast.pam):
        is_nothing(raw(person).does, ends, cast.case.pk)
    for change, value in (("person_id", cast.ada.pk), ("case_id", cast.other.pk)):
        is_nothing(raw(cast.sup).does, f"UPDATE confidentiality_recusal SET {change} = %s", value)
    assert raw(cast.sup).does(ends, cast.case.pk) == 1


def test_emergency_access_is_written_behind_its_try_alone_and_for_its_hour(cast, raw, owner_db) -> None:
    cole = raw(cast.cole)
    use = {"person_id": cast.cole.pk, "alerted_id": cast.sup.pk, "starts_at": "2020-01-01", "expires_at": FAR}
    for case in (cast.case, cast.theirs):
        is_nothing(cole.puts, "confidentiality_emergencyaccess", case_id=case.pk, **use)
    tried = "SELECT mdt_break_glass(%s, %s, 't', %s, %s)"
    found = [cole.web.execute(tried, [cast.cole.pk, cole.request, case.code, cast.sup.pk]).fetchone()[0]
             for case in (cast.theirs, cast.case)]  # fmt: skip
    assert found == [None, cast.case.pk]
    is_nothing(cole.puts, "confidentiality_emergencyaccess", case_id=cast.theirs.pk, **use)
    is_nothing(cole.puts, "confidentiality_emergencyaccess", case_id=cast.case.pk, **{**use, "person_id": cast.ada.pk})
    is_nothing(cole.puts, "confidentiality_emergencyaccess", case_id=cast.case.pk, **{**use, "alerted_id": cast.pam.pk})
    cole.puts("confidentiality_emergencyaccess", case_id=cast.case.pk, **use)
    kept = owner_db.execute("SELECT expires_at - starts_at = '1 hour', starts_at > now() - interval '1 minute'"
                            " FROM confidentiality_emergencyaccess WHERE case_id = %s", [cast.case.pk])  # fmt: skip
    assert kept.fetchall() == [(True, True)]


def test_nobody_assigns_herself_or_a_stranger(cast, raw, owner_db) -> None:
    right = rows.permission(owner_db, "work_case")
    for by, case, person in (
        (cast.cole, cast.case, cast.cole), (cast.ada, cast.case, cast.cole), (cast.pam, cast.case, cast.pam),
        (cast.sup, cast.case, cast.pam), (cast.sup, cast.theirs, cast.cole),
    ):  # fmt: skip
        is_nothing(
            raw(by).puts, "cases_caseassignment", content_object_id=case.pk, user_id=person.pk, permission_id=right
        )
    gone = "DELETE FROM cases_caseassignment WHERE content_object_id = %s"
    is_nothing(raw(cast.ada).does, gone, cast.case.pk)
    assert raw(cast.sup).does(gone, cast.case.pk) == 1


def test_who_left_is_taken_off_a_record_for_good(cast, acting_as, owner_db) -> None:
    owner_db.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [cast.ada.pk])
    with acting_as(cast.sup):
        access.unassign(case=cast.case.public_id, person=cast.ada, by=cast.sup)
    left = "SELECT count(*) FROM cases_caseassignment WHERE user_id = %s AND content_object_id = %s"
    assert owner_db.execute(left, [cast.ada.pk, cast.case.pk]).fetchone() == (0,)
