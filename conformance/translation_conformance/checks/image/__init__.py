"""The checks of the image API."""

from translation_conformance.checks.image._answers import is_error, key_refused
from translation_conformance.checks.image._probes import PLAIN, UNKNOWN
from translation_conformance.suite import ApiSuite
from translation_conformance.target import Form
from translation_openapi import IMAGE

SUITE = ApiSuite(
    api=IMAGE,
    credentials=("valid", "unknown", "restricted"),
    # "Language code. Default: en." and "Target language code (e.g. ja, en)." — image document.
    languages=("en", "ja"),
    models=(),
    smoke=PLAIN,
    key_refused=key_refused,
    unknown_key=UNKNOWN,
    own_error=is_error,
    package=__name__,
    credential_form=Form(r"[^.]+\..+", 'a token "<key_id>.<secret>"'),
)
