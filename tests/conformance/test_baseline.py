"""What changed since an earlier report."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conformance_apps import reference
from conformance_apps.made_reports import MESSAGE, RTL, STATUS, TYPES, answered, made
from translation_conformance.__main__ import main
from translation_conformance.baseline import Baseline, BaselineError, ChangeKind, changes, parse, read
from translation_conformance.check import Finding, Outcome, Reason
from translation_conformance.runner import Evidence
from translation_conformance.suite import suites
from translation_conformance.verdict import RowOutcome, Verdict, row_of
from translation_conformance.waivers import Waiver

WRONG = answered(b'{"message": "OK"}')


def _outcomes(**changed: RowOutcome) -> dict[str, RowOutcome]:
    """The outcomes of a target without fault, some of them changed."""
    return {row.requirement.id: row.outcome for row in made({}).summary.rows} | changed


TRANSITIONS = {
    "newly-failed": (RowOutcome.PASSED, {MESSAGE: WRONG}, (), ChangeKind.FAILED),
    "failed-when-first-checked": (RowOutcome.NOT_CHECKED, {MESSAGE: WRONG}, (), ChangeKind.FAILED),
    "waived-no-more": (RowOutcome.WAIVED, {MESSAGE: WRONG}, (), ChangeKind.FAILED),
    "newly-waived": (RowOutcome.FAILED, {MESSAGE: WRONG}, (Waiver(MESSAGE, "x"),), ChangeKind.WAIVED),
    "mended": (RowOutcome.FAILED, {}, (), ChangeKind.MENDED),
    "mended-though-waived": (RowOutcome.WAIVED, {}, (), ChangeKind.MENDED),
    "newly-checked": (RowOutcome.NOT_CHECKED, {}, (), ChangeKind.CHECKED),
    "still-failed": (RowOutcome.FAILED, {MESSAGE: WRONG}, (), None),
    "still-passed": (RowOutcome.PASSED, {}, (), None),
}


@pytest.mark.parametrize(("before", "violated", "waivers", "kind"), TRANSITIONS.values(), ids=TRANSITIONS)
def test_transition(before: RowOutcome, violated: Any, waivers: Any, kind: ChangeKind | None) -> None:
    """What became of a requirement has one name; what stayed as it was has none."""
    rows = made(violated, waivers=waivers).summary.rows

    found = list(changes(Baseline("old", _outcomes(**{MESSAGE: before})), rows))

    assert [(change.requirement, change.kind) for change in found] == ([(MESSAGE, kind)] if kind else [])


def test_newly_not_checked() -> None:
    """What was checked and is not any more is news."""
    requirement = suites()[1].api.catalogue[MESSAGE]
    missing = Finding(MESSAGE, Outcome.NOT_EXERCISED, reason=Reason.NO_CREDENTIAL)
    row = row_of(requirement, [Evidence(suites()[1].checks[0], missing, None)])

    found = list(changes(Baseline("old", {MESSAGE: RowOutcome.PASSED}), [row]))

    assert [change.kind for change in found] == [ChangeKind.NOT_CHECKED]


def test_api_that_was_not_checked_before() -> None:
    """Of an API that the baseline does not have, only violations are news."""
    image_only = {id_: outcome for id_, outcome in _outcomes().items() if id_.startswith("image.")}

    found = list(changes(Baseline("old", image_only), made({MESSAGE: WRONG}).summary.rows))

    assert [(change.requirement, change.before) for change in found] == [(MESSAGE, None)]


def test_the_worst_comes_first_and_is_told(tmp_path: Path) -> None:
    """Terminal and report tell the changes, violations first; the verdict does not depend on them."""
    old = tmp_path / "old"
    made({STATUS: WRONG, TYPES: None}).write(old)

    report = made({MESSAGE: WRONG, RTL: WRONG}, baseline=read(old / "report.json"), today=date(2026, 1, 2))

    lines = list(report.lines())
    told = next(number for number, line in enumerate(lines) if line.startswith(f"since {old / 'report.json'}"))
    assert lines[told].endswith(": 2 newly failed, 2 mended")
    assert {line.split(": ")[0].strip() for line in lines[told + 1 : told + 3]} == {"newly failed"}
    items = report.document()["changes"]["items"]
    assert [item["change"] for item in items] == ["newly failed", "newly failed", "mended", "mended"]
    assert report.summary.verdict is Verdict.VIOLATES
    assert made({}, baseline=read(old)).summary.verdict is Verdict.CONFORMS


def test_nothing_changed(tmp_path: Path) -> None:
    """Two equal runs have no changes, and that is said."""
    report = made({MESSAGE: WRONG})
    report.write(tmp_path)

    lines = list(made({MESSAGE: WRONG}, baseline=read(tmp_path)).lines())

    assert any(line.startswith("since ") and line.endswith(": nothing changed") for line in lines)


def test_requirements_that_are_gone() -> None:
    """A requirement that only the baseline has is told in the report, escaped like anything from a file."""
    baseline = parse({"schema_version": 1, "requirements": [{"id": "text.old\x1b.fact", "outcome": "passed"}]})

    document = made({}, baseline=baseline).document()

    assert document["changes"]["gone"] == ["text.old\\x1b.fact"]


MISTAKES = {
    "not-json": ("{", "it is no JSON"),
    "not-utf-8": (b"\xff\xfe\x00", "it is no JSON"),
    "too-deep": ("[" * 100_000, "it is no JSON"),
    "a-list": ("[]", "it is no report of this suite"),
    "another-json": ('{"a": 1}', "it is no report of this suite"),
    "later-version": ('{"schema_version": 2, "requirements": []}', "its schema_version is 2, not 1"),
    "no-requirements": ('{"schema_version": 1}', "its requirements are no list"),
    "no-id": ('{"schema_version": 1, "requirements": [{}]}', "its requirements[0] has no id"),
    "outcome": ('{"schema_version": 1, "requirements": [{"id": "a", "outcome": "ok"}]}', "has the outcome 'ok'"),
    "outcome-list": ('{"schema_version": 1, "requirements": [{"id": "a", "outcome": []}]}', "has the outcome []"),
}


@pytest.mark.parametrize(("content", "words"), MISTAKES.values(), ids=MISTAKES)
def test_mistake(content: str | bytes, words: str, tmp_path: Path) -> None:
    """A file that is no report is told in one line that begins with its name."""
    file = tmp_path / "report.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(BaselineError) as told:
        read(file)

    assert words in str(told.value)
    assert str(told.value).startswith(str(file))
    assert len(str(told.value).splitlines()) == 1


def test_mistake_ends_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A baseline that is not there is one line and 2, before anything is sent."""
    profile = tmp_path / "target.toml"
    profile.write_text(reference.PROFILE)

    assert main(["run", "--target", str(profile), "--baseline", str(tmp_path / "none.json")]) == 2

    assert capsys.readouterr().err.endswith("none.json: cannot be read: No such file or directory\n")


def test_report_of_an_earlier_version(tmp_path: Path) -> None:
    """A report that has only the keys of the first version is a baseline."""
    rows = [{"id": MESSAGE, "api": "text", "outcome": "failed"}]
    (tmp_path / "report.json").write_text(json.dumps({"schema_version": 1, "requirements": rows}))

    baseline = read(tmp_path / "report.json")

    assert (baseline.outcomes, baseline.started_at) == ({MESSAGE: RowOutcome.FAILED}, None)
