"""Rows: one hostile request each, with the answer it is to get; and the two endpoints they are sent to."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from hostile_support.oracle import Expected
from hostile_support.process import IMAGE_KEY, TEXT_KEY

Header = tuple[bytes | str, bytes | str]

#: What is no HTTP may be answered below the application, as JSON with 400 or 431, or by closing the connection.
BELOW = "below"
#: The client went away before the request was complete: nobody is left to answer.
SILENCE = "silence"


@dataclass(frozen=True)
class Row:
    """One hostile request."""

    name: str
    #: The bytes, or what makes them where they are many.
    request: bytes | Callable[[], Iterable[bytes]]
    expected: Expected | str
    #: Whether the client says after the request that it will send no more.
    hang_up: bool = False

    def pieces(self) -> Iterable[bytes]:
        """The request, to be sent piece by piece."""
        return [self.request] if isinstance(self.request, bytes) else self.request()


@dataclass(frozen=True, repr=False)
class Endpoint:
    """One of the two endpoints and what is needed to ask it for something."""

    name: str
    path: str
    key: Header
    content_type: str
    #: A valid body and what the account pays for it.
    body: bytes
    success: Expected
    #: The answers to mistakes that have nothing to do with the body.
    not_found: Expected
    wrong_method: Expected
    too_large: Expected
    wrong_media_type: Expected
    #: The answer to the first half of the valid body, and to none.
    half_a_body: Expected
    no_body: Expected
    #: The answer to its own media type with another one behind a comma.
    listed_media_type: Expected

    def __repr__(self) -> str:
        return self.name

    def request(
        self,
        body: bytes | None = None,
        *,
        method: str = "POST",
        target: str | None = None,
        version: str = "HTTP/1.1",
        key: Iterable[Header] | None = None,
        content_type: str | bytes | None = "",
        headers: Iterable[Header] = (),
        length: bool = True,
    ) -> bytes:
        """A request that is valid but for what is given; `content_type` None leaves the header out."""
        body = self.body if body is None else body
        lines = [f"{method} {self.path if target is None else target} {version}".encode("latin-1"), b"Host: mock"]
        fields: list[Header] = [*((self.key,) if key is None else key)]
        if content_type is not None:
            fields.append(("Content-Type", content_type or self.content_type))
        fields += headers
        if length:
            fields.append(("Content-Length", str(len(body))))
        lines += [line_of(field) for field in fields]
        return b"\r\n".join(lines) + b"\r\n\r\n" + body

    def chunked(self, chunks: bytes, **head: Any) -> bytes:
        """A valid head but for what is given, then *chunks* as they are."""
        return self.request(chunks, headers=[("Transfer-Encoding", "chunked")], length=False, **head)


def line_of(field: Header) -> bytes:
    """The line of a header without its end."""
    name, value = field
    return _bytes(name) + b": " + _bytes(value)


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode("latin-1")


def bare(status: int, says: str) -> Expected:
    """An error of the text API that is about the request itself."""
    return Expected(status, "bare", says)


def envelope(status: int, says: str) -> Expected:
    """An error of the text API that is about key, user, plan or processing."""
    return Expected(status, "envelope", says)


def coded(status: int, says: str) -> Expected:
    """An error of the image API."""
    return Expected(status, "coded", says)


#: Neither endpoint: the mock's own 404.
PAGE = Expected(404, "page", "Not Found")
#: A 405 for HEAD.
NO_BODY = Expected(405, "empty")

FIELDS: Mapping[str, str] = {
    "text": "hello world",
    "sourceLang": "en",
    "targetLang": "fr",
    "model": "gpt-4.1-mini-2025-04-14",
}
BOUNDARY = "----hostile"

TEXT = Endpoint(
    name="text",
    path="/v1/translation/text-translation/api",
    key=("x-api-key", TEXT_KEY),
    content_type="application/json",
    body=json.dumps(FIELDS).encode("ascii"),
    success=Expected(200, "translated", cost=3),
    not_found=bare(404, "Not found."),
    wrong_method=bare(405, "Method not allowed."),
    too_large=bare(413, "Request body is too large."),
    wrong_media_type=bare(400, "Content-Type must be application/json."),
    half_a_body=bare(400, "Request body is not valid JSON."),
    no_body=bare(400, "Request body is not valid JSON."),
    listed_media_type=bare(400, "Content-Type must be application/json."),
)


def part(name: str, content: bytes, *, filename: str | None = None, kind: str | None = None) -> bytes:
    """One part of a form, up to the delimiter after it."""
    file = f'; filename="{filename}"' if filename is not None else ""
    head = f'Content-Disposition: form-data; name="{name}"{file}\r\n'
    if kind is not None:
        head += f"Content-Type: {kind}\r\n"
    return raw_part(head.encode("latin-1"), content)


def raw_part(head: bytes, content: bytes) -> bytes:
    """One part with its headers as they are, each with its line end."""
    return b"--" + BOUNDARY.encode("ascii") + b"\r\n" + head + b"\r\n" + content + b"\r\n"


CLOSING = b"--" + BOUNDARY.encode("ascii") + b"--\r\n"


def form(*parts: bytes) -> bytes:
    """A form of these parts."""
    return b"".join(parts) + CLOSING


def upload(picture: bytes, filename: str = "picture.png") -> bytes:
    """A form with this picture, all else left out."""
    return form(part("image", picture, filename=filename, kind="image/png"))


def image_endpoint(picture: bytes) -> Endpoint:
    """The image endpoint, with *picture*, in which there is no text, as the valid upload."""
    return Endpoint(
        name="image",
        path="/api/v1/image-translate",
        key=("Authorization", f"Bearer {IMAGE_KEY}"),
        content_type=f"multipart/form-data; boundary={BOUNDARY}",
        body=upload(picture),
        success=Expected(200, "pictured", cost=1),
        not_found=coded(404, "NOT_FOUND"),
        wrong_method=coded(405, "METHOD_NOT_ALLOWED"),
        too_large=coded(413, "REQUEST_TOO_LARGE"),
        wrong_media_type=coded(400, "UNSUPPORTED_MEDIA_TYPE"),
        half_a_body=coded(400, "MALFORMED_REQUEST"),
        no_body=coded(400, "MALFORMED_REQUEST"),
        # What follows the comma belongs to the boundary.
        listed_media_type=coded(400, "MALFORMED_REQUEST"),
    )
