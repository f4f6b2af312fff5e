"""No judge without teeth: each judge of each check rejects one exchange and accepts another."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from conformance_apps import reference
from conformance_apps.running import Tried, target_of
from translation_conformance import pictures
from translation_conformance.check import Case, Check, Finding, Outcome, Reason
from translation_conformance.data_url import DataUrlError, parse
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request, Response
from translation_conformance.judging import look_at
from translation_conformance.look import Look, succeeds
from translation_conformance.session import Judged
from translation_conformance.suite import ApiSuite, suites
from translation_openapi import Level

#: Answers that break nearly everything; the last of them nothing that concerns refusals.
_MONSTERS = (
    Response(500, (("content-type", "text/html"),), b"<h1>It broke</h1>"),
    Response(200, (("content-type", "text/plain"),), b"[]"),
    Response(200, (("content-type", "application/json"),), b'{"success": 1, "image": "x", "credits": "1"}'),
    Response(302, (("location", "/login"),)),
)


@pytest.fixture(name="accepted", scope="module")
def _accepted(try_server: Tried) -> dict[tuple[str, str], Judged]:
    """What came of each check over the reference, by API and name."""
    report = try_server(reference.Reference())
    return {(run.suite.name, judged.check.name): judged for run in report.run.apis for judged in run.judged}


def _binding(suite: ApiSuite, check: Check) -> list[str]:
    catalogue = suite.api.catalogue
    return [id_ for id_ in check.requirements if catalogue[id_].level is not Level.ASSUMED]


CHECKS = [(suite, check) for suite in suites() for check in suite.checks]
each_check = pytest.mark.parametrize(("suite", "check"), CHECKS, ids=[f"{s.name}: {c.name}" for s, c in CHECKS])


@each_check
def test_judge_accepts_the_reference(suite: ApiSuite, check: Check, accepted: dict[tuple[str, str], Judged]) -> None:
    """Over the reference each judge finds something right and nothing wrong."""
    findings = accepted[suite.name, check.name].findings

    assert [finding for finding in findings if finding.outcome is Outcome.VIOLATED] == []
    if suite.api.catalogue[check.requirements[0]].id != "image.success-200.credits-omitted-for-anonymous":
        assert {f.requirement for f in findings if f.outcome is Outcome.OK} == set(check.requirements)


def _spoiled(exchange: Exchange) -> list[Exchange]:
    """*exchange* with answers that are wrong in one way or another."""
    answer = exchange.outcome
    assert isinstance(answer, Response)
    spoiled = [replace(exchange, outcome=monster) for monster in _MONSTERS]
    spoiled.append(replace(exchange, outcome=replace(answer, headers=())))
    for change in _changes(answer.json):
        spoiled.append(replace(exchange, outcome=replace(answer, body=json.dumps(change).encode())))
    return spoiled


def _changes(document: Any) -> list[Any]:
    """*document* with one value after the other replaced by one of another kind or sense."""
    if not isinstance(document, dict):
        return []
    changed: list[Any] = []
    for name, value in document.items():
        odd: list[Any] = [None, "", "x", 7, -1, {}, [], True, False, [{}], {"a": 1}, "data:image/gif;base64,AAAA"]
        changed += [{**document, name: other} for other in odd]
        changed += [{**document, name: inner} for inner in _changes(value)]
        if isinstance(value, list) and value:
            changed += [{**document, name: [inner]} for inner in _changes(value[0])]
    if isinstance(document.get("word_mapping"), dict):
        inverted = {b: a for a, b in document["word_mapping"].items()}
        changed.append({**document, "word_mapping": inverted})
        png = base64.b64encode(pictures.encoded("PNG")).decode()
        changed.append({**document, "image": f"data:image/gif;base64,{png}"})
        square = base64.b64encode(_square()).decode()
        changed.append({**document, "image": f"data:image/png;base64,{square}"})
    return changed


def _square() -> bytes:
    buffer = BytesIO()
    pictures.drawn().resize((100, 100)).save(buffer, "PNG")
    return buffer.getvalue()


def _rejected(check: Check, exchanges: tuple[Exchange, ...], target: Any) -> set[str]:
    """The requirements that the judge calls violated for some spoiled answer."""
    found: set[str] = set()
    for number, exchange in enumerate(exchanges):
        for spoiled in _spoiled(exchange):
            case = Case((*exchanges[:number], spoiled, *exchanges[number + 1 :]), target)
            found |= {f.requirement for f in _findings(check, case) if f.outcome is Outcome.VIOLATED}
        if found >= set(check.requirements):
            break
    every = tuple(_spoiled(exchange)[0] for exchange in exchanges)
    return found | {f.requirement for f in _findings(check, Case(every, target)) if f.outcome is Outcome.VIOLATED}


def _findings(check: Check, case: Case) -> list[Finding]:
    return [item for item in check.judge(case) if isinstance(item, Finding)]


@each_check
def test_judge_has_teeth(suite: ApiSuite, check: Check, accepted: dict[tuple[str, str], Judged]) -> None:
    """Each judge calls some wrong answer wrong, for each of its requirements that binds; and never an assumed one."""
    target = next(api for api in target_of().apis if api.name == suite.name)

    rejected = _rejected(check, accepted[suite.name, check.name].exchanges, target)

    assert rejected == set(_binding(suite, check))


#: The keys of the documented answers, so that random answers come near them.
_KEYS = st.sampled_from(
    [
        *("message", "error", "data", "statusCode", "translatedText", "originalText", "totalWords", "isRTL"),
        *("tokensConsumed", "requiredTokens", "tokens", "success", "credits", "image", "chunks", "word_mapping"),
        *("target_language", "label", "sourceText", "code", "other"),
    ]
)
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5)
_VALUES = st.recursive(
    _LEAVES | st.just("data:image/png;base64,AAAA"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS | st.text(max_size=3), inner, max_size=6),
    max_leaves=12,
)
_ANSWERS = st.builds(
    Response,
    st.sampled_from([200, 201, 302, 400, 401, 402, 500]),
    st.sampled_from([(), (("content-type", "application/json"),), (("Content-Type", ";;"),)]),
    _VALUES.map(lambda value: json.dumps(value).encode()) | st.binary(max_size=20),
)


@given(answer=_ANSWERS)
@settings(max_examples=60, deadline=None)
def test_judges_take_any_answer(answer: Response) -> None:
    """Whatever a target answers, each judge has a say, and none breaks."""
    for target in target_of().apis:
        suite = next(suite for suite in suites() if suite.name == target.name)
        for check in suite.checks:
            exchanges = tuple(Exchange(request, answer) for request in check.probe.build(target))
            assert list(check.judge(Case(exchanges, target)))


HOSTILE = {
    "deep-list": b"[" * 900 + b"]" * 900,
    "deep-object": b'{"data":' * 500 + b"1" + b"}" * 500,
    "bottomless": b"[" * 1_000_000,
    "long-number": b'{"data": ' + b"9" * 10_000 + b"}",
    "infinity": b'{"data": {"totalWords": 1e999}, "credits": 1e999}',
    "nan": b'{"credits": NaN}',
    "surrogate": rb'{"message": "\ud800", "image": "\ud800", "error": "\ud800"}',
    "slow-data-url": b'{"image": "data:a/b' + b";x=" + b"%41" * 5000 + b'\\u0000,"}',
    "utf-16": '{"data": 1}'.encode("utf-16"),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_judges_take_hostile_answers(body: bytes) -> None:
    """Bodies made to trip their reader are judged like any other, and soon."""
    answer = Response(200, (("content-type", "application/json"),), body)
    for target in target_of().apis:
        suite = next(suite for suite in suites() if suite.name == target.name)
        for check in suite.checks:
            case = Case(tuple(Exchange(request, answer) for request in check.probe.build(target)), target)
            assert list(check.judge(case))


FAILURES = {
    "no-connection": (FailureKind.CONNECT, Outcome.NOT_EXERCISED, Reason.NO_ANSWER),
    "tls": (FailureKind.TLS, Outcome.NOT_EXERCISED, Reason.NO_ANSWER),
    "timeout": (FailureKind.TIMEOUT, Outcome.NOT_EXERCISED, Reason.TIME),
    "broken": (FailureKind.BROKEN, Outcome.VIOLATED, None),
}


@pytest.mark.parametrize(("kind", "outcome", "reason"), FAILURES.values(), ids=FAILURES)
def test_failures(kind: FailureKind, outcome: Outcome, reason: Reason | None) -> None:
    """Only a connection that breaks over the request is the target's fault; the rest leaves it unchecked."""
    finding = look_at("x", succeeds(), 0, Exchange(Request("POST", "/"), Failure(kind)))

    assert (finding.outcome, finding.reason) == (outcome, reason)


