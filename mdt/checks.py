"""What must be true before anybody is served. ``manage.py check --deploy`` says it; ``mdt/startup.py`` holds processes to it.

An error stops the start. A warning is said and stops nothing. A demo (MDT_DEMO=1) is held to its database role alone.
"""

import base64
import binascii
import os
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection

LEAST_SECRET = 50  # characters of DJANGO_SECRET_KEY, as Django's own check asks
LEAST_DIFFERENT = 12  # of its characters, and of the bytes of a key: what a hand types repeats itself
CLOCK_SAID = 5.0  # seconds that this machine's clock may differ from the database's before it is said
CLOCK_STOPS = 60.0  # and before nothing starts: sessions, releases and walls end by these clocks
ROLE_OF_DATABASE = {"owner": "mdt_owner", "web": "mdt_web", "worker": "mdt_worker"}  # as mdt/roles.sql makes them

_ROLE = """SELECT current_user, r.rolsuper, r.rolbypassrls OR r.rolcreaterole OR r.rolreplication,
  EXISTS (SELECT 1 FROM pg_auth_members m WHERE m.member = r.oid),
  EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = 'public' AND c.relowner = r.oid),
  NOT EXISTS (SELECT 1 FROM pg_class WHERE relname = 'cases_case' AND relrowsecurity AND relforcerowsecurity)
  FROM pg_roles r WHERE rolname = current_user"""


