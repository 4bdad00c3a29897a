"""A broker from before MQTT 5: passes MQTT 3.1.1 through to a real one, turns MQTT 5 away."""

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager

UNACCEPTABLE_VERSION = b"\x20\x02\x00\x01"
LEVEL_BYTE = 8
"""Fixed header (2), length and name of the protocol (6), then its level."""


@contextmanager
def old_broker(port: int, answer: bytes = UNACCEPTABLE_VERSION) -> Iterator[int]:
    """Port of a front for the broker at `port`; MQTT 5 gets `answer` (nothing, if empty) and is hung up on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        threading.Thread(target=_serve, args=(server, port, answer), daemon=True).start()
        yield server.getsockname()[1]


def _serve(server: socket.socket, port: int, answer: bytes) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        threading.Thread(target=_talk, args=(client, port, answer), daemon=True).start()


def _talk(client: socket.socket, port: int, answer: bytes) -> None:
    with closing(client):
        hello = client.recv(4096)
        if hello[LEVEL_BYTE : LEVEL_BYTE + 1] == b"\x05":
            client.sendall(answer)
            return
        with closing(socket.create_connection(("127.0.0.1", port))) as broker, selectors.DefaultSelector() as ready:
            broker.sendall(hello)
            other = {client: broker, broker: client}
            for side in other:
                ready.register(side, selectors.EVENT_READ)
            while True:
                for key, _ in ready.select():
                    side = client if key.fileobj is client else broker
                    try:
                        data = side.recv(65536)
                        other[side].sendall(data)
                    except OSError:
                        return
                    if not data:
                        return
