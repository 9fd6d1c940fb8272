"""Owns the child processes of a supervisor: started so that none outlives it, stopped in order.

Three ropes hold each child: the supervisor stops it; if the supervisor is killed, the watchdog does; and on
Linux the kernel signals it at that same moment (PR_SET_PDEATHSIG), also when the watchdog was killed too.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

from mdt.embedded import watchdog
from mdt.embedded.account import Account

APP, SERVER = 0, 1  # tiers: what uses a server ends before it
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded here: nothing may load after a fork


@dataclass
class Child:
    """One process and how it is stopped."""

    name: str
    process: "subprocess.Popen[bytes]"
    tier: int
    stop: int
    log: Path | None

    @property
    def running(self) -> bool:
        return self.process.poll() is None


class Family:
    """All children. `with Family(lock) as family`: whatever happens inside, none is left after it."""

    def __init__(self, lock: int) -> None:
        self.children: list[Child] = []
        reading, self._list = os.pipe()
        command = [sys.executable, "-I", watchdog.__file__]
        self._watchdog = subprocess.Popen(
            command,
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={},
            pass_fds=(lock,),  # the place stays locked until the last process has ended
            start_new_session=True,
        )
        os.close(reading)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: dict[str, str],
        cwd: Path,
        log: Path | None = None,
        errors: Path | None = None,
        account: Account | None = None,
        tier: int = APP,
        stop: int = signal.SIGTERM,
        stdin: int | IO[bytes] | None = subprocess.DEVNULL,
    ) -> Child:
        """Start a child in a session of its own; its output goes to `log`, or to the terminal without one."""
        output = _open_log(log) if log else None
        complaints = _open_log(errors) if errors else None
        try:
            process = subprocess.Popen(
                [os.fspath(part) for part in command],
                env=env,
                cwd=cwd,
                stdin=stdin,
                stdout=output,
                stderr=complaints or (subprocess.STDOUT if output else None),
                start_new_session=True,
                preexec_fn=die_with_parent(stop),
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        finally:
            for fd in (output, complaints):
                if fd is not None:
                    os.close(fd)
        child = Child(name, process, tier, stop, log)
        self.children.append(child)
        self._tell(f"+ {tier} {process.pid} {int(stop)}")
        return child

    def forget(self, child: Child) -> None:
        """Take a child that has ended off the list."""
        watchdog.send(os.killpg, child.process.pid, signal.SIGKILL)  # what it may have left behind
        self.children.remove(child)
        self._tell(f"- {child.process.pid}")

    def dead(self) -> Child | None:
        """The first child that has ended."""
        return next((child for child in self.children if not child.running), None)

    def stop(self) -> None:
        """Stop all, each tier at once; then the watchdog has nothing to do and ends."""
        self._stop_tier(APP)
        self._stop_tier(SERVER)
        os.close(self._list)
        self._watchdog.wait()

    def _stop_tier(self, tier: int) -> None:
        members = {child.process.pid: child for child in self.children if child.tier == tier}

        def running(pid: int) -> bool:
            return members[pid].running

        watchdog.halt([(pid, child.stop) for pid, child in members.items()], running)
        for child in members.values():
            child.process.wait()
            self.forget(child)

    def _tell(self, line: str) -> None:
        with contextlib.suppress(BrokenPipeError):  # somebody killed the watchdog: the other two ropes hold
            os.write(self._list, line.encode() + b"\n")


def _open_log(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)


def die_with_parent(number: int) -> Callable[[], None] | None:
    """What a child does between fork and exec, after it changed its user: that would clear the setting."""
    if _libc is None:
        return None
    libc, parent = _libc, os.getpid()

    def bind() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return bind
