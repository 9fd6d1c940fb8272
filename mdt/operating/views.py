"""The page of whoever runs the installation. For everybody else it does not exist."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.policy.agencies import may
from agencies.views.administration import tabs
from mdt.operating import figures, signs


@require_safe
def operation(request: HttpRequest) -> HttpResponse:
    if may(request.user, "set_up") is not None:
        raise Http404
    now = figures.now()
    lines = signs.all_of(now)
    asks = sum(line.state in ("wait", "stop") for line in lines)
    return render(request, "operation.html", {"lines": lines, "asks": asks, "at": now.at, "tabs": tabs("operation")})
