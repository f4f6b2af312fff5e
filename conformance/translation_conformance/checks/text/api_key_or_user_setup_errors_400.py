"""API Key or User Setup Errors 400."""

from translation_conformance.check import Check
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import INACTIVE, INVALID_KEY, NO_ORGANIZATION, enveloped
from translation_conformance.checks.text._history import at_once, by, in_turn, to
from translation_conformance.judging import each
from translation_conformance.look import labelled_json

_HEADING = "text.api-key-or-user-setup-errors-400"

_UNKNOWN = enveloped(f"{_HEADING}.unknown-key-", 400, INVALID_KEY)
_INACTIVE = enveloped(f"{_HEADING}.inactive-user-", 400, INACTIVE)
_NO_ORGANIZATION = enveloped(f"{_HEADING}.no-organization-", 400, NO_ORGANIZATION)

CHECKS = (
    Check(
        "a key that is not in the database is refused as printed",
        probes.UNKNOWN_KEY,
        _UNKNOWN,
    ),
    Check(
        "a key whose user is not active is refused as printed",
        probes.INACTIVE,
        _INACTIVE,
    ),
    Check(
        "a key whose user has no organization is refused as printed",
        probes.NO_ORGANIZATION,
        _NO_ORGANIZATION,
    ),
    in_turn(
        "each key has its own refusal",
        to(by("unknown"), _UNKNOWN) + to(by("inactive"), _INACTIVE) + to(by("no_organization"), _NO_ORGANIZATION),
    ),
    in_turn(
        "an unknown key is told in JSON",
        to(by("unknown"), each(f"{_HEADING}.valid-json", labelled_json(success=False))),
    ),
    at_once("each key has its own refusal", to(by("unknown"), _UNKNOWN) + to(by("inactive"), _INACTIVE)),
    Check(
        "the answer to an unknown key is JSON and says so",
        probes.UNKNOWN_KEY,
        each(f"{_HEADING}.valid-json", labelled_json(success=False)),
    ),
)
