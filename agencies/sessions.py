"""Signed-in browsers of staff: when one begins, how long it lives, and how it ends from elsewhere. No address is kept.

The times that decide stand in the session itself; the ``StaffSession`` row beside it is what its owner sees and ends.
"""

from datetime import timedelta
from importlib import import_module

from django.conf import settings
from django.contrib.auth import logout
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from agencies.models import Person, SignInTry, StaffSession
from agencies.vocabulary import SignInOutcome
from mdt.kit import clock

SHARED = "shared_device"  # said at sign-in: "This computer is shared"
_BEGAN, _SEEN, _NOTED, _ROW, _KEY = "began", "seen", "noted", "row", "row_key"
_SEEN_EVERY = 10  # seconds; a session is written at most this often, and so may end this much early
_NOTED_EVERY = 60  # seconds; the row that its owner sees is coarser

_BROWSERS = {
    "Edg": "Edge", "OPR": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox", "FxiOS": "Firefox",
    "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari",
}  # fmt: skip
_SYSTEMS = {
    "Windows": "Windows", "iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "CrOS": "ChromeOS",
    "Mac OS X": "macOS", "Linux": "Linux",
}  # fmt: skip


def idle_limit(request: HttpRequest) -> timedelta:
    """How long this browser may rest; shorter where the person said that the computer is shared (law S-09)."""
    shared = request.session.get(SHARED, False)
    return settings.SHARED_DEVICE_IDLE_LIMIT if shared else settings.IDLE_LIMIT


def begin(request: HttpRequest, person: Person) -> None:
    """Start the clocks of a session that has just been signed in, and list it for its owner."""
    now = clock.now()
    _alive(person.sessions.all(), invert=True).delete()
    row, _made = StaffSession.objects.get_or_create(  # two first requests may come at the same moment
        session_key=request.session.session_key or "", person=person,
        defaults={
            "device": device(request), "shared_device": request.session.get(SHARED, False),
            "started_at": now, "seen_at": now,
        },
    )  # fmt: skip
    stamp = now.timestamp()
    request.session.update({_BEGAN: stamp, _SEEN: stamp, _NOTED: stamp, _ROW: row.pk, _KEY: row.session_key})


def is_over(request: HttpRequest) -> bool:
    """Idle for too long, or signed in for too long, by whatever use."""
    now = clock.now().timestamp()
    idle, whole = now - request.session[_SEEN], now - request.session[_BEGAN]
    return idle >= idle_limit(request).total_seconds() or whole >= settings.SESSION_LIMIT.total_seconds()


def has_begun(request: HttpRequest) -> bool:
    return _BEGAN in request.session


def keep(request: HttpRequest, *, at_once: bool = False) -> bool:
    """The person did something: the idle clock starts again. False when the session was ended from elsewhere."""
    now = clock.now().timestamp()
    if at_once or now - request.session[_SEEN] >= _SEEN_EVERY:
        request.session[_SEEN] = now
    key = request.session.session_key
    if now - request.session[_NOTED] < _NOTED_EVERY and request.session[_KEY] == key:
        return True
    request.session[_NOTED], request.session[_KEY] = now, key  # the key changes with the password
    return bool(StaffSession.objects.filter(pk=request.session[_ROW]).update(seen_at=clock.now(), session_key=key))


def leave(request: HttpRequest) -> None:
    """Sign this browser out; nothing of the session stays."""
    StaffSession.objects.filter(session_key=request.session.session_key or "").delete()
    logout(request)


def end(row: StaffSession) -> None:
    """Sign out the browser behind this row, wherever it is: its next request finds no session."""
    _store(row.session_key).delete()
    row.delete()


def end_all(person: Person, *, but: str | None = None) -> None:
    """Sign a person out everywhere, or everywhere but in the session with the key ``but``."""
    for row in person.sessions.exclude(session_key=but or ""):
        end(row)


def tried(request: HttpRequest, person: Person | None, outcome: SignInOutcome) -> None:
    """Put on record how a try to sign in ended. The same work for an address that nobody here has."""
    SignInTry.objects.create(person=person, outcome=outcome, device=device(request))


def live_sessions(person: Person) -> QuerySet[StaffSession]:
    """The browsers in which the person is signed in now."""
    return _alive(person.sessions.all())


def device(request: HttpRequest) -> str:
    """A coarse word for the browser and one for the system, such as ``Firefox|Windows``; no version, no address."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for mark, name in _BROWSERS.items() if f"{mark}/" in agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in agent), "")
    return f"{browser}|{system}"


def device_words(stored: str) -> str:
    """What ``device`` found, in the reader's language."""
    browser, _, system = stored.partition("|")
    names = {"browser": browser or gettext("A browser"), "system": system or gettext("an unknown device")}
    return gettext("%(browser)s on %(system)s") % names


def _alive(rows: "QuerySet[StaffSession]", *, invert: bool = False) -> "QuerySet[StaffSession]":
    """Rows whose session can still be used; a browser that was only closed leaves its row to its time."""
    now = clock.now()
    shared, own = now - settings.SHARED_DEVICE_IDLE_LIMIT, now - settings.IDLE_LIMIT
    # A row may be a minute behind its session.
    slack = timedelta(seconds=_NOTED_EVERY)
    used = Q(shared_device=True, seen_at__gt=shared - slack) | Q(shared_device=False, seen_at__gt=own - slack)
    alive = used & Q(started_at__gt=now - settings.SESSION_LIMIT)
    return rows.filter(~alive if invert else alive)


def _store(key: str):  # type: ignore[no-untyped-def]  # the engine is a setting
    return import_module(settings.SESSION_ENGINE).SessionStore(session_key=key)
