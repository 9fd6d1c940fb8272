"""A real mail server for tests, which can be slow, refuse, or let a sender die; and real senders as the worker's role."""

import contextlib
import io
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from django.test import override_settings

from agencies import reminders
from agencies.models import Reminder
from agencies.tasks import send_due_reminders
from mdt.kit import clock
from mdt.logs import NoPersonalData
from tests.copies import as_worker
from tests.database import ROOT

RUN = "import django; django.setup(); from agencies.tasks import send_due_reminders as send; send()"


class MailServer:
    """``refuse`` maps an address, or "*", to an answer such as "550 no"; ``kill_at`` names the command at which to kill."""

    def __init__(self):
        self.mails: list[EmailMessage] = []
        self.senders: set[tuple[str, int]] = set()
        self.refuse: dict[str, str] = {}
        self.delay = 0.0
        self.kill_at = ""
        self.kill_pid: int | None = None
        self.lock = threading.Lock()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._controller: Controller | None = None

    def start(self):
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self):
        if self._controller:
            self._controller.stop()
            self._controller = None

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address):
        return [mail for mail in self.mails if mail["To"] == address]

    async def handle_RCPT(self, server, session, envelope, address, options):
        self._die("RCPT")
        answer = self.refuse.get(address) or self.refuse.get("*")
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        time.sleep(self.delay)
        with self.lock:
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self.senders.add(session.peer)
        self._die("DATA")
        return "250 kept"

    def _die(self, command):
        """The sender is dead before it can read the answer."""
        if command == self.kill_at and self.kill_pid:
            os.kill(self.kill_pid, signal.SIGKILL)
            self.kill_pid = None
            with contextlib.suppress(ChildProcessError):
                time.sleep(0.2)


def sender(server):
    """A process of its own, with the worker's role in the database."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "MDT_ROLE": "worker", "EMAIL_URL": server.url, "MDT_PUBLIC_URL": "https://mdt.test"},
    )  # fmt: skip


def send(server):
    """One run of the task in this process, with the worker's role in the database; what it logs."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.addFilter(NoPersonalData())
    mail = override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", EMAIL_HOST="127.0.0.1", EMAIL_PORT=server.port,
        PUBLIC_URL="https://mdt.test",
    )  # fmt: skip
    logging.getLogger().addHandler(handler)
    try:
        with mail, as_worker():
            send_due_reminders()
    finally:
        logging.getLogger().removeHandler(handler)
    return said.getvalue()


def due(person, word="test", ago=timedelta(seconds=1)):
    key = f"{word}:{person.pk}"
    reminders.schedule(key, person, "/acknowledgement/", clock.now() - ago)
    return Reminder.objects.get(key=key)
