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
    has_bare_shape,
    status_for,
)
from translation_conformance.checks.text._history import EXHAUSTED, in_turn, to
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


def _where_it_runs_out(judge: Judge, *, asked_before: bool = False) -> Judge:
    """*judge* over the first answer that is no success: up to there the account had enough.

    Where it was *asked before* for less, the first text is one of those that a service may call too long.
    """

    def first(case: Case) -> Iterator[Finding | Observation]:
        if not case.exchanges:
            return
        place = next((number for number, e in enumerate(case.exchanges) if not _is_served(e)), len(case.exchanges) - 1)
        outcome = case.exchanges[place].outcome
        # The shorter text was served: that this one is too long may be a limit of texts, which no page rules out.
        may_be_too_long = place > 0 or asked_before
        if (
            may_be_too_long
            and isinstance(outcome, Response)
            and 400 <= outcome.status < 500
            and has_bare_shape(outcome)
        ):
            for requirement in judge.requirements:
                yield unknown(requirement, "a longer text is refused before the tokens run out", place)
            return
        for item in judge(Case(case.exchanges[place : place + 1], case.target)):
            yield item if item.exchange is None else replace(item, exchange=item.exchange + place)

    return Judge(judge.requirements, first)


def _is_served(exchange: Exchange) -> bool:
    return isinstance(exchange.outcome, Response) and exchange.outcome.status == 200


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
    in_turn("who is out of tokens is refused", to(EXHAUSTED, _where_it_runs_out(_AS_PRINTED, asked_before=True))),
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
