"""Records with something that the reports still need, for who works on them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cases.queries.gaps import missing_for


@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/gaps.html", {"found": missing_for(request.user)})
