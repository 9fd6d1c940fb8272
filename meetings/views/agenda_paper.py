"""The printed agenda, made for the person who prints it from coded facts alone (law S-03, S-17)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from confidentiality.limits import limited
from mdt.kit import clock
from meetings.queries import agenda as queries
from meetings.views.here import found


@require_safe
@limited("documents", reading=True)
def agenda_pdf(request: HttpRequest, meeting: UUID) -> HttpResponse:
    here = found(request, meeting)
    with queries.agenda_of(request.user, here, purpose="meeting.agenda_printed") as agenda:
        context = {"meeting": here, "agenda": agenda, "title": _("Agenda"), "made_at": clock.now()}
        page = render_to_string("meetings/agenda_pdf.html", context, request)
    from mdt.kit import pdf  # its libraries are large, and most processes never make a document

    return pdf.response(page, "agenda.pdf")
