"""Meetings, narrowed to who asks. The conditions say what ``mdt_at_meeting`` in sql/table.sql says for rows about cases."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from agencies.models import Person, Seat
from agencies.queries.acknowledgements import acknowledged
from agencies.queries.tables import Tables
from agencies.queries.teams import coordinating_seats, live_seats
from meetings.models import Attendee, Meeting, Series
from meetings.vocabulary import MeetingKind

WITHOUT_CASES = (MeetingKind.SYSTEMS, MeetingKind.BUSINESS)


def meetings_for(actor: Person, tables: Tables | None = None) -> QuerySet[Meeting]:
    """Meetings at whose table the actor is: by an acknowledged seat, or by an invitation where no case can be talked about.
    ``tables``: where the page knows them already."""
    if not actor.is_active or actor.agency_id is None:
        return Meeting.objects.none()
    invited = Exists(Attendee.objects.filter(meeting=OuterRef("pk"), person=actor))
    seated = Q(team__in=tables.signed if tables else sitting(actor).values("team"))
    found = Meeting.objects.filter(
        (Q(invited, kind__in=WITHOUT_CASES)) | (seated & (Q(chosen_only=False) | Q(invited)))
    )
    return found.select_related("team", "series")


def series_for(actor: Person) -> QuerySet[Series]:
    if not actor.is_active or actor.agency_id is None:
        return Series.objects.none()
    return Series.objects.filter(team__in=sitting(actor).values("team")).select_related("team")


def sitting(actor: Person) -> QuerySet[Seat]:
    """The tables at which the actor sits now, acknowledged."""
    return live_seats().filter(acknowledged(), person=actor)


def coordinated(actor: Person) -> QuerySet[Seat]:
    """The tables that the actor coordinates now."""
    return coordinating_seats().filter(person=actor)


def meeting_for(actor: Person, public_id: UUID) -> Meeting | None:
    return meetings_for(actor).filter(public_id=public_id).first()
