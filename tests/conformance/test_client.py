"""The client trusts no target: bytes and time are capped, redirects reported, the environment is not asked."""

import asyncio
import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import httpx2
import pytest

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked
from conformance_apps.running import served, target_of
from translation_conformance.check import Reason
from translation_conformance.client import Client
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request, Response
from translation_conformance.runner import Run, run
from translation_conformance.suite import suites
from translation_conformance.target import ApiTarget, Http
from translation_conformance.verdict import RowOutcome, Verdict, summary
from translation_openapi import Level

PLAIN = suites()[1].smoke.build(target_of().apis[1])[0]


def _sent(url: str, request: Request = PLAIN, *, timeout: float = 5, max_bytes: int = 10_000) -> Exchange:
    """*request* sent to *url*."""
    target: ApiTarget = replace(target_of().apis[1], base_url=url)

    async def go() -> Exchange:
        async with Client(Http(timeout=timeout), max_bytes=max_bytes) as client:
            return await client.send(target, request)

    return asyncio.run(go())


def _answered(answer: Answer) -> Response:
    with served(lambda _: answer) as url:
        outcome = _sent(url).outcome
    assert isinstance(outcome, Response)
    return outcome


@contextmanager
def _writing(head: bytes, chunk: bytes, pause: float) -> Iterator[str]:
    """A server that sends *head*, and then *chunk* again and again."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve() -> None:
        try:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(head)
                while not stop.is_set():
                    connection.sendall(chunk)
                    time.sleep(pause)
        except OSError:
            return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop.set()
        listener.close()
        thread.join(5)


def test_endless_body() -> None:
    """An endless body is read up to the cap."""
    with _writing(b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n", b"x" * 5000, 0) as url:
        outcome = _sent(url).outcome

    assert isinstance(outcome, Response)
    assert (outcome.body, outcome.truncated) == (b"x" * 4096, True)


def test_dripping_body() -> None:
    """A body that drips ends with the time of the profile, however often a byte arrives."""
    start = time.monotonic()
    with _writing(b"HTTP/1.1 200 OK\r\n\r\n", b"x", 0.02) as url:
        outcome = _sent(url, timeout=0.3).outcome

    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.TIMEOUT
    assert time.monotonic() - start < 3


def test_compressed_body() -> None:
    """A body that is compressed unasked is read; a bomb only up to the cap."""
    packed = {"content-type": "application/json", "content-encoding": "gzip"}

    small = _answered(Answer(200, gzip.compress(b'{"a": 1}'), packed))
    bomb = _answered(Answer(200, gzip.compress(b"0" * 1_000_000), packed))

    assert (small.json, small.truncated) == ({"a": 1}, False)
    assert (bomb.body, bomb.truncated) == (b"0" * 4096, True)


def test_all_answers_together() -> None:
    """What is kept of all answers has a limit, too."""

    async def go(url: str) -> list[Exchange]:
        target = replace(target_of().apis[1], base_url=url)
        async with Client(Http(), max_bytes=10_000, max_total_bytes=20_000) as client:
            return [await client.send(target, PLAIN) for _ in range(4)]

    with served(lambda _: Answer(200, b"x" * 9_000)) as url:
        outcomes = [exchange.outcome for exchange in asyncio.run(go(url))]

    assert [isinstance(outcome, Response) and len(outcome.body) for outcome in outcomes] == [9_000, 9_000, 4096, 4096]


def test_json_that_is_mostly_brackets() -> None:
    """Few bytes of JSON can take a lot of memory; such an answer is cut."""
    with served(lambda _: Answer(200, b"[" + b"[]," * 300_000 + b"1]")) as url:
        outcome = _sent(url, max_bytes=10_000_000).outcome

    assert isinstance(outcome, Response)
    assert (len(outcome.body), outcome.truncated) == (4096, True)


def test_broken_compression() -> None:
    """What says that it is compressed and is not, is no answer."""
    with served(lambda _: Answer(200, b"{}", {"content-encoding": "gzip"})) as url:
        outcome = _sent(url).outcome

    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.BROKEN


def test_redirects_are_not_followed() -> None:
    """A redirect is an answer; nobody else sees the key."""
    seen: list[Asked] = []

    def elsewhere(asked: Asked) -> Answer:
        seen.append(asked)
        return Answer(200, {})

    with served(elsewhere) as other:
        response = _answered(Answer(307, b"", {"location": other}))

    assert (response.status, seen) == (307, [])


def test_environment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Proxies of the environment see nothing."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")

    assert _answered(Answer(200, {})).status == 200


def test_request_arrives_as_described() -> None:
    """Headers, credential and body arrive; nothing is added that the request does not say."""
    seen: list[Asked] = []

    def noting(asked: Asked) -> Answer:
        seen.append(asked)
        return Answer(200, {})

    with served(noting) as url:
        _sent(f"{url}/prefix")

    assert (seen[0].method, seen[0].path) == ("POST", "/prefix" + reference.TEXT_PATH)
    assert seen[0].headers["x-api-key"] == "reference-valid-key"
    assert set(seen[0].headers) == {
        *("host", "user-agent", "accept", "accept-encoding", "connection"),
        *("content-type", "content-length", "x-api-key"),
    }


class _Dying(httpx2.ASGITransport):
    """Answers so many requests, and then takes no connection any more."""

    left = 30

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.left -= 1
        if self.left < 0:
            raise httpx2.ConnectError("Connection refused")
        return await super().handle_async_request(request)


def test_target_that_dies() -> None:
    """A target that is gone in the middle of a run breaks nothing by that; what is left over has no verdict."""
    target = target_of()

    async def go() -> Run:
        transport = _Dying(app=reference.app(reference.Reference()))
        async with Client(target.http, transport=transport) as client:
            return await run([(suites()[1], target.apis[1])], client)

    told = summary(asyncio.run(go()))

    assert told.verdict is Verdict.INCONCLUSIVE
    assert told.having(Level.DOCUMENTED, RowOutcome.FAILED) == ()
    assert Reason.NO_ANSWER in {row.reason for row in told.rows}
