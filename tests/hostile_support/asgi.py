"""The mock in this process, called over ASGI with whatever a server might hand over; every answer is judged."""

import asyncio
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from hostile_support.oracle import IMAGE_SHAPES, TEXT_SHAPES, credits_for, judge_any, judge_headers, judge_shape
from hostile_support.process import accounts_toml
from hostile_support.rows import TEXT, Endpoint
from translation_mock.app import create_app
from translation_mock.settings import Settings
from translation_mock.store import MemoryStore

RawHeaders = Sequence[tuple[bytes, bytes]]

#: What no number of examples uses up.
PLENTY = 1_000_000_000


def headers_of(endpoint: Endpoint) -> list[tuple[bytes, bytes]]:
    """The headers of a valid request, but for the length of its body."""
    name, value = (text.encode("latin-1") if isinstance(text, str) else text for text in endpoint.key)
    return [(b"host", b"mock"), (name.lower(), value), (b"content-type", endpoint.content_type.encode("latin-1"))]


class JudgedMock:
    """Calls the mock and fails for an answer that neither document allows, for an exception, for a wrong charge."""

    def __init__(self, directory: Path) -> None:
        accounts = directory / "accounts.toml"
        accounts.write_text(accounts_toml(PLENTY, PLENTY))
        settings = Settings(access_log=False, accounts=accounts, max_pixels=1_000_000)
        self._runner = asyncio.Runner()
        self._store = MemoryStore()
        self._app = create_app(settings, store=self._store)

    def close(self) -> None:
        """Shut the application down as a server does."""
        messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
        said: list[str] = []

        async def receive() -> Any:
            return next(messages)

        async def send(message: Any) -> None:
            said.append(message["type"])

        async def live() -> None:
            await self._app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)

        self._runner.run(live())
        self._runner.close()
        assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]

    def call(
        self, endpoint: Endpoint, pieces: Iterable[bytes], headers: RawHeaders, method: str = "POST", path: str = ""
    ) -> int:
        """Send a request to *endpoint*, or to *path* instead, and judge the answer; its status."""
        before = self._balances()
        status, given, body = self._runner.run(self._answer(pieces, headers, method, path or endpoint.path))
        cost = self._judge(endpoint, status, given, body, method, path or endpoint.path)
        after = self._balances()
        paid = [old - new for old, new in zip(before, after, strict=True)]
        assert paid == ([cost, 0] if endpoint is TEXT else [0, cost])
        return status

    def _judge(
        self, endpoint: Endpoint, status: int, headers: dict[str, str], body: bytes, method: str, path: str
    ) -> int:
        if method == "HEAD" and (path == endpoint.path or status == 404):
            assert (status, body) in ((405, b""), (404, body))
            return 0
        if not _is_near(path, endpoint.path):
            judge_headers("page", status, headers)
            judge_shape("page", status, body)
            return 0
        shape = judge_any(TEXT_SHAPES if endpoint is TEXT else IMAGE_SHAPES, status, headers, body)
        if shape == "translated":
            return int(judge_shape(shape, status, body)["data"]["tokensConsumed"])
        return credits_for(judge_shape(shape, status, body)) if shape == "pictured" else 0

    def _balances(self) -> list[int]:
        """What the hostile accounts have left."""
        return [
            self._runner.run(self._store.balance("", "text/hostile", opening=PLENTY)),
            self._runner.run(self._store.balance("", "image/hostile", opening=PLENTY)),
        ]

    async def _answer(
        self, pieces: Iterable[bytes], headers: RawHeaders, method: str, path: str
    ) -> tuple[int, dict[str, str], bytes]:
        waiting = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        waiting.append({"type": "http.request", "body": b"", "more_body": False})
        messages = iter(waiting)
        sent: list[dict[str, Any]] = []

        async def receive() -> Any:
            # Asked for more than there is, a server would wait for the client to go away.
            return next(messages, {"type": "http.disconnect"})

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode("utf-8", "surrogatepass"),
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 2),
            "state": {},
        }
        await self._app(scope, receive, send)
        start, *rest = sent
        body = b"".join(message.get("body", b"") for message in rest)
        given = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
        assert len(given) == len(start["headers"])
        assert int(given["content-length"]) == len(body)
        return int(start["status"]), given, body


def _is_near(path: str, endpoint: str) -> bool:
    """Whether the path is that of the endpoint but for slashes, so that the vendor's shapes are due."""
    return [part for part in path.split("/") if part] == [part for part in endpoint.split("/") if part]
