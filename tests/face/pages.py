"""Pages of the face without a database: the gallery as a signed-in person sees it, served on loopback."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from mdt.kit.gallery import sample

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'"


def shell(**changed: Any) -> dict[str, Any]:
    """What the context processor gives to a page."""
    today = {"label": "Today", "url": "/", "count": None, "current": True}
    cases = {"label": "Cases", "url": "/", "count": 41, "current": False}
    return {
        "exit_url": "https://exit.example/",
        "nav": [today, cases],
        "place_name": "Alder County SART",
        "me": "somebody",
        "idle_seconds": 540,
        "csrf_token": "token",
        **changed,
    }


def page(name: str = "gallery.html", language: str = "en", **changed: Any) -> str:
    with override(language):
        return render_to_string(name, {**shell(**changed), **sample()})


@dataclass
class Served:
    """A running server: its address, the page it shows, and what was posted to it."""

    address: str = ""
    html: str = ""
    posts: list[str] = field(default_factory=list)


@contextmanager
def served() -> Iterator[Served]:
    state = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if path.startswith(settings.STATIC_URL):
                found = finders.find(path.removeprefix(settings.STATIC_URL))
                self.answer(200, Path(found).read_bytes(), guess_type(path)[0] or "text/plain")
            else:
                self.answer(200, state.html.encode(), "text/html; charset=utf-8")

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            state.posts.append(self.path)
            if self.path == reverse("lock"):
                self.answer(200, b"<!doctype html><title>Locked</title>", "text/html")
            else:
                self.answer(204, b"", "text/plain")

        def answer(self, status: int, body: bytes, kind: str) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Content-Security-Policy", POLICY)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            """Quiet: the test says what went wrong."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.address = f"http://127.0.0.1:{server.server_port}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
