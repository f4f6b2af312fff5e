"""Examples: the printed requests, byte for byte as the printed programs send them."""

from translation_conformance.check import Check
from translation_conformance.checks.text._probes import PRINTED_CURL, PRINTED_JAVASCRIPT, PRINTED_PYTHON
from translation_conformance.judging import each
from translation_conformance.look import succeeds

CHECKS = (
    Check("the printed curl command succeeds", PRINTED_CURL, each("text.examples.curl", succeeds())),
    Check(
        "the printed JavaScript request succeeds",
        PRINTED_JAVASCRIPT,
        each("text.examples.javascript", succeeds()),
    ),
    Check("the printed Python request succeeds", PRINTED_PYTHON, each("text.examples.python", succeeds())),
)
