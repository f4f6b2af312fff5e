"""Token Limit Reached 402."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from translation_conformance.check import Case, Check, Finding, Judge, Observation
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import (
    OUT_OF_TOKENS,
    data_field,
    envelope_fields,
    is_envelope,
    status_for,
)
from translation_conformance.checks.text._history import EXHAUSTED, in_turn, to
from translation_conformance.checks.text._probes import has_status
from translation_conformance.exchange import Exchange, Request, Response
from translation_conformance.judging import each, rows, unknown
from translation_conformance.look import Look, Unknown, Verdict, Wrong, is_number, labelled_json

_HEADING = "text.token-limit-reached-402"


def _exceeds() -> Look:
    def see(response: Response, _: Request) -> Verdict:
        data = response.document.get("data")
        numbers: dict[str, Any] = data if isinstance(data, dict) else {}
        required, left = numbers.get("requiredTokens"), numbers.get("tokens")
        if response.status != 402 or required is None or left is None or not (is_number(required) and is_number(left)):
            return Unknown("no requiredTokens and tokens to compare")
        return None if required > left else Wrong(f"requiredTokens {required}, tokens {left}")

    return Look("requiredTokens is greater than tokens", see)


def _where_it_runs_out(judge: Judge) -> Judge:
    """*judge* over the first answer that is no success: up to there the account had enough."""

    def first(case: Case) -> Iterator[Finding | Observation]:
        if not case.exchanges:
            return
        place = next((number for number, e in enumerate(case.exchanges) if not _is_served(e)), len(case.exchanges) - 1)
        yield from _at(place, judge, case)

    return Judge(judge.requirements, first)


def _once_it_ran_out(judge: Judge) -> Judge:
    """*judge* over what follows a refusal for want of tokens: texts that are longer still."""

    def later(case: Case) -> Iterator[Finding | Observation]:
        ran_out = next((number for number, e in enumerate(case.exchanges) if has_status(e, 402)), len(case.exchanges))
        places = range(ran_out + 1, len(case.exchanges))
        if not places:
            yield from (unknown(requirement, "nothing was asked for after that") for requirement in judge.requirements)
        for place in places:
            yield from _at(place, judge, case)

    return Judge(judge.requirements, later)


def _at(place: int, judge: Judge, case: Case) -> Iterator[Finding | Observation]:
    """*judge* over the answer at *place*, where that is not about the length of a longer text."""
    if place > 0 and _may_be_too_long(case.exchanges[place]):
        # That the shorter text was answered, makes this one no less long: a limit of texts, no page rules out.
        for requirement in judge.requirements:
            yield unknown(requirement, "a longer text is refused before the tokens run out", place)
        return
    for item in judge(Case(case.exchanges[place : place + 1], case.target)):
        yield item if item.exchange is None else replace(item, exchange=item.exchange + place)


def _may_be_too_long(exchange: Exchange) -> bool:
    """Whether it is refused in another way than for its tokens, perhaps by a proxy."""
    outcome = exchange.outcome
    if not isinstance(outcome, Response) or outcome.status == 402:
        return False
    return 400 <= outcome.status < 500 and not is_envelope(outcome)


def _is_served(exchange: Exchange) -> bool:
    return has_status(exchange, 200)


def _unless_served(judge: Judge) -> Judge:
    """*judge* over what is not served: a few tokens may be left for it."""

    def see(case: Case) -> Iterator[Finding | Observation]:
        for place, exchange in enumerate(case.exchanges):
            if _is_served(exchange):
                for requirement in judge.requirements:
                    yield unknown(requirement, "there are tokens left for it", place)
            else:
                for item in judge(Case([exchange], case.target)):
                    yield item if item.exchange is None else replace(item, exchange=place)

    return Judge(judge.requirements, see)


_ENVELOPE = envelope_fields(f"{_HEADING}.", 402, OUT_OF_TOKENS)
del _ENVELOPE[f"{_HEADING}.data"]  # here data is no null

_AS_PRINTED = rows(
    {
        f"{_HEADING}.status": status_for(402, OUT_OF_TOKENS),
        **_ENVELOPE,
        f"{_HEADING}.required-tokens": data_field("requiredTokens", "a number", is_number),
        f"{_HEADING}.tokens": data_field("tokens", "a number", is_number),
    }
)

CHECKS = (
    Check(
        "a text that needs more tokens than are left is refused as printed",
        probes.EXHAUSTED,
        _where_it_runs_out(_AS_PRINTED),
    ),
    in_turn("who is out of tokens is refused", to(EXHAUSTED, _unless_served(_AS_PRINTED))),
    Check("who is out of tokens stays so", probes.EXHAUSTED, _once_it_ran_out(_AS_PRINTED)),
    Check(
        "what is required is more than what is left",
        probes.EXHAUSTED,
        _where_it_runs_out(each(f"{_HEADING}.required-exceeds-left", _exceeds())),
    ),
    Check(
        "the answer to a text that is too long is JSON and says so",
        probes.EXHAUSTED,
        _where_it_runs_out(each(f"{_HEADING}.valid-json", labelled_json(success=False))),
    ),
)
