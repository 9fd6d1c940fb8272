"""Running a meeting: begin it, note who is there, open and settle its items, end it.

The meeting's row is locked first in each of them, so that two people who run one meeting act one after the other.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Person
from agencies.queries.teams import live_seats
from confidentiality import gate
from mdt.kit import acting, clock
from mdt.kit.errors import Refused, refuse
from meetings.models import Attendee, Item, Meeting
from meetings.policy import room as policy
from meetings.vocabulary import ItemStatus, MeetingStatus, Presence

NOT_ALL_MAY_HEAR = gettext_lazy("Not everybody in the room may hear this item. Who may not steps out first.")


def begin(*, meeting: Meeting, by: Person) -> None:
    with acting.recorded():
        held = _locked(meeting)
        refuse(policy.may_begin(by, held))
        held.status, held.began_at, held.began_by = MeetingStatus.UNDER_WAY, clock.now(), by
        held.save()
        mine = held.attendees.filter(person=by).first()
        if mine is not None:
            _note(mine, Presence.PRESENT, by)


def note(*, meeting: Meeting, attendee: UUID, presence: str, by: Person) -> Attendee:
    """Whether somebody is in the room. It is a fact and never refused; what is open stops when she may not hear it."""
    with acting.recorded():
        held = _locked(meeting)
        refuse(policy.may_run(by, held))
        one = held.attendees.select_for_update().filter(public_id=attendee).first()
        if one is None:
            raise Refused(_("Nobody of that name is on the list any more."))
        if one.presence == presence:
            raise Refused(_("That is noted already."))
        _note(one, presence, by)
        return one


def walk_in(*, meeting: Meeting, seat: UUID, by: Person) -> None:
    """Somebody who sits at the table and was not on the list."""
    with acting.recorded():
        held = _locked(meeting)
        refuse(policy.may_run(by, held))
        place = live_seats().filter(team=held.team, public_id=seat).select_related("person").first()
        if place is None or held.chosen_only:
            raise Refused(_("Only somebody who sits at this table can come in without an invitation."))
        if held.attendees.filter(person=place.person).exists():
            raise Refused(_("That is noted already."))
        Attendee(
            meeting=held, person=place.person, agency_id=place.agency_id, discipline=place.discipline,
            presence=Presence.PRESENT, noted_by=by, noted_at=clock.now(),
        ).save()  # fmt: skip


def open_item(*, meeting: Meeting, item: UUID, by: Person) -> None:
    """Law R-17: it opens when everybody who is in the room may hear it. The database asks for each of them."""
    with _on_item(meeting, item, by) as one:
        refuse(policy.may_open(by, one))
        if Item.objects.filter(meeting=meeting, status=ItemStatus.OPEN).exclude(pk=one.pk).exists():
            raise Refused(_("Another item is being talked about. Close that one first."))
        one.status, one.closed_at = ItemStatus.OPEN, None
        one.opened_at = one.opened_at or clock.now()
        try:
            one.save()
        except IntegrityError as no:
            raise Refused(said(no)) from no


def settle(*, meeting: Meeting, item: UUID, done: bool, by: Person) -> None:
    """It was talked about to its end, or it stops here and can be opened again."""
    with _on_item(meeting, item, by) as one:
        if one.status not in (ItemStatus.OPEN, ItemStatus.STOPPED) or (one.status == ItemStatus.STOPPED and not done):
            raise Refused(_("This item is not being talked about."))
        one.status = ItemStatus.DONE if done else ItemStatus.STOPPED
        one.closed_at = clock.now()
        one.save()


def end(*, meeting: Meeting, by: Person) -> None:
    """Whatever is open stops; what was not reached can be carried over."""
    with gate.begin(by):
        held = _locked(meeting)
        refuse(policy.may_run(by, held))
        for one in Item.objects.select_for_update(of=("self",)).filter(meeting=held, status=ItemStatus.OPEN):
            one.status, one.closed_at = ItemStatus.STOPPED, clock.now()
            one.save()
        held.status, held.ended_at = MeetingStatus.HELD, clock.now()
        held.save()


def said(no: IntegrityError) -> str:
    """The sentence for what the database refused."""
    name = getattr(getattr(no.__cause__, "diag", None), "constraint_name", "")
    if name == "item_opens_to_all_present":
        return str(NOT_ALL_MAY_HEAR)
    if name == "item_opens_while_its_case_fits":
        return _("The record was closed or opened again meanwhile. It cannot be talked about here.")
    if name == "item_one_open":  # one that this person does not see, or somebody was quicker: the sentence is the same
        return _("This item cannot be opened now. Try again in a while.")
    raise no


@contextmanager
def _on_item(meeting: Meeting, item: UUID, by: Person) -> Iterator[Item]:
    """The item under the lock of its meeting; for whom it is not there, no page either."""
    with gate.begin(by):
        held = _locked(meeting)
        refuse(policy.may_run(by, held))
        one = Item.objects.select_for_update(of=("self",)).filter(meeting=held, public_id=item).first()
        if one is None:
            raise gate.RecordNotFound
        one.meeting = held
        yield one


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("team").get(pk=meeting.pk)


def _note(one: Attendee, presence: str, by: Person) -> None:
    one.presence, one.noted_by, one.noted_at = presence, by, clock.now()
    one.save()
