"""Looks: what one answer owes, as small pure functions with a sentence that says what is expected.

A look tells nothing (`None`) where the answer is as owed, `Wrong` where it is not, and `Unknown` where this answer
cannot show it. Further keys in an answer are legal everywhere.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from translation_conformance.exchange import NotJson, Request, Response
from translation_conformance.redaction import shown

#: Far more of a value than is ever shown: secrets are taken out before a text is cut, as half a secret is not found.
_KEPT = 4000
_JSON_TYPE = re.compile(r"application/([\w.!#$&^-]+\+)?json")


@dataclass(frozen=True)
class Wrong:
    """The answer is not as owed."""

    actual: str
    #: Where it follows from the request; else the look's sentence.
    expected: str | None = None


@dataclass(frozen=True)
class Unknown:
    """The answer cannot show it."""

    why: str
    #: It could, but for a bound of the suite's own: what is left unread because of it has not passed.
    too_large: bool = False


Verdict = Wrong | Unknown | None


@dataclass(frozen=True)
class Look:
    """One thing that one answer owes."""

    expected: str
    see: Callable[[Response, Request], Verdict]
    #: A connection that breaks instead of an answer is this look's to blame.
    owes_answer: bool = False
    #: Whether an answer that looks like a request to ask later is in truth about the request.
    is_its_own: Callable[[Response], bool] = lambda _: False


def told(response: Response) -> str:
    """*response* in a few words."""
    words = [str(response.status)]
    if 300 <= response.status < 400:
        words.append(f"redirect to {response.header('location')!r}, not followed,")
    words.append(response.header("content-type") or "without a content type")
    if response.body:
        words.append(response.body[:_KEPT].decode("utf-8", "backslashreplace"))
        if len(response.body) > _KEPT:
            words.append(f"… ({len(response.body)} bytes)")
    return " ".join(words)


def kind_of(value: Any) -> str:
    """The JSON kind of *value*, and the value where it is short."""
    if value is NotJson:
        return "no JSON"
    kinds = {dict: "an object", list: "an array", str: "the string", bool: "", type(None): ""}
    kind = kinds.get(type(value), "the number")
    if isinstance(value, dict | list):
        return kind
    literal = {True: "true", False: "false", None: "null"}.get(value) if not kind else shown(repr(value), _KEPT)
    return f"{kind} {literal}".strip()


def is_success(response: Response) -> bool:
    """Whether the status says that the request was served."""
    return 200 <= response.status < 300


def asks_for_patience(response: Response) -> bool:
    """Whether the answer says nothing about the request but that it came too soon."""
    return response.status == 429 or (response.status == 503 and response.header("retry-after") is not None)


def is_number(value: Any) -> bool:
    """Whether *value* is a JSON number; true and false are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def succeeds() -> Look:
    """The request is answered with 200."""
    return Look("200", lambda r, _: None if r.status == 200 else Wrong(told(r)), owes_answer=True)


def not_served() -> Look:
    """The request is not served; how it is refused is for other looks."""
    return Look("a refusal", lambda r, _: Wrong(told(r)) if is_success(r) else None)


def succeeds_or_refuses(in_shape: Callable[[Response], bool]) -> Look:
    """The request is served, or refused with a documented error: no page limits what it holds, but a service may."""

    def see(response: Response, _: Request) -> Verdict:
        if response.status == 200:
            return None
        if 400 <= response.status < 500 and in_shape(response):
            return Unknown(f"it is refused with the status {response.status}, which no page rules out")
        return Wrong(told(response))

    return Look("200, or a 4xx in a documented error shape", see, owes_answer=True)


def status(*allowed: int, is_its_own: Callable[[Response], bool] = lambda _: False) -> Look:
    """The answer has one of the *allowed* statuses."""
    expected = "status " + " or ".join(map(str, allowed))
    return Look(
        expected,
        lambda r, _: None if r.status in allowed else Wrong(told(r)),
        owes_answer=True,
        is_its_own=is_its_own,
    )


def no_server_error() -> Look:
    """What a caller sends is no reason to fail. A service may call another method not implemented."""

    def see(response: Response, request: Request) -> Verdict:
        unimplemented = response.status == 501 and request.method != "POST"
        return Wrong(told(response)) if response.status >= 500 and not unimplemented else None

    return Look("an answer, and no 5xx", see, owes_answer=True)


def labelled_json(*, success: bool) -> Look:
    """The body is JSON and labelled so; *success* says which answers are looked at.

    A type that ends +json is a label of JSON, too (RFC 6839, 3.1).
    """

    def see(response: Response, _: Request) -> Verdict:
        if is_success(response) != success:
            return Unknown("the answer is of the other kind")
        if not _JSON_TYPE.fullmatch(response.media_type):
            return Wrong(response.header("content-type") or "no content type")
        return Wrong("a body that is not JSON") if response.json is NotJson else None

    return Look("valid JSON, labelled application/json", see)


def field(path: str, expected: str, holds: Callable[[Any], bool], *, of_success: bool) -> Look:
    """The value at the dotted *path* of the body holds what is *expected*."""

    def see(response: Response, _: Request) -> Verdict:
        if is_success(response) != of_success:
            return Unknown(f"the answer has the status {response.status}")
        value: Any = response.json
        for name in path.split("."):
            if not isinstance(value, dict) or name not in value:
                return Wrong(f"no {path} in {told(response)}")
            value = value[name]
        return None if holds(value) else Wrong(f"{path} is {kind_of(value)}")

    return Look(f"{path} is {expected}", see)


def says(name: str, sentence: str) -> Look:
    """The field *name* of an error is exactly *sentence*."""
    return field(name, repr(sentence), lambda value: value == sentence, of_success=False)


def is_string(name: str) -> Look:
    """The field *name* of an error is a string."""
    return field(name, "a string", lambda value: isinstance(value, str), of_success=False)


def is_null(name: str) -> Look:
    """The field *name* of an error is present and null."""
    return field(name, "null", lambda value: value is None, of_success=False)


def repeats_status(name: str, owed: tuple[int, ...]) -> Look:
    """The field *name* is the number of the HTTP status, which is one of those *owed*."""

    def see(response: Response, _: Request) -> Verdict:
        if response.status not in owed:
            return Unknown(f"the answer has the status {response.status}")
        value = response.document.get(name, NotJson)
        if value is NotJson:
            return Wrong(f"no {name} in {told(response)}")
        right = is_number(value) and value == response.status
        return None if right else Wrong(f"{name} is {kind_of(value)}", f"{name} is the number {response.status}")

    return Look(f"{name} is the number of the HTTP status", see)
