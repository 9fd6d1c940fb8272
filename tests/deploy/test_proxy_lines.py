"""What stands between two requests on one line: a request that hides in another's body, and one that never comes to its end."""

import socket
import ssl
import time

import pytest

from tests.deploy.test_proxy import NAME, SIGN_IN, Proxy, proxy  # noqa: F401 - a fixture

pytestmark = pytest.mark.slow
HIDDEN = b"GET /hidden-in-a-body HTTP/1.1\r\nHost: teams.example.org\r\n\r\n"
CHUNK = b"0\r\n\r\n"


def line(proxy: Proxy) -> ssl.SSLSocket:  # noqa: F811
    context = ssl.create_default_context(cafile=str(proxy.folder / "fullchain.pem"))
    return context.wrap_socket(socket.create_connection(("127.0.0.1", proxy.tls), timeout=20), server_hostname=NAME)


def said(proxy: Proxy, sent: bytes) -> list[int]:  # noqa: F811
    """The status of each answer that came on a line of its own before it was quiet or closed."""
    with line(proxy) as one:
        one.sendall(sent)
        one.settimeout(3)
        got = b""
        try:
            while more := one.recv(65536):
                got += more
        except TimeoutError:
            pass
    return [int(part[:3]) for part in got.split(b"HTTP/1.1 ")[1:]]


def head(*lines: bytes) -> bytes:
    return b"\r\n".join([f"POST {SIGN_IN} HTTP/1.1".encode(), b"Host: teams.example.org", *lines, b"", b""])


@pytest.mark.parametrize("lines", [
    (b"Content-Length: %d" % len(CHUNK + HIDDEN), b"Transfer-Encoding: chunked"),
    (b"Transfer-Encoding: chunked", b"Content-Length: 4"),
    (b"Transfer-Encoding : chunked", b"Content-Length: %d" % len(CHUNK)),
    (b"Transfer-Encoding: xchunked", b"Content-Length: %d" % len(CHUNK)),
    (b"Transfer-Encoding:\x0bchunked", b"Content-Length: %d" % len(CHUNK)),
    (b"Transfer-Encoding: chunked", b"Transfer-Encoding: identity"),
    (b"X: y\r\n Transfer-Encoding: chunked", b"Content-Length: %d" % len(CHUNK)),
    (b"Content-Length: %d" % len(CHUNK), b"Content-Length: %d" % len(CHUNK + HIDDEN)),
    (b"Content-Length: +%d" % len(CHUNK),), (b"Content-Length: 5, 5",), (b"Content-Length: 0x5",),
], ids=lambda lines: lines[0][:22].decode("latin1"))  # fmt: skip
def test_no_request_hides_in_the_body_of_another(proxy: Proxy, lines: tuple[bytes, ...]) -> None:  # noqa: F811
    """It is refused, or it is one request: what follows is never answered as what somebody else behind us asked."""
    answers = said(proxy, head(*lines) + CHUNK + HIDDEN)
    assert answers, "something is answered"
    assert answers[0] in (400, 403, 411, 501) or answers == [403, 404]
    # Where the first was refused for its form, the line is closed and nothing behind it is read.
    if answers[0] in (400, 501):
        assert len(answers) == 1
    # Whoever comes next on a line to the web server gets her own answer.
    assert {proxy.ask(SIGN_IN).status for _ in range(5)} == {200}
    assert "hidden-in-a-body" not in (proxy.folder / "log").read_text()


def test_two_honest_requests_on_one_line_are_two_answers(proxy: Proxy) -> None:  # noqa: F811
    """So that the tests above do not pass because nothing is ever answered twice."""
    assert said(proxy, head(b"Content-Length: 0") + HIDDEN) == [403, 404]


def test_a_request_that_never_ends_is_ended_and_holds_up_nobody(proxy: Proxy) -> None:  # noqa: F811
    lines = [line(proxy) for _ in range(60)]
    for one in lines:
        one.sendall(b"GET / HTTP/1.1\r\nHost: teams.example.org\r\nX-Slow: ")
    began = time.monotonic()
    assert {proxy.ask(SIGN_IN).status for _ in range(5)} == {200}, "the web server's one worker is free"
    while lines and time.monotonic() - began < 40:
        time.sleep(1)
        lines = [one for one in lines if still_open(one)]
    assert not lines, "closed by the proxy, each within its fifteen seconds and a little"


def still_open(one: ssl.SSLSocket) -> bool:
    """Sends one more letter, as somebody would who keeps the line busy."""
    one.settimeout(0.01)
    try:
        one.sendall(b"a")
        return one.recv(1) != b""
    except TimeoutError:
        return True
    except OSError:
        return False
