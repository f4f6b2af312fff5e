"""cURL."""

from translation_conformance.check import Check
from translation_conformance.checks.image._answers import into
from translation_conformance.checks.image._probes import PLAIN
from translation_conformance.judging import each

CHECKS = (Check("the printed curl request succeeds", PLAIN, each("image.curl.example", into("ja"))),)
