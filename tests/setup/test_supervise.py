"""What bin/run promises: it comes up by itself, keeps its data, and leaves nothing behind however it ends.

Starting is slow, so each test is a story of several starts.
"""

import json
import signal
import socket
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.setup.checkout import Checkout, gone


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Checkout]:
    made = Checkout(tmp_path / "a checkout")
    yield made
    made.remove()


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own server
        return str(answer.read().decode())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def arguments(processes: list[psutil.Process]) -> str:
    words = []
    for process in processes:
        with suppress(psutil.NoSuchProcess):  # a short-lived child that has ended since
            words += process.cmdline()
    return " ".join(words)


def check_privacy(checkout: Checkout, family: list[psutil.Process]) -> None:
    """Files and arguments of processes tell no other user a secret."""
    assert checkout.local.stat().st_mode & 0o777 == 0o700
    for path in (checkout.local / "secrets.json", checkout.local / "state.json"):
        assert path.stat().st_mode & 0o777 == 0o600
    secrets = json.loads((checkout.local / "secrets.json").read_text())
    seen = arguments(family)
    assert not [name for name, value in secrets.items() if value in seen]


@pytest.mark.slow
def test_data_is_kept_until_reset_and_a_child_that_dies_stops_everything(checkout: Checkout) -> None:
    port = str(free_port())
    with checkout.supervise("run", "--port", port) as first:
        address = first.until_ready()
        assert address == f"http://127.0.0.1:{port}"
        assert "Loaded demo" in first.text
        assert "\n\nmaya@example.org  Advocate\nPassword: not-a-real-one\n\n" in first.text
        assert page(address) == "loaded 1, role web, also knows []"  # its own password and nobody else's
        family = first.family()
        assert all(word in arguments(family) for word in ("postgres", "valkey", "gunicorn", "worker", "beat"))
        check_privacy(checkout, family)
        assert first.send(signal.SIGTERM) == 0
        assert gone(family)
    with checkout.supervise("run", "--port", port, "--scale", "county") as second:
        assert page(second.until_ready()).startswith("loaded 1,")
        assert "Loaded" not in second.text
        assert "of scale small; bin/run --reset --scale county replaces it" in second.text
        assert second.send(signal.SIGINT) == 0
    with checkout.supervise("run", "--port", port, "--reset", "--scale", "county") as third:
        assert page(third.until_ready()).startswith("loaded 1,")
        assert "Removed the data" in third.text
        assert "Loaded demo --scale county" in third.text
        family = third.family()
        web = next(p for p in family if "gunicorn" in arguments([p]) and p.ppid() == third.process.pid)
        web.kill()
        assert third.finish() == 1
        assert third.text.endswith("The web server stopped unexpectedly; its log is .local/log/web.log.\n")
        assert gone(family)


@pytest.mark.slow
def test_a_killed_supervisor_leaves_nothing_and_the_next_start_recovers(checkout: Checkout) -> None:
    (checkout.folder / "slow").touch()
    with checkout.supervise("run", "--port", "0") as first:
        first.until("Loaded demo")  # and busy with it for a minute
        family = first.family()
        first.process.kill()
        (checkout.folder / "slow").unlink()
        with checkout.supervise("run", "--port", "0") as second:  # at once, while the watchdog still works
            assert page(second.until_ready()).startswith("loaded 1,")
            assert "The first start was interrupted; beginning it again." in second.text
            assert gone(family)
            family = second.family()
            next(p for p in family if "watchdog.py" in arguments([p])).kill()
            second.process.kill()  # so the next start, or on Linux the kernel, has to stop the database
            with checkout.supervise("run", "--port", "0") as third:
                assert page(third.until_ready()).startswith("loaded 1,")
                if sys.platform == "linux":
                    assert gone(family)
                assert third.send(signal.SIGHUP) == 0


@pytest.mark.slow
def test_a_second_start_says_where_the_first_is_and_other_checkouts_run_beside_it(tmp_path: Path) -> None:
    one, two = Checkout(tmp_path / "one"), Checkout(tmp_path / "two")
    port = free_port()
    with one.supervise("run", "--port", str(port)) as first:
        address = first.until_ready()
        with one.supervise("run", "--port", str(port)) as twice:
            assert twice.finish() == 1
            assert twice.text == f"This checkout already runs: {address} (process {first.process.pid}).\n"
        with two.supervise("run", "--port", str(port)) as beside:
            other = beside.until_ready()
            assert f"Port {port} is taken; using {other.rpartition(':')[2]}." in beside.text
            assert page(address).startswith("loaded 1,")
            assert page(other).startswith("loaded 1,")
    one.remove()
    two.remove()


@pytest.mark.slow
def test_exec_lends_servers_hands_back_the_exit_code_and_clears_up_after_the_killed(checkout: Checkout) -> None:
    with checkout.supervise("exec", "--", "bash", "-c", "echo ready; sleep 60") as killed:
        killed.until("ready")
        family = killed.family()
        killed.process.kill()
        assert gone(family)
    places = checkout.local / "test"
    assert len(list(places.iterdir())) == 1
    code = (
        "import os, sys, psycopg\n"
        "for name in ('MDT_TEST_ADMIN_URL', 'OWNER_DATABASE_URL', 'DATABASE_URL', 'WORKER_DATABASE_URL'):\n"
        "    with psycopg.connect(os.environ[name]) as connection:\n"
        "        print(name, connection.info.user, connection.execute('SHOW is_superuser').fetchone()[0])\n"
        "sys.exit(7)\n"
    )
    with checkout.supervise("exec", "--", sys.executable, "-c", code) as run:
        assert run.finish() == 7
    assert run.text.splitlines() == [
        "MDT_TEST_ADMIN_URL postgres on",
        "OWNER_DATABASE_URL mdt_owner off",
        "DATABASE_URL mdt_web off",
        "WORKER_DATABASE_URL mdt_worker off",
    ]
    assert not list(places.iterdir())
