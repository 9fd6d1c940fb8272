"""What several pages show of meetings: one row of a list, and what stands on Today."""

from typing import Any

from agencies.models import Person
from agencies.queries.tables import Tables
from mdt.kit import clock
from meetings import saying_schedule as saying
from meetings.queries import cadence, schedule
from meetings.vocabulary import Reply


def line(meeting: Any) -> dict[str, Any]:
    """One row of a list; ``mine`` is None for who is not invited by name."""
    answer = None if meeting.mine is None else Reply(meeting.mine)
    return {
        "meeting": meeting, "answer": answer, "mark": saying.MARKS[answer] if answer else "",
        "owed": answer == Reply.NONE and meeting.starts_at < clock.now() + schedule.OWED,
        "missed": schedule.is_missed(meeting),
    }  # fmt: skip


def for_today(actor: Person, tables: Tables) -> dict[str, Any]:
    waiting = schedule.for_today(actor, tables)
    health = [saying.cadence(one) for one in cadence.for_today(actor, tables)]
    return {
        "soon": [line(one) for one in waiting.soon], "owed": [line(one) for one in waiting.owed], "health": health,
        "anything": bool(waiting.soon or waiting.owed or health),
    }  # fmt: skip
