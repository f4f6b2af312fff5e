"""Request Validation Error 400."""

from collections.abc import Sequence

from translation_conformance.check import Check, Probe
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import (
    INVALID_MODEL_START,
    INVALID_SOURCE,
    INVALID_TARGET,
    TEXT_EMPTY,
    TEXT_REQUIRED,
    bare_shape,
)
from translation_conformance.exchange import Request, Response
from translation_conformance.judging import each, observe
from translation_conformance.look import begins, labelled_json, no_server_error, says, told
from translation_conformance.target import ApiTarget


def _all(name: str, parts: Sequence[Probe]) -> Probe:
    """The requests of *parts* once more; their answers are shared."""

    def build(target: ApiTarget) -> list[Request]:
        return [request for part in parts for request in part.build(target)]

    return Probe(name, build)


#: The causes whose sentences the page prints.
_PRINTED_CAUSES = _all(
    "each printed cause",
    (
        probes.UNSUPPORTED_SOURCE,
        probes.UNSUPPORTED_TARGET,
        probes.UNSUPPORTED_MODEL,
        probes.EMPTY_TEXT,
        probes.MISSING_TEXT,
    ),
)
_NOT_AN_OBJECT = probes.refused(
    "bodies that are no JSON object",
    probes.request(b'{"text": "hello world"'),
    probes.request(b"[]"),
    probes.request(b'"hello world"'),
    probes.request(b""),
    probes.request(b'{"text": "\xff"}'),
)
_MISTAKES = _all(
    "every mistake of a caller",
    (
        _PRINTED_CAUSES,
        _NOT_AN_OBJECT,
        probes.NO_KEY,
        *(probes.MISSING_SOURCE, probes.MISSING_TARGET, probes.MISSING_MODEL),
        *(probes.TEXT_NOT_STRING, probes.SOURCE_NOT_STRING, probes.TARGET_NOT_STRING, probes.MODEL_NOT_STRING),
        *(probes.MALFORMED_SOURCE, probes.MALFORMED_TARGET, probes.SHORT_SOURCE, probes.SHORT_TARGET),
        *(probes.LONG_SOURCE, probes.LONG_TARGET, probes.EMPTY_SOURCE, probes.EMPTY_TARGET, probes.EMPTY_MODEL),
    ),
)


def _tail(response: Response) -> str:
    error = response.document.get("error")
    return f"after e.g.: {error.removeprefix(INVALID_MODEL_START)!r}" if isinstance(error, str) else told(response)


CHECKS = (
    Check(
        "a validation error is bare",
        _PRINTED_CAUSES,
        each("text.request-validation-error-400.bare-error", bare_shape()),
    ),
    Check(
        "an unsupported sourceLang is named as printed",
        probes.UNSUPPORTED_SOURCE,
        each("text.request-validation-error-400.invalid-source-language", says("error", INVALID_SOURCE)),
    ),
    Check(
        "an unsupported targetLang is named as printed",
        probes.UNSUPPORTED_TARGET,
        each("text.request-validation-error-400.invalid-target-language", says("error", INVALID_TARGET)),
    ),
    Check(
        "an unsupported model is named as printed, up to e.g.",
        probes.UNSUPPORTED_MODEL,
        each("text.request-validation-error-400.invalid-model", begins("error", INVALID_MODEL_START)),
    ),
    Check(
        "what follows e.g.",
        probes.UNSUPPORTED_MODEL,
        observe("text.request-validation-error-400.invalid-model-tail", _tail),
    ),
    Check(
        "an empty text is named as printed",
        probes.EMPTY_TEXT,
        each("text.request-validation-error-400.text-empty", says("error", TEXT_EMPTY)),
    ),
    Check(
        "a missing text is named as printed",
        probes.MISSING_TEXT,
        each("text.request-validation-error-400.text-required", says("error", TEXT_REQUIRED)),
    ),
    Check(
        "what a body that is no object meets",
        _NOT_AN_OBJECT,
        observe("text.request-validation-error-400.malformed-json", told),
    ),
    Check(
        "no mistake of a caller is a failure of the service",
        _MISTAKES,
        each("text.request-validation-error-400.client-mistake", no_server_error()),
    ),
    Check(
        "a validation error is JSON and says so",
        _PRINTED_CAUSES,
        each("text.request-validation-error-400.valid-json", labelled_json(success=False)),
    ),
)
