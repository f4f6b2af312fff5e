"""Plan Restriction 402."""

from translation_conformance.check import Check
from translation_conformance.checks.text import _probes as probes
from translation_conformance.checks.text._answers import UNSUBSCRIBED, enveloped

CHECKS = (
    Check(
        "a model that needs a subscription is refused as printed",
        probes.UNSUBSCRIBED,
        enveloped("text.plan-restriction-402.", 402, UNSUBSCRIBED),
    ),
)
