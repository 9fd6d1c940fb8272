"""What comes onto an agenda, by whom, and what the database refuses whoever asks (law R-13, R-17, R-18, P-05, P-11, T-10)."""

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from confidentiality import gate
from mdt.kit import clock
from mdt.kit.errors import Refused
from meetings.actions import agenda as actions
from meetings.models import Item, ItemCase
from meetings.queries import agenda as queries
from tests import rooms, rows
from tests.meetings.agendas import ANSWERS, PARTS, Table, a_case, as_, held, under_way


@pytest.fixture
def table() -> Table:
    return Table()


def seen_by(who: Any, meeting: Any) -> list[queries.Line]:
    with as_(who), queries.agenda_of(who, meeting, purpose="test") as agenda:
        return list(agenda.lines)


def hearing(who: Any, meeting: Any) -> dict[int, queries.Hearing]:
    (line,) = seen_by(who, meeting)
    return {one.person.pk: one for one in line.hearing}


def test_R17_each_person_is_eligible_or_not_and_the_own_room_alone_learns_what_is_missing(
    table: Table, owner_db: Any
) -> None:
    meeting = table.meeting()
    table.bring(meeting)
    table.release(owner_db, table.sheriff, recipient_person_id=table.dan.pk)
    table.release(owner_db, table.clinic, recipient_person_id=table.rita.pk, elements=3)
    for who in (table.ada, table.cora, table.dan):
        found = hearing(who, meeting)
        assert {pk for pk, one in found.items() if one.eligible} == {table.ada.pk, table.sue.pk, table.dan.pk}
        assert (found[table.rita.pk].missing is None) == (who is not table.ada)
    own = hearing(table.ada, meeting)
    assert own[table.rita.pk].missing == PARTS & ~2
    assert own[table.cora.pk].missing == PARTS | 1


def test_R17_a_release_to_a_named_person_makes_her_eligible_and_its_end_ends_that(table: Table, owner_db: Any) -> None:
    meeting = table.meeting()
    table.bring(meeting)
    release = table.release(owner_db, table.sheriff, recipient_person_id=table.dan.pk)
    assert hearing(table.cora, meeting)[table.dan.pk].eligible
    owner_db.execute(
        "UPDATE confidentiality_release SET status = 'withdrawn', ended_at = now() WHERE id = %s", [release]
    )
    assert not hearing(table.cora, meeting)[table.dan.pk].eligible


def test_R13_who_sees_a_case_by_a_release_cannot_bring_it(table: Table, owner_db: Any, web_db: Any) -> None:
    meeting = table.meeting()
    table.release(owner_db, table.sheriff, recipient_person_id=table.dan.pk)
    with as_(table.dan), gate.open(table.dan, table.case.public_id, purpose="test") as opened:
        assert not opened.own
    with pytest.raises((gate.RecordNotFound, Refused)):
        table.bring(meeting, by=table.dan)
    with web_db.transaction():
        _acts(web_db, table.dan)
        item = _raw_item(web_db, meeting, table.dan)
        with pytest.raises(psycopg.Error, match=r"agency of record|row-level security"), web_db.transaction():
            _raw_behind(web_db, item, table.case)
    assert seen_by(table.ada, meeting)[0].case is None


def _acts(db: Any, who: Any) -> None:
    db.execute(
        "SELECT set_config('mdt.user_id', %s, true), set_config('mdt.request_id', gen_random_uuid()::text, true)",
        [str(who.pk)],
    )


def _raw_item(db: Any, meeting: Any, who: Any, kind: str = "case") -> int:
    key = db.execute("SELECT nextval('meetings_item_id_seq')").fetchone()[0]
    db.execute(
        "INSERT INTO meetings_item (id, public_id, meeting_id, kind, code, position, minutes, title, text, origin, status, agency_id, added_by_id,"
        " added_at) VALUES (%s, gen_random_uuid(), %s, %s, 'BCD-3467', 0, 5, '', '', 'request', 'waiting', %s, %s, now())",
        [key, meeting.pk, kind, who.agency_id, who.pk],
    )
    return int(key)


