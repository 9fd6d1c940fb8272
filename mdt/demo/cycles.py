"""Protocols of the demo: a team in the middle of its eight steps, a turn that is closed, reviews, two tension points."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from auditlog.context import disable_auditlog

from agencies.models import Person, Team
from mdt.demo import cast
from mdt.demo.county import County
from protocols import reviewing
from protocols.models import Agreement, CycleStep, Evidence, Position, ProtocolCycle, StatuteNote, TensionPoint
from protocols.steps import Step
from protocols.vocabulary import Tension

OWNERS = ("ada", "june", "fay", "cora", "dan", "sana", "paul", "vic")
SHOWN = (
    "Directory of services, with notes on quality",
    "Summary of the survey, invented for the demo",
    "Report of the community meetings",
    "The protocol, as it was adopted",
    "Agreements renewed by ten agencies",
    "Attendance of three training days",
    "What those who carry it out report, by quarter",
    "Evaluation, with what comes next",
)
MOU = "Alder County SART memorandum of understanding"


@dataclass(frozen=True)
class Taken:
    """One step of the cycle that runs: days ago that it was begun and closed, days until it is due."""

    begun: int | None = None
    closed: int | None = None
    due: int | None = None
    notes: str = ""


RUNNING = (
    Taken(170, 140, -135), Taken(160, 95, -100), Taken(120, 80, -80), Taken(78, 21, -20),
    Taken(18, None, 40, "Seven agencies have answered. The schools ask for words on minors' own consent."),
    Taken(12, None, -6, "Waits for a room at the hospital."), Taken(None, None, 120), Taken(None, None, 200),
)  # fmt: skip

POSITIONS = {
    Tension.REPORTING: (
        ("ada", "What she tells us stays with us unless she signs. If she learns later that it was passed on, she does not come"
                " back. We need to know before the first talk which of you has to report."),
        ("cal", "We are bound to act on a report about a child, and often hear too late. We need a way to ask without a name."),
        ("dan", "We would rather wait a day than lose her. Tell us when waiting is not safe, and we come at once."),
    ),
    Tension.DETENTION: (
        ("joel", "A night in detention is sometimes all that is open at two in the morning. We do not want it to be."),
        ("june", "Our young people do not tell again after a night in a cell. We can find a relative within an hour."),
    ),
}  # fmt: skip


def turn(county: County) -> int:
    """All of it as it came to be. How many cycles there are."""
    with disable_auditlog():
        team = county.teams[cast.SART]
        first = _closed(county, team)
        _running(county, team, first)
        _begun(county, county.teams["Alder Trafficking Response"])
        _tensions(county, team)
        StatuteNote(
            public_id=county.dice.public_id(), team=team, title="Longer storage of evidence kits",
            citation="ZZ Stat. 9-8-7, invented", effective_on=_day(county, -50), noted_by=county.people["cora"],
            noted_at=county.dice.ago(days=20),
        ).save()  # fmt: skip
        reviewing.make(reviewing.in_force())
    return ProtocolCycle.objects.count()


def _day(county: County, ago: int) -> date:
    return county.dice.ago(days=ago).date()


def _cycle(county: County, team: Team, number: int, previous: ProtocolCycle | None, ago: int) -> ProtocolCycle:
    made = ProtocolCycle(
        public_id=county.dice.public_id(), team=team, number=number, previous=previous, opened_at=county.dice.ago(days=ago),
        opened_by=county.people["cora"],
    )  # fmt: skip
    made.save()
    for one in Step:
        CycleStep(cycle=made, number=one).save()
    return made


def _closed(county: County, team: Team) -> ProtocolCycle:
    """The first turn: two years of work."""
    cycle, cora = _cycle(county, team, 1, None, 900), county.people["cora"]
    for step, first in zip(cycle.steps.all(), OWNERS, strict=True):
        ended = 900 - 90 * step.number
        _take(county, step, county.people[first], Taken(ended + 80, ended, -ended))
    cycle.closed_at, cycle.closed_by = county.dice.ago(days=180), cora
    cycle.save()
    return cycle


def _running(county: County, team: Team, previous: ProtocolCycle) -> None:
    cycle = _cycle(county, team, 2, previous, 180)
    for step, first, taken in zip(cycle.steps.all(), OWNERS, RUNNING, strict=True):
        _take(county, step, county.people[first], taken)


def _begun(county: County, team: Team) -> None:
    """A subcommittee that has just begun."""
    cycle = _cycle(county, team, 1, None, 25)
    for step, first, due in zip(cycle.steps.filter(number__lte=3), ("bea", "june", "lena"), (20, 45, 60), strict=True):
        _take(county, step, county.people[first], Taken(20 if step.number == 1 else None, None, due))


def _take(county: County, step: CycleStep, owner: Person, taken: Taken) -> None:
    step.owner, step.notes = owner, taken.notes
    step.due_on = None if taken.due is None else _day(county, -taken.due)
    step.started_on = None if taken.begun is None else _day(county, taken.begun)
    step.save()
    if taken.begun is not None and (taken.closed is not None or step.number == Step.AGREEMENTS):
        _show(county, step, owner, county.dice.ago(days=taken.closed or 3, hours=2))
    if taken.closed is not None:
        step.closed_at, step.closed_by = county.dice.ago(days=taken.closed), owner
        step.save()


def _show(county: County, step: CycleStep, by: Person, at: datetime) -> None:
    text = Agreement.objects.filter(title=MOU, team=step.cycle.team).first() if step.number == Step.AGREEMENTS else None
    Evidence(
        public_id=county.dice.public_id(), step=step, title=SHOWN[step.number - 1], agreement=text,
        place="" if text else f"Binder {step.number}, in the coordinator's office", added_by=by, added_at=at,
    ).save()  # fmt: skip


def _tensions(county: County, team: Team) -> None:
    for ago, (key, said) in zip((150, 60), POSITIONS.items(), strict=True):
        point = TensionPoint(
            public_id=county.dice.public_id(), team=team, key=key, opened_by=county.people["cora"],
            opened_at=county.dice.ago(days=ago),
        )  # fmt: skip
        if key == Tension.REPORTING:
            point.outcome = "Each agency says on the first page of its leaflet whether it has to report, and what."
            point.outcome_on, point.review_on = _day(county, 90), _day(county, 4)
        point.save()
        for days, (first, text) in enumerate(said):
            who = county.people[first]
            seat = who.seats.get(team=team)
            Position(
                point=point, discipline=seat.discipline, agency=who.agency, by=who, text=text,
                at=county.dice.ago(days=ago - 2) + timedelta(days=days),
            ).save()  # fmt: skip
