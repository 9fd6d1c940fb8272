"""Who may do what with a meeting. Nothing here opens a case."""

from typing import Literal

from django.utils.translation import gettext as _

from agencies.models import Person, Team
from agencies.queries.teams import coordinates
from meetings.lifecycle import OVER
from meetings.models import Meeting
from meetings.queries.meetings import meetings_for
from meetings.vocabulary import WITH_CASES, MeetingKind, MeetingStatus
from protocols.queries.capabilities import able
from protocols.vocabulary import Capability

Action = Literal["see", "change", "run"]


def may(actor: Person, action: Action, meeting: Meeting) -> str | None:
    """None, or the sentence that refuses. ``see`` is asked first: for others the meeting does not exist."""
    if not meetings_for(actor).filter(pk=meeting.pk).exists():
        return _("There is no such meeting.")
    if action == "see":
        return None
    if not leads(actor, meeting):
        return _("Only a coordinator of the team does this, and who called the meeting.")
    if meeting.status in OVER:
        return _("This meeting is over. It stays as it was.")
    if action == "change" and meeting.status != MeetingStatus.PLANNED:
        return _("This meeting is under way. It can be ended, and no longer be changed.")
    return None


def leads(actor: Person, meeting: Meeting) -> bool:
    """Coordinates the team, or called this very meeting and is still at its table. A series is its team's, whoever began it."""
    return coordinates(actor, meeting.team) or (meeting.series_id is None and meeting.made_by_id == actor.pk)


def may_call(actor: Person, team: Team, kind: str) -> str | None:
    """Who calls a meeting. An emergency consultation is called by anybody at the table (law 5.3)."""
    if kind != MeetingKind.EMERGENCY and not coordinates(actor, team):
        return _("Only a coordinator of this team calls its meetings.")
    return may_meet(team, kind)


def may_meet(team: Team, kind: str) -> str | None:
    """What the team itself can meet for: by its purpose, and by its agreement (law P-11, A-01)."""
    if kind in WITH_CASES and team.purpose != "case":
        return _("This team works on systems. It meets about no case.")
    if kind in WITH_CASES and not able(team, Capability.CASE_REVIEW).may:
        return _("This team has no agreement in force that lets it review cases.")
    return None
