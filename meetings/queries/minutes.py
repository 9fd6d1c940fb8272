"""What is written down of a meeting, as far as one reader may see it."""

from dataclasses import dataclass, field

from agencies.models import Person
from agencies.vocabulary import Discipline
from confidentiality import gate
from meetings.models import Attendee, Meeting, Minutes, MinutesRead
from meetings.queries.deciding import Written, written
from meetings.queries.items import Place, agenda_for
from meetings.queries.room import CAME, attendance, missing_disciplines
from meetings.vocabulary import ItemKind


@dataclass(frozen=True)
class Line:
    """An item with what was decided on it. ``shut``: it is about a case that is not open to this reader now."""

    place: Place
    told: Written
    shut: bool


@dataclass(frozen=True)
class Told:
    """Minutes for one reader. ``unread``: she was not there, and has not yet said that she has read them."""

    meeting: Meeting
    kept: Minutes | None
    came: list[Attendee]
    away: list[Attendee]
    missing: list[Discipline]
    lines: list[Line] = field(default_factory=list)
    unread: bool = False


def minutes_for(actor: Person, meeting: Meeting, *, purpose: str) -> Told:
    """The look at what is behind the items is on record before it is read."""
    places = agenda_for(actor, meeting, purpose=purpose)
    there = attendance(meeting)
    kept = Minutes.objects.filter(meeting=meeting).select_related("approved_by__agency").first()
    with gate.own_rows(actor):
        told = written([one.item for one in places])
    lines = [Line(one, told[one.item.pk], one.item.kind == ItemKind.CASE and one.behind is None) for one in places]
    came = [one for one in there if one.presence in CAME]
    away = [one for one in there if one.presence not in CAME]
    return Told(meeting, kept, came, away, missing_disciplines(meeting, there), lines, _unread(actor, kept, away))


def _unread(actor: Person, kept: Minutes | None, away: list[Attendee]) -> bool:
    if kept is None or all(one.person_id != actor.pk for one in away):
        return False
    return not MinutesRead.objects.filter(minutes=kept, person=actor).exists()
