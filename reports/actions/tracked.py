"""Switching on and off what an agency writes down at all (GR-26)."""

from datetime import date

from django.utils.translation import gettext as _

from agencies.models import Person
from mdt.kit import acting
from mdt.kit.errors import Refused, refuse
from reports.models import Tracked
from reports.policy import tracked as policy
from reports.policy.activity import may_write, room_of
from reports.policy.reports import today_at


def switch_on(*, by: Person, source: str, day: date) -> Tracked:
    """From a day on. The day after the last span was over goes on with that one, so that nothing lies between."""
    refuse(may_write(by))
    with acting.recorded():
        spans = _spans(by, source)
        if sentence := policy.may_begin(spans, day, _today(by)):
            raise Refused(sentence, about="day")
        before = next((one for one in spans if one.to_on is not None and (day - one.to_on).days == 1), None)
        span = before or Tracked(agency=room_of(by), source=source, from_on=day)
        span.to_on, span.by = None, by
        span.save()
    return span


def switch_off(*, by: Person, source: str, day: date) -> None:
    """``day`` is the last one."""
    refuse(may_write(by))
    with acting.recorded():
        span = next((one for one in _spans(by, source) if one.to_on is None), None)
        if span is None:
            raise Refused(_("This is switched off already."), about="day")
        if sentence := policy.may_end(span, day, _today(by)):
            raise Refused(sentence, about="day")
        span.to_on, span.by = day, by
        span.save()


def forget(*, by: Person, source: str, day: date) -> None:
    """A span that was noted by mistake; ``day`` is its first."""
    refuse(may_write(by))
    span = Tracked.objects.filter(agency=by.agency_id, source=source, from_on=day).first()
    if span is None:
        raise Refused(_("This is not noted any more."))
    with acting.recorded():
        span.delete()


def _spans(by: Person, source: str) -> list[Tracked]:
    """Of the own agency, locked."""
    return [*Tracked.objects.select_for_update().filter(agency=by.agency_id, source=source)]


def _today(by: Person) -> date:
    return today_at(room_of(by))
