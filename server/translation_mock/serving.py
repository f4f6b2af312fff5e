"""Serving the application over HTTP/1.1: the socket, the ready line, the stop, and requests that are not HTTP."""

import asyncio
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


class _HeadTooLarge(Exception):
    """A head is complete and larger than `MAX_HEAD`; never leaves `Protocol`."""


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, with an answer in JSON for what is no request, and a bound for the head of one."""

    #: Whether a head has begun and is not complete, and how many bytes came in one go with nothing but head in them.
    _in_head = False
    _head = 0
    #: How much of the body of a request with an ignored upgrade is still to come; None where nothing was ignored.
    _plain_body_left: int | None = None
    #: The last answer on this connection, while it waits for those to earlier requests.
    _refusal = b""

    def data_received(self, data: bytes) -> None:
        """Take the next bytes from the client."""
        if self._refusal:
            return
        if self._plain_body_left is not None:
            self._receive_plain_body(data)
            return
        self._unset_keepalive_if_required()
        was_in_head, self._head = self._in_head, self._head + len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._ignore_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            if isinstance(error.__context__, _HeadTooLarge):
                self._refuse_head()
            else:
                self.send_400_response("Invalid HTTP request.")
        else:
            if was_in_head and self._in_head and self._head > MAX_HEAD:
                self._refuse_head()

    def _ignore_upgrade(self, rest: bytes) -> None:
        """Go on with HTTP/1.1 where the client offered another protocol, as RFC 9110, 7.8 allows.

        The parser takes the end of the head for the end of the request then; a body of known length is taken here.
        """
        self.cycle.more_body = True
        if any(name == b"transfer-encoding" for name, _ in self.headers) or self.scope.get("method") == "CONNECT":
            self.send_400_response("Invalid HTTP request.")
            return
        self.cycle.keep_alive = False
        self._plain_body_left = int(next((value for name, value in self.headers if name == b"content-length"), b"0"))
        self._receive_plain_body(rest)

    def _receive_plain_body(self, data: bytes) -> None:
        """Take the next bytes of the body; what follows it is not read, because the connection ends with the answer."""
        left = self._plain_body_left or 0
        data = data[:left]
        self._plain_body_left = left - len(data)
        if self.cycle.response_complete:
            return
        self.cycle.body += data
        self.cycle.more_body = self._plain_body_left > 0
        self.cycle.message_event.set()

    def on_message_begin(self) -> None:
        """Begin to count the head of the next request."""
        super().on_message_begin()
        self._in_head = True
        self._head = 0

    def on_headers_complete(self) -> None:
        """The head is there: hand the request over, unless it is too large."""
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > MAX_HEAD:
            raise _HeadTooLarge
        super().on_headers_complete()
        self._in_head = False

    def on_response_complete(self) -> None:
        """Answer the next request, or at the end what was no request."""
        last = not self.pipeline
        super().on_response_complete()
        if last and self._refusal:
            self._send_refusal()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP, in a shape that each of the documents allows for an error."""
        self._refuse(HTTPStatus.BAD_REQUEST, msg, "INVALID_HTTP")

    def _refuse_head(self) -> None:
        self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Request headers are too large.", "HEADERS_TOO_LARGE")

    def _refuse(self, status: HTTPStatus, message: str, code: str) -> None:
        """Take no more from this client, and say so after the answers to the requests that were complete before.

        Those may have been charged; an answer out of turn would be taken for theirs.
        """
        body = orjson.dumps({"error": message, "code": code})
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self._refusal = head.encode("ascii") + body
        if self.cycle is not None and self.cycle.more_body and not self._in_head:
            self._refuse_body()
        elif self.cycle is None or self.cycle.response_complete:
            self._send_refusal()

    def _refuse_body(self) -> None:
        """Refuse the request that `self.cycle` stands for, the rest of whose body cannot be read."""
        if self.pipeline and self.pipeline[0][0] is self.cycle:
            self.pipeline.popleft()
        elif self.cycle.response_started:
            self.transport.close()
        else:
            self._send_refusal()

    def _send_refusal(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(self._refusal)
            self.transport.close()


class Server(uvicorn.Server):
    """uvicorn's server, which says when it is ready and stops without a word to those that keep it waiting."""

    def __init__(self, config: uvicorn.Config, grace: int, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._grace = grace
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept requests, then say so."""
        await super().startup(sockets)
        # What was built until now stays: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what is begun; after the grace hang up on who is left, such as clients that never end their body.

        uvicorn would answer them with 500 in plain text, and log a fault for each.
        """
        asyncio.get_running_loop().call_later(self._grace, self._hang_up)
        await super().shutdown(sockets)

    def _hang_up(self) -> None:
        for connection in [*self.server_state.connections]:
            connection.transport.abort()


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
        # Nobody stands in front of a mock: what a client says of its own address counts for nothing.
        proxy_headers=False,
        # For requests that go on without a client, once `Server` has hung up.
        timeout_graceful_shutdown=settings.grace + 1,
    )
    # uvicorn stops gracefully on a signal and then raises it again: being asked to stop is no failure.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _exit)
    Server(config, settings.grace, lambda: ready(url_of(listening))).run(sockets=[listening])
    sys.exit(0)


def _exit(*_: Any) -> NoReturn:
    sys.exit(0)
