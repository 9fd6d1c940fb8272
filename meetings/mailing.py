"""Calendar mails: what calendar programs need to take a meeting in, to move it and to take it out (RFC 5546), and no more."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import gettext, override

from agencies.models import Person
from mdt.kit import clock, mail
from meetings import ics
from meetings.models import CalendarMail, Meeting, Series
from meetings.queries.calendar import dates_of, was_told
from meetings.queries.meetings import meetings_for, series_for
from meetings.vocabulary import MeetingStatus


def content(row: CalendarMail) -> bytes | None:
    """The calendar part as things stand now; None when there is nothing to tell (any more)."""
    if not row.person.is_active:
        return None
    reader = ics.Reader(row.person.language, row.person.email)
    if row.method == "CANCEL":
        return _taken_back(row, reader) if was_told(row) else None
    if row.series:
        return _series(row, row.series, reader)
    return _meeting(row, reader)


def send(row: CalendarMail, said: bytes, server: BaseEmailBackend) -> None:
    """Raises what the server raises. Sent again it has the same Message-ID."""
    with override(row.person.language):
        subject = gettext("Team meeting")
        if row.method == "CANCEL":
            words = gettext("A team meeting is cancelled. Sign in:")
        elif row.sequence:
            words = gettext("A team meeting has changed. Sign in to see how, and to answer:")
        else:
            words = gettext("You are invited to a team meeting. Sign in to answer:")
    body = f"{words}\n\n{settings.PUBLIC_URL.rstrip('/')}/\n"
    headers = {"Message-ID": mail.message_id(row.key), "Auto-Submitted": "auto-generated"}
    message = EmailMultiAlternatives(subject, body, to=[row.person.email], headers=headers, connection=server)
    message.attach_alternative(said.decode(), f"text/calendar; method={row.method}")
    message.send()


def _meeting(row: CalendarMail, reader: ics.Reader) -> bytes | None:
    planned = meetings_for(row.person).filter(status=MeetingStatus.PLANNED)
    meeting = planned.filter(pk=row.meeting.pk).first() if row.meeting else None
    if meeting is None or row.sequence < ics.sequence_of(meeting, meeting.series) or _is_past(meeting):
        return None
    return ics.written([_one(meeting, row.person, reader, "REQUEST")], "REQUEST")


def _series(row: CalendarMail, series: Series, reader: ics.Reader) -> bytes | None:
    if row.sequence < series.sequence or not series_for(row.person).filter(pk=series.pk).exists():
        return None
    events = list(ics.whole(dates_of(row.person, series), reader, "REQUEST"))
    return ics.written(events, "REQUEST") if events else None


def _taken_back(row: CalendarMail, reader: ics.Reader) -> bytes:
    """Also for who has left the table since: it still stands in her calendar."""
    if row.meeting:
        return ics.written([_one(row.meeting, row.person, reader, "CANCEL")], "CANCEL")
    series = Series.objects.select_related("team").get(pk=row.series_id or 0)
    return ics.written([ics.ended(series, reader)], "CANCEL")


def _one(meeting: Meeting, person: Person, reader: ics.Reader, method: ics.Method) -> ics.Event:
    """As a date of its series for who has the series in her calendar, by itself for others."""
    if meeting.series and series_for(person).filter(pk=meeting.series.pk).exists():
        return ics.occurrence(meeting, meeting.series, reader, method)
    return ics.single(meeting, reader, method)


def _is_past(meeting: Meeting) -> bool:
    return meeting.starts_at + timedelta(minutes=meeting.minutes) <= clock.now()
