"""Whether this process lives, and whether it can do its work. Says nothing else, and nothing to who comes through the proxy.

A proxy adds ``X-Forwarded-For`` to all that it passes on, and nobody outside can take it away again. So who asks with it
is answered as if there were no such page, and what is told here stays on the machine.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from mdt import broker

LIMIT = 2  # seconds for each of the two to answer
View = Callable[[HttpRequest], HttpResponse]


def inside(view: View) -> View:
    """For who asks from this machine or its private network."""

    @wraps(view)
    def asked(request: HttpRequest) -> HttpResponse:
        if "X-Forwarded-For" in request.headers:
            raise Http404
        return view(request)

    return asked


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
@inside
def ready(request: HttpRequest) -> HttpResponse:
    """«ok», or the names of what is not ready, one a line."""
    missing = not_ready()
    return HttpResponse("\n".join(missing) or "ok", content_type="text/plain", status=503 if missing else 200)


def not_ready() -> list[str]:
    """Of «database», «migrations», «broker» those that keep this process from its work."""
    return [*_of_the_database(), *([] if broker.answers(LIMIT) else ["broker"])]


def _of_the_database() -> Iterator[str]:
    """Asked on a connection of its own, so that one that hangs holds up nobody's page."""
    probe: BaseDatabaseWrapper = connection.copy()
    probe.settings_dict["OPTIONS"] |= {"connect_timeout": LIMIT, "options": f"-c statement_timeout={LIMIT * 1000}"}
    try:
        with closing(probe), probe.cursor() as cursor:
            cursor.execute("SELECT current_user = 'mdt_web'")
            if not cursor.fetchone()[0]:
                yield "database"
            elif unlike(cursor):
                yield "migrations"
    except DatabaseError:
        yield "database"


def unlike(cursor: Any) -> int:
    """How many migrations the code has and the database has not, or the other way round. What is no app any more is left out."""
    written = _written()
    cursor.execute(
        "SELECT app, name FROM django_migrations WHERE app = ANY (%s)", [list({app for app, _name in written})]
    )
    return len(written ^ set(cursor.fetchall()))


@cache
def _written() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)