def _raw_behind(db: Any, item: int, case: Any) -> None:
    key = db.execute("SELECT nextval('meetings_itemcase_id_seq')").fetchone()[0]
    db.execute(
        "INSERT INTO meetings_itemcase (id, item_id, case_id, elements, criterion, adult, wishes, wishes_absent, litigation, counsel, coarse)"
        " VALUES (%s, %s, %s, 3, 'new', true, '{}', '', '', '', '{}')",
        [key, item, case.pk],
    )


@pytest.mark.parametrize("kind", ["systems", "business"])
def test_P11_A13_no_case_comes_into_a_meeting_about_the_system(table: Table, owner_db: Any, kind: str) -> None:
    meeting = table.meeting(kind)
    with pytest.raises(Refused, match="No case is talked about"):
        table.bring(meeting)
    with pytest.raises(psycopg.errors.CheckViolation, match="no such item"):
        _raw_item(owner_db, meeting, table.ada)
    assert table.add(meeting).kind == "systems"


def test_an_emergency_consultation_takes_cases_only(table: Table) -> None:
    meeting = table.meeting("emergency")
    with pytest.raises(Refused, match="about cases only"):
        table.add(meeting)
    assert table.bring(meeting).kind == "case"


def test_no_agreement_no_case(owner_db: Any) -> None:
    table = Table(days_left=-90)
    with pytest.raises(Refused, match="no agreement in force"):
        table.bring(table.meeting())


def test_R18_without_a_release_to_the_table_an_adults_case_is_refused_whoever_proposes_it(owner_db: Any) -> None:
    table = Table(profile="texas")
    meeting = table.meeting()
    for who in (table.ada, table.sue):
        with pytest.raises(Refused, match="own release alone"):
            table.bring(meeting, by=who)
    item = _raw_item(owner_db, meeting, table.ada)
    with pytest.raises(psycopg.errors.CheckViolation, match="released it to nobody"):
        _raw_behind(owner_db, item, table.case)
    table.release(owner_db, rooms.agency())  # to somebody who is not at the table
    with pytest.raises(Refused, match="own release alone"):
        table.bring(meeting)
    table.release(owner_db, table.sheriff, recipient_person_id=table.dan.pk)
    assert table.bring(meeting).status == "waiting"
    assert table.bring(table.meeting(), a_case(table), adult=False).status == "waiting"  # a minor's case needs none


def test_R18_nobody_is_made_eligible_by_an_order_there(owner_db: Any) -> None:
    """Bait: in a team without that profile the same order opens the case to her."""
    for profile, may in (("own", True), ("texas", False)):
        table = Table(profile=profile)
        table.release(owner_db, table.clinic, recipient_person_id=table.rita.pk)
        _ordered(owner_db, table)
        meeting = table.meeting()
        table.bring(meeting)
        found = hearing(table.cora, meeting)
        assert (found[table.rita.pk].eligible, found[table.dan.pk].eligible) == (True, may)


def _ordered(db: Any, table: Table) -> None:
    made = rows.put(db, "confidentiality_mandate", case_id=table.case.pk, agency_id=table.harbor.pk, recipient_id=table.sheriff.pk,
                    recipient_person_id=table.dan.pk, recorded_by_id=table.ada.pk, recorded_at=clock.now() - timedelta(days=1),
                    expires_at=clock.now() + timedelta(days=9), elements=PARTS | 1, methods=["here"])  # fmt: skip
    rows.put(db, "confidentiality_mandatecare", mandate_id=made, case_id=table.case.pk)


def test_P05_a_review_of_closed_files_takes_closed_records_whose_court_case_is_over(
    table: Table, owner_db: Any
) -> None:
    review = table.meeting("file_review")
    with pytest.raises(Refused, match="closed records only"):
        table.bring(review)
    table.close(owner_db)
    with pytest.raises(Refused, match="review of closed files"):
        table.bring(table.meeting())
    for litigation in ("pending", "unknown"):
        with pytest.raises(Refused, match="Name the lawyer"):
            table.bring(review, litigation=litigation)
    item = table.bring(review, litigation="pending", counsel="A Lawyer", counsel_on=date(2026, 3, 1))
    with pytest.raises(psycopg.errors.CheckViolation, match="a court case may run"):
        owner_db.execute("UPDATE meetings_itemcase SET counsel = '', counsel_on = NULL WHERE item_id = %s", [item.pk])


