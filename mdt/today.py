"""Today: what waits for the person who is here."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def today(request: HttpRequest) -> HttpResponse:
    from cases import queries

    waiting = queries.waiting_for(request.user) if request.user.agency_id else None
    return render(request, "today.html", {"waiting": waiting})
