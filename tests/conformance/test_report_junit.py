"""`junit.xml`: a case for each requirement, in nothing but what its readers know."""

from typing import Any
from xml.etree import ElementTree as ET

from conformance_apps.made_reports import MESSAGE, RTL, TYPES, made
from conformance_apps.report_contents import WRONG, Hostile
from translation_conformance.artefacts.junit import junit
from translation_conformance.session import Inconclusive
from translation_conformance.waivers import Waiver


def _cases(document: dict[str, Any]) -> dict[str, ET.Element]:
    return {case.get("name", ""): case for case in ET.fromstring(junit(document)).iter("testcase")}


def test_junit_has_one_case_for_each_requirement() -> None:
    """Each requirement is one case, in the suite of its heading, and the counts add up."""
    document = made({MESSAGE: WRONG}).document()
    root = ET.fromstring(junit(document))

    assert list(_cases(document)) == [row["id"] for row in document["requirements"]]
    for element in (root, *root.iter("testsuite")):
        assert int(element.get("tests", "")) == len(list(element.iter("testcase")))
        for key, kind in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
            count = len(list(element.iter(kind)))
            assert element.get(key) == (None if element is root and key == "skipped" else str(count))
    assert {suite.get("name") for suite in root} >= {"text: Success 200", "image: Notes"}
    assert _cases(document)[MESSAGE].get("classname") == "text.success-200"


def test_junit_outcomes() -> None:
    """A violation fails its case, a warning is told in one that passes, the rest is skipped with its reason."""
    violated = {MESSAGE: WRONG, RTL: WRONG, TYPES: None}

    cases = _cases(made(violated, waivers=[Waiver(TYPES, "they know")]).document())

    failure = cases[MESSAGE].find("failure")
    assert failure is not None
    assert (failure.get("message"), "curl -sS" in str(failure.text)) == ("something else", True)
    assert cases[RTL].find("failure") is None
    assert str(cases[RTL].findtext("system-out")).startswith("WARNING")
    skipped = cases[TYPES].find("skipped")
    assert skipped is not None
    assert skipped.get("message") == "waived: they know"
    assert {case.find("skipped").get("message", "").split(":")[0] for case in cases.values() if case.find("skipped")  # type: ignore[union-attr]
            is not None} == {"waived", "cannot be tested"}  # fmt: skip


#: What the schemas of Jenkins and of GitLab's reader know, as far as it is used.
_JUNIT = {
    "testsuites": {"name", "time", "tests", "failures", "errors"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time", "timestamp"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
    "system-out": set(),
}


def test_junit_has_only_what_readers_know() -> None:
    """No element and no attribute is there that a strict reader does not know."""
    violated = {MESSAGE: WRONG, RTL: WRONG, TYPES: None}
    document = made(violated, waivers=[Waiver(TYPES, "x")], inconclusive=Inconclusive("nobody answers")).document()

    for element in ET.fromstring(junit({**document, "verdict": "inconclusive"})).iter():
        assert set(element.keys()) <= _JUNIT[element.tag]


def test_junit_of_a_strict_run() -> None:
    """In a strict run a violated implied requirement fails its case."""
    assert _cases(made({RTL: WRONG}, strict=True).document())[RTL].find("failure") is not None


def test_junit_without_a_verdict_is_not_green() -> None:
    """A run without a verdict has an error, as cases that are skipped alone look like success."""
    root = ET.fromstring(junit(made({}, inconclusive=Inconclusive("nobody answers")).document()))

    assert root.get("errors") == "1"
    assert "nobody answers" in str(root.findtext(".//error"))


def test_junit_of_a_hostile_target(hostile: Hostile) -> None:
    """Markup is text, and what XML cannot hold is gone."""
    root = ET.parse(hostile[1] / "junit.xml").getroot()

    assert {element.tag for element in root.iter()} <= {
        *("testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out"),
    }
    assert "<script>alert(1)</script>" in "".join(root.itertext())


def test_junit_without_illegal_characters() -> None:
    """Even in words of our own XML holds only what it can."""
    document = made({MESSAGE: WRONG}).document()
    document["requirements"][0]["statement"] = document["requirements"][0]["id"] = "a\x00\ud800\ufffe\U0001f600b"

    assert ET.fromstring(junit(document)).find(".//testcase").get("name") == "a\ufffd\ufffd\ufffd\U0001f600b"  # type: ignore[union-attr]
