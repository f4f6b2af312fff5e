"""Processing/Server Error 500."""

from collections.abc import Iterator
from dataclasses import replace

from translation_conformance.check import Case, Check, Finding, Judge, Observation
from translation_conformance.checks.text import _drawn as drawn
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import FAILED, envelope_fields, error_text
from translation_conformance.checks.text._history import by, in_turn, to
from translation_conformance.checks.text._probes import has_status
from translation_conformance.judging import each, rows, unknown
from translation_conformance.look import labelled_json, status

_HEADING = "text.processing-server-error-500"

_ENVELOPE = {
    **envelope_fields(f"{_HEADING}.", 500, FAILED),
    # The detail is an example; that it is a string is not.
    f"{_HEADING}.error": error_text(),
}
_AS_PRINTED = rows({f"{_HEADING}.status": status(500), **_ENVELOPE})


def _of_failures(judge: Judge) -> Judge:
    """*judge* over the failures alone, whatever was asked; other answers say nothing."""

    def see(case: Case) -> Iterator[Finding | Observation]:
        places = [number for number, exchange in enumerate(case.exchanges) if has_status(exchange, 500)]
        if not places:
            yield from (unknown(requirement, "no answer has the status 500") for requirement in judge.requirements)
        for item in judge(Case([case.exchanges[place] for place in places], case.target)):
            yield item if item.exchange is None else replace(item, exchange=places[item.exchange])

    return Judge(judge.requirements, see)


_WHEREVER = _of_failures(rows(_ENVELOPE))
_MISTAKEN = probes.together(
    "the key failing, and every mistake", (probes.FAILING, probes.MISTAKES, drawn.EVERY_MISTAKE)
)
#: Where it may not be paid for, the failing key has shown as much.
_SERVED = replace(
    probes.together(
        "the key failing, and everything that may be served",
        (probes.FAILING, probes.SERVED, probes.KEY_ELSEWHERE, drawn.SERVED),
        billable=True,
    ),
    quick=0,
)

CHECKS = (
    Check("a failure of the service is told as printed", probes.FAILING, _AS_PRINTED),
    in_turn("a failure is told", to(by("failing"), _AS_PRINTED)),
    Check("a failure over a mistake is told as printed, too", _MISTAKEN, _WHEREVER),
    Check("a failure over what may be served is told as printed, too", _SERVED, _WHEREVER),
    in_turn("any failure is told", _WHEREVER),
    Check(
        "the answer to a failure is JSON and says so",
        probes.FAILING,
        each(f"{_HEADING}.valid-json", labelled_json(success=False)),
    ),
)
