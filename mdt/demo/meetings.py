"""Meetings of the demo: the monthly case review with one that was held, a systems meeting each quarter, the subcommittee's own.

``past_meeting`` and ``next_meeting`` find the case reviews on which agenda, decisions and minutes are put.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from auditlog.context import disable_auditlog

from cases.models import Case
from mdt.demo import cast, reviewed
from mdt.demo.county import County
from meetings import recurring
from meetings.actions import making
from meetings.models import Meeting, Series
from meetings.vocabulary import Every, MeetingKind, MeetingStatus, Ordinal, Presence, Reply, Weekday

TRAFFICKING = "Alder Trafficking Response"
ROOM = "Conference room, Alder Children's Advocacy Center"


@dataclass(frozen=True)
class Planned:
    team: str
    kind: MeetingKind
    every: Every
    ordinal: Ordinal
    weekday: Weekday
    at: time
    minutes: int
    place: str = ROOM
    link: str = ""
    focus_every: int | None = None


REVIEW = Planned(
    cast.SART, MeetingKind.CONSULTATION, Every.MONTH, Ordinal.THIRD, Weekday.WEDNESDAY, time(9), 120, focus_every=3
)
SERIES = (
    REVIEW,
    Planned(cast.SART, MeetingKind.SYSTEMS, Every.QUARTER, Ordinal.FIRST, Weekday.THURSDAY, time(14), 90),
    Planned(
        TRAFFICKING, MeetingKind.SYSTEMS, Every.QUARTER, Ordinal.SECOND, Weekday.TUESDAY, time(10), 60, place="",
        link="https://meet.alder-cac.example/response", focus_every=1,
    ),
)  # fmt: skip

# At the review that was held: who was not there. The next one: who has answered what.
AWAY = {"joel": Presence.EXCUSED, "wes": Presence.ABSENT, "lena": Presence.ABSENT, "bea": Presence.EXCUSED}
ANSWERED = {
    "ada": Reply.ACCEPTED, "cora": Reply.ACCEPTED, "dan": Reply.ACCEPTED, "sana": Reply.ACCEPTED, "june": Reply.TENTATIVE,
    "joel": Reply.DECLINED, "fay": Reply.ACCEPTED,
}  # fmt: skip
NEEDED = ("ada", "dan", "paul", "sana")


def plan(county: County, cases: list[Case]) -> int:
    """All of it as it came to be. How many meetings there are."""
    with disable_auditlog():
        for one in SERIES:
            _begin(county, one)
        past, coming = past_meeting(county), next_meeting(county)
        _began(county, past, AWAY, NEEDED)
        carried = reviewed.talked(county, past, cases)
        _ended(past)
        _answers(county, coming)
        reviewed.to_come(county, coming, cases, carried)
        reviewed.approved(county, past, "sana", 2)
        _subcommittee(county)
    return Meeting.objects.count()


def _subcommittee(county: County) -> None:
    """It met once, and reports what it decided to the team above."""
    team, cora = county.teams[TRAFFICKING], county.people["cora"]
    made = Meeting(
        public_id=county.dice.public_id(), team=team, kind=MeetingKind.SYSTEMS, starts_at=county.dice.ago(days=40, hours=2),
        minutes=60, trafficking_focus=True, made_by=cora, made_at=county.dice.ago(days=60), place=ROOM,
    )  # fmt: skip
    made.save()
    making.keep_tables([made])
    _began(county, made, {}, ())
    reviewed.subcommittee(county, made)
    _ended(made)
    approver = made.attendees.exclude(agency=cora.agency).order_by("person__email")[0].person
    reviewed.approved(county, made, approver.email.split(".")[0], 30)


def past_meeting(county: County) -> Meeting:
    """The last case review that was held."""
    found = Meeting.objects.filter(team=county.teams[cast.SART], kind=MeetingKind.CONSULTATION)
    return found.filter(starts_at__lt=_before(county)).select_related("team").latest("starts_at")


def next_meeting(county: County) -> Meeting:
    """The case review that comes next."""
    found = Meeting.objects.filter(team=county.teams[cast.SART], kind=MeetingKind.CONSULTATION)
    return found.filter(starts_at__gt=county.dice.base).select_related("team").earliest("starts_at")


def _before(county: County) -> datetime:
    """What began before this is over by now."""
    return county.dice.ago(hours=4)


def _begin(county: County, one: Planned) -> None:
    """The series with its dates from now on; of the case review also the last one before."""
    team, cora = county.teams[one.team], county.people["cora"]
    made = Series(
        public_id=county.dice.public_id(), team=team, kind=one.kind, every=one.every, ordinal=one.ordinal, weekday=one.weekday,
        starts_on=_first(county, one), at=one.at, minutes=one.minutes, place=one.place, link=one.link,
        focus_every=one.focus_every, made_by=cora, made_at=county.dice.ago(days=120),
    )  # fmt: skip
    made.save()
    meetings = making.planned(made, county.dice.ago(days=60) if one is REVIEW else county.dice.base)
    for meeting in meetings:
        meeting.public_id, meeting.made_at = county.dice.public_id(), made.made_at
    Meeting.objects.bulk_create(meetings)
    making.keep_tables(meetings)


def _first(county: County, one: Planned) -> date:
    """Of the case review the day of the last one before now; of the others a day that begins their quarters."""
    today = county.dice.base.date()
    if one is not REVIEW:
        return today - timedelta(days=30)
    zone = ZoneInfo(county.teams[one.team].time_zone)
    months = [(today.year * 12 + today.month - 1 - back) for back in range(3)]
    days = [recurring.nth(month // 12, month % 12 + 1, one.ordinal, one.weekday) for month in months]
    return next(day for day in days if recurring.moment(day, one.at, zone) < _before(county))


def _began(county: County, meeting: Meeting, away: dict[str, Presence], needed: tuple[str, ...]) -> None:
    """Begun, with who was there."""
    cora, begins = county.people["cora"], meeting.starts_at
    meeting.status, meeting.began_by, meeting.began_at = MeetingStatus.UNDER_WAY, cora, begins + timedelta(minutes=4)
    meeting.save()
    absent = {county.people[first].pk: presence for first, presence in away.items()}
    for one in meeting.attendees.all():
        one.presence, one.noted_by = absent.get(one.person_id, Presence.PRESENT), cora
        one.noted_at = begins + timedelta(minutes=5)
        one.reply = Reply.DECLINED if one.person_id in absent else Reply.ACCEPTED
        one.replied_at = begins - timedelta(days=6)
        one.is_needed = one.person_id in {county.people[first].pk for first in needed}
        one.save()


def _ended(meeting: Meeting) -> None:
    meeting.status, meeting.ended_at = MeetingStatus.HELD, meeting.starts_at + timedelta(minutes=meeting.minutes - 10)
    meeting.save()


def _answers(county: County, meeting: Meeting) -> None:
    for first, answer in ANSWERED.items():
        mine = meeting.attendees.filter(person=county.people[first])
        mine.update(reply=answer, replied_at=county.dice.ago(days=2))
    needed = meeting.attendees.filter(person__in=[county.people[first] for first in NEEDED])
    needed.update(is_needed=True)
