"""`report.json`: any report is as the published schema says, which is strict and complete."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from conformance_apps.made_reports import MESSAGE, RTL, STATUS, answered, made, unanswered
from conformance_apps.reference import Answer, Reference, envelope
from conformance_apps.report_contents import HOSTILE, WRONG, Hostile
from conformance_apps.running import Tried
from translation_conformance import check, verdict
from translation_conformance.__main__ import main
from translation_conformance.baseline import ChangeKind, read
from translation_conformance.exchange import Exchange, Failure, FailureKind
from translation_conformance.options import Options
from translation_conformance.session import Inconclusive
from translation_conformance.waivers import Waiver, WaiverState


@pytest.fixture(name="schema", scope="module")
def _schema() -> jsonschema.Draft202012Validator:
    """The published schema."""
    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        patch.setattr("click.echo", lambda text, **_: said.append(text))
        assert main(["schema"]) == 0
    document = json.loads("".join(said))
    jsonschema.Draft202012Validator.check_schema(document)
    return jsonschema.Draft202012Validator(document, format_checker=jsonschema.FormatChecker())


RUNS = {
    "conforming": (Reference(), Options()),
    "saying-yes": (lambda _: Answer(200, {}), Options()),
    "hostile": (lambda _: Answer(200, {HOSTILE: HOSTILE, "error": [HOSTILE]}), Options()),
    "no-json": (lambda _: Answer(500, b"\xff\xfe" * 5000), Options()),
    "refusing": (lambda _: envelope(401, "Invalid api key"), Options()),
    "left-over": (Reference(), Options(max_requests=3)),
    "quick": (Reference(), Options(quick=True)),
}


@pytest.mark.parametrize(("server", "options"), RUNS.values(), ids=RUNS)
def test_report_of_a_run_fits_the_schema(
    server: Any, options: Options, try_server: Tried, schema: jsonschema.Draft202012Validator
) -> None:
    """The report of any target, good, bad or silent, is as the published schema says."""
    document = try_server(server, "text", options=options).document()

    assert [error.message for error in schema.iter_errors(document)] == []


MADE = {
    "without-fault": {},
    "violated": {"violated": {MESSAGE: WRONG, RTL: WRONG, STATUS: None}},
    "no-answer": {"violated": {MESSAGE: unanswered(Failure(FailureKind.TIMEOUT))}},
    "waived": {"violated": {MESSAGE: WRONG}, "waivers": [Waiver(MESSAGE, "x", date(2030, 1, 1)), Waiver(RTL, "y")]},
    "interrupted": {"interrupted": True},
    "inconclusive": {"inconclusive": Inconclusive("nobody answers", "x")},
    "fault-of-the-suite": {"errors": (ValueError("x"),)},
}


@pytest.mark.parametrize("made_of", MADE.values(), ids=MADE)
def test_made_report_fits_the_schema(made_of: Any, schema: jsonschema.Draft202012Validator, tmp_path: Path) -> None:
    """So is what no target alone can bring about, and a report with a baseline."""
    made({STATUS: WRONG}).write(tmp_path)

    document = made(**{"violated": {}, **made_of}, baseline=read(tmp_path)).document()

    assert [error.message for error in schema.iter_errors(document)] == []


def test_hostile_report_fits_the_schema(hostile: Hostile, schema: jsonschema.Draft202012Validator) -> None:
    """The file that was written is as the schema says, whatever a target put into it."""
    document = json.loads((hostile[1] / "report.json").read_text("utf-8"))

    assert [error.message for error in schema.iter_errors(document)] == []


def test_schema_is_strict_enough(schema: jsonschema.Draft202012Validator) -> None:
    """The schema refuses a report that lacks a key, or contradicts itself."""
    document = made({MESSAGE: WRONG}).document()
    row = next(row for row in document["requirements"] if row["outcome"] == "failed")

    assert schema.is_valid(document)
    assert not schema.is_valid({key: value for key, value in document.items() if key != "verdict"})
    assert not schema.is_valid({**document, "requirements": [{**row, "evidence": []}]})
    assert not schema.is_valid({**document, "requirements": [{**row, "outcome": "passed"}]})


def test_schema_knows_every_word(schema: jsonschema.Draft202012Validator) -> None:
    """The words that the schema lists are those of the suite, no more and no fewer."""
    definitions: Any = schema.schema["$defs"]  # type: ignore[index]
    assert set(definitions["outcome"]["enum"]) == set(verdict.RowOutcome)
    assert set(definitions["reason"]["enum"]) == set(check.Reason)
    assert set(definitions["waiver"]["properties"]["state"]["enum"]) == set(WaiverState)
    change = definitions["changes"]["properties"]["items"]["items"]["properties"]["change"]
    assert set(change["enum"]) == set(ChangeKind)


def test_schema_describes_every_key(schema: jsonschema.Draft202012Validator) -> None:
    """No key of a report is missing from the schema."""
    properties: Any = schema.schema["properties"]  # type: ignore[index]
    assert set(made({}).document()) == set(properties)


def test_report_is_bounded() -> None:
    """However long the answers are, and however many headers they have, a report stays small."""
    headers = [(f"x-{number}", "\x7f" * 5000) for number in range(500)]
    exchange = Exchange(WRONG.request, answered(("\u202e" * 3_000_000).encode(), *headers).outcome)

    document = made({MESSAGE: exchange, STATUS: exchange}, actual="\u202e" * 100_000).document()

    assert len(json.dumps(document, ensure_ascii=False)) < 300_000
    row = next(row for row in document["requirements"] if row["id"] == MESSAGE)
    assert row["evidence"][0]["response"]["more_headers"] == 460
