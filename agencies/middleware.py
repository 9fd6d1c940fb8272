"""The lock after idle time, and the second factor before anything else."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect

from agencies import door, sessions

Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]
BACKGROUND = "X-Background"  # set by what a page does by itself, such as saving a draft: it is no sign of life

# Pages without which nobody could set up a second factor, or leave. The second factor's own pages come on top.
_OPEN_WITHOUT = {"account_reauthenticate", "account_logout", "lock", "stay", "signed_out", "set_language", "healthz"}


class IdleLock:
    """Ends a session that rested or lasted too long; brings whoever is not signed in to the door and back again.

    A second answer to the same question stands behind it (``LoginRequiredMiddleware``); this one knows where the
    person was, and that a script cannot follow a redirect to a page.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not _lives(request):
            sessions.leave(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, *args: Any) -> HttpResponse | None:
        if request.user.is_authenticated or not getattr(view, "login_required", True):
            return None
        return _to_the_door(request)


def _lives(request: HttpRequest) -> bool:
    if not sessions.has_begun(request):  # signed in by other means than our own sign-in: its clocks start here
        sessions.begin(request, request.user)
        return True
    if sessions.is_over(request):
        return False
    return BACKGROUND in request.headers or sessions.keep(request)


def _to_the_door(request: HttpRequest) -> HttpResponse:
    by_script = _by_script(request)
    here = request.path if request.method in ("GET", "HEAD") and not by_script else door.page_before(request)
    address = door.sign_in_address(here)
    if by_script:
        return HttpResponse(status=401, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _by_script(request: HttpRequest) -> bool:
    """A fetch, htmx or a beacon: whoever asks cannot show a whole page."""
    fetched = request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate"
    return fetched or "HX-Request" in request.headers or BACKGROUND in request.headers


class SecondFactor:
    """While a person has no second factor, only the pages on which to set one up are open (law S-10)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, *args: Any) -> HttpResponse | None:
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        if _is_open_without(request, view) or _has_second_factor(request):
            return None
        return redirect("mfa_index")


def _is_open_without(request: HttpRequest, view: View) -> bool:
    name = (request.resolver_match.url_name if request.resolver_match else None) or ""
    public = not getattr(view, "login_required", True)
    return public or name in _OPEN_WITHOUT or name.startswith("mfa_")


def _has_second_factor(request: HttpRequest) -> bool:
    """Asked of the database until it is true; the last one cannot be removed while the session lives."""
    if request.session.get("second_factor") is True:
        return True
    found = Authenticator.objects.filter(user=request.user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    if found:
        request.session["second_factor"] = True
    return found
