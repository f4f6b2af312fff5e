"""Request Validation Error 400."""

from translation_conformance.check import Check
from translation_conformance.checks.text import _drawn as drawn
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import (
    INVALID_MODEL_START,
    INVALID_SOURCE,
    INVALID_TARGET,
    TEXT_EMPTY,
    TEXT_REQUIRED,
    bare_shape,
    model_sentence,
)
from translation_conformance.checks.text._history import (
    BAD_MODEL,
    BAD_SOURCE,
    CUT_OFF,
    among,
    in_turn,
    in_turn_and_at_once,
    to,
)
from translation_conformance.checks.text._probes import together
from translation_conformance.exchange import Response
from translation_conformance.judging import each, observe
from translation_conformance.look import labelled_json, no_server_error, says, told

_HEADING = "text.request-validation-error-400"
#: Some whose sentences it does not print.
_UNPRINTED_CAUSES = together(
    "causes without a printed sentence",
    (probes.MISSING_SOURCE, probes.MISSING_TARGET, probes.MISSING_MODEL, probes.SHORT_SOURCE, probes.TEXT_NOT_STRING),
)
#: The account that makes the service fail is asked for elsewhere.
_NO_REASON_TO_FAIL = together(
    "every mistake of a caller, and what the page leaves open", (probes.MISTAKES, probes.UNPROMISED), billable=True
)


def _tail(response: Response) -> str:
    error = response.document.get("error")
    return f"after e.g.: {error.removeprefix(INVALID_MODEL_START)!r}" if isinstance(error, str) else told(response)


CHECKS = (
    Check(
        "a validation error is bare",
        probes.VALIDATED,
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
        each("text.request-validation-error-400.invalid-model", model_sentence()),
    ),
    *in_turn_and_at_once(
        "each mistake has its own sentence",
        to(BAD_SOURCE, each(f"{_HEADING}.invalid-source-language", says("error", INVALID_SOURCE)))
        + to(BAD_MODEL, each(f"{_HEADING}.invalid-model", model_sentence()))
        + among(lambda request, _: request in (BAD_SOURCE, BAD_MODEL), each(f"{_HEADING}.bare-error", bare_shape())),
    ),
    in_turn("JSON that is cut off is no failure", to(CUT_OFF, each(f"{_HEADING}.client-mistake", no_server_error()))),
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
        "a drawn mistake in a code is told bare",
        drawn.MISTAKES,
        each("text.request-validation-error-400.bare-error", bare_shape()),
    ),
    Check(
        "a drawn unsupported sourceLang is named as printed",
        drawn.UNSUPPORTED_SOURCE,
        each("text.request-validation-error-400.invalid-source-language", says("error", INVALID_SOURCE)),
    ),
    Check(
        "a drawn unsupported targetLang is named as printed",
        drawn.UNSUPPORTED_TARGET,
        each("text.request-validation-error-400.invalid-target-language", says("error", INVALID_TARGET)),
    ),
    Check(
        "nothing that fits the contract is a failure of the service",
        drawn.FITTING,
        each("text.request-validation-error-400.client-mistake", no_server_error()),
    ),
    Check(
        "no drawn mistake is a failure of the service",
        drawn.EVERY_MISTAKE,
        each("text.request-validation-error-400.client-mistake", no_server_error()),
    ),
    Check(
        "the error about a drawn mistake is JSON and says so",
        drawn.MISTAKES,
        each("text.request-validation-error-400.valid-json", labelled_json(success=False)),
    ),
    Check(
        "what a body that is no object meets",
        probes.NOT_AN_OBJECT,
        observe("text.request-validation-error-400.malformed-json", told),
    ),
    Check(
        "nothing that a caller sends is a failure of the service",
        _NO_REASON_TO_FAIL,
        each("text.request-validation-error-400.client-mistake", no_server_error()),
    ),
    Check(
        "a validation error is JSON and says so",
        probes.VALIDATED,
        each("text.request-validation-error-400.valid-json", labelled_json(success=False)),
    ),
    Check(
        "which sentence a missing code or model meets",
        _UNPRINTED_CAUSES,
        observe("text.request-validation-error-400.ill-formed-sentence", told),
    ),
)