def test_P05_the_table_sees_a_closed_file_redacted_and_never_its_record(table: Table, owner_db: Any) -> None:
    """Bait: a release that outlives the record (after her death) would open the very case behind it to Dan."""
    review = table.meeting("file_review")
    table.close(owner_db)
    table.bring(review)
    table.release(owner_db, table.sheriff, recipient_person_id=table.dan.pk)
    with as_(table.dan), gate.open(table.dan, table.case.public_id, purpose="test") as opened:
        assert opened.case.code == table.case.code
    for who in (table.dan, table.cora):
        (line,) = seen_by(who, review)
        assert line.case is None
        assert ("Age", "25 to 59") in line.told
    (line,) = seen_by(table.ada, review)
    assert line.case is not None
    shown = owner_db.execute(
        "SELECT case_ids FROM confidentiality_ledger WHERE actor_id = %s AND purpose = 'test' AND kind = 'browse'",
        [table.dan.pk],
    ).fetchall()
    assert shown == [([],)]


@pytest.mark.parametrize(
    "coarse", [{"note": "Her name"}, {"age_band": 1}, {"x": ["Testa P"]}, ["a"], {"a": {"b": "A word of hers"}}]
)
def test_T12_what_is_told_of_a_file_are_choices_also_for_the_database(table: Table, owner_db: Any, coarse: Any) -> None:
    review = table.meeting("file_review")
    table.close(owner_db)
    item = table.bring(review)
    with pytest.raises(psycopg.errors.CheckViolation, match="closed list"):
        owner_db.execute(
            "UPDATE meetings_itemcase SET coarse = %s WHERE item_id = %s", [psycopg.types.json.Jsonb(coarse), item.pk]
        )
    with pytest.raises(ValueError, match="not from its list"):
        table.bring(table.meeting("file_review"), coarse={"outcome": "Her name"})


def test_T12_an_item_about_a_case_has_no_words(table: Table, owner_db: Any) -> None:
    item = table.bring(table.meeting())
    for column in ("title", "text"):
        with pytest.raises(psycopg.errors.CheckViolation, match="item_words_without_a_case"):
            owner_db.execute(f"UPDATE meetings_item SET {column} = 'Her words' WHERE id = %s", [item.pk])


def test_S17_for_who_is_walled_off_the_item_is_not_there_and_the_numbers_have_no_gap(
    table: Table, owner_db: Any
) -> None:
    meeting = table.meeting()
    table.add(meeting, "First things")
    table.bring(meeting)
    table.add(meeting, "Last things")
    table.recuse(owner_db, table.dan)
    assert [(line.number, line.item.title) for line in seen_by(table.dan, meeting)] == [
        (1, "First things"),
        (2, "Last things"),
    ]
    assert [line.number for line in seen_by(table.rita, meeting)] == [1, 2, 3]
    (own,) = [line for line in seen_by(table.ada, meeting) if line.own]
    assert {one.person.pk: one.walled for one in own.hearing}[table.dan.pk]
    for name, item in [("mdt_redacted", meeting.pk), ("mdt_eligible", meeting.pk)]:
        with as_(table.dan), gate.own_rows(table.dan):
            assert queries._rows(name, item) == []


def test_S17_who_is_walled_off_and_orders_the_agenda_moves_past_what_she_does_not_see(
    table: Table, owner_db: Any
) -> None:
    meeting = table.meeting()
    first = table.add(meeting, "First things")
    table.bring(meeting)
    table.add(meeting, "Last things")
    table.recuse(owner_db, table.cora)
    _move(table, meeting, first, up=False)
    assert [line.item.title for line in seen_by(table.cora, meeting)] == ["Last things", "First things"]
    assert [line.item.title for line in seen_by(table.rita, meeting)] == ["Last things", "", "First things"]
    with pytest.raises(Refused, match="cannot go further"):
        _move(table, meeting, first, up=False)
    with pytest.raises(Refused, match="Only a coordinator"):
        _move(table, meeting, first, up=True, by=table.dan)


