"""The operator's page, line by line: a state, since when, and in one sentence what to do about it."""

import shutil
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Literal

from cryptography import x509
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mdt.operating.figures import Figures, Waiting

State = Literal["good", "wait", "stop", "plain"]
SILENT = timedelta(minutes=3)  # a sign of life comes each minute
UNSEALED = timedelta(minutes=1)  # sealing takes seconds
UNVERIFIED = (timedelta(hours=30), timedelta(hours=54))  # one night missed, two nights
UNSAVED = (timedelta(hours=30), timedelta(days=3))  # a backup is made each night, and what was approved is destroyed
UNTRIED = (timedelta(days=100), timedelta(days=200))  # a restore is tried four times a year
ENDING = (timedelta(days=60), timedelta(days=14))  # of a certificate
CROWD = 200  # jobs that wait
GUESSES = 100  # failed sign-ins within a day
FULL = (0.15, 0.05)  # of the disk still free
OFF = (timedelta(seconds=2), timedelta(seconds=30))  # between the two clocks


@dataclass(frozen=True)
class Sign:
    """``since`` is a time that belongs to the state; ``todo`` is empty where nothing is to be done."""

    name: str
    state: State
    text: str
    since: datetime | None = None
    todo: str = ""


def all_of(now: Figures) -> list[Sign]:
    """In the order in which one would look: what stops work first."""
    return [
        _workers(now), _queue(now),
        _waits(_("Reminders"), now.notices, _mail_todo()), _waits(_("Calendar mails"), now.calendar, _mail_todo()),
        _waits(_("Sealed documents"), now.documents, _("Read the worker's log: it says what keeps a document from its seal.")),
        _sealing(now), _verified(now), _backup(now), _restore(now), _purges(now),
        *_certificates(now.at), _wrong_sign_ins(now),
        _disk(), Sign(_("Database"), "plain", _("%(size)s of data") % {"size": filesizeformat(now.size)}),
        _migrations(now), _clocks(now),
        Sign(_("Versions"), "plain", _("Application %(own)s, PostgreSQL %(server)s")
             % {"own": version(), "server": now.server.split(" ")[0]}),
    ]  # fmt: skip


def _workers(now: Figures) -> Sign:
    name = _("Workers")
    if now.queue is None:
        return Sign(name, "stop", _("The broker does not answer"), todo=_("Start Valkey: until then no job is done."))
    if now.pulse is None:
        text = _("No sign of life since the broker began")
    elif now.at - now.pulse > SILENT:
        text = _("Silent")
    else:
        return Sign(name, "good", _("At work"), now.pulse)
    todo = _("Start the worker: jobs wait for it.") if now.queue else _("Start beat, and see whether the worker runs.")
    return Sign(name, "stop", text, now.pulse, todo)


def _queue(now: Figures) -> Sign:
    name = _("Queue of jobs")
    if now.queue is None:
        return Sign(name, "stop", _("Not known without the broker"), todo=_("Start Valkey."))
    text = ngettext("%(n)s job waits", "%(n)s jobs wait", now.queue) % {"n": now.queue} if now.queue else _("Empty")
    if now.queue < CROWD:
        return Sign(name, "good", text)
    return Sign(name, "wait", text, todo=_("Start another worker, or see in the worker's log what takes so long."))


def _mail_todo() -> str:
    return _("See whether the mail server answers; what waits is sent again by itself.")


def _waits(name: str, waiting: Waiting, todo: str) -> Sign:
    if not waiting.number:
        return Sign(name, "good", _("None waits"))
    text = ngettext("%(n)s waits", "%(n)s wait", waiting.number) % {"n": waiting.number}
    if not waiting.late:
        return Sign(name, "good", text)
    late = ngettext("%(n)s late or failed", "%(n)s late or failed", waiting.late) % {"n": waiting.late}
    return Sign(name, "wait", _("%(all)s, %(late)s") % {"all": text, "late": late}, waiting.since, todo)


def _sealing(now: Figures) -> Sign:
    name = _("Ledger sealed")
    if now.unsealed_since and now.at - now.unsealed_since > UNSEALED:
        todo = _("See whether a worker runs and has MDT_LEDGER_KEY, and whether a transaction hangs in the database.")
        return Sign(name, "stop", _("Rows wait for their seal"), now.unsealed_since, todo)
    if now.checkpoint is None:
        return Sign(name, "good", _("Nothing to seal yet"))
    text = _("Up to checkpoint %(n)s") % {"n": now.checkpoint.number}
    return Sign(name, "good", text, now.checkpoint.sealed_at)


def _verified(now: Figures) -> Sign:
    name, done = _("Ledger verified"), now.check
    if done is None:
        todo = _("A worker verifies it within the hour; if it does not, read its log.")
        return Sign(name, "wait", _("Never yet"), todo=todo)
    if done.findings:
        text = ngettext("%(n)s finding", "%(n)s findings", done.findings) % {"n": done.findings}
        todo = _(
            "Run manage.py verify_ledger on the server now: it says what was changed. Keep a copy of the database as it is."
        )
        return Sign(name, "stop", text, done.at, todo)
    text = _("Whole, up to checkpoint %(n)s") % {"n": done.checkpoint}
    todo = _("Read the worker's log: the nightly check did not come to its end.")
    return _by_limits(name, text, now.at - done.at, UNVERIFIED, done.at, todo)


