"""One request and what became of it, as values: equal requests are equal, so that one answer serves many checks."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class Credential:
    """A credential of the profile, by name, and how it is sent. Its value is nowhere but in the profile."""

    #: The name under ``[<api>.credentials]``.
    name: str
    header: str
    #: ``{key}`` is the value; ``{head}`` and ``{tail}`` are what stands before and after its first dot; ``{cut}`` is
    #: the value without its last four characters, ``{swapped}`` the value with its letters in the other case,
    #: ``{recased}`` its tail alone so, ``{foreign}`` the tail of another credential.
    template: str = "{key}"
    #: The name of the credential whose tail is ``{foreign}``.
    other: str | None = None
    #: The names of the fields of the form in which the value is sent besides.
    fields: tuple[str, ...] = ()

    def render(self, value: str, other: str = "") -> str:
        """The header's content with *value* in place, and a piece of the value of the *other* one."""
        head, _, tail = value.partition(".")
        pieces = {"key": value, "head": head, "tail": tail, "cut": value[:-4], "swapped": value.swapcase()}
        pieces |= {"recased": tail.swapcase(), "foreign": other.partition(".")[2]}
        return re.sub(rf"\{{({'|'.join(pieces)})\}}", lambda found: pieces[found[1]], self.template)


@dataclass(frozen=True)
class Part:
    """One part of a form: an upload where it has a file name, else a text field."""

    name: str
    content: bytes = field(repr=False)
    filename: str | None = None
    content_type: str | None = None


@dataclass(frozen=True)
class Manner:
    """How a client writes a form. RFC 7578 and RFC 2046 leave it some freedom."""

    #: What the boundary begins with.
    boundary: str = "conformance-"
    #: The boundary stands in quotes.
    quoted: bool = False
    #: Text fields have a media type of their own, and every part says how it is encoded.
    typed: bool = False
    #: Headers of parts in lower case, the type before the name, with another number of blanks.
    odd: bool = False


@dataclass(frozen=True)
class Form:
    """A multipart form, which encodes itself the same way every time."""

    parts: tuple[Part, ...]
    manner: Manner = Manner()

    @cached_property
    def boundary(self) -> str:
        """A boundary that follows from the parts, so that the same form is the same bytes."""
        digest = hashlib.sha256()
        for part in self.parts:
            digest.update(repr((part.name, part.filename, part.content_type)).encode() + part.content)
        return f"{self.manner.boundary}{digest.hexdigest()[:32]}"

    @cached_property
    def media_type(self) -> str:
        """The media type of the form, with its boundary."""
        boundary = f'"{self.boundary}"' if self.manner.quoted else self.boundary
        return f"multipart/form-data; boundary={boundary}"

    @cached_property
    def encoded(self) -> bytes:
        """The body as it is sent."""
        lines: list[bytes] = []
        for part in self.parts:
            lines += [b"--" + self.boundary.encode(), *self._head(part), b"", part.content]
        return b"\r\n".join([*lines, b"--" + self.boundary.encode() + b"--", b""])

    def _head(self, part: Part) -> list[bytes]:
        disposition = f'form-data; name="{part.name}"'
        if part.filename is not None:
            disposition += f'; filename="{part.filename}"'
        headers = [("Content-Disposition", disposition)]
        kind = part.content_type
        if self.manner.typed and part.filename is None:
            kind = kind or "text/plain; charset=utf-8"
        if kind is not None:
            headers.append(("Content-Type", kind))
        if self.manner.typed:
            headers.append(("Content-Transfer-Encoding", "binary" if part.filename else "8bit"))
        if self.manner.odd:
            return [f"{name.lower()}:   {value}".encode() for name, value in reversed(headers)]
        return [f"{name}: {value}".encode() for name, value in headers]


@dataclass(frozen=True)
class Request:
    """One request, as far as it does not depend on where it goes to."""

    method: str
    #: Appended to the base URL of the profile.
    path: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | Form = b""
    credential: Credential | None = None

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        return self.body.encoded if isinstance(self.body, Form) else self.body

    @property
    def content_headers(self) -> tuple[tuple[str, str], ...]:
        """The headers without the credential, the form's media type included."""
        if isinstance(self.body, Form):
            return (*self.headers, ("Content-Type", self.body.media_type))
        return self.headers

    def filled(self, values: Mapping[str, str]) -> "Request":
        """The request as it is sent, with the credential's value, of those in *values*, in its place."""
        if self.credential is None:
            return self
        credential, value = self.credential, values[self.credential.name]
        header = (credential.header, credential.render(value, values.get(credential.other or "", "")))
        extra = tuple(Part(name, value.encode()) for name in credential.fields)
        return replace(
            self,
            headers=(*self.headers, header),
            body=replace(self.body, parts=(*self.body.parts, *extra)) if isinstance(self.body, Form) else self.body,
            credential=None,
        )


@dataclass(frozen=True)
class Response:
    """What came back, undecoded."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    #: There was more than the suite reads.
    truncated: bool = False

    def header(self, name: str) -> str | None:
        """The first header called *name*, or None."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @property
    def media_type(self) -> str:
        """The media type without parameters, in lower case; empty where none is given."""
        return (self.header("content-type") or "").partition(";")[0].strip().lower()

    @cached_property
    def json(self) -> Any:
        """The body read as JSON, strictly; `NotJson` where it is none."""
        try:
            value = json.loads(self.body.decode("utf-8-sig"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            return NotJson
        return value if _is_shallow(value) else NotJson

    @property
    def document(self) -> dict[str, Any]:
        """The body as a JSON object; empty where it is something else."""
        return self.json if isinstance(self.json, dict) else {}

    def __repr__(self) -> str:
        return f"Response({self.status}, {self.body[:80]!r})"


#: No documented answer is nested deeper than 3; what is far deeper only means to trip its reader.
_DEEPEST = 100


def _is_shallow(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return True
    return False


class NotJson:
    """Stands for a body that is not JSON."""


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


class FailureKind(StrEnum):
    """Why there is no answer."""

    #: No connection: nobody listens, no such name.
    CONNECT = "no connection"
    TLS = "TLS failure"
    TIMEOUT = "no complete answer in time"
    #: Connected, but the connection broke or what came is not HTTP.
    BROKEN = "no HTTP answer"


@dataclass(frozen=True)
class Failure:
    """A request without an answer."""

    kind: FailureKind
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind} ({self.detail})" if self.detail else str(self.kind)


@dataclass(frozen=True)
class Exchange:
    """A request with its answer, or with the reason why there is none."""

    request: Request
    outcome: Response | Failure


def json_body(value: Any) -> bytes:
    """*value* as compact JSON in UTF-8, as `JSON.stringify` writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
