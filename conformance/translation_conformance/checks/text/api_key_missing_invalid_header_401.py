"""API Key Missing/Invalid Header 401."""

from translation_conformance.check import Check
from translation_conformance.checks.text._answers import INVALID_KEY, enveloped, refused_key
from translation_conformance.checks.text._history import WITHOUT_KEY, in_turn, in_turn_and_at_once, to
from translation_conformance.checks.text._probes import NEAR_KEYS, NO_KEY, probe, request
from translation_conformance.exchange import Request
from translation_conformance.judging import each, observe
from translation_conformance.look import labelled_json, told


def _keyed(value: str) -> Request:
    """A request with a header x-api-key that is no key of anybody."""
    request_ = request(credential=None)
    return Request(request_.method, request_.path, (*request_.headers, ("x-api-key", value)), request_.body)


_MALFORMED = probe("keys that cannot be keys", _keyed("not a key"), _keyed(""))

CHECKS = (
    *in_turn_and_at_once(
        "no key is refused",
        to(WITHOUT_KEY, enveloped("text.api-key-missing-invalid-header-401.", 401, INVALID_KEY)),
    ),
    in_turn(
        "a missing key is told in JSON",
        to(WITHOUT_KEY, each("text.api-key-missing-invalid-header-401.valid-json", labelled_json(success=False))),
    ),
    Check(
        "a request without a key is refused as printed",
        NO_KEY,
        enveloped("text.api-key-missing-invalid-header-401.", 401, INVALID_KEY),
    ),
    Check(
        "a key that cannot be one is refused as printed",
        _MALFORMED,
        each("text.api-key-missing-invalid-header-401.malformed-key", refused_key()),
    ),
    Check(
        "what is nearly a valid key is another key",
        NEAR_KEYS,
        each("text.api-key-missing-invalid-header-401.malformed-key", refused_key()),
    ),
    Check(
        "which status a key that cannot be one meets",
        _MALFORMED,
        observe("text.api-key-missing-invalid-header-401.malformed-key-status", told),
    ),
    Check(
        "the answer to a missing key is JSON and says so",
        NO_KEY,
        each("text.api-key-missing-invalid-header-401.valid-json", labelled_json(success=False)),
    ),
)
