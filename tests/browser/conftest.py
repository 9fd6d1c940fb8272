"""A web process of its own on the test database, and a Chromium in which people of the cast sign in."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from mdt.demo.cast import PASSWORD

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def address(_database: None) -> Iterator[str]:
    """Where the house is served: gunicorn as mdt_web on a free port of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "mdt.wsgi", "--bind", f"127.0.0.1:{port}", "--no-control-socket",
         "--threads", "4", "--worker-class", "gthread", "--log-level", "warning"],
        cwd=ROOT, env={**os.environ, "MDT_ROLE": "web", "MDT_DEMO": "1", "MDT_EXIT_URL": "about:blank#left"},
    )  # fmt: skip
    here = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            urllib.request.urlopen(here + "/healthz", timeout=1)  # noqa: S310 - our own server
            break
        except OSError:
            assert server.poll() is None, "the web process ended at once"
            time.sleep(0.2)
    yield here
    server.terminate()
    server.wait(20)


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """Browsers with nothing in them; what they ask of any other host fails the test."""
    contexts: list[BrowserContext] = []
    strangers: list[str] = []

    def opened(**options: object) -> BrowserContext:
        context = browser.new_context(base_url=address, **options)  # type: ignore[arg-type]
        context.on("request", lambda r: None if r.url.startswith((address, "about:")) else strangers.append(r.url))
        context.set_default_timeout(10_000)  # milliseconds
        contexts.append(context)
        return context

    yield opened
    for context in contexts:
        context.close()
    assert strangers == []


@pytest.fixture
def sign_in(visit: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Sign in by address and password as somebody would; the page she then stands on."""

    def signed_in(email: str, **options: object) -> Page:
        page = visit(**options).new_page()
        page.goto("/account/login/")
        page.fill("input[name=login]", email)
        page.fill("input[name=password]", PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").click()
        page.wait_for_url(lambda url: "/account/" not in url)
        return page

    return signed_in
