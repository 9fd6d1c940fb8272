"""Owns the end of every process that a supervisor started, also when the supervisor itself was killed.

Runs as a program of its own that holds the read end of a pipe. The supervisor writes a line for each process,
`+ tier pid signal` when it starts and `- pid` when it has ended. When the pipe closes, whatever is still on
the list is stopped, the lowest tier first. Works wherever there are pipes, so on macOS too; needs no package.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

GRACE = 12.0  # seconds for a tier to end before it is killed


def halt(processes: Iterable[tuple[int, int]], alive: Callable[[int], bool], grace: float = GRACE) -> None:
    """Send each (pid, signal), wait until none is alive, then kill what is left of their process groups."""
    processes = list(processes)
    for pid, number in processes:
        send(os.kill, pid, number)
    end = time.monotonic() + grace
    while any(alive(pid) for pid, _ in processes) and time.monotonic() < end:
        time.sleep(0.02)
    for pid, _ in processes:
        send(os.killpg, pid, signal.SIGKILL)


def send(how: Callable[[int, int], None], pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS says "permission" of a dead group
        how(pid, number)


def is_alive(pid: int) -> bool:
    """Whether a process runs; a dead one that nobody has reaped does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return not Path("/proc/self").exists()  # no /proc on macOS; elsewhere it ended just now


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    tiers: dict[int, tuple[int, int]] = {}
    for line in sys.stdin:
        sign, *numbers = line.split()
        if sign == "+":
            tier, pid, number = map(int, numbers)
            tiers[pid] = (tier, number)
        else:
            tiers.pop(int(numbers[0]), None)
    for tier in sorted({tier for tier, _ in tiers.values()}):
        halt([(pid, number) for pid, (t, number) in tiers.items() if t == tier], is_alive)


if __name__ == "__main__":
    main()