def _move(table: Table, meeting: Any, item: Item, *, up: bool, by: Any = None) -> None:
    by = by or table.cora
    shown = [line.item.pk for line in seen_by(by, meeting)]
    with as_(by):
        actions.move(item=item, up=up, shown=shown, by=by)


def test_a_second_click_and_a_second_person_bring_it_once(table: Table, owner_db: Any) -> None:
    meeting = table.meeting()
    table.bring(meeting)
    for who in (table.ada, table.sue):
        with pytest.raises(Refused, match="on this agenda already"):
            table.bring(meeting, by=who)
    item = _raw_item(owner_db, meeting, table.ada)
    with pytest.raises(psycopg.errors.CheckViolation, match="twice on one agenda"):
        _raw_behind(owner_db, item, table.case)


def test_what_is_done_with_a_case_stands_on_its_record(table: Table, owner_db: Any) -> None:
    meeting = table.meeting()
    item = table.bring(meeting)
    with as_(table.ada):
        actions.change_case_item(
            item=item, case=table.case.public_id, answers={**ANSWERS, "wishes": ["housing"]}, minutes=5, by=table.ada
        )
        actions.take_off(item=item, case=table.case.public_id, by=table.ada)
    found = owner_db.execute(
        "SELECT t.model, e.action, e.changes::text FROM confidentiality_changeentry e JOIN django_content_type t ON t.id = e.content_type_id"
        " WHERE e.case_id = %s AND t.app_label = 'meetings' ORDER BY e.id", [table.case.pk],
    ).fetchall()  # fmt: skip
    assert [(model, action) for model, action, _changes in found] == [
        ("item", 0), ("itemcase", 0), ("item", 1), ("itemcase", 1), ("item", 1),
    ]  # fmt: skip
    assert "housing" not in str(found)


def test_parts_stand_while_it_is_talked_about(table: Table, owner_db: Any) -> None:
    meeting = table.meeting("consultation", table.ada)
    item = table.bring(meeting)
    under_way(owner_db, meeting, table.ada)
    owner_db.execute("UPDATE meetings_item SET status = 'open', opened_at = now() WHERE id = %s", [item.pk])
    with pytest.raises(psycopg.errors.CheckViolation, match="about other parts"):
        owner_db.execute("UPDATE meetings_itemcase SET elements = 1023 WHERE item_id = %s", [item.pk])
    with as_(table.ada), pytest.raises(Refused, match="was taken up"):
        actions.change_case_item(item=item, case=table.case.public_id, answers=ANSWERS, minutes=5, by=table.ada)


def test_a_case_that_closes_after_it_was_put_on_is_not_talked_about_and_not_carried(
    table: Table, owner_db: Any
) -> None:
    meeting, later = table.meeting("consultation", table.ada), table.meeting(days=30)
    item = table.bring(meeting)
    table.close(owner_db)
    under_way(owner_db, meeting, table.ada)
    with pytest.raises(psycopg.errors.CheckViolation, match="closed or opened again"):
        owner_db.execute("UPDATE meetings_item SET status = 'open', opened_at = now() WHERE id = %s", [item.pk])
    with pytest.raises(Refused, match="This record is closed"):
        _carry(table, item, later)


def _carry(table: Table, item: Item, to: Any, by: Any = None) -> Item:
    by = by or table.ada
    case = table.case.public_id if item.kind in ("case", "file") else None
    with as_(by):
        return actions.carry_over(item=item, case=case, to=to, by=by)


def test_carried_over_once_with_its_parts_by_who_brings_it(table: Table, owner_db: Any) -> None:
    meeting, later = table.meeting(), table.meeting(days=30)
    item = table.bring(meeting, wishes=["no_report", "housing"])
    held(owner_db, meeting)
    with as_(table.cora), pytest.raises(Refused, match="Ask the agency"):
        actions.carry_over(item=item, case=None, to=later, by=table.cora)
    made = _carry(table, item, later)
    with pytest.raises(Refused, match="cannot be carried over"):
        _carry(table, item, later)
    (line,) = seen_by(table.ada, later)
    assert line.behind
    assert (line.item.pk, line.item.origin, line.behind.wishes, line.behind.elements) == (
        made.pk, "carried", ["no_report", "housing"], PARTS | 1,
    )  # fmt: skip
    assert seen_by(table.ada, meeting) == []


