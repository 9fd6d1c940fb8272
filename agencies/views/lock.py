"""Locking: signed out at once, a page with nothing on it, and the way back to where one was."""

from allauth.account.internal.flows.logout import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST

from agencies import door, sessions


@login_not_required
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Works for everybody: whoever is signed out already is answered in the same way."""
    back = "" if request.session.get(sessions.SHARED) else door.page_before(request)
    logout(request, show_message=False)
    request.session.flush()
    if request.POST.get("next") == reverse("account_login"):
        return redirect("account_login")
    address = reverse("signed_out")
    return redirect(f"{address}?{urlencode({'next': back})}" if back not in ("", "/", address) else address)


@require_POST
def stay(request: HttpRequest) -> HttpResponse:
    """The person is still there."""
    sessions.keep(request, at_once=True)
    return HttpResponse(status=204)


@login_not_required
def signed_out(request: HttpRequest) -> HttpResponse:
    after = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(after, allowed_hosts=None)
    return render(request, "account/signed_out.html", {"sign_in": door.sign_in_address(after if safe else "")})
