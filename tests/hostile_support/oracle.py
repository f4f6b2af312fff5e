"""What an answer of the mock may look like, written down by hand from the two documents and section 7 of the design."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Shape = Literal["bare", "envelope", "coded", "page", "translated", "pictured", "empty"]

SIGNATURES = {"png": b"\x89PNG", "jpeg": b"\xff\xd8\xff", "gif": b"GIF8", "webp": b"RIFF"}

#: Which shapes may come with which status, on the path of each endpoint.
TEXT_SHAPES: Mapping[int, tuple[Shape, ...]] = {
    200: ("translated",),
    400: ("bare", "envelope"),
    401: ("envelope",),
    402: ("envelope",),
    404: ("bare",),
    405: ("bare",),
    413: ("bare",),
}
IMAGE_SHAPES: Mapping[int, tuple[Shape, ...]] = {
    200: ("pictured",),
    **dict.fromkeys((400, 401, 402, 404, 405, 413), ("coded",)),
}


@dataclass(frozen=True)
class Expected:
    """The answer that a request is to get."""

    status: int
    shape: Shape
    #: The sentence of a text error, the code of an image error; None where the row is not about it.
    says: str | None = None
    #: What the account pays.
    cost: int = 0


def judge(expected: Expected, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Fail unless the answer is the expected one."""
    assert status == expected.status, body[:300]
    if expected.shape == "empty":
        assert body == b""
    else:
        document = judge_shape(expected.shape, status, body)
        if expected.says is not None:
            assert document[{"coded": "code", "page": "detail"}.get(expected.shape, "error")] == expected.says
    judge_headers(expected.shape, status, headers)


def judge_any(shapes: Mapping[int, tuple[Shape, ...]], status: int, headers: Mapping[str, str], body: bytes) -> Shape:
    """Fail unless the answer is one that the endpoint may give to anything; the shape that it has."""
    assert status in shapes, (status, body[:300])
    failures = []
    for shape in shapes[status]:
        try:
            judge_shape(shape, status, body)
        except AssertionError as failure:
            failures.append(failure)
        else:
            judge_headers(shape, status, headers)
            return shape
    raise AssertionError(failures)


def judge_headers(shape: Shape, status: int, headers: Mapping[str, str]) -> None:
    """Fail unless the headers go with the body."""
    assert headers["content-type"] == "application/json"
    if shape != "page":
        assert headers["mock-requirement"].split(".")[0] in ("text", "image")
        assert headers["mock-basis"] in ("documented", "implied", "assumed")
    assert headers.get("allow") == ("POST" if status == 405 else None)
    if shape == "coded":
        assert headers.get("www-authenticate") == ("Bearer" if status == 401 else None)


def judge_shape(shape: Shape, status: int, body: bytes) -> dict[str, Any]:
    """Fail unless *body* is JSON of that shape and nothing else; the body."""
    document = json.loads(body.decode("utf-8"), parse_constant=_refuse, object_pairs_hook=_object)
    assert isinstance(document, dict)
    if shape == "bare":
        assert {*document} == {"error"}
        _sentence(document["error"])
    elif shape == "coded":
        assert {*document} == {"error", "code"}
        _sentence(document["error"])
        assert re.fullmatch(r"[A-Z]+(_[A-Z]+)*", document["code"])
    elif shape == "page":
        assert {*document} == {"detail", "endpoints", "start_page"}
        _sentence(document["detail"])
        assert [entry.split(" ")[0] for entry in document["endpoints"]] == ["POST", "POST"]
    elif shape == "envelope":
        assert {*document} == {"message", "error", "statusCode", "data"}
        _sentence(document["message"])
        assert document["error"] == document["message"]
        assert document["statusCode"] == status
        if document["data"] is not None:
            assert {*document["data"]} == {"requiredTokens", "tokens"}
            assert document["data"]["requiredTokens"] > document["data"]["tokens"] >= 0
    elif shape == "translated":
        _translated(document)
    elif shape == "pictured":
        _pictured(document)
    return document


def _translated(document: dict[str, Any]) -> None:
    assert {*document} == {"message", "error", "data", "statusCode"}
    assert document["error"] is None
    assert document["statusCode"] == 200
    _sentence(document["message"])
    data = document["data"]
    assert {name: type(value) for name, value in data.items()} == {
        "translatedText": str,
        "originalText": str,
        "totalWords": int,
        "isRTL": bool,
        "tokensConsumed": int,
    }
    assert data["tokensConsumed"] == -(-len(data["originalText"].encode("utf-8")) // 4)


def _pictured(document: dict[str, Any]) -> None:
    assert {*document} in (
        {"success", "credits", "image", "chunks", "word_mapping", "target_language"},
        {"success", "image", "chunks", "word_mapping", "target_language"},
    )
    assert document["success"] is True
    assert type(document.get("credits", 0)) is int
    match = re.fullmatch(r"data:image/(png|jpeg|gif|webp);base64,([A-Za-z0-9+/]+=*)", document["image"])
    assert match
    assert base64.b64decode(match[2], validate=True).startswith(SIGNATURES[match[1]])
    for label, chunk in enumerate(document["chunks"], start=1):
        assert {*chunk} == {"label", "sourceText", "translatedText"}
        assert chunk["label"] == label
    assert document["word_mapping"] == {chunk["sourceText"]: chunk["translatedText"] for chunk in document["chunks"]}


def credits_for(document: dict[str, Any]) -> int:
    """What a picture with these chunks costs, as the written rule says."""
    return max(1, sum(-(-len(chunk["sourceText"].encode("utf-8")) // 4) for chunk in document["chunks"]))


def _sentence(value: object) -> None:
    assert isinstance(value, str)
    assert value.strip()
    assert "Traceback" not in value


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({name for name, _ in pairs}) == len(pairs), pairs
    return dict(pairs)
