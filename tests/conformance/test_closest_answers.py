"""For the judges that weigh something: the closest answers that they tell apart, on both sides."""

import base64
import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from conformance_apps import reference
from conformance_apps.reference import Answer, Asked, Reference
from conformance_apps.running import Tried, target_of
from translation_conformance.check import Case, Check, Finding, Outcome, Reason
from translation_conformance.checks.image._probes import asking as asking_image
from translation_conformance.checks.text._probes import asking as asking_text
from translation_conformance.exchange import Exchange, Failure, FailureKind, Request, Response
from translation_conformance.suite import suites
from translation_conformance.verdict import RowOutcome, Verdict

JSON = (("content-type", "application/json"),)


def _outcomes(name: str, requirement: str, *exchanges: Exchange) -> set[Outcome]:
    """What the check called *name* says of *requirement*."""
    api = requirement.partition(".")[0]
    suite = next(suite for suite in suites() if suite.name == api)
    target = next(target for target in target_of().apis if target.name == api)
    check: Check = next(check for check in suite.checks if check.name == name)
    found = [item for item in check.judge(Case(exchanges, target)) if isinstance(item, Finding)]
    return {item.outcome for item in found if item.requirement == requirement}


def _answered(status: int, body: Any, request: Request) -> Exchange:
    return Exchange(request, Response(status, JSON, json.dumps(body).encode()))


def _png(width: int, height: int) -> str:
    buffer = BytesIO()
    Image.new("RGB", (width, height)).save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def _picture(**changes: Any) -> Exchange:
    body: dict[str, Any] = {"success": True, "credits": 5, "image": _png(400, 260), "target_language": "ja"}
    body |= {"chunks": [{"label": 1, "sourceText": "Hello", "translatedText": "H"}], "word_mapping": {"Hello": "H"}}
    return _answered(200, {**body, **changes}, asking_image())


# The upload is 400 x 260.
SIZES = {
    "same": ((400, 260), Outcome.OK),
    "larger": ((4000, 2600), Outcome.OK),
    "two-percent-wide": ((4080, 2600), Outcome.OK),
    "a-little-more-than-two-percent": ((4084, 2600), Outcome.VIOLATED),
    "three-percent-wide": ((4120, 2600), Outcome.VIOLATED),
    "two-percent-narrow": ((3920, 2600), Outcome.OK),
    "three-percent-narrow": ((3880, 2600), Outcome.VIOLATED),
    "a-quarter": ((100, 65), Outcome.OK),
    "less-than-a-quarter": ((98, 64), Outcome.VIOLATED),
    "turned": ((260, 400), Outcome.VIOLATED),
}


@pytest.mark.parametrize(("size", "outcome"), SIZES.values(), ids=SIZES)
def test_sizes(size: tuple[int, int], outcome: Outcome) -> None:
    """Proportions are kept within 2 %, and at least a quarter of each side."""
    exchange = _picture(image=_png(*size))

    assert _outcomes("the picture keeps its proportions", "image.api.layout-preserved", exchange) == {outcome}


CREDITS: dict[str, tuple[Sequence[Any], Outcome]] = {
    "fall": ((5, 4), Outcome.OK),
    "stay": ((5, 5), Outcome.OK),
    "end": ((1, 0), Outcome.OK),
    "rise": ((5, 6), Outcome.VIOLATED),
    "negative": ((0, -1), Outcome.VIOLATED),
    "always-negative": ((-1, -1), Outcome.VIOLATED),
}


@pytest.mark.parametrize(("left", "outcome"), CREDITS.values(), ids=CREDITS)
def test_credits(left: Sequence[Any], outcome: Outcome) -> None:
    """What remains does not rise, and is not below zero."""
    exchanges = [_picture(credits=number) for number in left]

    assert _outcomes("credits do not rise", "image.success-200.credits-remaining", *exchanges) == {outcome}


MAPPINGS = {
    "same": ({"Hello": "H"}, Outcome.OK),
    "empty": ({}, Outcome.VIOLATED),
    "one-more": ({"Hello": "H", "Bye": "B"}, Outcome.VIOLATED),
    "another": ({"Hello": "J"}, Outcome.VIOLATED),
}


@pytest.mark.parametrize(("mapping", "outcome"), MAPPINGS.values(), ids=MAPPINGS)
def test_mappings(mapping: dict[str, str], outcome: Outcome) -> None:
    """Chunks and mapping hold the same pairs, no fewer and no more."""
    found = _outcomes(
        "chunks and mapping cover each other",
        "image.success-200.word-mapping-covers-chunks",
        _picture(word_mapping=mapping),
    )

    assert found == {outcome}


