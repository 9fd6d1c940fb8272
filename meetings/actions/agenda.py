"""Putting items on an agenda, changing them, taking them off, ordering them, carrying them over.

What concerns a case is done through the gate on that case, so that it stands on its record.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from agencies.models import Person
from confidentiality import gate
from confidentiality.elements import Element
from confidentiality.gate import Opened
from mdt.kit import clock
from mdt.kit.errors import Refused, refuse
from meetings import redacting
from meetings.models import Item, ItemCase, Meeting
from meetings.policy import agenda as policy
from meetings.queries.agenda import GONE, known_names, lacks_release
from meetings.screening import hits
from meetings.vocabulary import ABOUT_A_CASE, ItemKind, ItemStatus, Origin


def add_item(*, meeting: Meeting, kind: str, title: str, text: str, minutes: int, reviewed: bool, by: Person) -> Item:
    """Something about the system or the team itself. Words that may point at a person wait until they were read."""
    with gate.begin(by):
        locked = _locked(meeting)
        refuse(policy.may_add(by, locked, kind))
        if kind in ABOUT_A_CASE:
            raise Refused(_("A case is brought from its own record."))
        item = _new(locked, by, kind=kind, minutes=minutes)
        _say(item, title, text, reviewed, by)
        item.save()
        return item


def change_item(*, item: Item, title: str, text: str, minutes: int, reviewed: bool, by: Person) -> None:
    with gate.begin(by):
        held = _held(item)
        refuse(policy.may_change(by, held))
        if (held.title, held.text, held.minutes) == (title.strip(), text.strip(), minutes):
            raise Refused(_("Nothing has changed."))
        _say(held, title, text, reviewed, by)
        held.minutes = minutes
        held.save()


def _say(item: Item, title: str, text: str, reviewed: bool, by: Person) -> None:
    """The words, and who read what the screen found in them (law R-19)."""
    item.title, item.text = title.strip(), text.strip()
    known = known_names(item.meeting.team)
    found = [*hits(item.title, known), *hits(item.text, known)]
    if found and not reviewed:
        raise Refused(
            _("These words may point at a person. Change them, or read each and tick the box."), about="title"
        )
    item.reviewed_by, item.reviewed_at = (by, clock.now()) if found else (None, None)


def bring(
    *, meeting: Meeting, case: UUID, answers: dict[str, Any], minutes: int, by: Person, origin: str = Origin.REQUEST
) -> Item:
    """A case of the own room onto an agenda, with the parts that everybody has to be allowed to hear."""
    with gate.action(by, case, purpose="meeting.bring") as opened:
        locked = _locked(meeting)
        return _brought(locked, opened, answers, minutes, by, origin)


def _brought(
    meeting: Meeting, opened: Opened, answers: dict[str, Any], minutes: int, by: Person, origin: str, **more: Any
) -> Item:
    _may_bring(meeting, opened, answers, by)
    there = ItemCase.objects.filter(case=opened.case, item__meeting=meeting).exclude(item__status__in=GONE)
    if there.exists():
        raise Refused(_("This record is on this agenda already."))
    item = _new(meeting, by, kind=policy.kind_for(meeting), minutes=minutes, origin=origin, **more)
    item.save()
    ItemCase(item=item, case=opened.case, **_answers(item, answers)).save()
    return item


def _may_bring(meeting: Meeting, opened: Opened, answers: dict[str, Any], by: Person) -> None:
    lacks, adult = lacks_release(opened.case, meeting.team), bool(answers.get("adult", True))
    refuse(policy.may_bring(by, meeting, opened.case, own=opened.own, lacks_release=lacks, adult=adult))
    if policy.kind_for(meeting) == ItemKind.FILE:
        _may_file(answers)


def _may_file(answers: dict[str, Any]) -> None:
    refusal = policy.may_file(litigation=answers.get("litigation", ""), counsel=answers.get("counsel", ""))
    if refusal:
        raise Refused(refusal, about="counsel")


def _answers(item: Item, answers: dict[str, Any]) -> dict[str, Any]:
    """Choices of closed lists. Of a closed file nothing of the record itself is opened to anybody."""
    if item.kind == ItemKind.FILE:
        kept = {name: answers.get(name) for name in ("criterion", "litigation", "counsel", "counsel_on")}
        return {**kept, "elements": int(Element.COVER), "coarse": redacting.coarse(answers["coarse"])}
    kept = {name: answers[name] for name in ("criterion", "adult", "wishes", "wishes_absent")}
    return {**kept, "elements": int(answers["elements"]) | Element.COVER}


def bring_several(
    *, meeting: Meeting, cases: Mapping[UUID, str], answers: dict[str, Any], minutes: int, by: Person
) -> tuple[int, list[str]]:
    """Cases with the criterion that each meets, each through its own gate; how many came, and why others did not."""
    done, refusals = 0, []
    for case, criterion in cases.items():
        given = {**answers, "criterion": criterion}
        try:
            bring(meeting=meeting, case=case, answers=given, minutes=minutes, by=by, origin=Origin.CRITERIA)
        except Refused as no:
            gate.refused(by, purpose="meeting.bring")
            refusals.append(no.sentence)
        else:
            done += 1
    return done, list(dict.fromkeys(refusals))


def change_case_item(*, item: Item, case: UUID, answers: dict[str, Any], minutes: int, by: Person) -> None:
    with gate.action(by, case, purpose="meeting.bring") as opened:
        held = _held(item)
        refuse(policy.may_change(by, held))
        behind = ItemCase.objects.select_for_update().get(item=held, case=opened.case)
        newly_adult = bool(answers.get("adult")) and not behind.adult
        _may_bring(held.meeting, opened, {**answers, "adult": newly_adult}, by)
        for name, value in _answers(held, answers).items():
            setattr(behind, name, value)
        held.minutes = minutes
        held.save()
        behind.save()


def take_off(*, item: Item, case: UUID | None, by: Person) -> None:
    """``case``: where the actor takes off one of her own room."""
    with _changing(by, case, "meeting.take_off"):
        held = _held(item)
        refuse(policy.may_take_off(by, held))
        held.status = ItemStatus.WITHDRAWN
        held.save()


def carry_over(*, item: Item, case: UUID | None, to: Meeting, by: Person) -> Item:
    """The same once more in a later meeting of the team; here it is settled. Once, whoever clicks."""
    if item.kind in ABOUT_A_CASE and case is None:
        raise Refused(_("Ask the agency that brings it."))
    with _changing(by, case, "meeting.carry_over") as opened:
        locked, held = _locked(to), _held(item)
        refuse(policy.may_carry(by, held))
        if locked.team_id != held.meeting.team_id or locked.pk == held.meeting_id:
            raise Refused(_("It is carried over to another meeting of the same team."))
        if opened:
            answers = _as_answers(ItemCase.objects.get(item=held, case=opened.case))
            made = _brought(locked, opened, answers, held.minutes, by, Origin.CARRIED, carried_from=held)
        else:
            refuse(policy.may_add(by, locked, held.kind))
            words = {
                name: getattr(held, name) for name in ("kind", "minutes", "title", "text", "reviewed_by", "reviewed_at")
            }
            made = _new(locked, by, **words, origin=Origin.CARRIED, carried_from=held)
            made.save()
        held.status = ItemStatus.CARRIED
        held.save()
        return made


def _as_answers(behind: ItemCase) -> dict[str, Any]:
    names = (
        "elements",
        "criterion",
        "adult",
        "wishes",
        "wishes_absent",
        "litigation",
        "counsel",
        "counsel_on",
        "coarse",
    )
    return {name: getattr(behind, name) for name in names}


def move(*, item: Item, up: bool, shown: Sequence[int], by: Person) -> None:
    """One place up or down among the items that the actor sees; what she does not see stays where it is."""
    with gate.begin(by):
        meeting = _locked(item.meeting)
        refuse(policy.may_order(by, meeting))
        rows = (
            Item.objects.select_for_update(of=("self",)).filter(pk__in=shown, meeting=meeting).exclude(status__in=GONE)
        )
        order = list(rows.order_by("position", "pk"))
        at = next((place for place, one in enumerate(order) if one.pk == item.pk), -1)
        to = at - 1 if up else at + 1
        if at < 0 or not 0 <= to < len(order):
            raise Refused(_("It cannot go further."))
        places = _rising([one.position for one in order])
        order[at], order[to] = order[to], order[at]
        for one, place in zip(order, places, strict=True):
            if one.position != place:
                one.position = place
                one.save()


def _rising(places: list[int]) -> list[int]:
    """The same places, no two alike."""
    found: list[int] = []
    for place in places:
        found.append(place if not found or place > found[-1] else found[-1] + 1)
    return found


def _new(meeting: Meeting, by: Person, **fields: Any) -> Item:
    last = Item.objects.filter(meeting=meeting).aggregate(last=Max("position"))["last"] or 0
    return Item(meeting=meeting, agency=by.agency, added_by=by, position=last + 1, **fields)


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("team").get(pk=meeting.pk)


def _held(item: Item) -> Item:
    """As it stands now. Who may not see it any more is answered as if it were not there."""
    held = Item.objects.select_for_update(of=("self",)).select_related("meeting__team").filter(pk=item.pk).first()
    if held is None:
        raise gate.RecordNotFound
    return held


@contextmanager
def _changing(by: Person, case: UUID | None, purpose: str) -> Iterator[Opened | None]:
    if case is not None:
        with gate.action(by, case, purpose=purpose) as opened:
            yield opened
    else:
        with gate.begin(by):
            yield None
