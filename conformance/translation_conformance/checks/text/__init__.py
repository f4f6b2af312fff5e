"""The checks of the text API."""

from translation_conformance.checks.text._answers import key_refused, own_error
from translation_conformance.checks.text._probes import PLAIN
from translation_conformance.suite import ApiSuite
from translation_conformance.target import Form
from translation_openapi import TEXT

SUITE = ApiSuite(
    api=TEXT,
    credentials=(
        "valid",
        "unknown",
        "inactive",
        "no_organization",
        "unsubscribed",
        "exhausted",
        "failing",
    ),
    # "sourceLang": "en", "targetLang": "fr", "model": "gpt-4.1-mini-2025-04-14" — text document, Examples.
    languages=("en", "fr"),
    models=("gpt-4.1-mini-2025-04-14",),
    smoke=PLAIN,
    key_refused=key_refused,
    own_error=own_error,
    package=__name__,
    language_form=Form(
        r"(?=.{2,11}$)[a-zA-Z]+(-[a-zA-Z]+)?", "a code of 2 to 11 letters with at most one hyphen between them"
    ),
)
