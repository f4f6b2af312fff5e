"""One line for each request, without anything in which a key might stand."""

import logging
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

#: What paths are made of: words, and versions such as v1. Keys of real services do not look like this.
_WORDS = re.compile(r"[a-z]{1,16}([-_][a-z]{1,16}){0,3}|v\d{1,2}", re.IGNORECASE)


class AccessLog:
    """Logs each request: method, path, status, the requirement that the answer follows.

    Neither headers nor the query are logged, where a key might stand. It might stand in the path too: of a path that
    leads nowhere only those segments are logged that are words and no key in *keys*.
    """

    def __init__(self, app: ASGIApp, keys: Iterable[str]) -> None:
        self._app = app
        self._keys = frozenset(keys)
        self._logger = logging.getLogger("translation_mock.access")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request and log how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def noting(message: Any) -> None:
            if message["type"] == "http.response.start":
                headers = dict(message["headers"])
                requirement = headers.get(b"mock-requirement", b"-").decode("latin-1")
                path = self._shown(scope["path"], message["status"])
                self._logger.info("%s %s %s %s", scope["method"], path, message["status"], requirement)
            await send(message)

        await self._app(scope, receive, noting)

    def _shown(self, path: str, status: int) -> str:
        if status == HTTPStatus.NOT_FOUND:
            path = "/".join(segment if self._is_harmless(segment) else "..." for segment in path.split("/"))
        # The path comes from the client: repr keeps control characters out of the log.
        return path if path.isprintable() else repr(path)

    def _is_harmless(self, segment: str) -> bool:
        return not segment or (_WORDS.fullmatch(segment) is not None and segment not in self._keys)
