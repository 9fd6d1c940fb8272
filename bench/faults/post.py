"""A real mail server on this machine that keeps what comes, and can be away."""

import asyncio
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller

from mdt.embedded.net import HOST, free_port

ANSWERS_AFTER = 0.05  # seconds: a real one takes some time, in which its sender can die


@dataclass(frozen=True)
class Mail:
    """``at``: seconds since 1970, when it was all here and not yet answered."""

    at: float
    id: str
    to: str
    whole: bytes


@dataclass
class Post:
    port: int = field(default_factory=free_port)
    came: list[Mail] = field(default_factory=list)
    _controller: Controller | None = None

    def start(self) -> None:
        if self._controller is None:
            self._controller = Controller(self, hostname=HOST, port=self.port)
            self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        whole = bytes(envelope.content)
        found = message_from_bytes(whole, policy=policy.default)
        self.came.append(Mail(time.time(), str(found["Message-ID"]), str(found["To"]), whole))
        await asyncio.sleep(ANSWERS_AFTER)
        return "250 kept"
