"""Token Limit Reached 402."""

from typing import Any

from translation_conformance.check import Check
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import OUT_OF_TOKENS, data_field, envelope_fields
from translation_conformance.exchange import Request, Response
from translation_conformance.judging import each, rows
from translation_conformance.look import Look, Unknown, Verdict, Wrong, is_number, labelled_json, status

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


_ENVELOPE = envelope_fields(f"{_HEADING}.", 402, OUT_OF_TOKENS)
del _ENVELOPE[f"{_HEADING}.data"]  # here data is no null

CHECKS = (
    Check(
        "a text that needs more tokens than are left is refused as printed",
        probes.EXHAUSTED,
        rows(
            {
                f"{_HEADING}.status": status(402),
                **_ENVELOPE,
                f"{_HEADING}.required-tokens": data_field("requiredTokens", "a number", is_number),
                f"{_HEADING}.tokens": data_field("tokens", "a number", is_number),
            }
        ),
    ),
    Check(
        "what is required is more than what is left",
        probes.EXHAUSTED,
        each(f"{_HEADING}.required-exceeds-left", _exceeds()),
    ),
    Check(
        "the answer to a text that is too long is JSON and says so",
        probes.EXHAUSTED,
        each(f"{_HEADING}.valid-json", labelled_json(success=False)),
    ),
)
