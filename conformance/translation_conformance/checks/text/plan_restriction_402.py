"""Plan Restriction 402."""

from translation_conformance.check import Check
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import UNSUBSCRIBED, enveloped
from translation_conformance.checks.text._history import among, in_turn, restricted
from translation_conformance.judging import each
from translation_conformance.look import labelled_json

CHECKS = (
    Check(
        "a model that needs a subscription is refused as printed",
        probes.UNSUBSCRIBED,
        enveloped("text.plan-restriction-402.", 402, UNSUBSCRIBED),
    ),
    in_turn(
        "a restricted model is refused",
        among(
            lambda request, target: request == restricted(target),
            enveloped("text.plan-restriction-402.", 402, UNSUBSCRIBED),
        ),
    ),
    Check(
        "the answer to a restricted model is JSON and says so",
        probes.UNSUBSCRIBED,
        each("text.plan-restriction-402.valid-json", labelled_json(success=False)),
    ),
)
