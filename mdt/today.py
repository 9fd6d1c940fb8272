"""Today: what waits for the person who is here."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from agencies.models import Person
from agencies.queries.acknowledgements import acknowledgement_of
from agencies.queries.tables import tables_of
from cases import queries, saying
from cases.facts import zone_of
from confidentiality import gate
from confidentiality.queries.retention import to_approve
from mdt.kit import clock
from meetings import pages as meetings
from protocols.queries import cycles, deciding, reviews
from protocols.queries import pages as agreements
from reports.queries.awards import duties_for


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Referrals with their clocks, questions, next steps, meetings, the own acknowledgement, agreements,
    steps and reviews of protocols, reports that are due, what is to be destroyed, and nights that nobody answers."""
    me: Person = request.user  # type: ignore[assignment]  # the login middleware lets nobody else through
    tables = tables_of(me)
    waiting, gaps = queries.waiting_for(me), queries.gaps_for(tables)
    return render(request, "today.html", {
        "lead": _lead(me, waiting),
        "waiting": waiting,
        **saying.waiting(waiting, zone_of(me)),
        "gaps": gaps,
        "meetings": meetings.for_today(me, tables),
        "agreed": agreements.for_today(me, tables),
        "steps": cycles.for_today(me, tables),
        "reviews": reviews.for_today(me, tables),
        "decided": deciding.waiting_for(me, tables),
        "reports_due": duties_for(me),
        "ending": gate.browse_ending(me, purpose="release.ending", days=7),
        "to_approve": to_approve(me),
        "standing": acknowledgement_of(me) if tables.seats else None,
    })  # fmt: skip


def _lead(person: Person, waiting: queries.Waiting) -> str:
    """The day, how much waits, and how much of it is pressing."""
    now = clock.now().astimezone(zone_of(person))
    said: list[Any] = [capfirst(f"{formats.date_format(now, 'l')}, {formats.date_format(now, 'MONTH_DAY_FORMAT')}")]
    if waiting.total:
        said.append(
            ngettext("%(n)s referral waits for you", "%(n)s referrals wait for you", waiting.total)
            % {"n": waiting.total}
        )
    if waiting.pressing and waiting.total == 1:
        said.append(_("pressing"))
    elif waiting.pressing:
        said.append(_("%(n)s of them pressing") % {"n": waiting.pressing})
    return " · ".join(said)
