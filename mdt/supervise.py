"""Owns `python -m mdt.supervise`: `run` is the trial of bin/run, `exec` lends a command servers of its own.

Nothing that it starts outlives it: not after Ctrl-C, SIGTERM, SIGHUP, a fault of a child, nor after SIGKILL.
"""

import argparse
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable

from mdt.embedded.family import Child, Family
from mdt.embedded.place import CHECKOUT, Place
from mdt.embedded.servers import Servers, start_servers
from mdt.embedded.trial import Stopped, Trial
from mdt.embedded.trouble import Trouble
from mdt.embedded.watchdog import is_alive

TAKEOVER = 30.0  # seconds to wait while the watchdog of a killed run stops what it left


class Signals:
    """The last signal that asked us to stop. Only noted: work in progress is never torn apart."""

    def __init__(self) -> None:
        self.last: int | None = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note)

    def _note(self, number: int, _frame: object) -> None:
        self.last = number


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = parser().parse_args(arguments)
    signals = Signals()
    command: Callable[[argparse.Namespace, Signals], int] = options.command
    try:
        return command(options, signals)
    except Trouble as trouble:
        say(str(trouble), error=True)
        return 1


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m mdt.supervise", description=__doc__)
    commands = top.add_subparsers(required=True)
    run_options = commands.add_parser("run", help="the trial, until it is stopped")
    run_options.add_argument("--port", type=port_number, default=8000, help="of the web server (8000)")
    run_options.add_argument("--reset", action="store_true", help="remove the data of the trial first")
    run_options.add_argument("--scale", choices=["small", "county"], help="how much the demo loads")
    run_options.set_defaults(command=run)
    exec_options = commands.add_parser("exec", help="run a command with servers of its own, thrown away after it")
    exec_options.add_argument(
        "--forgetful", action="store_true", help="quicker: what is written need not outlive the machine"
    )
    exec_options.add_argument("words", nargs=argparse.REMAINDER, metavar="-- command")
    exec_options.set_defaults(command=execute)
    return top


def port_number(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text} is not a port: give a number up to 65535, 0 for any")
    return int(text)


def run(options: argparse.Namespace, signals: Signals) -> int:
    place = Place.trial()
    place.make()
    lock = enter(place)
    if options.reset:
        place.reset()
        place.make()
        say(f"Removed the data of the trial in {place.local}.")
    with Family(lock) as family:
        trial = Trial(place, family, say, lambda: signals.last is not None)
        try:
            trial.start(options.port, options.scale)
            fallen = trial.watch()
        except Stopped:
            fallen = None
        say("Stopping." if fallen is None else "Stopping the rest.")
    if fallen is not None:
        raise Trouble(fallen)
    return 0


def enter(place: Place) -> int:
    """Take the place, or say who has it. After a kill the watchdog has it for a moment: wait for that."""
    lock = place.lock()
    taken = lock.take()
    if taken is not None:
        return taken
    state = place.read_state()
    if not holder_lives(state):
        say("An earlier run is still ending; waiting for it.")
        taken = lock.take(wait=TAKEOVER)
        if taken is not None:
            return taken
    where = state.get("address") or "and is still starting"
    raise Trouble(f"This checkout already runs: {where} (process {state.get('pid', 'unknown')}).")


def holder_lives(state: dict[str, object]) -> bool:
    pid = state.get("pid")
    return not isinstance(pid, int) or is_alive(pid)


def execute(options: argparse.Namespace, signals: Signals) -> int:
    words = options.words[1:] if options.words[:1] == ["--"] else options.words
    if not words:
        raise Trouble("Say which command to run: python -m mdt.supervise exec -- command.")
    place, lock = Place.test()
    try:
        with Family(lock) as family:
            servers = start_servers(place, family, forgetful=options.forgetful)
            if signals.last is not None:
                return 128 + signals.last
            return attend(family, signals, start_command(family, words, servers))
    finally:
        place.remove()
        os.close(lock)


def start_command(family: Family, words: list[str], servers: Servers) -> Child:
    env = os.environ | servers.for_owner() | servers.worker_keys
    env |= {"MDT_DEMO": "1", "MDT_TEST_ADMIN_URL": servers.admin_url}  # no TLS in front of what we lend
    try:
        return family.start("The command", words, env=env, cwd=CHECKOUT, stdin=None)
    except FileNotFoundError:
        raise Trouble(f"There is no command {words[0]}.") from None


def attend(family: Family, signals: Signals, child: Child) -> int:
    """Wait for the command, hand on signals, and return its exit code as a shell would."""
    parent = os.getppid()
    while child.running:
        if os.getppid() != parent:  # whoever asked for this was killed, and nobody waits for the answer
            signals.last = signal.SIGTERM
            parent = os.getppid()
        if signals.last is not None:
            child.process.send_signal(signals.last)
            signals.last = None
        fallen = family.dead()
        if fallen is not None and fallen is not child:
            raise Trouble(f"{fallen.name} stopped unexpectedly, so the command was stopped too.")
        time.sleep(0.05)
    code = child.process.returncode
    return code if code >= 0 else 128 - code


def say(sentence: str, error: bool = False) -> None:
    """Tell the person, if a terminal is still there: stopping goes on without one."""
    with contextlib.suppress(OSError):
        print(sentence, file=sys.stderr if error else sys.stdout, flush=True)


if __name__ == "__main__":
    sys.exit(main())
