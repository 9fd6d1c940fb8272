"""Two times of their own in a run: a disk that is full, and a day without a mail server."""

import http.client
import re
import time
from typing import TYPE_CHECKING

import psycopg

from bench.faults import reading
from bench.faults.browser import Browser, NoAnswer
from bench.faults.house import TOKEN, say
from bench.faults.plan import HOURS, Window
from mdt.demo import cast
from mdt.embedded.net import HOST

if TYPE_CHECKING:
    from bench.faults.trying import Trying

TO_POSTPONE = (
    "UPDATE {} SET due_at = due_at - interval '1 hour' WHERE sent_at IS NULL AND cancelled_at IS NULL"
    " AND due_at <= now() + interval '1 hour'"
)


def full_disk(trying: "Trying", window: Window) -> None:
    """First the tables cannot grow, then the log of transactions can neither. Who asks is told so by a page of ours."""
    disk = trying.house.disk
    if disk is None:
        trying.notes["disk"] = "not tried: a disk of its own needs Linux and root"
        trying.faults.append("a full disk was not tried")
        return
    trying.until_whole("before the disk is full")
    before, falls = dict(trying.journal.counts), trying.house.services["database"].by_itself
    half = (window.ends - window.begins) / 2
    _hold_full(trying, half)
    _use_up_the_log(trying)
    _hold_full(trying, half)
    disk.clear()
    freed = time.monotonic()
    trying.until_whole("after the disk had room again")
    refused = trying.journal.counts.get("answered 5xx", 0) - before.get("answered 5xx", 0)
    mute = trying.journal.counts.get("without an answer", 0) - before.get("without an answer", 0)
    trying.deaths.append(time.time())
    trying.notes["disk"] = (
        f"full for {window.ends - window.begins:.0f} s: {refused} requests refused with a page, {mute} without an answer, PostgreSQL"
        f" stopped by itself {trying.house.services['database'].by_itself - falls} times; {time.monotonic() - freed:.0f} s after there was"
        " room again everything worked"
    )
    if refused + mute == 0:
        trying.faults.append("the full disk was not noticed by anybody")


def _use_up_the_log(trying: "Trying") -> None:
    """The parts of it that were made ahead are left behind, so that the next write needs a new one. PostgreSQL stops for that."""
    try:
        with trying.house.superuser() as db:
            for _part in range(12):
                db.execute("SELECT pg_logical_emit_message(true, 'full', 'x'), pg_switch_wal()")
    except psycopg.Error as stopped:
        say(f"  no room for the log of transactions: {type(stopped).__name__}")


def _hold_full(trying: "Trying", seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if trying.house.disk is not None:
            trying.house.disk.fill()
        trying.deaths.append(time.time())  # a transaction that cannot be written is a sender that dies
        trying.wait(0.5)


def day_without_mail(trying: "Trying", window: Window) -> None:
    """The queue's clock goes on by an hour each time, until a day has passed. Then the server is back."""
    trying.until_whole("before the mail server goes")
    trying.house.post.stop()
    trying.deaths.append(time.time())  # a mail that was just being handed over
    came, worst = len(trying.house.post.came), 0.0
    for _hour in range(HOURS):
        with trying.house.superuser() as db:
            for name in reading.OUTBOXES:
                db.execute(TO_POSTPONE.format(name))  # type: ignore[arg-type]
        trying.nudge()
        trying.wait((window.ends - window.begins) / HOURS)
        worst = max(worst, _late(trying))
    tried, waits, page = _tries(trying), _waiting(trying), _operators_page(trying)
    if len(trying.house.post.came) != came:
        trying.faults.append("a mail came while there was no server")
    if not worst or not page:
        trying.faults.append("the operator was not told that mails are late")
    trying.house.post.start()
    back = time.monotonic()
    while _waiting(trying) and time.monotonic() - back < 180:
        with trying.house.superuser() as db:  # the hour until the next try passes too
            for name in reading.OUTBOXES:
                db.execute(TO_POSTPONE.format(name))  # type: ignore[arg-type]
        trying.wait(2)
    trying.notes["mail"] = (
        f"no server for {HOURS} hours of the queue: {waits} mails waited, each tried up to {tried} times, up to {worst:.0f} told as late"
        f" in the figures{' and on the page' if page else ''} of who runs it; all sent {time.monotonic() - back:.0f} s after it was back"
    )


def _tries(trying: "Trying") -> int:
    with trying.house.superuser() as db:
        found = [
            db.execute(f"SELECT max(attempts) FROM {name} WHERE sent_at IS NULL").fetchone()
            for name in reading.OUTBOXES
        ]  # type: ignore[arg-type]
    return max(row[0] or 0 for row in found if row)


def _waiting(trying: "Trying") -> int:
    with trying.house.superuser() as db:
        return reading.waiting(db)


def _late(trying: "Trying") -> float:
    connection = http.client.HTTPConnection(HOST, trying.house.port, timeout=20)
    try:
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        text = connection.getresponse().read().decode()
    except (OSError, http.client.HTTPException):
        return 0.0
    finally:
        connection.close()
    return sum(float(number) for number in re.findall(r'^mdt_late\{kind="(?:notice|calendar)"\} (\S+)$', text, re.M))


def _operators_page(trying: "Trying") -> bool:
    root = Browser(trying.house.port, cast.ROOT.email(cast.ROOT_DOMAIN), cast.PASSWORD, trying.journal)
    try:
        return "late or failed" in root.get("/administration/operation/").text
    except NoAnswer:
        return False
