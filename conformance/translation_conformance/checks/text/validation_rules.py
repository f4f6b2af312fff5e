"""Validation Rules."""

from translation_conformance.check import Check
from translation_conformance.checks.text import _drawn as drawn
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import refused_as_mistake
from translation_conformance.checks.text._history import BAD_MODEL, BAD_SOURCE, in_turn_and_at_once, to
from translation_conformance.checks.text._probes import asking, refused
from translation_conformance.judging import each, observe
from translation_conformance.look import succeeds, told

_USUAL_CODES = refused(
    "usual codes that the pattern excludes", asking(sourceLang="es-419"), asking(targetLang="zh-Hant-TW"), quick=0
)

CHECKS = (
    Check(
        "a request without text is refused as printed",
        probes.MISSING_TEXT,
        each("text.validation-rules.text-required", refused_as_mistake()),
    ),
    Check(
        "an empty text is refused as printed",
        probes.EMPTY_TEXT,
        each("text.validation-rules.text-empty", refused_as_mistake()),
    ),
    Check("what a text of blanks meets", probes.BLANK, observe("text.validation-rules.text-blank", told)),
    Check(
        "an ill-formed sourceLang is refused",
        probes.MALFORMED_SOURCE,
        each("text.validation-rules.source-lang-pattern", refused_as_mistake()),
    ),
    Check(
        "a sourceLang of one character is refused",
        probes.SHORT_SOURCE,
        each("text.validation-rules.source-lang-min-length", refused_as_mistake()),
    ),
    Check(
        "an empty sourceLang is refused",
        probes.EMPTY_SOURCE,
        each("text.validation-rules.source-lang-min-length", refused_as_mistake()),
    ),
    Check(
        "a sourceLang of twelve characters is refused",
        probes.LONG_SOURCE,
        each("text.validation-rules.source-lang-max-length", refused_as_mistake()),
    ),
    Check(
        "an unsupported sourceLang is refused",
        probes.UNSUPPORTED_SOURCE,
        each("text.validation-rules.source-lang-supported", refused_as_mistake()),
    ),
    Check(
        "an ill-formed targetLang is refused",
        probes.MALFORMED_TARGET,
        each("text.validation-rules.target-lang-pattern", refused_as_mistake()),
    ),
    Check(
        "a targetLang of one character is refused",
        probes.SHORT_TARGET,
        each("text.validation-rules.target-lang-min-length", refused_as_mistake()),
    ),
    Check(
        "an empty targetLang is refused",
        probes.EMPTY_TARGET,
        each("text.validation-rules.target-lang-min-length", refused_as_mistake()),
    ),
    Check(
        "a targetLang of twelve characters is refused",
        probes.LONG_TARGET,
        each("text.validation-rules.target-lang-max-length", refused_as_mistake()),
    ),
    Check(
        "an unsupported targetLang is refused",
        probes.UNSUPPORTED_TARGET,
        each("text.validation-rules.target-lang-supported", refused_as_mistake()),
    ),
    Check(
        "every listed language is accepted on both sides",
        probes.EVERY_LANGUAGE,
        probes.LANGUAGES.judge(),
    ),
    Check(
        "a drawn ill-formed sourceLang is refused",
        drawn.ILL_FORMED_SOURCE,
        each("text.validation-rules.source-lang-pattern", refused_as_mistake()),
    ),
    Check(
        "a drawn ill-formed targetLang is refused",
        drawn.ILL_FORMED_TARGET,
        each("text.validation-rules.target-lang-pattern", refused_as_mistake()),
    ),
    Check(
        "a drawn unsupported sourceLang is refused",
        drawn.UNSUPPORTED_SOURCE,
        each("text.validation-rules.source-lang-supported", refused_as_mistake()),
    ),
    Check(
        "a drawn unsupported targetLang is refused",
        drawn.UNSUPPORTED_TARGET,
        each("text.validation-rules.target-lang-supported", refused_as_mistake()),
    ),
    Check("what usual codes meet", _USUAL_CODES, observe("text.validation-rules.code-shape", told)),
    Check("what a code in the other case meets", probes.OTHER_CASE, observe("text.validation-rules.code-case", told)),
    Check("what equal languages meet", probes.SAME, observe("text.validation-rules.same-languages", told)),
    Check(
        "an unsupported model is refused",
        probes.UNSUPPORTED_MODEL,
        each("text.validation-rules.model-supported", refused_as_mistake()),
    ),
    Check(
        "a request that breaks one rule of the contract is refused",
        drawn.BREAKING,
        drawn.by_rule("text.validation-rules."),
    ),
    Check(
        "a model in another spelling is refused",
        probes.MISSPELT_MODEL,
        each("text.validation-rules.model-supported", refused_as_mistake()),
    ),
    *in_turn_and_at_once(
        "what is not supported is refused",
        to(BAD_SOURCE, each("text.validation-rules.source-lang-supported", refused_as_mistake()))
        + to(BAD_MODEL, each("text.validation-rules.model-supported", refused_as_mistake())),
    ),
    Check(
        "an empty model is refused",
        probes.EMPTY_MODEL,
        each("text.validation-rules.model-supported", refused_as_mistake()),
    ),
    Check(
        "every listed model is accepted",
        probes.EVERY_MODEL,
        each("text.validation-rules.model-listed", succeeds()),
    ),
    Check("which of four mistakes is told", probes.ALL_WRONG, observe("text.validation-rules.order", told)),
)