def test_an_item_without_a_case_is_carried_by_a_coordinator_also_from_a_meeting_called_off(
    table: Table, owner_db: Any
) -> None:
    meeting, later = table.meeting("systems"), table.meeting("systems", days=30)
    item = table.add(meeting)
    owner_db.execute("UPDATE meetings_meeting SET status = 'cancelled' WHERE id = %s", [meeting.pk])
    with pytest.raises(Refused, match="Only a coordinator"):
        _carry(table, item, later, by=table.dan)
    assert _carry(table, item, later, by=table.cora).title == "Kit turnaround"
    with pytest.raises(Refused, match="another meeting of the same team"):
        _carry(table, table.add(later), later, by=table.cora)


def test_T10_own_cases_that_meet_a_criterion_come_with_it(table: Table, owner_db: Any) -> None:
    meeting = table.meeting()
    fresh, closed = a_case(table), table.close(owner_db, a_case(table))
    rooms.case(table.dan)  # of another room
    with as_(table.ada), queries.suggested(table.ada, meeting, purpose="test") as found:
        assert {(case.pk, why) for case, why in found} == {(table.case.pk, "new"), (fresh.pk, "new")}
    with as_(table.ada):
        done = actions.bring_several(
            meeting=meeting,
            cases={fresh.public_id: "new", closed.public_id: "new"},
            answers={**ANSWERS, "wishes": []},
            minutes=5,
            by=table.ada,
        )
    assert done == (1, ["This record is closed. A closed record goes to a review of closed files."])
    with as_(table.ada), queries.suggested(table.ada, meeting, purpose="test") as found:
        assert [case.pk for case, _why in found] == [table.case.pk]
    with as_(table.ada), gate.own_rows(table.ada):
        assert [(one.criterion, one.item.origin) for one in ItemCase.objects.filter(case=fresh)] == [
            ("new", "criteria")
        ]


def test_T10_what_an_earlier_review_decided_comes_back_when_it_is_due_and_the_reviewed_is_not_new(
    table: Table, owner_db: Any
) -> None:
    before, meeting = table.meeting("consultation", table.ada, days=-20), table.meeting()
    item = table.bring(before)
    under_way(owner_db, before, table.ada)
    owner_db.execute("UPDATE meetings_item SET status = 'open', opened_at = now() WHERE id = %s", [item.pk])
    owner_db.execute(
        "INSERT INTO meetings_task (public_id, meeting_id, item_id, case_id, step, what, owner_id, due_on, status, made_by_id, made_at)"
        " VALUES (gen_random_uuid(), %s, %s, %s, 'exam', '', %s, current_date, 'open', %s, now())",
        [before.pk, item.pk, table.case.pk, table.ada.pk, table.ada.pk],
    )
    owner_db.execute("UPDATE meetings_item SET status = 'done', closed_at = now() WHERE id = %s", [item.pk])
    owner_db.execute("UPDATE meetings_meeting SET status = 'held', ended_at = now() WHERE id = %s", [before.pk])
    a_case(table)
    owner_db.execute("UPDATE meetings_task SET due_on = current_date + 60 WHERE case_id = %s", [table.case.pk])
    with as_(table.ada), queries.suggested(table.ada, meeting, purpose="test") as found:
        assert [why for _case, why in found] == ["new"]
    owner_db.execute("UPDATE meetings_task SET due_on = current_date WHERE case_id = %s", [table.case.pk])
    with as_(table.ada), queries.suggested(table.ada, meeting, purpose="test") as found:
        assert (found[0][0].pk, found[0][1]) == (table.case.pk, "follow_up")


