"""JUnit: one test case for each requirement, by API and heading, as Jenkins and GitLab read it."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from xml.etree import ElementTree as ET

from translation_conformance.artefacts.kinds import kind
from translation_openapi.catalogue import slug

_NAME = "translation-conformance"
#: What XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(document: dict[str, Any]) -> bytes:
    """The report in *document* as JUnit XML."""
    root = ET.Element("testsuites", {"name": _NAME, "time": f"{document['duration_s']:.3f}"})
    by_heading = groupby(document["requirements"], key=lambda row: (row["api"], row["source"]))
    for (api, heading), rows in by_heading:
        _add_suite(root, document, f"{api}: {heading}", [_case(row, kind(row, document)) for row in rows])
    if document["verdict"] == "inconclusive":
        # Skipped cases alone would look like a green run.
        _add_suite(root, document, "verdict", [_no_verdict(document)])
    # A strict reader, as Jenkins has one, knows no more of them here.
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in root)))
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _add_suite(root: ET.Element, document: dict[str, Any], name: str, cases: Sequence[ET.Element]) -> None:
    def count(element: str) -> str:
        return str(sum(case.find(element) is not None for case in cases))

    suite = ET.SubElement(root, "testsuite", {"name": _xml(name), "tests": str(len(cases))})
    for key, element in {"failures": "failure", "errors": "error", "skipped": "skipped"}.items():
        suite.set(key, count(element))
    # The time of a run is not spent requirement by requirement: many share an answer.
    suite.set("time", "0.000")
    suite.set("timestamp", document["started_at"].partition("+")[0])
    suite.extend(cases)


def _case(row: dict[str, Any], kind_: str) -> ET.Element:
    classname = f"{row['api']}.{slug(row['source'])}"
    case = ET.Element("testcase", {"name": _xml(row["id"]), "classname": classname, "time": "0.000"})
    match kind_:
        case "failed":
            _add(case, "failure", _text(row), message=row["evidence"][0]["actual"], type=row["level"])
        case "warning":
            _add(case, "system-out", f"WARNING\n{_text(row)}")
        case "waived":
            _add(case, "skipped", message=f"waived: {row['waiver']['reason']}")
            _add(case, "system-out", f"WAIVED\n{_text(row)}")
        case "not_checked":
            _add(case, "skipped", message=": ".join(filter(None, ["not checked", row["reason"], row["detail"]])))
        case "untestable":
            _add(case, "skipped", message=f"cannot be tested: {row['detail']}")
    return case


def _no_verdict(document: dict[str, Any]) -> ET.Element:
    case = ET.Element("testcase", {"name": "there is a verdict", "classname": _NAME, "time": "0.000"})
    why: Iterable[str] = [*document["inconclusive"], *document["errors"]]
    _add(case, "error", "\n".join([*why, document["summary"]]), message="inconclusive", type="inconclusive")
    return case


def _text(row: dict[str, Any]) -> str:
    """A violation in words."""
    lines = [row["statement"]]
    for evidence in row["evidence"]:
        lines += ["", f"check:    {evidence['check']}", f"expected: {evidence['expected']}"]
        lines += [f"actual:   {evidence['actual']}", *filter(None, [evidence.get("curl")])]
    return "\n".join(lines)


def _add(case: ET.Element, kind: str, text: str = "", **attributes: str) -> None:
    element = ET.SubElement(case, kind, {name: _xml(value) for name, value in attributes.items()})
    element.text = _xml(text) or None


def _xml(text: str) -> str:
    """*text* without what XML cannot hold."""
    return _NOT_XML.sub("\ufffd", text)
