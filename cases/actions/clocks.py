"""Starting, meeting and stopping the clocks of a referral, inside the transaction of what somebody did."""

from datetime import datetime

from django.db import connection

from agencies import reminders
from agencies.models import Person
from cases import clocks
from cases.facts import recipient, zone_of_place
from cases.models import Clock, Referral
from cases.queries.clocks import holidays_of, terms_for
from cases.vocabulary import ClockKind


def turn(referral: Referral, action: str) -> None:
    """What an action means for the clocks: some are met, some stop, some begin. Their times never change."""
    running = {clock.kind: clock for clock in Clock.objects.filter(referral=referral, met_at=None, stopped_at=None)}
    now = this_instant()
    for kind in clocks.MEETS.get(action, ()):
        if kind in running:
            _end(running.pop(kind), met_at=now)
    if action in clocks.STOPS:
        for clock in running.values():
            _end(clock, stopped_at=now)
    begin = [kind for kind in clocks.STARTS.get(action, ()) if kind not in running]
    if begin:
        _start(referral, begin, now)


def hand_over(referral: Referral, to: Person) -> None:
    """The running clocks of a referral that changes hands; how much of their time is gone stays as it is."""
    for clock in Clock.objects.filter(referral=referral, met_at=None, stopped_at=None):
        clock.owner = to
        clock.save(update_fields=["owner"])


def _start(referral: Referral, kinds: list[ClockKind], now: datetime) -> None:
    place = recipient(referral)
    zone = zone_of_place(place)
    terms, holidays = terms_for(place, referral.tier), holidays_of(place, now.astimezone(zone).date())
    for kind in kinds:
        by = clocks.in_person_by(now, place.jurisdiction.contact_hours) if kind == ClockKind.FIRST_CONTACT else None
        due = clocks.no_later(clocks.due_at(now, terms[kind], zone, holidays), by)
        told = clocks.no_later(clocks.escalate_at(due, terms[kind], zone, holidays), by)
        Clock(
            referral=referral, kind=kind, started_at=now, due_at=due, in_person_by=by, escalate_at=told,
            owner=referral.coordinator,
        ).save()  # fmt: skip


def _end(clock: Clock, **ended: datetime) -> None:
    for name, at in ended.items():  # the database puts its own time in its place
        setattr(clock, name, at)
    clock.save(update_fields=list(ended))
    reminders.cancel(f"clock:{clock.pk}:")


def this_instant() -> datetime:
    """The database's time of this transaction: what it writes as the start of a clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        now: datetime = cursor.fetchone()[0]
        return now
