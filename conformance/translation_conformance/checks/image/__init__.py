"""The checks of the image API."""

from translation_conformance.checks.image._answers import is_error, key_refused
from translation_conformance.checks.image._probes import PLAIN
from translation_conformance.suite import ApiSuite
from translation_openapi import IMAGE

SUITE = ApiSuite(
    api=IMAGE,
    credentials=("valid", "unknown", "restricted"),
    # "Language code. Default: en." and "Target language code (e.g. ja, en)." — image document.
    languages=("en", "ja"),
    models=(),
    smoke=PLAIN,
    key_refused=key_refused,
    own_error=is_error,
    package=__name__,
)
