"""A raw HTTP/1.1 client: it sends what it is told, HTTP or not, and reads what comes back."""

import socket
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass

Address = tuple[str, int]

#: Nothing here waits for this long unless the server is stuck; then the read fails with `TimeoutError`.
PATIENCE = 30.0


@dataclass(frozen=True)
class Reply:
    """One response as it came over the wire."""

    status: int
    #: Lower-case names; a header that came twice is an error of the server and never gets here.
    headers: Mapping[str, str]
    body: bytes


def connect(address: Address) -> socket.socket:
    """A connection on which nothing was said yet."""
    return socket.create_connection(address, timeout=PATIENCE)


def exchange(address: Address, pieces: Iterable[bytes], *, hang_up: bool = False, until_end: bool = False) -> Reply:
    """Send all *pieces* and read one reply; raises `ConnectionClosed` when none came.

    With *hang_up* the client says that it will send no more. With *until_end* the reply must be the last that the
    server says: the connection is read to its end and everything after the head is the body, as for HEAD.
    """
    with connect(address) as connection:
        # A server that has refused may close while we still send.
        with suppress(ConnectionError):
            for piece in pieces:
                connection.sendall(piece)
        if hang_up:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_WR)
        return Reader(connection).reply(until_end=until_end)


class ConnectionClosed(Exception):
    """The server closed the connection without a word."""


class Reader:
    """Reads the replies on one connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._data = b""

    def reply(self, *, until_end: bool = False) -> Reply:
        """The next reply that is not an interim one; raises `ConnectionClosed`."""
        while b"\r\n\r\n" not in self._data:
            if not self._more():
                if self._data:
                    raise AssertionError(f"half a reply: {self._data[:200]!r}")
                raise ConnectionClosed
        head, _, self._data = self._data.partition(b"\r\n\r\n")
        status_line, *lines = head.decode("ascii").split("\r\n")
        version, status, _ = status_line.split(" ", 2)
        assert version == "HTTP/1.1", status_line
        if status.startswith("1"):
            return self.reply(until_end=until_end)
        headers: dict[str, str] = {}
        for line in lines:
            name, colon, value = line.partition(": ")
            assert colon, line
            assert name.lower() not in headers, lines
            headers[name.lower()] = value
        if until_end:
            while self._more():
                pass
            body, self._data = self._data, b""
        else:
            length = int(headers["content-length"])
            while len(self._data) < length:
                assert self._more(), f"{len(self._data)} of {length} bytes of a body"
            body, self._data = self._data[:length], self._data[length:]
        return Reply(int(status), headers, body)

    def at_end(self) -> bool:
        """Whether the server has closed the connection and said nothing more; waits for either."""
        return not self._data and not self._more()

    def _more(self) -> bool:
        try:
            data = self._connection.recv(1 << 16)
        except ConnectionError:
            return False
        self._data += data
        return bool(data)
