"""A web server as it is deployed, on a port of the loopback interface, for as long as it is measured."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from bench.place import ROOT, Place

WORKERS, THREADS = 2, 4  # as in the image
LIKE_THE_IMAGE = ("--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--logger-class", "mdt.server_log.ServerLog")  # noqa: S108


@contextmanager
def served(place: Place, application: str, role: str, checkout: Path = ROOT) -> Iterator[int]:
    """Its port. ``checkout`` may be another state of this project. The web is given its own password and no other."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    env = place.env(role) | {"MDT_DEMO": "1", "DJANGO_SETTINGS_MODULE": "mdt.settings"}
    others = {"web": ("OWNER_DATABASE_URL", "WORKER_DATABASE_URL"), "owner": ()}[role]
    env = {name: value for name, value in env.items() if name not in others}
    words = [
        "-m",
        "gunicorn",
        application,
        "--bind",
        f"127.0.0.1:{port}",
        "--workers",
        str(WORKERS),
        "--threads",
        str(THREADS),
    ]
    server = subprocess.Popen(
        [sys.executable, *words, *LIKE_THE_IMAGE], cwd=checkout, env=env, stderr=subprocess.DEVNULL
    )
    try:
        _wait(server, port)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def _wait(server: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(150):
        if server.poll() is not None:
            raise RuntimeError(f"The web server ended at once ({server.returncode}).")
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The web server did not answer.")
