"""What stands in front of a page: a sign-in that is fresh, a cache that answers, and the way back to where one was."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from redis.exceptions import RedisError

from mdt.kit import acting, clock

View = Callable[..., HttpResponse]

FRESH_TO_OPEN = 300  # seconds since the person last proved who they are, to open a sensitive page
# To send what was opened: settings.ACCOUNT_REAUTHENTICATION_TIMEOUT, longer, so that nobody types in vain.


def fresh_sign_in(view: View) -> View:
    """The person has just shown that it is them, or is asked to, and then comes back to the page.

    allauth's own decorator would keep what was sent in the session until then; here nothing that was typed is kept
    in clear. So put this on the page with the form as well, and not only on what takes it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        opening = request.method in ("GET", "HEAD")
        if _proved_within(request, FRESH_TO_OPEN if opening else settings.ACCOUNT_REAUTHENTICATION_TIMEOUT):
            return view(request, *args, **kwargs)
        here = request.path if opening else page_before(request)
        return redirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': here or '/'})}")

    return guarded


def _proved_within(request: HttpRequest, seconds: int) -> bool:
    records = get_authentication_records(request, request.user)
    proofs = [record["at"] for record in records if record.get("reauthenticated")]
    return bool(proofs) and clock.now().timestamp() - max(proofs) < seconds


def needs_cache(view: View) -> View:
    """Tries are counted in the cache. When it does not answer the door stays shut, and says so."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RedisError:
            answer = render(request, "account/try_again.html", status=503)
            answer.headers["Retry-After"] = "30"
            return answer

    return guarded


def in_own_name(view: View) -> View:
    """What the view changes is one transaction in which the database knows who acts, so that it can be recorded."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with acting.transaction_as(acting.current()):
            return view(request, *args, **kwargs)

    return guarded


def page_before(request: HttpRequest) -> str:
    """The path of our own page that the request came from; empty when it came from elsewhere, or from what nobody can read."""
    try:
        came_from = urlsplit(request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "")
    except ValueError:
        return ""
    return came_from.path if came_from.netloc == request.get_host() else ""


def sign_in_address(after: str) -> str:
    """The sign-in page, leading to ``after``. Never with a query: what was searched for stays behind."""
    address = reverse("account_login")
    return f"{address}?{urlencode({'next': after})}" if after not in ("", "/") else address
