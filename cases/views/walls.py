"""Tries of people who are walled off, for who supervises the agency of record."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.facts import moment, zone_of
from confidentiality import gate


@require_safe
def attempts(request: HttpRequest) -> HttpResponse:
    if not request.user.is_supervisor:
        raise Http404
    zone = zone_of(request.user)
    found = [
        {"when": moment(at, zone), "case": case, "code": code, "who": " · ".join(filter(None, [person, agency]))}
        for at, case, code, person, agency in gate.browse_attempts(request.user, purpose="case.attempts")
    ]
    return render(request, "cases/attempts.html", {"found": found})
