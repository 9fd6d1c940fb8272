"""The agenda as one person sees it. The look is on record before anything is read."""

from dataclasses import dataclass

from agencies.models import Person
from confidentiality.asking import asked
from meetings.models import Item, ItemCase, Meeting


@dataclass(frozen=True)
class Place:
    """A place on the agenda, by the number that this reader sees. ``behind``: the case, where a live basis opens it to her."""

    number: int
    item: Item
    behind: ItemCase | None


def agenda_for(actor: Person, meeting: Meeting, *, purpose: str) -> list[Place]:
    """What is on the agenda, in its order and without a gap. Asked outside a transaction."""
    with asked(actor, "mdt_browse_items", meeting.pk, purpose=purpose) as found:
        items = Item.objects.select_related("agency").in_bulk([item for item, _case in found])
        cases = ItemCase.objects.select_related("case__agency").filter(item__in=[i for i, case in found if case])
        behind = {one.item_id: one for one in cases}
    seen = [items[key] for key, _case in found if key in items]
    return [Place(number, item, behind.get(item.pk)) for number, item in enumerate(seen, 1)]
