"""Request Body."""

from collections.abc import Iterator

from translation_conformance.check import Case, Check, Finding, Judge, Mode, Outcome, Probe
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import bare_error, has_printed_shape, refused_as_mistake
from translation_conformance.checks.text._probes import asking, probe
from translation_conformance.exchange import Response
from translation_conformance.judging import any_succeeds, each, look_at, observe, unknown
from translation_conformance.look import not_served, succeeds, told


def _guesses(name: str, values: tuple[str, ...]) -> Probe:
    return probe(
        f"{name} with values that are likely to be known",
        *(asking(**{name: value}) for value in values),
        billable=True,
        mode=Mode.UNTIL_SUCCESS,
    )


_DOMAIN = _guesses("domain", probes.DOMAINS)
_STYLE = _guesses("writingStyle", probes.STYLES)
_TONE = _guesses("tone", probes.TONES)


def _together(case: Case) -> Iterator[Finding]:
    """All together are accepted where each alone is."""
    *alone, together = case.exchanges
    number = len(alone)
    finding = look_at("text.request-body.all-optional-fields", succeeds(), number, together)
    known = all(isinstance(e.outcome, Response) and e.outcome.status == 200 for e in alone)
    if finding.outcome is Outcome.VIOLATED and not known:
        finding = unknown(finding.requirement, "a value is refused alone, too", number)
    yield finding


CHECKS = (
    Check("text is required", probes.MISSING_TEXT, each("text.request-body.text", not_served())),
    Check("a body that has no text is not served", probes.NOT_AN_OBJECT, each("text.request-body.text", not_served())),
    Check("sourceLang is required", probes.MISSING_SOURCE, each("text.request-body.source-lang", refused_as_mistake())),
    Check("targetLang is required", probes.MISSING_TARGET, each("text.request-body.target-lang", refused_as_mistake())),
    Check("model is required", probes.MISSING_MODEL, each("text.request-body.model", refused_as_mistake())),
    Check("a text is a string", probes.TEXT_NOT_STRING, each("text.request-body.text-string", bare_error())),
    Check(
        "a sourceLang is a string",
        probes.SOURCE_NOT_STRING,
        each("text.request-body.source-lang-string", refused_as_mistake()),
    ),
    Check(
        "a targetLang is a string",
        probes.TARGET_NOT_STRING,
        each("text.request-body.target-lang-string", refused_as_mistake()),
    ),
    Check("a model is a string", probes.MODEL_NOT_STRING, each("text.request-body.model-string", refused_as_mistake())),
    Check(
        "the optional fields may be left out",
        probes.PLAIN,
        each("text.request-body.optional-fields-omitted", succeeds()),
    ),
    Check("domain is accepted", _DOMAIN, any_succeeds("text.request-body.domain", has_printed_shape)),
    Check("writingStyle is accepted", _STYLE, any_succeeds("text.request-body.writing-style", has_printed_shape)),
    Check("tone is accepted", _TONE, any_succeeds("text.request-body.tone", has_printed_shape)),
    Check("customPrompt is accepted", probes.CUSTOM, each("text.request-body.custom-prompt", succeeds())),
    Check(
        "all optional fields are accepted together",
        probes.OPTIONAL,
        Judge(("text.request-body.all-optional-fields",), _together),
    ),
    Check("what a wrong kind meets", probes.OPTIONAL_KINDS, observe("text.request-body.optional-kinds", told)),
    Check("what an unlikely value meets", probes.ODD_VALUES, observe("text.request-body.optional-values", told)),
    Check("what a further field meets", probes.UNKNOWN_FIELD, observe("text.request-body.unknown-fields", told)),
    Check("what a repeated key meets", probes.DUPLICATE, observe("text.request-body.duplicate-keys", told)),
)
