"""Owns the question which ports of this machine's own address are free."""

import socket

HOST = "127.0.0.1"


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def is_open(port: int) -> bool:
    """Whether something answers there."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def is_free(port: int) -> bool:
    """Whether a server could listen there; asked both ways, as macOS lets two share a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return not is_open(port)


def next_free_port(wanted: int) -> int:
    """`wanted`, or the next above it that is free; any when `wanted` is 0."""
    if wanted == 0:
        return free_port()
    return next((port for port in range(wanted, min(wanted + 200, 65536)) if is_free(port)), 0) or free_port()
