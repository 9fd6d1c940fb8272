"""Agreements as pictures: agency by agreement with a sign for each state, and the time line of their terms."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from protocols.lifecycle import IN_FORCE, RENEWED_DAYS_BEFORE
from protocols.queries.agreements import Board, PartyRow
from protocols.queries.pages import Matrix
from protocols.saying import party_mark, since
from protocols.vocabulary import PartyStanding, Standing, VersionStatus

_P, _S = PartyStanding, Standing
_SIGNS = {
    _P.INVITED: "asked", _P.AWAITING_GOVERNING_BODY: "waits", _P.AWAITING_TURN: "waits", _P.PAPER_UNVERIFIED: "paper",
    _P.SIGNED: "signed", _P.DECLINED: "declined", _P.NOTICE_OF_WITHDRAWAL: "notice", _P.WITHDRAWN: "gone",
}  # fmt: skip
_OVER = (_S.EXPIRED, _S.TERMINATED, _S.SUPERSEDED)
KEY = {
    "signed": pgettext_lazy("party", "Signed"),
    "asked": pgettext_lazy("party", "Has to sign"),
    "waits": gettext_lazy("Waits for its governing body or its turn"),
    "paper": pgettext_lazy("party", "Signed on paper, not yet verified"),
    "declined": pgettext_lazy("party", "Declined"),
    "notice": gettext_lazy("Notice given: out from that day"),
    "gone": pgettext_lazy("party", "Withdrawn"),
    "lapsed": gettext_lazy("Lapsed or ended"),
}  # the words for each sign, in the order of the key


@dataclass(frozen=True)
class Mark:
    """What stands where an agency meets an agreement: a sign, its words, and its day."""

    sign: str
    text: str
    day: date | None


@dataclass(frozen=True)
class Cell:
    """Without marks the agency is no party to it."""

    title: str
    marks: list[Mark]


@dataclass(frozen=True)
class Picture:
    """Agency by agreement, of one team, as the page draws it and says it."""

    team: str
    columns: list[Board]
    rows: list[tuple[str, list[Cell]]]

    @property
    def drawn(self) -> list[dict[str, Any]]:
        return [{"label": agency, "cells": [_signs(cell) for cell in cells]} for agency, cells in self.rows]

    @property
    def key(self) -> list[tuple[str, Any]]:
        there = {mark.sign for mark in self._marks()}
        return [(sign, words) for sign, words in KEY.items() if sign in there]

    @property
    def words(self) -> str:
        """The picture summed up; the table beneath says every square."""
        counted = Counter(mark.sign for mark in self._marks())
        return "; ".join(f"{words}: {counted[sign]}" for sign, words in self.key)

    def _marks(self) -> list[Mark]:
        return [mark for _agency, cells in self.rows for cell in cells for mark in cell.marks]


def _signs(cell: Cell) -> list[dict[str, str]]:
    return [
        {"sign": mark.sign, "day": date_format(mark.day, "SHORT_DATE_FORMAT") if mark.day else ""}
        for mark in cell.marks
    ]


def pictures(matrices: Iterable[Matrix]) -> list[Picture]:
    return [
        Picture(one.team.name, one.columns, [
            (agency.name, [_cell(board, rows, ZoneInfo(one.team.time_zone)) for board, rows in cells])
            for agency, cells in one.rows
        ])
        for one in matrices
    ]  # fmt: skip


def _cell(board: Board, rows: Sequence[PartyRow], zone: ZoneInfo) -> Cell:
    return Cell(board.agreement.title, [_mark(board, row, zone) for row in rows])


def _mark(board: Board, row: PartyRow, zone: ZoneInfo) -> Mark:
    executed = row.party.version.status == VersionStatus.EXECUTED
    if executed and row.facts.signed and row.stands != _P.WITHDRAWN and board.stands in _OVER:
        return Mark("lapsed", _("Lapsed") if board.stands == _S.EXPIRED else str(board.stands.label), over_since(board))
    if row.stands == _P.NOTICE_OF_WITHDRAWAL:
        return Mark("notice", _("Notice given, out from"), row.facts.notice)
    text, sign, day = party_mark(row).text, _SIGNS[row.stands], since(row, zone)
    if not executed and board.executed is not None:
        return Mark(sign, _("Next version: %(mark)s") % {"mark": text}, day)
    return Mark(sign, text, day)


def over_since(board: Board) -> date | None:
    """Its last day when it has lapsed, the day from which it was ended else."""
    if board.stands == _S.TERMINATED:
        return board.agreement.ended_on
    return board.executed.ends_on if board.executed and board.stands == _S.EXPIRED else None


# --- The time line of terms ------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Term:
    """From when to when an agreement holds, with the days on which its end is told beforehand (law A-04)."""

    board: Board
    first: date
    last: date
    grace: date | None  # its last day
    marks: tuple[tuple[int, date], ...]

    @property
    def drawn(self) -> dict[str, Any]:
        until = _("until %(day)s") % {"day": date_format(self.last, "SHORT_DATE_FORMAT")}
        said = {"first": date_format(self.first), "last": date_format(self.last)}
        return {
            "title": self.board.agreement.title, "first": self.first, "last": self.last, "grace": self.grace,
            "marks": [day for _days, day in self.marks], "state": self._state, "day": until,
            "words": _("%(first)s to %(last)s") % said,
        }  # fmt: skip

    @property
    def _state(self) -> str:
        if self.board.stands not in IN_FORCE:
            return "over"
        return "soon" if self.last - self.board.today <= timedelta(days=RENEWED_DAYS_BEFORE[0]) else "on"


def terms(boards: Iterable[Board]) -> list[Term]:
    """Of all that were executed, the one that ends first above."""
    return sorted(filter(None, map(_term, boards)), key=lambda term: term.last)


def _term(board: Board) -> Term | None:
    version, ended = board.executed, board.agreement.ended_on
    if version is None or version.starts_on is None or version.ends_on is None:
        return None
    if ended is not None and ended <= version.ends_on:  # no grace follows, and nobody is told of a later end
        return Term(board, version.starts_on, max(ended - timedelta(days=1), version.starts_on), None, ())
    marks = [(days, version.ends_on - timedelta(days=days)) for days in RENEWED_DAYS_BEFORE]
    grace = version.ends_on + timedelta(days=version.grace_days) if version.grace_days else None
    if board.stands == _S.SUPERSEDED:
        grace = None
    return Term(board, version.starts_on, version.ends_on, grace, tuple(m for m in marks if m[1] >= version.starts_on))
