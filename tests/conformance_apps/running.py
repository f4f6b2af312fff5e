"""Trying the suite on the servers of this folder, in process and over HTTP."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import httpx2
import uvicorn

from conformance_apps import reference
from translation_conformance.client import Client
from translation_conformance.report import Report
from translation_conformance.runner import Options, Run, run
from translation_conformance.suite import suites
from translation_conformance.target import Target, parse
from translation_conformance.verdict import summary


class Tried(Protocol):
    """What the fixture `try_server` gives."""

    def __call__(
        self,
        server: reference.Server,
        *apis: str,
        options: Options | None = None,
        strict: bool = False,
        profile: str = reference.PROFILE,
        folder: Path | None = None,
    ) -> Report:
        """The report on *server*."""


def target_of(profile: str = reference.PROFILE, environ: Mapping[str, str] | None = None) -> Target:
    """The target that *profile* describes."""
    return parse(profile.encode(), suites(), environ or {})


def tried(
    server: reference.Server,
    *apis: str,
    options: Options | None = None,
    strict: bool = False,
    profile: str = reference.PROFILE,
    folder: Path | None = None,
) -> Report:
    """The report on *server*, run in process."""
    application = reference.app(server)
    return tried_application(application, *apis, options=options, strict=strict, profile=profile, folder=folder)


def tried_application(
    application: Any,
    *apis: str,
    options: Options | None = None,
    strict: bool = False,
    profile: str = reference.PROFILE,
    folder: Path | None = None,
    loop: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> Report:
    """The report on the ASGI *application*, run in process, on an event loop made by *loop*."""
    target = target_of(profile)
    known = {suite.name: suite for suite in suites()}
    pairs = [(known[api.name], api) for api in target.apis if not apis or api.name in apis]

    async def go() -> Run:
        # A crash of a server is an answer with 500, as behind a real one.
        transport = httpx2.ASGITransport(application, raise_app_exceptions=False)
        async with Client(target.http, transport=transport) as client:
            return await run(pairs, client, options)

    with asyncio.Runner(loop_factory=loop) as runner:
        result = runner.run(go())
    return Report(
        target=Target(tuple(api for _, api in pairs), target.http),
        options=options or Options(),
        run=result,
        summary=summary(result, strict=strict),
        started_at=datetime(2026, 1, 1, tzinfo=UTC),
        duration=0.0,
        folder=folder,
    )


@contextmanager
def served(server: reference.Server) -> Iterator[str]:
    """*server* over HTTP on this machine; yields its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(reference.app(server), log_level="critical", lifespan="off")
    instance = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(instance.serve([listener])), daemon=True)
    thread.start()
    while not instance.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        instance.should_exit = True
        thread.join(10)
        listener.close()
