"""Request Body."""

from collections.abc import Iterator

from translation_conformance.check import Case, Check, Finding, Judge, Mode, Outcome, Probe
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import bare_error
from translation_conformance.checks.text._probes import accepted, asking, probe
from translation_conformance.exchange import Response
from translation_conformance.judging import any_succeeds, each, look_at, observe, unknown
from translation_conformance.look import not_served, succeeds, told

# The page lists no values, so these are guesses: a service may have a list of its own.
_DOMAINS = ("general", "technical", "business", "medical")
_STYLES = ("formal", "casual", "professional", "concise")
_TONES = ("friendly", "neutral", "formal", "professional")
_PROMPT = "Keep product names in English."


def _guesses(name: str, values: tuple[str, ...]) -> Probe:
    return probe(
        f"{name} with values that are likely to be known",
        *(asking(**{name: value}) for value in values),
        billable=True,
        mode=Mode.UNTIL_SUCCESS,
    )


_DOMAIN = _guesses("domain", _DOMAINS)
_STYLE = _guesses("writingStyle", _STYLES)
_TONE = _guesses("tone", _TONES)
_CUSTOM = accepted("customPrompt", asking(customPrompt=_PROMPT))
_TOGETHER = asking(domain=_DOMAINS[0], writingStyle=_STYLES[0], tone=_TONES[0], customPrompt=_PROMPT)
#: Alone first: whether the values themselves are known.
_ALL = accepted(
    "all optional fields",
    asking(domain=_DOMAINS[0]),
    asking(writingStyle=_STYLES[0]),
    asking(tone=_TONES[0]),
    asking(customPrompt=_PROMPT),
    _TOGETHER,
)


def _together(case: Case) -> Iterator[Finding]:
    """All together are accepted where each alone is."""
    *alone, together = case.exchanges
    number = len(alone)
    finding = look_at("text.request-body.all-optional-fields", succeeds(), number, together)
    known = all(isinstance(e.outcome, Response) and e.outcome.status == 200 for e in alone)
    if finding.outcome is Outcome.VIOLATED and not known:
        finding = unknown(finding.requirement, "a value is refused alone, too", number)
    yield finding


_OPTIONAL_KINDS = accepted("optional fields that are no strings", asking(domain=42), asking(tone=None))
_ODD_VALUES = accepted("an unlikely value in an optional field", asking(domain="underwater basket weaving"))
_UNKNOWN_FIELD = accepted("a field that the page does not name", asking(conformance="yes"))
_DUPLICATE = accepted(
    "a key that stands twice",
    probes.request(probes.CURL_BODY.replace(b"{", b'{"text": "first", ', 1)),
)

CHECKS = (
    Check("text is required", probes.MISSING_TEXT, each("text.request-body.text", not_served())),
    Check("sourceLang is required", probes.MISSING_SOURCE, each("text.request-body.source-lang", bare_error())),
    Check("targetLang is required", probes.MISSING_TARGET, each("text.request-body.target-lang", bare_error())),
    Check("model is required", probes.MISSING_MODEL, each("text.request-body.model", bare_error())),
    Check("a text is a string", probes.TEXT_NOT_STRING, each("text.request-body.text-string", bare_error())),
    Check(
        "a sourceLang is a string",
        probes.SOURCE_NOT_STRING,
        each("text.request-body.source-lang-string", bare_error()),
    ),
    Check(
        "a targetLang is a string",
        probes.TARGET_NOT_STRING,
        each("text.request-body.target-lang-string", bare_error()),
    ),
    Check("a model is a string", probes.MODEL_NOT_STRING, each("text.request-body.model-string", bare_error())),
    Check(
        "the optional fields may be left out",
        probes.PLAIN,
        each("text.request-body.optional-fields-omitted", succeeds()),
    ),
    Check("domain is accepted", _DOMAIN, any_succeeds("text.request-body.domain")),
    Check("writingStyle is accepted", _STYLE, any_succeeds("text.request-body.writing-style")),
    Check("tone is accepted", _TONE, any_succeeds("text.request-body.tone")),
    Check("customPrompt is accepted", _CUSTOM, each("text.request-body.custom-prompt", succeeds())),
    Check(
        "all optional fields are accepted together",
        _ALL,
        Judge(("text.request-body.all-optional-fields",), _together),
    ),
    Check("what a wrong kind meets", _OPTIONAL_KINDS, observe("text.request-body.optional-kinds", told)),
    Check("what an unlikely value meets", _ODD_VALUES, observe("text.request-body.optional-values", told)),
    Check("what a further field meets", _UNKNOWN_FIELD, observe("text.request-body.unknown-fields", told)),
    Check("what a repeated key meets", _DUPLICATE, observe("text.request-body.duplicate-keys", told)),
)
