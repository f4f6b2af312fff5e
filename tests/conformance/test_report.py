"""The report: its shape, its evidence, and the rule by which findings become outcomes."""

import json
from pathlib import Path
from typing import Any

import pytest

from conformance_apps import reference
from conformance_apps.made_reports import made
from conformance_apps.reference import Answer, Asked, Reference
from conformance_apps.running import Tried, target_of
from translation_conformance import pictures
from translation_conformance.check import Finding, Outcome, Probe, Reason
from translation_conformance.exchange import Credential, Exchange, Request, Response
from translation_conformance.options import Options
from translation_conformance.redaction import Redactor
from translation_conformance.report import Report
from translation_conformance.runner import Evidence
from translation_conformance.suite import suites
from translation_conformance.told import exchange_told
from translation_conformance.verdict import RowOutcome, row_of
from translation_openapi import APIS, Level, Requirement

KEYS = {
    *("schema_version", "suite_version", "verdict", "warnings", "seed", "requests_sent", "duration_s"),
    *("started_at", "inconclusive", "target", "requirements", "observations", "errors", "exports", "uploads"),
    *("summary", "strict", "quick", "interrupted", "billable_sent", "waits", "waivers", "changes"),
}


def _wrong(asked: Asked) -> Answer:
    """Takes any upload, and says yes."""
    answer = Reference()(asked)
    if answer.status == 415:
        return Reference()(asked.form_with(image=reference.File("a.png", pictures.PNG.content)))
    return answer.having(success="yes") if answer.status == 200 and "success" in answer.body else answer


@pytest.fixture(name="written", scope="module")
def _written(try_server: Tried, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Path, dict[str, Any]]:
    """A report on a wrong server, the folder that it was written to, and its JSON."""
    folder = tmp_path_factory.mktemp("report")
    report = try_server(_wrong, folder=folder)
    report.write(folder)
    return report, folder, json.loads((folder / "report.json").read_text())


Written = tuple[Report, Path, dict[str, Any]]


def test_shape(written: Written) -> None:
    """The report has the stable keys, and every row of the catalogues, those that cannot be tested included."""
    _, _, document = written

    assert set(document) == KEYS
    assert [row["id"] for row in document["requirements"]] == [id_ for api in APIS for id_ in api.catalogue]
    assert {row["outcome"] for row in document["requirements"]} == {"passed", "failed", "not_checked", "untestable"}
    assert document["verdict"] == "violates"


def test_rows_keep_the_rules(written: Written) -> None:
    """An assumed row never fails; a failed row has evidence; a row that was not checked has a reason."""
    _, _, document = written

    for row in document["requirements"]:
        assert not (row["level"] == "assumed" and row["outcome"] == "failed")
        assert bool(row["evidence"]) is (row["outcome"] == "failed")
        assert (row["reason"] is not None) is (row["outcome"] == "not_checked")


def test_evidence(written: Written) -> None:
    """Evidence says what was owed and seen, shows the exchange, and has a command whose files are there."""
    _, folder, document = written
    row = next(row for row in document["requirements"] if row["id"] == "image.notes.other-types")

    evidence = row["evidence"][0]

    assert {"check", "expected", "actual", "request", "response", "curl", "company"} == set(evidence)
    assert evidence["request"]["headers"][-1] == ["Authorization", "Bearer $IMAGE_API_KEY"]
    uploads = [upload for upload in (folder / "uploads").iterdir() if f'@"{upload}"' in evidence["curl"]]
    assert [upload.stat().st_size for upload in uploads] == [part["bytes"] for part in evidence["request"]["body"][:1]]


def test_observations(written: Written) -> None:
    """What was seen where the pages are silent is told under rows that are assumed."""
    _, _, document = written
    assumed = {row["id"] for row in document["requirements"] if row["level"] == "assumed"}

    told = {item["requirement"] for item in document["observations"]}

    assert told <= assumed
    assert "image.authentication.anonymous-use" in told


def test_no_picture_is_inline(written: Written) -> None:
    """No binary body is part of the words or of the report: neither grows with the pictures."""
    report, folder, _ = written

    assert "\ufffd" not in "\n".join(report.lines())
    assert (folder / "report.json").stat().st_size < 600_000


def test_files_are_described_without_a_folder(try_server: Tried) -> None:
    """Without a folder, the file of a command is described."""
    lines = list(try_server(_wrong, "image").lines())

    assert any(line.startswith("  with image-") and "--report-dir saves it" in line for line in lines)


def test_words_have_an_order(try_server: Tried) -> None:
    """What failed comes before what was not checked; that is told by cause, and the variables to export once."""
    profile = reference.PROFILE.replace('inactive = "reference-inactive-key"\n', "")

    lines = list(try_server(_wrong, profile=profile).lines())

    cause = "not checked: the profile has no text.credentials.inactive: "
    causes = [number for number, line in enumerate(lines) if line.startswith("not checked: ")]
    failed = [number for number, line in enumerate(lines) if line.startswith(("FAILED", "WARNING"))]
    exports = [line for line in lines if line.startswith("to use the curl lines: ")]
    assert max(failed) < min(causes)
    assert len([line for line in lines if line.startswith(cause)]) == 1
    assert len(exports) == 1
    assert "export IMAGE_API_KEY=<image.credentials.valid>" in exports[0]


