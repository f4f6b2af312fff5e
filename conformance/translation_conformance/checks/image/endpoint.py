"""Endpoint."""

from translation_conformance.check import Check
from translation_conformance.checks.image import _drawn as drawn
from translation_conformance.checks.image import _history as history
from translation_conformance.checks.image._probes import FORMS, MIX, MIXED, OTHER_METHODS, PLAIN, SLASHES
from translation_conformance.exchange import Request, Response
from translation_conformance.judging import each, observe, observe_asked
from translation_conformance.look import no_server_error, succeeds, told


def _told_method(response: Response, request: Request) -> str:
    return f"{request.method}: {told(response)}; Allow: {response.header('allow')}"


CHECKS = (
    Check("a valid POST to the documented path is answered with 200", PLAIN, each("image.endpoint.post", succeeds())),
    Check("a mixture of valid parts is no reason to fail", MIXED, MIX.judge("image.endpoint.post")),
    Check(
        "a form as others write it is no reason to fail",
        FORMS,
        each("image.endpoint.post", no_server_error()),
    ),
    Check("what fits the contract is served, or refused as errors are", drawn.FITTING, drawn.IN_COMPANY),
    Check("a valid POST is served whatever came before", history.SEQUENCE, history.served(history.sequence)),
    Check("a valid POST is served whoever else asks", history.COMPANY, history.served(history.company)),
    Check("what other methods meet", OTHER_METHODS, observe_asked("image.endpoint.other-methods", _told_method)),
    Check("what a trailing or doubled slash meets", SLASHES, observe("image.endpoint.slash-variants", told)),
)
