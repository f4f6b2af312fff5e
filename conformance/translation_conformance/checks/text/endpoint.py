"""Endpoint."""

from translation_conformance.check import Check
from translation_conformance.checks.text._answers import has_printed_shape
from translation_conformance.checks.text._probes import (
    AWKWARD,
    ONE_CHARACTER,
    OTHER_METHODS,
    PLAIN,
    PLAIN_SENTENCES,
    SLASHES,
)
from translation_conformance.exchange import Request, Response
from translation_conformance.judging import each, observe, observe_asked
from translation_conformance.look import succeeds, succeeds_or_refuses, told


def _told_method(response: Response, request: Request) -> str:
    return f"{request.method}: {told(response)}; Allow: {response.header('allow')}"


_SERVED_OR_REFUSED = each("text.endpoint.post", succeeds_or_refuses(has_printed_shape))

CHECKS = (
    Check("a valid POST to the documented path is answered with 200", PLAIN, each("text.endpoint.post", succeeds())),
    Check("texts of every kind are translated, or refused as errors are", AWKWARD, _SERVED_OR_REFUSED),
    Check("a text of one character is translated, or refused as errors are", ONE_CHARACTER, _SERVED_OR_REFUSED),
    Check("plain sentences are translated", PLAIN_SENTENCES, each("text.endpoint.post", succeeds())),
    Check("what other methods meet", OTHER_METHODS, observe_asked("text.endpoint.other-methods", _told_method)),
    Check("what a trailing or doubled slash meets", SLASHES, observe("text.endpoint.slash-variants", told)),
)
