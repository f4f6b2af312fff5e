"""Sending one request. Everything that can go wrong on the way is a value; nothing that a target sends is trusted."""

import asyncio
import ssl
import zlib
from collections.abc import Mapping
from types import TracebackType
from typing import Self

import httpx2

from translation_conformance import __version__
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request, Response
from translation_conformance.redaction import shown
from translation_conformance.target import ApiTarget, Http, ProfileError

#: What is read of an answer at most, before and after decompression.
MAX_BYTES = 8 * 1024 * 1024
#: What is kept of all answers of a run; what comes after that is cut.
MAX_TOTAL_BYTES = 512 * 1024 * 1024
#: What is kept of an answer that was cut: enough to tell what it was.
_KEPT_BYTES = 4096
#: An answer with more brackets and commas takes far more memory once it is read as JSON; no documented one has so many.
_MAX_JSON_NODES = 200_000


class Client:
    """A client for one target. Redirects are reported, never followed, so that credentials stay where they belong."""

    def __init__(
        self,
        http: Http,
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        max_bytes: int = MAX_BYTES,
        max_total_bytes: int = MAX_TOTAL_BYTES,
    ) -> None:
        self._http = http
        self._max_bytes = max_bytes
        self._bytes_left = max_total_bytes
        self._client = httpx2.AsyncClient(
            transport=transport,
            # Nothing of the environment: neither its proxies nor its .netrc may see the requests.
            trust_env=False,
            proxy=http.proxy.value if http.proxy and transport is None else None,
            verify=_tls(http.ca_file) if transport is None else True,
            timeout=http.timeout,
            follow_redirects=False,
            # A connection of its own for each request: on a kept one, a server that closes it idle
            # cannot be told from a server that breaks down over the request.
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=0),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close what is open."""
        await self._client.aclose()

    async def send(self, target: ApiTarget, request: Request) -> Exchange:
        """*request* sent to *target*, and what became of it."""
        try:
            async with asyncio.timeout(self._http.timeout):
                return Exchange(request, await self._send(target, request))
        except (TimeoutError, httpx2.TimeoutException) as error:
            kind = FailureKind.CONNECT if isinstance(error, httpx2.ConnectTimeout) else FailureKind.TIMEOUT
            return Exchange(request, Failure(kind, f"{self._http.timeout:g} s"))
        except (httpx2.ConnectError, httpx2.ProxyError) as error:
            kind = FailureKind.TLS if _is_tls(error) else FailureKind.CONNECT
            return Exchange(request, Failure(kind, shown(str(error), 2000)))
        except (httpx2.TransportError, httpx2.DecodingError, zlib.error) as error:
            kind = FailureKind.TLS if _is_tls(error) else FailureKind.BROKEN
            return Exchange(request, Failure(kind, shown(str(error) or type(error).__name__, 2000)))

    async def _send(self, target: ApiTarget, request: Request) -> Response:
        filled = request.filled({name: secret.value for name, secret in target.credentials.items()})
        built = self._client.build_request(
            filled.method,
            target.base_url + filled.path,
            headers=self._headers(filled),
            content=filled.content,
        )
        response = await self._client.send(built, stream=True)
        try:
            body, truncated = await self._read(response)
        finally:
            await response.aclose()
        truncated = truncated or len(body) > self._bytes_left or _json_nodes(body) > _MAX_JSON_NODES
        if truncated:
            body = body[:_KEPT_BYTES]
        self._bytes_left -= len(body)
        return Response(response.status_code, tuple(response.headers.multi_items()), body, truncated)

    def _headers(self, request: Request) -> list[tuple[str, str]]:
        headers = [
            ("User-Agent", f"translation-conformance/{__version__}"),
            ("Accept", "*/*"),
            ("Accept-Encoding", "identity"),
        ]
        headers += [(name, secret.value) for name, secret in self._http.headers.items()]
        return [*headers, *request.content_headers]

    async def _read(self, response: httpx2.Response) -> tuple[bytes, bool]:
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > self._max_bytes:
                return bytes(body[: self._max_bytes]), True
        return _decompressed(bytes(body), response.headers, self._max_bytes)


def _decompressed(body: bytes, headers: Mapping[str, str], limit: int) -> tuple[bytes, bool]:
    """*body* as it was before the server compressed it, unasked, up to *limit* bytes; and whether there is more."""
    if headers.get("content-encoding", "").strip().lower() not in ("gzip", "x-gzip", "deflate"):
        return body, False
    read = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(body, limit + 1)
    return read[:limit], len(read) > limit


def _json_nodes(body: bytes) -> int:
    """How many values *body* has at most, read as JSON."""
    return sum(map(body.count, (b",", b"[", b"{")))


def _tls(ca_file: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except (OSError, ssl.SSLError) as error:
        raise ProfileError(f"http.ca_file cannot be used: {shown(str(error))}") from error


def _is_tls(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False
