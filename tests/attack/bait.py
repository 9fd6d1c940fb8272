"""A server on loopback that waits for somebody to be tricked into asking it, and the words that try."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Bait:
    port: int
    seen: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/bait"


@contextmanager
def listening() -> Iterator[Bait]:
    """Whatever asks is written down, whatever its verb."""

    class Answers(BaseHTTPRequestHandler):
        def handle_one_request(self) -> None:
            self.raw_requestline = self.rfile.readline(65537)
            bait.seen.append(self.raw_requestline.decode("latin-1").strip())
            self.close_connection = True
            self.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: image/svg+xml\r\n\r\n<svg/>")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    bait = Bait(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield bait
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# Ends a cell of a table, an attribute and a text, each in its own way; the marks are found by ``Marked`` alone.
SHORT = "=9'\"><b data-bait>"
LONG = (
    "=9+9'\"><b data-bait onbait=1>\" onbait=\"1' onbait='1</title></textarea></script><script data-bait></script>"
    '{{ 7|add:7 }}{% now "Y" %}'
)


def fetching(url: str) -> str:
    """Markup that would have each engine fetch, in one line."""
    return f'<img data-bait src="{url}"><link data-bait rel="attachment" href="{url}"><style>@import "{url}";</style>'


class Marked(HTMLParser):
    """The tags of a page that were made by a planted word: none may be."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if {"data-bait", "onbait"} & {name for name, _ in attrs}:
            self.found.append(self.get_starttag_text() or tag)
