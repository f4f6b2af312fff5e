"""Processing/Server Error 500."""

from translation_conformance.check import Check
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import FAILED, envelope_fields, error_text
from translation_conformance.checks.text._history import by, in_turn, to
from translation_conformance.judging import each, rows
from translation_conformance.look import labelled_json, status

_HEADING = "text.processing-server-error-500"

_AS_PRINTED = rows(
    {
        f"{_HEADING}.status": status(500),
        **envelope_fields(f"{_HEADING}.", 500, FAILED),
        # The detail is an example; that it is a string is not.
        f"{_HEADING}.error": error_text(),
    }
)

CHECKS = (
    Check("a failure of the service is told as printed", probes.FAILING, _AS_PRINTED),
    in_turn("a failure is told", to(by("failing"), _AS_PRINTED)),
    Check(
        "the answer to a failure is JSON and says so",
        probes.FAILING,
        each(f"{_HEADING}.valid-json", labelled_json(success=False)),
    ),
)
