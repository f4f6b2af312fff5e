"""Requests that nobody thought of: valid ones bent at random. Whatever comes, the answer has a documented shape."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from hostile_support import pictures
from hostile_support.asgi import JudgedMock, headers_of
from hostile_support.image_rows import IMAGE
from hostile_support.oracle import IMAGE_SHAPES, TEXT_SHAPES, judge_any, judge_shape
from hostile_support.process import ServerProcess
from hostile_support.rows import BOUNDARY, FIELDS, TEXT, Endpoint, form, part, raw_part, upload
from hostile_support.trial import judge_below
from hostile_support.wire import ConnectionClosed, Reply, exchange

FEW = settings(
    max_examples=150,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
MANY = settings(FEW, max_examples=4_000)
ENDPOINTS = st.sampled_from([TEXT, IMAGE])


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgedMock]:
    """The mock in this process."""
    judged = JudgedMock(tmp_path_factory.mktemp("fuzz"))
    yield judged
    judged.close()


#: What breaks parsers: delimiters, quotes, escapes, signs, ends of lines and of files, other encodings.
TOKENS = st.sampled_from(
    [
        b"\r\n",
        b"\r",
        b"\n",
        b"\0",
        b"--",
        b'"',
        b"\\",
        b";",
        b":",
        b"=",
        b",",
        b"{",
        b"}",
        b"[" * 300,
        b"]",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\\ud800",
        b"\\u0000",
        b"NaN",
        b"1e999",
        b"null",
        b"-",
        b" ",
        b"\t",
        b"%00",
        b"..",
        b"a" * 5_000,
        BOUNDARY.encode(),
        b"--" + BOUNDARY.encode(),
        b"--" + BOUNDARY.encode() + b"--",
        b"\r\n\r\n",
        b"name",
        b"filename",
        b"image",
        b"text",
        b"IDAT",
        b"Content-Type: ",
        b"Content-Disposition: form-data",
    ]
) | st.binary(max_size=12)


@st.composite
def bent(draw: st.DrawFn, valid: bytes) -> bytes:
    """*valid* with a few bytes inserted, removed, replaced, swapped, repeated or cut off."""
    data = valid
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        match draw(st.sampled_from(["insert", "remove", "replace", "flip", "repeat", "cut", "move"])):
            case "insert":
                data = data[:at] + draw(TOKENS) + data[at:]
            case "remove":
                data = data[:at] + data[at + length :]
            case "replace":
                token = draw(TOKENS)
                data = data[:at] + token + data[at + len(token) :]
            case "flip" if at < len(data):
                data = data[:at] + bytes([data[at] ^ 1 << draw(st.integers(0, 7))]) + data[at + 1 :]
            case "repeat":
                data = data[:at] + data[at : at + length] * draw(st.integers(2, 5)) + data[at + length :]
            case "cut":
                data = data[:at]
            case "move":
                to = draw(st.integers(0, len(data)))
                data = data[:to] + data[at : at + length] + data[to:]
    return data


@st.composite
def in_pieces(draw: st.DrawFn, whole: SearchStrategy[bytes]) -> list[bytes]:
    """A body as it may arrive: in pieces of any size, empty ones too."""
    data = draw(whole)
    cuts = sorted(draw(st.lists(st.integers(0, len(data)), max_size=4)))
    return [data[start:end] for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True)]


BODIES = st.one_of(
    st.tuples(st.just(TEXT), in_pieces(bent(TEXT.body))),
    st.tuples(st.just(IMAGE), in_pieces(bent(IMAGE.body))),
    st.tuples(ENDPOINTS, in_pieces(st.binary(max_size=200))),
)

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**300, 10**310)
    | st.floats()
    | st.text(st.characters(codec=None), max_size=30)
    | st.sampled_from(["", "en", "fr", "EN", "en\n", "auto", "gpt-4.1-mini-2025-04-14", "gpt-4.1", "{}", "\0", " "]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
NAMES = st.sampled_from([*FIELDS, "domain", "tone", "writingStyle", "customPrompt"]) | st.text(max_size=8)


@st.composite
def documents(draw: st.DrawFn) -> bytes:
    """JSON, or nearly: the valid fields with others in their place, nested deeply now and then."""
    fields: dict[str, Any] = {**FIELDS, **draw(st.dictionaries(NAMES, VALUES, max_size=3))}
    for name in draw(st.lists(st.sampled_from([*FIELDS]), max_size=1)):
        fields.pop(name, None)
    text = json.dumps(fields, ensure_ascii=draw(st.booleans()))
    if draw(st.booleans()):
        depth = draw(st.sampled_from([100, 254, 256, 1_020, 1_025, 3_000]))
        nested = json.dumps(draw(NAMES)) + ": " + "[" * depth + "]" * depth
        text = text[:-1] + (", " if fields else "") + nested + "}"
    return text.encode("utf-8", "surrogatepass")


NAMED_PARTS = st.sampled_from(["target_language", "unknown", "image2", "a\xff", ""]).map(
    lambda name: f'Content-Disposition: form-data; name="{name}"\r\n'.encode()
)
PART_HEADERS = st.sampled_from(
    [
        b'Content-Disposition: form-data; name="image"; filename="a.png"\r\n',
        b'Content-Disposition: form-data; name="image"\r\n',
        b'Content-Disposition: form-data; name="target_language"\r\n',
        b'Content-Disposition: form-data; name="translator_model"\r\n',
        b'Content-Disposition: form-data; name="source_language"; filename=""\r\n',
        b"Content-Disposition: form-data\r\n",
        b"Content-Type: image/png\r\n",
        b"Content-Type: text/plain; charset=utf-16\r\n",
        b"X: " + b"a" * 5_000 + b"\r\n",
    ]
).flatmap(lambda line: st.just(line) | bent(line))
CONTENTS = st.sampled_from(
    [*map(pictures.blank, pictures.FORMATS), pictures.blank("png")[:50], b"", b"ja", b"gemini", b"auto", b"\xff"]
) | st.binary(max_size=60)


@st.composite
def forms(draw: st.DrawFn) -> bytes:
    """A form whose parts have any headers and any content, bent as a whole now and then."""
    heads = NAMED_PARTS | st.lists(PART_HEADERS, max_size=3).map(b"".join)
    parts = [raw_part(draw(heads), draw(CONTENTS)) for _ in range(draw(st.integers(0, 3)))]
    whole = (
        form(part("image", pictures.blank("png"), filename="a.png"), *parts) if draw(st.booleans()) else form(*parts)
    )
    return draw(st.just(whole) | bent(whole))


HEADER_NAMES = st.sampled_from(
    [
        b"content-type",
        b"content-length",
        b"content-encoding",
        b"transfer-encoding",
        b"authorization",
        b"x-api-key",
        b"host",
        b"accept",
        b"expect",
    ]
) | st.binary(min_size=1, max_size=12)
HEADER_VALUES = st.one_of(
    st.sampled_from(
        [
            b"",
            b" ",
            b"application/json; charset=" + b"u" * 99,
            b"application/json;charset",
            b'Application/JSON ; Charset="UTF-8"',
            b"multipart/form-data; boundary",
            b'multipart/form-data; boundary="' + BOUNDARY.encode(),
            b"multipart/form-data;;;; boundary=" + BOUNDARY.encode() + b";",
            b"9" * 5_000,
            b"\xb2",
            b"-1",
            b"Bearer",
            b"Bearer .",
            b"bearer  a.b.c",
            b"Basic YTpi",
        ]
    ),
    st.binary(max_size=40),
)


@st.composite
def bent_headers(draw: st.DrawFn, endpoint: Endpoint) -> list[tuple[bytes, bytes]]:
    """The headers of a valid request with some left out, bent, repeated or added."""
    headers = headers_of(endpoint)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(headers)))
        match draw(st.sampled_from(["add", "drop", "bend", "repeat"])):
            case "add":
                headers.insert(at, (draw(HEADER_NAMES), draw(HEADER_VALUES)))
            case "drop":
                headers = headers[:at] + headers[at + 1 :]
            case "bend" if at < len(headers):
                name, value = headers[at]
                headers[at] = (name, draw(bent(value) | HEADER_VALUES))
            case "repeat":
                headers[at:at] = headers[at : at + 1]
    return headers


HEADERS = ENDPOINTS.flatmap(lambda endpoint: st.tuples(st.just(endpoint), bent_headers(endpoint)))
METHODS = st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "PATCH", "DELETE", "FOO", "post"])
SEGMENTS = st.sampled_from(
    ["api", "v1", "image-translate", "translation", "text-translation", "..", ".", "", "%2f", "\0"]
)
PATHS = st.one_of(
    st.sampled_from([TEXT.path, IMAGE.path]).flatmap(
        lambda path: st.sampled_from([path, path + "/", "/" + path, path.replace("/", "//"), path + "x", path.upper()])
    ),
    st.lists(SEGMENTS | st.text(max_size=5), max_size=6).map(lambda segments: "/" + "/".join(segments)),
).filter(lambda path: path.strip("/\n"))  # The start page is HTML.


def _bodies(mock: JudgedMock, endpoint: Endpoint, pieces: list[bytes]) -> None:
    mock.call(endpoint, pieces, headers_of(endpoint))


def _json(mock: JudgedMock, document: bytes) -> None:
    mock.call(TEXT, [document], headers_of(TEXT))


def _forms(mock: JudgedMock, pieces: list[bytes]) -> None:
    mock.call(IMAGE, pieces, headers_of(IMAGE))


def _pictures(mock: JudgedMock, picture: bytes) -> None:
    mock.call(IMAGE, [upload(picture)], headers_of(IMAGE))


def _headers(mock: JudgedMock, endpoint: Endpoint, headers: list[tuple[bytes, bytes]]) -> None:
    mock.call(endpoint, [endpoint.body], headers)


def _targets(mock: JudgedMock, method: str, path: str) -> None:
    endpoint = IMAGE if "image" in path.lower() else TEXT
    mock.call(endpoint, [endpoint.body], headers_of(endpoint), method, path)


PICTURES = st.sampled_from(
    [
        *map(pictures.blank, pictures.FORMATS),
        *(pictures.blank(form, frames=3) for form in ("png", "gif", "webp")),
        pictures.webp_canvas(64, 64),
        pictures.gif(8, 8, pictures.gif_image(1, 1), pictures.gif_image(8, 8)),
    ]
).flatmap(bent)


@FEW
@given(BODIES)
def test_bent_bodies(mock: JudgedMock, asked: tuple[Endpoint, list[bytes]]) -> None:
    """A bent body is answered in a documented shape and costs what the answer says."""
    _bodies(mock, *asked)


@FEW
@given(documents())
def test_any_json(mock: JudgedMock, document: bytes) -> None:
    """Any values in any fields are answered in a documented shape and cost what the answer says."""
    _json(mock, document)


@FEW
@given(in_pieces(forms()))
def test_any_form(mock: JudgedMock, pieces: list[bytes]) -> None:
    """Any parts of a form are answered in a documented shape and cost what the answer says."""
    _forms(mock, pieces)


@FEW
@given(PICTURES)
def test_bent_pictures(mock: JudgedMock, picture: bytes) -> None:
    """A bent picture is translated or refused in a documented shape and costs what the answer says."""
    _pictures(mock, picture)


@FEW
@given(HEADERS)
def test_bent_headers(mock: JudgedMock, asked: tuple[Endpoint, list[tuple[bytes, bytes]]]) -> None:
    """Bent headers are answered in a documented shape and cost what the answer says."""
    _headers(mock, *asked)


@FEW
@given(METHODS, PATHS)
def test_any_target(mock: JudgedMock, method: str, path: str) -> None:
    """Any method on any path is answered as JSON, in a vendor's shape on a vendor's path."""
    _targets(mock, method, path)


@pytest.mark.slow
@MANY
@given(BODIES)
def test_many_bent_bodies(mock: JudgedMock, asked: tuple[Endpoint, list[bytes]]) -> None:
    """Thousands of bent bodies are answered in a documented shape."""
    _bodies(mock, *asked)


@pytest.mark.slow
@MANY
@given(documents())
def test_much_json(mock: JudgedMock, document: bytes) -> None:
    """Thousands of JSON documents are answered in a documented shape."""
    _json(mock, document)


@pytest.mark.slow
@MANY
@given(in_pieces(forms()))
def test_many_forms(mock: JudgedMock, pieces: list[bytes]) -> None:
    """Thousands of forms are answered in a documented shape."""
    _forms(mock, pieces)


@pytest.mark.slow
@MANY
@given(PICTURES)
def test_many_bent_pictures(mock: JudgedMock, picture: bytes) -> None:
    """Thousands of bent pictures are translated or refused in a documented shape."""
    _pictures(mock, picture)


@pytest.mark.slow
@MANY
@given(HEADERS)
def test_many_bent_headers(mock: JudgedMock, asked: tuple[Endpoint, list[tuple[bytes, bytes]]]) -> None:
    """Thousands of bent headers are answered in a documented shape."""
    _headers(mock, *asked)


@pytest.mark.slow
@MANY
@given(METHODS, PATHS)
def test_many_targets(mock: JudgedMock, method: str, path: str) -> None:
    """Thousands of methods and paths are answered as JSON."""
    _targets(mock, method, path)


RAW = ENDPOINTS.flatmap(lambda endpoint: st.tuples(st.just(endpoint), in_pieces(bent(endpoint.request()))))


@FEW
@given(RAW)
def test_bent_bytes_on_the_wire(server: ServerProcess, asked: tuple[Endpoint, list[bytes]]) -> None:
    """Bent bytes on a socket get a documented shape, an answer to what is no HTTP, or the end of the connection."""
    _raw(server, *asked)


@pytest.mark.slow
@MANY
@given(RAW)
def test_many_bent_bytes_on_the_wire(server: ServerProcess, asked: tuple[Endpoint, list[bytes]]) -> None:
    """Thousands of bent requests on a socket are answered, or the connection ends."""
    _raw(server, *asked)


def _raw(server: ServerProcess, endpoint: Endpoint, pieces: list[bytes]) -> None:
    # Bent may mean unfinished: only with the end of what we say does the server see that it is.
    with suppress(ConnectionClosed):
        _judge_reply(endpoint, exchange(server.address, pieces, hang_up=True))
    assert "Traceback" not in server.logged()


def _judge_reply(endpoint: Endpoint, reply: Reply) -> None:
    document = json.loads(reply.body)
    if document.get("code") in ("INVALID_HTTP", "HEADERS_TOO_LARGE"):
        judge_below(reply)
    elif reply.status in (404, 405) and "endpoints" in document:
        # A bent address leads to nothing, or to one of the mock's own pages.
        judge_shape("page", reply.status, reply.body)
    else:
        shapes = TEXT_SHAPES if endpoint is TEXT else IMAGE_SHAPES
        judge_any(shapes, reply.status, reply.headers, reply.body)
