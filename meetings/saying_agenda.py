"""An agenda in words and signs: who may hear what, and what would make it so."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from confidentiality.elements import Element, labels
from meetings.models import Meeting
from meetings.queries.agenda import Agenda, Hearing, Line

YES, NO = "signed", "declined"  # names of signs


@dataclass(frozen=True)
class Lack:
    """Why somebody may not hear an item, with the page that explains it where the reader may know more."""

    name: str
    why: str
    explained: str = ""


def picture(agenda: Agenda) -> dict[str, Any]:
    """For ``state_grid``: each expected person against each item with a case, and the same as a table."""
    lines = agenda.with_cases
    asked = [{one.person.pk: one for one in line.hearing} for line in lines]
    rows: list[dict[str, Any]] = []
    for attendee in agenda.expected:
        heard = [of_line.get(attendee.person_id) for of_line in asked]
        rows.append({"label": attendee.person.name, "of": attendee.agency.name, "heard": heard})
    drawn = [{"label": row["label"], "cells": [_signs(one) for one in row["heard"]]} for row in rows]
    return {"rows": rows, "drawn": drawn, "lines": lines, "numbers": [line.number for line in lines],
            "words": "; ".join(in_short(line) for line in lines)}  # fmt: skip


def _signs(one: Hearing | None) -> list[dict[str, Any]]:
    return [] if one is None else [{"sign": YES if one.eligible else NO, "day": ""}]


def in_short(line: Line) -> str:
    may = sum(one.eligible for one in line.hearing)
    told = {"number": line.number, "may": may, "all": len(line.hearing)}
    return _("Item %(number)s: %(may)s of %(all)s may hear it") % told


def lacks(line: Line) -> list[Lack]:
    """In the own room of the case, person by person; to the others nothing but a no (law R-17)."""
    if not line.own or line.case is None:
        return []
    explains, language = reverse("case_access", args=[line.case.public_id]), get_language()
    return [_lack(one, explains, language) for one in line.leaves]


def _lack(one: Hearing, explains: str, language: str) -> Lack:
    """With the page that says what reaches a part of the record, asked about the first that is missing."""
    if one.walled:
        return Lack(one.person.name, _("is walled off from this record"))
    why, part = _why(one.at_table, one.missing or 0, language)
    asked = f"{explains}?person={one.person.public_id}&part={part}#id_ask_person" if one.missing else ""
    return Lack(one.person.name, why, asked)


@lru_cache(maxsize=1024)  # an agenda has more than a thousand squares and a handful of reasons
def _why(at_table: bool, parts: int, _language: str) -> tuple[str, int]:
    """The reason in the language that is active, and the first part that is missing."""
    why = []
    if not at_table:
        why.append(_("has no acknowledged seat at this table"))
    if named := labels(parts):
        why.append(_("no basis opens: %(parts)s") % {"parts": ", ".join(named)})
    elif parts:
        why.append(_("no basis opens this record"))
    return "; ".join(why), int(
        next((bit for bit in Element if bit & parts and bit is not Element.COVER), Element.COVER)
    )


def would_leave(line: Line) -> str:
    """For who leads the meeting: the names, and no reason."""
    names = ", ".join(one.person.name for one in line.leaves)
    if not names:
        return _("Everybody who is expected may hear it.")
    return ngettext("Would have to leave the room: %(names)s.", "Would have to leave the room: %(names)s.", len(line.leaves)) % {
        "names": names
    }  # fmt: skip


def meeting_in_words(meeting: Meeting) -> str:
    local = meeting.starts_at.astimezone(ZoneInfo(meeting.team.time_zone))
    day = f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"
    return f"{meeting.get_kind_display()}, {meeting.team.name}, {day}"