def _backup(now: Figures) -> Sign:
    name, todo = _("Backup"), _("Run manage.py backup, and see why it is not run each night.")
    if now.backup is None:
        return Sign(name, "wait", _("Never yet"), todo=todo)
    text = _("%(size)s, up to checkpoint %(n)s") % {"size": filesizeformat(now.backup.size), "n": now.backup.checkpoint}
    return _by_limits(name, text, now.at - now.backup.at, UNSAVED, now.backup.at, todo)


def _restore(now: Figures) -> Sign:
    name, todo = (
        _("Restore tried"),
        _("Restore the last backup on another machine and note it with manage.py note_restore."),
    )
    if now.restore is None:
        return Sign(name, "wait", _("Never yet"), todo=todo)
    if not now.restore.verified:
        return Sign(name, "stop", _("It was not whole"), now.restore.at, todo)
    return _by_limits(name, _("It was whole"), now.at - now.restore.at, UNTRIED, now.restore.at, todo)


def _purges(now: Figures) -> Sign:
    name = _("Destroying by rule")
    if now.purge_since is None:
        return Sign(name, "good", _("None waits"))
    if now.at - now.purge_since < UNSAVED[0]:
        return Sign(name, "good", _("Waits for the night"), now.purge_since)
    todo = _("Run manage.py purge, and see why it is not run each night.")
    return Sign(name, "wait", _("Approved, and not carried out"), now.purge_since, todo)


def _wrong_sign_ins(now: Figures) -> Sign:
    name, n = _("Failed sign-ins"), now.wrong_sign_ins
    text = ngettext("%(n)s within a day", "%(n)s within a day", n) % {"n": n}
    if n < GUESSES:
        return Sign(name, "good", text)
    todo = _("More than people mistype: somebody may be guessing. The proxy's log says from where.")
    return Sign(name, "wait", text, todo=todo)


def _certificates(at: datetime) -> list[Sign]:
    found = []
    if settings.SEAL_CERTIFICATE:
        from protocols import seal  # takes a second to import

        try:
            ends = max(one.not_valid_after_utc for one in seal.certificates())
            todo = _("Make a new key with manage.py make_seal_key; keep the old certificate beside it.")
            found.append(_ending(_("Certificate of the seal"), ends, at, todo))
        except seal.Unsealable:
            found.append(_unreadable(_("Certificate of the seal")))
    if settings.TLS_CERTIFICATE:
        try:
            with open(settings.TLS_CERTIFICATE, "rb") as file:
                ends = x509.load_pem_x509_certificates(file.read())[0].not_valid_after_utc
            found.append(_ending(_("Certificate of the address"), ends, at, _("Renew it, and load the proxy anew.")))
        except (OSError, ValueError):
            found.append(_unreadable(_("Certificate of the address")))
    return found


def _ending(name: str, ends: datetime, at: datetime, todo: str) -> Sign:
    state: State = "stop" if ends - at < ENDING[1] else "wait" if ends - at < ENDING[0] else "good"
    text = _("Has ended") if ends <= at else _("In force until the day that is shown")
    return Sign(name, state, text, ends, "" if state == "good" else todo)


def _unreadable(name: str) -> Sign:
    return Sign(
        name,
        "stop",
        _("Cannot be read"),
        todo=_("See whether the setting names it rightly and this process may read it."),
    )


def _disk() -> Sign:
    disk = shutil.disk_usage(settings.DISK)
    text = _("%(free)s free of %(all)s") % {"free": filesizeformat(disk.free), "all": filesizeformat(disk.total)}
    left = disk.free / disk.total
    state: State = "stop" if left < FULL[1] else "wait" if left < FULL[0] else "good"
    todo = "" if state == "good" else _("Make room or add some before it is full: a full disk stops all writing.")
    return Sign(_("Disk"), state, text, todo=todo)


def _migrations(now: Figures) -> Sign:
    if not now.unlike:
        return Sign(_("Migrations"), "good", _("The database fits the code"))
    text = ngettext("%(n)s differs", "%(n)s differ", now.unlike) % {"n": now.unlike}
    return Sign(
        _("Migrations"), "stop", text, todo=_("Run manage.py migrate as the owner, or start the version that fits.")
    )


def _clocks(now: Figures) -> Sign:
    off = abs(now.clock_off)
    text = _("%(n)s seconds apart from the database's") % {"n": round(off.total_seconds(), 1)}
    return _by_limits(
        _("Clock"), text, off, OFF, None, _("Let both machines take their time from the same source (NTP).")
    )


def _by_limits(
    name: str, text: str, value: timedelta, limits: tuple[timedelta, timedelta], since: datetime | None, todo: str
) -> Sign:
    state: State = "stop" if value > limits[1] else "wait" if value > limits[0] else "good"
    return Sign(name, state, text, since, "" if state == "good" else todo)


@cache
def version() -> str:
    told = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(told["project"]["version"])
