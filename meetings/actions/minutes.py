"""Approving minutes, and that somebody who was not there has read what concerns her."""

from django.db import IntegrityError
from django.utils.translation import gettext as _

from agencies import reminders
from agencies.models import Person
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse
from meetings.models import Meeting, Minutes, MinutesRead
from meetings.policy import deciding as policy
from meetings.vocabulary import Presence


def approve(*, meeting: Meeting, by: Person) -> Minutes:
    """From now on they are fixed, with a digest over all of it. Who was not there is told that there is something to read."""
    with acting.recorded():
        held = Meeting.objects.select_for_update(of=("self",)).select_related("team", "began_by").get(pk=meeting.pk)
        refuse(policy.may_approve(by, held))
        made = Minutes(meeting=held, approved_by=by, sha256="")
        try:
            made.save()
        except IntegrityError as no:
            raise Refused(_("An item is still being talked about. Close it first.")) from no
        away = held.attendees.exclude(presence__in=[Presence.PRESENT, Presence.OUT]).select_related("person")
        for one in away:
            reminders.schedule(f"minutes:{held.pk}:{one.person_id}", one.person, "/meetings/", clock.now())
        return made


def read(*, minutes: Minutes, by: Person) -> None:
    with acting.recorded():
        _row, made = MinutesRead.objects.get_or_create(minutes=minutes, person=by)
        if not made:
            raise Refused(_("That is noted already."))
