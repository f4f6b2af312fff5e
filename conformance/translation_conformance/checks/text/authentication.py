"""Authentication."""

from translation_conformance.check import Check
from translation_conformance.checks.text._probes import JSON_HEADER, PLAIN, PRINTED, accepted, key, probe, request
from translation_conformance.judging import each, observe
from translation_conformance.look import not_served, succeeds, told

_KEY_ELSEWHERE = accepted(
    "a valid key in other headers",
    request(credential=key(header="Authorization", template="Bearer {key}")),
    request(credential=key(header="api-key")),
)
_OTHER_MEDIA_TYPES = accepted(
    "the printed body under other media types",
    request(headers=(("Content-Type", "text/plain"),)),
    request(headers=(("Content-Type", "application/x-www-form-urlencoded"),)),
    request(headers=()),
)
_TWO_MISTAKES = probe("no key and no text", request({**PRINTED, "text": ""}, None, headers=JSON_HEADER))

CHECKS = (
    Check("a valid key in x-api-key is accepted", PLAIN, each("text.authentication.x-api-key", succeeds())),
    Check("a key elsewhere does not count", _KEY_ELSEWHERE, each("text.authentication.key-elsewhere", not_served())),
    Check("application/json is accepted", PLAIN, each("text.authentication.json", succeeds())),
    Check(
        "what other media types meet",
        _OTHER_MEDIA_TYPES,
        observe("text.authentication.other-media-types", told),
    ),
    Check(
        "which of two mistakes is told first",
        _TWO_MISTAKES,
        observe("text.authentication.before-validation", told),
    ),
)
