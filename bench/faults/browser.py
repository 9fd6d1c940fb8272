"""A browser as small as it can be: cookies, forms as the page has them, and every answer looked through for planted words."""

import base64
import http.client
import json
import time
import zlib
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlencode

from bench.faults.journal import PLANTED, Journal, Seen
from mdt.embedded.net import HOST

LIMIT = 40.0  # seconds that somebody waits for an answer
GOOD = 25  # the level of a message that says: it is done
PLAIN = (b"Something broke on our side", b"Try again in a moment")  # the headings of our own two pages
Fields = dict[str, "str | list[str]"]


class NoAnswer(Exception):
    """The connection was refused or broke: nobody was told anything."""


@dataclass(frozen=True)
class Answer:
    status: int
    to: str  # of a redirect, its path
    text: str
    done: bool  # it brought a message that something was done

    @property
    def moved(self) -> bool:
        return self.status == 302 and not self.to.startswith("/account/login")


class Forms(HTMLParser):
    """The forms of a page: of each the names with the values that a browser would send, and what could be chosen."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.all: list[tuple[str, Fields, dict[str, list[str]]]] = []
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.all.append((given.get("action", ""), {}, {}))
        elif self.all and (name := given.get("name", "")) and tag in ("input", "select", "textarea"):
            self._field(tag, name, given, "checked" in dict(attrs))
        elif self.all and tag == "option" and self._select:
            self._choice(self._select, given.get("value", ""), "selected" in dict(attrs))

    def _field(self, tag: str, name: str, given: dict[str, str], checked: bool) -> None:
        self._select = name if tag == "select" else ""
        if given.get("type") in ("radio", "checkbox"):
            self._choice(name, given.get("value", "on"), checked)
        elif tag == "input" and given.get("type") not in ("submit", "button", "file"):
            self.all[-1][1][name] = given.get("value", "")
        elif tag == "textarea":
            self.all[-1][1].setdefault(name, "")

    def _choice(self, name: str, value: str, chosen: bool) -> None:
        _action, fields, choices = self.all[-1]
        choices.setdefault(name, []).append(value)
        if chosen:
            fields[name] = value

    def having(self, name: str) -> tuple[Fields, dict[str, list[str]]]:
        """The first form with such a field. Raises LookupError: the page is another one."""
        for _action, fields, choices in self.all:
            if name in fields or name in choices:
                return dict(fields), choices
        raise LookupError(name)


class Browser:
    """Of one person. Signs in when it has to, and tells the journal what it saw."""

    def __init__(self, port: int, email: str, password: str, journal: Journal) -> None:
        self.port, self.email, self.password, self.journal = port, email, password, journal
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Answer:
        answer = self._ask("GET", path)
        if answer.to.startswith("/account/login"):
            self.sign_in()
            answer = self._ask("GET", path)
        return answer

    def post(self, path: str, fields: Fields) -> Answer:
        return self._ask("POST", path, urlencode({"csrfmiddlewaretoken": self._token(), **fields}, doseq=True))

    def sign_in(self) -> None:
        """Raises NoAnswer where the door stays shut."""
        self._ask("GET", "/account/login/")
        told = self.post("/account/login/", {"login": self.email, "password": self.password})
        if not told.moved:
            raise NoAnswer

    def _token(self) -> str:
        return next((value for name, value in self.cookies.items() if name.endswith("csrftoken")), "")

    def _ask(self, method: str, path: str, body: str = "") -> Answer:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=LIMIT)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        asked_at = time.time()
        self.journal.count("requests")
        self.journal.count(f"requests of {self.email}")
        try:
            connection.request(method, path, body or None, headers)
            reply = connection.getresponse()
            content = reply.read()
        except (OSError, http.client.HTTPException):
            self.journal.count("without an answer")
            raise NoAnswer from None
        finally:
            connection.close()
        self._look(content + str(reply.msg).encode(), reply.status, asked_at)
        done = self._take_cookies(reply.msg.get_all("Set-Cookie") or [])
        return Answer(reply.status, reply.getheader("Location") or "", content.decode(errors="replace"), done)

    def _look(self, whole: bytes, status: int, asked_at: float) -> None:
        answered_at = time.time()
        for word in {found.decode() for found in PLANTED.findall(whole)}:
            self.journal.saw(Seen(self.email, word, asked_at, answered_at, status))
        self.journal.count(f"answered {status // 100}xx")
        if status >= 500 and not any(heading in whole for heading in PLAIN):
            self.journal.complain(f"an answer {status} that is not one of our pages")

    def _take_cookies(self, lines: list[str]) -> bool:
        done = False
        for line in lines:
            name, _, value = line.split(";", 1)[0].partition("=")
            self.cookies[name] = value
            if name == "messages":
                done = _last_level(value.strip('"')) == GOOD
        return done


def _last_level(cookie: str) -> int:
    """The level of the newest message; Django signs this cookie and does not hide it."""
    if not cookie:
        return 0
    packed = cookie.rsplit(":", 2)[0]
    squeezed = packed.startswith(".")
    raw = base64.urlsafe_b64decode(packed.lstrip(".") + "==")
    said = json.loads(zlib.decompress(raw) if squeezed else raw)
    return int(said[-1][2]) if said and isinstance(said[-1], list) else 0
