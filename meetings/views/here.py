"""What the pages of a meeting share: the meeting for whom it is there, and a refusal that is said and on record."""

from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from confidentiality import gate
from mdt.kit.errors import Refused
from meetings.models import Item, Meeting
from meetings.queries.meetings import meeting_for
from protocols.forms.shared import put

RUN = "meeting.run"


def found(request: HttpRequest, public_id: UUID) -> Meeting:
    """Hidden and missing are the same page."""
    here = meeting_for(request.user, public_id)  # type: ignore[arg-type]  # the login middleware lets nobody else through
    if here is None:
        raise Http404
    return here


def item_here(request: HttpRequest, here: Meeting, public_id: UUID) -> Item:
    with gate.own_rows(request.user):
        one = Item.objects.filter(meeting=here, public_id=public_id).select_related("agency").first()
    if one is None:
        raise Http404
    one.meeting = here
    return one


def refused(request: HttpRequest, no: str, name: str, *words: object, purpose: str = RUN) -> HttpResponse:
    """What was asked for and is not done is on record, and said."""
    gate.refused(request.user, purpose=purpose)
    messages.error(request, no)
    return redirect(name, *words)


def above(request: HttpRequest, form: BaseForm, no: Refused, purpose: str = RUN) -> None:
    """Above the field that it is about; nothing that was typed is lost."""
    gate.refused(request.user, purpose=purpose)
    put(form, no)
