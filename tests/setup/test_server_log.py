"""What the web server itself writes down: that a request failed, and nothing of the request."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mdt.embedded.trial import WEB

ROOT = Path(__file__).resolve().parents[2]
APP = """
def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/before":
        raise ValueError("Testa Person-905")
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Odd", "Testa\\nPerson-905" if path == "/odd" else "")])
    def parts():
        yield b"begun"
        if path == "/amidst":
            raise KeyError("Testa Person-905")
    return parts()
"""
HEAD = "HTTP/1.1\r\nHost: x\r\nReferer: http://x/?q=Person-905\r\nConnection: close\r\n"
REQUESTS = [
    f"GET /fine?q=Person-905 {HEAD}\r\n", f"GET /before?q=Person-905 {HEAD}\r\n", f"GET /amidst?q=Person-905 {HEAD}\r\n",
    f"GET /odd/../odd?q=Person-905 {HEAD}\r\n", "GET /odd?q=Person-905 HTTP/1.1\r\n\r\n",
    f"GET /odd?q=Person-905 {HEAD}\r\n", f"GET /x?q=Person-905 y {HEAD}\r\n", f"Person-905\t/x {HEAD}\r\n",
    f"GET /x?q=Person-905 {HEAD}Testa Person-905: 1\r\n\r\n", f"GET /x?{'Person-905' * 500} {HEAD}\r\n",
    f"POST /x?q=Person-905 {HEAD}Content-Length: Person-905\r\n\r\n", "GET /x?q=Person-905 HTTP/Person-905\r\n\r\n",
    f"POST /x {HEAD}Transfer-Encoding: Person-905\r\n\r\n",
]  # fmt: skip


class Server:
    """gunicorn as a trial starts it, with an application of our own."""

    def __init__(self, folder: Path, *more: str, **env: str) -> None:
        (folder / "failing.py").write_text(APP)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.log = folder / "log"
        words = ["failing", "--bind", f"127.0.0.1:{self.port}", "--pythonpath", str(folder), *WEB, *more]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *words], cwd=ROOT, stdout=log, stderr=log, env={**os.environ, **env}
            )

    def ask(self, request: str) -> bytes:
        """The whole answer."""
        end = time.monotonic() + 30
        while True:
            try:
                connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
                break
            except ConnectionRefusedError:
                assert time.monotonic() < end, self.log.read_text()
                time.sleep(0.05)
        with connection:
            connection.sendall(request.encode())
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(4096), b""))

    def stop(self) -> str:
        self.process.terminate()
        self.process.wait(20)
        return self.log.read_text()


@pytest.fixture(params=[[], ["--access-logfile", "-", "--log-level", "debug"]], ids=["as started", "as loud as can be"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    one = Server(tmp_path, *request.param)
    yield one
    one.stop()


def test_G5_the_web_server_writes_nothing_of_a_request(server: Server) -> None:
    answers = [server.ask(request) for request in REQUESTS]
    assert b"begun" in answers[0]
    assert sum(answer.startswith(b"HTTP/1.1 5") for answer in answers) >= 1
    assert sum(answer.startswith(b"HTTP/1.1 4") for answer in answers) >= 4
    log = server.stop()
    assert "Person-905" not in log
    assert "q=" not in log
    assert not re.search(r"/(fine|before|amidst|odd|x)\b", log)
    assert "ip=" not in log
    assert not [line for line in log.splitlines() if "127.0.0.1" in line and "Listening at" not in line]
    assert re.search(r"\[ERROR\] Error handling request \[ValueError at failing.py:5\]", log), log
    assert "[KeyError at failing.py:" in log
    assert "[WARNING] Invalid request\n" in log
    assert "Booting worker with pid" in log, "what says nothing of a request is still there"


def test_G5_as_lines_of_json_it_says_as_little(tmp_path: Path) -> None:
    server = Server(tmp_path, "--log-level", "debug", MDT_LOG_FORMAT="json")
    for request in REQUESTS:
        server.ask(request)
    log = server.stop()
    assert "Person-905" not in log
    lines = [json.loads(line) for line in log.splitlines()]
    assert all(set(line) == {"time", "level", "logger", "message", "request"} for line in lines)
    said = {(line["level"], line["message"]) for line in lines}
    assert ("ERROR", "Error handling request [ValueError at failing.py:5]") in said
    assert ("WARNING", "Invalid request") in said


def test_the_image_starts_it_with_the_same_log() -> None:
    command = (ROOT / "Dockerfile").read_text().rpartition("CMD ")[2]
    assert '"--logger-class", "mdt.server_log.ServerLog"' in command
    assert WEB[WEB.index("--logger-class") + 1] == "mdt.server_log.ServerLog"
