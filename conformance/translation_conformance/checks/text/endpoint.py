"""Endpoint."""

from translation_conformance.check import Check
from translation_conformance.checks.text._probes import (
    AWKWARD,
    PATH,
    PLAIN,
    PLAIN_SENTENCES,
    accepted,
    refused,
    request,
)
from translation_conformance.judging import each, observe
from translation_conformance.look import succeeds, told

_OTHER_METHODS = refused("other methods", *(request(method=method) for method in ("GET", "PUT")))
_SLASHES = accepted("the path with more slashes", request(path=PATH + "/"), request(path="/" + PATH))

CHECKS = (
    Check("a valid POST to the documented path is answered with 200", PLAIN, each("text.endpoint.post", succeeds())),
    Check("texts of every kind are translated", AWKWARD, each("text.endpoint.post", succeeds())),
    Check("plain sentences are translated", PLAIN_SENTENCES, each("text.endpoint.post", succeeds())),
    Check(
        "what other methods meet",
        _OTHER_METHODS,
        observe("text.endpoint.other-methods", lambda r: f"{told(r)}; Allow: {r.header('allow')}"),
    ),
    Check("what a trailing or doubled slash meets", _SLASHES, observe("text.endpoint.slash-variants", told)),
)
