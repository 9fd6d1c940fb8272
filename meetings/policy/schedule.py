"""Who may plan, change and answer, and how much notice a meeting needs. The rest is in ``policy/meetings.py``."""

from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies.models import Person, Team
from agencies.queries.teams import coordinates
from meetings.models import Meeting, Series
from meetings.policy.meetings import may, may_call
from meetings.queries.meetings import meetings_for
from meetings.vocabulary import MeetingKind, MeetingStatus

NOTICE_DAYS = 7  # of a meeting that belongs to no series
FURTHEST = 730  # days ahead that something can be planned
SERIES_KINDS = (MeetingKind.CONSULTATION, MeetingKind.FILE_REVIEW, MeetingKind.SYSTEMS, MeetingKind.BUSINESS)


def may_begin_series(actor: Person, team: Team, kind: str) -> str | None:
    if kind not in SERIES_KINDS:
        return _("An emergency consultation is called when it is needed. It has no series.")
    return may_call(actor, team, kind)


def may_change_series(actor: Person, series: Series, first: Meeting) -> str | None:
    """From one of its meetings on. Whoever coordinates now may, whoever began it: a series outlives its coordinator."""
    if not meetings_for(actor).filter(pk=first.pk).exists():
        return _("There is no such meeting.")
    if not coordinates(actor, series.team):
        return _("Only a coordinator of this team changes its series.")
    if first.series_id != series.pk or first.status != MeetingStatus.PLANNED:
        return _("A series is changed from one of its meetings on that is still to come.")
    if Series.objects.filter(replaces=series).exists():
        return _("This series was changed from a later day on already. Change that one, or this date alone.")
    return None


def may_reply(actor: Person, meeting: Meeting) -> str | None:
    if refusal := may(actor, "see", meeting):
        return refusal
    if meeting.status == MeetingStatus.CANCELLED:
        return _("This meeting is cancelled. No answer is needed any more.")
    if meeting.status != MeetingStatus.PLANNED:
        return _("This meeting has begun. Who is there is noted in the room.")
    if not meeting.attendees.filter(person=actor).exists():
        return _("You are not on the list of this meeting. Ask who coordinates the team.")
    return None


def notice_of(meeting: Meeting) -> int:
    """Days of notice that this meeting needs (law 5.3): none in an emergency."""
    if meeting.kind == MeetingKind.EMERGENCY:
        return 0
    return meeting.series.notice_days if meeting.series else NOTICE_DAYS


def notice_is_given(day: date, today: date, days: int, late_because: str) -> str | None:
    if day < today + timedelta(days=days) and not late_because.strip():
        told = ngettext("%(n)s day of notice is due", "%(n)s days of notice are due", days) % {"n": days}
        return _("%(told)s. Choose a later day, or say why it cannot wait.") % {"told": told}
    return None
