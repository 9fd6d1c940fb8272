"""The proxy of deploy/nginx in front of the real web server: TLS, headers, nothing of a request on a disk or in a log."""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.deploy.production import ROOT, environment

NAME = "teams.example.org"
SIGN_IN = "/account/login/"
NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
pytestmark = pytest.mark.slow


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@dataclass
class Proxy:
    folder: Path
    plain: int
    tls: int
    web: subprocess.Popen[bytes]

    def ask(self, path: str, method: str = "GET", host: str = NAME, body: bytes = b"", **headers: str):
        context = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        connection = http.client.HTTPSConnection("127.0.0.1", self.tls, context=context, timeout=30)
        connection.sock = context.wrap_socket(socket.create_connection(("127.0.0.1", self.tls)), server_hostname=NAME)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body or None, headers={"Host": host, **named})
        answer = connection.getresponse()
        answer.text = answer.read().decode(errors="replace")
        connection.close()
        return answer


def configuration(folder: Path, web: int, plain: int, tls: int) -> str:
    """Ours, with the ports and the files of a test."""
    text = (ROOT / "deploy/nginx/mdt.conf").read_text()
    text = re.sub(r"listen \[::\]:.*\n", "", text)
    text = text.replace("listen 80 ", f"listen 127.0.0.1:{plain} ").replace("listen 443 ", f"listen 127.0.0.1:{tls} ")
    (folder / "mdt.conf").write_text(text.replace("/etc/mdt/tls/", f"{folder}/"))
    outer = (ROOT / "deploy/nginx/container.conf").read_text()
    for place in ("/tmp/", "/etc/mdt/"):  # noqa: S108 - of the container
        outer = outer.replace(place, f"{folder}/")
    outer = outer.replace("web:8000", f"127.0.0.1:{web}")
    return f"daemon off; master_process off; {outer}"


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    folder = tmp_path_factory.mktemp("proxy")
    web, plain, tls = free_port(), free_port(), free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", folder / "privkey.pem",
         "-out", folder / "fullchain.pem"], check=True, capture_output=True,
    )  # fmt: skip
    (folder / "nginx.conf").write_text(configuration(folder, web, plain, tls))
    words = [
        sys.executable,
        "-m",
        "gunicorn",
        "mdt.wsgi",
        "--bind",
        f"127.0.0.1:{web}",
        "--no-control-socket",
        "--workers",
        "1",
    ]
    server = subprocess.Popen(words, cwd=ROOT, env=environment("web"), stderr=subprocess.DEVNULL)
    with (folder / "log").open("wb") as log:
        front = subprocess.Popen([NGINX, "-p", folder, "-c", folder / "nginx.conf"], stdout=log, stderr=log)
    found = Proxy(folder, plain, tls, server)
    end = time.monotonic() + 60
    while True:
        try:
            if found.ask("/healthz").status == 200:
                break
        except OSError:
            pass
        assert time.monotonic() < end, (folder / "log").read_text()
        time.sleep(0.2)
    yield found
    for one in (front, server):
        one.terminate()
        one.wait(20)


def test_S16_every_answer_over_tls_has_the_headers_that_the_application_tests(proxy):
    answer = proxy.ask(SIGN_IN)
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert answer.headers["Content-Security-Policy"].count("'self'") == 2
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Server"] == "nginx", "no version"
    assert all("Secure" in cookie for cookie in answer.headers.get_all("Set-Cookie"))
    assert "Content-Encoding" not in proxy.ask(SIGN_IN, Accept_Encoding="gzip").headers, "a page with a token in it"


def test_what_comes_in_the_open_is_sent_to_tls(proxy):
    connection = http.client.HTTPConnection("127.0.0.1", proxy.plain, timeout=10)
    connection.request("GET", "/x?y", headers={"Host": NAME})
    answer = connection.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/x?y")


def test_another_host_and_forged_ways_are_not_believed(proxy):
    assert proxy.ask(SIGN_IN, host="evil.example").status == 400
    forged = proxy.ask(
        SIGN_IN, X_Forwarded_Host="evil.example", X_Forwarded_Proto="http", Forwarded="host=evil.example"
    )
    assert forged.status == 200
    assert "evil.example" not in forged.text + str(forged.headers)


def test_old_tls_is_refused(proxy):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers("ALL:@SECLEVEL=0")
    for version, taken in ((ssl.TLSVersion.TLSv1_2, True), (ssl.TLSVersion.TLSv1_1, False)):
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = version
        with socket.create_connection(("127.0.0.1", proxy.tls)) as raw:
            if taken:
                context.wrap_socket(raw, server_hostname=NAME).close()
            else:
                with pytest.raises(ssl.SSLError):
                    context.wrap_socket(raw, server_hostname=NAME)


def test_G5_nothing_of_a_request_reaches_a_disk_or_a_log(proxy):
    for name in ("body", "proxy"):  # where nginx would lay down what it does not keep in memory; now it would fail
        shutil.rmtree(proxy.folder / name)
    large = b"Testa Person-905 " * (5 * 1024 * 1024 // 17)
    assert proxy.ask("/nowhere?Person-905", "POST", body=large).status in (302, 403, 404)
    assert proxy.ask("/nowhere?Person-905", "POST", body=large * 2).status == 413
    assert proxy.ask("/nowhere?Person-905").status in (302, 404)
    proxy.web.terminate()
    proxy.web.wait(20)
    away = proxy.ask(f"{SIGN_IN}?Person-905")
    assert away.status == 503
    assert away.headers["Cache-Control"] == "no-store, private"
    assert away.headers["Strict-Transport-Security"]
    assert "Person-905" not in away.text
    assert (proxy.folder / "log").read_text() == "", (
        "it could have said that the web server is away, and for which page"
    )
