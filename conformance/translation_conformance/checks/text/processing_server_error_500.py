"""Processing/Server Error 500."""

from translation_conformance.check import Check
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import FAILED, envelope_fields, error_text
from translation_conformance.judging import rows
from translation_conformance.look import status

_HEADING = "text.processing-server-error-500"

CHECKS = (
    Check(
        "a failure of the service is told as printed",
        probes.FAILING,
        rows(
            {
                f"{_HEADING}.status": status(500),
                **envelope_fields(f"{_HEADING}.", 500, FAILED),
                # The detail is an example; that it is a string is not.
                f"{_HEADING}.error": error_text(),
            }
        ),
    ),
)
