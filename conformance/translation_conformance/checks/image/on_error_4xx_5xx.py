"""On Error (4xx/5xx)."""

from translation_conformance.check import Check
from translation_conformance.checks.image import _probes as probes
from translation_conformance.checks.image._answers import error_field, error_status
from translation_conformance.judging import each, observe, rows
from translation_conformance.look import labelled_json, no_server_error

_SILENT_TOO = probes.together(
    "every mistake of a caller, and what the page leaves open",
    (probes.MISTAKES, probes.OTHER_SCHEME, *probes.SILENT),
    billable=True,
)

#: A body that is no form may never reach the service, so its refusal may be somebody else's.
_WHERE_THE_PAGE_IS_SILENT = probes.together(
    "what the page leaves open",
    (probes.OTHER_SCHEME, *(probe for probe in probes.SILENT if probe is not probes.NO_FORM)),
    billable=True,
)

CHECKS = (
    Check(
        "a refusal has an error status, an error and a code",
        probes.MISTAKES,
        rows(
            {
                "image.on-error-4xx-5xx.status": error_status(),
                "image.on-error-4xx-5xx.error-message": error_field("error"),
                "image.on-error-4xx-5xx.error-code": error_field("code"),
            }
        ),
    ),
    Check(
        "whatever else is refused has an error and a code, too",
        _WHERE_THE_PAGE_IS_SILENT,
        rows(
            {
                "image.on-error-4xx-5xx.error-message": error_field("error"),
                "image.on-error-4xx-5xx.error-code": error_field("code"),
            }
        ),
    ),
    Check(
        "a refusal is JSON and says so",
        probes.MISTAKES,
        each("image.on-error-4xx-5xx.valid-json", labelled_json(success=False)),
    ),
    Check(
        "no mistake of a caller is a failure of the service",
        _SILENT_TOO,
        each("image.on-error-4xx-5xx.client-mistake", no_server_error()),
    ),
    Check(
        "which statuses and codes there are",
        probes.MISTAKES,
        observe("image.on-error-4xx-5xx.codes", lambda r: f"{r.status} {r.document.get('code')!r}"),
    ),
)
