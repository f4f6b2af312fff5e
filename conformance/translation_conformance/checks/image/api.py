"""API."""

from translation_conformance.check import Check
from translation_conformance.checks.image._answers import keeps_layout
from translation_conformance.checks.image._probes import PICTURED
from translation_conformance.judging import each

CHECKS = (Check("the picture keeps its proportions", PICTURED, each("image.api.layout-preserved", keeps_layout())),)
