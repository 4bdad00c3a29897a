"""Ports of this machine."""

import socket

from campus.errors import CampusError


class PortTaken(CampusError):
    """Something else listens where our pages should."""


def refuse_taken(host: str, port: int) -> None:
    """Raise `PortTaken` early, before minutes of work, when a port is in use."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            message = f"port {port} is in use; choose another with --port (make demo PORT=8001)"
            raise PortTaken(message) from None


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