def test_who_takes_off_and_what_is_over_stays(table: Table, owner_db: Any) -> None:
    meeting = table.meeting()
    item, other = table.add(meeting), table.bring(meeting)
    for who in (table.rita, table.dan):
        with as_(who), pytest.raises(Refused, match="Ask the agency"):
            actions.take_off(item=other, case=None, by=who)
    with as_(table.cora):
        actions.take_off(item=other, case=None, by=table.cora)
    assert [line.item.pk for line in seen_by(table.ada, meeting)] == [item.pk]
    held(owner_db, meeting)
    for act in (lambda: table.add(meeting), lambda: table.bring(meeting)):
        with pytest.raises(Refused, match="This meeting is over"):
            act()
    with as_(table.dan), pytest.raises(Refused, match="This meeting is over"):
        actions.take_off(item=item, case=None, by=table.dan)


def test_R19_words_that_may_point_at_a_person_are_kept_when_somebody_read_them(table: Table) -> None:
    meeting = table.meeting("systems")
    with pytest.raises(Refused, match="may point at a person"):
        table.add(meeting, "What went wrong for Testa Person-900")
    item = table.add(meeting, "What went wrong for Testa Person-900", reviewed=True)
    assert (item.reviewed_by, item.reviewed_at is not None) == (table.dan, True)
    assert table.add(meeting, f"{table.sheriff.name} and {table.rita.name} speak").reviewed_by is None


def test_a_stranger_and_who_is_not_at_the_table_see_nothing(table: Table) -> None:
    meeting = table.meeting()
    table.bring(meeting)
    assert seen_by(table.olga, meeting) == []
    chosen = table.meeting("consultation", table.ada, chosen_only=True)
    table.bring(chosen)
    assert seen_by(table.dan, chosen) == []
    assert len(seen_by(table.ada, chosen)) == 1


def test_R13_S17_past_every_page_the_database_shows_and_takes_no_more(table: Table, owner_db: Any, web_db: Any) -> None:
    """As the web role, with plain SQL: what is behind an item for whom nothing opens it, and places that are not hers to give."""
    meeting, chosen = table.meeting(), table.meeting("consultation", table.ada, chosen_only=True)
    table.bring(meeting)
    for who, items, cases in ((table.ada, 1, 1), (table.dan, 1, 0), (table.olga, 0, 0)):
        assert _count(web_db, who, meeting) == (items, cases)
    table.release(owner_db, table.sheriff, recipient_person_id=table.dan.pk)
    assert _count(web_db, table.dan, meeting) == (1, 1)
    table.recuse(owner_db, table.dan)
    assert _count(web_db, table.dan, meeting) == (0, 0)
    for where, who in ((chosen, table.dan), (meeting, table.olga)):
        with pytest.raises(psycopg.errors.InsufficientPrivilege), web_db.transaction():
            _acts(web_db, who)
            _raw_item(web_db, where, who)
    with web_db.transaction():  # of whether somebody else's case was released nothing is told
        _acts(web_db, table.rita)
        asked = "SELECT mdt_own_case_lacks_release(%s, %s)"
        assert web_db.execute(asked, [table.case.pk, table.team.pk]).fetchone() == (False,)


def _count(db: Any, who: Any, meeting: Any) -> tuple[int, int]:
    with db.transaction():
        _acts(db, who)
        return (
            db.execute("SELECT count(*) FROM meetings_item WHERE meeting_id = %s", [meeting.pk]).fetchone()[0],
            db.execute(
                "SELECT count(*) FROM meetings_itemcase b JOIN meetings_item i ON i.id = b.item_id WHERE i.meeting_id = %s",
                [meeting.pk],
            ).fetchone()[0],
        )


def test_R18_a_case_whose_release_has_ended_is_not_carried_over(owner_db: Any) -> None:
    table = Table(profile="texas")
    meeting, later = table.meeting(), table.meeting(days=30)
    release = table.release(owner_db, table.sheriff, recipient_person_id=table.dan.pk)
    item = table.bring(meeting)
    owner_db.execute(
        "UPDATE confidentiality_release SET status = 'withdrawn', ended_at = now() WHERE id = %s", [release]
    )
    with pytest.raises(Refused, match="own release alone"):
        _carry(table, item, later)
    with as_(table.ada):  # its minutes can still be changed, and nobody becomes eligible by that
        actions.change_case_item(item=item, case=table.case.public_id, answers=ANSWERS, minutes=5, by=table.ada)
    assert {pk for pk, one in hearing(table.cora, meeting).items() if one.eligible} == {table.ada.pk, table.sue.pk}