@pytest.mark.parametrize("look", [succeeds()])
def test_truncated_answers_are_not_judged(look: Look) -> None:
    """An answer that was cut off by the suite shows nothing."""
    finding = look_at("x", look, 0, Exchange(Request("POST", "/"), Response(500, (), b"x", truncated=True)))

    assert finding.outcome is Outcome.NOT_EXERCISED


GOOD_URLS = {
    "base64": ("data:image/png;base64,AAAA", ("image/png", b"\0\0\0")),
    "upper-case": ("DATA:IMAGE/PNG;BASE64,AAAA", ("image/png", b"\0\0\0")),
    "parameters": ("data:image/png;charset=utf-8;x=%20;base64,AA==", ("image/png", b"\0")),
    "percent-encoded": ("data:image/png,%00a%ff", ("image/png", b"\0a\xff")),
    "percent-encoded-base64": ("data:image/png;base64,AA%3D%3D", ("image/png", b"\0")),
    "no-media-type": ("data:,abc", ("text/plain", b"abc")),
    "charset-only": ("data:;charset=utf-8,abc", ("text/plain", b"abc")),
}
BAD_URLS = {
    "bare-base64": "iVBORw0KGgo=",
    "no-comma": "data:image/png;base64",
    "line-end": "data:image/png;base64,AA\nAA",
    "blank": "data:image/png;base64, AAAA",
    "url-safe": "data:image/png;base64,__--",
    "no-padding": "data:image/png;base64,AA",
    "padding-inside": "data:image/png;base64,AA==AAAA",
    "odd-media-type": "data:png;base64,AAAA",
    "bad-parameter": "data:image/png;charset;base64,AAAA",
    "bad-percent": "data:image/png,%zz",
    "not-ascii": "data:image/png,é",
    "address": "https://example.com/a.png",
}


