"""Endpoint."""

from translation_conformance.check import Check
from translation_conformance.checks.text import _drawn as drawn
from translation_conformance.checks.text._answers import calls_text_missing, has_printed_shape, served_or_refused
from translation_conformance.checks.text._history import in_turn_and_at_once, to
from translation_conformance.checks.text._probes import (
    AWKWARD,
    EVERY_LANGUAGE,
    NEARLY_PRINTED,
    ODD_TEXT,
    ODD_VALUES,
    ONE_CHARACTER,
    OTHER_METHODS,
    PLAIN,
    PLAIN_SENTENCES,
    SAME,
    SLASHES,
    request,
)
from translation_conformance.exchange import Request, Response
from translation_conformance.judging import each, observe, observe_asked
from translation_conformance.look import succeeds, succeeds_or_refuses, told


def _refused_for_its_text(response: Response) -> bool:
    """Whether an error has a printed shape, and does not say of a text that there is none."""
    return has_printed_shape(response) and not calls_text_missing(response)


def _told_method(response: Response, request: Request) -> str:
    return f"{request.method}: {told(response)}; Allow: {response.header('allow')}"


_SERVED_OR_REFUSED_AS_PRINTED = each("text.endpoint.post", succeeds_or_refuses(_refused_for_its_text))
_SERVED_OR_REFUSED = each("text.endpoint.post", served_or_refused())

CHECKS = (
    Check("a valid POST to the documented path is answered with 200", PLAIN, each("text.endpoint.post", succeeds())),
    Check("texts of every kind are translated, or refused", AWKWARD, _SERVED_OR_REFUSED),
    Check("a text is translated into its own language, or refused", SAME, _SERVED_OR_REFUSED),
    Check("characters that cannot be printed are translated, or refused", ODD_TEXT, _SERVED_OR_REFUSED),
    Check(
        "a text of one character is translated, or refused as errors are", ONE_CHARACTER, _SERVED_OR_REFUSED_AS_PRINTED
    ),
    Check(
        "texts near the printed one are translated, or refused as errors are",
        NEARLY_PRINTED,
        _SERVED_OR_REFUSED_AS_PRINTED,
    ),
    Check("drawn texts are translated, or refused", drawn.TEXTS, _SERVED_OR_REFUSED),
    Check("awkward values in optional fields are no reason to fail", ODD_VALUES, _SERVED_OR_REFUSED),
    Check("what fits the contract is translated, or refused", drawn.FITTING, _SERVED_OR_REFUSED),
    Check("no pair of languages is a reason to fail", EVERY_LANGUAGE, _SERVED_OR_REFUSED),
    *in_turn_and_at_once("the printed request is served", to(request(), each("text.endpoint.post", succeeds()))),
    Check("plain sentences are translated", PLAIN_SENTENCES, each("text.endpoint.post", succeeds())),
    Check("what other methods meet", OTHER_METHODS, observe_asked("text.endpoint.other-methods", _told_method)),
    Check("what a trailing or doubled slash meets", SLASHES, observe("text.endpoint.slash-variants", told)),
)
