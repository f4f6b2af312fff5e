"""Request Body."""

from collections.abc import Iterator
from dataclasses import replace

from translation_conformance.check import Case, Check, Finding, Judge, Mode, Observation, Outcome, Probe
from translation_conformance.checks.text import _drawn as drawn
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import bare_error, has_printed_shape, refused_as_mistake
from translation_conformance.checks.text._probes import asking
from translation_conformance.exchange import Exchange, Request, Response
from translation_conformance.judging import any_succeeds, each, look_at, observe, unknown
from translation_conformance.look import not_served, succeeds, told
from translation_conformance.target import ApiTarget


def _guesses(name: str, values: tuple[str, ...]) -> Probe:
    def build(target: ApiTarget) -> list[Request]:
        alone = [asking(**{name: value}) for value in values]
        # Where all four are accepted at once, so is each; a quick run asks further only where they are not.
        return [probes.ALL_OPTIONAL, alone[0]] if target.search.quick else alone

    return Probe(
        f"{name} with values that are likely to be known", build, billable=True, mode=Mode.UNTIL_SUCCESS, quick=None
    )


def _any_is_accepted(requirement: str) -> Judge:
    """One value is accepted, alone or beside the other fields; a refusal of all four fields blames none of them."""
    alone = any_succeeds(requirement, has_printed_shape)

    def judge(case: Case) -> Iterator[Finding | Observation]:
        counts = [
            number for number, e in enumerate(case.exchanges) if e.request != probes.ALL_OPTIONAL or _is_served(e)
        ]
        for item in alone(Case([case.exchanges[number] for number in counts], case.target)):
            yield item if item.exchange is None else replace(item, exchange=counts[item.exchange])

    return Judge((requirement,), judge)


_DOMAIN = _guesses("domain", probes.DOMAINS)
_STYLE = _guesses("writingStyle", probes.STYLES)
_TONE = _guesses("tone", probes.TONES)


_ALL, _PAIRS = "text.request-body.all-optional-fields", "text.request-body.optional-pairs"
#: What each request decides, and which fields it holds. Where all are accepted, so is each two, beside the others.
_TOGETHER = {
    probes.ALL_OPTIONAL: ((_ALL, _PAIRS), tuple(probes.LIKELY)),
    **{sent: ((_PAIRS,), two) for two, sent in probes.OPTIONAL_PAIRS.items()},
}


def _together(case: Case) -> Iterator[Finding]:
    """All together, and each two, are accepted where each alone is."""
    alone = {exchange.request: _is_served(exchange) for exchange in case.exchanges}
    for number, exchange in enumerate(case.exchanges):
        requirements, names = _TOGETHER.get(exchange.request, ((), ()))
        known = [alone.get(probes.OPTIONAL_ALONE[name]) for name in names]
        for requirement in requirements:
            finding = look_at(requirement, succeeds(), number, exchange)
            if finding.outcome is Outcome.VIOLATED and (False in known or (None in known and _is_refused(exchange))):
                finding = unknown(requirement, "a value may be refused alone, too", number)
            yield finding


def _is_refused(exchange: Exchange) -> bool:
    """Whether the answer is an error as they are printed, for what a caller sends."""
    outcome = exchange.outcome
    return isinstance(outcome, Response) and 400 <= outcome.status < 500 and has_printed_shape(outcome)


def _is_served(exchange: Exchange) -> bool:
    return isinstance(exchange.outcome, Response) and exchange.outcome.status == 200


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
    Check("domain is accepted", _DOMAIN, _any_is_accepted("text.request-body.domain")),
    Check("writingStyle is accepted", _STYLE, _any_is_accepted("text.request-body.writing-style")),
    Check("tone is accepted", _TONE, _any_is_accepted("text.request-body.tone")),
    Check("customPrompt is accepted", probes.CUSTOM, each("text.request-body.custom-prompt", succeeds())),
    Check(
        "all optional fields are accepted together, and each two of them",
        probes.OPTIONAL,
        Judge((_ALL, _PAIRS), _together),
    ),
    Check(
        "a body that breaks one rule of the contract is not served",
        drawn.BREAKING,
        drawn.by_rule("text.request-body."),
    ),
    Check("what a wrong kind meets", probes.OPTIONAL_KINDS, observe("text.request-body.optional-kinds", told)),
    Check("what an unlikely value meets", probes.ODD_VALUES, observe("text.request-body.optional-values", told)),
    Check("what a further field meets", probes.UNKNOWN_FIELD, observe("text.request-body.unknown-fields", told)),
    Check("what a repeated key meets", probes.DUPLICATE, observe("text.request-body.duplicate-keys", told)),
)
