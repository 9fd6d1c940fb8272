"""What people do with one meeting: call it, change it, cancel it, and say whether they come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from agencies.models import Person, Team
from agencies.queries.teams import live_seats, today_of
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse
from meetings import reminding
from meetings.actions import calendars
from meetings.actions.making import keep_tables
from meetings.models import Attendee, Meeting, Series
from meetings.policy import meetings as policy
from meetings.policy import schedule as times
from meetings.queries.table import for_cases
from meetings.vocabulary import WITH_CASES, MeetingKind, MeetingStatus, Reply


@dataclass(frozen=True)
class Where:
    """When and where, as it is typed for one meeting."""

    starts_at: datetime
    minutes: int
    place: str = ""
    link: str = ""
    late_because: str = ""


def call(
    *, team: Team, kind: str, where: Where, by: Person, chosen: Collection[Person] | None = None,
    needed: Collection[Person] = (), once: UUID | None = None,
) -> Meeting:  # fmt: skip
    """A meeting of its own. ``chosen``: only these people; None: the whole table. ``once`` becomes its public id, so that a
    form that is sent twice makes one meeting."""
    with acting.recorded():
        locked = Team.objects.select_for_update().get(pk=team.pk)
        refuse(policy.may_call(by, locked, kind))
        only_once(Meeting, once)
        if kind == MeetingKind.EMERGENCY and chosen is None:
            raise Refused(
                _("Choose who takes part. An emergency consultation is for those you invite by name."), about="people"
            )
        _in_time(where, locked, times.NOTICE_DAYS if kind != MeetingKind.EMERGENCY else 0)
        made = Meeting(
            team=locked, kind=kind, chosen_only=chosen is not None, made_by=by, starts_at=where.starts_at, minutes=where.minutes,
            place=where.place, link=where.link, late_because=where.late_because,
        )  # fmt: skip
        if once:
            made.public_id = once
        made.save()
        if chosen is None:
            keep_tables([made])
        else:
            _invite(made, {*chosen, by})
        _need(made, needed)
        calendars.invite(made)
        return made


def change(*, meeting: Meeting, where: Where, by: Person, needed: Collection[Person] | None = None) -> Meeting:
    """Another time or place. Answers to another time are asked for again."""
    with acting.recorded():
        locked = _locked(meeting)
        refuse(policy.may(by, "change", locked))
        moved = locked.starts_at != where.starts_at
        before = (locked.starts_at, locked.minutes, locked.place, locked.link)
        same_people = needed is None or {one.pk for one in needed} == _needed(locked)
        if before == (where.starts_at, where.minutes, where.place, where.link) and same_people:
            raise Refused(_("Nothing has changed."))
        if moved:
            _in_time(where, locked.team, times.notice_of(locked))
            locked.late_because = where.late_because
        locked.starts_at, locked.minutes, locked.place, locked.link = (
            where.starts_at,
            where.minutes,
            where.place,
            where.link,
        )
        locked.sequence += 1
        locked.save()
        if moved:
            locked.attendees.exclude(reply=Reply.NONE).update(reply=Reply.NONE, replied_at=None)
        if moved and not locked.chosen_only:
            keep_tables([locked])
        if needed is not None:
            locked.attendees.update(is_needed=False)
            _need(locked, needed)
        calendars.invite(locked)
        return locked


def cancel(*, meeting: Meeting, by: Person) -> None:
    with acting.recorded():
        locked = _locked(meeting)
        if locked.status == MeetingStatus.CANCELLED and not policy.may(by, "see", locked):
            raise Refused(_("This meeting is cancelled already."))
        refuse(policy.may(by, "change", locked))
        call_off(locked)
        calendars.cancel(locked)


def call_off(locked: Meeting) -> None:
    """The one way in which a planned meeting becomes one that does not take place."""
    locked.status = MeetingStatus.CANCELLED
    locked.sequence += 1
    locked.save()


def reply(*, meeting: Meeting, answer: str, by: Person) -> Attendee:
    """Comes, may come, does not come. The same answer again is the same answer, with a later time."""
    if answer not in (Reply.ACCEPTED, Reply.TENTATIVE, Reply.DECLINED):
        raise Refused(_("Choose one of the three answers."))
    with acting.recorded():
        locked = _locked(meeting)
        refuse(times.may_reply(by, locked))
        mine = locked.attendees.select_for_update().get(person=by)
        mine.reply, mine.replied_at = answer, clock.now()
        mine.save(update_fields=["reply", "replied_at"])
        reminding.replan(locked)
        return mine


def only_once(model: type[Meeting] | type[Series], once: UUID | None) -> None:
    """A form that is sent twice at the same moment: the second waited for the first, and finds what it made."""
    if once and model.objects.filter(public_id=once).exists():
        raise Refused(_("It was planned a moment ago."))


def _in_time(where: Where, team: Team, notice: int) -> None:
    """Still to come, not years away, and with its notice or the reason why not."""
    zone = ZoneInfo(team.time_zone)
    if where.starts_at <= clock.now():
        raise Refused(_("That time is over. Choose one that is still to come."), about="day")
    if where.starts_at > clock.now() + timedelta(days=times.FURTHEST):
        raise Refused(_("Choose a day within two years."), about="day")
    day = where.starts_at.astimezone(zone).date()
    if refusal := times.notice_is_given(day, today_of(team), notice, where.late_because):
        raise Refused(refusal, about="late_because")


def _invite(meeting: Meeting, people: Collection[Person]) -> None:
    """By name; each sits at the table, and where cases are talked about none is from a systems-only sector (law A-13)."""
    seats = live_seats(meeting.starts_at.astimezone(ZoneInfo(meeting.team.time_zone)).date()).filter(team=meeting.team)
    if meeting.kind in WITH_CASES:
        seats = for_cases(seats)
    found = {seat.person_id: seat for seat in seats.filter(person__in=[one.pk for one in people])}
    if len(found) < len({one.pk for one in people}):
        raise Refused(_("Somebody you chose has no seat at this table on that day."), about="people")
    Attendee.objects.bulk_create(
        Attendee(meeting=meeting, person_id=seat.person_id, agency_id=seat.agency_id, discipline=seat.discipline)
        for seat in found.values()
    )


def _need(meeting: Meeting, people: Collection[Person]) -> None:
    """Who has to be there is one of those who are invited."""
    wanted = {one.pk for one in people}
    if meeting.attendees.filter(person__in=wanted).update(is_needed=True) < len(wanted):
        raise Refused(_("Who has to be there has to be invited too."), about="needed")


def _needed(meeting: Meeting) -> set[int]:
    return set(meeting.attendees.filter(is_needed=True).order_by().values_list("person_id", flat=True))


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("team", "series__team").get(pk=meeting.pk)
