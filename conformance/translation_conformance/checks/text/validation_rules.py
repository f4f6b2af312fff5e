"""Validation Rules."""

from translation_conformance.check import Check
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import bare_error
from translation_conformance.checks.text._probes import accepted, asking, refused
from translation_conformance.judging import each, observe
from translation_conformance.look import succeeds, told

_BLANK = accepted("a text of blanks", asking(text="   "))
_USUAL_CODES = refused(
    "usual codes that the pattern excludes", asking(sourceLang="es-419"), asking(targetLang="zh-Hant-TW")
)
_OTHER_CASE = accepted("a code in the other case", asking(targetLang="FR"))
_SAME = accepted("the same language twice", asking(targetLang="en"))
_ALL_WRONG = refused("four mistakes at once", asking(text="", sourceLang="qq", targetLang="qq", model="none"))

CHECKS = (
    Check(
        "a request without text is refused as printed",
        probes.MISSING_TEXT,
        each("text.validation-rules.text-required", bare_error()),
    ),
    Check(
        "an empty text is refused as printed",
        probes.EMPTY_TEXT,
        each("text.validation-rules.text-empty", bare_error()),
    ),
    Check("what a text of blanks meets", _BLANK, observe("text.validation-rules.text-blank", told)),
    Check(
        "an ill-formed sourceLang is refused",
        probes.MALFORMED_SOURCE,
        each("text.validation-rules.source-lang-pattern", bare_error()),
    ),
    Check(
        "a sourceLang of one character is refused",
        probes.SHORT_SOURCE,
        each("text.validation-rules.source-lang-min-length", bare_error()),
    ),
    Check(
        "an empty sourceLang is refused",
        probes.EMPTY_SOURCE,
        each("text.validation-rules.source-lang-min-length", bare_error()),
    ),
    Check(
        "a sourceLang of twelve characters is refused",
        probes.LONG_SOURCE,
        each("text.validation-rules.source-lang-max-length", bare_error()),
    ),
    Check(
        "an unsupported sourceLang is refused",
        probes.UNSUPPORTED_SOURCE,
        each("text.validation-rules.source-lang-supported", bare_error()),
    ),
    Check(
        "an ill-formed targetLang is refused",
        probes.MALFORMED_TARGET,
        each("text.validation-rules.target-lang-pattern", bare_error()),
    ),
    Check(
        "a targetLang of one character is refused",
        probes.SHORT_TARGET,
        each("text.validation-rules.target-lang-min-length", bare_error()),
    ),
    Check(
        "an empty targetLang is refused",
        probes.EMPTY_TARGET,
        each("text.validation-rules.target-lang-min-length", bare_error()),
    ),
    Check(
        "a targetLang of twelve characters is refused",
        probes.LONG_TARGET,
        each("text.validation-rules.target-lang-max-length", bare_error()),
    ),
    Check(
        "an unsupported targetLang is refused",
        probes.UNSUPPORTED_TARGET,
        each("text.validation-rules.target-lang-supported", bare_error()),
    ),
    Check(
        "every listed language is accepted on both sides",
        probes.EVERY_LANGUAGE,
        probes.LANGUAGES.judge(),
    ),
    Check("what usual codes meet", _USUAL_CODES, observe("text.validation-rules.code-shape", told)),
    Check("what a code in the other case meets", _OTHER_CASE, observe("text.validation-rules.code-case", told)),
    Check("what equal languages meet", _SAME, observe("text.validation-rules.same-languages", told)),
    Check(
        "an unsupported model is refused",
        probes.UNSUPPORTED_MODEL,
        each("text.validation-rules.model-supported", bare_error()),
    ),
    Check(
        "an empty model is refused",
        probes.EMPTY_MODEL,
        each("text.validation-rules.model-supported", bare_error()),
    ),
    Check(
        "every listed model is accepted",
        probes.EVERY_MODEL,
        each("text.validation-rules.model-listed", succeeds()),
    ),
    Check("which of four mistakes is told", _ALL_WRONG, observe("text.validation-rules.order", told)),
)
