"""No process starts in an unsafe place. What is wrong is said in plain sentences, one for each fault."""

import contextlib
import itertools
import sys
from collections.abc import Iterator

REFUSED = 3  # the exit code; gunicorn takes it from a worker for the end of the server, and tries no other


@contextlib.contextmanager
def refusing(*, seals: bool | None = None, then_check: bool = True) -> Iterator[None]:
    """Inside, settings and applications are loaded; afterwards the place is checked. A fault ends the process.

    A server would print a trace around what is wrong, or leave it out: so it is written here, and kept free of values.
    """
    from django.core.exceptions import ImproperlyConfigured

    from mdt.embedded import Trouble

    try:
        yield
        faults = errors(seals) if then_check else []
    except (Trouble, ImproperlyConfigured) as missing:
        faults = [str(missing)]
    if faults:
        _say("".join(f"Refused to start: {fault}\n" for fault in faults))
        raise SystemExit(REFUSED)


def errors(seals: bool | None = None) -> list[str]:
    """A sentence for each fault that stops the start; warnings are written and stop nothing."""
    from django.conf import settings
    from django.core.checks import ERROR

    from mdt import checks

    found = list(itertools.chain(() if settings.DEMO else checks.of_settings(seals), checks.of_database()))
    for one in found:
        if one.level < ERROR:
            _say(f"Warning: {one.msg}\n")
    return [one.msg for one in found if one.level >= ERROR]


def _say(lines: str) -> None:
    """To the real stderr: Celery puts something of its own in its place."""
    if sys.__stderr__ is not None:
        sys.__stderr__.write(lines)
        sys.__stderr__.flush()
