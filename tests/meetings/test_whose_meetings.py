"""Who is at the table of a meeting is asked in two ways, of one meeting and of all of them at once: they say the same."""

from typing import Any

from django.db import connection

from confidentiality import gate
from meetings.models import Meeting
from tests import rooms
from tests.meetings.agendas import Table, as_


def test_R17_all_of_ones_meetings_are_those_that_each_question_answers_with_yes(owner_db: Any) -> None:
    table, other = Table(), Table()
    left, lapsed, closed = (rooms.person(table.sheriff) for _ in range(3))
    for one in (left, lapsed, closed):
        rooms.seat(table.team, one)
        rooms.acknowledged(one)
    meetings = [
        table.meeting(kind, *invited, chosen_only=chosen)
        for kind in ("consultation", "file_review", "systems", "business")
        for chosen in (False, True)
        for invited in ((table.dan, table.olga, left, lapsed, closed), (table.ada,))
    ] + [other.meeting(), other.meeting("systems", table.dan)]
    owner_db.execute("UPDATE agencies_seat SET ends_on = '2024-01-01' WHERE person_id = %s", [left.pk])
    owner_db.execute("UPDATE agencies_acknowledgement SET expires_at = now() WHERE person_id = %s", [lapsed.pk])
    owner_db.execute("UPDATE agencies_person SET is_active = false WHERE id = %s", [closed.pk])
    told = {
        who: _told(who, meetings)
        for who in (*table.everybody, table.olga, left, lapsed, closed, other.cora, rooms.person(None))
    }
    assert all(at_once == one_by_one for at_once, one_by_one in told.values())
    sizes = [len(told[who][0]) for who in (table.ada, table.dan, table.rita, table.olga, left, lapsed, closed)]
    assert sizes == [12, 13, 8, 4, 4, 4, 0]


def _told(who: Any, meetings: list[Meeting]) -> tuple[set[int], set[int]]:
    with as_(who), gate.own_rows(who), connection.cursor() as cursor:
        cursor.execute("SELECT mdt_my_meetings()")
        at_once = set(cursor.fetchone()[0])
        one_by_one = set()
        for one in meetings:
            cursor.execute("SELECT mdt_at_meeting(%s)", [one.pk])
            if cursor.fetchone()[0]:
                one_by_one.add(one.pk)
    return at_once, one_by_one
