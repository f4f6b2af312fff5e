"""On Error (4xx/5xx)."""

from translation_conformance.check import Check
from translation_conformance.checks.image import _drawn as drawn
from translation_conformance.checks.image import _probes as probes
from translation_conformance.checks.image._answers import error_field, error_status
from translation_conformance.judging import each, observe, rows
from translation_conformance.look import labelled_json, no_server_error

#: A model of the plan, and all that is legal, is judged where it is asked for.
_NO_REASON_TO_FAIL = probes.together(
    "every mistake of a caller, and what the page leaves open",
    (probes.MISTAKES, probes.UNPROMISED, probes.OUTSIDE),
    billable=True,
)
_SHAPE = {
    "image.on-error-4xx-5xx.status": error_status(),
    "image.on-error-4xx-5xx.error-message": error_field("error"),
    "image.on-error-4xx-5xx.error-code": error_field("code"),
}

CHECKS = (
    Check("a refusal has an error status, an error and a code", probes.MISTAKES, rows(_SHAPE)),
    Check("the refusal of a drawn mistake has them, too", drawn.EVERY_MISTAKE, rows(_SHAPE)),
    Check(
        "no drawn mistake is a failure of the service",
        drawn.EVERY_MISTAKE,
        each("image.on-error-4xx-5xx.client-mistake", no_server_error()),
    ),
    Check("whatever else is refused has them, too", probes.UNPROMISED, rows(_SHAPE)),
    Check(
        "a refusal is JSON and says so",
        probes.MISTAKES,
        each("image.on-error-4xx-5xx.valid-json", labelled_json(success=False)),
    ),
    Check(
        "nothing that a caller sends is a failure of the service",
        _NO_REASON_TO_FAIL,
        each("image.on-error-4xx-5xx.client-mistake", no_server_error()),
    ),
    Check(
        "which statuses and codes there are",
        probes.MISTAKES,
        observe("image.on-error-4xx-5xx.codes", lambda r: f"{r.status} {r.document.get('code')!r}"),
    ),
)
