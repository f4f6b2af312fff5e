"""A plain client: one blocking connection, one request after another, nothing of an answer looked at in vain."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from bench.heads import content_length

_RECEIVED = 256 * 1024


class Connection:
    """A keep-alive connection to a server on this machine."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected

    def exchange(self, request: bytes) -> tuple[int, bytes]:
        """Send a request, and return status and body of the answer; raises `OSError` when it ends too early."""
        self._socket.sendall(request)
        data = b""
        while (end := data.find(b"\r\n\r\n") + 4) < 4:
            data += self._receive()
        body = [data[end:]]
        missing = content_length(data[:end]) - len(body[0])
        while missing > 0:
            body.append(self._receive())
            missing -= len(body[-1])
        return int(data[9:12]), b"".join(body)

    def _receive(self) -> bytes:
        data = self._socket.recv(_RECEIVED)
        if not data:
            raise ConnectionError("the connection ended before the answer did")
        return data


@contextmanager
def connected(port: int, seconds: float = 30.0) -> Iterator[Connection]:
    """A connection to *port*; what takes longer than *seconds* raises `OSError`."""
    with socket.create_connection(("127.0.0.1", port), timeout=seconds) as made:
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Connection(made)
