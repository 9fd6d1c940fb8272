"""Where an agreement and its parties stand, in words: every standing has its sentence, every cell of the matrix its mark."""

from datetime import UTC, date, datetime

import pytest

from agencies.models import Agency, Team
from protocols import picturing, saying
from protocols.lifecycle import PartyFacts
from protocols.models import Agreement, Party, Version
from protocols.queries.agreements import Board, PartyRow
from protocols.queries.pages import Matrix
from protocols.redline import Text, compare
from protocols.vocabulary import PartyStanding, Standing, VersionStatus

TODAY = date(2026, 3, 18)
HARBOR = Agency(pk=1, name="Harbor")


def version(status=VersionStatus.EXECUTED, ends_on=date(2026, 3, 1), **more):
    given = {"number": 1, "grace_days": 30, "fallback": Agency(name="Harbor House"), "ends_on": ends_on, **more}
    return Version(status=status, sent_at=datetime(2026, 1, 2, 5, tzinfo=UTC), **given)


def row(of, stands=PartyStanding.INVITED, **facts):
    party = Party(pk=1, version=of, agency=HARBOR)
    party._prefetched_objects_cache = {"signatures": [], "declines": []}
    return PartyRow(party, PartyFacts(position=1, is_required=True, **facts), stands)


def board(stands, executed=None, rows=(), executed_rows=()):
    team = Team(name="SART", time_zone="America/Chicago")
    agreement = Agreement(title="Working together", team=team, why_ended="The team has ended.")
    return Board(agreement, TODAY, None, executed, stands, list(rows), list(executed_rows))


@pytest.mark.parametrize("stands", list(Standing))
def test_every_standing_has_its_sentence(stands):
    out = version(VersionStatus.OUT, None)
    said = saying.meaning(board(stands, version(), [row(out)]))
    assert said
    assert "%" not in said
    waits = stands in (Standing.OUT_FOR_SIGNATURE, Standing.PARTIALLY_SIGNED)
    assert ("unlocks nothing yet. Waiting for: Harbor." in said) is waits
    assert saying.mark_of(board(stands)).text


@pytest.mark.parametrize(("ends_on", "sentence"), [
    (date(2026, 3, 1), "It lapsed on March 1, 2026. What it lets the team do goes on until March 31, 2026 and then stops."),
    (date(2026, 2, 1), "It lapsed on Feb. 1, 2026. What it let the team do has stopped."),
])  # fmt: skip
def test_lapsed_says_until_when_and_who_answers(ends_on, sentence):
    said = saying.meaning(board(Standing.EXPIRED, version(ends_on=ends_on)))
    assert said.replace("February", "Feb.") == f"{sentence} Then Harbor House answers."


def test_the_matrix_marks_what_is_in_force_what_lapsed_and_what_comes_next():
    over, out = version(), version(VersionStatus.OUT, None)
    signed = row(over, PartyStanding.SIGNED, signed=True)
    gone = row(over, PartyStanding.WITHDRAWN, signed=True, notice=date(2026, 2, 3))
    lapsed, renewed = board(Standing.EXPIRED, over), board(Standing.AMENDING, over)
    cells = [(lapsed, [signed]), (renewed, [signed, row(out)]), (renewed, [gone]), (renewed, [])]
    team = Team(name="SART", time_zone="America/Chicago")
    (picture,) = picturing.pictures([Matrix(team, [lapsed, renewed], [(HARBOR, cells)])])
    marks = [[(mark.text, mark.sign, mark.day) for mark in cell.marks] for cell in picture.rows[0][1]]
    assert marks == [
        [("Lapsed", "lapsed", date(2026, 3, 1))],
        [("Signed", "signed", date(2026, 1, 1)), ("Next version: Has to sign", "asked", date(2026, 1, 1))],
        [("Withdrawn", "gone", date(2026, 2, 3))],
        [],
    ]
    assert picture.words == "Signed: 1; Has to sign: 1; Withdrawn: 1; Lapsed or ended: 1"


def test_what_changed_is_one_sentence():
    one, other = Text("a", "A", "x"), Text("b", "B", "y")
    assert saying.changes(compare([one], [one])) == "No clause changed."
    assert saying.changes(compare([one], [Text("a", "A", "z"), other])) == "1 clause changed, 1 added."
    assert saying.changes(compare([one, other], [other, one])) == "1 moved."
