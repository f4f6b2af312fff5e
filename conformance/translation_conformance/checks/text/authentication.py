"""Authentication."""

from translation_conformance.check import Check
from translation_conformance.checks.text._probes import (
    HEADER_IN_CAPITALS,
    KEY_ELSEWHERE,
    OTHER_MEDIA_TYPES,
    OTHER_SPELLING,
    PLAIN,
    TWO_MISTAKES,
    WITH_CHARSET,
)
from translation_conformance.judging import each, observe
from translation_conformance.look import not_served, succeeds, told

CHECKS = (
    Check("a valid key in x-api-key is accepted", PLAIN, each("text.authentication.x-api-key", succeeds())),
    Check("the name of the header has no case", HEADER_IN_CAPITALS, each("text.authentication.x-api-key", succeeds())),
    Check("a key elsewhere does not count", KEY_ELSEWHERE, each("text.authentication.key-elsewhere", not_served())),
    Check("application/json is accepted", PLAIN, each("text.authentication.json", succeeds())),
    Check("a charset makes no other type of it", WITH_CHARSET, each("text.authentication.json", succeeds())),
    Check("however JSON is written, it is accepted", OTHER_SPELLING, each("text.authentication.json", succeeds())),
    Check(
        "what other media types meet",
        OTHER_MEDIA_TYPES,
        observe("text.authentication.other-media-types", told),
    ),
    Check(
        "which of two mistakes is told first",
        TWO_MISTAKES,
        observe("text.authentication.before-validation", told),
    ),
)
