"""Reading request bodies: media type, size, JSON, form. The size is bounded while the body arrives, not afterwards."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from python_multipart.exceptions import ParseError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.types import Receive

from translation_mock.causes import BodyTooLarge, ClientDisconnected, MalformedBody

#: Headers as ASGI gives them: lower-case names.
RawHeaders = Sequence[tuple[bytes, bytes]]

#: More fields than any client of these APIs has reason to send.
MAX_PARTS = 100
MAX_PART_HEADERS = 20
MAX_TEXT_FIELD = 64 * 1024
#: Bytes of a part that are collected at a time: what grows to a size that nobody announced is moved as it grows, and
#: for a moment needs its memory twice.
PIECE = 1 << 20


def header(headers: RawHeaders, name: bytes) -> list[bytes]:
    """Every value of the header *name*, which is given in lower case."""
    # White space around a value is none of it (RFC 9110, 5.5), but the parser leaves what follows.
    return [value.strip(b" \t") for given, value in headers if given == name]


def media_type(headers: RawHeaders) -> tuple[str, dict[str, str]]:
    """The media type of the body in lower case and its parameters; an empty one where there is no single header."""
    given = header(headers, b"content-type")
    if len(given) != 1:
        return "", {}
    kind, parameters = parse_options_header(given[0])
    return kind.decode("latin-1").strip().lower(), {
        name.decode("latin-1"): value.decode("latin-1") for name, value in parameters.items()
    }


async def chunks(headers: RawHeaders, receive: Receive, limit: int) -> AsyncIterator[bytes]:
    """The body in pieces as they arrive; raises `BodyTooLarge` before more than *limit* bytes were taken."""
    declared = header(headers, b"content-length")
    # Python refuses to read numbers of thousands of digits; twenty are too many for any limit.
    if declared and declared[0].isdigit() and int(declared[0][:20]) > limit:
        raise BodyTooLarge(limit)
    taken = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnected
        piece: bytes = message.get("body", b"")
        taken += len(piece)
        if taken > limit:
            raise BodyTooLarge(limit)
        if piece:
            yield piece
        if not message.get("more_body", False):
            return


async def read_json_object(headers: RawHeaders, receive: Receive, limit: int) -> dict[str, Any]:
    """The body as a JSON object in UTF-8; raises `MalformedBody`, `BodyTooLarge`.

    Of a key that stands twice the last value counts. NaN, lone surrogates and nesting of more than a thousand levels
    are not JSON for the reader used.
    """
    content = b"".join([piece async for piece in chunks(headers, receive, limit)])
    try:
        document = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise MalformedBody("Request body is not valid JSON.") from error
    if not isinstance(document, dict):
        raise MalformedBody("Request body is not a JSON object.")
    return document


@dataclass
class Part:
    """One part of a form."""

    name: str = ""
    #: Whether the part says that it is a file: by a file name, or by a media type that is not plain text.
    is_file: bool = False
    content: bytearray = field(default_factory=bytearray)


class FormReader:
    """Collects the parts of a multipart body as it arrives."""

    def __init__(self, boundary: str) -> None:
        self.parts: list[Part] = []
        self.complete = False
        self._headers: dict[bytes, bytes] = {}
        self._name = bytearray()
        self._value = bytearray()
        self._pieces: list[bytearray] = []
        self._parser = MultipartParser(
            boundary.encode("latin-1"),
            {
                "on_part_begin": self._begin,
                "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
                "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
                "on_header_end": self._end_header,
                "on_headers_finished": self._describe,
                "on_part_data": self._extend,
                "on_part_end": self._join,
                "on_end": self._end,
            },
        )

    def feed(self, piece: bytes) -> None:
        """Take the next *piece* of the body; raises `MalformedBody`."""
        try:
            self._parser.write(piece)
        except (ParseError, ValueError) as error:
            raise MalformedBody("Request body is not a valid multipart form.") from error

    def _begin(self) -> None:
        if len(self.parts) == MAX_PARTS:
            raise MalformedBody(f"Request body has more than {MAX_PARTS} fields.")
        self.parts.append(Part())
        self._headers = {}
        self._pieces = []

    def _end_header(self) -> None:
        if len(self._headers) == MAX_PART_HEADERS:
            raise MalformedBody("A field of the form has too many headers.")
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name.clear()
        self._value.clear()

    def _describe(self) -> None:
        disposition, parameters = parse_options_header(self._headers.get(b"content-disposition"))
        if disposition.lower() != b"form-data" or b"name" not in parameters:
            raise MalformedBody("A part of the form has no name.")
        kind, _ = parse_options_header(self._headers.get(b"content-type"))
        part = self.parts[-1]
        try:
            part.name = parameters[b"name"].decode("utf-8")
        except UnicodeDecodeError as error:
            raise MalformedBody("The name of a field is not UTF-8.") from error
        part.is_file = b"filename" in parameters or kind.strip().lower() not in (b"", b"text/plain")

    def _extend(self, data: bytes, start: int, end: int) -> None:
        if not self._pieces or len(self._pieces[-1]) >= PIECE:
            self._pieces.append(bytearray())
        self._pieces[-1] += memoryview(data)[start:end]
        # A text is never longer than its first piece.
        if not self.parts[-1].is_file and len(self._pieces[0]) > MAX_TEXT_FIELD:
            raise MalformedBody("A text field of the form is too long.")

    def _join(self) -> None:
        self.parts[-1].content = bytearray().join(self._pieces)
        self._pieces = []

    def _end(self) -> None:
        self.complete = True


async def read_form(headers: RawHeaders, receive: Receive, limit: int, boundary: str) -> list[Part]:
    """The body as the parts of a form, in their order; raises `MalformedBody`, `BodyTooLarge`."""
    # RFC 2046, 5.1.1: 1 to 70 characters.
    if not (1 <= len(boundary) <= 70 and boundary.isascii() and boundary.isprintable()):
        raise MalformedBody("The boundary of the form is missing or not valid.")
    reader = FormReader(boundary)
    async for piece in chunks(headers, receive, limit):
        reader.feed(piece)
    if not reader.complete:
        raise MalformedBody("The form ends before its closing boundary.")
    return reader.parts
