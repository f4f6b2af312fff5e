"""Serving the application: the socket, the ready line, the stop."""

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NoReturn

import uvicorn
from starlette.types import ASGIApp

from translation_mock.protocol import Protocol
from translation_mock.settings import SettingError, Settings, url_host


class Server(uvicorn.Server):
    """uvicorn's server, which says when it is ready and stops without a word to those that keep it waiting."""

    def __init__(self, config: uvicorn.Config, grace: int, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._grace = grace
        self._ready = ready
        #: The requests that were being answered when the grace was over.
        self._late: set[asyncio.Task[None]] = set()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to accept requests, then say so."""
        await super().startup(sockets)
        # What was built until now stays: the collector need not look at it again and again.
        gc.collect()
        gc.freeze()
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what is begun; after the grace hang up on who is left.

        Those may be clients that never end their body, or long work. uvicorn would answer them with 500 in plain text,
        and log a fault for each.
        """
        asyncio.get_running_loop().call_later(self._grace, self._hang_up)
        await super().shutdown(sockets)
        if any(not task.done() for task in self._late | self.server_state.tasks):
            _leave()

    def _hang_up(self) -> None:
        for connection in [*self.server_state.connections]:
            connection.transport.abort()
        # uvicorn is not to wait for these any longer, nor to cancel them.
        self._late |= self.server_state.tasks
        self.server_state.tasks.clear()


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
    return f"http://{url_host(host)}:{port}"


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
        # `Server` hangs up before; this is for a connection that came in as it did.
        timeout_graceful_shutdown=settings.grace + 1,
    )
    # uvicorn stops gracefully on a signal and then raises it again: being asked to stop is no failure.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _exit)
    Server(config, settings.grace, lambda: ready(url_of(listening))).run(sockets=[listening])
    sys.exit(0)


def _leave() -> NoReturn:
    """Exit with 0 at once: in good order Python waits for threads that are at work, however long that takes."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(0)


def _exit(*_: Any) -> NoReturn:
    sys.exit(0)
