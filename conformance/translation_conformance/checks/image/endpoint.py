"""Endpoint."""

from translation_conformance.check import Check
from translation_conformance.checks.image._probes import PATH, PLAIN, PRINTED, accepted, fields, file, refused, request
from translation_conformance.judging import each, observe
from translation_conformance.look import succeeds, told

_PARTS = (file(), *fields(**PRINTED))
_OTHER_METHODS = refused("other methods", *(request(*_PARTS, method=method) for method in ("GET", "PUT")))
_SLASHES = accepted("the path with more slashes", request(*_PARTS, path=PATH + "/"), request(*_PARTS, path="/" + PATH))

CHECKS = (
    Check("a valid POST to the documented path is answered with 200", PLAIN, each("image.endpoint.post", succeeds())),
    Check(
        "what other methods meet",
        _OTHER_METHODS,
        observe("image.endpoint.other-methods", lambda r: f"{told(r)}; Allow: {r.header('allow')}"),
    ),
    Check("what a trailing or doubled slash meets", _SLASHES, observe("image.endpoint.slash-variants", told)),
)
