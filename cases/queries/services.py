"""What was written down for a record, and what one has just written down oneself.

The latter is kept as the person's own draft: ids, services and days. Of which record is said only while she still sees it.
"""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Award, Person
from cases import drafts
from cases.master_lists import ContactKind, Service
from cases.models import ServiceEvent, ServiceFunding
from cases.queries.counting import lines
from cases.queries.sections import Shown
from confidentiality import gate
from confidentiality.gate import Opened
from mdt.kit import clock

DONE = "services:done"


def _entries(actor: Person) -> list[str]:
    """Of today alone; asked for among the person's own rows."""
    draft = drafts.kept(actor, DONE)
    today = timezone.localdate(clock.now())
    return draft.data.get("done", []) if draft and timezone.localdate(draft.saved_at) == today else []


def remember(actor: Person, written: list[str]) -> None:
    with gate.own_rows(actor):
        new = [one for one in _entries(actor) if one not in written]
        drafts.keep(actor, DONE, {"done": [*written, *new][:100]})


def forget(actor: Person, begins: str) -> None:
    with gate.own_rows(actor):
        drafts.keep(actor, DONE, {"done": [one for one in _entries(actor) if not one.startswith(begins)]})


def just_done(actor: Person, mine: dict[str, str]) -> list[dict[str, Any]]:
    """Today's, the latest first. ``mine``: codes of the records that she sees now; of others nothing is said."""
    with gate.own_rows(actor):
        kept = _entries(actor)
    shown = []
    for first, second, service, units, day in (one.split() for one in kept):
        whose = mine.get(first) if len(first) == len(second) else str(dict(ContactKind.choices).get(second, ""))
        if whose:
            shown.append({
                "id": f"{first} {second}", "whose": whose, "what": dict(Service.choices).get(service, ""), "units": units,
                "on": date.fromisoformat(day),
            })  # fmt: skip
    return shown


def paid_from(opened: Opened) -> dict[int, list[tuple[str, int]]]:
    """Service → the title of each award with its share; in one's own room alone (GR-11)."""
    found: dict[int, list[tuple[str, int]]] = {}
    for share in ServiceFunding.objects.filter(case=opened.case).select_related("award"):
        found.setdefault(share.event_id, []).append(
            (share.award.title if share.award else _("Other money"), share.share)
        )
    return found


def shares_of(event: ServiceEvent) -> dict[Award | None, int]:
    return {row.award: row.share for row in ServiceFunding.objects.filter(event=event).select_related("award")}


def own_work(opened: Opened, shown: list[Shown]) -> dict[str, Any]:
    """What stands beside the services in one's own room: what each was paid from, and how she is counted."""
    paid = paid_from(opened)
    for part in shown:
        for event in part.done:
            event.paid = paid.get(event.pk, [])
    return {"work": True, "counted": lines(opened)}
