"""What the pages of reports share: the award and the period for whom they are there, and a refusal that is said and on record."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from agencies.models import Award
from confidentiality import gate
from mdt.kit.errors import Refused
from protocols.forms.shared import put
from reports.queries.awards import Period, awards_for, period_for

PURPOSE = "report.work"


def award_here(request: HttpRequest, public_id: UUID) -> Award:
    """Hidden and missing are the same page (GR-06)."""
    found = awards_for(request.user).filter(public_id=public_id).first()  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found


def period_here(request: HttpRequest, public_id: UUID, first: date) -> Period:
    found = period_for(request.user, award_here(request, public_id), first)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return found


def refused(request: HttpRequest, no: Refused, name: str, *words: object, purpose: str = PURPOSE) -> HttpResponse:
    """What was asked for and is not done is on record, and said."""
    gate.refused(request.user, purpose=purpose)  # type: ignore[arg-type]
    messages.error(request, no.sentence)
    return redirect(name, *words)


def above(request: HttpRequest, form: BaseForm, no: Refused, purpose: str = PURPOSE) -> None:
    """Above the field that it is about; nothing that was typed is lost."""
    gate.refused(request.user, purpose=purpose)  # type: ignore[arg-type]
    put(form, no)
