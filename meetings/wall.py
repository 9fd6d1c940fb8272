"""Rights of the two served roles on meetings. Where a case stands behind a row, row security decides who sees it.

Two rules. A place on an agenda is for who is at the meeting's table, and for nobody who is walled off from the case behind it.
The case itself, and what was decided about it, is for whom a live basis opens that case at this second.
"""

from pathlib import Path

from confidentiality.wall import sees_case, sql_file, table

sql_file(Path(__file__).parent / "sql" / "table.sql")
sql_file(Path(__file__).parent / "sql" / "agenda.sql")
sql_file(Path(__file__).parent / "sql" / "room.sql")
sql_file(Path(__file__).parent / "sql" / "deciding.sql")

# --- What calendars and mails see: no word of a case ---------------------------------------------------------
table(
    "meetings_series", web="SELECT INSERT UPDATE", worker="SELECT",
    fixed="public_id team_id kind every ordinal weekday starts_on at made_by_id made_at replaces_id",
)  # fmt: skip
table(
    "meetings_meeting", web="SELECT INSERT UPDATE", worker="SELECT INSERT",
    fixed="public_id team_id series_id slot kind chosen_only made_by_id made_at",
)  # fmt: skip
table(
    "meetings_attendee", web="SELECT INSERT UPDATE DELETE", worker="SELECT INSERT DELETE",
    fixed="public_id meeting_id person_id",
)  # fmt: skip
table("meetings_calendarmail", web="SELECT INSERT UPDATE", worker="SELECT INSERT UPDATE")
table("meetings_feed", web="SELECT INSERT UPDATE", fixed="person_id token_hash made_at")
table("meetings_leadtimes", web="SELECT INSERT UPDATE", worker="SELECT", fixed="person_id")
table("meetings_minutes", web="SELECT INSERT", worker="SELECT")
table("meetings_minutesread", web="SELECT INSERT", worker="SELECT")

# --- The agenda ----------------------------------------------------------------------------------------------
_WALLED = "(SELECT mdt_walled_items())::bigint[]"


def _at_table(column: str, meeting: str) -> str:
    """At the table of the meeting, and not walled off from what is behind the item."""
    return f"{meeting} = ANY ((SELECT mdt_my_meetings())::bigint[]) AND {column} <> ALL ({_WALLED})"


_ITEM = _at_table("meetings_item.id", "meetings_item.meeting_id")
table(
    "meetings_item", web="SELECT INSERT UPDATE",
    fixed="public_id meeting_id kind code agency_id added_by_id added_at carried_from_id",
    rules={
        "SELECT": f"({_ITEM}) OR mdt_reported_item(meetings_item.id)",
        "INSERT": "mdt_at_meeting(meeting_id) AND added_by_id = (SELECT mdt_actor()) AND agency_id = (SELECT mdt_agency())"
                  " AND status = 'waiting'",
        "UPDATE": _ITEM,
    },
)  # fmt: skip
_CASE = "meetings_itemcase"
_OWN = sees_case(f"{_CASE}.case_id", own=True)
_NAMING = "(SELECT mdt_naming_items())::bigint[]"
table(
    _CASE, web="SELECT INSERT UPDATE", fixed="item_id case_id", words=True,
    rules={
        # In the own room always; for the others only what a live basis opens to them, of an item that they can see.
        "SELECT": f"({_OWN}) OR ({sees_case(f'{_CASE}.case_id')} AND {_CASE}.item_id = ANY ({_NAMING}))",
        # Nobody can put on an agenda what was only released to her (law R-13).
        "INSERT": f"({_OWN}) AND mdt_sees_item({_CASE}.item_id)",
        "UPDATE": _OWN,
    },
)  # fmt: skip
_HEARD = sees_case("meetings_heard.case_id", own=True)
table(
    "meetings_heard", web="SELECT",
    rules={"SELECT": f"({_HEARD}) OR meetings_heard.person_id = (SELECT mdt_actor())"},
    note="written by triggers",
)  # fmt: skip

# --- Decisions and tasks -------------------------------------------------------------------------------------


def _about(name: str, meeting_item: str) -> str:
    """About no case: who sees the item. About a case: who sees the item and, by a live basis, the case."""
    return f"mdt_sees_item({meeting_item}) AND ({name}.case_id IS NULL OR {sees_case(f'{name}.case_id')})"


_DECISION = _about("meetings_decision", "meetings_decision.item_id")
table(
    "meetings_decision", web="SELECT INSERT UPDATE",
    fixed="public_id item_id case_id step proposal threshold least put_by_id put_at",
    rules={
        "SELECT": _DECISION, "UPDATE": _DECISION,
        "INSERT": f"{_DECISION} AND put_by_id = (SELECT mdt_actor()) AND outcome = ''",
    },
)  # fmt: skip
_STANCE = "EXISTS (SELECT 1 FROM meetings_decision d WHERE d.id = meetings_stance.decision_id)"
table(
    "meetings_stance", web="SELECT INSERT UPDATE", fixed="decision_id agency_id",
    rules={"SELECT": _STANCE, "INSERT": f"{_STANCE} AND by_id = (SELECT mdt_actor())", "UPDATE": _STANCE,
           "CHECK": "by_id = (SELECT mdt_actor())"},
)  # fmt: skip
# Who has to do it sees what it is: a step of a closed list, without the case, for as long as she is not walled off from it.
_TASK = _about("meetings_task", "meetings_task.item_id")
_OWNER = (
    "meetings_task.owner_id = (SELECT mdt_actor()) AND (SELECT mdt_agency()) IS NOT NULL"
    f" AND meetings_task.item_id <> ALL ({_WALLED})"
)
table(
    "meetings_task", web="SELECT INSERT UPDATE", fixed="public_id meeting_id item_id case_id step what made_by_id made_at",
    rules={
        "SELECT": f"({_TASK}) OR ({_OWNER})",
        "INSERT": f"{_TASK} AND made_by_id = (SELECT mdt_actor()) AND status = 'open'",
        "UPDATE": f"({_TASK}) OR ({_OWNER})",
    },
)  # fmt: skip