def _animated(*, second_frame_is_whole: bool) -> str:
    buffer = BytesIO()
    frames = [Image.effect_noise((240, 120), 90 + number) for number in range(2)]
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:])
    content = buffer.getvalue()
    kept = content if second_frame_is_whole else content[: len(content) * 3 // 4]
    return f"data:image/gif;base64,{base64.b64encode(kept).decode()}"


@pytest.mark.parametrize(("whole", "outcome"), [(True, Outcome.OK), (False, Outcome.VIOLATED)])
def test_every_frame_is_decoded(*, whole: bool, outcome: Outcome) -> None:
    """A picture whose first frame alone is right does not decode completely."""
    exchange = _picture(image=_animated(second_frame_is_whole=whole))

    found = _outcomes("the data URL of an intact picture holds a picture", "image.success-200.image-decodes", exchange)

    assert found == {outcome}


BARE = {
    "bare": ({"error": "No."}, Outcome.OK),
    "further-key": ({"error": "No.", "path": "/"}, Outcome.OK),
    "message": ({"error": "No.", "message": "No."}, Outcome.VIOLATED),
    "status-code": ({"error": "No.", "statusCode": 400}, Outcome.VIOLATED),
    "data": ({"error": "No.", "data": None}, Outcome.VIOLATED),
    "list": ({"error": ["No."]}, Outcome.VIOLATED),
    "nothing": ({}, Outcome.VIOLATED),
}


@pytest.mark.parametrize(("body", "outcome"), BARE.values(), ids=BARE)
def test_bare_errors(body: dict[str, Any], outcome: Outcome) -> None:
    """Each key of the envelope spoils a bare error, and no other key does."""
    exchange = _answered(400, body, asking_text(text=""))

    found = _outcomes("a validation error is bare", "text.request-validation-error-400.bare-error", exchange)

    assert found == {outcome}


_REFUSED = {"message": "Invalid api key", "error": "Invalid api key", "statusCode": 401, "data": None}
KEYS = {
    "401": (401, _REFUSED, Outcome.OK),
    "400": (400, {**_REFUSED, "statusCode": 400}, Outcome.OK),
    "another-status-inside": (400, _REFUSED, Outcome.VIOLATED),
    "403": (403, {**_REFUSED, "statusCode": 403}, Outcome.VIOLATED),
    "no-data": (401, {key: value for key, value in _REFUSED.items() if key != "data"}, Outcome.VIOLATED),
    "data": (401, {**_REFUSED, "data": {}}, Outcome.VIOLATED),
    "message": (401, {**_REFUSED, "message": "invalid api key"}, Outcome.VIOLATED),
    "error": (401, {**_REFUSED, "error": "No."}, Outcome.VIOLATED),
}


@pytest.mark.parametrize(("status", "body", "outcome"), KEYS.values(), ids=KEYS)
def test_refused_keys(status: int, body: dict[str, Any], outcome: Outcome) -> None:
    """A key that cannot be one gets the envelope, whole, with 401 or 400."""
    found = _outcomes(
        "a key that cannot be one is refused as printed",
        "text.api-key-missing-invalid-header-401.malformed-key",
        _answered(status, body, asking_text()),
    )

    assert found == {outcome}


MODEL = "Invalid model type. Please enter a valid model type e.g."
SENTENCES = {
    "ends": (MODEL, Outcome.OK),
    "dots": (f"{MODEL} ...", Outcome.OK),
    "dots-at-once": (f"{MODEL}...", Outcome.OK),
    "names": (f"{MODEL} swift-1", Outcome.OK),
    "glued": (f"{MODEL}zzz", Outcome.VIOLATED),
    "ends-early": (MODEL[:-1], Outcome.VIOLATED),
}


@pytest.mark.parametrize(("sentence", "outcome"), SENTENCES.values(), ids=SENTENCES)
def test_model_sentences(sentence: str, outcome: Outcome) -> None:
    """The sentence is compared up to its e.g., as a word."""
    found = _outcomes(
        "an unsupported model is named as printed, up to e.g.",
        "text.request-validation-error-400.invalid-model",
        _answered(400, {"error": sentence}, asking_text(model="none")),
    )

    assert found == {outcome}


LIMITS: dict[str, tuple[Any, Any, set[Outcome]]] = {
    "one-more": (46, 45, {Outcome.OK}),
    "as-many": (45, 45, {Outcome.VIOLATED}),
    "string": ("46", 45, {Outcome.NOT_EXERCISED}),
}


@pytest.mark.parametrize(("required", "left", "outcomes"), LIMITS.values(), ids=LIMITS)
def test_limits(required: Any, left: Any, outcomes: set[Outcome]) -> None:
    """What is required exceeds what is left; the kinds are judged elsewhere."""
    body = {"data": {"requiredTokens": required, "tokens": left}}

    found = _outcomes(
        "what is required is more than what is left",
        "text.token-limit-reached-402.required-exceeds-left",
        _answered(402, body, asking_text()),
    )

    assert found == outcomes


PATIENCE: dict[str, tuple[int, dict[str, str], bool]] = {
    "429": (429, {}, True),
    "503-later": (503, {"retry-after": "1"}, True),
    "503": (503, {}, False),
}


@pytest.mark.parametrize(("status", "headers", "is_patience"), PATIENCE.values(), ids=PATIENCE)
def test_rate_limits(status: int, headers: dict[str, str], try_server: Tried, *, is_patience: bool) -> None:
    """Who is asked too often may say so: nothing is blamed, and what was left over is said."""
    server, asked_till_now = Reference(), [0]

    def limited(asked: Asked) -> Answer:
        asked_till_now[0] += 1
        return Answer(status, {"error": "Later."}, headers) if asked_till_now[0] > 60 else server(asked)

    report = try_server(limited, "text", profile=reference.PROFILE)

    failed = [row for row in report.summary.rows if row.outcome is RowOutcome.FAILED]
    left_over = [row for row in report.summary.rows if row.reason is Reason.RATE_LIMITED]
    assert (failed == [], left_over != []) == (is_patience, is_patience)
    assert report.summary.verdict is (Verdict.INCONCLUSIVE if is_patience else Verdict.VIOLATES)


def _bomb() -> str:
    buffer = BytesIO()
    Image.new("1", (20_000, 10_000)).save(buffer, "PNG")
    return f"data:image/png;base64,{base64.b64encode(buffer.getvalue()).decode()}"


def test_what_is_too_large_to_be_read_has_not_passed(try_server: Tried) -> None:
    """One answer that is left unread leaves its row open, beside others that are right."""
    server, bomb = Reference(), _bomb()

    def sometimes_large(asked: Asked) -> Answer:
        answer = server(asked)
        large = answer.status == 200 and asked.form.get("translator_model") == "grok"
        return answer.having(image=bomb) if large else answer

    report = try_server(sometimes_large, "image")

    outcomes = {row.requirement.id: row.outcome for row in report.summary.rows}
    assert outcomes["image.success-200.image-decodes"] is RowOutcome.NOT_CHECKED
    assert report.summary.verdict is Verdict.INCONCLUSIVE


def test_one_language(try_server: Tried) -> None:
    """A profile with one language sends it beside a printed one, never beside itself."""
    server = Reference()

    def no_self_pairs(asked: Asked) -> Answer:
        body = asked.json
        codes = [body.get("sourceLang"), body.get("targetLang")] if isinstance(body, dict) else []
        # The probe about equal languages may be refused.
        same = len(codes) == 2 and isinstance(codes[0], str) and codes[0] == codes[1]
        return reference.bare("The same.") if same and server(asked).status == 200 else server(asked)

    profile = reference.PROFILE.replace(f"languages = {json.dumps(list(reference.LANGUAGES))}", 'languages = ["en"]')

    report = try_server(no_self_pairs, "text", profile=profile)

    assert profile != reference.PROFILE
    assert [row.requirement.id for row in report.summary.rows if row.outcome is RowOutcome.FAILED] == []
    outcomes = {row.requirement.id: row.outcome for row in report.summary.rows}
    assert outcomes["text.validation-rules.source-lang-listed"] is RowOutcome.PASSED
    assert outcomes["text.validation-rules.target-lang-listed"] is RowOutcome.PASSED


@pytest.mark.parametrize(
    ("check", "requirement"),
    [
        ("nothing that a caller sends is a failure of the service", f"{api}.client-mistake")
        for api in ("text.request-validation-error-400", "image.on-error-4xx-5xx")
    ],
)
def test_dropped_connections(check: str, requirement: str) -> None:
    """Who hangs up instead of refusing has failed."""
    exchange = Exchange(asking_text(), Failure(FailureKind.BROKEN))

    assert _outcomes(check, requirement, exchange) == {Outcome.VIOLATED}


OWN_LIMITS = {
    "bare": (413, {"error": "Too long."}, Outcome.NOT_EXERCISED),
    "enveloped": (402, {"message": "M", "error": "M", "data": None, "statusCode": 402}, Outcome.NOT_EXERCISED),
    "no-shape": (413, {"detail": "Too long."}, Outcome.NOT_EXERCISED),
    "failure": (500, {"error": "Too long."}, Outcome.VIOLATED),
}


@pytest.mark.parametrize(("status", "body", "outcome"), OWN_LIMITS.values(), ids=OWN_LIMITS)
def test_limits_of_its_own(status: int, body: dict[str, Any], outcome: Outcome) -> None:
    """What no page limits may be refused, also by a proxy with a page of its own; a failure is wrong."""
    found = _outcomes(
        "texts of every kind are translated, or refused",
        "text.endpoint.post",
        _answered(status, body, asking_text(text="long")),
    )

    assert found == {outcome}
