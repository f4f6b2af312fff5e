"""What the checks of the text API draw at random, and which printed rule a drawn request breaks."""

import json
import re
from collections.abc import Iterator
from typing import Any

from hypothesis.strategies import SearchStrategy

from translation_conformance import strategies
from translation_conformance.check import Case, Finding, Judge, Probe
from translation_conformance.checks.text._answers import bare_error, refused_as_mistake
from translation_conformance.checks.text._probes import LIKELY, asking, key
from translation_conformance.contract_cases import Cases
from translation_conformance.drawing import drawn_probe, joined
from translation_conformance.exchange import Request
from translation_conformance.judging import look_at
from translation_conformance.look import not_served
from translation_conformance.target import ApiTarget

#: The sides of a request, each with the requirements that it can break, by what is wrong with it.
_CODES = {
    "sourceLang": ("text.request-body.source-lang", "text.validation-rules.source-lang"),
    "targetLang": ("text.request-body.target-lang", "text.validation-rules.target-lang"),
}
#: So many on each side.
_ILL_FORMED, _UNSUPPORTED = 6, 2


def _ill_formed(side: str, printed: str, skip: int) -> Probe:
    return drawn_probe(
        f"drawn, an ill-formed {side}",
        lambda _: strategies.ill_formed_codes(printed).map(lambda code: asking(**{side: code})),
        count=_ILL_FORMED,
        skip=skip,
    )


def _unsupported(side: str, printed: str, skip: int) -> Probe:
    return drawn_probe(
        f"drawn, an unsupported {side}",
        lambda target: strategies.unsupported_codes(target.languages, printed).map(lambda code: asking(**{side: code})),
        count=_UNSUPPORTED,
        quick=0,
        skip=skip,
    )


ILL_FORMED_SOURCE = _ill_formed("sourceLang", "en", skip=1)
ILL_FORMED_TARGET = _ill_formed("targetLang", "fr", skip=1 + _ILL_FORMED)
UNSUPPORTED_SOURCE = _unsupported("sourceLang", "en", skip=1)
UNSUPPORTED_TARGET = _unsupported("targetLang", "fr", skip=1 + _UNSUPPORTED)
#: A service may take some of them for too odd, but none is a reason to fail.
TEXTS = drawn_probe(
    "drawn, texts of many scripts",
    lambda _: strategies.awkward_texts().map(lambda text: asking(text=text)),
    count=7,
    quick=2,
    billable=True,
)

_FITTING_TEXTS = {"text": strategies.ordinary_texts(), **dict.fromkeys(LIKELY, strategies.awkward_texts(6))}
#: What Schemathesis makes of the contract: the optional fields hold anything, so a service may refuse them.
FITTING = drawn_probe(
    "made from the contract, to fit it",
    lambda target: Cases(key(), _FITTING_TEXTS).positive(target).filter(_has_options),
    count=6,
    quick=2,
    billable=True,
)


def _has_options(request: Request) -> bool:
    return not LIKELY.keys().isdisjoint(json.loads(request.content))


def broken(request: Request, target: ApiTarget) -> frozenset[str]:
    """The requirements that the body of *request* breaks for sure; nothing where a list of the service decides."""
    try:
        body = json.loads(request.content)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return frozenset({"text.request-body.text"})
    return frozenset(
        {*_broken_by_text(body), *_broken_by_model(body, target)}.union(*(_broken_by_code(body, s) for s in _CODES))
    )


def _broken_by_text(body: dict[str, Any]) -> set[str]:
    if "text" not in body:
        return {"text.validation-rules.text-required"}
    if not isinstance(body["text"], str):
        return {"text.request-body.text-string"}
    return set() if body["text"] else {"text.validation-rules.text-empty"}


def _broken_by_code(body: dict[str, Any], side: str) -> set[str]:
    field, rules = _CODES[side]
    if side not in body:
        return {field}
    code = body[side]
    if not isinstance(code, str):
        return {f"{field}-string"}
    rows = set()
    if len(code) < strategies.SHORTEST:
        rows.add(f"{rules}-min-length")
    if len(code) > strategies.LONGEST:
        rows.add(f"{rules}-max-length")
    # An empty code is too short, which says all.
    if code and not re.fullmatch(strategies.PATTERN, code):
        rows.add(f"{rules}-pattern")
    return rows