def test_failures_of_one_exchange_stand_together(try_server: Tried) -> None:
    """Failures that the same exchange shows have one command."""
    lines = list(try_server(lambda _: Answer(200, {}), "text").lines())

    failed = [line for line in lines if line.startswith(("FAILED", "WARNING"))]
    commands = [line for line in lines if line.startswith("  curl ")]
    assert 0 < len(set(commands)) == len(commands) < len(failed)


def test_key_in_the_name_of_its_variable(try_server: Tried) -> None:
    """The curl line names the variable as it is, whatever the key looks like; so do our own words."""
    profile = reference.PROFILE.replace("reference-valid-key", "TEXT_API").replace("reference-inactive-key", "text")
    report = try_server(lambda _: Answer(200, {}), "text", profile=profile)

    rows = report.document()["requirements"]
    told = [evidence for row in rows for evidence in row["evidence"]]
    assert told
    assert any('-H "x-api-key: ${TEXT_API_KEY}"' in evidence["curl"] for evidence in told)
    assert ["x-api-key", "$TEXT_API_KEY"] in [pair for evidence in told for pair in evidence["request"]["headers"]]
    assert {row["id"] for row in rows} == set(suites()[1].api.catalogue)
    assert "text.credentials.inactive" in report.exports.values()


def test_one_request_is_singular(try_server: Tried) -> None:
    """One request is one."""
    report = try_server(Reference(), "text", options=Options(max_requests=1))

    assert "1 request in 0.0 s, seed 1" in list(report.lines())
    assert "1 success that a metered service may charge for" in list(report.lines())


def test_what_it_took(tmp_path: Path) -> None:
    """It is told what may be charged for, how long the target asked to wait, and where the report lies."""
    report = made({}, folder=tmp_path)

    document, lines = report.document(), list(report.lines())

    assert (document["billable_sent"], document["waits"]) == (3, [1.5])
    assert "3 successes that a metered service may charge for" in lines
    assert "waited 1 time, 1.5 s in all, as the target asked" in lines
    assert f"report: {tmp_path / 'report.html'}, and report.json, junit.xml, summary.md" in lines


def _requirement(level: Level) -> Requirement:
    return Requirement("x.y.z", "Y", level, "Something holds.")


def _found(outcome: Outcome, reason: Reason | None = None) -> Evidence:
    check = suites()[0].checks[0]
    return Evidence(check, Finding("x.y.z", outcome, reason=reason), None)


OK, BAD = _found(Outcome.OK), _found(Outcome.VIOLATED)
BUDGET = _found(Outcome.NOT_EXERCISED, Reason.BUDGET)
KEY = _found(Outcome.NOT_EXERCISED, Reason.NO_CREDENTIAL)
ELSE = _found(Outcome.NOT_EXERCISED, Reason.PREREQUISITE)

OUTCOMES = {
    "all-right": ([OK, OK], RowOutcome.PASSED, None),
    "one-wrong": ([OK, BAD], RowOutcome.FAILED, None),
    "wrong-and-left-over": ([BUDGET, BAD], RowOutcome.FAILED, None),
    "partly-left-over": ([OK, BUDGET], RowOutcome.NOT_CHECKED, Reason.BUDGET),
    "partly-without-key": ([OK, KEY], RowOutcome.PASSED, None),
    "without-key": ([KEY, ELSE], RowOutcome.NOT_CHECKED, Reason.NO_CREDENTIAL),
    "never-exercised": ([ELSE], RowOutcome.NOT_CHECKED, Reason.PREREQUISITE),
    "nothing": ([], RowOutcome.NOT_CHECKED, Reason.PREREQUISITE),
}


@pytest.mark.parametrize(("found", "outcome", "reason"), OUTCOMES.values(), ids=OUTCOMES)
def test_outcome_of_a_row(found: list[Evidence], outcome: RowOutcome, reason: Reason | None) -> None:
    """Nothing passes of which a part was left over, and nothing that was never looked at."""
    row = row_of(_requirement(Level.DOCUMENTED), found)

    assert (row.outcome, row.reason) == (outcome, reason)


def test_assumed_rows_never_fail() -> None:
    """Not even a judge that finds fault makes an assumed row fail."""
    assert row_of(_requirement(Level.ASSUMED), [BAD]).outcome is not RowOutcome.FAILED


@pytest.mark.parametrize("suite", suites(), ids=lambda suite: suite.name)
def test_cost_is_known_beforehand(suite: Any, try_server: Tried) -> None:
    """A run over a target that refuses nothing unexpected costs at most what the probes declare."""
    target = next(api for api in target_of().apis if api.name == suite.name)
    probes: list[Probe] = list(dict.fromkeys(check.probe for check in suite.checks))

    report = try_server(Reference(), suite.name)

    assert report.run.requests_sent <= sum(probe.cost(target).requests for probe in probes)


@pytest.mark.parametrize(
    "template", ["{swapped}", "Bearer {head}.{recased}", "Bearer {cut}", "Bearer {tail}.{foreign}"]
)
def test_pieces_of_keys_are_told_in_words(template: str) -> None:
    """Where only a part of a key was sent, the report says which, and shows none of it."""
    target = target_of().apis[1]
    credential = Credential("valid", "x-api-key", template, other="unknown")
    request = Request("POST", "/", credential=credential)

    told = exchange_told(target, Exchange(request, Response(200)), Redactor({}))["request"]["headers"]

    assert told[0][0] == "x-api-key"
    assert "{" not in told[0][1]
    assert "<" in told[0][1]
    assert "reference" not in told[0][1]
