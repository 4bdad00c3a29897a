"""`campus serve`: only the API and the web pages."""

import logging
import signal
import socket
from typing import Annotated

import structlog
import typer
import uvicorn

from campus.clock import system_clock
from campus.errors import Refused
from cli.installation import DEFAULT_CONFIG, ConfigPath, opened
from cli.logs import log_to_stderr
from cli.port import PortTaken

BACKLOG = 256
STOP_S = 5
"""Open pages hold a socket for ever; after this long they are closed."""

log = structlog.get_logger("campus")


def command(
    *,
    config: ConfigPath = DEFAULT_CONFIG,
    port: Annotated[int, typer.Option(min=1, max=65535, help="port the pages are served on")] = 8000,
    host: Annotated[
        str,
        typer.Option(help="address to listen on; the default is reachable from this machine only"),
    ] = "127.0.0.1",
) -> None:
    """Serve until stopped by Ctrl-C or SIGTERM."""
    log_to_stderr()
    with listening(host, port) as listener, opened(config) as installation:
        # FastAPI and NiceGUI take most of a second to import; a wrong option should not wait for them.
        from api.app import build_app  # noqa: PLC0415

        logging.getLogger("uvicorn.access").disabled = True
        app = build_app(installation.group, installation.readings, installation.ledger, system_clock)
        settings = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=STOP_S, server_header=False)
        log.info("serving", url=f"http://{_in_url(host)}:{port}/")
        # uvicorn stops on either signal and then raises it again: by then there is nothing left to end.
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        uvicorn.Server(settings).run(sockets=[listener])


def listening(host: str, port: int) -> socket.socket:
    """A listening socket; says which option helps when the address cannot be had."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        address = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM)[0][4]
    except socket.gaierror:
        message = (
            f"--host {host}: not an address of this machine; 127.0.0.1 is this machine only, 0.0.0.0 every network"
        )
        raise Refused(message) from None
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        message = f"cannot listen on {_in_url(host)}:{port} ({error.strerror}); choose another with --port"
        raise PortTaken(message) from None
    listener.set_inheritable(True)
    return listener


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host
