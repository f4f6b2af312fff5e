"""Serving the application over HTTP/1.1: the socket, the ready line, the stop, and requests that are not HTTP."""

import gc
import signal
import socket
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, NoReturn

import httptools
import orjson
import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from translation_mock.settings import SettingError, Settings

#: More than any client of these APIs has reason to send in a request line and headers, in bytes.
MAX_HEAD = 64 * 1024


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, with an answer in JSON for what is no request, and a bound for the head of one."""

    _head = 0
    _in_head = True
    #: How much of the body of a request with an ignored upgrade is still to come.
    _plain_body_left = 0

    def data_received(self, data: bytes) -> None:
        """Take the next bytes from the client."""
        if self._plain_body_left:
            self._receive_plain_body(data)
            return
        if self._in_head:
            self._head += len(data)
            if self._head > MAX_HEAD and self._still_in_head(data):
                return
        self._unset_keepalive_if_required()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._ignore_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError:
            self.send_400_response("Invalid HTTP request.")

    def _still_in_head(self, data: bytes) -> bool:
        """Refuse a head that is too long; a long body in the same bytes is none."""
        if self._head - len(data) < MAX_HEAD and b"\r\n\r\n" in data[: MAX_HEAD - (self._head - len(data))]:
            return False
        self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Request headers are too large.", "HEADERS_TOO_LARGE")
        return True

    def _ignore_upgrade(self, rest: bytes) -> None:
        """Go on with HTTP/1.1 where the client offered another protocol, as RFC 9110, 7.8 allows.

        The parser takes the end of the head for the end of the request then; a body of known length is taken here.
        """
        length = next((value for name, value in self.headers if name == b"content-length"), b"0")
        if any(name == b"transfer-encoding" for name, _ in self.headers) or self.scope.get("method") == "CONNECT":
            self.send_400_response("Invalid HTTP request.")
            return
        self.cycle.keep_alive = False
        self._plain_body_left = int(length)
        if self._plain_body_left:
            self.cycle.more_body = True
            self._receive_plain_body(rest)

    def _receive_plain_body(self, data: bytes) -> None:
        data = data[: self._plain_body_left]
        self._plain_body_left -= len(data)
        if self.cycle.response_complete:
            return
        self.cycle.body += data
        self.cycle.more_body = self._plain_body_left > 0
        self.cycle.message_event.set()

    def on_message_begin(self) -> None:
        """Begin to count the head of the next request."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """The head is there; what follows is counted as a body."""
        self._in_head = False
        self._head = 0
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP, in a shape that each of the documents allows for an error."""
        self._refuse(HTTPStatus.BAD_REQUEST, msg, "INVALID_HTTP")

    def _refuse(self, status: HTTPStatus, message: str, code: str) -> None:
        if self.transport.is_closing():
            return
        if self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.close()
            return
        body = orjson.dumps({"error": message, "code": code})
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode("ascii") + body)
        self.transport.close()


class Server(uvicorn.Server):
    """uvicorn's server, which says when it is ready."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept requests, then say so."""
        await super().startup(sockets)
        # What was built until now stays: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        if self.started:
            self._ready()


def listen(settings: Settings) -> socket.socket:
    """A listening socket at the address of the settings; raises `SettingError`."""
    try:
        [(family, *_, address), *_] = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
    except (OSError, UnicodeError) as error:
        raise SettingError(f"host={settings.host!r}: {error}") from error
    try:
        return socket.create_server(address, family=family, backlog=2048)
    except OSError as error:
        raise SettingError(f"port={settings.port} on host={settings.host}: {error.strerror or error}") from error


def url_of(listening: socket.socket) -> str:
    """The base URL under which a socket that listens is reached."""
    host, port, *_ = listening.getsockname()
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def serve(app: ASGIApp, settings: Settings, ready: Callable[[str], None]) -> NoReturn:
    """Serve *app* until a signal asks to stop, then answer what is begun and exit with 0.

    Calls *ready* with the base URL once requests are accepted. Raises `SettingError` when the address cannot be had.
    """
    listening = listen(settings)
    config = uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=settings.grace,
    )
    # uvicorn stops gracefully on a signal and then raises it again: being asked to stop is no failure.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _exit)
    Server(config, lambda: ready(url_of(listening))).run(sockets=[listening])
    sys.exit(0)


def _exit(*_: Any) -> NoReturn:
    sys.exit(0)
