"""«Who looked»: every look and change of one case in plain words, on the page and as a PDF to hand over."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cases.queries.looks import who_looked as lines_for
from confidentiality import gate
from confidentiality.gate import Opened
from confidentiality.limits import limited
from mdt.kit import clock

PURPOSE = "case.who_looked"
_AHEAD = timedelta(days=1)  # the first page begins after now, by whichever clock
ON_PAPER = 500  # ledger rows in one document; the next part is one more


@require_safe
def who_looked(request: HttpRequest, case: UUID) -> HttpResponse:
    with gate.open_own(request.user, case, purpose=PURPOSE) as opened:
        return render(request, "cases/who_looked.html", _context(request, opened))


@require_safe
@limited("documents", reading=True)
def who_looked_pdf(request: HttpRequest, case: UUID) -> HttpResponse:
    """The same list on paper. The document's name and title say nothing of whom it is about."""
    with gate.open_own(request.user, case, purpose=PURPOSE) as opened:
        context = {**_context(request, opened, ON_PAPER), "made_at": clock.now(), "made_by": request.user}
        page = render_to_string("cases/who_looked_pdf.html", context, request)
    from mdt.kit import pdf  # its libraries are large, and most processes never make a document

    return pdf.response(page, "record.pdf")


def _context(request: HttpRequest, opened: Opened, limit: int = 100) -> dict[str, Any]:
    before = _moment(request.GET.get("before", ""))
    lines, older = lines_for(opened, before=before or clock.now() + _AHEAD, limit=limit)
    return {
        "case": opened.case, "lines": lines, "first": before is None, "before": before,
        "older": f"?{urlencode({'before': older.isoformat()})}" if older else "", "title": _("Who looked"),
    }  # fmt: skip


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
