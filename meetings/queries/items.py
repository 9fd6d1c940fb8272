"""The agenda as one person sees it. The look is on record before anything is read."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from agencies.models import Person
from confidentiality import gate
from mdt.kit import acting
from meetings.models import Item, ItemCase, Meeting


@dataclass(frozen=True)
class Place:
    """A place on the agenda, by the number that this reader sees. ``behind``: the case, where a live basis opens it to her."""

    number: int
    item: Item
    behind: ItemCase | None


def agenda_for(actor: Person, meeting: Meeting, *, purpose: str) -> list[Place]:
    """What is on the agenda, in its order and without a gap. Asked outside a transaction; read it inside ``reading``."""
    found = _browse(actor, meeting, purpose)
    if not found:
        return []
    with gate.own_rows(actor):
        items = Item.objects.select_related("agency").in_bulk([item for item, _case in found])
        cases = ItemCase.objects.select_related("case__agency").filter(item__in=[i for i, case in found if case])
        behind = {one.item_id: one for one in cases}
    seen = [items[key] for key, _case in found if key in items]
    return [Place(number, item, behind.get(item.pk)) for number, item in enumerate(seen, 1)]


def _browse(actor: Person, meeting: Meeting, purpose: str) -> list[tuple[int, int | None]]:
    who = acting.current()
    if who.actor_id != actor.pk:
        raise RuntimeError("An agenda is read for somebody who is not the one acting.")
    if connection.in_atomic_block:
        raise RuntimeError("An agenda cannot be opened inside a transaction: the look would not be committed.")
    asked: list[Any] = [who.actor_id, who.request_id, purpose, who.route, meeting.pk]
    with connection.cursor() as cursor:
        cursor.execute("SELECT item_id, case_id FROM mdt_browse_items(%s, %s, %s, %s, %s)", asked)
        return cursor.fetchall()
