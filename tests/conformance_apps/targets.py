"""What runs with limits are tried on: the suite of the text API, and a target on another machine."""

from conformance_apps.reference import PROFILE
from translation_conformance.suite import suites

ELSEWHERE = PROFILE.replace("http://reference.localhost", "https://api.vendor.test")
TEXT = suites()[1]
