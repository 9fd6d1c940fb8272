"""Who puts what on an agenda, who takes it off, orders it and carries it over. Who may hear it is the database's to say."""

from typing import Any

from django.utils.translation import gettext as _

from agencies.models import Person
from cases.vocabulary import CaseStatus
from meetings.lifecycle import OVER, TRANSITIONS
from meetings.models import Item, Meeting, Minutes
from meetings.policy.meetings import leads, may_meet
from meetings.queries.meetings import meetings_for
from meetings.vocabulary import ABOUT_A_CASE, ITEMS_OF, ItemKind, MeetingKind


def may_add(actor: Person, meeting: Meeting, kind: str) -> str | None:
    """Anybody at the table puts something on it that the meeting can have (law P-11, A-13)."""
    if not meetings_for(actor).filter(pk=meeting.pk).exists():
        return _("There is no such meeting.")
    if meeting.status in OVER:
        return _("This meeting is over. Its agenda stays as it was.")
    if ItemKind(kind) not in ITEMS_OF[MeetingKind(meeting.kind)]:
        return _not_here(meeting, kind)
    return may_meet(meeting.team, meeting.kind)


def _not_here(meeting: Meeting, kind: str) -> str:
    if kind == ItemKind.FILE:
        return _("Closed files are talked about in a review of closed files.")
    if kind == ItemKind.CASE:
        return _("No case is talked about in this kind of meeting.")
    return _("An emergency consultation is about cases only.")


def may_bring(actor: Person, meeting: Meeting, case: Any, *, own: bool, lacks_release: bool, adult: bool) -> str | None:
    """Bring a case: its agency of record alone (law R-13), and what the text in force asks for (law R-18)."""
    kind = kind_for(meeting)
    if not own or case.agency_id != actor.agency_id:
        return _("Only the agency that keeps the record brings it. What was released to you stays with you.")
    if refusal := may_add(actor, meeting, kind):
        return refusal
    if kind == ItemKind.FILE and case.status != CaseStatus.CLOSED:
        return _("A review of closed files takes closed records only.")
    if kind == ItemKind.CASE and case.status != CaseStatus.OPEN:
        return _("This record is closed. A closed record goes to a review of closed files.")
    if kind == ItemKind.CASE and adult and lacks_release:
        return _(
            "Your team's agreement opens an adult's case to the table by the survivor's own release alone, and no release to"
            " an agency at this table is in force. Talk with her about one first."
        )
    return None


def kind_for(meeting: Meeting) -> ItemKind:
    """As what a case comes on this agenda."""
    return ItemKind.FILE if meeting.kind == MeetingKind.FILE_REVIEW else ItemKind.CASE


def may_file(*, litigation: str, counsel: str) -> str | None:
    """A closed file whose court case runs, or may run, needs counsel who agreed (law P-05)."""
    if litigation != "none" and not counsel:
        return _("A court case runs or may run. Name the lawyer who agreed to the review, and the day.")
    return None


def may_change(actor: Person, item: Item) -> str | None:
    """Its minutes, words or parts: who brings it; of an item without a case also who leads the meeting."""
    if item.meeting.status in OVER:
        return _("This meeting is over. Its agenda stays as it was.")
    if item.status not in ("waiting", "stopped"):
        return _("This item was taken up, or is not on the agenda any more. It stays as it is.")
    if item.agency_id == actor.agency_id or (item.kind not in ABOUT_A_CASE and leads(actor, item.meeting)):
        return None
    return _("Ask the agency that brings it.")


def may_take_off(actor: Person, item: Item) -> str | None:
    """Who brings it, and who leads the meeting."""
    if item.meeting.status in OVER:
        return _("This meeting is over. Its agenda stays as it was.")
    if "take_off" not in _open_steps(item):
        return _("This item was taken up, or is not on the agenda any more. It stays as it is.")
    if item.agency_id == actor.agency_id or leads(actor, item.meeting):
        return None
    return _("Ask the agency that brings it.")


def may_order(actor: Person, meeting: Meeting) -> str | None:
    if meeting.status in OVER:
        return _("This meeting is over. Its agenda stays as it was.")
    if not leads(actor, meeting):
        return _("Only a coordinator of the team does this, and who called the meeting.")
    return None


def may_carry(actor: Person, item: Item) -> str | None:
    """A case by its agency of record, since nobody else brings it; the others by a coordinator."""
    if Minutes.objects.filter(meeting=item.meeting_id).exists():
        return _("The minutes of this meeting are approved. It stays as it was.")
    if "carry_over" not in _open_steps(item):
        return _("This item is settled, or is being talked about. It cannot be carried over.")
    if item.kind in ABOUT_A_CASE:
        return None if item.agency_id == actor.agency_id else _("Ask the agency that brings it.")
    return (
        None
        if leads(actor, item.meeting)
        else _("Only a coordinator of the team does this, and who called the meeting.")
    )


def _open_steps(item: Item) -> set[str]:
    return {name for before, name, _after in TRANSITIONS["item"] if before == item.status}
