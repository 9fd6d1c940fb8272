"""Owns the embedded Valkey: a password, loopback only, nothing kept on disk."""

import socket
import tempfile
import time
from dataclasses import dataclass

from mdt.embedded.account import Software
from mdt.embedded.family import SERVER, Child, Family
from mdt.embedded.net import HOST, free_port, is_open
from mdt.embedded.place import Place
from mdt.embedded.trouble import Trouble

START_LIMIT = 20.0  # seconds
CONFIGURATION = """\
bind {host}
port {port}
requirepass {password}
protected-mode yes
enable-debug-command no
enable-module-command no
save ""
appendonly no
daemonize no
set-proc-title no
"""


@dataclass(frozen=True)
class Valkey:
    """The server of one place."""

    place: Place
    software: Software
    password: str

    def start(self, family: Family) -> int:
        """Start it and return its port once it answers."""
        log = self.place.log / "valkey.log"
        for _ in range(3):  # somebody may take the port between asking for it and using it
            port = free_port()
            child = self._serve(family, port)
            end = time.monotonic() + START_LIMIT
            while child.running and time.monotonic() < end:
                if self._answers(port):
                    return port
                time.sleep(0.02)
            if child.running or not is_open(port):
                break
            family.forget(child)
        raise Trouble(f"Valkey did not start. Its log is {log}.")

    def url(self, port: int) -> str:
        return f"redis://:{self.password}@{HOST}:{port}/0"

    def _serve(self, family: Family, port: int) -> Child:
        """The configuration goes through an unnamed file: arguments could be read by everybody."""
        text = CONFIGURATION.format(host=HOST, port=port, password=self.password)
        with tempfile.TemporaryFile() as configuration:
            configuration.write(text.encode())
            configuration.seek(0)
            return family.start(
                "Valkey",
                [self.software.valkey, "-"],
                env={},
                cwd=self.place.servers,
                log=self.place.log / "valkey.log",
                account=self.place.account,
                tier=SERVER,
                stdin=configuration,
            )

    def _answers(self, port: int) -> bool:
        try:
            with socket.create_connection((HOST, port), timeout=2) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while not answer.endswith(b"PONG\r\n") and (part := connection.recv(100)):
                    answer += part
        except OSError:
            return False
        return answer.endswith(b"PONG\r\n")
