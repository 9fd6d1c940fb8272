"""What the attacks share: ways elsewhere, digests of the whole database, and bodies of the wrong kind."""

import hashlib
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from tests.copies import Connection

ELSEWHERE = [
    "https://evil.test/", "//evil.test/", "///evil.test/", "////evil.test", "/\\evil.test/", "\\\\evil.test/", "https:evil.test", "https:/evil.test",
    "http:///evil.test", "/%2fevil.test", "/%5cevil.test", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
    "\thttps://evil.test", " //evil.test", "/\t/evil.test", "http://testserver@evil.test/", "http://testserver.evil.test/", "http://testserver:80@evil.test",
    "http://evil.test\\@testserver/", "http://evil.test#@testserver/", "//testserver\\.evil.test", "https://evil.test%00.testserver/", "/\x00/evil.test",
    "http://[::1]@evil.test", "http://[evil", "ftp://testserver/", "\u202e//evil.test", "/\r\nLocation: https://evil.test", "mailto:a@evil.test",
]  # fmt: skip
# What changes by looking or by being signed in, and is judged elsewhere.
NOTES = (
    "confidentiality_ledger",
    "confidentiality_checkpoint",
    "django_session",
    "agencies_staffsession",
    "agencies_signintry",
    "meetings_calendarfeed",
)


class Filled(HTMLParser):
    """The forms of a page, with what a browser would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form" and given.get("method", "").lower() == "post":
            self.forms.append((given.get("action", ""), {}))
        elif self.forms and tag in ("input", "textarea", "select", "button") and given.get("name"):
            self.forms[-1][1].setdefault(given["name"], given.get("value", "") or "1")


def leads_elsewhere(address: str) -> bool:
    """As a browser reads it: backslashes are slashes, tabs and line ends are nothing."""
    plain = "".join(one for one in address if one not in "\t\r\n").strip().replace("\\", "/")
    if plain.startswith("//"):
        return True
    try:
        parts = urlsplit(plain)
    except ValueError:
        return True
    return bool(parts.scheme and (parts.scheme not in ("http", "https") or parts.netloc != "testserver"))


def digests(db: Connection) -> dict[str, str]:
    """Of each table but those that note looks and sessions: one digest over all its rows."""
    names = [
        str(row[0]) for row in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    ]
    found = {}
    for name in names:
        if not name.startswith(NOTES):
            rows = db.execute(f"SELECT md5(t::text) FROM {name} t ORDER BY 1").fetchall()  # type: ignore[arg-type]
            found[name] = hashlib.sha256(str(rows).encode()).hexdigest()
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in before if before[name] != after[name]}


KINDS: list[tuple[str, Any]] = [
    ("application/json", b'{"_method": "DELETE", "a": ' + b"[" * 5000 + b"]" * 5000 + b"}"),
    ("application/xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
    ("text/plain", b"name=x\r\nsubmit=1"), ("multipart/form-data; boundary=other", b"--x\r\n\r\n--x--"),
    ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(1500))), ("multipart/form-data", b""),
]  # fmt: skip
VERBS = ("put", "patch", "delete", "options", "trace", "head")
OVERRIDES = {"X-HTTP-Method-Override": "DELETE", "X-HTTP-Method": "PUT", "X-Method-Override": "POST"}


def asked(client: Client, verb: str, url: str, **more: Any) -> Any:
    """The answer, also where the server would fail; the verb in full, also one that nobody knows."""
    client.raise_request_exception = False
    return client.generic(verb.upper(), url, **more)
