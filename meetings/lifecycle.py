"""States of a meeting, an agenda item and a task, and what moves one to the next. No database."""

from meetings.vocabulary import ItemStatus, MeetingStatus, TaskStatus

M, A, T = MeetingStatus, ItemStatus, TaskStatus

# Thing → (from, what happens, to). The diagrams in docs/states are drawn from this table; sql/table.sql and sql/agenda.sql
# hold it in the database.
TRANSITIONS = {
    "meeting": (
        (M.PLANNED, "begin", M.UNDER_WAY),
        (M.PLANNED, "cancel", M.CANCELLED),
        (M.UNDER_WAY, "end", M.HELD),
    ),
    "item": (
        (A.WAITING, "open", A.OPEN),
        (A.WAITING, "take_off", A.WITHDRAWN),
        (A.WAITING, "carry_over", A.CARRIED),
        (A.OPEN, "close", A.DONE),
        (A.OPEN, "stop", A.STOPPED),
        (A.STOPPED, "open", A.OPEN),
        (A.STOPPED, "carry_over", A.CARRIED),
        (A.STOPPED, "close", A.DONE),
    ),
    "task": (
        (T.OPEN, "do", T.DONE),
        (T.OPEN, "drop", T.DROPPED),
    ),
}
OVER = (M.HELD, M.CANCELLED)
