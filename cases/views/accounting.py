"""The survivor's account of looks and disclosures outside, in her language, on screen and as a PDF to hand over."""

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from cases.facts import zone_of_place
from cases.forms.accounting import SpanForm, years_before
from cases.queries.accounting import account
from confidentiality import gate
from confidentiality.gate import Opened
from confidentiality.limits import limited
from mdt.kit import clock

PURPOSE = "case.accounting"


@require_safe
def accounting(request: HttpRequest, case: UUID) -> HttpResponse:
    with gate.open_own(request.user, case, purpose=PURPOSE) as opened:
        form, asked = _asked(request, opened)
        document = _rendered(request, opened, asked, "cases/accounting_document.html")
        context = {"case": opened.case, "form": form, "document": document, "query": request.GET.urlencode()}
        return render(request, "cases/accounting.html", context)


@require_safe
@limited("documents", reading=True)
def accounting_pdf(request: HttpRequest, case: UUID) -> HttpResponse:
    """The same on paper. The document's name and title say nothing of whom it is about."""
    with gate.open_own(request.user, case, purpose=PURPOSE) as opened:
        _form, asked = _asked(request, opened)
        page = _rendered(request, opened, asked, "cases/accounting_pdf.html")
    from mdt.kit import pdf  # its libraries are large, and most processes never make a document

    return pdf.response(page, "account.pdf")


def _asked(request: HttpRequest, opened: Opened) -> tuple[SpanForm, dict[str, Any]]:
    """What the reader chose; six years back in the reader's language where nothing, or nothing usable, was chosen."""
    today = clock.now().astimezone(zone_of_place(opened.case.agency)).date()
    usual = {"start": years_before(today), "end": today, "lang": translation.get_language()[:2]}
    given = {name: request.GET[name] for name in usual if request.GET.get(name)}
    form = SpanForm({**usual, **given})
    return form, {**usual, **form.cleaned_data} if form.is_valid() else usual


def _rendered(request: HttpRequest, opened: Opened, asked: dict[str, Any], template: str) -> str:
    """In the language of the account and by the clocks of the agency of record, whatever the reader's own are."""
    zone = zone_of_place(opened.case.agency)
    start, end = _midnight(asked["start"], zone), _midnight(asked["end"] + timedelta(days=1), zone)
    with translation.override(asked["lang"]), timezone.override(zone):
        context = {**asked, "case": opened.case, "account": account(opened, start, end), "made_at": clock.now(),
                   "made_by": request.user}  # fmt: skip
        return render_to_string(template, context, request)


def _midnight(day: Any, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
