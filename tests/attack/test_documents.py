"""Documents fetch nothing and read no file, whatever somebody managed to have written into the page."""

import logging
import urllib.request
from pathlib import Path

import pytest
from weasyprint import HTML

from mdt.kit import pdf
from tests.attack.bait import listening
from tests.examples import EVERYTHING

ADDRESSES = {
    "http": "{bait}", "no scheme": "//127.0.0.1:{port}/bait", "credentials": "http://pages.invalid@127.0.0.1:{port}/bait",
    "fragment": "http://127.0.0.1:{port}/bait#http://pages.invalid/static/", "ftp": "ftp://127.0.0.1:{port}/bait",
    "file": "file:///etc/passwd", "file with host": "file://localhost/etc/passwd", "upper case": "FILE:///etc/passwd",
    "from our own folder": "/static/../../../../../../../../etc/passwd",
    "escaped": "/static/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd", "twice escaped": "/static/%252e%252e/etc/passwd",
    "absolute": "/static//etc/passwd", "settings": "/static/../mdt/settings.py", "nul": "/static/css%00/../../etc/passwd",
    "data svg": "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'%3E%3Cimage href='{bait}'/%3E%3C/svg%3E",
}  # fmt: skip
WAYS = {
    "img": '<img src="{0}" alt="x">', "srcset": '<img srcset="{0} 2x" alt="x">', "attachment": '<link rel="attachment" href="{0}">',
    "linked attachment": '<a rel="attachment" href="{0}">x</a>', "stylesheet": '<link rel="stylesheet" href="{0}">',
    "icon": '<link rel="icon" href="{0}">', "import": '<style>@import url("{0}");</style>',
    "background": '<p style="background: url(&quot;{0}&quot;)">x</p>', "bullet": '<ul style="list-style-image: url(&quot;{0}&quot;)"><li>x</ul>',
    "content": '<style>p::before {{ content: url("{0}") }}</style><p>x</p>',
    "font": '<style>@font-face {{ font-family: f; src: url("{0}") }} p {{ font-family: f }}</style><p>x</p>',
    "object": '<object data="{0}">x</object>', "embed": '<embed src="{0}">', "frame": '<iframe src="{0}"></iframe>',
    "svg image": '<svg width="9" height="9"><image href="{0}" width="9" height="9"/></svg>',
    "svg use": '<svg width="9" height="9"><use href="{0}#a"/></svg>',
    "base": '<base href="{0}"><img src="x.png" alt="x">',
    "entity": '<!DOCTYPE x [<!ENTITY e SYSTEM "{0}">]><p>&e;</p>',
    "refresh": '<meta http-equiv="refresh" content="0; url={0}">',
}  # fmt: skip


def page(way: str, address: str) -> str:
    body = WAYS[way].format(address)
    return f'<html lang="en"><title>Record</title><body>{body}</body></html>'


@pytest.fixture
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "weasyprint")


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("where", ADDRESSES)
def test_S16_a_document_asks_nobody_and_reads_no_file(where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: read.append(str(self)) or real(self))  # type: ignore[func-returns-value]
    with listening() as bait:
        address = ADDRESSES[where].format(bait=bait.url, port=bait.port)
        for way in WAYS if EVERYTHING or where in ("http", "file") else ("img", "attachment", "import"):
            made = pdf.render(page(way, address))
            assert made.startswith(b"%PDF-"), way
            assert b"/EmbeddedFile" not in made, way
        assert bait.seen == []
    outside = [one for one in read if "passwd" in one or one.endswith("settings.py")]
    assert not outside


@pytest.mark.usefixtures("quiet")
def test_the_bait_would_be_taken() -> None:
    """Without our fetcher the library asks, and attaches a file: the addresses and ways above do reach somewhere."""
    with listening() as bait:
        for way in ("img", "import", "attachment", "svg image"):
            HTML(string=page(way, bait.url)).write_pdf()
        assert len(bait.seen) >= 4
        assert urllib.request.urlopen(bait.url).status == 200  # noqa: S310 - our own, on loopback
    assert b"/EmbeddedFile" in HTML(string=page("attachment", "file:///etc/passwd")).write_pdf()


def test_only_a_static_file_is_given() -> None:
    """The bait of the folder: one name that is there, and names around it that are files and are not given."""
    fetcher = pdf.StaticFilesOnly()
    assert fetcher.fetch("http://pages.invalid/static/css/base.css").read()
    for path in (
        "/static/../manage.py",
        "/static/css/../../manage.py",
        "/static/css",
        "/manage.py",
        "/static/",
        "/static/css/",
    ):
        with pytest.raises(pdf.OutsideAddress):
            fetcher.fetch(f"http://pages.invalid{path}")
