"""Pages of the eight steps: the rings of one's teams, and one cycle with its table."""

from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Team
from agencies.queries.teams import coordinates, visible_teams
from confidentiality import gate
from mdt.kit.errors import Refused
from protocols import saying_cycles as saying
from protocols.actions import cycles as actions
from protocols.forms.shared import put
from protocols.models import ProtocolCycle
from protocols.queries import cycles as queries
from protocols.queries.reviews import open_reviews


@require_safe
def cycle_list(request: HttpRequest) -> HttpResponse:
    if request.user.agency_id is None:
        raise Http404
    rings = queries.rings(queries.current(request.user))
    return render(request, "protocols/cycles.html", {
        "rings": [(one, saying.picture(one), saying.in_short(one)) for one in rings],
        "teams": queries.without_steps(request.user),
        "due": open_reviews(request.user),
    })  # fmt: skip


@require_POST
def cycle_begin(request: HttpRequest, team: UUID) -> HttpResponse:
    if request.user.agency_id is None:
        raise Http404
    here = get_object_or_404(visible_teams(request.user), public_id=team)
    try:
        made = actions.begin(team=here, by=request.user)
    except Refused as no:
        return refused(request, no.sentence)
    messages.success(request, _("The eight steps are there. Say who answers for each, and by when."))
    return redirect("cycle", made.public_id)


@require_safe
def cycle_page(request: HttpRequest, cycle: UUID) -> HttpResponse:
    here = queries.ring_of(found(request, cycle))
    team = here.cycle.team
    return render(request, "protocols/cycle.html", {
        "ring": here,
        "cycle": here.cycle,
        "picture": saying.picture(here),
        "said": saying.in_short(here),
        "lines": saying.lines(here),
        "others": queries.earlier(here.cycle),
        "under": [(one, saying.picture(one), saying.in_short(one)) for one in queries.under(request.user, team)],
        "due": [row for row in open_reviews(request.user) if row.board.agreement.team_id == team.pk],
        "coordinates": coordinates(request.user, team),
    })  # fmt: skip


# --- What the pages of protocols share -------------------------------------------------------------------------------


def found(request: HttpRequest, public_id: UUID) -> ProtocolCycle:
    """The cycle, or the 404 that a missing one gives."""
    return get_object_or_404(queries.visible_cycles(request.user).select_related("team"), public_id=public_id)


def refused(request: HttpRequest, sentence: str, *back: object) -> HttpResponse:
    """Told on the page to which one is led, and put on record."""
    gate.refused(request.user, purpose="protocol.cycle")
    messages.error(request, sentence)
    return redirect(*(back or ("cycles",)))  # type: ignore[call-overload, no-any-return]


def above(request: HttpRequest, form: BaseForm, no: Refused) -> None:
    """Told above the field that it is about, with all that was typed, and put on record."""
    gate.refused(request.user, purpose="protocol.cycle")
    put(form, no)


def team_here(request: HttpRequest, public_id: UUID) -> Team:
    if request.user.agency_id is None:
        raise Http404
    return get_object_or_404(visible_teams(request.user), public_id=public_id)
