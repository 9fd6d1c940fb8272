"""Whole pages through the WSGI handler: sessions, middleware, view and template, with the gate and without it."""

import logging
import time
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse

from agencies.models import Person
from bench import rounds
from bench.bare import no_gate
from bench.people import Measured
from bench.place import Place
from confidentiality import gate
from mdt.kit.acting import Acting, acting

PAGES: dict[str, Callable[[Measured], str]] = {
    "list page": lambda who: reverse("cases"),
    "detail page": lambda who: reverse("case", args=[who.case.public_id]),
    "reveal page": lambda who: reverse("case_show", args=[who.case.public_id, "identity"]),
}


class Browser:
    """A signed-in browser, as far as a WSGI server would notice one."""

    def __init__(self, place: Place, who: Measured) -> None:
        self.place, self.who = place, who
        logging.getLogger("django.request").setLevel(logging.ERROR)  # refusals are part of what is measured
        warnings.filterwarnings("ignore", message="No directory at")  # static files play no part
        self.application = WSGIHandler()
        self.body, self.kind = b"", ""  # of the last answer
        place.as_bare()
        self.session = self.sign_in()

    @classmethod
    def of(cls, place: Place, person: Person) -> "Browser":
        """For pages that ask for no case of hers."""
        return cls(place, Measured("", person, 0, None))  # type: ignore[arg-type]

    def sign_in(self) -> Any:
        """A session as signing in leaves it, second factor included and just proved."""
        session, person = import_module(settings.SESSION_ENGINE).SessionStore(), self.who.person
        session[SESSION_KEY] = str(person.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session["second_factor"] = True
        session["account_authentication_methods_user"] = str(person.pk)
        session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
        session.save()
        return session

    def get(self, path: str, **more: str) -> int:
        """One request, its body read to the end. Returns the status. ``more`` of the environment, such as a header."""
        answer: list[str] = []

        def start(status: str, headers: Any, _error: Any = None) -> Callable[[bytes], object]:
            answer.append(status)
            self.kind = dict(headers).get("Content-Type", "")
            return lambda _part: None

        body = self.application(self._environ(path) | more, start)
        try:
            self.body = b"".join(body)
        finally:
            body.close()  # type: ignore[attr-defined]
        return int(answer[0].split()[0])

    def _environ(self, path: str) -> dict[str, Any]:
        return {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": "", "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "443", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(), "HTTP_COOKIE": f"{settings.SESSION_COOKIE_NAME}={self.session.session_key}",
            "HTTP_ACCEPT_LANGUAGE": "en",
        }  # fmt: skip

    def close(self) -> None:
        self.place.as_bare()
        self.session.delete()


def compare(place: Place, people: list[Measured], turns: int) -> Iterator[tuple[str, rounds.Result]]:
    for who in people:
        browser = Browser(place, who)
        try:
            for name, address in PAGES.items():
                yield f"{name}/{who.letter}@{place.cases}", _compare(place, browser, address(who), turns)
        finally:
            browser.close()


def _compare(place: Place, browser: Browser, path: str, turns: int) -> rounds.Result:
    expected = 200 if browser.who.sees or path == reverse("cases") else 404

    def ours() -> None:
        _expect(browser.get(path), expected)

    def floor() -> None:
        with no_gate(shown):
            _expect(browser.get(path), 200)

    _tell_the_actor(place, browser.who)
    place.as_web()
    with acting(Acting(browser.who.person.pk, browser.who.person.agency_id, "bench")):
        shown = gate.browse_cases(browser.who.person, purpose="bench").rows
    return rounds.compare(place, floor, ours, turns)


def _expect(status: int, expected: int) -> None:
    """A quick answer that is not the page would be no measurement."""
    if status != expected:
        raise RuntimeError(f"The page answered {status} and not {expected}.")


def _tell_the_actor(place: Place, who: Measured) -> None:
    """For the session and once: what a bare page shows with the database's own functions is what ours shows."""
    place.owner_rows("SELECT set_config('mdt.user_id', %s, false)", [str(who.person.pk)])
