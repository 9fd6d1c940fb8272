"""Break-glass at the gate: the try is committed to the ledger before anything follows from it (law S-12)."""

from agencies.models import Person
from confidentiality import gate
from confidentiality.models import EmergencyAccess

MINUTES = 60  # the database sets the end; this is for the words on the page


def try_code(actor: Person, code: str, alerted: Person) -> int | None:
    """The key of the case of the actor's own agency with this code. None for everything else, always the same way."""
    who = gate._who(actor)
    found = gate._ask(
        "SELECT mdt_break_glass(%s, %s, %s, %s, %s)",
        [who.actor_id, who.request_id, who.route, code, alerted.pk],
    )
    return found[0][0]


def alerts(actor: Person, *, purpose: str, limit: int = 50) -> list[EmergencyAccess]:
    """The uses that the actor was alerted to, newest first, each with its case and person."""
    who = gate._who(actor)
    found = gate._ask(
        "SELECT * FROM mdt_browse_alerts(%s, %s, %s, %s, %s)",
        [who.actor_id, who.request_id, purpose, who.route, limit],
    )
    ids = [row[0] for row in found]
    with gate._reading(who):
        rows = EmergencyAccess.objects.select_related("case", "person").in_bulk(ids) if ids else {}
    return [rows[i] for i in ids if i in rows]