@register(Tags.security, deploy=True)
def deployment(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every fault of the settings, of the database role and of the clock."""
    if settings.DEMO:
        return [_warning("W001", "This is a demo (MDT_DEMO=1). No real person's data belongs in it."), *of_database()]
    return [*of_settings(), *of_database()]


def of_settings(seals: bool | None = None) -> Iterator[CheckMessage]:
    """Faults of the environment. `seals` is whether this process holds the keys; else each worker but beat does."""
    seals = settings.ROLE == "worker" if seals is None else seals
    yield from _secrets(seals)
    for wrong, number, sentence in (
        (settings.DEBUG, "E010", "DJANGO_DEBUG is on. It shows what is in memory to whoever meets an error; turn it off."),
        (not settings.HTTPS, "E011", "MDT_HTTPS is off. Passwords and records would travel in the open; turn it on."),
        (not settings.PUBLIC_URL.startswith("https://"), "E012", "MDT_PUBLIC_URL must begin with https://."),
        ("*" in settings.ALLOWED_HOSTS, "E013", "DJANGO_ALLOWED_HOSTS allows every name; give the name that people type."),
        (not settings.SECOND_FACTOR_REQUIRED, "E014", "MDT_SECOND_FACTOR is off. Everybody needs a second factor."),
    ):  # fmt: skip
        if wrong:
            yield _error(number, sentence)
    if settings.ROLE == "web" and not settings.ALLAUTH_TRUSTED_PROXY_COUNT:
        yield _warning(
            "W002", "MDT_PROXIES is 0. Behind a proxy with TLS every page would lead back to itself; set it to 1."
        )
    if "filebased" in settings.EMAIL_BACKEND:
        yield _warning("W003", "EMAIL_URL is not set. Reminders are written into files, and nobody gets them.")


def _secrets(seals: bool) -> Iterator[CheckMessage]:
    key = settings.SECRET_KEY
    if len(key) < LEAST_SECRET or len(set(key)) < LEAST_DIFFERENT or key.startswith("django-insecure"):
        yield _error("E001", f"DJANGO_SECRET_KEY is weak. It needs at least {LEAST_SECRET} random characters.")
    if not all(_is_key(part.strip()) for part in settings.FIELD_KEY.split(",")):
        yield _error("E002", "MDT_FIELD_KEY is no key. It needs to be base64 of 32 random bytes.")
    if seals:
        if not _is_key(settings.LEDGER_KEY):
            yield _error("E003", "MDT_LEDGER_KEY is missing or weak. It needs to be base64 of 32 random bytes.")
        yield from _seal()
    elif settings.ROLE != "worker" and (settings.LEDGER_KEY or settings.SEAL_KEY):
        yield _error("E005", "This process knows MDT_LEDGER_KEY or MDT_SEAL_KEY. They are for the worker alone.")
    if settings.METRICS_TOKEN and (
        len(settings.METRICS_TOKEN) < 32 or len(set(settings.METRICS_TOKEN)) < LEAST_DIFFERENT
    ):
        yield _error("E007", "MDT_METRICS_TOKEN is weak. It needs at least 32 random characters.")
    if settings.BREACHED_PASSWORDS and not os.access(settings.BREACHED_PASSWORDS, os.R_OK):
        yield _error("E008", "MDT_BREACHED_PASSWORDS names a file that cannot be read.")
    if settings.OTHERS_URLS:
        names = ", ".join(settings.OTHERS_URLS)
        yield _error(
            "E006", f"This process also knows {names}. Each process gets its own database password and no other."
        )


def _is_key(text: str) -> bool:
    try:
        value = base64.b64decode(text, validate=True)
    except binascii.Error:
        return False
    return len(value) == 32 and len(set(value)) >= LEAST_DIFFERENT


def _seal() -> Iterator[CheckMessage]:
    from protocols import seal  # loads what makes and reads PDFs: only for who seals

    try:
        seal.own_key()
    except seal.NotInForce as why:  # all other work goes on
        yield _warning("W005", str(why))
    except seal.Unsealable as why:
        yield _error("E004", str(why))


def of_database() -> Iterator[CheckMessage]:
    """Faults of the role that this process has in the database, and of its clock."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(_ROLE)
            found = cursor.fetchone()
            begun = time.time()
            cursor.execute("SELECT extract(epoch FROM clock_timestamp())::float8")
            apart = cursor.fetchone()[0] - (begun + time.time()) / 2
    except DatabaseError:  # what it says can hold the address of the server
        yield _error("E020", "The database does not answer, or does not take this role and password.")
        return
    finally:
        connection.close()
    yield from _role(*found)
    if not settings.DEMO:
        yield from _clock(apart)


def _role(
    name: str, superuser: bool, passes: bool, member: bool, owns: bool, open_wall: bool
) -> Iterator[CheckMessage]:
    wanted = ROLE_OF_DATABASE[settings.ROLE]
    serves = settings.ROLE != "owner"
    for wrong, number, sentence in (
        (superuser, "E021", f"The database role {name} is a superuser, which no row policy holds. Use {wanted}."),
        (passes, "E022", f"The database role {name} may go past row security. Use {wanted} as mdt/roles.sql makes it."),
        (
            member,
            "E023",
            f"The database role {name} is a member of another role, whose rights it can take. Use {wanted}.",
        ),
        (owns and serves, "E024", f"The database role {name} owns tables, which no row policy holds. Use {wanted}."),
        (name != wanted, "E025", f"The database role is {name}, and MDT_ROLE={settings.ROLE} asks for {wanted}."),
        (open_wall and serves, "E026", "Row security is not in force. Run manage.py migrate first."),
    ):
        if wrong:
            yield _error(number, sentence)


def _clock(apart: float) -> Iterator[CheckMessage]:
    """`apart` is how many seconds the database's clock is ahead of this machine's."""
    how = (
        f"The clock of this machine is {abs(apart):.0f} seconds {'behind' if apart > 0 else 'ahead of'} the database's."
    )
    if abs(apart) > CLOCK_STOPS:
        yield _error("E030", f"{how} Set both by a time server.")
    elif abs(apart) > CLOCK_SAID:
        yield _warning("W004", f"{how} Set both by a time server; above {CLOCK_STOPS:.0f} nothing starts.")


def _error(number: str, sentence: str) -> Error:
    return Error(sentence, id=f"mdt.{number}")


def _warning(number: str, sentence: str) -> Warning:
    return Warning(sentence, id=f"mdt.{number}")