def _broken_by_model(body: dict[str, Any], target: ApiTarget) -> set[str]:
    if "model" not in body:
        return {"text.request-body.model"}
    model = body["model"]
    if not isinstance(model, str):
        return {"text.request-body.model-string"}
    # A service may know more models than the profile, but no name has anything but these in it.
    known = model in target.models or re.fullmatch(r"[\w.:/@+ -]+", model, re.ASCII)
    return set() if known and not model.startswith("__") else {"text.validation-rules.model-supported"}


def broken_rule(request: Request, target: ApiTarget) -> str | None:
    """The one requirement that *request* breaks; None where it breaks none or several, or where others may count."""
    rows = broken(request, target)
    return next(iter(rows)) if len(rows) == 1 else None


#: What is left to the tables and to the drawn codes: too many kinds for few requests.
_ELSEWHERE = re.compile(r".*(-pattern|-length|text-empty)")


def _breaking(target: ApiTarget) -> SearchStrategy[Request]:
    cases = Cases(key(), {"text": strategies.ordinary_texts()}, only_required=True)
    return cases.negative(target).filter(lambda request: _is_telling(request, target))


def _is_telling(request: Request, target: ApiTarget) -> bool:
    rule = broken_rule(request, target)
    return rule is not None and not _ELSEWHERE.fullmatch(rule) and _is_plain_beside(request)


def _is_plain_beside(request: Request) -> bool:
    """Whether nothing but the mistake is a reason to refuse it: between which languages there are ways, is open."""
    try:
        body = json.loads(request.content)
    except ValueError:
        return True
    if not isinstance(body, dict):
        return True
    codes = [body.get(side) for side in _CODES]
    return codes[0] != codes[1] or not all(isinstance(code, str) for code in codes)


#: One requirement each, so that a service that does not refuse it breaks that one.
BREAKING_RULES = (
    "text.request-body.text",
    "text.validation-rules.text-required",
    "text.request-body.text-string",
    "text.request-body.source-lang",
    "text.request-body.target-lang",
    "text.request-body.model",
    "text.validation-rules.model-supported",
)
BREAKING = drawn_probe(
    "made from the contract, to break one rule",
    _breaking,
    count=len(BREAKING_RULES),
    quick=2,
    kind=broken_rule,
    pool=80,
)

#: Each is a mistake in a field, or no object at all.
MISTAKES = joined(
    "drawn, mistakes in a field", ILL_FORMED_SOURCE, ILL_FORMED_TARGET, UNSUPPORTED_SOURCE, UNSUPPORTED_TARGET
)
#: Each may be served; if so, like any other.
SERVED = joined("drawn, what may be served", TEXTS, FITTING, billable=True)
EVERY_MISTAKE = joined("drawn, every mistake", MISTAKES, BREAKING)


_LOOKS = {
    "text.request-body.text": not_served(),
    "text.request-body.text-string": bare_error(),
    **{
        rule: refused_as_mistake()
        for rule in BREAKING_RULES
        if rule not in ("text.request-body.text", "text.request-body.text-string")
    },
}


def by_rule(prefix: str) -> Judge:
    """Each request of `BREAKING` decides about the rule that it breaks, where that begins with *prefix*."""
    rules = tuple(rule for rule in BREAKING_RULES if rule.startswith(prefix))

    def judge(case: Case) -> Iterator[Finding]:
        for number, exchange in enumerate(case.exchanges):
            rule = broken_rule(exchange.request, case.target)
            if rule in rules:
                yield look_at(rule, _LOOKS[rule], number, exchange)

    return Judge(rules, judge)


def probes_like(request: Request, target: ApiTarget) -> tuple[Probe, ...]:
    """The probes whose checks can judge *request*, wherever it comes from."""
    if broken(request, target):
        return (BREAKING, EVERY_MISTAKE) if broken_rule(request, target) else (EVERY_MISTAKE,)
    # Whether a text is trimmed, the page does not say.
    return (SERVED, FITTING) if strategies.has_clear_ends(json.loads(request.content)["text"]) else (FITTING,)