@pytest.mark.parametrize(("url", "parts"), GOOD_URLS.values(), ids=GOOD_URLS)
def test_data_url(url: str, parts: tuple[str, bytes]) -> None:
    """Every form of RFC 2397 is read."""
    found = parse(url)

    assert (found.media_type, found.data) == parts


@pytest.mark.parametrize("url", BAD_URLS.values(), ids=BAD_URLS)
def test_no_data_url(url: str) -> None:
    """What is no data URL is told apart, lenient as other readers may be."""
    with pytest.raises(DataUrlError):
        parse(url)


def _bomb() -> bytes:
    buffer = BytesIO()
    Image.new("1", (20_000, 20_000)).save(buffer, "PNG")
    return buffer.getvalue()


UNREADABLE: dict[str, tuple[Callable[[], bytes], type[ValueError]]] = {
    "text": (lambda: b"a picture", pictures.PictureError),
    "nothing": (lambda: b"", pictures.PictureError),
    "cut-off": (lambda: pictures.DAMAGED.content, pictures.PictureError),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', pictures.PictureError),
    "bomb": (_bomb, pictures.UnreadablePicture),
}


@pytest.mark.parametrize(("content", "error"), UNREADABLE.values(), ids=UNREADABLE)
def test_unreadable_picture(content: Callable[[], bytes], error: type[ValueError]) -> None:
    """What does not decode is told from what cannot be judged."""
    with pytest.raises(error):
        pictures.read(content())


def test_pictures_are_what_they_say() -> None:
    """The pictures that the suite sends are of the type that they are sent as, and not square."""
    for upload in (pictures.PNG, pictures.JPG, pictures.JPEG, pictures.WEBP, pictures.GIF):
        assert pictures.read(upload.content) == pictures.Picture(upload.media_type, pictures.SIZE)
    assert pictures.SIZE[0] != pictures.SIZE[1]


@pytest.mark.parametrize("format_", pictures.formats())
def test_every_format_is_read(format_: str) -> None:
    """Whatever format Pillow can write and read, an answer may have."""
    buffer = BytesIO()
    # An icon has at most 256 pixels a side.
    size = (240, 120)
    Image.new("RGB", size).save(buffer, format_, **({"sizes": [size]} if format_ == "ICO" else {}))

    assert pictures.read(buffer.getvalue()).size == size


DRAWINGS = {
    "drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', True),
    "cut-off": (b'<svg xmlns="http://www.w3.org/2000/svg">', False),
    "no-namespace": (b"<svg/>", False),
    "page": (b'<html><svg xmlns="http://www.w3.org/2000/svg"/></html>', False),
    "entities": (b'<!DOCTYPE svg [<!ENTITY a "a">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', False),
    "nothing": (b"", False),
}


@pytest.mark.parametrize(("content", "is_one"), DRAWINGS.values(), ids=DRAWINGS)
def test_drawings(content: bytes, *, is_one: bool) -> None:
    """A drawing counts where the media type says so and the bytes are well-formed SVG to their end."""
    if is_one:
        assert pictures.read(content, "image/svg+xml").size is None
    else:
        with pytest.raises(pictures.PictureError):
            pictures.read(content, "image/svg+xml")
